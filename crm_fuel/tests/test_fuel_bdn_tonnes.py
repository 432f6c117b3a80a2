from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..tools import bunker
from .common_bdn import BdnCommon

DENSITIES = st.decimals(min_value=600, max_value=1200, places=1).map(float)
QUANTITIES = st.integers(min_value=1, max_value=5_000_000).map(lambda it: it / 1000)


@tagged("-at_install", "post_install")
class TestFuelBdnTonnes(BdnCommon):
    """The note's tonnes are the delivered tonnes, whatever unit they come in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mgo.density_15 = 845.3

    def assertSameTonnes(self, picking):
        self.env.flush_all()
        rows = self.volumes.search([("order_id", "=", picking.sale_id.id)])
        by_line = {row.line_id: row.delivered_mt for row in rows}
        for move in picking.fuel_move_ids:
            self.assertEqual(move.fuel_mt, by_line[move.sale_line_id])
        self.assertEqual(picking.fuel_bdn_mt, sum(rows.mapped("delivered_mt")))

    def test_each_unit(self):
        for product, quantity, unit in (
            (self.fuel, 512.345, self.ton),
            (self.fuel, 512_345, self.kg),
            (self.fuel, 512_345, self.litre),
            (self.fuel, 512.345, self.cubic_metre),
            (self.gasoil, 61.007, self.cubic_metre),
            (self.gasoil, 61_007, self.litre),
            (self.gasoil, 61.007, self.ton),
        ):
            with self.subTest(product=product.name, unit=unit.name):
                picking = self.delivery((product, quantity, unit))
                self.assertGreater(picking.fuel_bdn_mt, 0)
                self.assertSameTonnes(picking)

    def test_any_quantity_and_density(self):
        picking = self.delivery((self.gasoil, 100, self.cubic_metre))
        moves = self.env["stock.move"]
        for unit in (self.ton, self.kg, self.cubic_metre, self.litre):
            picking += self.delivery(
                {
                    "product_id": self.gasoil.id,
                    "product_uom_qty": 100,
                    "product_uom_id": unit.id,
                    "fuel_density_15": 845,
                }
            )
        moves = picking.fuel_move_ids
        lines = moves.sale_line_id
        self.env.flush_all()

        @settings(
            max_examples=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(quantity=QUANTITIES, density=DENSITIES)
        def check(quantity, density):
            lines.fuel_density_15 = density
            for move in moves:
                move.move_line_ids.quantity = quantity
            self.env.flush_all()
            rows = self.volumes.search([("line_id", "in", lines.ids)])
            by_line = {row.line_id: row.delivered_mt for row in rows}
            for move in moves:
                self.assertEqual(move.fuel_mt, by_line[move.sale_line_id])

        self.gasoil.is_storable = False  # the stock itself is not the question here
        check()

    def test_several_deliveries_of_one_line(self):
        order = self._order((self.gasoil, 90.5, self.cubic_metre))
        first = order.picking_ids
        first.move_ids.quantity = 30.25
        first.move_ids.picked = True
        first.with_context(skip_backorder=True)._action_done()
        self._deliver(order)
        self.env.flush_all()
        [row] = self.volumes.search([("order_id", "=", order.id)])
        tonnes = order.picking_ids.mapped("fuel_bdn_mt")
        self.assertEqual(len(tonnes), 2)
        self.assertAlmostEqual(sum(tonnes), row.delivered_mt, 9)
        # The note of the rest says nothing of the first.
        self.assertFalse(order.picking_ids[0].fuel_bdn_seals)

    @given(limit=st.floats(min_value=0, max_value=5))
    def test_declared_limit_allows_the_grade(self, limit):
        declared = bunker.proposed_limit(limit)
        self.assertGreaterEqual(bunker.limit_value(declared, limit), limit)

    def test_file_types(self):
        self.assertEqual(bunker.signed_copy_type(b"%PDF-1.7"), "application/pdf")
        for content in (b"", b"%PD", b"<svg>", b"\x89PNG", b"PK\x03\x04"):
            self.assertIsNone(bunker.signed_copy_type(content))

    def test_numbers(self):
        self.assertEqual(bunker.clean_number("  A   1\n"), "A 1")
        for empty in (None, False, "", "   "):
            self.assertIs(bunker.clean_number(empty), False)
