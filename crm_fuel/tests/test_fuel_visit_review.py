from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_check import NOW, CheckCommon


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestReview(CheckCommon):
    def done(self, user=None, **vals):
        visit = self.make_visit(user, **vals)
        self.check_in(visit)
        self.check_out(visit)
        return visit

    def test_supervisors_review_many_at_once(self):
        visits = self.done() | self.done(self.am_bo) | self.done(self.leader)
        visits.with_user(self.supervisor).action_review()
        self.assertEqual(visits.reviewed_by_id, self.supervisor)
        self.assertEqual({str(visit.reviewed_at) for visit in visits}, {NOW})
        # The first review stays.
        with freeze_time("2026-03-03 01:00:00"):
            visits.with_user(self.manager).action_review()
        self.assertEqual(visits.reviewed_by_id, self.supervisor)
        self.assertEqual({str(visit.reviewed_at) for visit in visits}, {NOW})

    def test_queries_do_not_depend_on_rows(self):
        def count(number):
            visits = self.env["fuel.visit"].union(
                *(self.done() for _number in range(number))
            )
            visits = visits.with_user(self.supervisor)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            visits.action_review()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(8))

    def test_leaders_review_their_team(self):
        ours, theirs = self.done(), self.done(self.am_bo)
        ours.with_user(self.leader).action_review()
        self.assertEqual(ours.reviewed_by_id, self.leader)
        with self.assertRaises(AccessError):
            theirs.with_user(self.leader).action_review()

    def test_nobody_reviews_themselves(self):
        for user in (self.am_anna, self.leader, self.supervisor, self.manager):
            visit = self.done(user, team_id=self.team_north.id)
            self.assertFalse(visit.can_review)
            with self.assertRaisesRegex(UserError, "not yours to review"):
                visit.action_review()

    def test_who_else_may_not(self):
        visit = self.done(companion_ids=self.am_bo.ids)
        for user in (self.am_bo, self.plain, self.portal):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_review()
        self.assertFalse(visit.reviewed_by_id)

    def test_all_or_none(self):
        done, planned = self.done(), self.make_visit()
        with self.assertRaisesRegex(UserError, "is not done"):
            (done | planned).with_user(self.supervisor).action_review()
        self.assertFalse(done.reviewed_by_id)

    def test_a_change_of_the_outcome_asks_for_another_review(self):
        grade = self.env["fuel.grade"].search([], limit=1)
        photo = self.env["ir.attachment"].with_user(self.am_anna)
        photo = photo.create({"name": "a.txt", "raw": b"text"})
        for vals in (
            {"summary": "More"},
            {"result_id": self.env.ref("crm_fuel.fuel_visit_result_rejected").id},
            {"next_step": "Wait"},
            {"contact_ids": [Command.create({"name": "Captain Li"})]},
            {"need_ids": [Command.create({"grade_id": grade.id})]},
            {"photo_ids": [Command.link(photo.id)]},
        ):
            with self.subTest(vals=vals):
                visit = self.done()
                visit.with_user(self.supervisor).action_review()
                visit.write(vals)
                self.assertFalse(visit.reviewed_by_id or visit.reviewed_at)
                self.assertIn("after the review", visit.message_ids[0].body)

    def test_what_keeps_the_review(self):
        visit = self.done(shared_user_ids=self.am_bo.ids)
        visit.write({"summary": "As it was"})
        visit.with_user(self.supervisor).action_review()
        visit.write({"summary": "As it was", "next_step": False})
        visit.write({"shared_user_ids": [Command.clear()]})
        visit.with_user(self.supervisor).write({"summary": "Put right"})
        visit.with_user(self.leader).write({"next_step": "Call"})
        self.assertEqual(visit.reviewed_by_id, self.supervisor)

    def test_needs_changed_on_their_own(self):
        grade = self.env["fuel.grade"].search([], limit=1)
        visit = self.done()
        needs = self.env["fuel.visit.need"].with_user(self.am_anna)
        reviewed = visit.with_user(self.supervisor)
        reviewed.action_review()
        need = needs.create({"visit_id": visit.id, "grade_id": grade.id})
        self.assertFalse(visit.reviewed_by_id)
        reviewed.action_review()
        need.quantity_mt = 300
        self.assertFalse(visit.reviewed_by_id)
        reviewed.action_review()
        need.with_user(self.supervisor).quantity_mt = 400
        self.assertTrue(visit.reviewed_by_id)
        need.unlink()
        self.assertFalse(visit.reviewed_by_id)

    def test_supervisors_comment(self):
        visit = self.done()
        for user in (self.supervisor, self.leader):
            visit.with_user(user).message_post(body="Well done")
            self.assertEqual(visit.message_ids[0].author_id, user.partner_id)


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestForcedCheckOut(CheckCommon):
    def begun(self, user=None):
        visit = self.make_visit(user)
        self.check_in(visit, made_at="2026-03-01 09:00:00")
        return visit

    def test_ended_by_a_supervisor(self):
        visits = self.begun() | self.begun(self.am_bo)
        visits.with_user(self.supervisor).force_check_out(" Phone lost ")
        for visit in visits.with_user(self.supervisor):
            self.assertRecordValues(
                visit,
                [
                    {
                        "state": "done",
                        "verdict": "on_site",
                        "check_out_verdict": "unverified",
                        "is_forced": True,
                        "force_reason": "Phone lost",
                        "result_id": False,
                    }
                ],
            )
            self.assertEqual(str(visit.actual_end), NOW)
            message = visit.message_ids[0]
            self.assertIn("Ended by Supervisor: Phone lost", message.body)
            self.assertIn(visit.user_id.partner_id, message.notified_partner_ids)
            position = self.positions(visit)[1]
            self.assertEqual(position.reason, "forced")
            self.assertEqual(position.verdict, "unverified")
            self.assertFalse(position.has_fix)
        # What the phone sends later is told what happened, and its notes are kept.
        visit = visits[0].with_user(self.am_anna)
        with self.assertRaisesRegex(UserError, "ended by a supervisor.*Phone lost"):
            self.check_out(visit)
        visit.save_notes({"result_id": self.result.id}, self.key())
        self.assertEqual(visit.result_id, self.result)
        # The visitor is free for the next one.
        self.check_in(self.make_visit())

    def test_by_the_dialogue(self):
        visit = self.begun()
        action = visit.with_user(self.leader).action_ask_force()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.leader)
            .with_context(**action["context"])
        )
        form.reason = "Left for home"
        form.save().action_apply()
        self.assertEqual(visit.force_reason, "Left for home")

    def test_not_without_a_reason(self):
        visit = self.begun().with_user(self.supervisor)
        for reason in ("", "  ", None, False):
            with self.assertRaisesRegex(UserError, "Say why you end"):
                visit.force_check_out(reason)
        for reason in (5, ["x"], "x" * 501):
            with self.assertRaisesRegex(UserError, "Reason: "):
                visit.force_check_out(reason)

    def test_only_in_progress(self):
        planned = self.make_visit().with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "is not in progress"):
            planned.force_check_out("x")

    def test_who_may_not(self):
        visit = self.begun()
        with self.assertRaisesRegex(UserError, "not yours to review"):
            visit.force_check_out("Mine")
        with self.assertRaisesRegex(UserError, "not yours to review"):
            visit.action_ask_force()
        for user in (self.am_bo, self.plain, self.portal):
            with self.assertRaises(AccessError):
                visit.with_user(user).force_check_out("x")
        theirs = self.begun(self.am_bo)
        with self.assertRaises(AccessError):
            theirs.with_user(self.leader).force_check_out("x")
        own = self.begun(self.supervisor)
        with self.assertRaisesRegex(UserError, "not yours to review"):
            own.force_check_out("x")
        visits = (visit | theirs | own).sudo()
        self.assertEqual(visits.mapped("state"), ["in_progress"] * 3)
