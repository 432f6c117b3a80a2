from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .common_bdn import PDF, BdnCommon
from .common_complaint import MONDAY

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(1)</script></html>"


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestFuelBdnKeep(BdnCommon):
    """A note is kept three years, and its signed copies are what was signed."""

    # === SIGNED COPIES === #

    def attach(self, picking, content, name="signed.pdf", user=None, **values):
        copy = self.copy_of(picking, content, name, user)
        if values:
            copy.sudo().write(values)
        picking.with_user(user or self.storekeeper).write(
            {"fuel_bdn_signed_ids": [Command.link(copy.id)]}
        )
        return copy

    def test_scans_are_taken(self):
        picking = self.issued()
        for content, mimetype in (
            (PDF, "application/pdf"),
            (PNG, "image/png"),
            (JPEG, "image/jpeg"),
        ):
            copy = self.attach(picking, content, "scan.bin")
            self.assertEqual(copy.mimetype, mimetype)
        self.assertTrue(picking.fuel_bdn_is_signed)
        self.assertEqual(len(picking.fuel_bdn_signed_ids), 3)

    def test_what_is_no_scan_is_refused(self):
        picking = self.issued()
        for content, name in (
            (HTML, "signed.pdf"),
            (SVG, "signed.png"),
            (b"  " + PDF, "signed.pdf"),
            (b"GIF89a", "signed.gif"),
            (b"", "empty.pdf"),
        ):
            with (
                self.subTest(name=name, content=content[:12]),
                self.refused(UserError, "neither PDF, JPEG nor PNG"),
            ):
                self.attach(picking, content, name)
        with self.refused(UserError, "neither PDF, JPEG nor PNG"):
            self.attach(picking, PDF, type="url", url="https://example.com/x.pdf")

    def test_type_is_told_by_content(self):
        """A PDF that was declared a page is stored, and served, as a PDF."""
        copy = self.attach(self.issued(), PDF, "x.html", mimetype="text/html")
        self.assertEqual(copy.mimetype, "application/pdf")

    def test_large_file(self):
        with self.refused(UserError, "has 25.0 MB: at most 25 MB"):
            self.attach(self.issued(), PDF + b"0" * 25 * 1024**2)

    def test_account_manager_brings_the_paper(self):
        picking = self.issued()
        self.attach(picking, PDF, user=self.am_anna)
        self.assertTrue(picking.fuel_bdn_is_signed)

    def test_file_of_another_record(self):
        picking, other = self.issued(), self.issued()
        copy = self.copy_of(other)
        with self.refused(AccessError, "only by who uploaded"):
            picking.write({"fuel_bdn_signed_ids": [Command.link(copy.id)]})

    def test_signed_copy_stays(self):
        picking = self.signed()
        copy = picking.fuel_bdn_signed_ids
        note = picking.with_user(self.supervisor)
        message = "signed copy of bunker delivery note .* kept until"
        for change in (
            lambda: copy.write({"raw": PNG}),
            lambda: copy.write({"name": "other.pdf"}),
            lambda: copy.write({"res_id": False, "res_model": False}),
            lambda: copy.with_user(self.supervisor).unlink(),
            lambda: copy.sudo().unlink(),
            lambda: note.write({"fuel_bdn_signed_ids": [Command.unlink(copy.id)]}),
            lambda: note.write({"fuel_bdn_signed_ids": [Command.clear()]}),
            lambda: note.write({"fuel_bdn_signed_ids": [Command.delete(copy.id)]}),
        ):
            with self.refused(UserError, message):
                change()
        # Also while the note is being corrected.
        note.fuel_correct_bdn("Wrong date")
        with self.refused(UserError, message):
            note.write({"fuel_bdn_signed_ids": [Command.clear()]})
        self.assertEqual(picking.fuel_bdn_signed_ids, copy)

    def test_copy_of_a_draft_may_go(self):
        picking = self.ready()
        copy = self.attach(picking, PDF)
        picking.fuel_bdn_signed_ids = [Command.clear()]
        copy.unlink()
        self.assertFalse(copy.exists())

    def test_other_files_of_a_delivery_are_as_ever(self):
        copy = self.copy_of(self.signed(), name="photo.pdf")
        copy.name = "other.pdf"
        copy.unlink()
        self.assertFalse(copy.exists())

    # === RETENTION === #

    def test_kept_until(self):
        picking = self.issued()
        self.assertEqual(picking.fuel_bdn_keep_until, Date.to_date("2029-03-02"))
        # 16:30 in UTC is the next day in Shanghai, and a leap day has no third year.
        picking.sudo().write(
            {
                "date_done": "2028-02-28 16:30:00",
                "fuel_bdn_commenced_at": "2026-02-28 10:00:00",
            }
        )
        self.assertEqual(picking.fuel_bdn_keep_until, Date.to_date("2031-02-28"))

    def test_delete_within_three_years(self):
        for picking in (self.delivery(), self.issued()):
            for user in (self.storekeeper, self.manager):
                with self.refused(UserError, "are kept until 03/02/2029, three years"):
                    picking.with_user(user).unlink()
            with self.refused(UserError, "are kept until"):
                picking.sudo().unlink()

    def test_copies_go_after_three_years(self):
        picking = self.signed()
        copy = picking.fuel_bdn_signed_ids
        with freeze_time("2029-03-02 10:00:00"), self.refused(UserError, "kept until"):
            copy.sudo().unlink()
        with freeze_time("2029-03-03 10:00:00"):
            copy.sudo().unlink()
        self.assertFalse(copy.exists())

    def test_open_delivery_may_be_deleted(self):
        order = self._order((self.fuel, 10, self.ton))
        picking = order.picking_ids
        picking.with_user(self.manager).unlink()
        self.assertFalse(picking.exists())

    def test_searchable(self):
        picking = self.signed()
        number = picking.fuel_bdn_number
        for domain in (
            [("fuel_bdn_number", "ilike", number[-5:])],
            [("fuel_vessel_id", "ilike", self.imo(41))],
            [("fuel_vessel_id", "ilike", "ever ready")],
            [("fuel_port_id", "ilike", "zzbdn")],
            [("fuel_customer_id", "child_of", self.customer.id)],
            [("move_ids.product_id.product_tmpl_id.fuel_grade_id.code", "=", "RMG380")],
            [("fuel_bdn_seals", "ilike", "100001")],
        ):
            with self.subTest(domain=domain):
                found = self.pickings.with_user(self.am_anna).search(domain)
                self.assertIn(picking, found)
        unsigned = self.pickings.search([("fuel_bdn_signed_ids", "=", False)])
        self.assertNotIn(picking, unsigned)
