from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from odoo.tests import BaseCase, tagged

from ..tools.upload import (
    EXTENSIONS,
    LARGEST_BYTES,
    LONGEST_NAME,
    MOST_FILES,
    UNNAMEABLE,
    UploadError,
    check_upload,
    check_uploads,
    clean_name,
    type_by_content,
)


def picture(kind, size=(4, 3)):
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, kind)
    return stream.getvalue()


GOOD = {
    "image/jpeg": picture("JPEG"),
    "image/png": picture("PNG"),
    # One pixel; not every Pillow writes this type.
    "image/webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10"
    b"\x07\x10\x11\x11\x88\x88\xfe\x07\x00",
    "image/heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1 and so on",
    "application/pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
}
SCRIPT = b"<script>alert(1)</script>"


@tagged("-at_install", "post_install")
class TestUpload(BaseCase):
    def assertRefused(self, name, content, reason):
        with self.assertRaises(UploadError) as caught:
            check_upload(name, content)
        self.assertEqual(caught.exception.reason, reason)

    def test_the_types_that_are_taken(self):
        for mimetype, content in GOOD.items():
            for extension in EXTENSIONS[mimetype]:
                for name in (f"Hull.{extension}", f"船体.{extension.upper()}"):
                    with self.subTest(name=name):
                        upload = check_upload(name, content)
                        self.assertEqual(upload.mimetype, mimetype)
                        self.assertEqual(upload.name, name)
                        self.assertEqual(upload.content, content)

    def test_a_name_without_extension_gets_that_of_the_content(self):
        self.assertEqual(check_upload("image", GOOD["image/png"]).name, "image.png")
        self.assertEqual(check_upload("", GOOD["application/pdf"]).name, "file.pdf")
        self.assertEqual(check_upload(None, GOOD["image/jpeg"]).name, "file.jpg")
        self.assertEqual(check_upload(".html", GOOD["image/jpeg"]).name, "html.jpg")

    def test_pages_and_programs(self):
        for name, content in (
            ("page.html", b"<html>" + SCRIPT),
            ("page.jpg", b"<!DOCTYPE html>" + SCRIPT),
            ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT),
            ("drawing.png", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
            ("program.exe", b"MZ\x90\x00"),
            ("program.pdf", b"#!/bin/sh\nrm -rf /\n"),
            ("text.pdf", b"  %PDF-1.7"),
            ("moving.gif", b"GIF89a" + SCRIPT),
            ("office.docx", b"PK\x03\x04"),
            ("film.heic", b"\x00\x00\x00\x18ftypisom"),
            ("sound.webp", b"RIFF\x00\x00\x00\x00WAVEfmt "),
            ("nearly.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dxxxx"),
        ):
            with self.subTest(name=name):
                self.assertRefused(name, content, "type")

    def test_one_type_under_the_name_of_another(self):
        for name in (
            "a.html",
            "a.svg",
            "a.png",
            "a.jpg.html",
            "a.exe",
            "a.js",
        ):
            with self.subTest(name=name):
                self.assertRefused(name, GOOD["application/pdf"], "mismatch")
        # Read from the right, the name ends in another extension than it shows.
        self.assertEqual(clean_name("a\u202egpj.exe"), "a gpj.exe")
        self.assertRefused("a\u202egpj.exe", GOOD["image/jpeg"], "mismatch")

    def test_a_picture_that_goes_on_as_a_page(self):
        for tag in (b"<script>", b"<SVG onload=x>", b"<!doctype  html>", b"<?php x ?>"):
            for mimetype, content in GOOD.items():
                extension = EXTENSIONS[mimetype][0]
                with self.subTest(tag=tag, mimetype=mimetype):
                    self.assertRefused(f"a.{extension}", content[:40] + tag, "markup")

    def test_sizes(self):
        png = GOOD["image/png"]
        full = png + bytes(LARGEST_BYTES - len(png))
        self.assertTrue(check_upload("a.png", full))
        self.assertRefused("a.png", full + b"x", "large")
        self.assertRefused("a.png", b"", "empty")

    def test_several_files(self):
        taken, refused = check_uploads(
            [
                ("a.png", GOOD["image/png"]),
                ("b.html", SCRIPT),
                ("c.pdf", GOOD["application/pdf"]),
            ]
        )
        self.assertEqual([it.name for it in taken], ["a.png", "c.pdf"])
        self.assertEqual([(it.name, it.reason) for it in refused], [("b.html", "type")])

    def test_more_files_than_are_taken(self):
        files = [("a.png", GOOD["image/png"])] * MOST_FILES
        self.assertEqual(len(check_uploads(files)[0]), MOST_FILES)
        taken, refused = check_uploads([*files, files[0]])
        self.assertFalse(taken)
        self.assertEqual([it.reason for it in refused], ["many"])

    def test_names(self):
        for name, clean in (
            ("C:\\ship\\hull.jpg", "hull.jpg"),
            ("../../etc/passwd", "passwd"),
            (" a\r\nb.jpg ", "a b.jpg"),
            ('x";filename="y.html', "x ;filename= y.html"),
            ("舱单 2026.pdf", "舱单 2026.pdf"),
            ("...", ""),
            ("⚓️.jpg", "⚓️.jpg"),
        ):
            with self.subTest(name=name):
                self.assertEqual(clean_name(name), clean)
        long = clean_name("x" * 300 + ".jpg")
        self.assertEqual(len(long), LONGEST_NAME)
        self.assertTrue(long.endswith("x.jpg"))

    @settings(deadline=None)
    @given(st.text())
    def test_any_name_becomes_a_harmless_one(self, name):
        clean = clean_name(name)
        self.assertFalse(UNNAMEABLE.search(clean))
        self.assertLessEqual(len(clean), LONGEST_NAME)
        self.assertEqual(clean_name(clean), clean)

    @settings(deadline=None)
    @given(st.text(), st.binary())
    def test_any_file_is_taken_as_what_it_is_or_refused(self, name, content):
        try:
            upload = check_upload(name, content)
        except UploadError as error:
            self.assertIn(error.reason, {"empty", "type", "mismatch", "markup"})
            return
        self.assertEqual(upload.mimetype, type_by_content(content))
        extension = upload.name.rpartition(".")[2].lower()
        self.assertIn(extension, EXTENSIONS[upload.mimetype])

    @settings(deadline=None)
    @given(st.sampled_from(sorted(GOOD)), st.text(), st.binary(max_size=50))
    def test_a_good_beginning_is_taken_under_its_own_extension_only(
        self, mimetype, name, rest
    ):
        try:
            upload = check_upload(name, GOOD[mimetype] + rest)
        except UploadError as error:
            self.assertIn(error.reason, {"mismatch", "markup"})
            return
        extension = upload.name.rpartition(".")[2].lower()
        self.assertIn(extension, EXTENSIONS[mimetype])
