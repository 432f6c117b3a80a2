from odoo import api, fields, models


class FuelVisit(models.Model):
    """What keeps a visit from being planned twice by the wizard that plans several.

    Two people who plan the same customers at once do not see each other's visits yet.
    Only the database can refuse the second.
    """

    _inherit = "fuel.visit"

    plan_key = fields.Char(
        copy=False,
        readonly=True,
        help="Company, customer and day that it was planned for together with others; "
        "let go of once it is moved.",
    )

    _plan_key_unique = models.UniqueIndex(
        "(plan_key) WHERE plan_key IS NOT NULL AND state = 'planned'",
        "A visit is planned on that day already.",
    )

    def write(self, vals):
        if "planned_start" in vals or "customer_id" in vals:
            vals = {**vals, "plan_key": False}
        return super().write(vals)

    @api.model
    def _create_planned(self, vals_list):
        """Create visits with keys, which may be in use already.

        :raises IntegrityError: where one is
        """
        visits = self.create(vals_list)
        self.env.flush_all()
        return visits
