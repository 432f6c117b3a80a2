from odoo import api, fields, models

from .survey_question import MEASURES
from .survey_survey import SATISFACTION

NPS_CATEGORIES = [
    ("promoter", "Promoter"),
    ("passive", "Passive"),
    ("detractor", "Detractor"),
]
# What an answer is about: told when somebody is asked, by the server.
FACTS = (
    "fuel_customer_id",
    "fuel_tier_id",
    "fuel_vessel_id",
    "fuel_port_id",
    "fuel_order_id",
    "fuel_picking_id",
    "fuel_visit_id",
    "fuel_manager_id",
    "fuel_team_id",
    "fuel_company_id",
)
FIGURES = (
    "fuel_answered_on",
    "fuel_overall",
    "fuel_csat",
    "fuel_recommend",
    "fuel_nps_category",
)
FOLLOW_UP = ("fuel_complaint_ids", "fuel_activity_id", "fuel_follow_up")


class SurveyUserInput(models.Model):
    """About whom and what a customer answers, and what the answer comes to."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "fuel.guarded"]
    _fuel_protected = frozenset({*FACTS, *FIGURES, *FOLLOW_UP})

    # === FIELDS === #

    # Who reads answers must not be able to give them.
    access_token = fields.Char(groups="survey.group_survey_user")
    invite_token = fields.Char(groups="survey.group_survey_user")

    # About whom and what
    fuel_customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Always the company, whichever contact answers.",
    )
    fuel_tier_id = fields.Many2one(
        comodel_name="res.partner.grade",
        string="Tier",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The customer's when they were asked.",
    )
    fuel_vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Vessel",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    fuel_port_id = fields.Many2one(
        comodel_name="fuel.port",
        string="Port",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    fuel_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    fuel_picking_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Delivery",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    fuel_visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    fuel_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="Who looked after the customer when they were asked.",
    )
    fuel_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    fuel_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Company",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
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

    # === CONSTRAINTS AND INDEXES === #

    _fuel_customer_day_idx = models.Index(
        "(fuel_customer_id, fuel_answered_on) WHERE fuel_answered_on IS NOT NULL"
    )
    _fuel_manager_day_idx = models.Index(
        "(fuel_manager_id, fuel_answered_on) WHERE fuel_answered_on IS NOT NULL"
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        inputs = super().create(vals_list)
        asked = inputs.filtered(lambda it: it.survey_id.survey_type == SATISFACTION)
        # sudo: protected fields.
        for user_input in asked.sudo():
            user_input._fuel_fill_facts()
            if not user_input.invite_token:
                # What votes are counted by: one for each invitation.
                user_input.invite_token = self._generate_invite_token()
        return inputs

    def _fuel_fill_facts(self):
        """Derive what was not told from what was: a delivery brings its order, ..."""
        self.ensure_one()
        picking, visit = self.fuel_picking_id, self.fuel_visit_id
        order = self.fuel_order_id or picking.sale_id
        customer = (
            self.fuel_customer_id
            or order.partner_id
            or visit.customer_id
            or self.partner_id
        ).commercial_partner_id
        manager = self.fuel_manager_id or customer.user_id or order.user_id
        company = (
            self.fuel_company_id
            or order.company_id
            or picking.company_id
            or visit.company_id
            or customer.company_id
            or manager.company_id
            or self.env.company
        )
        team = self.fuel_team_id or manager.sale_team_id or order.team_id
        if team.company_id and team.company_id != company:
            team = team.browse()
        facts = {
            "fuel_customer_id": customer.id,
            "fuel_tier_id": self.fuel_tier_id.id or customer.grade_id.id,
            "fuel_vessel_id": (
                self.fuel_vessel_id or order.fuel_vessel_id or visit.vessel_id
            ).id,
            "fuel_port_id": (
                self.fuel_port_id or order.fuel_port_id or visit.port_id
            ).id,
            "fuel_order_id": order.id,
            "fuel_manager_id": manager.id,
            "fuel_team_id": team.id,
            "fuel_company_id": company.id,
        }
        self.write(
            {name: value for name, value in facts.items() if value != self[name].id}
        )


class SurveyUserInputLine(models.Model):
    """What a rating counts as: copied from its question when the answer is finished."""

    _inherit = "survey.user_input.line"

    fuel_measure = fields.Selection(
        selection=MEASURES, string="Counts as", readonly=True, copy=False
    )
    fuel_dimension_id = fields.Many2one(
        comodel_name="fuel.survey.dimension",
        string="Dimension",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    # One rating a question: what was sent twice at once counts once.
    _fuel_rating_once = models.UniqueIndex(
        "(user_input_id, question_id) WHERE fuel_measure IS NOT NULL"
    )
