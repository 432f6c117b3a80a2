from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        leaders = self.user_id if "user_id" in vals else self.env["res.users"]
        result = super().write(vals)
        self._fuel_forget(leaders)
        return result

    def _fuel_forget(self, users):
        """Take opportunities shared with the team from those who have left it."""
        if not users:
            return
        # sudo: opportunities of others, of which those who left know nothing more.
        leads = self.env["crm.lead"].sudo()
        leads.search([("fuel_shared_team_ids", "in", self.ids)])._fuel_forget(
            users.sudo()
        )


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    def write(self, vals):
        before = [(member.crm_team_id, member.user_id) for member in self]
        result = super().write(vals)
        if not {"active", "user_id", "crm_team_id"}.isdisjoint(vals):
            for team, user in before:
                team._fuel_forget(user)
        return result

    def unlink(self):
        before = [(member.crm_team_id, member.user_id) for member in self]
        result = super().unlink()
        for team, user in before:
            team._fuel_forget(user)
        return result
