from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    fuel_position_notice_at = fields.Datetime(
        string="Notice about positions read",
        readonly=True,
        copy=False,
        help="When the user was told what a check-in records of them, and said so.",
    )
    # For record rules: an id is found by an index, the leader of a row's team by a join.
    # Archived teams count: their leaders go on seeing what is theirs.
    fuel_led_team_ids = fields.One2many(
        comodel_name="crm.team",
        inverse_name="user_id",
        string="Teams led",
        context={"active_test": False},
        readonly=True,
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["fuel_position_notice_at"]

    @api.model
    def action_accept_position_notice(self):
        """Remember that the calling user has read the notice about positions.

        :return: True; the first time counts
        :raises AccessError: for users who make no visits
        """
        user = self.env.user
        if not user.has_group("crm_fuel.group_fuel_user"):
            raise AccessError(self.env._("Only users of Fuel CRM make visits."))
        if not user.fuel_position_notice_at:
            # sudo: users do not write themselves; this one field, of this one user.
            user.sudo().fuel_position_notice_at = fields.Datetime.now()
        return True
