from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_announcement import FuelAnnouncementCommon


@tagged("-at_install", "post_install")
class TestFuelAnnouncement(FuelAnnouncementCommon):
    """From the draft to what readers have done with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-20 04:00:00"))

    # ------------------------------------------------------------
    # What is refused, what is made safe
    # ------------------------------------------------------------

    def test_scripts_and_frames_are_taken_out(self):
        announcement = self.make_announcement(
            body="<p onclick='steal()'>Read <b>this</b></p>"
            "<script>steal()</script><iframe src='https://evil.example'></iframe>"
            "<img src='x' onerror='steal()'>"
            "<a href='javascript:steal()'>here</a>"
            "<form action='https://evil.example'><input name='password'></form>"
        )
        body = announcement.body
        self.assertIn("Read <b>this</b>", body)
        for evil in (
            "script",
            "iframe",
            "steal",
            "onclick",
            "onerror",
            "<form",
            "evil",
        ):
            self.assertNotIn(evil, body)
        announcement.action_publish()
        announcement.body = "<p>Again</p><script>steal()</script>"
        self.assertEqual(announcement.body, "<p>Again</p>")

    def test_a_text_of_three_megabytes(self):
        long = "<p>" + "x" * 3_000_000 + "</p>"
        with self.assertRaisesRegex(UserError, "3.0 million characters.*as files"):
            self.make_announcement(body=long)
        announcement = self.publish()
        with self.assertRaisesRegex(UserError, "at most 1 can be sent"):
            announcement.body = long
        self.assertEqual(announcement.version, 1)
        self.assertIn("Monday", announcement.body)
        # As much as fits goes through.
        fits = self.make_announcement(body="<p>" + "y" * 990_000 + "</p>")
        self.assertEqual(fits.body.count("y"), 990_000)

    def test_titles_and_dates(self):
        with self.assertRaisesRegex(ValidationError, "title"):
            self.make_announcement(name="   ")
        for values in (
            {"name": "x" * 201},
            {"date_from": "2026-04-02", "date_to": "2026-04-01"},
        ):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.make_announcement(**values)

    def test_publishing_is_refused(self):
        gone = self.make_readers(1, "Gone")
        for values, why in (
            ({"body": "<p><br></p>"}, "says nothing yet"),
            ({"date_to": "2026-03-19"}, "ended on 2026-03-19"),
            ({"audience_team_ids": False}, "for nobody who could read it"),
            (
                {"audience_team_ids": False, "audience_user_ids": self.plain.ids},
                "for nobody who could read it",
            ),
            (
                {"audience_team_ids": False, "audience_user_ids": gone.ids},
                "for nobody who could read it",
            ),
        ):
            with self.subTest(why=why, values=values):
                announcement = self.make_announcement(**values)
                gone.active = False
                with self.assertRaisesRegex(UserError, why):
                    announcement.action_publish()
                self.assertEqual(announcement.state, "draft")
                self.assertFalse(announcement.receipt_ids)

    def test_nobody_forges_states(self):
        announcement = self.make_announcement()
        for values in (
            {"state": "published"},
            {"version": 7},
            {"issuer_id": self.am_anna.id},
            {"published_at": "2026-01-01"},
        ):
            with self.assertRaises(AccessError):
                announcement.write(values)
            with self.assertRaises(AccessError):
                self.make_announcement(**values)

    # ------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------

    def test_publishing_reaches_the_audience(self):
        self.leader.notification_type = "inbox"
        announcement = self.publish(must_acknowledge=True, date_to="2026-04-01")
        self.assertEqual(announcement.state, "published")
        self.assertEqual(announcement.receipt_ids.user_id, self.readers)
        self.assertEqual(announcement.receipt_ids.company_id, self.company)
        self.assertTrue(all(announcement.receipt_ids.mapped("delivered_at")))
        for user in self.readers:
            self.assertEqual(len(self.live(user)), 1)
            self.assertIn("New density table", self.live(user)[0])
            self.assertEqual(len(self.told(user, "Announcement:")), 1)
            to_do = self.to_dos(user)
            self.assertEqual(to_do.summary, "Acknowledge: New density table")
            self.assertEqual(to_do.date_deadline, date(2026, 4, 1))
        for user in (self.am_bo, self.plain, self.supervisor):
            self.assertFalse(self.live(user))
            self.assertFalse(self.told(user))
            self.assertFalse(self.to_dos(user))
        kinds = self.told(self.leader).notification_ids
        inbox = kinds.filtered(lambda it: it.res_partner_id == self.leader.partner_id)
        self.assertEqual(inbox.notification_type, "inbox")
        with self.assertRaisesRegex(UserError, "Published and cannot become Published"):
            announcement.action_publish()
        self.assertEqual(len(announcement.receipt_ids), 2)

    def test_by_group_and_to_everybody(self):
        group = self.env["res.groups"].create(
            {"name": "Bunker desk", "user_ids": [Command.set(self.am_bo.ids)]}
        )
        implying = self.env["res.groups"].create(
            {
                "name": "Head of desk",
                "implied_ids": [Command.set(group.ids)],
                "user_ids": [Command.set((self.am_cai | self.plain).ids)],
            }
        )
        self.assertTrue(implying)
        announcement = self.publish(
            audience_team_ids=False, audience_group_ids=[Command.set(group.ids)]
        )
        self.assertEqual(announcement.receipt_ids.user_id, self.am_bo | self.am_cai)
        everybody = self.publish(audience_team_ids=False, audience_everyone=True)
        readers = everybody.receipt_ids.user_id
        for user in (
            self.am_anna,
            self.am_bo,
            self.leader,
            self.supervisor,
            self.manager,
        ):
            self.assertIn(user, readers)
        for user in (self.plain, self.portal):
            self.assertNotIn(user, readers)

    def test_withdrawing(self):
        announcement = self.publish(must_acknowledge=True)
        announcement.action_withdraw()
        self.assertEqual(announcement.state, "withdrawn")
        self.assertFalse(self.to_dos(self.am_anna))
        mine = self.env["fuel.announcement"].with_user(self.am_anna)
        self.assertFalse(mine.search([]))
        self.assertEqual(mine._fuel_current(5)["count"], 0)
        for action in (announcement.action_withdraw, announcement.action_publish):
            with self.assertRaisesRegex(UserError, "is Withdrawn and cannot become"):
                action()

    def test_what_stays_once_published(self):
        announcement = self.publish(must_acknowledge=True)
        for values in (
            {"must_acknowledge": False},
            {"date_from": "2026-03-01"},
            {"company_id": self.other_company.id},
        ):
            with self.assertRaisesRegex(UserError, "people have been told"):
                announcement.write(values)
        announcement.write({"pinned": True, "date_to": "2026-05-01"})
        announcement.write({"must_acknowledge": True})
        self.assertEqual(announcement.version, 1)
        with self.assertRaisesRegex(UserError, "has been published: withdraw it"):
            announcement.unlink()
        self.make_announcement().unlink()

    # ------------------------------------------------------------
    # Reading and acknowledging
    # ------------------------------------------------------------

    def test_reading_is_opening_it(self):
        announcement = self.publish()
        mine = announcement.with_user(self.am_anna)
        receipt = self.receipt(announcement, self.am_anna)
        # Lists show titles, and are no reading.
        mine.search_read([], ["name", "is_unread"])
        self.assertTrue(mine.is_unread)
        self.assertFalse(receipt.read_at)
        self.assertEqual(mine.action_read(), 1)
        self.assertEqual(str(receipt.read_at), "2026-03-20 04:00:00")
        with freeze_time("2026-03-21 04:00:00"):
            self.assertEqual(mine.action_read(), 0)
        self.assertEqual(str(receipt.read_at), "2026-03-20 04:00:00")
        self.env.invalidate_all()
        self.assertFalse(mine.is_unread)
        # Whoever manages it reads nothing in the readers' names.
        self.assertEqual(announcement.action_read(), 0)
        self.assertFalse(self.receipt(announcement, self.leader).read_at)
        receipts = announcement.receipt_ids
        self.assertEqual(receipts.with_user(self.supervisor).action_read(), 0)
        self.assertFalse(self.receipt(announcement, self.leader).read_at)

    def test_acknowledging_ends_the_to_do(self):
        announcement = self.publish(must_acknowledge=True)
        receipt = self.receipt(announcement, self.am_anna)
        mine = receipt.with_user(self.am_anna)
        self.assertTrue(announcement.with_user(self.am_anna).is_asked)
        mine.action_acknowledge()
        self.assertTrue(receipt.acknowledged_at)
        self.assertTrue(receipt.read_at)
        self.assertFalse(self.to_dos(self.am_anna))
        first = receipt.acknowledged_at
        with freeze_time("2026-03-25 04:00:00"):
            announcement.with_user(self.am_anna).action_acknowledge()
        self.assertEqual(receipt.acknowledged_at, first)
        self.assertTrue(self.to_dos(self.leader))
        with self.assertRaisesRegex(AccessError, "acknowledges it, and nobody else"):
            self.receipt(announcement, self.leader).with_user(
                self.supervisor
            ).action_acknowledge()
        with self.assertRaisesRegex(UserError, "is not for you"):
            announcement.action_acknowledge()

    def test_ticking_the_to_do_acknowledges(self):
        announcement = self.publish(must_acknowledge=True)
        with self.assertRaisesRegex(UserError, "acknowledges it, and nobody else"):
            self.to_dos(self.leader).with_user(self.supervisor).action_done()
        self.to_dos(self.am_anna).with_user(self.am_anna).action_done()
        self.assertTrue(self.receipt(announcement, self.am_anna).acknowledged_at)
        self.assertFalse(self.to_dos(self.am_anna))

    def test_who_has_not(self):
        announcement = self.publish(must_acknowledge=True)
        self.assertEqual((announcement.reader_count, announcement.unread_count), (2, 2))
        announcement.with_user(self.am_anna).action_read()
        self.env.invalidate_all()
        self.assertEqual(
            (announcement.unread_count, announcement.unacknowledged_count), (1, 2)
        )
        action = announcement.action_open_unread()
        receipts = self.env[action["res_model"]].with_user(self.supervisor)
        unread = receipts.search([*action["domain"], ("read_at", "=", False)])
        self.assertEqual(unread.user_id, self.leader)
        self.assertEqual(action["context"]["search_default_unread"], 1)

    # ------------------------------------------------------------
    # Home page
    # ------------------------------------------------------------

    def test_yes_and_no_is_everything(self):
        announcement = self.publish()
        self.publish(audience_team_ids=[], audience_user_ids=self.am_bo.ids)
        found = self.env["fuel.announcement"].with_user(self.supervisor)
        everything = found.search([])
        self.assertGreater(len(everything), 1)
        for name in ("is_mine", "is_unread", "is_asked", "is_current"):
            with self.subTest(name=name):
                self.assertEqual(
                    found.search([(name, "in", [True, False])]), everything
                )
        mine = found.with_user(self.am_anna).search([("is_mine", "=", True)])
        self.assertEqual(mine, announcement)

    def test_what_is_current(self):
        plain = self.publish(name="Plain")
        pinned = self.publish(name="Pinned", pinned=True, must_acknowledge=True)
        self.publish(name="Over", date_to="2026-03-20")
        self.publish(
            name="Not mine",
            audience_team_ids=False,
            audience_user_ids=[Command.set(self.am_bo.ids)],
        )
        plain.with_user(self.am_anna).action_read()
        announcements = self.env["fuel.announcement"].with_user(self.am_anna)
        with freeze_time("2026-03-21 04:00:00"):
            self.assertEqual(
                announcements._fuel_current(5),
                {
                    "count": 2,
                    "unread": 1,
                    "items": [
                        {
                            "id": pinned.id,
                            "title": "Pinned",
                            "date": "2026-03-20",
                            "pinned": True,
                            "read": False,
                            "must_acknowledge": True,
                            "acknowledged": False,
                        },
                        {
                            "id": plain.id,
                            "title": "Plain",
                            "date": "2026-03-20",
                            "pinned": False,
                            "read": True,
                            "must_acknowledge": False,
                            "acknowledged": False,
                        },
                    ],
                },
            )
            one = announcements._fuel_current(1)
        self.assertEqual((one["count"], one["unread"], len(one["items"])), (2, 1, 1))
        self.assertEqual(
            announcements.with_user(self.am_cai)._fuel_current(5)["count"], 0
        )

    def test_to_dos_most_urgent_first(self):
        later = self.publish(must_acknowledge=True, name="Later", date_to="2026-05-01")
        never = self.publish(must_acknowledge=True, name="No end", pinned=True)
        soon = self.publish(must_acknowledge=True, name="Soon", date_to="2026-03-22")
        self.publish(name="Nothing to do")
        receipts = self.env["fuel.announcement.receipt"].with_user(self.am_anna)
        found = receipts._fuel_todos(10)
        self.assertEqual(found["count"], 3)
        self.assertEqual(
            [item["title"] for item in found["items"]], ["Soon", "Later", "No end"]
        )
        self.assertEqual(
            found["items"][0],
            {
                "model": "fuel.announcement.receipt",
                "id": self.receipt(soon, self.am_anna).id,
                "title": "Soon",
                "detail": "Supervisor",
                "deadline": "2026-03-22",
                "priority": False,
                "open": {"model": "fuel.announcement", "id": soon.id},
                "action": {"method": "action_acknowledge", "label": "Acknowledge"},
            },
        )
        self.assertFalse(found["items"][2]["deadline"])
        self.assertTrue(found["items"][2]["priority"])
        short = receipts._fuel_todos(1)
        self.assertEqual((short["count"], len(short["items"])), (3, 1))
        receipts.browse(found["items"][0]["id"]).action_acknowledge()
        later.action_withdraw()
        left = receipts._fuel_todos(10)
        self.assertEqual([it["title"] for it in left["items"]], ["No end"])
        self.assertEqual(never.state, "published")

    def test_queries_of_the_home_page_are_constant(self):
        announcements = self.env["fuel.announcement"].with_user(self.am_anna)
        receipts = self.env["fuel.announcement.receipt"].with_user(self.am_anna)
        counts = []
        for number in (2, 12):
            for index in range(number):
                self.publish(name=f"No. {number}.{index}", must_acknowledge=True)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            announcements._fuel_current(5)
            receipts._fuel_todos(5)
            counts.append(self.env.cr.sql_log_count - before)
        # Two more: where not all are shown, they are counted.
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        self.assertLess(counts[1], 22)
