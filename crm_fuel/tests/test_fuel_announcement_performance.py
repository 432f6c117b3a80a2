from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common_announcement import FuelAnnouncementCommon


@tagged("-at_install", "post_install")
class TestFuelAnnouncementPerformance(FuelAnnouncementCommon):
    """As many queries for many readers as for few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-20 04:00:00"))
        cls.many = cls.make_readers(400, "Crowd")

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def draft(self, readers, **values):
        return self.make_announcement(
            audience_team_ids=False,
            audience_user_ids=[Command.set(readers.ids)],
            **values,
        )

    def test_publishing_correcting_reminding_and_following(self):
        # More than are notified at once: the job does that.
        counts = {}
        for number in (201, 400):
            announcement = self.draft(self.many[:number], must_acknowledge=True)
            counts.setdefault("publish", []).append(
                self.queries(announcement.action_publish)
            )
            self.assertEqual(len(announcement.receipt_ids), number)
            counts.setdefault("correct", []).append(
                self.queries(
                    lambda it=announcement: it.write({"body": "<p>Corrected</p>"})
                )
            )
            counts.setdefault("remind", []).append(
                self.queries(announcement.action_remind)
            )
            counts.setdefault("sync", []).append(
                self.queries(announcement.sudo()._audience_sync)
            )
        for what, (few, many) in counts.items():
            with self.subTest(what=what):
                self.assertLessEqual(many, few + 2, counts)

    def test_lists(self):
        for number in range(20):
            self.draft(self.many[:5], name=f"No. {number}").action_publish()
        fields = {
            "name": {},
            "published_at": {},
            "is_unread": {},
            "is_asked": {},
            "issuer_id": {"fields": {"display_name": {}}},
            "reader_count": {},
            "unread_count": {},
            "unacknowledged_count": {},
        }
        announcements = self.env["fuel.announcement"].with_user(self.supervisor)
        announcements.web_search_read([], fields, limit=1)  # fills the caches
        counts = [
            self.queries(
                lambda limit=limit: announcements.web_search_read(
                    [], fields, limit=limit
                )
            )
            for limit in (4, 20)
        ]
        # One more: a full page counts the rest.
        self.assertLessEqual(abs(counts[1] - counts[0]), 1, counts)
        self.assertLess(max(counts), 15)
