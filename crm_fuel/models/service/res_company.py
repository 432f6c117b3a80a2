from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fuel_survey_complaint_score = fields.Integer(
        string="Complaint at a rating of at most",
        default=2,
        help="A rating from 1 to 5 that is so low, overall or of a dimension, opens a "
        "complaint. 0: none does.",
    )
    fuel_survey_activity_score = fields.Integer(
        string="To-do at an overall rating of at most",
        default=3,
        help="An overall rating from 1 to 5 that is so low gives the account manager a "
        "to-do, if it opens no complaint. 0: none does.",
    )
    fuel_survey_activity_recommend = fields.Integer(
        string="To-do at a recommendation of at most",
        default=6,
        help="A likelihood to recommend from 0 to 10 that is so low gives the account "
        "manager a to-do, if the answer opens no complaint. -1: none does.",
    )

    _fuel_survey_scores_range = models.Constraint(
        "CHECK (fuel_survey_complaint_score BETWEEN 0 AND 5"
        " AND fuel_survey_activity_score BETWEEN 0 AND 5"
        " AND fuel_survey_activity_recommend BETWEEN -1 AND 10)",
        "Thresholds of ratings lie between 0 and 5, that of the recommendation between "
        "-1 and 10.",
    )
