from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.visit import fuel_visit_guest
from .common_visit import FuelVisitCommon


@tagged("-at_install", "post_install")
class TestFuelVisitAccess(FuelVisitCommon):
    """Who sees and changes which visits: one method per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        grade = cls.env["fuel.grade"].search([], limit=1)
        need = [Command.create({"grade_id": grade.id, "quantity_mt": 500})]
        cls.of_anna = cls.make_visit(need_ids=need)
        cls.of_bo = cls.make_visit(user=cls.am_bo, need_ids=need)
        cls.with_anna = cls.make_visit(
            user=cls.am_bo,
            need_ids=need,
            companion_ids=[Command.link(cls.am_anna.id)],
        )
        cls.shared_with_anna = cls.share_visit(
            cls.make_visit(user=cls.am_bo, need_ids=need), cls.am_anna
        )
        cls.everything = (
            cls.of_anna | cls.of_bo | cls.with_anna | cls.shared_with_anna
        ).with_user(cls.env.user)
        cls.elsewhere = cls.env["fuel.visit"].create(
            {
                "customer_id": cls.make_customer("Far away").id,
                "topic_id": cls.topic.id,
                "company_id": cls.other_company.id,
                "user_id": cls.env.user.id,
            }
        )
        # A position of each, as check-in makes them.
        cls.env["fuel.visit.position"].create(
            [
                {
                    "visit_id": visit.id,
                    "kind": "in",
                    "key": f"access-test-position-{visit.id}",
                    "verdict": "on_site",
                    "made_at": "2026-03-02 02:00:00",
                    "received_at": "2026-03-02 02:00:00",
                }
                for visit in cls.everything
            ]
        )

    def _seen(self, user):
        return self.visits.with_user(user).search(
            [("id", "in", (self.everything | self.elsewhere).ids)]
        )

    def _needs_seen(self, user):
        needs = self.env["fuel.visit.need"].with_user(user)
        return needs.search([("visit_id", "in", self.everything.ids)]).visit_id

    def _positions_seen(self, user):
        positions = self.env["fuel.visit.position"].with_user(user)
        return positions.search([("visit_id", "in", self.everything.ids)]).visit_id

    def _may_write(self, user):
        return self.everything.with_user(user).filtered(
            lambda visit: visit.has_access("write")
        )

    def test_account_manager(self):
        seen = self.of_anna | self.with_anna | self.shared_with_anna
        self.assertEqual(self._seen(self.am_anna), seen)
        self.assertEqual(self._needs_seen(self.am_anna), seen)
        self.assertEqual(self._may_write(self.am_anna), self.of_anna)
        # Where somebody stood is theirs alone.
        self.assertEqual(self._positions_seen(self.am_anna), self.of_anna)
        for visit in (self.of_bo, self.with_anna, self.shared_with_anna):
            with self.assertRaises(AccessError):
                visit.with_user(self.am_anna).summary = "Not mine"
            with self.assertRaises(AccessError):
                visit.need_ids.with_user(self.am_anna).quantity_mt = 1
            with self.assertRaises(AccessError):
                visit.with_user(self.am_anna).unlink()

    def test_who_sees_a_visit_comments_on_it(self):
        message = self.shared_with_anna.with_user(self.am_anna).message_post(
            body="I know the chief engineer"
        )
        self.assertEqual(message.author_id, self.am_anna.partner_id)
        with self.assertRaises(AccessError):
            self.of_bo.with_user(self.am_anna).message_post(body="Let me in")

    def test_nobody_plans_for_a_stranger(self):
        with self.assertRaises(AccessError):
            self.make_visit(user=self.am_anna, user_id=self.am_bo.id)
        with self.assertRaises(AccessError):
            self.of_anna.user_id = self.am_bo

    def test_team_leader(self):
        self.assertEqual(self._seen(self.leader), self.of_anna)
        self.assertEqual(self._may_write(self.leader), self.of_anna)
        self.assertEqual(self._positions_seen(self.leader), self.of_anna)
        planned = self.make_visit(user=self.leader, user_id=self.am_anna.id)
        self.assertEqual(planned.team_id, self.team_north)

    def test_a_new_leader_at_once(self):
        # Rules are kept in memory with the teams a user leads.
        self.assertEqual(self._seen(self.leader), self.of_anna)
        before = self._seen(self.am_bo)
        self.team_north.user_id = self.am_bo
        self.assertFalse(self._seen(self.leader))
        self.assertFalse(self._may_write(self.leader))
        self.assertEqual(self._seen(self.am_bo), before | self.of_anna)
        self.assertIn(self.of_anna, self._may_write(self.am_bo))
        self.team_north.unlink()
        self.assertEqual(self._seen(self.am_bo), before)

    def test_a_team_made_or_archived(self):
        self.team_north.user_id = False
        self.assertFalse(self._seen(self.leader))
        team = self.env["crm.team"].create(
            {"name": "New", "user_id": self.leader.id, "company_id": self.company.id}
        )
        self.of_anna.with_env(self.env).team_id = team
        self.assertEqual(self._seen(self.leader), self.of_anna)
        team.active = False
        self.assertEqual(self._seen(self.leader), self.of_anna)

    def test_guests_come_and_go(self):
        visits = self.env["fuel.visit"].with_user(self.am_anna)
        before = self._seen(self.am_anna)
        self.assertNotIn(self.of_bo, before)
        for name in ("companion_ids", "shared_user_ids"):
            for few in (fuel_visit_guest.FEW, 0):
                with self.subTest(field=name, few=few):
                    self.patch(fuel_visit_guest, "FEW", few)
                    self.of_bo[name] = self.am_anna
                    self.assertEqual(self._seen(self.am_anna), before | self.of_bo)
                    self.assertIn(self.of_bo, visits.search([("is_guest", "=", True)]))
                    of_bo = visits.search([("user_id", "=", self.am_bo.id)])
                    self.assertIn(self.of_bo, of_bo)
                    self.assertLess(of_bo, of_bo | self.of_anna)
                    self.assertTrue(self.of_bo.with_user(self.am_anna).is_guest)
                    self.of_bo.with_user(self.am_anna).check_access("read")
                    self.of_bo[name] = False
                    self.assertEqual(self._seen(self.am_anna), before)
                    self.assertIn(
                        self.of_bo, self.everything.search([("is_guest", "!=", True)])
                    )
                    with self.assertRaises(AccessError):
                        self.of_bo.with_user(self.am_anna).read(["summary"])

    def test_supervisor(self):
        self.assertEqual(self._seen(self.supervisor), self.everything)
        self.assertEqual(self._may_write(self.supervisor), self.everything)
        self.assertEqual(self._positions_seen(self.supervisor), self.everything)

    def test_nobody_else(self):
        for user in (self.plain, self.portal):
            with self.subTest(user=user.name):
                for model in ("fuel.visit", "fuel.visit.need", "fuel.visit.position"):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
                with self.assertRaises(AccessError):
                    self.of_anna.with_user(user).read(["summary"])

    def test_nobody_writes_positions(self):
        administrator = self.env.ref("base.user_admin")
        for user in (self.am_anna, self.supervisor, self.manager, administrator):
            with self.subTest(user=user.name):
                position = self.of_anna.position_ids.with_user(user)
                for values in (
                    {"latitude": 1},
                    {"verdict": "on_site"},
                    {"visit_id": self.of_bo.id},
                ):
                    with self.assertRaises(AccessError):
                        position.write(values)
                with self.assertRaises(AccessError):
                    position.unlink()
                with self.assertRaises(AccessError):
                    position.copy()
                with self.assertRaises(AccessError):
                    self.of_anna.with_user(user).write(
                        {"position_ids": [Command.update(position.id, {"latitude": 1})]}
                    )
