from odoo import api, fields, models


class FuelVolume(models.Model):
    """One narrow row per confirmed fuel order line: what analysis reads.

    Nobody writes here. Each column is a stored computed field on the native line
    and order, so the ORM keeps it in the transaction that changes them. Rows come
    and go with ``sale.order.line._fuel_sync_volume``.
    """

    _name = "fuel.volume"
    _description = "Fuel Sales Volume"
    _inherit = ["fuel.group.labels"]
    _order = "date desc, id desc"
    _rec_name = "line_id"
    # Four more columns on a million rows, to say what the line itself says.
    _log_access = False

    # === FIELDS === #

    line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one(
        related="line_id.order_id", store=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="line_id.product_id", store=True)
    company_id = fields.Many2one(related="line_id.order_id.company_id", store=True)
    grade_id = fields.Many2one(
        comodel_name="fuel.grade",
        compute="_compute_grade_id",
        store=True,
    )
    vessel_id = fields.Many2one(related="line_id.order_id.fuel_vessel_id", store=True)
    port_id = fields.Many2one(
        related="line_id.order_id.fuel_port_id", string="Port", store=True
    )
    delivery_mode = fields.Selection(
        related="line_id.order_id.fuel_delivery_mode", store=True
    )
    customer_id = fields.Many2one(
        related="line_id.order_id.partner_id.commercial_partner_id",
        string="Customer",
        store=True,
        help="The company that buys, whichever of its contacts ordered.",
    )
    salesperson_id = fields.Many2one(
        related="line_id.order_id.user_id", string="Account manager", store=True
    )
    team_id = fields.Many2one(related="line_id.order_id.team_id", store=True)
    date = fields.Date(
        compute="_compute_date",
        store=True,
        help="Date of the order in the company's time zone.",
    )
    ordered_mt = fields.Float(
        string="Ordered (MT)",
        compute="_compute_tonnes",
        store=True,
        help="Ordered quantity in metric tonnes.",
    )
    delivered_mt = fields.Float(
        string="Delivered (MT)",
        compute="_compute_tonnes",
        store=True,
        help="Delivered quantity in metric tonnes, returns taken off.",
    )
    is_unconverted = fields.Boolean(
        string="Not in tonnes",
        compute="_compute_tonnes",
        store=True,
        help="An old order whose unit cannot be turned into tonnes: correct the "
        "unit or enter a density on its line.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Amount (untaxed)",
        compute="_compute_amount",
        store=True,
        help="Untaxed amount in the company's currency at the rate of the order.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _line_unique = models.UniqueIndex(
        "(line_id)", "A sale order line is counted as a volume once."
    )
    # What a customer's history is made of rides along, the columns that record rules
    # ask for included: one left out, and each row is fetched from the table as well.
    _customer_date_idx = models.Index(
        "(customer_id, date) INCLUDE (company_id, salesperson_id, team_id,"
        " grade_id, ordered_mt, delivered_mt, amount)"
    )
    _vessel_date_idx = models.Index("(vessel_id, date) WHERE vessel_id IS NOT NULL")
    _salesperson_date_idx = models.Index("(salesperson_id, date)")
    _date_idx = models.Index("(date)")

    # === COMPUTE METHODS === #

    @api.depends("line_id.product_id")
    def _compute_grade_id(self):
        # Not on the product's grade: see product.template._fuel_refresh_volume,
        # which moves a whole history in one statement.
        for volume in self:
            volume.grade_id = volume.line_id.product_id.fuel_grade_id

    @api.depends("line_id.order_id.date_order", "line_id.order_id.company_id")
    def _compute_date(self):
        for volume in self:
            order = volume.line_id.order_id
            moment = order.date_order
            volume.date = moment and order.company_id._fuel_day(moment)

    @api.depends(
        "line_id.product_uom_qty",
        "line_id.qty_delivered",
        "line_id.product_uom_id.factor",
        "line_id.fuel_density_15",
    )
    def _compute_tonnes(self):
        for volume in self:
            line = volume.line_id
            unit, density = line.product_uom_id, line.fuel_density_15
            ordered = unit and unit._fuel_to_tonnes(line.product_uom_qty, density)
            volume.is_unconverted = not unit or ordered is None
            if volume.is_unconverted:
                volume.ordered_mt = volume.delivered_mt = 0.0
                continue
            volume.ordered_mt = ordered
            volume.delivered_mt = unit._fuel_to_tonnes(line.qty_delivered, density)

    @api.depends("line_id.price_subtotal", "line_id.order_id.currency_rate")
    def _compute_amount(self):
        for volume in self:
            line = volume.line_id
            volume.amount = line.price_subtotal / (line.order_id.currency_rate or 1.0)

    # === ACTIONS === #

    def action_open_order(self):
        """Open the sale order behind this row.

        :return: window action
        :rtype: dict
        """
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_open_orders(self):
        """Open the sale orders behind these rows.

        :return: window action on ``sale.order``
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        action["domain"] = [("id", "in", self.order_id.ids)]
        action["context"] = {"create": False}
        return action
