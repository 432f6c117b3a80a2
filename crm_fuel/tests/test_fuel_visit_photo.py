import base64
import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_check import CheckCommon

# The smallest GIF there is.
GIF = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")


class PhotoCommon(CheckCommon):
    def file(self, name="quay.gif", raw=GIF, user=None, **vals):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.am_anna)
            .create({"name": name, "raw": raw, **vals})
        )


@tagged("-at_install", "post_install")
class TestPhotos(PhotoCommon):
    def test_photos_become_files_of_the_visit(self):
        visit = self.make_visit()
        photo = self.file()
        visit.photo_ids = photo
        self.assertRecordValues(
            photo, [{"res_model": "fuel.visit", "res_id": visit.id}]
        )
        # Who sees the visit sees the photo.
        seen = visit.with_user(self.leader).photo_ids
        self.assertEqual(seen.raw, GIF)
        with self.assertRaises(AccessError):
            photo.with_user(self.am_bo).read(["raw"])

    def test_along_with_a_new_visit(self):
        photo = self.file(res_model="fuel.visit", res_id=0)
        visit = self.make_visit(photo_ids=[Command.link(photo.id)])
        self.assertEqual(photo.res_id, visit.id)
        new = {"name": "b.gif", "raw": GIF}
        visit.write({"photo_ids": [Command.create(new)]})
        self.assertEqual(set(visit.photo_ids.mapped("res_id")), {visit.id})

    def test_a_file_of_another_record_stays_there(self):
        customer_file = self.file(res_model="res.partner", res_id=self.customer.id)
        visit = self.make_visit()
        visit.photo_ids = customer_file
        self.assertEqual(customer_file.res_model, "res.partner")

    def test_somebody_elses_file(self):
        visit = self.make_visit()
        theirs = self.file(user=self.am_bo)
        letter = self.file(
            user=self.am_bo,
            res_model="fuel.visit",
            res_id=self.make_visit(self.am_bo).id,
        )
        for file in (theirs, letter):
            for command in (Command.link(file.id), Command.set(file.ids)):
                with self.assertRaises(AccessError):
                    visit.write({"photo_ids": [command]})
                with self.assertRaises(AccessError):
                    self.make_visit(photo_ids=[command])
        self.assertFalse(visit.sudo().photo_ids)

    def test_what_hangs_there_is_not_asked_about_again(self):
        visit = self.make_visit()
        photo = self.file()
        visit.photo_ids = photo
        # A file that the leader put there and Anna may not read any more.
        private = self.file(user=self.leader, name="c.gif")
        visit.sudo().photo_ids += private
        private.write({"res_model": False, "res_id": 0})
        visit.write({"photo_ids": [Command.link(self.file(name="d.gif").id)]})
        self.assertEqual(len(visit.sudo().photo_ids), 3)

    def test_kinds(self):
        visit = self.make_visit()
        for name, raw, mimetype in (
            ("a.gif", GIF, None),
            ("a.heic", b"\x00\x00\x00\x18ftypheic", "application/octet-stream"),
            ("a.heic", b"\x00\x00\x00\x18ftypheic", "image/heic"),
            ("a.pdf", b"%PDF-1.4\n", None),
            ("a.docx", b"x", f"{'application/vnd.openxmlformats-officedocument'}.x"),
            ("a.txt", b"Notes", None),
        ):
            file = self.file(name, raw, **({"mimetype": mimetype} if mimetype else {}))
            visit.photo_ids += file
        for name, raw, mimetype in (
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
            ("a.html", b"<html><script>1</script></html>", "text/html"),
            ("a.js", b"alert(1)", "application/javascript"),
            ("a.txt.html", b"x", "text/plain"),
            ("a.exe", b"MZ", "application/x-msdownload"),
            ("a", b"\x7fELF\x02\x01\x01\x00\xff\xfe", "application/octet-stream"),
        ):
            with self.subTest(name=name):
                file = self.file(name, raw, mimetype=mimetype)
                with self.assertRaisesRegex(UserError, "visits take pictures, PDF"):
                    visit.write({"photo_ids": [Command.link(file.id)]})
        link = self.file("a.gif", False, type="url", url="https://example.com/a.gif")
        with self.assertRaisesRegex(UserError, "visits take pictures"):
            visit.write({"photo_ids": [Command.link(link.id)]})

    def test_size(self):
        visit = self.make_visit()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("crm_fuel.visit_file_megabytes", "1")
        large = b"x" * (1024**2 + 1)
        where = {"res_model": "fuel.visit", "res_id": visit.id}
        message = "big.txt has 1.0 MB: files of a visit have at most 1 MB"
        with self.assertRaisesRegex(UserError, message):
            self.file("big.txt", large, **where)
        with self.assertRaisesRegex(UserError, message):
            self.env["ir.attachment"].with_user(self.am_anna).create(
                {"name": "big.txt", "datas": base64.b64encode(large), **where}
            )
        # Nor by a way round.
        elsewhere = self.file("big.txt", large)
        with self.assertRaisesRegex(UserError, message):
            visit.photo_ids = elsewhere
        with self.assertRaisesRegex(UserError, message):
            elsewhere.write(where)
        small = self.file("big.txt", b"x", **where)
        with self.assertRaisesRegex(UserError, message):
            small.raw = large
        self.file("fits.txt", large[:-1], **where)
        for value in ("0", "-5", "much"):
            parameters.set_param("crm_fuel.visit_file_megabytes", value)
            self.file("fits.txt", large[:-1], **where)
        parameters.set_param("crm_fuel.visit_file_megabytes", False)
        self.assertEqual(self.env["ir.attachment"]._fuel_visit_megabytes(), 20)


@tagged("-at_install", "post_install")
class TestUpload(HttpCase, PhotoCommon):
    def upload(self, model, id_, size):
        self.authenticate("fuel_am_anna", "fuel_am_anna")
        answer = self.url_open(
            "/web/binary/upload_attachment",
            data={
                "model": model,
                "id": id_,
                "csrf_token": http.Request.csrf_token(self),
            },
            files=[("ufile", ("quay.txt", b"x" * size, "text/plain"))],
        )
        return json.loads(answer.text)

    def test_a_sentence_for_what_is_too_large(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("crm_fuel.visit_file_megabytes", "1")
        visit = self.make_visit()
        size = 1024**2 + 1
        (answer,) = self.upload("fuel.visit", visit.id, size)
        self.assertIn("at most 1 MB. Send a smaller picture.", answer["error"])
        (answer,) = self.upload("fuel.visit", 0, size)
        self.assertIn("quay.txt has 1.0 MB", answer["error"])
        (answer,) = self.upload("fuel.visit", visit.id, 20)
        self.assertEqual(answer["size"], 20)
        # Nothing else has this limit.
        (answer,) = self.upload("res.partner", self.customer.id, size)
        self.assertEqual(answer["size"], size)
