from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_task import FuelTaskCommon


@tagged("-at_install", "post_install")
class TestFuelTaskAssignmentManage(FuelTaskCommon):
    @freeze_time("2026-06-01 02:00:00")
    def test_extend_one_or_all(self):
        task = self.issue()
        anna, bo = self.of(task, self.am_anna), self.of(task, self.am_bo)
        seen = anna.with_user(self.supervisor)
        old = task.deadline
        for rubbish in (None, False, "", "soon", 5, [], "2026-13-01"):
            with self.subTest(rubbish=rubbish), self.refused(UserError, "is no moment"):
                seen.extend(rubbish)
        with self.refused(UserError, "has to lie ahead"):
            seen.extend("2026-05-31 00:00:00")
        with self.refused(UserError, "until then already"):
            seen.extend(old - timedelta(days=1))
        self.assertEqual(seen.extend("2026-06-20 10:00:00"), 1)
        self.assertEqual(str(anna.deadline), "2026-06-20 10:00:00")
        self.assertEqual(bo.deadline, old)
        self.assertEqual(str(self.todos(anna).date_deadline), "2026-06-20")
        self.assertTrue(self.notices(self.am_anna, "More time"))
        # Anna has more time than the rest, and keeps it.
        self.assertEqual(task.extend("2026-06-15 10:00:00"), 1)
        self.assertEqual(str(bo.deadline), "2026-06-15 10:00:00")
        self.assertEqual(str(anna.deadline), "2026-06-20 10:00:00")
        self.assertEqual(str(task.deadline), "2026-06-15 10:00:00")
        with self.refused(UserError, "until then already"):
            task.extend("2026-06-15 10:00:00")
        anna.action_submit()
        with self.refused(UserError, "nothing to extend"):
            seen.extend("2026-07-15 10:00:00")
        with self.refused(UserError, "not issued"):
            self.make_task().extend("2026-07-15 10:00:00")

    def test_reassign_keeps_the_work(self):
        task = self.issue_visits(
            need_note=True, audience_user_ids=[Command.set(self.am_anna.ids)]
        )
        mine = self.of(task, self.am_anna)
        mine.action_start()
        mine.note = "One of two"
        self.visit(self.customer)
        with self.live() as sent:
            mine.with_user(self.supervisor).reassign(self.am_bo.id)
        theirs = self.of(task, self.am_bo)
        self.assertEqual(theirs.id, mine.id)
        self.assertEqual((theirs.state, theirs.note), ("in_progress", "One of two"))
        self.assertEqual((theirs.visited_count, theirs.progress), (1, 50.0))
        self.assertEqual(theirs.former_user_ids, self.am_anna)
        self.assertEqual(theirs.line_ids.user_id, self.am_bo)
        self.assertEqual(self.todos(theirs).user_id, self.am_bo)
        self.assertIn("fuel_am_bo", [login for login, _message in sent])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.read(["note"])
        # Both people's visits count now.
        self.visit(self.second, self.am_bo)
        self.assertEqual(theirs.progress, 100.0)
        theirs.action_submit()
        # The audience is brought up to date without giving it to Anna again.
        task.sudo()._audience_sync()
        self.assertEqual(task.assignment_ids.user_id, self.am_bo)

    def test_reassign_to_whom(self):
        task = self.issue()
        seen = self.of(task, self.am_anna, self.supervisor)
        for user in (self.plain, self.portal, self.env.ref("base.public_user")):
            with self.refused(UserError, "users of Fuel CRM"):
                seen.reassign(user.id)
        for rubbish in (None, False, True, "5", -1, 10**9, [self.leader.id]):
            with self.refused(UserError, "users of Fuel CRM"):
                seen.reassign(rubbish)
        with self.refused(UserError, "two assignments"):
            seen.reassign(self.am_bo.id)
        with self.refused(UserError, "two assignments"):
            task.assignment_ids.reassign(self.leader.id)
        mine = self.of(task, self.am_anna)
        mine.action_submit()
        with self.refused(UserError, "submitted already"):
            seen.reassign(self.leader.id)
