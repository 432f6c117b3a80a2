from odoo import fields, models

MEASURES = [
    ("dimension", "Dimension"),
    ("overall", "Overall satisfaction"),
    ("recommend", "Likelihood to recommend"),
]


class SurveyQuestion(models.Model):
    """What a question of a satisfaction questionnaire counts as."""

    _inherit = "survey.question"

    fuel_measure = fields.Selection(
        selection=MEASURES,
        string="Counts as",
        help="Ratings from 1 to 5 count as the overall satisfaction or as a dimension, "
        "from 0 to 10 as the likelihood to recommend. Empty: a question without figures.",
    )
    fuel_dimension_id = fields.Many2one(
        comodel_name="fuel.survey.dimension",
        string="Dimension",
        index="btree_not_null",
        ondelete="restrict",
    )
