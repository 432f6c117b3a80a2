from odoo import fields, models


class FuelComplaint(models.Model):
    """The answer to a questionnaire that a complaint came of."""

    _inherit = "fuel.complaint"

    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Survey answer",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="The answer with a low score that opened it.",
    )

    _user_input_unique = models.UniqueIndex(
        "(user_input_id) WHERE user_input_id IS NOT NULL",
        "This survey answer has opened a complaint already.",
    )
