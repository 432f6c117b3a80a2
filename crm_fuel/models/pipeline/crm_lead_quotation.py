from datetime import datetime, time

import pytz

from odoo import fields, models
from odoo.fields import Command


class CrmLead(models.Model):
    """From the opportunity to a quotation."""

    _inherit = "crm.lead"

    def _prepare_opportunity_quotation_context(self):
        context = super()._prepare_opportunity_quotation_context()
        if not self.env["fuel.lead.line"].has_access("read"):
            # Who is not of Fuel CRM makes a quotation as natively.
            return context
        if self.fuel_line_ids:
            context["default_order_line"] = self._fuel_quotation_lines()
        for name, value in self._fuel_quotation_values().items():
            if value:
                context[f"default_{name}"] = value
        return context

    def _fuel_quotation_values(self):
        """Return where, when and for which vessel, as the order has it."""
        return {
            "fuel_vessel_id": self.fuel_vessel_ids[:1].id,
            "fuel_port_id": self.fuel_port_ids[:1].id,
            "fuel_visit_id": self.fuel_visit_id.id,
            "fuel_window_start": self._fuel_moment(self.fuel_window_start, time.min),
            "fuel_window_end": self._fuel_moment(
                self.fuel_window_end, time(23, 59, 59)
            ),
        }

    def _fuel_moment(self, day, hour):
        """Turn a day of the company's time zone into a moment in UTC, as text."""
        if not day:
            return False
        company = self.company_id or self.env.company
        zone = company._fuel_zone()
        moment = zone.localize(datetime.combine(day, hour)).astimezone(pytz.utc)
        return fields.Datetime.to_string(moment)

    def _fuel_quotation_lines(self):
        products = self._fuel_products_by_grade()
        return [
            Command.create(self._fuel_quotation_line(line, products))
            for line in self.fuel_line_ids
        ]

    def _fuel_products_by_grade(self):
        """Return the first product on sale of each grade."""
        found = {}
        company = self.company_id or self.env.company
        for product in self.env["product.product"].search(
            [
                ("fuel_grade_id", "in", self.fuel_line_ids.grade_id.ids),
                ("sale_ok", "=", True),
                ("company_id", "in", [False, company.id]),
            ],
        ):
            found.setdefault(product.fuel_grade_id, product)
        return found

    def _fuel_quotation_line(self, line, products):
        """Return the values of an order line; of a note where nothing of the grade is
        sold, so that the quantity is not lost."""
        quantity = line.quantity * line._times()
        product = products.get(line.grade_id)
        if not product:
            return {
                "display_type": "line_note",
                "name": self.env._(
                    "%(grade)s, %(quantity)s %(unit)s: no product of this grade is "
                    "for sale.",
                    grade=line.grade_id.display_name,
                    quantity=quantity,
                    unit=line.uom_id.name,
                ),
            }
        values = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_uom_id": line.uom_id.id,
        }
        if line.density_15:
            values["fuel_density_15"] = line.density_15
        if line.price_idea:
            values["price_unit"] = line.price_idea
        return values
