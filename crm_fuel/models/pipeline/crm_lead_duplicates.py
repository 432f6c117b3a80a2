from datetime import date

from odoo import api, fields, models


class CrmLead(models.Model):
    """A hint where somebody works on the same already."""

    _inherit = "crm.lead"

    fuel_duplicate_ids = fields.Many2many(
        comodel_name="crm.lead",
        string="Same customer, grade and period",
        compute="_compute_fuel_duplicate_ids",
        groups="crm_fuel.group_fuel_user",
        help="Open opportunities you may see with the same customer, one of the grades "
        "and an overlapping delivery window.",
    )
    fuel_duplicate_count = fields.Integer(
        string="Number of duplicates",
        compute="_compute_fuel_duplicate_ids",
        groups="crm_fuel.group_fuel_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends(
        "partner_id.commercial_partner_id",
        "fuel_line_ids.grade_id",
        "fuel_window_start",
        "fuel_window_end",
    )
    def _compute_fuel_duplicate_ids(self):
        candidates = self._fuel_duplicate_candidates()
        for lead in self:
            same = candidates.filtered(lambda it, lead=lead: lead._fuel_resembles(it))
            lead.fuel_duplicate_ids = same
            lead.fuel_duplicate_count = len(same)

    def _fuel_duplicate_candidates(self):
        """Return open opportunities of the same customers and grades: one query, as
        the user, who is not told of what they may not see."""
        customers = self.partner_id.commercial_partner_id
        grades = self.fuel_line_ids.grade_id
        if not customers or not grades:
            return self.browse()
        return self.search(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("fuel_line_ids.grade_id", "in", grades.ids),
                ("won_status", "=", "pending"),
            ],
        )

    def _fuel_resembles(self, other):
        """Tell whether another one is about the same customer, grade and period."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        return bool(
            customer
            and other != self._origin
            and other.partner_id.commercial_partner_id == customer._origin
            and other.fuel_line_ids.grade_id & self.fuel_line_ids.grade_id._origin
            and self._fuel_from() <= other._fuel_to()
            and other._fuel_from() <= self._fuel_to()
        )

    def _fuel_from(self):
        return self.fuel_window_start or date.min

    def _fuel_to(self):
        return self.fuel_window_end or date.max

    def action_open_fuel_duplicates(self):
        """Open the opportunities with the same customer, grade and period.

        :return: window action on ``crm.lead``
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Same customer, grade and period"),
            "res_model": "crm.lead",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self.fuel_duplicate_ids.ids)],
        }
