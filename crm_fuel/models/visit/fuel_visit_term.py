from odoo import api, fields, models
from odoo.tools import ormcache


class FuelVisitTerm(models.AbstractModel):
    """What topics, channels and results of visits have in common.

    They are records and not selections, so that each company words its own; the code is
    what interfaces and reports hold on to.
    """

    _name = "fuel.visit.term"
    _description = "Term of visits"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, copy=False, help="Short and lasting, for interfaces."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class FuelVisitCountingTerm(models.AbstractModel):
    """Terms that say whether a visit counts for its customer being visited.

    Asked for with every figure about visits, changed once in a while.
    """

    _name = "fuel.visit.counting.term"
    _description = "Term that makes visits count"
    _inherit = ["fuel.visit.term"]

    is_contact = fields.Boolean(string="Counts as a visit", default=True)

    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        self.env.registry.clear_cache()
        return terms

    def write(self, vals):
        result = super().write(vals)
        if "is_contact" in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _silent_ids(self):
        """Return the ids of those with which a visit does not count."""
        # sudo: how terms are configured is no secret; archived ones go on counting
        # as they did.
        terms = self.sudo().with_context(active_test=False)
        return terms.search([("is_contact", "=", False)])._ids


class FuelVisitTopic(models.Model):
    _name = "fuel.visit.topic"
    _description = "Visit topic"
    _inherit = ["fuel.visit.term"]

    _code_unique = models.UniqueIndex(
        "(code)", "A visit topic with this code exists already (perhaps archived)."
    )


class FuelVisitChannel(models.Model):
    _name = "fuel.visit.channel"
    _description = "Visit channel"
    _inherit = ["fuel.visit.counting.term"]

    is_remote = fields.Boolean(
        string="Without a place",
        help="By telephone, at our own office or at an exhibition nobody goes to the "
        "customer's place: such a visit has no check-in and no position.",
    )
    is_contact = fields.Boolean(
        help="Off: such a visit does not put off the day on which the customer is due "
        "again.",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "A visit channel with this code exists already (perhaps archived)."
    )


class FuelVisitResult(models.Model):
    _name = "fuel.visit.result"
    _description = "Visit result"
    _inherit = ["fuel.visit.counting.term"]

    tone = fields.Selection(
        selection=[
            ("good", "Good"),
            ("neutral", "Neutral"),
            ("bad", "Bad"),
        ],
        required=True,
        default="neutral",
        help="The colour in which lists and charts show it.",
    )
    is_contact = fields.Boolean(
        help="Off: nobody was met, so the customer is as due as before.",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "A visit result with this code exists already (perhaps archived)."
    )
