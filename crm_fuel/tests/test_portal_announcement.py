from io import BytesIO

from freezegun import freeze_time
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_portal import PDF, FuelPortalCommon


def png():
    stream = BytesIO()
    Image.new("RGB", (2, 2), "navy").save(stream, "PNG")
    return stream.getvalue()


@tagged("-at_install", "post_install")
class TestPortalAnnouncement(FuelPortalCommon):
    def announce(self, publish=True, **values):
        """Return an announcement of the supervisor's, for customers alone."""
        announcement = (
            self.env["fuel.announcement"]
            .with_user(self.supervisor)
            .create(
                {
                    "name": "New price list",
                    "body": "<p>From Monday on.</p>",
                    "for_customers": True,
                    **values,
                }
            )
        )
        if publish:
            announcement.action_publish()
        return announcement

    def file(self, name, content, mimetype, user=None):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.supervisor)
            .create({"name": name, "raw": content, "mimetype": mimetype})
        )

    def seen_by(self, user):
        """Return the titles that a contact's list shows, of those made here."""
        self.enter(user)
        page = self.get("/my/fuel/announcements").text
        titles = self.env["fuel.announcement"].search([]).mapped("name")
        return {title for title in titles if title in page}

    # ------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------

    def test_an_announcement_for_customers_needs_no_readers_inside(self):
        self.assertEqual(self.announce().state, "published")
        with self.assertRaises(UserError):
            self.announce(for_customers=False)

    def test_taking_the_last_readers_away(self):
        both = self.announce(audience_team_ids=[Command.set(self.team_north.ids)])
        both.audience_team_ids = False
        inside = self.announce(
            for_customers=False,
            audience_team_ids=[Command.set(self.team_north.ids)],
        )
        with self.assertRaises(UserError):
            inside.audience_team_ids = False

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def test_what_customers_see(self):
        self.announce(name="Published one")
        self.announce(name="A draft", publish=False)
        self.announce(name="Taken back").action_withdraw()
        self.announce(name="Only inside", for_customers=False, audience_everyone=True)
        later = self.announce(name="In the future", date_from="2090-01-01")
        self.assertEqual(later.state, "scheduled")
        self.announce(name="Over by then", date_to="2090-01-01")
        self.assertEqual(self.seen_by(self.li), {"Published one", "Over by then"})
        domain = self.env["fuel.announcement"]._customer_domain
        with freeze_time("2090-01-02 12:00:00"):
            found = self.env["fuel.announcement"].search(
                domain(self.customer, self.company)
            )
        self.assertIn("Published one", found.mapped("name"))
        self.assertNotIn("Over by then", found.mapped("name"))

    def test_queries_do_not_grow_with_the_announcements(self):
        def queries():
            self.get("/my/fuel/announcements")  # warm
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            page = self.get("/my/fuel/announcements").text
            return self.cr.sql_log_count - before, page.count("Price list of day")

        self.enter(self.li)
        self.announce(name="Price list of day 1")
        few, shown = queries()
        self.assertEqual(shown, 1)
        for day in range(2, 15):
            self.announce(name=f"Price list of day {day}")
        self.assertEqual(queries(), (few, 14))

    def test_chosen_customers(self):
        tag = self.env["res.partner.category"].create({"name": "Liner"})
        self.other.category_id = tag
        self.announce(name="For everybody")
        self.announce(
            name="For Yongxing", customer_ids=[Command.set(self.customer.ids)]
        )
        self.announce(name="For a contact", customer_ids=[Command.set(self.buyer.ids)])
        self.announce(name="For liners", customer_tag_ids=[Command.set(tag.ids)])
        self.announce(
            name="For either",
            customer_ids=[Command.set(self.customer.ids)],
            customer_tag_ids=[Command.set(tag.ids)],
        )
        self.assertEqual(
            self.seen_by(self.li),
            {"For everybody", "For Yongxing", "For a contact", "For either"},
        )
        self.assertEqual(
            self.seen_by(self.out), {"For everybody", "For liners", "For either"}
        )

    def test_announcements_of_another_company(self):
        self.env["fuel.announcement"].create(
            {
                "name": "Elsewhere",
                "body": "<p>There</p>",
                "for_customers": True,
                "company_id": self.other_company.id,
            }
        ).action_publish()
        self.assertEqual(self.seen_by(self.li), set())

    def test_nobody_is_no_customer(self):
        self.announce()
        domain = self.env["fuel.announcement"]._customer_domain(
            self.env["res.partner"], self.company
        )
        self.assertFalse(self.env["fuel.announcement"].search(domain))

    def test_another_customers_announcement_is_not_there(self):
        self.announce(name="For Haiping", customer_ids=[Command.set(self.other.ids)])
        self.enter(self.out)
        url = self.link_of("For Haiping")
        self.get(url)
        self.enter(self.li)
        self.get(url, status=404)

    def test_a_withdrawn_one_is_gone_at_once(self):
        announcement = self.announce()
        self.enter(self.li)
        url = self.link_of("New price list")
        announcement.action_withdraw()
        self.get(url, status=404)

    # ------------------------------------------------------------
    # Text, pictures and files
    # ------------------------------------------------------------

    def link_of(self, title):
        page = self.get("/my/fuel/announcements").text
        before = page[: page.index(title)]
        return before[before.rindex('href="') + 6 :].partition('"')[0]

    def test_the_text_holds_no_script(self):
        self.announce(
            body="<p>Hello<script>alert(1)</script><img src=x onerror=a()></p>"
        )
        self.enter(self.li)
        page = self.get(self.link_of("New price list")).text
        text = page[page.index("o_fuel_text") :].partition("</main>")[0]
        self.assertIn("Hello", text)
        self.assertNotIn("alert(1)", text)
        self.assertNotIn("onerror", text)

    def test_files(self):
        file = self.file("prices.pdf", PDF, "application/pdf")
        page = self.file("page.html", b"<script>alert(1)</script>", "text/html")
        self.announce(attachment_ids=[Command.set((file + page).ids)])
        self.enter(self.li)
        url = self.link_of("New price list")
        answer = self.get(self.link_in(url, "prices.pdf"))
        self.assertEqual(answer.content, PDF)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        answer = self.get(self.link_in(url, "page.html"))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.get(f"{url}/files/3", status=404)
        # The native way stays shut.
        self.get(f"/web/content/{file.id}", status=404)
        picture = self.get(f"/web/image/{file.id}")
        self.assertNotEqual(picture.content, PDF, "Odoo's picture of no picture")

    def test_pictures_of_the_text(self):
        picture = self.file("map.png", png(), "image/png")
        self.announce(
            body=f'<p><img src="/web/image/{picture.id}?access_token=abc"/></p>'
        )
        self.enter(self.li)
        url = self.link_of("New price list")
        page = self.get(url).text
        self.assertIn(f'src="{url}/pictures/1"', page)
        self.assertNotIn(f"/web/image/{picture.id}", page)
        answer = self.get(f"{url}/pictures/1")
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.get(f"{url}/pictures/2", status=404)

    def test_a_text_opens_no_pictures_of_others(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.png",
                "raw": png(),
                "mimetype": "image/png",
                "res_model": "res.partner",
                "res_id": self.other.id,
            }
        )
        drawing = self.file("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
        self.announce(
            body=f'<p><img src="/web/image/{secret.id}"/>'
            f'<img src="/web/image/{drawing.id}"/></p>'
        )
        self.enter(self.li)
        url = self.link_of("New price list")
        self.get(f"{url}/pictures/1", status=404)
        self.get(f"{url}/pictures/2", status=404)

    def test_files_of_the_chatter_are_the_companys_own(self):
        announcement = self.announce()
        self.env["ir.attachment"].create(
            {
                "name": "inside.pdf",
                "raw": PDF,
                "res_model": announcement._name,
                "res_id": announcement.id,
            }
        )
        self.enter(self.li)
        url = self.link_of("New price list")
        self.assertNotIn("inside.pdf", self.get(url).text)
        self.get(f"{url}/files/1", status=404)

    def test_portal_users_read_no_announcements_themselves(self):
        announcement = self.announce()
        with self.assertRaises(AccessError):
            announcement.with_user(self.li).read(["name"])
