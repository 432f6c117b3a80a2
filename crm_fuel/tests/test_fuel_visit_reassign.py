from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_visit import FuelVisitCommon

NOW = "2026-03-02 01:00:00"


@tagged("-at_install", "post_install")
class TestFuelVisitReassign(FuelVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.inside = cls.make_visit(planned_start="2026-03-03 02:00:00")
        cls.inside |= cls.make_visit(planned_start="2026-03-06 02:00:00")
        cls.outside = cls.make_visit(planned_start="2026-03-10 02:00:00")
        cls.cancelled = cls.make_visit(planned_start="2026-03-04 02:00:00")
        cls.cancelled.cancel("No need")
        cls.team_north.member_ids = [Command.link(cls.leader.id)]

    def wizard(self, user=None, **values):
        return (
            self.env["fuel.visit.reassign"]
            .with_user(user or self.supervisor)
            .create(
                {
                    "from_user_id": self.am_anna.id,
                    "to_user_id": self.am_bo.id,
                    "date_from": "2026-03-02",
                    "date_to": "2026-03-08",
                    **values,
                }
            )
        )

    def test_planned_visits_of_the_days_move(self):
        wizard = self.wizard(reason="Leave")
        self.assertEqual(wizard.sudo().visit_ids, self.inside.sudo())
        action = wizard.action_reassign()
        self.assertEqual(
            self.visits.search(action["domain"], order="id"), self.inside.sudo()
        )
        self.assertEqual(self.inside.sudo().user_id, self.am_bo)
        self.assertEqual((self.outside | self.cancelled).sudo().user_id, self.am_anna)
        for visit in self.inside.sudo():
            self.assertEqual(visit.event_ids.user_id, self.am_bo)
            self.assertEqual(visit.event_ids.partner_ids, self.am_bo.partner_id)
            self.assertEqual(visit.activity_ids.user_id, self.am_bo)
            self.assertIn(
                "Handed over from Am Anna to Am Bo: Leave",
                " ".join(visit.message_ids.mapped("body")),
            )

    def test_who_takes_over_is_told_once(self):
        inbox = [("notified_partner_ids", "in", self.am_bo.partner_id.ids)]
        messages = self.env["mail.message"].sudo()
        self.wizard().action_reassign()
        told = messages.search(inbox)
        self.assertEqual(told.mapped("subject"), ["2 visits were planned for you"])
        self.assertIn("Yongxing", told.body)

    def test_the_list_follows_and_may_be_shortened(self):
        form = Form(self.env["fuel.visit.reassign"].with_user(self.supervisor))
        self.assertEqual(form.date_from, date(2026, 3, 2))
        form.from_user_id = self.am_anna
        self.assertEqual(len(form.visit_ids), 2)
        form.date_to = "2026-03-31"
        self.assertEqual(len(form.visit_ids), 3)
        form.to_user_id = self.am_bo
        form.visit_ids.remove(id=self.outside.id)
        form.save().action_reassign()
        self.assertEqual(self.outside.sudo().user_id, self.am_anna)
        self.assertEqual(self.inside.sudo().user_id, self.am_bo)

    def test_leaders_hand_over_within_their_team(self):
        with self.assertRaisesRegex(UserError, "none of your teams"):
            self.wizard(self.leader).action_reassign()
        self.wizard(self.leader, to_user_id=self.leader.id).action_reassign()
        self.assertEqual(self.inside.sudo().user_id, self.leader)

    def test_account_managers_do_not(self):
        with self.assertRaisesRegex(UserError, "Only team leaders"):
            self.wizard(self.am_anna).action_reassign()
        # Nor by writing it themselves.
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self.inside.with_user(self.am_anna).user_id = self.am_bo
        # Nor do they see whose visits they may not.
        self.assertFalse(self.wizard(self.am_bo).visit_ids)

    def test_nobody_hands_over_somebody_else_s_by_the_list(self):
        other = self.make_visit(self.am_bo, planned_start="2026-03-04 03:00:00")
        wizard = self.wizard(
            to_user_id=self.leader.id, visit_ids=[Command.set(other.ids)]
        )
        with self.assertRaisesRegex(UserError, "no planned visits"):
            wizard.action_reassign()
        self.assertEqual(other.sudo().user_id, self.am_bo)

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "Choose who"):
            self.wizard(to_user_id=False).action_reassign()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.wizard(to_user_id=self.am_anna.id).action_reassign()
        with self.assertRaisesRegex(UserError, "no planned visits"):
            self.wizard(date_from="2026-05-01", date_to="2026-05-02").action_reassign()

    def test_a_companion_becomes_the_visitor(self):
        self.inside[0].companion_ids = [Command.link(self.am_bo.id)]
        self.wizard().action_reassign()
        self.assertFalse(self.inside[0].sudo().companion_ids)
        self.assertEqual(
            self.inside[0].sudo().event_ids.partner_ids, self.am_bo.partner_id
        )
