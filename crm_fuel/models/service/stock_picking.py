from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...tools.bunker import LONGEST_NUMBER, LONGEST_TEXT, YEARS_KEPT

# Columns that the ORM would otherwise compute one by one for all that was ever moved.
COLUMNS = {
    "fuel_is_fuel": "bool",
    "fuel_customer_id": "int4",
    "fuel_vessel_id": "int4",
    "fuel_port_id": "int4",
}


class StockPicking(models.Model):
    """The bunker delivery note (BDN) of a delivery of fuel.

    The delivery is the record, the note is what is said of it: nothing of the ERP's own
    is said twice, and the quantity is never typed.
    """

    _name = "stock.picking"
    _inherit = ["stock.picking", "fuel.guarded"]

    # === FIELDS === #

    fuel_is_fuel = fields.Boolean(
        string="Fuel delivery",
        compute="_compute_fuel_is_fuel",
        store=True,
        help="Goes out, and has a product with a fuel grade.",
    )
    fuel_customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_fuel_customer_id",
        store=True,
        index="btree_not_null",
        help="The company that bought the fuel.",
    )
    fuel_move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="picking_id",
        string="Fuel",
        domain=[
            ("product_id.product_tmpl_id.fuel_grade_id", "!=", False),
            ("state", "!=", "cancel"),
        ],
    )
    fuel_bdn_number = fields.Char(
        string="BDN number",
        copy=False,
        index="trigram",
        tracking=True,
        help="Number of the bunker delivery note. Left empty, it is given at issue.",
    )
    fuel_bdn_state = fields.Selection(
        selection=[("draft", "To be issued"), ("issued", "Note issued")],
        string="BDN",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    fuel_bdn_issued_at = fields.Datetime(
        string="BDN issued on", readonly=True, copy=False
    )
    fuel_bdn_issued_by = fields.Many2one(
        comodel_name="res.users", string="BDN issued by", readonly=True, copy=False
    )
    fuel_bdn_revision = fields.Integer(
        string="BDN revision",
        readonly=True,
        copy=False,
        help="How many times the note has been issued: more than once where it was "
        "corrected.",
    )
    fuel_bdn_facts = fields.Json(
        string="BDN as issued",
        readonly=True,
        copy=False,
        help="What the note said when it was issued: what is printed from then on, "
        "whatever a vessel or a company is called later.",
    )
    fuel_bdn_commenced_at = fields.Datetime(
        string="Delivery commenced",
        copy=False,
        tracking=True,
        help="Date and time at which the delivery began.",
    )
    fuel_vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Vessel",
        compute="_compute_fuel_of_order",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Vessel that took the fuel: the order's, unless another one did.",
    )
    fuel_port_id = fields.Many2one(
        comodel_name="fuel.port",
        string="Delivery port",
        compute="_compute_fuel_of_order",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    fuel_barge_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Supplier barge",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The barge that delivered. Empty for a truck, a pipeline or a wharf.",
    )
    fuel_bdn_seals = fields.Text(
        string="Sample seals",
        copy=False,
        help="One sample a line with its seal's number, such as: MARPOL 1234567.",
    )
    fuel_bdn_representative = fields.Char(
        string="Supplier's representative",
        copy=False,
        help="Who signs the supplier's declaration.",
    )
    fuel_bdn_signed_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_bdn_signed_rel",
        column1="picking_id",
        column2="attachment_id",
        string="Signed copies",
        copy=False,
        help="The note as both sides signed it: PDF, JPEG or PNG, at most 25 MB.",
    )
    fuel_bdn_is_signed = fields.Boolean(
        string="Signed copy there", compute="_compute_fuel_bdn_is_signed"
    )
    fuel_bdn_keep_until = fields.Date(
        string="Kept until",
        compute="_compute_fuel_bdn_keep_until",
        help="The note is kept and searchable for three years from delivery.",
    )
    fuel_bdn_mt = fields.Float(
        string="Delivered (MT)",
        compute="_compute_fuel_bdn_mt",
        help="Metric tonnes of fuel that were delivered.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _fuel_bdn_number_unique = models.UniqueIndex(
        "(company_id, lower(fuel_bdn_number)) WHERE fuel_bdn_number IS NOT NULL",
        "BDN number: another delivery of the company has it already.",
    )
    _fuel_bdn_length = models.Constraint(
        f"CHECK (length(fuel_bdn_number) <= {LONGEST_NUMBER}"
        f" AND length(fuel_bdn_representative) <= {LONGEST_NUMBER}"
        f" AND length(fuel_bdn_seals) <= {LONGEST_TEXT})",
        "A BDN number and a representative's name have at most 64 characters, the seals "
        "at most 2,000.",
    )
    _fuel_done_idx = models.Index("(date_done DESC, id DESC) WHERE fuel_is_fuel")

    def _auto_init(self):
        new = not column_exists(self.env.cr, self._table, "fuel_is_fuel")
        for name, kind in COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        if not column_exists(self.env.cr, self._table, "fuel_bdn_state"):
            # A constant default is set without touching the rows.
            self.env.cr.execute(
                "ALTER TABLE stock_picking"
                " ADD COLUMN fuel_bdn_state varchar DEFAULT 'draft'"
            )
            self.env.cr.execute(
                "ALTER TABLE stock_picking ALTER COLUMN fuel_bdn_state DROP DEFAULT"
            )
        result = super()._auto_init()
        if new:
            self.pool.post_init(self._fuel_fill_deliveries)
        return result

    # === COMPUTE METHODS === #

    @api.depends("picking_type_id", "move_ids.product_id")
    def _compute_fuel_is_fuel(self):
        # Not on the product's grade: see product.template._fuel_refresh_volume.
        for picking in self:
            picking.fuel_is_fuel = picking.picking_type_id.code == "outgoing" and any(
                move.product_id.fuel_grade_id for move in picking.move_ids
            )

    @api.depends(
        "fuel_is_fuel",
        "sale_id.partner_id.commercial_partner_id",
        "partner_id.commercial_partner_id",
    )
    def _compute_fuel_customer_id(self):
        for picking in self:
            partner = picking.sale_id.partner_id or picking.partner_id
            picking.fuel_customer_id = (
                picking.fuel_is_fuel and partner.commercial_partner_id
            )

    @api.depends("fuel_is_fuel", "sale_id.fuel_vessel_id", "sale_id.fuel_port_id")
    def _compute_fuel_of_order(self):
        """Follow the order until the note is issued."""
        for picking in self:
            order = picking.sale_id
            follows = picking.fuel_is_fuel and picking.fuel_bdn_state != "issued"
            picking.fuel_vessel_id = (
                follows and order.fuel_vessel_id or picking.fuel_vessel_id
            )
            picking.fuel_port_id = (
                follows and order.fuel_port_id or picking.fuel_port_id
            )

    @api.depends("fuel_bdn_commenced_at", "date_done")
    def _compute_fuel_bdn_keep_until(self):
        for picking in self:
            moments = picking.fuel_bdn_commenced_at, picking.date_done
            last = max(filter(None, moments), default=False)
            picking.fuel_bdn_keep_until = last and fields.Date.add(
                fields.Datetime.context_timestamp(
                    picking.with_context(tz=picking.company_id.fuel_tz), last
                ).date(),
                years=YEARS_KEPT,
            )

    @api.depends("fuel_bdn_signed_ids")
    def _compute_fuel_bdn_is_signed(self):
        for picking in self:
            # sudo: that there is a file, whoever may open it.
            picking.fuel_bdn_is_signed = bool(picking.sudo().fuel_bdn_signed_ids)

    @api.depends("fuel_move_ids.fuel_mt")
    def _compute_fuel_bdn_mt(self):
        for picking in self:
            picking.fuel_bdn_mt = sum(picking.fuel_move_ids.mapped("fuel_mt"))

    # === FILLING WHAT THE ERP ALREADY HAS === #

    @api.model
    def _fuel_fill_deliveries(self, templates=None):
        """Mark the deliveries of products that are fuel, in a few statements.

        Follows what the fields' own computation says, for any number of deliveries.
        What has been issued stays.

        :param templates: the ``product.template`` records in question; all without it
        """
        self.env.flush_all()
        chosen = (
            SQL("product_product.product_tmpl_id IN %s", tuple(templates.ids))
            if templates
            else SQL("product_template.fuel_grade_id IS NOT NULL")
        )
        self.env.cr.execute(
            SQL(
                """
                WITH touched AS (
                    SELECT DISTINCT stock_move.picking_id AS id
                      FROM stock_move
                      JOIN product_product ON product_product.id = stock_move.product_id
                      JOIN product_template
                        ON product_template.id = product_product.product_tmpl_id
                     WHERE stock_move.picking_id IS NOT NULL
                       AND %(chosen)s
                ), fuel AS (
                    SELECT stock_picking.id,
                           EXISTS (
                               SELECT FROM stock_move
                                 JOIN product_product
                                   ON product_product.id = stock_move.product_id
                                 JOIN product_template
                                   ON product_template.id
                                      = product_product.product_tmpl_id
                                WHERE stock_move.picking_id = stock_picking.id
                                  AND product_template.fuel_grade_id IS NOT NULL
                           ) AS is_fuel,
                           COALESCE(buyer.commercial_partner_id,
                                    partner.commercial_partner_id) AS customer_id,
                           sale_order.fuel_vessel_id,
                           sale_order.fuel_port_id
                      FROM touched
                      JOIN stock_picking USING (id)
                      JOIN stock_picking_type
                        ON stock_picking_type.id = stock_picking.picking_type_id
                       AND stock_picking_type.code = 'outgoing'
                      LEFT JOIN sale_order ON sale_order.id = stock_picking.sale_id
                      LEFT JOIN res_partner AS buyer
                        ON buyer.id = sale_order.partner_id
                      LEFT JOIN res_partner AS partner
                        ON partner.id = stock_picking.partner_id
                     WHERE stock_picking.fuel_bdn_state IS DISTINCT FROM 'issued'
                )
                UPDATE stock_picking
                   SET fuel_is_fuel = fuel.is_fuel,
                       fuel_customer_id =
                           CASE WHEN fuel.is_fuel THEN fuel.customer_id END,
                       fuel_vessel_id = COALESCE(
                           CASE WHEN fuel.is_fuel THEN fuel.fuel_vessel_id END,
                           stock_picking.fuel_vessel_id
                       ),
                       fuel_port_id = COALESCE(
                           CASE WHEN fuel.is_fuel THEN fuel.fuel_port_id END,
                           stock_picking.fuel_port_id
                       )
                  FROM fuel
                 WHERE stock_picking.id = fuel.id
                """,
                chosen=chosen,
            )
        )
        self.env["stock.move"]._fuel_fill_density(chosen)
        self.env.invalidate_all()
