from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class CrmTeam(models.Model):
    """Who leads a team has what is for the team."""

    _inherit = "crm.team"

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "user_id"}.isdisjoint(vals):
            self._fuel_sync_audience()
        return result

    def unlink(self):
        audience = self.env["fuel.audience"]
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        found = audience._audience_concerned_by_teams(self)
        result = super().unlink()
        audience._audience_sync_all(found)
        return result

    def _fuel_sync_audience(self):
        audience = self.env["fuel.audience"]
        audience._audience_sync_all(audience._audience_concerned_by_teams(self))


class CrmTeamMember(models.Model):
    """Who joins a team gets what is for it, who leaves loses it."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.crm_team_id._fuel_sync_audience()
        return members

    def write(self, vals):
        if {"active", "user_id", "crm_team_id"}.isdisjoint(vals):
            return super().write(vals)
        teams = self.crm_team_id
        result = super().write(vals)
        (teams | self.crm_team_id)._fuel_sync_audience()
        return result

    def unlink(self):
        teams = self.crm_team_id
        result = super().unlink()
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            teams._fuel_sync_audience()
        return result
