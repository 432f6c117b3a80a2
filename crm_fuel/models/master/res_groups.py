from odoo import api, models
from odoo.fields import Domain

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

# What decides who belongs to a group.
DECISIVE = {"user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Who is put into a group gets what is for it."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups._fuel_users()._fuel_follow_audience({})
        return groups

    def write(self, vals):
        if DECISIVE.isdisjoint(vals):
            return super().write(vals)
        users = self._fuel_users()
        before = users._fuel_audience_state()
        result = super().write(vals)
        (users | self._fuel_users())._fuel_follow_audience(before)
        return result

    def unlink(self):
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        audience = self.env["fuel.audience"]
        groups = self
        found = audience._audience_concerned(
            lambda model: (
                Domain(model._audience_group_field, "in", groups.ids)
                if model._audience_group_field
                else Domain.FALSE
            )
        )
        users = self._fuel_users()
        before = users._fuel_audience_state()
        result = super().unlink()
        audience._audience_sync_all(found)
        users._fuel_follow_audience(before)
        return result

    def _fuel_users(self):
        """Return the users of these groups and of those that imply them."""
        # sudo: whoever changes groups decides about users they may not read.
        return self.sudo().with_context(active_test=False).all_user_ids
