from contextlib import suppress
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from ..models.work import fuel_announcement_receipt_delivery as delivery
from .common_announcement import FuelAnnouncementCommon


class Killed(Exception):
    """The job's process was ended."""


@tagged("-at_install", "post_install")
class TestFuelAnnouncementNotice(MockEmail, FuelAnnouncementCommon):
    """Nobody is told twice, nobody is forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-20 04:00:00"))
        cls.announcements = cls.env["fuel.announcement"]

    def run_job(self, after_batches=None):
        """Run the job, which commits after each batch; killed after some of them."""
        commits = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            self.env.flush_all()
            commits.append(processed)
            if after_batches and len(commits) == after_batches:
                raise Killed
            return 60.0

        job = type(self.env["ir.cron"])
        with patch.object(job, "_commit_progress", commit):
            self.announcements._cron_announcements()
        return commits

    def test_many_in_batches_killed_in_the_middle(self):
        readers = self.make_readers(10, "Many")
        with (
            patch.object(delivery, "BATCH", 4),
            patch("odoo.addons.crm_fuel.models.work.fuel_announcement_notice.BATCH", 4),
        ):
            announcement = self.publish(
                audience_team_ids=False,
                audience_user_ids=[Command.set(readers.ids)],
                must_acknowledge=True,
            )
            receipts = announcement.receipt_ids
            # On the home page and in their web clients at once; mails by the job.
            self.assertEqual(len(receipts), 10)
            self.assertTrue(all(self.live(user) for user in readers))
            self.assertFalse(self.told(readers[0]))
            # Not assertRaises, which would roll back what was committed.
            with suppress(Killed):
                self.run_job(after_batches=2)
                self.fail("It was not killed")
            self.env.invalidate_all()
            self.assertEqual(len(receipts.filtered("delivered_at")), 8)
            self.run_job()
            self.run_job()
        for user in readers:
            self.assertEqual(len(self.told(user)), 1)
            self.assertEqual(len(self.to_dos(user)), 1)
            self.assertEqual(len(self.live(user)), 1)

    def test_published_at_its_start(self):
        announcement = self.make_announcement(date_from="2026-03-22")
        announcement.action_publish()
        self.assertEqual(announcement.state, "scheduled")
        self.assertFalse(announcement.receipt_ids)
        self.assertFalse(announcement.with_user(self.am_anna).search([]))
        self.run_job()
        self.assertEqual(announcement.state, "scheduled")
        self.company.fuel_tz = "Asia/Shanghai"
        # Midnight in Shanghai is four in the afternoon in Greenwich.
        with freeze_time("2026-03-21 15:59:00"):
            self.run_job()
            self.assertEqual(announcement.state, "scheduled")
        with freeze_time("2026-03-21 16:01:00"):
            self.run_job()
            self.run_job()
        self.assertEqual(announcement.state, "published")
        self.assertEqual(announcement.receipt_ids.user_id, self.readers)
        self.assertEqual(len(self.told(self.am_anna)), 1)

    def test_what_cannot_begin_is_given_back(self):
        bad = self.make_announcement(
            date_from="2026-03-22",
            audience_team_ids=False,
            audience_user_ids=[Command.set(self.am_cai.ids)],
        )
        good = self.make_announcement(name="Good", date_from="2026-03-22")
        (bad | good).action_publish()
        self.am_cai.active = False
        with freeze_time("2026-03-22 04:00:00"):
            self.run_job()
        self.assertEqual((bad.state, good.state), ("draft", "published"))
        message = self.told(self.supervisor, "Not published:")
        self.assertEqual(len(message), 1)
        self.assertIn("for nobody who could read it", message.body)

    def test_back_to_draft(self):
        announcement = self.make_announcement(date_from="2026-03-22")
        announcement.action_publish()
        announcement.action_unschedule()
        self.assertEqual(announcement.state, "draft")
        with freeze_time("2026-03-23 04:00:00"):
            self.run_job()
        self.assertEqual(announcement.state, "draft")

    def test_one_address_does_not_work(self):
        readers = self.make_readers(3, "Mail")
        readers[1].partner_id.email = "not an address"
        readers[2].partner_id.email = False
        announcement = self.publish(
            audience_team_ids=False,
            audience_user_ids=[Command.set((readers | self.am_anna).ids)],
            must_acknowledge=True,
        )
        self.assertTrue(all(announcement.receipt_ids.mapped("delivered_at")))
        notifications = self.told(readers[0]).notification_ids
        states = {it.res_partner_id: it.notification_status for it in notifications}
        self.assertEqual(len(states), 4)
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", notifications.mail_message_id.ids)]
        )
        self.assertIn(readers[0].partner_id, mails.recipient_ids)
        self.assertIn(self.am_anna.partner_id, mails.recipient_ids)
        with self.mock_mail_gateway():
            mails.send()
        self.env.invalidate_all()
        states = {it.res_partner_id: it.notification_status for it in notifications}
        self.assertEqual(states[readers[0].partner_id], "sent")
        self.assertEqual(states[self.am_anna.partner_id], "sent")
        self.assertEqual(states[readers[1].partner_id], "exception")
        # Whoever the mail does not reach has the to-do all the same.
        self.assertTrue(self.to_dos(readers[1]))
        self.assertTrue(self.to_dos(readers[2]))

    # ------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------

    def test_reminding_once_a_day(self):
        announcement = self.publish(must_acknowledge=True)
        announcement.with_user(self.am_anna).action_acknowledge()
        announcement.with_user(self.leader).action_read()
        result = announcement.action_remind()
        self.assertEqual(result["params"]["message"], "1 people are reminded.")
        self.assertEqual(len(self.told(self.leader, "Reminder:")), 1)
        self.assertFalse(self.told(self.am_anna, "Reminder:"))
        with self.assertRaisesRegex(UserError, "has been reminded today"):
            announcement.action_remind()
        with freeze_time("2026-03-21 04:00:00"):
            announcement.action_remind()
            self.assertEqual(len(self.told(self.leader, "Reminder:")), 2)
            self.assertEqual(len(self.to_dos(self.leader)), 1)
            announcement.with_user(self.leader).action_acknowledge()
            with self.assertRaisesRegex(UserError, "Nobody is behind"):
                announcement.action_remind()
        announcement.action_withdraw()
        with self.assertRaisesRegex(UserError, "is not published"):
            announcement.action_remind()

    def test_reminding_of_reading(self):
        announcement = self.publish()
        announcement.with_user(self.am_anna).action_read()
        announcement.action_remind()
        self.assertEqual(len(self.told(self.leader, "Reminder:")), 1)
        self.assertFalse(self.told(self.am_anna, "Reminder:"))

    def test_to_dos_end_with_the_announcement(self):
        announcement = self.publish(must_acknowledge=True, date_to="2026-03-21")
        self.assertTrue(self.to_dos(self.am_anna))
        with freeze_time("2026-03-24 04:00:00"):
            self.run_job()
        self.assertFalse(self.to_dos(self.am_anna))
        self.assertEqual(announcement.state, "published")
        self.assertFalse(self.receipt(announcement, self.am_anna).acknowledged_at)

    # ------------------------------------------------------------
    # Joining and leaving
    # ------------------------------------------------------------

    def test_later_joiners(self):
        announcement = self.publish(must_acknowledge=True)
        fixed = self.publish(name="Fixed", audience_follows=False)
        over = self.publish(name="Over", date_to="2026-03-20")
        with freeze_time("2026-03-23 04:00:00"):
            self.team_north.with_user(self.manager).member_ids = [
                Command.link(self.am_bo.id)
            ]
        mine = self.announcements.with_user(self.am_bo)
        self.assertEqual(mine.search([]), announcement.with_user(self.am_bo))
        self.assertEqual(len(self.told(self.am_bo)), 1)
        self.assertEqual(len(self.live(self.am_bo)), 1)
        self.assertEqual(len(self.to_dos(self.am_bo)), 1)
        self.assertEqual(len(self.told(self.am_anna, "density")), 1)
        self.assertEqual(fixed.receipt_ids.user_id, self.readers)
        self.assertEqual(over.receipt_ids.user_id, self.readers)

    def test_leaving_and_coming_back(self):
        announcement = self.publish(must_acknowledge=True)
        announcement.sudo().message_subscribe(self.am_anna.partner_id.ids)
        member = self.team_north.crm_team_member_ids
        member.active = False
        mine = announcement.with_user(self.am_anna)
        self.assertFalse(mine.search([]))
        self.assertFalse(self.to_dos(self.am_anna))
        self.assertNotIn(
            self.am_anna.partner_id, announcement.sudo().message_partner_ids
        )
        member.active = True
        self.assertEqual(mine.search([]), mine)
        self.assertEqual(len(self.told(self.am_anna)), 1, "told before")
        self.assertEqual(len(self.to_dos(self.am_anna)), 1)
        self.assertEqual(len(announcement.receipt_ids), 2)

    def test_everybody_who_joins_the_company(self):
        announcement = self.publish(audience_team_ids=False, audience_everyone=True)
        new = self.make_readers(2, "Newcomer")
        self.assertLessEqual(new, announcement.receipt_ids.user_id)
        self.assertEqual(len(self.told(new[0])), 1)
        self.plain.group_ids = [
            Command.link(self.env.ref("crm_fuel.group_fuel_user").id)
        ]
        self.assertTrue(self.receipt(announcement, self.plain))
        self.am_bo.active = False
        self.assertFalse(self.receipt(announcement, self.am_bo))

    def test_groups_that_people_join(self):
        group = self.env["res.groups"].create({"name": "Bunker desk"})
        announcement = self.publish(
            audience_group_ids=[Command.set(group.ids)], audience_team_ids=False,
            audience_user_ids=[Command.set(self.am_anna.ids)],
        )  # fmt: skip
        group.user_ids = [Command.link(self.am_bo.id)]
        self.assertTrue(self.receipt(announcement, self.am_bo))
        self.am_bo.group_ids = [Command.unlink(group.id)]
        self.assertFalse(self.receipt(announcement, self.am_bo))
        self.am_cai.group_ids = [Command.link(group.id)]
        self.assertTrue(self.receipt(announcement, self.am_cai))
        group.unlink()
        self.assertFalse(self.receipt(announcement, self.am_cai))
        self.assertTrue(self.receipt(announcement, self.am_anna))

    def test_supervisors_change_the_audience(self):
        announcement = self.publish(audience_follows=False)
        announcement.write(
            {
                "audience_team_ids": [Command.clear()],
                "audience_user_ids": [Command.set((self.am_anna | self.am_cai).ids)],
            }
        )
        current = announcement.receipt_ids.filtered("is_current").user_id
        self.assertEqual(current, self.am_anna | self.am_cai)
        self.assertEqual(len(self.told(self.am_anna)), 1)
        self.assertEqual(announcement.version, 1)
        with self.assertRaisesRegex(UserError, "for nobody any more"):
            announcement.audience_user_ids = False
