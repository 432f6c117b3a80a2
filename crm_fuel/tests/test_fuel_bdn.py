from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_bdn import COMMENCED, BdnCommon
from .common_complaint import MONDAY


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestFuelBdn(BdnCommon):
    """What a bunker delivery note says, how it is issued, and by whom."""

    # === WHAT IT SAYS === #

    def test_delivery_takes_over_what_the_order_says(self):
        picking = self.delivery()
        self.assertRecordValues(
            picking,
            [
                {
                    "fuel_is_fuel": True,
                    "fuel_customer_id": self.customer.id,
                    "fuel_vessel_id": self.vessel.id,
                    "fuel_port_id": self.port.id,
                    "fuel_bdn_state": "draft",
                    "fuel_bdn_number": False,
                    "fuel_bdn_mt": 500,
                }
            ],
        )
        self.assertRecordValues(
            picking.fuel_move_ids,
            [{"fuel_density": 950, "fuel_mt": 500, "fuel_sulphur_limit": "global"}],
        )

    def test_other_transfers_are_no_fuel_deliveries(self):
        picking = self.delivery()
        returned = self._return(picking.sale_id, 20)
        self.assertFalse(returned.fuel_is_fuel)
        spanner = self.env["product.product"].create(
            {"name": "Spanner", "type": "consu", "uom_id": self.unit.id}
        )
        other = self.delivery((spanner, 2, self.unit))
        self.assertFalse(other.fuel_is_fuel)
        self.assertFalse(other.fuel_customer_id)

    def test_draft_follows_the_order(self):
        picking = self.delivery()
        other = self.make_vessel("Other", imo_number=self.imo(42))
        picking.sale_id.fuel_vessel_id = other
        picking.sale_id.order_line.fuel_density_15 = 948
        self.assertEqual(picking.fuel_vessel_id, other)
        self.assertEqual(picking.fuel_move_ids.fuel_density, 948)

    def test_product_becomes_fuel_and_ceases_to_be(self):
        product = self.env["product.product"].create(
            {"name": "Blend", "type": "consu", "uom_id": self.ton.id}
        )
        picking = self.delivery((product, 30, self.ton))
        self.assertFalse(picking.fuel_is_fuel)
        product.fuel_grade_id = self.vlsfo
        self.assertTrue(picking.fuel_is_fuel)
        self.assertEqual(picking.fuel_customer_id, self.customer)
        self.assertEqual(picking.fuel_vessel_id, self.vessel)
        move = picking.fuel_move_ids
        self.assertEqual((move.fuel_density, move.fuel_sulphur_limit), (950, "global"))
        self.assertEqual(picking.fuel_bdn_mt, 30)
        product.fuel_grade_id = False
        self.assertFalse(picking.fuel_is_fuel)
        self.assertFalse(picking.fuel_customer_id)

    def test_past_deliveries_are_filled_as_they_are_computed(self):
        self.mgo.density_15 = 845
        pickings = self.delivery() + self.delivery((self.gasoil, 40, self.cubic_metre))
        names = ("fuel_is_fuel", "fuel_customer_id", "fuel_vessel_id", "fuel_port_id")
        computed = pickings.read(names)
        moves = pickings.move_ids.read(("fuel_density", "fuel_sulphur_limit"))
        self.cr.execute(
            "UPDATE stock_picking SET fuel_is_fuel = NULL, fuel_customer_id = NULL,"
            " fuel_vessel_id = NULL, fuel_port_id = NULL"
        )
        self.cr.execute(
            "UPDATE stock_move SET fuel_density = NULL, fuel_sulphur_limit = NULL"
        )
        self.env.invalidate_all()
        self.pickings._fuel_fill_deliveries()
        self.assertEqual(pickings.read(names), computed)
        self.assertEqual(
            pickings.move_ids.read(("fuel_density", "fuel_sulphur_limit")), moves
        )

    # === ISSUING === #

    def test_issue(self):
        picking = self.ready()
        self.assertFalse(picking.fuel_bdn_missing)
        picking.action_fuel_issue_bdn()
        self.assertRecordValues(
            picking,
            [
                {
                    "fuel_bdn_state": "issued",
                    "fuel_bdn_issued_by": self.storekeeper.id,
                    "fuel_bdn_issued_at": Datetime.now(),
                    "fuel_bdn_revision": 1,
                }
            ],
        )
        self.assertRegex(picking.fuel_bdn_number, r"^BDN/2026/\d{5}$")
        facts = picking.fuel_bdn_facts
        self.assertEqual(facts["vessel"], "Ever Ready")
        self.assertEqual(facts["imo"], self.imo(41))
        self.assertEqual(facts["unlocode"], "ZZBDN")
        self.assertEqual(facts["commenced_at"], COMMENCED)
        self.assertEqual(facts["phone"], "+86 580 5550 1000")
        self.assertIn("18 Wharf Road", facts["address"])
        [grade] = facts["grades"]
        self.assertEqual((grade["mt"], grade["density"]), (500, 950))

    def test_each_missing_fact_is_named(self):
        picking = self.delivery(fuel_vessel_id=False, fuel_port_id=False)
        picking.fuel_move_ids.fuel_density = 0
        self.company.write({"street": False, "phone": False})
        missing = picking.with_user(self.storekeeper).fuel_bdn_missing
        for words in (
            "Vessel:",
            "Delivery port:",
            "Delivery commenced:",
            "Supplier's address:",
            "Supplier's telephone:",
            "Supplier's representative:",
            "Fuel oil – Density",
            "Fuel oil – Sulphur",
            "Fuel oil – Flashpoint",
        ):
            self.assertIn(words, missing)
        with self.refused(UserError, "(?s)Vessel:.*Delivery port:.*Flashpoint"):
            picking.with_user(self.storekeeper).action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_state, "draft")
        self.assertFalse(picking.fuel_bdn_number)

    def test_ship_without_imo_number(self):
        picking = self.ready(fuel_vessel_id=self.make_vessel("Nameless").id)
        with self.refused(UserError, "IMO number: Nameless has none"):
            picking.action_fuel_issue_bdn()
        # A small or inland craft has none.
        picking.sudo().fuel_vessel_id.gross_tonnage = 399
        self.env.invalidate_all()
        self.assertIn("IMO number", picking.fuel_bdn_warning)
        picking.action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_facts["imo"], "")

    def test_not_everything_can_be_issued(self):
        order = self._order((self.fuel, 10, self.ton))
        self._deliver(self._order((self.fuel, 5, self.ton)))
        undone = order.picking_ids.with_user(self.storekeeper)
        with self.refused(UserError, "not delivered yet"):
            undone.action_fuel_issue_bdn()
        self._deliver(order)
        incoming = self._return(order, 3).with_user(self.storekeeper)
        with self.refused(UserError, "no fuel goes out"):
            incoming.action_fuel_issue_bdn()

    def test_all_of_many_or_none(self):
        good, bad = self.ready(), self.delivery().with_user(self.storekeeper)
        with self.refused(UserError, f"{bad.name}: Delivery commenced"):
            (good + bad).action_fuel_issue_bdn()
        self.assertEqual(good.fuel_bdn_state, "draft")

    def test_issued_once(self):
        picking = self.issued()
        number = picking.fuel_bdn_number
        with self.refused(UserError, f"issued already, as {number} by Storekeeper"):
            picking.action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_number, number)

    def test_number_typed_by_hand(self):
        picking = self.ready()
        picking.fuel_bdn_number = "  YL  2026-7 "
        picking.action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_number, "YL 2026-7")

    def test_number_is_unique_in_its_company(self):
        self.ready().fuel_bdn_number = "YL-1"
        other = self.ready()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            other.fuel_bdn_number = "yl-1"
            other.flush_recordset()

    def test_next_number_that_nobody_has_typed(self):
        sequence = self.env.ref("crm_fuel.seq_fuel_bdn")
        sequence.write({"prefix": "N-", "padding": 3, "number_next": 1})
        for number in ("n-001", "N-002"):
            self.ready().fuel_bdn_number = number
        picking = self.issued()
        self.assertEqual(picking.fuel_bdn_number, "N-003")

    # === BAD INPUT === #

    @mute_logger("odoo.sql_db")
    def test_impossible_figures(self):
        move = self.delivery().fuel_move_ids.with_user(self.storekeeper)
        for values in (
            {"fuel_density": 9.91},
            {"fuel_density": 99_100},
            {"fuel_density": -950},
            {"fuel_density": float("nan")},
            {"fuel_density": float("inf")},
            {"fuel_sulphur": -0.1},
            {"fuel_sulphur": 50},
            {"fuel_sulphur_limit_value": -1},
            {"fuel_flashpoint": 700},
            {"fuel_flashpoint": 66, "fuel_flashpoint_above_70": True},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                move.write(values)
                move.flush_recordset()

    def test_flashpoint_below_solas(self):
        move = self.delivery().fuel_move_ids.with_user(self.storekeeper)
        for given in (-5, 20, 45, 59.9):
            with self.refused(ValidationError, f"{given} °C is below the 60 °C that"):
                move.fuel_flashpoint = given
        # The one grade for emergency engines may be lower.
        move.sudo().product_id.fuel_grade_id.code = "DMX"
        move.fuel_flashpoint = 45
        with self.refused(ValidationError, "below the 43 °C"):
            move.fuel_flashpoint = 43
            move.fuel_flashpoint = 42.9

    def test_commenced_in_the_future(self):
        picking = self.delivery().with_user(self.storekeeper)
        with self.refused(ValidationError, "in the future"):
            picking.fuel_bdn_commenced_at = "2026-03-02 01:06:00"

    def test_sulphur_above_what_is_declared(self):
        picking = self.ready()
        picking.fuel_move_ids.fuel_sulphur = 0.51
        with self.refused(UserError, "Sulphur: 0.51 % is above the 0.5 %"):
            picking.action_fuel_issue_bdn()
        # A ship with a scrubber orders it so.
        picking.fuel_move_ids.write(
            {"fuel_sulphur_limit": "purchaser", "fuel_sulphur_limit_value": 3.5}
        )
        self.assertIn("above the 0.47 % of Test VLSFO", picking.fuel_bdn_warning)
        picking.action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_facts["grades"][0]["limit_value"], 3.5)

    def test_warnings(self):
        picking = self.ready()
        picking.write(
            {"fuel_bdn_seals": " ", "fuel_bdn_commenced_at": "2026-03-02 01:04:00"}
        )
        picking.fuel_vessel_id = self.make_vessel("Substitute", imo_number=self.imo(43))
        for words in ("Sample seals", "after the ERP", "order was for Ever Ready"):
            self.assertIn(words, picking.fuel_bdn_warning)
        self.assertFalse(picking.fuel_bdn_missing)

    def test_two_densities_for_one_volume(self):
        self.mgo.density_15 = 845
        picking = self.ready((self.gasoil, 100, self.cubic_metre))
        line = picking.sudo().sale_id.order_line
        picking.fuel_move_ids.fuel_density = 850
        with self.refused(UserError, "the note says 850, order .* with 845"):
            picking.action_fuel_issue_bdn()
        picking.fuel_move_ids.fuel_density = 845
        picking.action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_facts["grades"][0]["mt"], 84.5)
        with self.refused(UserError, "gives the tonnes by it and is issued"):
            line.with_user(self.am_anna).fuel_density_15 = 850

    # === WHO MAY === #

    def test_account_managers_read(self):
        picking = self.ready().with_user(self.am_anna)
        self.assertEqual(picking.fuel_vessel_id, self.vessel)
        self.assertFalse(picking.fuel_bdn_may_issue)
        with self.refused(AccessError, "people of the warehouse and by supervisors"):
            picking.fuel_bdn_commenced_at = "2026-02-27 20:00:00"
        with self.refused(AccessError, "people of the warehouse"):
            picking.fuel_move_ids.fuel_sulphur = 0.1
        with self.refused(AccessError, "people of the warehouse"):
            picking.action_fuel_issue_bdn()

    def test_supervisors_issue(self):
        picking = self.ready().with_user(self.supervisor)
        self.assertTrue(picking.fuel_bdn_may_issue)
        picking.action_fuel_issue_bdn()
        self.assertEqual(picking.fuel_bdn_issued_by, self.supervisor)

    def test_deliveries_of_other_account_managers(self):
        done = self.delivery()
        opened = self._order((self.fuel, 10, self.ton)).picking_ids
        for user, sees in (
            (self.am_anna, True),
            (self.leader, True),
            (self.am_bo, False),
            (self.supervisor, True),
            (self.storekeeper, True),
        ):
            with self.subTest(user=user.name):
                found = self.pickings.with_user(user).search(
                    [("id", "in", (done + opened).ids)]
                )
                self.assertEqual(done in found, sees)
                # The forecast of stock needs what is still open.
                self.assertIn(opened, found)
        with self.refused(AccessError, ""):
            done.with_user(self.am_bo).read(["fuel_bdn_number"])

    def test_storekeeper_finds_ships(self):
        found = (
            self.env["fuel.vessel"].with_user(self.storekeeper).name_search("Yao Lan 8")
        )
        self.assertEqual([vessel_id for vessel_id, _name in found], [self.barge.id])
        with self.refused(AccessError, ""):
            self.barge.with_user(self.storekeeper).name = "x"

    def test_write_several_at_once_as_a_form(self):
        self.mgo.density_15 = 845
        picking = self.ready((self.fuel, 5, self.ton), (self.gasoil, 4, self.ton))
        self.assertEqual(len(picking.fuel_move_ids), 2)
        picking.write(
            {
                "fuel_move_ids": [
                    Command.update(move.id, {"fuel_flashpoint_above_70": False})
                    for move in picking.fuel_move_ids
                ]
            }
        )
        self.assertEqual(picking.fuel_bdn_missing.count("Flashpoint"), 2)
