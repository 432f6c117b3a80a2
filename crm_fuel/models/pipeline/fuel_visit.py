from odoo import fields, models
from odoo.fields import Command


class FuelVisit(models.Model):
    _inherit = "fuel.visit"

    campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        index="btree_not_null",
        ondelete="set null",
        help="The marketing campaign the visit is part of.",
    )

    def _lead_context(self):
        context = super()._lead_context()
        source = self.env.ref("crm_fuel.utm_source_visit", raise_if_not_found=False)
        needs = self.need_ids
        days = needs.filtered("date").mapped("date")
        values = {
            "source_id": source and source.id,
            "campaign_id": self.campaign_id.id,
            "company_id": self.company_id.id,
            "fuel_contact_ids": [Command.set(self.contact_ids.ids)],
            "fuel_vessel_ids": [Command.set(self.vessel_id.ids)],
            "fuel_port_ids": [Command.set(self.port_id.ids)],
            "fuel_competitor_id": self.competitor_id.id,
            "fuel_window_start": days and fields.Date.to_string(min(days)),
            "fuel_window_end": days and fields.Date.to_string(max(days)),
            "fuel_line_ids": [
                Command.create(
                    {
                        "grade_id": need.grade_id.id,
                        "quantity": need.quantity_mt,
                        "note": need.note,
                    }
                )
                for need in needs
            ],
        }
        context.update(
            {f"default_{name}": value for name, value in values.items() if value}
        )
        return context
