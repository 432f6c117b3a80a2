from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.units import DENSITY_MAX, DENSITY_MIN

LONGEST_MONTHS = 120


class FuelLeadLine(models.Model):
    """What an opportunity is about: a grade, how much of it, at what price."""

    _name = "fuel.lead.line"
    _description = "Grade of an opportunity"
    _order = "lead_id, sequence, id"
    _rec_name = "grade_id"

    # === FIELDS === #

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    grade_id = fields.Many2one(
        comodel_name="fuel.grade", required=True, index=True, ondelete="restrict"
    )
    quantity = fields.Float(
        digits=(16, 3), help="In the unit of the line; of one month where it repeats."
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        required=True,
        default=lambda self: self.env.ref("uom.product_uom_ton"),
        ondelete="restrict",
    )
    density_15 = fields.Float(
        string="Density at 15 °C",
        compute="_compute_density_15",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="In kg/m³. Turns litres and cubic metres into tonnes. Proposed from the "
        "grade.",
    )
    frequency = fields.Selection(
        selection=[("once", "One-off"), ("month", "Per month")],
        required=True,
        default="once",
    )
    months = fields.Integer(
        string="Number of months",
        required=True,
        default=1,
        aggregator=None,
        help="For how many months the quantity repeats.",
    )
    expected_mt = fields.Float(
        string="Expected (MT)",
        compute="_compute_expected_mt",
        store=True,
        precompute=True,
        digits=(16, 3),
        help="Metric tonnes, of all months together.",
    )
    currency_id = fields.Many2one(related="lead_id.company_currency")
    price_idea = fields.Monetary(
        aggregator=None, help="What the customer wants to pay for one unit of the line."
    )
    price_basis = fields.Char(
        help="The index the price follows, for example “MOPS + 12” or “Platts 0.5% FO”."
    )
    note = fields.Char()

    # === CONSTRAINTS === #

    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0)", "The quantity of a grade cannot be negative."
    )
    _months_range = models.Constraint(
        f"CHECK (months BETWEEN 1 AND {LONGEST_MONTHS})",
        "A quantity repeats for 1 to 120 months.",
    )
    _price_positive = models.Constraint(
        "CHECK (price_idea >= 0)", "A price idea cannot be negative."
    )
    _density_range = models.Constraint(
        "CHECK (density_15 IS NULL OR density_15 = 0"
        f" OR density_15 BETWEEN {DENSITY_MIN} AND {DENSITY_MAX})",
        "The density at 15 °C must be between 600 and 1200 kg/m³. "
        "Enter it in kg/m³ (991), not in kg/l (0.991).",
    )

    # === COMPUTE METHODS === #

    @api.depends("grade_id")
    def _compute_density_15(self):
        for line in self:
            line.density_15 = line.grade_id.density_15

    @api.depends("quantity", "uom_id.factor", "density_15", "frequency", "months")
    def _compute_expected_mt(self):
        for line in self:
            unit = line.uom_id
            tonnes = unit and unit._fuel_to_tonnes(line.quantity, line.density_15)
            line.expected_mt = (tonnes or 0.0) * line._times()

    def _times(self):
        """Return how many times the quantity comes."""
        self.ensure_one()
        return self.months if self.frequency == "month" else 1

    # === CONSTRAINS === #

    @api.constrains("uom_id", "density_15", "grade_id")
    def _check_convertible(self):
        for line in self:
            kind = line.uom_id._fuel_kind()
            values = {"grade": line.grade_id.display_name, "unit": line.uom_id.name}
            if not kind:
                raise ValidationError(
                    self.env._(
                        "%(grade)s: “%(unit)s” is neither a unit of mass nor of "
                        "volume, so its tonnes cannot be told. Choose one, for "
                        "example Ton, kg, L or m³.",
                        **values,
                    )
                )
            if kind == "volume" and line.density_15 <= 0:
                raise ValidationError(
                    self.env._(
                        "%(grade)s: a quantity in %(unit)s needs a density at 15 °C "
                        "to become tonnes. Enter it on the line, or the quantity in "
                        "tonnes.",
                        **values,
                    )
                )
