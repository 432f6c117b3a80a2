from odoo import api, fields, models

from .fuel_complaint import CLOSED


class ResPartner(models.Model):
    _inherit = "res.partner"

    fuel_open_complaint_count = fields.Integer(
        string="Open complaints",
        compute="_compute_fuel_open_complaint_count",
        groups="crm_fuel.group_fuel_user",
        help="Of those that you may see.",
    )

    fuel_bdn_count = fields.Integer(
        string="Bunker delivery notes",
        compute="_compute_fuel_bdn_count",
        groups="crm_fuel.group_fuel_user",
        help="Deliveries of fuel to the company, of those that you may see.",
    )

    @api.depends("commercial_partner_id")
    def _compute_fuel_bdn_count(self):
        companies = self.commercial_partner_id
        counts = self.env["stock.picking"]._fuel_bdn_counts(
            companies, "fuel_customer_id"
        )
        for partner in self:
            partner.fuel_bdn_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_fuel_bdns(self):
        """Open the bunker delivery notes of the company.

        :return: window action on ``stock.picking``
        :rtype: dict
        """
        self.ensure_one()
        return self.env["stock.picking"]._fuel_bdn_action(
            "fuel_customer_id", self.commercial_partner_id
        )

    @api.depends("commercial_partner_id")
    def _compute_fuel_open_complaint_count(self):
        counts = dict(
            self.env["fuel.complaint"]._read_group(
                [
                    ("customer_id", "in", self.commercial_partner_id.ids),
                    ("state", "not in", CLOSED),
                ],
                ["customer_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.fuel_open_complaint_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_open_fuel_complaints(self):
        """Open the complaints of the company.

        :return: window action on ``fuel.complaint``
        :rtype: dict
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_complaint_action"
        )
        action["domain"] = [("customer_id", "=", customer.id)]
        action["context"] = {
            "default_customer_id": customer.id,
            "default_contact_id": self.id if self != customer else False,
        }
        return action
