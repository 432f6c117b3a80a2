from odoo import api, fields, models


class FuelProjectLink(models.AbstractModel):
    """What belongs to a key-account project: visits, opportunities, orders.

    A link shows the project's name, so nobody makes one to a project they may not read.
    """

    _name = "fuel.project.link"
    _description = "Belongs to a key-account project"

    fuel_project_id = fields.Many2one(
        comodel_name="project.project",
        string="Key-account project",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('fuel_is_key_account', '=', True)]",
        help="The development project this belongs to.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_fuel_project_id")
        self._check_fuel_projects(
            {vals.get("fuel_project_id", default) for vals in vals_list}
        )
        return super().create(vals_list)

    def write(self, vals):
        self._check_fuel_projects({vals.get("fuel_project_id")})
        return super().write(vals)

    @api.model
    def _check_fuel_projects(self, ids):
        projects = self.env["project.project"].browse(filter(None, ids))
        projects._fuel_check_linkable()
