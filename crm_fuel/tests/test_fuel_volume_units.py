from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_volume import FuelVolumeCommon


@tagged("-at_install", "post_install")
class TestFuelVolumeUnits(FuelVolumeCommon):
    """Tonnes, kilograms, litres: what a line becomes, and what is refused."""

    def test_mass_units(self):
        order = self._order((self.fuel, 1250, self.kg), (self.fuel, 2, self.ton))
        self.assertEqual(self._volume_of(order).mapped("ordered_mt"), [1.25, 2.0])

    def test_litres_by_density_of_line_else_product_else_grade(self):
        order = self._order((self.fuel, 1000, self.litre), confirm=False)
        line = order.order_line
        self.assertEqual(line.fuel_density_15, 950, "The grade's")
        self.fuel.fuel_density_15 = 960
        order = self._order((self.fuel, 1000, self.litre), confirm=False)
        self.assertEqual(order.order_line.fuel_density_15, 960, "The product's")
        order.order_line.fuel_density_15 = 991
        order.action_confirm()
        self.assertAlmostEqual(self._volume_of(order).ordered_mt, 0.991, places=9)
        order.order_line.fuel_density_15 = 980
        self.assertAlmostEqual(self._volume_of(order).ordered_mt, 0.980, places=9)
        self.assertTableRight()

    def test_later_reference_density_does_not_rewrite_history(self):
        order = self._order((self.fuel, 1000, self.litre))
        self.fuel.fuel_density_15 = 1000
        self.vlsfo.density_15 = 1010
        self.assertAlmostEqual(self._volume_of(order).ordered_mt, 0.950, places=9)
        self.assertTableRight()

    def test_litres_delivered_from_a_stock_in_tonnes(self):
        """1,000 l at 991 kg/m³ take 0.991 t from the tank and arrive as 0.991 MT."""
        order = self._order((self.fuel, 1000, self.litre), confirm=False)
        order.order_line.fuel_density_15 = 991
        order.action_confirm()
        move = order.order_line.move_ids
        self.assertEqual(move.product_uom, self.ton)
        self.assertAlmostEqual(move.product_uom_qty, 0.991, places=3)
        self._deliver(order)
        self.assertAlmostEqual(order.order_line.qty_delivered, 1000, places=2)
        self.assertAlmostEqual(self._volume_of(order).delivered_mt, 0.991, places=6)
        self._return(order, 0.5)
        self.assertAlmostEqual(self._volume_of(order).delivered_mt, 0.491, places=3)
        self.assertTableRight()

    def test_corrected_density_keeps_the_delivered_mass(self):
        order = self._order((self.fuel, 1000, self.litre))
        self._deliver(order)
        order.order_line.fuel_density_15 = 1000
        self.assertAlmostEqual(self._volume_of(order).delivered_mt, 0.95, places=3)

    def test_price_of_litres_from_a_price_per_tonne(self):
        order = self._order(
            {"product_id": self.fuel.id, "product_uom_id": self.litre.id},
            confirm=False,
        )
        self.assertAlmostEqual(order.order_line.price_unit, 0.475, places=2)

    def test_litres_without_density_are_refused(self):
        order = self._order((self.gasoil, 1000, self.litre), confirm=False)
        self.assertEqual(order.order_line.fuel_density_15, 0)
        with self.assertRaisesRegex(UserError, "Gas oil.*density at 15"):
            order.with_user(self.am_anna).action_confirm()
        self.assertEqual(order.state, "draft")
        with self.assertRaisesRegex(ValidationError, "density at 15"):
            order.state = "sale"

    def test_reference_density_that_came_later_lets_the_quotation_through(self):
        order = self._order((self.gasoil, 1000, self.litre), confirm=False)
        self.mgo.density_15 = 845
        order.action_confirm()
        self.assertAlmostEqual(self._volume_of(order).ordered_mt, 0.845, places=9)

    def test_unit_that_is_no_mass_is_refused(self):
        order = self._order((self.fuel, 3, self.unit), confirm=False)
        with self.assertRaisesRegex(UserError, "neither a unit of mass nor of volume"):
            order.action_confirm()

    def test_density_cannot_be_taken_from_a_confirmed_line(self):
        order = self._order((self.fuel, 1000, self.litre))
        with self.assertRaisesRegex(ValidationError, "density at 15"):
            order.order_line.fuel_density_15 = 0

    def test_implausible_density_is_refused(self):
        order = self._order((self.fuel, 1000, self.litre), confirm=False)
        with (
            self.assertRaisesRegex(CheckViolation, "fuel_density_range"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            order.order_line.fuel_density_15 = 0.991
            self.env.flush_all()

    def test_negative_quantity_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Fuel oil.*cannot be negative"):
            self._order((self.fuel, -5, self.ton))

    def test_changed_size_of_a_unit(self):
        drum = self.env["uom.uom"].create(
            {"name": "Drum", "relative_factor": 180, "relative_uom_id": self.kg.id}
        )
        order = self._order((self.fuel, 10, drum))
        self.assertAlmostEqual(self._volume_of(order).ordered_mt, 1.8, places=9)
        drum.relative_factor = 200
        self.assertAlmostEqual(self._volume_of(order).ordered_mt, 2.0, places=9)
        self.assertTableRight()
