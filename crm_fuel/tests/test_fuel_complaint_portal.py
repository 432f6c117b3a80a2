from odoo.tests import tagged

from ..controllers.portal_complaint import LIST, NEW
from .common_portal_form import PDF, PNG, SCRIPT, PortalCommon


@tagged("-at_install", "post_install")
class TestFuelComplaintPortal(PortalCommon):
    """Raising a complaint on the customer's pages, and following it."""

    def raise_one(self, **values):
        return self.send(
            NEW,
            **{
                "name": "4.2 MT short",
                "description": "The chief engineer sounded twice.",
                "type_id": self.type_quantity.id,
                **values,
            },
        )

    def latest(self):
        return self.complaints.search([], order="id desc", limit=1)

    def about(self, record):
        """Return how the form calls an order or a delivery."""
        page = self.url_open(NEW).text
        kind = "p" if record._name == "stock.picking" else "o"
        return next(
            part.split('"')[0]
            for part in page.split(f'value="{kind}.')[1:]
            if part.startswith(f"{record.id:x}-")
        )

    # --- raise ---

    def test_raised(self):
        order = self.delivered()
        self.log_in(self.portal)
        answer = self.raise_one(
            about=f"p.{self.about(order.picking_ids)}",
            claimed_mt="4.2",
            files=[
                ("deck.png", PNG, "image/png"),
                ("protest.pdf", PDF, "application/pdf"),
            ],
        )
        self.assertEqual(answer.status_code, 303)
        complaint = self.latest()
        self.assertRecordValues(
            complaint,
            [
                {
                    "source": "portal",
                    "state": "new",
                    "customer_id": self.customer.id,
                    "contact_id": self.contact.id,
                    "user_id": self.am_anna.id,
                    "order_id": order.id,
                    "picking_id": order.picking_ids.id,
                    "claimed_mt": 4.2,
                    "type_id": self.type_quantity.id,
                    "company_id": order.company_id.id,
                }
            ],
        )
        self.assertEqual(complaint.activity_ids.user_id, self.am_anna)
        message = complaint._portal_messages()
        self.assertEqual(message.author_id, self.contact)
        self.assertEqual(
            sorted(message.attachment_ids.mapped("name")), ["deck.png", "protest.pdf"]
        )
        page = self.url_open(answer.headers["Location"])
        self.assertIn(complaint.number, page.text)
        self.assertIn("We have received your complaint", page.text)
        for file in message.attachment_ids:
            self.assertIn(f"/file/{file.id:x}-", page.text)
        self.assertFalse(complaint.first_reply_at)

    def test_about_nothing_in_particular(self):
        self.log_in(self.portal)
        self.assertEqual(self.raise_one().status_code, 303)
        self.assertFalse(self.latest().order_id)

    def test_sent_twice_is_one(self):
        self.log_in(self.portal)
        key = "0123456789abcdef-0123"
        first = self.raise_one(key=key)
        count = self.complaints.search_count([])
        second = self.raise_one(key=key)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(self.complaints.search_count([]), count)
        # Gone back to and written anew, it is another one; nothing is lost.
        self.raise_one(key=key, description="And the sample is missing.")
        self.assertEqual(self.complaints.search_count([]), count + 1)

    def test_key_of_another_customer_leads_nowhere(self):
        key = "0123456789abcdef-0123"
        self.log_in(self.portal)
        self.raise_one(key=key)
        theirs = self.latest()
        self.log_in(self.stranger)
        answer = self.raise_one(key=key)
        self.assertEqual(answer.status_code, 303)
        self.assertNotEqual(self.latest(), theirs)
        self.assertEqual(self.latest().customer_id, self.other_customer)

    def test_what_is_wrong_and_what_was_written(self):
        order = self.delivered(500)
        self.log_in(self.portal)
        before = self.complaints.search_count([])
        about = f"o.{self.about(order)}"
        for values, field, reason in (
            ({"claimed_mt": "-5"}, "claimed", "from 0 to 1,000,000"),
            ({"claimed_mt": "five"}, "claimed", "a number such as 4.2"),
            ({"claimed_mt": "nan"}, "claimed", "a number such as 4.2"),
            ({"claimed_mt": "1e9"}, "claimed", "a number such as 4.2"),
            (
                {"claimed_mt": "500.001", "about": about},
                "claimed",
                "more than the 500.000 MT that were delivered",
            ),
            ({"name": " "}, "name", "write something"),
            ({"name": "x" * 201}, "name", "at most 200"),
            ({"description": ""}, "description", "write something"),
            ({"description": "油" * 100_000}, "description", "100,000 characters"),
            ({"description": "a\0b"}, "description", "cannot be stored"),
            ({"type_id": "0"}, "type", "choose what it is about"),
            ({"about": "o.1-abc"}, "about", "no such one among yours"),
        ):
            with self.subTest(values=str(values)[:60]):
                answer = self.raise_one(**values)
                self.assertEqual(answer.status_code, 422)
                errors = self.errors(answer)
                self.assertEqual(list(errors), [field])
                self.assertIn(reason, errors[field])
                if "description" not in values:
                    self.assertIn("The chief engineer sounded twice.", answer.text)
        self.assertEqual(self.complaints.search_count([]), before)

    def test_order_of_another_customer_is_like_none(self):
        order = self.delivered()
        self.log_in(self.portal)
        theirs = f"o.{self.about(order)}"
        self.log_in(self.stranger)
        answers = [
            self.errors(self.raise_one(about=about))
            for about in (theirs, "o.ffffff-" + "0" * 24, f"o.{order.id}")
        ]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        self.assertNotIn(order.name, self.url_open(NEW).text)

    def test_link_from_an_order(self):
        order = self.delivered()
        self.log_in(self.portal)
        ref = self.about(order)
        page = self.url_open(f"{NEW}?order={ref}").text
        self.assertRegex(page, rf'value="o.{ref}"\s+selected')
        self.assertEqual(self.url_open(f"{NEW}?order=1-x").status_code, 200)

    def test_files_that_are_refused(self):
        self.log_in(self.portal)
        before = self.complaints.search_count([])
        page = b"<html><script>alert(1)</script></html>"
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
        for files, reason in (
            ([("a.html", page, "text/html")], "neither a picture"),
            ([("a.svg", drawing, "image/svg+xml")], "neither a picture"),
            ([("a.jpg", page, "image/jpeg")], "neither a picture"),
            ([("a.jpg", drawing, "image/jpeg")], "neither a picture"),
            ([("a.png", PNG + drawing, "image/png")], "a web page or a program"),
            ([("a.exe", b"MZ" * 40, "image/png")], "neither a picture"),
            ([("a.pdf", PNG, "application/pdf")], "not what its name says"),
            ([("a.png", b"", "image/png")], "is empty"),
            ([("a.png", PNG, "image/png")] * 11, "At most 10 files"),
        ):
            with self.subTest(name=files[0][0], reason=reason):
                answer = self.raise_one(files=files)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(reason, self.errors(answer)["files"])
                self.assertIn("The chief engineer sounded twice.", answer.text)
        self.assertEqual(self.complaints.search_count([]), before)

    def test_ten_files_are_taken(self):
        self.log_in(self.portal)
        files = [(f"{number}.png", PNG, "image/png") for number in range(10)]
        self.assertEqual(self.raise_one(files=files).status_code, 303)
        self.assertEqual(len(self.latest()._portal_messages().attachment_ids), 10)

    def test_without_the_token_of_the_session(self):
        self.log_in(self.portal)
        before = self.complaints.search_count([])
        self.assert_of_this_site_only(self.raise_one)
        self.assertEqual(self.complaints.search_count([]), before)

    def test_form_that_was_tampered_with(self):
        self.log_in(self.portal)
        answer = self.raise_one(key="short")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("out of date", answer.text)

    # --- follow ---

    def test_list_open_closed_search(self):
        self.complain(name="Blue sludge", contact_id=self.contact.id)
        self.settled(name="Late barge")
        self.complain(self.am_bo, name="Not yours", customer_id=self.other_customer.id)
        self.log_in(self.portal)
        for query, seen in (
            ("", ["Blue sludge"]),
            ("?show=closed", ["Late barge"]),
            ("?show=all", ["Blue sludge", "Late barge"]),
            ("?show=all&search=SLUDGE", ["Blue sludge"]),
            ("?show=all&search=%25%27%00", []),
            ("?show=nonsense", ["Blue sludge"]),
            ("/page/99?show=all", ["Blue sludge", "Late barge"]),
        ):
            with self.subTest(query=query):
                text = self.url_open(LIST + query).text
                for name in ("Blue sludge", "Late barge", "Not yours"):
                    (self.assertIn if name in seen else self.assertNotIn)(name, text)

    def test_what_is_shown_and_what_is_not(self):
        complaint = self.complain(
            name="Dirty fuel",
            contact_id=self.contact.id,
            description="What we entered",
            claimed_amount=1200,
        )
        secrets = {
            "findings": "secret finding",
            "corrective_action": "secret action",
            "cause_id": self.cause.id,
            "proposal": "draft of an offer",
            "helper_ids": self.am_bo.ids,
        }
        complaint.write(secrets)
        complaint.message_post(body="internal note", subtype_xmlid="mail.mt_note")
        complaint.message_post(
            body="We look into it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.contact.ids,
        )
        self.log_in(self.portal)
        text = self.page_of(complaint).text
        for seen in ("Dirty fuel", "What we entered", "We look into it.", "1,200.00"):
            self.assertIn(seen, text)
        self.assertIn(self.am_anna.name, text)
        hidden = [value for value in secrets.values() if isinstance(value, str)]
        for unseen in (*hidden, "internal note", self.cause.name, self.am_bo.name):
            self.assertNotIn(unseen, text)
        complaint.action_investigate()
        self.assertNotIn("draft of an offer", self.page_of(complaint).text)
        complaint.action_propose()
        text = self.page_of(complaint).text
        self.assertIn("draft of an offer", text)
        self.assertIn("What we propose", text)
        # Taken back to be worked on.
        complaint.action_investigate()
        self.assertNotIn("draft of an offer", self.page_of(complaint).text)
        complaint.reject_reason = "Within tolerance"
        self.assertNotIn("Within tolerance", self.page_of(complaint).text)
        complaint.action_reject()
        self.assertIn("Within tolerance", self.page_of(complaint).text)

    def test_nobody_elses(self):
        complaint = self.complain(contact_id=self.contact.id)
        path = complaint._portal_path()
        self.log_in(self.portal)
        self.assertEqual(self.url_open(path).status_code, 200)
        self.raise_one(files=[("deck.png", PNG, "image/png")])
        message = self.latest()._portal_messages()
        page = self.page_of(self.latest()).text
        file = page.split("/file/")[1].split('"')[0]
        own = self.latest()._portal_path()
        self.assertEqual(self.url_open(f"{own}/file/{file}").content, PNG)
        # A file of the record that no message to the customer has.
        inner = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "fuel.complaint", "res_id": 1}
        )
        for guess in (f"{inner.id:x}-{file.split('-')[1]}", str(message.id), "x"):
            self.assertEqual(self.url_open(f"{own}/file/{guess}").status_code, 404)
        for user in (self.stranger, self.plain, self.supervisor):
            self.log_in(user)
            for address in (path, own, f"{own}/file/{file}"):
                self.assertEqual(self.url_open(address).status_code, 404, user.login)
            answer = self.send(f"{path}/reply", text="Hello")
            self.assertEqual(answer.status_code, 404)
        for guess in (complaint.id, f"{complaint.id:x}-", "9" * 30, "-1", "0"):
            self.assertEqual(self.url_open(f"{LIST}/{guess}").status_code, 404)

    def test_script_is_shown_as_text(self):
        self.log_in(self.portal)
        self.raise_one(name=SCRIPT, description=SCRIPT)
        complaint = self.latest()
        self.assertEqual(complaint.name, SCRIPT)
        self.send(f"{complaint._portal_path()}/reply", text=SCRIPT)
        text = self.page_of(complaint).text + self.url_open(LIST).text
        self.assertNotIn("<script>alert", text)
        self.assertEqual(text.count("&lt;script&gt;alert"), text.count("油泥 🛢️"))
        self.assertIn("油泥 🛢️", text)
