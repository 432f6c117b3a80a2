from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_check import NOW, OFFICE, CheckCommon

QUAY = (29.95, 122.2)


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestTargets(CheckCommon):
    def found(self, visit, **where):
        answer = visit.preview_position(**self.fix(**where))
        return answer["verdict"], answer["target"], answer["radius"]

    def test_radius_of_company_customer_and_address(self):
        visit = self.make_visit()
        self.assertEqual(
            self.found(visit, north=700), ("off_site", "Dinghai Shipping", 500)
        )
        self.customer.fuel_on_site_radius = 800
        self.assertEqual(self.found(visit, north=700)[::2], ("on_site", 800))
        depot = self.add_contact(
            "Depot",
            type="delivery",
            partner_latitude=QUAY[0],
            partner_longitude=QUAY[1],
        )
        self.assertEqual(
            self.found(visit, at=QUAY, north=700),
            ("on_site", "Dinghai Shipping, Depot", 800),
        )
        depot.fuel_on_site_radius = 100
        self.assertEqual(self.found(visit, at=QUAY, north=700)[::2], ("off_site", 100))
        self.customer.fuel_on_site_radius = 0
        self.assertEqual(self.found(visit, north=700)[::2], ("off_site", 500))

    def test_where_people_live_is_no_place(self):
        self.add_contact(partner_latitude=QUAY[0], partner_longitude=QUAY[1])
        visit = self.make_visit()
        self.assertEqual(
            self.found(visit, at=QUAY)[:2], ("off_site", "Dinghai Shipping")
        )

    def test_a_port(self):
        port = self.make_port(
            "ZZQUA", "Quay", latitude=QUAY[0], longitude=QUAY[1], on_site_radius=3_000
        )
        visit = self.make_visit(port_id=port.id)
        self.assertEqual(
            self.found(visit, at=QUAY, north=2_900),
            ("on_site", port.display_name, 3_000),
        )
        self.assertEqual(self.found(visit)[1], "Dinghai Shipping")
        port.on_site_radius = 0
        self.assertEqual(
            self.found(visit, at=QUAY, north=2_900)[::2], ("off_site", 500)
        )

    def test_zero_zero_is_unknown(self):
        nowhere = self.make_customer("Nowhere")
        visit = self.make_visit(
            customer_id=nowhere.id, port_id=self.make_port("ZZNOW").id
        )
        answer = visit.preview_position(0, 0.5, 10)
        self.assertEqual(answer["verdict"], "unverified")
        self.assertEqual(answer["reason"], "no_target")
        self.assertFalse(answer["target"])
        self.assertIs(answer["distance"], False)
        # One of the two may be zero.
        nowhere.partner_longitude = 6.7
        answer = visit.preview_position(0, 6.7, 10)
        self.assertEqual(answer["verdict"], "on_site")

    def test_targets_in_one_query(self):
        visits = self.env["fuel.visit"]
        for index in range(8):
            customer = self.make_customer(f"C{index}", partner_latitude=10)
            visits |= self.make_visit(customer_id=customer.id)
        visits = visits.sudo()
        visits[:1]._targets()
        visits.fetch(["customer_id", "company_id", "port_id"])
        visits.customer_id.mapped("display_name")
        with self.assertQueryCount(1):
            targets = visits._targets()
        self.assertEqual([len(targets[visit]) for visit in visits], [1] * 8)


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestConfirmPlace(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nowhere = cls.make_customer("Nowhere", user_id=cls.am_anna.id)

    def test_the_first_visit_gives_the_place(self):
        visit = self.make_visit(customer_id=self.nowhere.id)
        answer = self.check_in(visit, accuracy=30)
        self.assertEqual(answer["reason"], "no_target")
        self.assertTrue(answer["proposal"])
        self.assertFalse(self.nowhere.partner_latitude)
        self.assertTrue(visit.action_confirm_place())
        self.assertAlmostEqual(self.nowhere.partner_latitude, OFFICE[0], places=5)
        self.assertAlmostEqual(self.nowhere.partner_longitude, OFFICE[1], places=5)
        self.assertTrue(self.nowhere.fuel_place_fixed)
        # Twice is as good as once.
        self.assertTrue(visit.action_confirm_place())
        answer = self.check_out(visit)
        self.assertEqual(answer["verdict"], "on_site")
        self.assertFalse(answer["proposal"])

    def test_no_proposal(self):
        port = self.make_port("ZZPOR")
        vessel = self.make_vessel()
        for vals, fix in (
            ({"customer_id": self.customer.id}, {}),
            ({}, {"accuracy": 101}),
            ({"port_id": port.id}, {}),
            ({"vessel_id": vessel.id}, {}),
        ):
            visit = self.make_visit(**{"customer_id": self.nowhere.id, **vals})
            with self.subTest(vals=vals, fix=fix):
                self.assertFalse(self.check_in(visit, **self.fix(**fix))["proposal"])
                with self.assertRaisesRegex(UserError, "cannot give .* its place"):
                    visit.action_confirm_place()
            self.check_out(visit)
        visit = self.make_visit(customer_id=self.nowhere.id)
        answer = visit.action_check_in(self.key(), failure="denied")
        self.assertFalse(answer["proposal"])
        with self.assertRaisesRegex(UserError, "has no position"):
            visit.action_confirm_place()

    def test_who_may(self):
        visit = self.make_visit(
            customer_id=self.nowhere.id,
            companion_ids=self.am_bo.ids,
            shared_user_ids=self.plain.ids,
        )
        self.check_in(visit)
        # Companions see the visit; the place would tell them where the visitor stood.
        with self.assertRaisesRegex(UserError, "position of a check-in that you may"):
            visit.with_user(self.am_bo).action_confirm_place()
        for user in (self.plain, self.portal, self.make_other_account_manager()):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_confirm_place()
        self.assertFalse(self.nowhere.partner_latitude)
        visit.with_user(self.leader).action_confirm_place()
        self.assertTrue(self.nowhere.fuel_place_fixed)
