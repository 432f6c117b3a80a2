from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_announcement import FuelAnnouncementCommon


@tagged("-at_install", "post_install")
class TestFuelAnnouncementAccess(FuelAnnouncementCommon):
    """Whoever is outside the audience gets through to nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        files = cls.env["ir.attachment"].with_user(cls.supervisor)
        cls.file = files.create({"name": "prices.txt", "raw": b"600 USD"})
        # As Odoo's editor uploads a picture into a record that is not saved yet.
        cls.picture = files.create(
            {"name": "chart.png", "raw": b"\x89PNG", "res_model": "fuel.announcement"}
        )
        cls.picture.generate_access_token()
        cls.announcement = cls.publish(
            name="Secret prices",
            body=f'<p>Six hundred</p><img src="/web/image/{cls.picture.id}'
            f'-chart/chart.png?access_token={cls.picture.access_token}"/>',
            attachment_ids=[Command.set(cls.file.ids)],
            must_acknowledge=True,
        )
        cls.announcement.with_user(cls.am_anna).action_read()

    def outsiders(self):
        elsewhere = new_test_user(
            self.env,
            login="fuel_elsewhere",
            groups="crm_fuel.group_fuel_supervisor",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        return (self.am_bo, self.plain, self.portal, elsewhere)

    def test_the_audience_gets_through(self):
        for user in self.readers:
            self.env.invalidate_all()
            announcement = self.announcement.with_user(user)
            self.assertEqual(announcement.search([]), announcement)
            self.assertIn("Six hundred", announcement.body)
            self.assertEqual(self.file.with_user(user).raw, b"600 USD")
            self.assertEqual(self.picture.with_user(user).raw, b"\x89PNG")
            receipts = self.env["fuel.announcement.receipt"].with_user(user)
            self.assertEqual(receipts.search([]).user_id, user)
            self.assertEqual(announcement.receipt_ids.user_id, user)

    def test_pictures_open_for_readers_not_by_key(self):
        self.assertEqual(self.picture.res_id, self.announcement.id)
        body = self.announcement.body
        self.assertIn(f"/web/image/{self.picture.id}-chart/chart.png", body)
        self.assertNotIn("access_token", body)

    def test_keys_are_taken_out_wherever_they_stand(self):
        for written, kept in (
            ("/web/image/5?access_token=a-b", "/web/image/5"),
            ("/web/image/5?access_token=ab&amp;unique=1", "/web/image/5?unique=1"),
            ("/web/image/5?unique=1&amp;access_token=ab", "/web/image/5?unique=1"),
            ("/web/content/5/x.pdf?a=1&amp;access_token=ab&amp;b=2",
             "/web/content/5/x.pdf?a=1&amp;b=2"),
            ("https://else.example/?access_token=ab",
             "https://else.example/?access_token=ab"),
        ):  # fmt: skip
            announcement = self.make_announcement(body=f'<a href="{written}">x</a>')
            self.assertIn(f'"{kept}"', announcement.body)

    def test_outsiders_do_not(self):
        receipt = self.receipt(self.announcement, self.am_anna)
        for user in self.outsiders():
            self.env.invalidate_all()
            announcement = self.announcement.with_user(user)
            for name, action in {
                "read": lambda it=announcement: it.read(["name"]),
                "body": lambda it=announcement: it.read(["body"]),
                "write": lambda it=announcement: it.write({"name": "x"}),
                "delete": lambda it=announcement: it.unlink(),
                "read it": lambda it=announcement: it.action_read(),
                "acknowledge": lambda it=announcement: it.action_acknowledge(),
                "copy": lambda it=announcement: it.copy(),
                "receipt": lambda u=user: receipt.with_user(u).read(["read_at"]),
                "its text": lambda u=user: receipt.with_user(u).read(["body"]),
                "open": lambda u=user: receipt.with_user(u).action_open(),
                "done": lambda u=user: receipt.with_user(u).action_acknowledge(),
                "file": lambda u=user: self.file.with_user(u).read(["raw"]),
                "picture": lambda u=user: self.picture.with_user(u).read(["raw"]),
                "message": lambda u=user: self.announcement.message_ids.with_user(
                    u
                ).read(["body"]),
                "post": lambda it=announcement: it.message_post(body="x"),
            }.items():
                with (
                    self.subTest(user=user.name, what=name),
                    self.assertRaises(AccessError),
                ):
                    action()
            if announcement.has_access("read") or user.has_group(
                "crm_fuel.group_fuel_user"
            ):
                self.assertFalse(announcement.search([("name", "ilike", "secret")]))
                self.assertFalse(announcement.search([("body", "ilike", "hundred")]))
                self.assertFalse(announcement.name_search("Secret"))
                self.assertFalse(
                    self.env["fuel.announcement.receipt"].with_user(user).search([])
                )
                self.assertEqual(announcement._fuel_current(5)["count"], 0)

    def test_readers_do_not_see_each_other(self):
        receipt = self.receipt(self.announcement, self.leader).with_user(self.am_anna)
        for action in (
            lambda: receipt.read(["read_at"]),
            receipt.action_acknowledge,
            receipt.action_read,
        ):
            with self.assertRaises(AccessError):
                action()
        announcement = self.announcement.with_user(self.am_anna)
        for name in ("unread_count", "reader_count", "version_ids"):
            with self.assertRaises(AccessError):
                announcement.read([name])
        # Nor by asking for announcements by what others did.
        receipts = self.env["fuel.announcement.receipt"].with_user(self.am_anna)
        self.assertEqual(receipts.search_count([("read_at", "=", False)]), 0)

    def test_drafts_are_the_supervisors(self):
        draft = self.make_announcement(name="Not yet")
        mine = draft.with_user(self.am_anna)
        with self.assertRaises(AccessError):
            mine.read(["name"])
        self.assertNotIn(mine, mine.search([]))

    def test_who_leaves_loses_it(self):
        self.team_north.member_ids = False
        self.env.invalidate_all()
        for record, name in (
            (self.announcement, "body"),
            (self.file, "raw"),
            (self.picture, "raw"),
            (self.announcement.receipt_ids, "read_at"),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.am_anna).read([name])

    def test_files_of_others_are_not_published(self):
        theirs = (
            self.env["ir.attachment"]
            .with_user(self.am_bo)
            .create({"name": "mine.txt", "raw": b"mine"})
        )
        with self.assertRaises(AccessError):
            self.make_announcement(attachment_ids=[Command.set(theirs.ids)])
        # A picture of somebody else's in the text stays theirs.
        announcement = self.publish(body=f'<p>x</p><img src="/web/image/{theirs.id}"/>')
        self.assertTrue(announcement)
        self.assertFalse(theirs.sudo().res_id)
        with self.assertRaises(AccessError):
            theirs.with_user(self.am_anna).read(["raw"])
