from odoo import fields, models
from odoo.tools import SQL

from .survey_question import MEASURES
from .survey_survey import OCCASIONS


class FuelSatisfaction(models.Model):
    """Ratings and recommendations to be grouped: one row for each that was given.

    Averages of the two shares over any rows are the shares themselves: ``csat`` is 100
    for a satisfied rating and 0 for another, so its average is satisfied ratings / all
    ratings x 100; ``nps`` is 100 for a promoter, 0 for a passive one and -100 for a
    detractor, so its average is the percentage of promoters minus that of detractors.
    What does not apply is empty and counts nowhere. See ``crm_fuel.tools.satisfaction``.
    """

    _name = "fuel.satisfaction"
    _description = "Satisfaction analysis"
    _inherit = ["fuel.group.labels"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "user_input_id"
    _depends = {
        "survey.user_input": [
            "fuel_answered_on",
            "fuel_company_id",
            "fuel_customer_id",
            "fuel_manager_id",
            "fuel_order_id",
            "fuel_port_id",
            "fuel_team_id",
            "fuel_tier_id",
            "fuel_vessel_id",
            "fuel_visit_id",
            "partner_id",
            "survey_id",
        ],
        "survey.user_input.line": [
            "fuel_dimension_id",
            "fuel_measure",
            "question_id",
            "user_input_id",
            "value_scale",
        ],
        "survey.survey": ["fuel_occasion"],
    }

    # === FIELDS === #

    user_input_id = fields.Many2one(
        comodel_name="survey.user_input", string="Survey answer", readonly=True
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey", string="Questionnaire", readonly=True
    )
    occasion = fields.Selection(selection=OCCASIONS, readonly=True)
    question_id = fields.Many2one(comodel_name="survey.question", readonly=True)
    measure = fields.Selection(selection=MEASURES, string="Asked for", readonly=True)
    dimension_id = fields.Many2one(comodel_name="fuel.survey.dimension", readonly=True)
    date = fields.Date(string="Answered on", readonly=True)
    customer_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    contact_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    tier_id = fields.Many2one(comodel_name="res.partner.grade", readonly=True)
    vessel_id = fields.Many2one(comodel_name="fuel.vessel", readonly=True)
    port_id = fields.Many2one(comodel_name="fuel.port", readonly=True)
    order_id = fields.Many2one(comodel_name="sale.order", readonly=True)
    visit_id = fields.Many2one(comodel_name="fuel.visit", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    team_id = fields.Many2one(comodel_name="crm.team", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    answers = fields.Integer(
        string="Survey answers",
        readonly=True,
        aggregator="count_distinct",
        help="Number of answered questionnaires, however many ratings they hold.",
    )
    rating = fields.Float(
        string="Rating (1 to 5)",
        digits=(3, 1),
        readonly=True,
        aggregator="avg",
        help="Average of the ratings from 1 to 5.",
    )
    csat = fields.Float(
        string="CSAT (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Ratings of 4 and 5 as a share of all ratings from 1 to 5.",
    )
    nps = fields.Float(
        string="NPS",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Percentage of promoters (9 and 10) minus percentage of detractors (0 to "
        "6) of those who said how likely they recommend us.",
    )

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id,
                   line.user_input_id,
                   line.user_input_id AS answers,
                   answer.survey_id,
                   survey.fuel_occasion AS occasion,
                   line.question_id,
                   line.fuel_measure AS measure,
                   line.fuel_dimension_id AS dimension_id,
                   answer.fuel_answered_on AS date,
                   answer.fuel_customer_id AS customer_id,
                   answer.partner_id AS contact_id,
                   answer.fuel_tier_id AS tier_id,
                   answer.fuel_vessel_id AS vessel_id,
                   answer.fuel_port_id AS port_id,
                   answer.fuel_order_id AS order_id,
                   answer.fuel_visit_id AS visit_id,
                   answer.fuel_manager_id AS manager_id,
                   answer.fuel_team_id AS team_id,
                   answer.fuel_company_id AS company_id,
                   CASE WHEN line.fuel_measure <> 'recommend'
                        THEN line.value_scale
                    END::float8 AS rating,
                   CASE WHEN line.fuel_measure <> 'recommend'
                        THEN CASE WHEN line.value_scale >= 4 THEN 100 ELSE 0 END
                    END::float8 AS csat,
                   CASE WHEN line.fuel_measure = 'recommend'
                        THEN CASE WHEN line.value_scale >= 9 THEN 100
                                  WHEN line.value_scale <= 6 THEN -100
                                  ELSE 0
                              END
                    END::float8 AS nps
              FROM survey_user_input_line AS line
              JOIN survey_user_input AS answer ON answer.id = line.user_input_id
              LEFT JOIN survey_survey AS survey ON survey.id = answer.survey_id
             WHERE line.fuel_measure IS NOT NULL
               AND answer.fuel_answered_on IS NOT NULL
            """
        )

    def action_open_answer(self):
        """Open the answer of this row.

        :return: window action on ``survey.user_input``
        :rtype: dict
        """
        self.ensure_one()
        return self.user_input_id.get_formview_action()
