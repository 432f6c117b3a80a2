from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common_project import QuestionCase


@tagged("-at_install", "post_install")
class TestFuelProjectQuestionOverdue(QuestionCase):
    """The lead hears of overdue questions, once a day."""

    def overdue(self, **vals):
        return self.ask(date_deadline="2026-06-01", **vals)

    def run_cron(self, fail_at=None):
        """Run the reminder; return how many projects were committed."""
        done = []

        def commit(_self, processed=0, **kwargs):
            done.append(processed)
            if fail_at == len(done):
                raise KeyboardInterrupt
            return float("inf")

        cron = self.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", commit):
            try:
                self.env["fuel.project.question"]._cron_remind_overdue()
            except KeyboardInterrupt:
                self.assertTrue(fail_at)
        return len(done)

    def reminders(self):
        return self.notified(self.leader).filtered(
            lambda message: (message.subject or "").startswith("Overdue")
        )

    def test_the_lead_is_told_once_a_day(self):
        with freeze_time("2026-06-01 04:00:00"):
            first, second = self.overdue(), self.overdue(name="Flash point?")
            answered = self.overdue(name="Answered?")
            self.answer(answered, self.am_cai)
            self.run_cron()
            self.assertFalse(self.reminders(), "Due today is not overdue")
        # Seven in the morning in Shanghai, still yesterday in UTC.
        with freeze_time("2026-06-01 23:00:00"):
            self.company.fuel_tz = "Asia/Shanghai"
            self.run_cron()
            [reminder] = self.reminders()
            self.assertIn("2 in Win Ever Bright", reminder.subject)
            self.assertIn("Flash point?", reminder.body)
            self.assertNotIn("Answered?", reminder.body)
            self.run_cron()
        with freeze_time("2026-06-02 10:00:00"):
            self.run_cron()
            self.assertEqual(len(self.reminders()), 1)
        with freeze_time("2026-06-03 04:00:00"):
            self.run_cron()
            self.assertEqual(len(self.reminders()), 2)
        self.assertEqual(first.overdue_notified_on, second.overdue_notified_on)
        self.assertFalse(self.reminders().filtered(lambda it: it.model == first._name))

    @freeze_time("2026-06-05 04:00:00")
    def test_the_lead_is_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leader.lang = "zh_CN"
        self.overdue()
        self.run_cron()
        self.assertFalse(self.reminders())
        told = self.notified(self.leader).mapped("subject")
        self.assertIn("逾期问题：Win Ever Bright 有 1 个", told)

    @freeze_time("2026-06-05 04:00:00")
    def test_killed_in_the_middle_it_goes_on_where_it_was(self):
        other = self.make_project("Second project")
        self.overdue()
        self.overdue(project_id=other.id)
        self.run_cron(fail_at=1)
        self.assertEqual(len(self.reminders()), 1)
        self.run_cron()
        self.assertEqual(len(self.reminders()), 2)
        self.assertEqual(
            set(self.reminders().mapped("res_id")), set((other | self.project).ids)
        )
