from odoo import api, fields, models


class FuelVisit(models.Model):
    """What came of a visit: opportunities and orders."""

    _inherit = "fuel.visit"

    # === FIELDS === #

    lead_ids = fields.One2many(
        comodel_name="crm.lead", inverse_name="fuel_visit_id", string="Opportunities"
    )
    lead_count = fields.Integer(
        string="Number of opportunities", compute="_compute_lead_count"
    )
    order_ids = fields.One2many(
        comodel_name="sale.order", inverse_name="fuel_visit_id", string="Orders"
    )
    order_count = fields.Integer(
        string="Number of orders", compute="_compute_order_count"
    )

    # === COMPUTE METHODS === #

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        counts = self._count_by_visit("crm.lead")
        for visit in self:
            visit.lead_count = counts.get(visit, 0)

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = self._count_by_visit("sale.order")
        for visit in self:
            visit.order_count = counts.get(visit, 0)

    def _count_by_visit(self, model_name):
        return dict(
            self.env[model_name]._read_group(
                [("fuel_visit_id", "in", self.ids)], ["fuel_visit_id"], ["__count"]
            )
        )

    # === ACTIONS === #

    def action_open_leads(self):
        """Open the opportunities that came of the visit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_action_pipeline"
        )
        action["domain"] = [("fuel_visit_id", "=", self.id)]
        action["context"] = self._lead_context()
        return action

    def action_new_lead(self):
        """Open a new opportunity with what the visit already knows."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "views": [(False, "form")],
            "context": self._lead_context(),
        }

    def _lead_context(self):
        """Return the defaults of an opportunity that comes of this visit."""
        return {
            "default_type": "opportunity",
            "default_name": self.display_name,
            "default_partner_id": (self.contact_ids[:1] or self.customer_id).id,
            "default_fuel_visit_id": self.id,
            "default_user_id": self.user_id.id,
            "default_team_id": self.team_id.id,
        }

    def action_open_orders(self):
        """Open the orders that came of the visit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_volume_order_action"
        )
        action["domain"] = [("fuel_visit_id", "=", self.id)]
        action["context"] = {
            "default_partner_id": self.customer_id.id,
            "default_fuel_visit_id": self.id,
            "default_fuel_vessel_id": self.vessel_id.id,
            "default_fuel_port_id": self.port_id.id,
        }
        return action
