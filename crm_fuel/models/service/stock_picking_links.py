from odoo import api, fields, models
from odoo.fields import Domain

from .fuel_complaint import CLOSED

OPEN_BDNS = Domain("fuel_is_fuel", "=", True) & Domain("state", "!=", "cancel")


class StockPicking(models.Model):
    """What hangs on a bunker delivery note, and on what it hangs."""

    _inherit = "stock.picking"

    fuel_complaint_count = fields.Integer(
        string="Complaints",
        compute="_compute_fuel_complaint_count",
        groups="crm_fuel.group_fuel_user",
        help="About this delivery, of those that you may see.",
    )

    @api.depends_context("uid")
    def _compute_fuel_complaint_count(self):
        counts = dict(
            self.env["fuel.complaint"]._read_group(
                [("picking_id", "in", self.ids)], ["picking_id"], ["__count"]
            )
        )
        for picking in self:
            picking.fuel_complaint_count = counts.get(picking._origin, 0)

    def action_open_fuel_complaints(self):
        """Open the complaints about this delivery; a new one is about it, too.

        :return: window action on ``fuel.complaint``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_complaint_action"
        )
        action["domain"] = [("picking_id", "=", self.id)]
        action["context"] = {
            "default_customer_id": self.fuel_customer_id.id,
            "default_order_id": self.sale_id.id,
            "default_picking_id": self.id,
        }
        return action

    def action_fuel_open_bdn(self):
        """Open the bunker delivery note of this delivery.

        :return: window action on ``stock.picking``
        :rtype: dict
        """
        self.ensure_one()
        return self._fuel_bdn_action("id", self)

    @api.model
    def _fuel_bdn_counts(self, records, field_name):
        """Count the notes of records that deliveries point to, in one query.

        :rtype: dict
        """
        return dict(
            self._read_group(
                OPEN_BDNS & Domain(field_name, "in", records.ids),
                [field_name],
                ["__count"],
            )
        )

    @api.model
    def _fuel_bdn_action(self, field_name, record):
        """Return the action that shows the notes of a record: one of them as a form."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_bdn_action"
        )
        domain = OPEN_BDNS & Domain(field_name, "=", record.id)
        action["domain"] = list(domain)
        action["context"] = {}
        found = self.search(domain, limit=2)
        if len(found) == 1:
            form = self.env.ref("crm_fuel.fuel_bdn_view_form")
            action.update(view_mode="form", views=[(form.id, "form")], res_id=found.id)
        return action

    def _fuel_delivered_at(self):
        """Return when it was delivered: by the issued note, else as the ERP has it."""
        self.ensure_one()
        issued = self.fuel_bdn_state == "issued"
        return issued and self.fuel_bdn_commenced_at or self.date_done

    def _fuel_after_bdn(self):
        result = super()._fuel_after_bdn()
        # sudo: complaints learn of the note, whoever issues it.
        self.env["fuel.complaint"].sudo().search(
            [("picking_id", "in", self.ids), ("state", "not in", CLOSED)]
        )._take_note_as_evidence()
        return result
