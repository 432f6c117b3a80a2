from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from .common_volume import FuelVolumeCommon

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


class FuelPortalCommon(FuelVolumeCommon, HttpCase):
    """Two customers with their portal users, each with a vessel, an order, a delivery.

    - ``li`` and ``wu`` are contacts of Yongxing, ``out`` is one of Haiping
    - everything of Haiping's has ``SECRET`` in one of its texts
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "street": "18 Wharf Road",
                "city": "Zhoushan",
                "phone": "+86 580 5550 1000",
            }
        )
        cls.other = cls.make_customer("Haiping SECRET Lines")
        cls.li = cls._contact("portal_li", cls.customer)
        cls.wu = cls._contact("portal_wu", cls.customer)
        cls.out = cls._contact("portal_out", cls.other)
        cls.port = cls.make_port("ZZPOR", "Liuheng", name_zh="六横")
        cls.vessel = cls.make_vessel(
            "Ever Portal", imo_number=cls.imo(4711), type_id=cls.type_bulk.id
        )
        cls.other_vessel = cls.make_vessel("SECRET Star", imo_number=cls.imo(4712))
        cls.order = cls._delivered(cls.li.partner_id, cls.vessel, 100, "PO-2026")
        cls.other_order = cls._delivered(
            cls.out.partner_id, cls.other_vessel, 77.777, "SECRET PO"
        )
        cls.delivery, cls.other_delivery = (
            cls.order.picking_ids,
            cls.other_order.picking_ids,
        )
        cls._issue(cls.delivery, "BDN-0001")
        cls._issue(cls.other_delivery, "BDN-SECRET")

    @classmethod
    def _contact(cls, login, customer, **values):
        """Return a new portal user who is a contact of a customer."""
        user = new_test_user(
            cls.env,
            login=login,
            name=login.replace("_", " ").title(),
            email=f"{login}@customer.example",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Shanghai",
            lang="en_US",
            **values,
        )
        user.partner_id.parent_id = customer
        return user

    @classmethod
    def _delivered(cls, partner, vessel, tonnes, reference="", date=None):
        """Return an order that was delivered in full."""
        order = cls._order(
            (cls.fuel, tonnes, cls.ton),
            partner_id=partner.id,
            fuel_vessel_id=vessel.id,
            fuel_port_id=cls.port.id,
            client_order_ref=reference,
            date=date,
        )
        cls._deliver(order)
        return order

    @classmethod
    def _issue(cls, picking, number):
        """Give a delivery its note, with one signed copy."""
        # Craft below 400 GT need no IMO number in the note.
        picking.fuel_vessel_id.gross_tonnage = 300
        picking.fuel_move_ids.write(
            {
                "fuel_density": 950,
                "fuel_sulphur": 0.47,
                "fuel_flashpoint_above_70": True,
            }
        )
        picking.write(
            {
                "fuel_bdn_number": number,
                "fuel_bdn_commenced_at": "2026-03-02 02:00:00",
                "fuel_bdn_representative": "Zhou Ming",
                "fuel_bdn_seals": f"{number} MARPOL 1234567",
            }
        )
        picking.action_fuel_issue_bdn()
        signed = cls.env["ir.attachment"].create(
            {
                "name": f"{number} signed.pdf",
                "raw": PDF + number.encode(),
                "mimetype": "application/pdf",
                "res_model": picking._name,
                "res_id": picking.id,
            }
        )
        picking.fuel_bdn_signed_ids = [Command.link(signed.id)]

    # ------------------------------------------------------------
    # Short ways
    # ------------------------------------------------------------

    def enter(self, user):
        self.authenticate(user.login, user.login)

    def get(self, url, status=200, **named):
        """Open a page, and return its text."""
        answer = self.url_open(url, allow_redirects=False, **named)
        self.assertEqual(answer.status_code, status, answer.text[:500])
        return answer

    def link_in(self, url, words, status=200):
        """Return the address of the link in a page whose text is given."""
        tree = html.fromstring(self.get(url, status).text)
        links = [
            link.get("href")
            for link in tree.iter("a")
            if " ".join(link.text_content().split()) == words
        ]
        self.assertTrue(links, f"No link “{words}” in {url}")
        return links[0]
