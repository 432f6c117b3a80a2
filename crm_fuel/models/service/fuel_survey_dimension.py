from odoo import models


class FuelSurveyDimension(models.Model):
    """What customers rate: the quality of the product, the documents, ...

    Records and not a selection, so that each company asks for what it wants to know.
    """

    _name = "fuel.survey.dimension"
    _description = "Satisfaction dimension"
    _inherit = ["fuel.visit.term"]
    # Without the name, by which PostgreSQL would sort each rating it groups.
    _order = "sequence, id"

    _code_unique = models.UniqueIndex(
        "(code)",
        "A satisfaction dimension with this code exists already (perhaps archived).",
    )
