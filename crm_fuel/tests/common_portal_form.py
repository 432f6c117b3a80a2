import re
from uuid import uuid4

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from .common_complaint import ComplaintCommon

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b"
    "4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
PDF = b"%PDF-1.7\n1 0 obj\n"
SCRIPT = "<script>alert('油泥 🛢️')</script>"


class PortalCommon(ComplaintCommon, HttpCase):
    """A contact of Anna's customer with a browser, and one of another customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.partner_id.parent_id = cls.customer
        cls.contact = cls.portal.partner_id
        cls.other_customer = cls.make_customer("Blue Funnel", user_id=cls.am_bo.id)
        cls.stranger = new_test_user(
            cls.env,
            login="fuel_stranger",
            name="Stranger",
            email="stranger@fuel.example",
            groups="base.group_portal",
            company_id=cls.company.id,
            lang="en_US",
        )
        cls.stranger.partner_id.parent_id = cls.other_customer

    def log_in(self, user):
        self.authenticate(user.login, user.login)

    def send(self, url, files=(), csrf=True, key=None, **data):
        """Send a form, without following where it leads to."""
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        data["form_key"] = key or str(uuid4())
        return self.url_open(
            url,
            data=data,
            files=[("files", file) for file in files],
            allow_redirects=False,
        )

    def assert_of_this_site_only(self, send, *args, **values):
        """A form without the token of the session is refused, and Odoo warns of it."""
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(send(*args, csrf=False, **values).status_code, 400)

    def errors(self, answer):
        """Return what a page says is wrong, by the field it says it at."""
        found = re.findall(
            r'class="text-danger[^>]*id="fuel_(\w+)_error"[^>]*>(.*?)</div>',
            answer.text,
            re.DOTALL,
        )
        return {
            name: " ".join(re.sub("<[^>]+>", " ", text).split()) for name, text in found
        }

    def page_of(self, record):
        return self.url_open(record._portal_path())
