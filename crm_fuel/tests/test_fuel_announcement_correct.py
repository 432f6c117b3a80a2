import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_announcement import FuelAnnouncementCommon


@tagged("-at_install", "post_install")
class TestFuelAnnouncementCorrect(FuelAnnouncementCommon):
    """A correction is a new version, and asks again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-20 04:00:00"))

    def upload(self, name, user=None):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.supervisor)
            .create({"name": name, "raw": name.encode()})
        )

    def correct(self, announcement, **values):
        action = announcement.action_correct()
        dialogue = (
            self.env[action["res_model"]]
            .with_user(self.supervisor)
            .browse(action["res_id"])
        )
        dialogue.write(values)
        return dialogue.action_apply()

    def test_a_correction_asks_again(self):
        announcement = self.publish(must_acknowledge=True)
        announcement.with_user(self.am_anna).action_acknowledge()
        old = self.receipt(announcement, self.am_anna)
        with freeze_time("2026-03-21 04:00:00"):
            self.correct(announcement, body="<p>From Tuesday on.</p>")
        self.assertEqual(announcement.version, 2)
        self.assertEqual(announcement.corrected_by_id, self.supervisor)
        self.assertIn("Tuesday", announcement.with_user(self.am_anna).body)
        new = self.receipt(announcement, self.am_anna)
        self.assertEqual(
            (new.version, new.read_at, new.acknowledged_at), (2, False, False)
        )
        self.assertTrue(new.delivered_at)
        # What was acknowledged before stays on record.
        self.assertEqual((old.version, old.is_current), (1, False))
        self.assertTrue(old.acknowledged_at)
        for user in self.readers:
            self.assertEqual(len(self.told(user, "Corrected:")), 1)
            self.assertEqual(len(self.to_dos(user)), 1)
            self.assertEqual(
                self.to_dos(user).res_id, self.receipt(announcement, user).id
            )
        version = announcement.version_ids
        self.assertEqual((version.number, version.name), (1, "New density table"))
        self.assertEqual(version.body, "<p>From Monday on.</p>")
        self.assertEqual(str(version.valid_from), "2026-03-20 04:00:00")
        self.assertEqual(str(version.valid_to), "2026-03-21 04:00:00")
        self.assertEqual(announcement.version_count, 1)
        with self.assertRaises(AccessError):
            version.with_user(self.am_anna).read(["body"])
        with self.assertRaises(AccessError):
            version.with_user(self.supervisor).write({"body": "<p>Never said</p>"})

    def test_by_write_as_integrators_do(self):
        announcement = self.publish()
        announcement.write({"name": "New density table"})
        self.assertEqual(announcement.version, 1, "nothing has changed")
        announcement.write({"name": "Newer density table", "pinned": True})
        self.assertEqual(announcement.version, 2)
        announcement.write({"pinned": False})
        self.assertEqual(announcement.version, 2)
        with self.assertRaisesRegex(UserError, "would say nothing"):
            announcement.write({"body": False})
        with self.assertRaises(AccessError):
            announcement.with_user(self.am_anna).write({"body": "<p>Mine</p>"})

    def test_a_draft_is_changed_as_it_is(self):
        announcement = self.make_announcement()
        announcement.body = "<p>Better</p>"
        self.assertEqual(announcement.version, 1)
        self.assertFalse(announcement.version_ids)
        with self.assertRaisesRegex(UserError, "is not published: change it as it is"):
            announcement.action_correct()

    def test_files_of_the_old_version_are_kept_from_readers(self):
        old, both = self.upload("old.txt"), self.upload("both.txt")
        announcement = self.publish(attachment_ids=[Command.set((old | both).ids)])
        for file in (old, both):
            self.assertEqual(file.with_user(self.am_anna).raw, file.name.encode())
        new = self.upload("new.txt")
        self.correct(announcement, attachment_ids=[Command.set((both | new).ids)])
        self.env.invalidate_all()
        self.assertEqual(announcement.version, 2)
        self.assertEqual(new.with_user(self.am_anna).raw, b"new.txt")
        self.assertEqual(both.with_user(self.am_anna).raw, b"both.txt")
        with self.assertRaises(AccessError):
            old.with_user(self.am_anna).read(["raw"])
        version = announcement.version_ids
        self.assertEqual(version.attachment_ids, old | both)
        self.assertEqual(
            base64.b64decode(old.with_user(self.supervisor).datas), b"old.txt"
        )

    def test_pictures_put_into_the_dialogue(self):
        announcement = self.publish()
        action = announcement.action_correct()
        dialogue = (
            self.env[action["res_model"]]
            .with_user(self.supervisor)
            .browse(action["res_id"])
        )
        picture = self.upload("chart.png")
        picture.write({"res_model": dialogue._name, "res_id": dialogue.id})
        dialogue.body = f'<p>Now</p><img src="/web/image/{picture.id}"/>'
        dialogue.action_apply()
        dialogue.unlink()
        self.env.invalidate_all()
        self.assertEqual(picture.with_user(self.am_anna).raw, b"chart.png")
        with self.assertRaises(AccessError):
            picture.with_user(self.am_bo).read(["raw"])

    def test_two_correct_at_once(self):
        announcement = self.publish()
        first, second = (announcement.action_correct() for _ in "12")
        dialogues = self.env[first["res_model"]].with_user(self.supervisor)
        one = dialogues.browse(first["res_id"])
        one.name = "First"
        one.action_apply()
        other = dialogues.browse(second["res_id"])
        other.name = "Second"
        with self.assertRaisesRegex(UserError, "Supervisor has corrected it meanwhile"):
            other.action_apply()
        self.assertEqual(announcement.name, "First")
        self.assertEqual(announcement.version, 2)

    def test_only_supervisors_correct(self):
        announcement = self.publish()
        mine = announcement.with_user(self.am_anna)
        for action in (
            mine.action_correct,
            mine.action_publish,
            mine.action_withdraw,
            mine.action_remind,
            mine.action_unschedule,
            mine.unlink,
            lambda: mine.copy(),
            lambda: self.make_announcement(user=self.am_anna),
            lambda: (
                self.receipt(announcement, self.am_anna)
                .with_user(self.am_anna)
                .write({"acknowledged_at": "2026-03-01"})
            ),
            lambda: (
                self.receipt(announcement, self.am_anna)
                .with_user(self.supervisor)
                .write({"acknowledged_at": "2026-03-01"})
            ),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_fixed_readers_stay_the_same(self):
        announcement = self.publish(audience_follows=False)
        self.team_north.member_ids = [Command.link(self.am_bo.id)]
        self.correct(announcement, name="Corrected")
        readers = announcement.receipt_ids.filtered("is_current").user_id
        self.assertEqual(readers, self.readers)
