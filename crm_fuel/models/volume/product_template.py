from odoo import models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        changed = self.filtered(
            lambda product: (
                "fuel_grade_id" in vals
                and product.fuel_grade_id.id != (vals["fuel_grade_id"] or False)
            )
        )
        result = super().write(vals)
        if changed:
            changed._fuel_refresh_volume()
        return result

    def _get_fuel_density_15(self):
        """Return the density to start an order line with: the product's, else its
        grade's, in kg/m³ at 15 °C; 0.0 where neither is known."""
        self.ensure_one()
        # sudo: whoever sells the product may use its grade's reference density,
        # also without a role in this addon; the value is on the product's data sheet.
        return self.fuel_density_15 or self.sudo().fuel_grade_id.density_15

    def _fuel_refresh_volume(self):
        """Bring the volumes of these products' past sales in line with their grade.

        A product that gets a grade may have a million sold lines, so this is a
        fixed number of statements, not a recomputation per line.
        """
        self.env["sale.order.line"]._fuel_fill_from_products(self)
        self.env["fuel.volume"]._rebuild(
            SQL(
                "sale_order_line.product_id IN"
                " (SELECT id FROM product_product WHERE product_tmpl_id IN %s)",
                tuple(self.ids),
            )
        )
