from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_visit_due import NOON, TODAY, VisitDueCommon

FIGURES = [
    "fuel_last_visit_date",
    "fuel_next_visit_date",
    "fuel_visit_due_date",
    "fuel_visit_status",
    "fuel_visit_count",
]


def day(offset):
    return TODAY + timedelta(days=offset)


class PartnerVisitCommon(VisitDueCommon):
    def setUp(self):
        super().setUp()
        frozen = freeze_time(NOON)
        frozen.start()
        self.addCleanup(frozen.stop)
        self.customer = self.make_due_customer("Yongxing Shipping")
        self.buyer = self.env["res.partner"].create(
            {"name": "Purchaser Li", "parent_id": self.customer.id}
        )

    def figures(self, partner, user=None):
        self.env.invalidate_all()
        [values] = partner.with_user(user or self.am_anna).read(FIGURES)
        return tuple(values[name] for name in FIGURES)


@tagged("-at_install", "post_install")
class TestResPartnerVisit(PartnerVisitCommon):
    """What a customer says about visits."""

    def test_figures(self):
        self.assertEqual(
            self.figures(self.customer), (False, False, day(-400), "never", 0)
        )
        self.visit(self.customer, -40)
        self.visit(self.customer, 3, "planned")
        wanted = (day(-40), day(3), day(-10), "overdue", 2)
        self.assertEqual(self.figures(self.customer), wanted)
        self.assertEqual(self.figures(self.buyer), wanted)

    def test_who_is_no_customer_has_none(self):
        other = self.make_customer("Supplier", fuel_customer=False)
        self.assertEqual(self.figures(other), (False, False, False, False, 0))

    def test_a_new_customer_has_none_yet(self):
        with Form(
            self.env["res.partner"].with_user(self.am_anna), "base.view_partner_form"
        ) as form:
            form.name = "New Lines"
            form.fuel_customer = True
            self.assertEqual(form.fuel_visit_count, 0)
            form.fuel_visit_interval = 14
        self.assertEqual(form.record.fuel_visit_status, "never")

    def test_figures_of_anothers_customer_stay_empty(self):
        """Rather than "never visited", which another may have done."""
        self.visit(self.customer, -1, user_id=self.am_anna.id)
        self.assertEqual(
            self.figures(self.customer, self.am_bo), (False, False, False, False, 0)
        )
        self.assertEqual(self.figures(self.customer, self.leader)[3:], ("ok", 1))
        self.assertEqual(self.figures(self.customer, self.supervisor)[3:], ("ok", 1))

    def test_the_account_manager_sees_when_anybody_went(self):
        self.visit(self.customer, -1, user_id=self.am_bo.id)
        # The day of the visit, but not the visit itself.
        self.assertEqual(self.figures(self.customer)[0], day(-1))
        self.assertEqual(self.figures(self.customer)[4], 0)

    def test_others_do_not_read_them(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.plain).read(["fuel_visit_status"])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.plain).search(
                [("fuel_visit_status", "=", "never")]
            )

    def test_search_by_status(self):
        late = self.make_due_customer("Late")
        self.visit(late, -31)
        bos = self.make_due_customer("Of Bo", user=self.am_bo)
        ours = [("id", "in", (self.customer | late | bos | self.buyer).ids)]
        partners = self.env["res.partner"].with_user(self.am_anna)

        def found(*conditions):
            return set(partners.search(ours + list(conditions)).mapped("name"))

        everyone = {"Yongxing Shipping", "Purchaser Li"}
        self.assertEqual(found(("fuel_visit_status", "=", "overdue")), {"Late"})
        self.assertEqual(found(("fuel_visit_status", "=", "never")), everyone)
        self.assertEqual(
            found(("fuel_visit_status", "in", ["never", "overdue"])),
            everyone | {"Late"},
        )
        self.assertEqual(found(("fuel_visit_status", "!=", "never")), {"Late", "Of Bo"})
        self.assertEqual(found(("fuel_visit_status", "=", False)), {"Of Bo"})
        self.assertEqual(found(("fuel_visit_status", "!=", False)), everyone | {"Late"})

    def test_intervals(self):
        own = self.make_due_customer("Own", fuel_visit_interval=14)
        partners = own | self.customer
        intervals = partners.with_user(self.am_bo)._fuel_visit_intervals()
        self.assertEqual(
            {partner.name: days for partner, days in intervals.items()},
            {"Own": 14, "Yongxing Shipping": 30},
        )
        self.patch(
            type(self.env["res.partner"]),
            "_fuel_tier_visit_interval",
            lambda self: 21,
        )
        self.assertEqual(partners._fuel_visit_intervals(), {own: 14, self.customer: 21})

    def test_intervals_are_those_of_the_list_of_the_due(self):
        self.other_company.fuel_visit_interval = 10
        partners = (
            self.customer
            | self.make_due_customer("Own", fuel_visit_interval=14)
            | self.make_customer("Nobody's")
            | self.make_customer("Theirs", company_id=self.other_company.id)
        )
        rows = self.due.search([("customer_id", "in", partners.ids)])
        self.assertEqual(
            {row.customer_id: row.visit_interval for row in rows},
            partners._fuel_visit_intervals(),
        )

    @mute_logger("odoo.sql_db")
    def test_intervals_have_a_range(self):
        for days in (-1, 3651):
            with (
                self.subTest(days=days),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.customer.with_user(self.am_anna).fuel_visit_interval = days

    def test_queries_do_not_grow_with_customers(self):
        def count(partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.with_user(self.am_anna).web_read({name: {} for name in FIGURES})
            return self.env.cr.sql_log_count - before

        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Many {number}",
                    "is_company": True,
                    "fuel_customer": True,
                    "user_id": self.am_anna.id,
                }
                for number in range(800)
            ]
        )
        self.visits.with_context(tracking_disable=True).create(
            [self.visit_vals(partner, -5) for partner in partners[:100]]
        )
        self.env.flush_all()
        count(partners[:80])  # fills the caches of rights
        few = count(partners[:80])
        self.assertEqual(count(partners), few)
        self.assertLessEqual(few, 6)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def test_open_visits(self):
        mine = self.visit(self.customer, -1)
        self.visit(self.make_due_customer("Another"), -1)
        action = self.buyer.with_user(self.am_anna).action_open_fuel_visits()
        self.assertEqual(action["res_model"], "fuel.visit")
        self.assertEqual(self.visits.search(action["domain"]), mine)
        self.assertEqual(action["context"], {"default_customer_id": self.customer.id})

    def test_plan_visits_to_several(self):
        late = self.make_due_customer("Late")
        rows = self.row(self.customer | late, self.am_anna)
        for action in (
            rows.action_plan_visits(),
            (self.buyer | late).with_user(self.am_anna).action_plan_visits(),
        ):
            self.assertEqual(action["target"], "new")
            plan = self.env[action["res_model"]].with_user(self.am_anna)
            with Form(plan.with_context(**action["context"])) as form:
                self.assertEqual(
                    set(form.customer_ids[:].mapped("name")),
                    {"Yongxing Shipping", "Late"},
                )
                form.topic_id = self.topic

    def log(self, partner, user=None):
        """Log a visit: the first click, and what the form does with it."""
        user = user or self.am_anna
        action = partner.with_user(user).action_log_visit()
        self.assertEqual(action["res_model"], "fuel.visit")
        return Form(self.visits.with_user(user).with_context(**action["context"]))

    def test_log_a_visit_in_two_clicks(self):
        form = self.log(self.customer)
        form.topic_id = self.topic
        form.result_id = self.met
        visit = form.save()
        self.assertRecordValues(
            visit,
            [
                {
                    "customer_id": self.customer.id,
                    "user_id": self.am_anna.id,
                    "state": "done",
                    "is_planned": False,
                    "verdict": "unverified",
                    "verdict_reason": "not_checked_in",
                    "date": TODAY,
                }
            ],
        )
        self.assertEqual(self.figures(self.customer)[3], "ok")

    def test_log_knows_what_the_last_visit_was_like(self):
        exchange = self.env.ref("crm_fuel.fuel_visit_topic_technical_exchange")
        self.visit(self.customer, -9, topic_id=exchange.id, channel_id=self.phone.id)
        self.visit(self.customer, -5, user_id=self.am_bo.id)  # not hers
        form = self.log(self.buyer)
        self.assertEqual(form.topic_id, exchange)
        self.assertEqual(form.channel_id, self.phone)
        self.assertEqual(form.customer_id, self.customer)
        self.assertEqual(form.contact_ids[:], self.buyer)
        # A topic that is no longer used is not proposed.
        exchange.active = False
        self.assertFalse(self.log(self.customer).topic_id)


@tagged("-at_install", "post_install")
class TestVisitTab(PartnerVisitCommon):
    """The "Visits" tab, as its widget gets it."""

    def overview(self, partner=None, user=None):
        self.env.invalidate_all()
        partner = (partner or self.customer).with_user(user or self.am_anna)
        return partner.fuel_visit_overview()

    def test_nothing_yet(self):
        self.assertEqual(
            self.overview(),
            {
                "visits": [],
                "count": 0,
                "turn": {
                    "status": "never",
                    "visit_interval": 30,
                    "last_visit_date": False,
                    "next_visit_date": False,
                    "due_date": day(-400),
                    "days_overdue": 400,
                    "planned": 0,
                    "kept": 0,
                    "visited": 0,
                    "expected": 12,
                },
            },
        )

    def test_the_latest_visits(self):
        for offset in range(12):
            self.visit(self.customer, -offset)
        self.visit(
            self.customer, -1, user_id=self.am_bo.id, shared_user_ids=[self.am_anna.id]
        )
        overview = self.overview(self.buyer)
        self.assertEqual(overview["count"], 13)
        self.assertEqual(len(overview["visits"]), 10)
        dates = [visit["date"] for visit in overview["visits"]]
        self.assertEqual(dates, sorted(dates, reverse=True))
        shared, own = overview["visits"][1:3]
        self.assertEqual((shared["user"], own["user"]), ("Am Bo", "Am Anna"))
        self.assertEqual(
            {name: own[name] for name in ("topic", "result", "tone", "state")},
            {
                "topic": self.topic.name,
                "result": self.met.name,
                "tone": "neutral",
                "state": "done",
            },
        )

    def test_plan_and_interval_of_the_last_12_months(self):
        for offset, state, vals in (
            (-500, "done", {"is_planned": True}),  # too long ago
            (-365, "done", {"is_planned": True}),  # a day too long ago
            (-364, "done", {"is_planned": True}),
            (-100, "done", {"is_planned": False}),
            (-90, "done", {"is_planned": True, "result_id": self.nobody.id}),
            (-80, "cancelled", {"is_planned": True}),
            (-70, "planned", {"is_planned": True}),
            (0, "done", {"user_id": self.am_bo.id}),
            (5, "planned", {"is_planned": True}),  # not yet
        ):
            self.visit(self.customer, offset, state, **vals)
        turn = self.overview()["turn"]
        self.assertEqual(
            {name: turn[name] for name in ("planned", "kept", "visited", "expected")},
            {"planned": 4, "kept": 2, "visited": 3, "expected": 12},
        )

    def test_a_young_customer_is_expected_to_have_had_fewer(self):
        for entered, expected in ((0, 0), (28, 0), (29, 1), (59, 2), (5000, 12)):
            customer = self.make_due_customer("Young", entered=entered)
            with self.subTest(entered=entered):
                turn = self.overview(customer)["turn"]
                self.assertEqual(turn["expected"], expected)

    def test_visits_before_the_customer_was_entered(self):
        customer = self.make_due_customer("Loaded", entered=0)
        self.visit(customer, -59)
        turn = self.overview(customer)["turn"]
        self.assertEqual((turn["visited"], turn["expected"]), (1, 2))

    def test_no_interval(self):
        self.company.fuel_visit_interval = 0
        turn = self.overview()["turn"]
        self.assertEqual((turn["status"], turn["expected"]), ("none", 0))
        self.assertIs(turn["due_date"], False)

    def test_anothers_customer(self):
        mine = self.visit(self.customer, -3, user_id=self.am_bo.id)
        self.visit(self.customer, -2)
        overview = self.overview(user=self.am_bo)
        self.assertIs(overview["turn"], False)
        self.assertEqual([visit["id"] for visit in overview["visits"]], [mine.id])
        self.assertEqual(overview["count"], 1)

    def test_a_telephone_has_no_verdict(self):
        self.visit(self.customer, -2, channel_id=self.phone.id)
        self.visit(self.customer, -1)
        verdicts = [visit["verdict"] for visit in self.overview()["visits"]]
        self.assertEqual(verdicts, ["unverified", ""])
        found = self.visits.with_user(self.am_anna).search(
            [("customer_id", "=", self.customer.id), ("is_remote", "=", False)]
        )
        self.assertEqual(len(found), 1)

    def test_others_get_nothing(self):
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.overview(user=user)

    def test_number_of_queries_does_not_grow(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.customer.with_user(self.am_anna).fuel_visit_overview()
            return self.env.cr.sql_log_count - before

        self.visit(self.customer, -3)
        count()
        few = count()
        for offset in range(30):
            self.visit(
                self.customer,
                -offset,
                channel_id=self.phone.id,
                companion_ids=[self.am_bo.id],
            )
        self.env.flush_all()
        self.assertEqual(count(), few)

    def test_dates_reach_the_client(self):
        self.visit(self.customer, -3)
        self.assertEqual(self.overview()["visits"][0]["date"], date(2026, 3, 12))
