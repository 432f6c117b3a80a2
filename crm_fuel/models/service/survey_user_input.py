from odoo import fields, models

NPS_CATEGORIES = [
    ("promoter", "Promoter"),
    ("passive", "Passive"),
    ("detractor", "Detractor"),
]


class SurveyUserInput(models.Model):
    """About whom and what a customer answers, and what the answer comes to."""

    _inherit = "survey.user_input"

    # === FIELDS === #

    # About whom and what
    fuel_customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="Always the company, whichever contact answers.",
    )
    fuel_tier_id = fields.Many2one(
        comodel_name="res.partner.grade",
        string="Tier",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The customer's when the answer came.",
    )
    fuel_vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Vessel",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    fuel_port_id = fields.Many2one(
        comodel_name="fuel.port",
        string="Port",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    fuel_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    fuel_picking_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Delivery",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    fuel_visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    fuel_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Who looked after the customer when the answer came.",
    )
    fuel_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    fuel_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Company",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )

    # What it comes to
    fuel_answered_on = fields.Date(
        string="Answered on",
        readonly=True,
        copy=False,
        help="The day in the company's time zone.",
    )
    fuel_overall = fields.Integer(
        string="Overall (1 to 5)", readonly=True, copy=False, aggregator="avg"
    )
    fuel_csat = fields.Float(
        string="CSAT (%)",
        readonly=True,
        copy=False,
        aggregator=None,
        digits=(5, 1),
        help="Of the ratings from 1 to 5 in this answer, the share of 4 and 5.",
    )
    fuel_recommend = fields.Integer(
        string="Recommends (0 to 10)", readonly=True, copy=False, aggregator=None
    )
    fuel_nps_category = fields.Selection(
        selection=NPS_CATEGORIES,
        string="NPS category",
        readonly=True,
        copy=False,
        help="9 and 10 promote, 7 and 8 are passive, 0 to 6 detract. Empty: not asked or "
        "not answered.",
    )
