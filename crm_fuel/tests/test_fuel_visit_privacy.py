from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..models.visit import fuel_visit_privacy
from .common_check import NOW, OFFICE, CheckCommon


class Killed(Exception):
    """The process ends in the middle of a job."""


@tagged("-at_install", "post_install")
class TestBlanking(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["fuel.visit.position"].search([]).unlink()

    def make_positions(self, number=1, now=NOW, user=None):
        """Return the positions of visits that began and ended at a time."""
        visits = self.env["fuel.visit"]
        with freeze_time(now):
            for _number in range(number):
                visit = self.make_visit(user)
                self.check_in(visit)
                self.check_out(visit)
                visits |= visit
        return self.env["fuel.visit.position"].search([("visit_id", "in", visits.ids)])

    def run_cron(self, now, batch=1_000, kill_after=None, time_left=None):
        """Run the job; return how many rows each of its commits was about."""
        commits = []

        def commit(_self, processed=0, *, remaining=None, **_named):
            self.env.flush_all()
            if kill_after is not None and len(commits) > kill_after:
                raise Killed
            commits.append(processed)
            return 60.0 if time_left is None else time_left

        with (
            freeze_time(now),
            patch.object(IrCron, "_commit_progress", commit),
            patch.object(fuel_visit_privacy, "BATCH", batch),
        ):
            self.env["fuel.visit.position"]._cron_blank_old()
        return commits

    def test_after_the_months(self):
        old = self.make_positions(now="2025-03-01 00:00:00")
        new = self.make_positions(now="2025-03-03 00:00:00")
        before = old.read(["verdict", "distance", "made_at", "target", "radius", "key"])
        self.run_cron("2026-03-02 00:00:00")
        for position in old:
            self.assertRecordValues(
                position,
                [
                    {
                        "latitude": 0,
                        "longitude": 0,
                        "accuracy": 0,
                        "has_fix": False,
                        "is_blanked": True,
                        "verdict": "on_site",
                    }
                ],
            )
        after = old.read(["verdict", "distance", "made_at", "target", "radius", "key"])
        self.assertEqual(after, before)
        self.assertEqual(new.mapped("has_fix"), [True, True])
        self.assertAlmostEqual(new[0].latitude, OFFICE[0], places=5)
        self.assertEqual(old.visit_id.verdict, "on_site")
        # The answer to a key stays what it was, but for the accuracy.
        answer = old.visit_id.with_user(self.am_anna).action_check_in(
            old[0].key, **self.fix()
        )
        self.assertTrue(answer["repeated"])
        self.assertIs(answer["accuracy"], False)

    def test_each_company_its_own_time(self):
        positions = self.make_positions(now="2025-12-01 00:00:00")
        self.company.fuel_position_months = 3
        self.other_company.fuel_position_months = 1
        self.run_cron("2026-02-28 00:00:00")
        self.assertEqual(positions.mapped("has_fix"), [True, True])
        self.run_cron("2026-03-02 00:00:00")
        self.assertEqual(positions.mapped("has_fix"), [False, False])

    def test_zero_keeps_for_ever(self):
        positions = self.make_positions(now="2006-03-01 00:00:00")
        self.env["res.company"].search([]).fuel_position_months = 0
        self.assertEqual(self.run_cron(NOW), [0])
        self.assertEqual(positions.mapped("has_fix"), [True, True])

    def test_very_many_months(self):
        positions = self.make_positions(now="2006-03-01 00:00:00")
        self.company.fuel_position_months = 2**31 - 1
        self.run_cron(NOW)
        self.assertEqual(positions.mapped("has_fix"), [True, True])

    def test_in_batches(self):
        positions = self.make_positions(4, now="2020-01-01 00:00:00")
        self.assertEqual(self.run_cron(NOW, batch=3), [0, 3, 3, 2])
        self.assertFalse(any(positions.mapped("has_fix")))
        self.assertEqual(self.run_cron(NOW, batch=3), [0])

    def test_killed_in_the_middle_and_run_again(self):
        positions = self.make_positions(4, now="2020-01-01 00:00:00")
        with self.assertRaises(Killed):
            self.run_cron(NOW, batch=3, kill_after=1)
        left = positions.filtered("has_fix")
        self.assertTrue(left)
        self.run_cron(NOW, batch=3)
        self.assertFalse(any(positions.mapped("has_fix")))
        self.assertEqual(positions.mapped("verdict"), ["on_site"] * 8)

    def test_out_of_time(self):
        positions = self.make_positions(2, now="2020-01-01 00:00:00")
        self.assertEqual(self.run_cron(NOW, batch=3, time_left=0), [0, 3])
        self.assertEqual(len(positions.filtered("has_fix")), 1)

    def test_the_job_runs(self):
        positions = self.make_positions(now="2020-01-01 00:00:00")
        cron = self.env.ref("crm_fuel.fuel_visit_position_cron_blank")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        with patch.object(IrCron, "_commit_progress", return_value=60.0):
            cron.ir_actions_server_id.run()
        self.assertFalse(any(positions.mapped("has_fix")))

    def test_queries_do_not_depend_on_rows(self):
        counts = []
        for number in (2, 8):
            self.make_positions(number, now="2020-01-01 00:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.run_cron(NOW)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestWhoSeesPositions(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls.make_visit(
            companion_ids=cls.am_bo.ids,
            shared_user_ids=cls.make_other_account_manager().ids,
        )
        cls.check_in(cls.visit)
        cls.position = cls.positions(cls.visit)
        cls.shared = cls.visit.shared_user_ids
        # Who may export at all may not export this.
        export = cls.env.ref("base.group_allow_export")
        for user in (
            cls.am_anna,
            cls.am_bo,
            cls.shared,
            cls.leader,
            cls.supervisor,
            cls.manager,
            cls.plain,
        ):
            cls.env["res.users"].browse(user.id).group_ids |= export
        cls.env.flush_all()

    def seen_by(self, user):
        """Return how many ways show the user something of the position."""
        self.env.invalidate_all()
        visit = self.visit.with_user(user)
        positions = self.env["fuel.visit.position"].with_user(user)
        mine = [("id", "=", self.position.id)]
        near = [
            ("id", "=", self.visit.id),
            ("position_ids.latitude", ">", OFFICE[0] - 1),
        ]
        ways = {
            "read": lambda: positions.browse(self.position.id).read(["latitude"]),
            "search": lambda: positions.search(mine),
            "search_read": lambda: positions.search_read(mine, ["latitude"]),
            "group": lambda: positions.formatted_read_group(
                mine, ["user_id"], ["latitude:max"]
            ),
            "by the visit": lambda: visit.read(["position_ids"])[0]["position_ids"],
            "web_read": lambda: visit.web_read(
                {"position_ids": {"fields": {"latitude": {}}}}
            )[0]["position_ids"],
            "export": lambda: [
                cell
                for cell in visit.export_data(["position_ids/latitude"])["datas"][0]
                if cell
            ],
            "condition": lambda: visit.search(near),
            "group by the visit": lambda: [
                group
                for group in visit.formatted_read_group(near, ["user_id"], ["__count"])
                if group["__count"]
            ],
        }
        seen = set()
        for way, look in ways.items():
            try:
                if look():
                    seen.add(way)
            except UserError as error:
                self.assertRegex(str(error), "top-secret|not allowed|rights to export")
                continue
            self.env.invalidate_all()
        return seen

    def test_who(self):
        everything = self.seen_by(self.am_anna)
        self.assertEqual(len(everything), 9)
        for user in (self.leader, self.supervisor, self.manager):
            self.assertEqual(self.seen_by(user), everything, user.name)
        for user in (self.am_bo, self.shared, self.plain, self.portal):
            self.assertEqual(self.seen_by(user), set(), user.name)

    def test_companions_see_the_visit_and_its_verdict(self):
        for user in (self.am_bo, self.shared):
            self.assertEqual(self.visit.with_user(user).verdict, "on_site")

    def test_another_company(self):
        there = self.make_other_account_manager()
        there.write(
            {
                "company_ids": [(6, 0, self.other_company.ids)],
                "company_id": self.other_company.id,
                "group_ids": [
                    (4, self.env.ref("crm_fuel.group_fuel_supervisor").id),
                    (4, self.env.ref("base.group_allow_export").id),
                ],
            }
        )
        self.assertEqual(self.seen_by(there), set())


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestPrivacyLookup(CheckCommon):
    def found(self, partner):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": partner.name, "email": partner.email}
        )
        wizard.action_lookup()
        found = {}
        for line in wizard.line_ids:
            found.setdefault(line.res_model, []).append(line.res_id)
        return found

    def test_the_visits_of_a_person(self):
        met = self.add_contact("Chen Bingwen", email="chen@dinghai.example")
        visit = self.make_visit(companion_ids=self.am_bo.ids, contact_ids=met.ids)
        self.check_in(visit)
        self.make_visit(self.manager)
        position = self.positions(visit)
        for partner, with_position in (
            (self.am_anna.partner_id, True),
            (self.am_bo.partner_id, False),
            (met, False),
        ):
            found = self.found(partner)
            self.assertEqual(found["fuel.visit"], visit.ids, partner.name)
            self.assertEqual(
                found.get("fuel.visit.position", []),
                position.ids if with_position else [],
            )
        # It says once what it has found.
        lines = self.found(self.am_anna.partner_id)
        self.assertEqual(len(set(lines["fuel.visit"])), len(lines["fuel.visit"]))

    def test_a_customer_that_is_a_person(self):
        person = self.make_customer(
            "Sole Trader Zhu", is_company=False, email="zhu@trader.example"
        )
        visit = self.make_visit(customer_id=person.id)
        self.assertEqual(self.found(person)["fuel.visit"], visit.ids)

    def test_nobody_else(self):
        self.make_visit()
        stranger = self.env["res.partner"].create(
            {"name": "Nobody We Know", "email": "nobody@known.example"}
        )
        self.assertNotIn("fuel.visit", self.found(stranger))
