from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import FuelCommon

NOW = "2026-03-20 04:00:00"
MARCH = ("2026-03-01", "2026-03-31")


@tagged("-at_install", "post_install")
class TestFuelVisitOverview(FuelCommon):
    """The figures and charts of the screen "Visit analysis"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.company.fuel_tz = "Asia/Shanghai"
        cls.topic = cls.env["fuel.visit.topic"].create(
            {"name": "Trial", "code": "overview_trial"}
        )
        cls.other_topic = cls.env["fuel.visit.topic"].create(
            {"name": "Other", "code": "overview_other"}
        )
        cls.at_place = cls.env.ref("crm_fuel.fuel_visit_channel_on_site")
        cls.phone = cls.env.ref("crm_fuel.fuel_visit_channel_telephone")
        cls.intended = cls.env.ref("crm_fuel.fuel_visit_result_order_intended")
        cls.rejected = cls.env.ref("crm_fuel.fuel_visit_result_rejected")
        cls.ocean = cls.make_customer("Ocean", user_id=cls.am_anna.id)
        cls.coast = cls.make_customer("Coast", user_id=cls.am_anna.id)
        cls._done(day=2, verdict="on_site", hours=1)
        cls._done(day=3, verdict="on_site", hours=2)
        cls._done(day=4, verdict="unverified", result=cls.rejected, hours=0.5)
        cls._done(day=5, verdict="off_site", customer=cls.coast, hours=0.5)
        cls._done(day=6, channel=cls.phone, checked=False, topic=cls.other_topic)
        cls._done(day=7, user=cls.am_bo, customer=cls.coast, verdict="on_site", hours=1)
        cls._done(day=1, month=2, verdict="on_site", hours=9)  # before the period
        cls._visit(day=19)  # missed
        cls._visit(day=20)  # today: to come
        cls._visit(day=31)
        cls._visit(day=8).with_user(cls.am_anna).cancel("Closed for the day")
        cls.env.flush_all()

    @classmethod
    def _visit(cls, day, month=3, customer=None, user=None, topic=None, channel=None):
        return cls.env["fuel.visit"].create(
            {
                "customer_id": (customer or cls.ocean).id,
                "user_id": (user or cls.am_anna).id,
                "topic_id": (topic or cls.topic).id,
                "channel_id": (channel or cls.at_place).id,
                "planned_start": datetime(2026, month, day, 2),
            }
        )

    @classmethod
    def _done(cls, verdict="unverified", result=None, hours=1, checked=True, **values):
        """Make a visit that went through check-in and check-out, or neither."""
        visit = cls._visit(**values)
        start = visit.planned_start
        # sudo, as the environment of the tests is: what a check-in would have written.
        visit._move_to(
            "done",
            result_id=(result or cls.intended).id,
            actual_start=start,
            actual_end=start + timedelta(hours=hours),
            is_checked_in=checked,
            verdict=verdict,
        )
        return visit

    def _overview(self, user=None, period=MARCH, **values):
        visits = self.env["fuel.visit"].with_user(user or self.am_anna)
        overview = visits.overview(*period, **values)
        self._check_adds_up(visits, overview)
        return overview

    def _check_adds_up(self, visits, overview):
        """Each figure and each chart equals the visits that it opens."""
        figures, domains = overview["figures"], overview["domains"]
        for name, number in (
            ("done", figures["done"]),
            ("with_place", figures["with_place"]),
            ("on_site", figures["on_site"]),
            ("unverified", figures["unverified"]),
            ("timed", figures["timed"]),
            ("planned", figures["planned"]["due"]),
            ("missed", figures["planned"]["missed"]),
        ):
            self.assertEqual(visits.search_count(domains[name]), number, name)
        for name, field in (
            ("results", "result_id"),
            ("channels", "channel_id"),
            ("customers", "customer_id"),
            ("users", "user_id"),
        ):
            rows, rest = overview[name], overview["rest"][name]
            total = sum(row["count"] for row in rows) + rest["count"]
            self.assertEqual(total, figures["done"], name)
            for row in rows:
                found = visits.search_count([*domains["done"], (field, "=", row["id"])])
                self.assertEqual(found, row["count"], row["name"])

    def _counts(self, rows):
        return [(row["name"], row["count"]) for row in rows]

    def test_figures(self):
        figures = self._overview()["figures"]
        self.assertEqual(figures["done"], 5)
        # The telephone has no place to check in at.
        self.assertEqual(figures["with_place"], 4)
        self.assertEqual((figures["on_site"], figures["unverified"]), (2, 1))
        self.assertEqual(figures["on_site_rate"], 0.5)
        self.assertEqual(figures["unverified_rate"], 0.25)
        self.assertEqual(figures["timed"], 4)
        self.assertAlmostEqual(figures["duration"], 1.0)
        self.assertEqual(
            figures["planned"],
            {"due": 9, "done": 5, "cancelled": 1, "missed": 1, "open": 2},
        )

    def test_charts(self):
        overview = self._overview()
        self.assertEqual(
            self._counts(overview["results"]),
            [(self.intended.name, 4), (self.rejected.name, 1)],
        )
        self.assertEqual([row["tone"] for row in overview["results"]], ["good", "bad"])
        self.assertEqual(
            self._counts(overview["channels"]),
            [(self.at_place.name, 4), (self.phone.name, 1)],
        )
        self.assertEqual(
            self._counts(overview["customers"]), [("Ocean", 4), ("Coast", 1)]
        )
        self.assertEqual(self._counts(overview["users"]), [(self.am_anna.name, 5)])

    def test_a_visit_ended_by_a_supervisor_has_no_result_and_no_duration(self):
        visit = self._visit(day=9)
        visit._move_to(
            "done",
            is_forced=True,
            is_checked_in=True,
            actual_start=visit.planned_start,
            actual_end=visit.planned_start + timedelta(hours=200),
            verdict="on_site",
        )
        overview = self._overview()
        self.assertIn((False, 1), self._counts(overview["results"]))
        self.assertAlmostEqual(overview["figures"]["duration"], 1.0)

    def test_topics_and_teams_narrow(self):
        overview = self._overview(topic_ids=self.other_topic.ids)
        self.assertEqual(overview["figures"]["done"], 1)
        self.assertIs(overview["figures"]["on_site_rate"], False)
        self.assertIs(overview["figures"]["duration"], False)
        found = self._overview(self.supervisor, team_ids=self.team_north.ids)
        self.assertEqual(found["figures"]["done"], 5)
        topics = {topic["id"] for topic in overview["topics"]}
        self.assertLessEqual({self.topic.id, self.other_topic.id}, topics)

    def test_whose_visits(self):
        done = {
            (user, scope): self._overview(getattr(self, user), scope=scope)["figures"][
                "done"
            ]
            for user in ("am_anna", "am_bo", "leader", "supervisor")
            for scope in ("mine", "team", "all")
        }
        self.assertEqual(
            done,
            {
                ("am_anna", "mine"): 5,
                ("am_anna", "team"): 0,
                ("am_anna", "all"): 5,
                ("am_bo", "mine"): 1,
                ("am_bo", "team"): 0,
                ("am_bo", "all"): 1,
                ("leader", "mine"): 0,
                ("leader", "team"): 5,
                ("leader", "all"): 5,
                ("supervisor", "mine"): 0,
                ("supervisor", "team"): 0,
                ("supervisor", "all"): 6,
            },
        )

    def test_coverage_is_of_the_same_people(self):
        mine = self._overview(scope="mine")["figures"]["coverage"]
        self.assertEqual((mine["due"], mine["visited"], mine["rate"]), (0, 0, False))
        # Entered before the period, they are due in it.
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-01' WHERE id IN %s",
            [(self.ocean.id, self.coast.id)],
        )
        self.coast.fuel_visit_interval = 30
        self.make_customer("Of Bo", user_id=self.am_bo.id)
        self.env.invalidate_all()
        mine = self._overview(scope="mine")
        self.assertEqual(
            mine["figures"]["coverage"],
            self.env["fuel.visit"]
            .with_user(self.am_anna)
            ._coverage(*MARCH, [("user_id", "=", self.am_anna.id)]),
        )
        self.assertEqual(mine["figures"]["coverage"]["due"], 2)
        rows = self.env["fuel.visit.due"].with_user(self.am_anna)
        self.assertEqual(
            rows.search(mine["domains"]["coverage"]).customer_id,
            self.ocean | self.coast,
        )

    def test_the_rest_is_one_bar(self):
        for number in range(13):
            customer = self.make_customer(f"Small {number}")
            self._done(day=10, customer=customer)
        self.env.flush_all()
        overview = self._overview()
        self.assertEqual(len(overview["customers"]), 10)
        self.assertEqual(overview["rest"]["customers"], {"number": 5, "count": 5})
        self.assertEqual(overview["rest"]["users"], {"number": 0, "count": 0})

    def test_nothing_in_the_period(self):
        overview = self._overview(period=("2020-01-01", "2020-01-31"))
        self.assertEqual(overview["results"], [])
        self.assertEqual(overview["figures"]["done"], 0)
        self.assertIs(overview["figures"]["on_site_rate"], False)
        self.assertEqual(overview["figures"]["planned"]["due"], 0)

    def test_others_get_nothing(self):
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._overview(user)

    def test_bad_input_is_refused_with_its_name(self):
        visits = self.env["fuel.visit"].with_user(self.am_anna)
        for arguments, values, word in (
            (("yesterday", "2026-03-31"), {}, "date_from"),
            (("2026-03-01", False), {}, "date_to"),
            (("2026-03-01", 7), {}, "date_to"),
            (("2026-03-02", "2026-03-01"), {}, "before it begins"),
            (("1990-01-01", "2026-03-01"), {}, "ten years"),
            (MARCH, {"scope": "everybody"}, "scope"),
            (MARCH, {"topic_ids": ["1"]}, "topic_ids"),
            (MARCH, {"team_ids": [-1]}, "team_ids"),
            (MARCH, {"team_ids": {"id": 1}}, "team_ids"),
        ):
            with (
                self.subTest(arguments=arguments, values=values),
                self.assertRaisesRegex(ValidationError, word),
            ):
                visits.overview(*arguments, **values)

    def test_number_of_queries_does_not_grow(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._ask()
            return self.env.cr.sql_log_count - before

        count()  # fills the caches of rights and translations
        few = count()
        for number in range(15):
            customer = self.make_customer(f"Many {number}", user_id=self.am_anna.id)
            self._done(day=11, customer=customer)
        self.env.flush_all()
        self.assertEqual(count(), few)

    def _ask(self):
        self.env["fuel.visit"].with_user(self.am_anna).overview(*MARCH)
