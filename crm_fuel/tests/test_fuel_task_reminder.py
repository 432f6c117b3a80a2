from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tests.common import MockEmail

from ..models.work import fuel_task_issue, fuel_task_reminder
from .common_task import FuelTaskCommon

# Ten in the morning in Shanghai.
DEADLINE = "2026-06-10 02:00:00"


@tagged("-at_install", "post_install")
class TestFuelTaskReminder(MockEmail, FuelTaskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "fuel_tz": "Asia/Shanghai",
                "fuel_task_remind_days": 2,
                "fuel_task_chase_days": 3,
            }
        )
        cls.startClassPatcher(freeze_time("2026-06-01 02:00:00"))

    def run_cron(self, moment, kill_after=None):
        """Run the job; killed, it loses what it had not committed."""
        batches = 0
        savepoint = self.cr.savepoint()

        def commit(_cron, _processed=0, **_named):
            nonlocal batches
            self.env.flush_all()
            savepoint.close(rollback=False)
            savepoint.__init__(self.cr)
            batches += 1
            if batches == kill_after:
                raise KeyboardInterrupt
            return float("inf")

        with (
            freeze_time(moment),
            patch.object(self.registry["ir.cron"], "_commit_progress", commit),
        ):
            try:
                self.env["fuel.task.assignment"]._cron_remind()
                self.env.flush_all()
            except KeyboardInterrupt:
                self.assertTrue(kill_after)
                savepoint.rollback()
                self.env.invalidate_all()
        savepoint.close(rollback=False)
        return batches

    def told(self, subject, users=None):
        users = users or self.am_anna | self.am_bo
        return [len(self.notices(user, subject)) for user in users]

    def test_before_the_deadline_once(self):
        task = self.issue(deadline=DEADLINE)
        self.run_cron("2026-06-07 15:59:00")
        self.assertEqual(self.told("Due soon"), [0, 0])
        # The 8th has begun in Shanghai: two days before.
        self.run_cron("2026-06-07 16:01:00")
        self.assertEqual(self.told("Due soon"), [1, 1])
        for moment in ("2026-06-07 17:00:00", "2026-06-08 17:00:00"):
            self.run_cron(moment)
        self.assertEqual(self.told("Due soon"), [1, 1])
        # More time: they are reminded of the new deadline.
        with freeze_time("2026-06-09 01:00:00"):
            task.extend("2026-06-20 02:00:00")
        self.run_cron("2026-06-09 02:00:00")
        self.assertEqual(self.told("Due soon"), [1, 1])
        self.run_cron("2026-06-19 02:00:00")
        self.assertEqual(self.told("Due soon"), [2, 2])

    def test_after_the_deadline_every_three_days(self):
        task = self.issue(deadline=DEADLINE)
        counts = []
        for day in range(10, 19):
            self.run_cron(f"2026-06-{day} 03:00:00")
            # Twice a day changes nothing.
            self.run_cron(f"2026-06-{day} 04:00:00")
            counts.append(self.told("Late")[0])
        self.assertEqual(counts, [1, 1, 1, 2, 2, 2, 3, 3, 3])
        self.assertEqual(self.told("Due soon"), [0, 0])
        with freeze_time("2026-06-18 05:00:00"):
            self.of(task, self.am_anna).action_submit()
        self.run_cron("2026-06-22 03:00:00")
        self.assertEqual(self.told("Late"), [3, 4], "Anna has submitted")
        with freeze_time("2026-06-22 05:00:00"):
            task.action_close()
        self.run_cron("2026-06-30 03:00:00")
        self.assertEqual(self.told("Late"), [3, 4])

    def test_each_is_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.am_bo.lang = "zh_CN"
        task = self.issue(deadline=DEADLINE)
        self.run_cron("2026-06-08 03:00:00")
        with freeze_time("2026-06-08 05:00:00"):
            task.instructions = "<p>Another one</p>"
            self.of(task, self.am_bo, self.supervisor).extend("2026-06-11 02:00:00")
        for subject, told in (
            ("New", [1, 0]),
            ("新任务", [0, 1]),
            ("Due soon", [1, 0]),
            ("即将到期", [0, 1]),
            ("Corrected", [1, 0]),
            ("More time", [0, 0]),
        ):
            self.assertEqual(self.told(subject), told, subject)
        self.assertEqual(self.told(task.name), [3, 4])

    def test_a_company_may_want_none(self):
        self.company.write({"fuel_task_remind_days": 0, "fuel_task_chase_days": 0})
        self.issue(deadline=DEADLINE)
        for day in range(8, 20):
            self.run_cron(f"2026-06-{day:02d} 03:00:00")
        self.assertEqual(self.told("Due soon") + self.told("Late"), [0] * 4)

    def test_killed_in_the_middle_nobody_is_told_twice_or_forgotten(self):
        people = self.env["res.users"].union(
            *(
                new_test_user(
                    self.env,
                    login=f"fuel_chased_{number}",
                    name=f"Chased {number}",
                    email=f"chased_{number}@fuel.example",
                    groups="crm_fuel.group_fuel_user",
                    company_id=self.company.id,
                    company_ids=[Command.set(self.company.ids)],
                )
                for number in range(7)
            )
        )
        self.issue(deadline=DEADLINE, audience_user_ids=[Command.set(people.ids)])
        with patch.object(fuel_task_reminder, "BATCH", 3):
            self.run_cron("2026-06-11 03:00:00", kill_after=2)
            self.assertEqual(sum(self.told("Late", people)), 6)
            self.run_cron("2026-06-11 04:00:00")
            self.assertEqual(self.told("Late", people), [1] * 7)
            self.assertEqual(self.run_cron("2026-06-11 05:00:00"), 0)
        self.assertEqual(self.told("Late", people), [1] * 7)

    def test_the_job_notifies_those_who_are_too_many_at_once(self):
        with patch.object(fuel_task_issue, "MOST_TOLD", 1), self.live() as sent:
            task = self.issue(deadline=DEADLINE)
        # Live and in their to-dos at once; the mail follows.
        self.assertEqual(
            {it["id"] for _login, it in sent if it.get("kind") == "task"}, {task.id}
        )
        self.assertTrue(self.todos(self.of(task, self.am_bo)))
        self.assertEqual(self.told("New"), [0, 0])
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("crm_fuel.fuel_task_cron_remind").id)]
        )
        self.assertTrue(trigger)
        with patch.object(fuel_task_reminder, "BATCH", 1):
            self.run_cron("2026-06-01 02:05:00", kill_after=1)
            self.assertEqual(sum(self.told("New")), 1)
            self.run_cron("2026-06-01 02:06:00")
        self.run_cron("2026-06-01 02:07:00")
        self.assertEqual(self.told("New"), [1, 1])

    def test_killed_within_a_batch_it_begins_that_batch_anew(self):
        self.issue(deadline=DEADLINE)

        def die(*_arguments):
            raise KeyboardInterrupt

        savepoint = self.cr.savepoint()
        with (
            patch.object(self.registry["fuel.task"], "_tell_due", die),
            freeze_time("2026-06-11 03:00:00"),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.env["fuel.task.assignment"]._cron_remind()
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.run_cron("2026-06-11 04:00:00")
        self.assertEqual(self.told("Late"), [1, 1])

    def test_a_broken_mail_address_stops_nobody(self):
        self.am_anna.partner_id.email = "no address at all"
        self.am_bo.partner_id.email = False
        people = self.am_anna | self.am_bo | self.leader
        people.notification_type = "email"
        self.issue(deadline=DEADLINE, audience_user_ids=[Command.set(people.ids)])
        self.run_cron("2026-06-11 03:00:00")
        self.assertEqual(self.told("Late", people), [1, 1, 1])
        broken = self.notices(self.am_anna, "Late").notification_ids
        status = {it.res_partner_id: it.notification_status for it in broken}
        self.assertIn(status[self.am_anna.partner_id], ("exception", "ready"))
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", self.notices(self.leader, "Late").ids)]
        )
        with self.mock_mail_gateway():
            mails.send()
        broken.invalidate_recordset()
        status = {it.res_partner_id: it.notification_status for it in broken}
        self.assertEqual(status[self.am_anna.partner_id], "exception")
        self.assertEqual(status[self.leader.partner_id], "sent")
        self.run_cron("2026-06-11 04:00:00")
        self.assertEqual(self.told("Late", people), [1, 1, 1])

    def test_archived_assignees_are_left_in_peace(self):
        self.issue(deadline=DEADLINE)
        self.am_bo.active = False
        self.run_cron("2026-06-11 03:00:00")
        self.assertEqual(self.told("Late"), [1, 0])

    def test_by_hand(self):
        task = self.issue(deadline=DEADLINE)
        with freeze_time("2026-06-03 02:00:00"):
            answer = task.action_remind()
            self.assertIn("2 of 2", answer["params"]["message"])
            again = task.action_remind()
            self.assertIn("0 of 2", again["params"]["message"])
            self.assertEqual(self.told("Due soon"), [1, 1])
        # The job lets those be who were reminded the same day.
        with freeze_time("2026-06-11 02:00:00"):
            self.of(task, self.am_anna, self.supervisor).action_remind()
        self.run_cron("2026-06-11 03:00:00")
        self.assertEqual(self.told("Late"), [1, 1])
        with freeze_time("2026-06-12 02:00:00"):
            task.action_close()
            with self.refused(UserError, "is closed"):
                self.of(task, self.am_anna, self.supervisor).action_remind()
