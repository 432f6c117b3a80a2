from datetime import datetime

from odoo.fields import Command

from .common import FuelCommon


class FuelVolumeCommon(FuelCommon):
    """Products, a customer and orders to measure volumes on.

    Orders are made and confirmed by account manager Anna, delivered through the
    stock moves that confirmation creates.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ton = cls.env.ref("uom.product_uom_ton")
        cls.kg = cls.env.ref("uom.product_uom_kgm")
        cls.litre = cls.env.ref("uom.product_uom_litre")
        cls.cubic_metre = cls.env.ref("uom.product_uom_cubic_meter")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        # The trade sells to the kilogram; two decimals would round to ten.
        cls.env.ref("uom.decimal_product_uom").digits = 3
        cls.vlsfo, cls.mgo = cls.env["fuel.grade"].create(
            [
                {
                    "name": "Test VLSFO",
                    "code": "RMG380",
                    "edition": "2017",
                    "family": "residual",
                    "sulphur_max": 0.47,
                    "density_15": 950,
                },
                {
                    "name": "Test MGO",
                    "code": "DMA",
                    "edition": "2017",
                    "family": "distillate",
                    "sulphur_max": 0.09,
                },
            ]
        )
        cls.fuel, cls.gasoil, cls.hose = cls.env["product.product"].create(
            [
                {
                    "name": "Fuel oil",
                    "type": "consu",
                    "is_storable": True,
                    "uom_id": cls.ton.id,
                    "list_price": 500,
                    "taxes_id": [Command.clear()],
                    "fuel_grade_id": cls.vlsfo.id,
                },
                {
                    "name": "Gas oil",
                    "type": "consu",
                    "is_storable": True,
                    "uom_id": cls.cubic_metre.id,
                    "list_price": 700,
                    "taxes_id": [Command.clear()],
                    "fuel_grade_id": cls.mgo.id,
                },
                {
                    "name": "Hose hire",
                    "type": "service",
                    "list_price": 90,
                    "taxes_id": [Command.clear()],
                },
            ]
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Yongxing Shipping", "is_company": True, "fuel_customer": True}
        )
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Purchaser Li", "parent_id": cls.customer.id}
        )
        cls.volumes = cls.env["fuel.volume"]

    @classmethod
    def _order(cls, *lines, date=None, confirm=True, user=None, **values):
        """Make an order as an account manager.

        :param lines: (product, quantity, unit) or dicts of line values
        :param datetime date: date of the order, UTC; kept after confirmation
        """
        user = user or cls.am_anna
        order = (
            cls.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": cls.buyer.id,
                    "user_id": user.id,
                    "order_line": [
                        Command.create(
                            line
                            if isinstance(line, dict)
                            else {
                                "product_id": line[0].id,
                                "product_uom_qty": line[1],
                                "product_uom_id": line[2].id,
                                "price_unit": 100,
                            }
                        )
                        for line in lines
                    ],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
        if date:
            order.date_order = date
        return order.with_user(cls.env.user)

    @classmethod
    def _deliver(cls, order, quantity=None):
        """Validate the order's open deliveries, in full or `quantity` of each move."""
        pickings = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        pickings.with_context(
            skip_backorder=True, cancel_backorder=False
        )._action_done()

    @classmethod
    def _return(cls, order, quantity):
        """Take `quantity` of each delivered move back into stock."""
        picking = order.picking_ids.filtered(
            lambda picking: (
                picking.state == "done" and picking.picking_type_code == "outgoing"
            )
        )[:1]
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.quantity = quantity
        returned = wizard._create_return()
        for move in returned.move_ids:
            move.quantity = quantity
            move.picked = True
        returned._action_done()
        return returned

    def _volume_of(self, order):
        self.env.flush_all()
        return self.volumes.search([("order_id", "in", order.ids)], order="line_id")

    def assertTableRight(self):
        self.assertEqual(self.volumes._verify(), [])

    @staticmethod
    def _utc(*parts):
        return datetime(*parts)
