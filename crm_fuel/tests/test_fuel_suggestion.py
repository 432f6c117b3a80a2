from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..controllers.portal_suggestion import LIST, NEW
from .common_portal_form import PDF, SCRIPT, PortalCommon


@tagged("-at_install", "post_install")
class TestFuelSuggestion(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suggestions = cls.env["fuel.suggestion"]

    def suggest(self, user=None, **values):
        return self.suggestions.with_user(user or self.am_anna).create(
            {"text": "Send the BDN at once.", "customer_id": self.customer.id, **values}
        )

    def answer(self, suggestion, body="We shall."):
        return suggestion.with_user(self.am_anna).message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.contact.ids,
        )

    # --- the record ---

    def test_made_by_hand(self):
        suggestion = self.suggest(text="First line\nsecond", customer_id=self.buyer.id)
        self.assertRecordValues(
            suggestion,
            [
                {
                    "name": "First line",
                    "customer_id": self.customer.id,
                    "contact_id": self.buyer.id,
                    "user_id": self.am_anna.id,
                    "manager_id": self.am_anna.id,
                    "team_id": self.team_north.id,
                    "state": "new",
                    "source": "form",
                }
            ],
        )
        self.assertRegex(suggestion.number, r"^SG\d{4}-\d{5}$")
        self.assertIn("First line", suggestion.display_name)
        self.assertEqual(suggestion.activity_ids.user_id, self.am_anna)

    def test_answered_by_a_message_to_the_customer(self):
        suggestion = self.suggest(contact_id=self.contact.id)
        suggestion.message_post(body="A note", subtype_xmlid="mail.mt_note")
        suggestion.message_post(body="Colleagues?", subtype_xmlid="mail.mt_comment")
        self.assertEqual(suggestion.state, "new")
        self.answer(suggestion)
        self.assertEqual(suggestion.state, "answered")
        self.assertTrue(suggestion.answered_at)
        self.assertFalse(suggestion.activity_ids)
        suggestion.action_close()
        self.assertEqual(suggestion.state, "closed")
        with self.refused(UserError, "is Closed and cannot become Closed"):
            suggestion.action_close()
        suggestion.action_reopen()
        self.assertEqual(suggestion.state, "new")
        self.assertEqual(suggestion.activity_ids.user_id, self.am_anna)
        with self.refused(UserError, "is New and cannot become New"):
            suggestion.action_reopen()

    def test_another_owner_is_asked(self):
        suggestion = self.suggest()
        suggestion.user_id = self.supervisor
        self.assertEqual(suggestion.activity_ids.user_id, self.supervisor)

    def test_customer_of_nobody_is_for_supervisors(self):
        self.customer.user_id = False
        suggestion = self.suggestions.create(
            {"text": "Hello", "customer_id": self.customer.id}
        )
        self.assertFalse(suggestion.user_id)
        self.assertIn(self.supervisor, suggestion.activity_ids.user_id)

    def test_bad_values(self):
        for values, reason in (
            ({"text": " "}, "Suggestion: say"),
            ({"contact_id": self.stranger.partner_id.id}, "does not belong to"),
            ({"user_id": self.portal.id}, "does not work in"),
        ):
            with self.refused(ValidationError, reason):
                self.suggest(**values)
        with self.refused(UserError, "Source"):
            self.suggest(source="portal")
        for name, value in (("state", "closed"), ("number", "SG1"), ("name", "x")):
            with self.refused(AccessError, "nobody else"):
                self.suggest(**{name: value})

    def test_who_sees_it(self):
        suggestion = self.suggest()
        for user, sees in (
            (self.am_anna, True),
            (self.leader, True),
            (self.supervisor, True),
            (self.am_bo, False),
        ):
            found = self.suggestions.with_user(user).search([])
            self.assertEqual(suggestion in found, sees, user.login)
        for user in (self.portal, self.plain):
            self.assertFalse(self.suggestions.with_user(user).has_access("read"))
        with self.refused(AccessError, ""):
            suggestion.with_user(self.am_bo).action_close()
        with self.refused(AccessError, ""):
            suggestion.with_user(self.am_anna).unlink()

    def test_many_cost_no_more_queries(self):
        self.suggestions.create(
            [{"text": str(n), "customer_id": self.customer.id} for n in range(20)]
        )
        names = ["number", "name", "customer_id", "user_id", "state"]

        def queries(limit):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.suggestions.with_user(self.am_anna).search_read([], names, limit=limit)
            return self.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(2), queries(20))

    # --- the pages ---

    def test_made_and_followed_on_the_pages(self):
        vessel = self.make_vessel("Yongxing 8")
        self.delivered(fuel_vessel_id=vessel.id)
        self.log_in(self.portal)
        page = self.url_open(NEW).text
        ref = page.split(f'value="{vessel.id:x}-')[1].split('"')[0]
        answer = self.send(
            NEW,
            text=f"Send the BDN at once. {SCRIPT}",
            vessel=f"{vessel.id:x}-{ref}",
            files=[("bdn.pdf", PDF, "application/pdf")],
            key="0123456789abcdef-0123",
        )
        self.assertEqual(answer.status_code, 303)
        suggestion = self.suggestions.search([], limit=1)
        self.assertRecordValues(
            suggestion,
            [
                {
                    "source": "portal",
                    "customer_id": self.customer.id,
                    "contact_id": self.contact.id,
                    "vessel_id": vessel.id,
                    "user_id": self.am_anna.id,
                    "state": "new",
                }
            ],
        )
        page = self.url_open(answer.headers["Location"]).text
        self.assertIn("Thank you for your suggestion", page)
        self.assertNotIn("<script>alert", page)
        file = page.split("/file/")[1].split('"')[0]
        path = suggestion._portal_path()
        self.assertEqual(self.url_open(f"{path}/file/{file}").content, PDF)
        self.answer(suggestion, "From today on.")
        page = self.page_of(suggestion).text
        self.assertIn("From today on.", page)
        self.assertIn("Answered", page)
        self.assertIn(suggestion.number, self.url_open(LIST).text)
        # Whatever the customer writes wants another answer.
        suggestion.action_close()
        self.send(f"{path}/reply", text="And the invoices?")
        self.assertEqual(suggestion.state, "new")
        self.log_in(self.stranger)
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.send(f"{path}/reply", text="x").status_code, 404)
        self.assertNotIn(suggestion.number, self.url_open(LIST).text)

    def test_sent_twice_is_one(self):
        self.log_in(self.portal)
        for _time in range(2):
            self.send(NEW, text="Once", key="0123456789abcdef-0123")
        self.assertEqual(self.suggestions.search_count([("text", "=", "Once")]), 1)

    def test_refused_on_the_pages(self):
        self.log_in(self.portal)
        before = self.suggestions.search_count([])
        vessel = self.make_vessel("Not theirs")
        for values, field, reason in (
            ({"text": " "}, "text", "write something"),
            ({"text": "x" * 100_000}, "text", "100,000 characters"),
            ({"text": "Hi", "vessel": f"{vessel.id:x}-x"}, "vessel", "no such one"),
            ({"text": "Hi", "vessel": str(vessel.id)}, "vessel", "no such one"),
            (
                {"text": "Hi", "files": [("a.svg", b"<svg/>", "image/svg+xml")]},
                "files",
                "neither a picture",
            ),
        ):
            answer = self.send(NEW, **values)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(reason, self.errors(answer)[field])
        self.assert_of_this_site_only(self.send, NEW, text="Hi")
        self.assertEqual(self.suggestions.search_count([]), before)
