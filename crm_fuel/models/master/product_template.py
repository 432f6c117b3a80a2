from odoo import fields, models

from ...tools.units import DENSITY_MAX, DENSITY_MIN


class ProductTemplate(models.Model):
    _inherit = "product.template"

    fuel_grade_id = fields.Many2one(
        comodel_name="fuel.grade",
        string="Fuel grade",
        index="btree_not_null",
        ondelete="restrict",
        help="A product with a grade is a fuel product: its sales count in tonnes.",
    )
    fuel_density_15 = fields.Float(
        string="Density at 15 °C",
        digits=(6, 1),
        help="In kg/m³. Turns litres and cubic metres into tonnes; where it is empty, "
        "the grade's density does.",
    )

    _fuel_density_15_range = models.Constraint(
        "CHECK (fuel_density_15 = 0 "
        f"OR fuel_density_15 BETWEEN {DENSITY_MIN:g} AND {DENSITY_MAX:g})",
        f"A fuel's density at 15 °C lies between {DENSITY_MIN:g} and {DENSITY_MAX:g} "
        "kg/m³ (0 means unknown).",
    )
