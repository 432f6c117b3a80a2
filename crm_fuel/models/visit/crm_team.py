from odoo import api, fields, models


class CrmTeam(models.Model):
    """Record rules name the teams a user leads by id, and are kept in memory."""

    _inherit = "crm.team"

    # Rules ask whose teams these are.
    user_id = fields.Many2one(index=True)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if teams.user_id:
            self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
