from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...tools.bunker import (
    DENSITY_STEP,
    FLASHPOINT_MAX,
    FLASHPOINT_MIN_DMX,
    LIMIT_AREA,
    LIMIT_GLOBAL,
    SULPHUR_MAX,
    limit_value,
    lowest_flashpoint,
    proposed_limit,
)
from ...tools.units import DENSITY_MAX, DENSITY_MIN

LIMITS = [
    ("global", "0.50 %: regulation 14.1"),
    ("area", "0.10 %: regulation 14.4"),
    ("purchaser", "The purchaser's own limit"),
]


class StockMove(models.Model):
    """What a bunker delivery note says of one grade."""

    _inherit = "stock.move"

    # === FIELDS === #

    fuel_grade_id = fields.Many2one(related="product_id.fuel_grade_id")
    fuel_density = fields.Float(
        string="Density at 15 °C (kg/m³)",
        compute="_compute_fuel_density",
        store=True,
        readonly=False,
        copy=False,
        help="Of this delivery. Proposed from the order line.",
    )
    fuel_sulphur = fields.Float(
        string="Sulphur (% m/m)",
        digits=(5, 3),
        copy=False,
        help="Per cent by mass, as tested.",
    )
    fuel_flashpoint = fields.Float(
        string="Flashpoint (°C)",
        digits=(5, 1),
        copy=False,
        help="As measured. Empty where the note says that it was measured at or above "
        "70 °C.",
    )
    fuel_flashpoint_above_70 = fields.Boolean(
        string="Measured at or above 70 °C",
        copy=False,
        help="Instead of a figure, as regulation 18 allows since 1 May 2024.",
    )
    fuel_sulphur_limit = fields.Selection(
        selection=LIMITS,
        string="Declared limit",
        compute="_compute_fuel_sulphur_limit",
        store=True,
        readonly=False,
        copy=False,
        help="The limit of sulphur that the supplier declares the fuel to keep.",
    )
    fuel_sulphur_limit_value = fields.Float(
        string="Purchaser's limit (% m/m)",
        digits=(5, 3),
        compute="_compute_fuel_sulphur_limit",
        store=True,
        readonly=False,
        copy=False,
        help="What the purchaser has specified: for a ship with a scrubber, for example.",
    )
    fuel_mt = fields.Float(
        string="Quantity (MT)",
        compute="_compute_fuel_mt",
        compute_sudo=True,
        help="The delivered quantity in metric tonnes: never typed.",
    )
    fuel_warning = fields.Char(
        string="To be looked at",
        compute="_compute_fuel_warning",
        compute_sudo=True,
    )

    # === CONSTRAINTS === #

    _fuel_density_range = models.Constraint(
        "CHECK (fuel_density IS NULL OR fuel_density = 0"
        f" OR fuel_density BETWEEN {DENSITY_MIN} AND {DENSITY_MAX})",
        "The density at 15 °C must be between 600 and 1200 kg/m³. "
        "Enter it in kg/m³ (991), not in kg/l (0.991).",
    )
    _fuel_sulphur_range = models.Constraint(
        f"CHECK (fuel_sulphur BETWEEN 0 AND {SULPHUR_MAX}"
        f" AND fuel_sulphur_limit_value BETWEEN 0 AND {SULPHUR_MAX})",
        "Sulphur and its limit are percentages by mass between 0 and 5.",
    )
    _fuel_flashpoint_range = models.Constraint(
        "CHECK (fuel_flashpoint = 0"
        f" OR fuel_flashpoint BETWEEN {FLASHPOINT_MIN_DMX} AND {FLASHPOINT_MAX})",
        "The flashpoint is too low for a ship's fuel (SOLAS: at least 60 °C), or no "
        "flashpoint in °C at all (at most 400). Check the figure.",
    )
    _fuel_flashpoint_once = models.Constraint(
        "CHECK (fuel_flashpoint_above_70 IS NOT TRUE"
        " OR COALESCE(fuel_flashpoint, 0) = 0)",
        "Flashpoint: give either the figure or “measured at or above 70 °C”, not both.",
    )

    def _auto_init(self):
        for name, kind in (
            ("fuel_density", "float8"),
            ("fuel_sulphur_limit", "varchar"),
            ("fuel_sulphur_limit_value", "numeric"),
        ):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.constrains("fuel_flashpoint", "product_id")
    def _check_fuel_flashpoint(self):
        for move in self:
            if not move.fuel_flashpoint:
                continue
            # sudo: what the product is, whoever may read products.
            grade = move.sudo().product_id.fuel_grade_id
            least = lowest_flashpoint(grade.code)
            if move.fuel_flashpoint < least:
                raise ValidationError(
                    self.env._(
                        "Flashpoint of %(product)s: %(given)s °C is below the %(least)s "
                        "°C that SOLAS asks for. Check the figure; such fuel must not be "
                        "delivered.",
                        product=move.product_id.display_name,
                        given=f"{move.fuel_flashpoint:g}",
                        least=f"{least:g}",
                    )
                )

    # === COMPUTE METHODS === #

    @api.depends("product_id", "sale_line_id.fuel_density_15")
    def _compute_fuel_density(self):
        for move in self:
            if move.picking_id.fuel_bdn_state == "issued":
                move.fuel_density = move.fuel_density
            elif not move.product_id.fuel_grade_id:
                move.fuel_density = 0.0
            else:
                move.fuel_density = (
                    move.sale_line_id.fuel_density_15
                    or move.product_id.product_tmpl_id._get_fuel_density_15()
                )

    @api.depends("product_id")
    def _compute_fuel_sulphur_limit(self):
        for move in self:
            grade = move.product_id.fuel_grade_id
            limit = proposed_limit(grade.sulphur_max) if grade else False
            move.fuel_sulphur_limit = limit
            move.fuel_sulphur_limit_value = (
                grade.sulphur_max if limit == "purchaser" else 0.0
            )

    @api.depends(
        "quantity",
        "product_uom",
        "fuel_density",
        "sale_line_id.product_uom_id",
        "sale_line_id.fuel_density_15",
    )
    def _compute_fuel_mt(self):
        for move in self:
            move.fuel_mt = move._fuel_tonnes() if move.product_id.fuel_grade_id else 0.0

    @api.depends(
        "fuel_sulphur", "fuel_density", "fuel_flashpoint", "fuel_sulphur_limit"
    )
    def _compute_fuel_warning(self):
        for move in self:
            move.fuel_warning = " ".join(move._fuel_bdn_warnings()) or False

    # === BUSINESS METHODS === #

    def _fuel_tonnes(self):
        """Return the tonnes of this move, as ``fuel.volume`` counts them.

        The quantity goes through the order line's unit, as the delivered quantity of
        the line does, and becomes tonnes by the line's density.
        """
        self.ensure_one()
        line = self.sale_line_id
        if not line or line.product_id != self.product_id:
            return (
                self.product_uom._fuel_to_tonnes(self.quantity, self.fuel_density) or 0
            )
        unit = self.product_uom
        if line._fuel_crosses_kinds():
            unit = unit.with_context(fuel_density_15=line.fuel_density_15)
        quantity = unit._compute_quantity(
            self.quantity, line.product_uom_id, rounding_method="HALF-UP"
        )
        return line.product_uom_id._fuel_to_tonnes(quantity, line.fuel_density_15) or 0

    def _fuel_is_by_volume(self):
        """Tell whether the tonnes hang on the density of the order line."""
        self.ensure_one()
        line = self.sale_line_id
        return bool(line) and "volume" in (
            self.product_uom._fuel_kind(),
            line.product_uom_id._fuel_kind(),
        )

    def _fuel_declared_limit(self):
        """Return the per cent of sulphur that the supplier declares to keep."""
        self.ensure_one()
        return limit_value(self.fuel_sulphur_limit, self.fuel_sulphur_limit_value)

    def _fuel_bdn_warnings(self):
        """Return sentences on what is possible, and still to be looked at."""
        self.ensure_one()
        grade = self.product_id.fuel_grade_id
        if grade.sulphur_max and self.fuel_sulphur > grade.sulphur_max:
            return [
                self.env._(
                    "%(product)s: %(sulphur)s %% sulphur is above the %(limit)s %% of "
                    "%(grade)s.",
                    product=self.product_id.display_name,
                    sulphur=f"{self.fuel_sulphur:g}",
                    limit=f"{grade.sulphur_max:g}",
                    grade=grade.name,
                )
            ]
        return []

    def _fuel_bdn_problems(self):
        """Return what the note does not say of this grade yet, a line each."""
        self.ensure_one()
        line = self.sale_line_id
        problems = []
        if not self.fuel_density:
            problems.append(self.env._("Density at 15 °C: give it in kg/m³."))
        elif (
            self._fuel_is_by_volume()
            and abs(self.fuel_density - line.fuel_density_15) > DENSITY_STEP
        ):
            problems.append(
                self.env._(
                    "Density at 15 °C: the note says %(note)s, order %(order)s counts its "
                    "tonnes with %(order_density)s. Give both the same.",
                    note=f"{self.fuel_density:g}",
                    order=line.order_id.name,
                    order_density=f"{line.fuel_density_15:g}",
                )
            )
        if not self.fuel_sulphur:
            problems.append(
                self.env._("Sulphur: give the per cent by mass, as tested.")
            )
        elif self.fuel_sulphur > self._fuel_declared_limit():
            problems.append(
                self.env._(
                    "Sulphur: %(sulphur)s %% is above the %(limit)s %% that the supplier "
                    "declares. Correct the figure, or the declared limit.",
                    sulphur=f"{self.fuel_sulphur:g}",
                    limit=f"{self._fuel_declared_limit():g}",
                )
            )
        if not self.fuel_flashpoint and not self.fuel_flashpoint_above_70:
            problems.append(
                self.env._(
                    "Flashpoint: give it in °C, or say that it was measured at or above "
                    "70 °C."
                )
            )
        if not self.fuel_mt:
            problems.append(
                self.env._(
                    "Quantity: %(unit)s cannot be told in tonnes.",
                    unit=self.product_uom.name,
                )
            )
        return problems

    def _fuel_bdn_facts(self):
        """Return what the note says of this grade: plain values."""
        self.ensure_one()
        grade = self.product_id.fuel_grade_id
        return {
            "move_id": self.id,
            "product": self.product_id.name,
            "grade": grade.name or "",
            "code": grade.code or "",
            "mt": self.fuel_mt,
            "density": self.fuel_density,
            "sulphur": self.fuel_sulphur,
            "flashpoint": self.fuel_flashpoint,
            "flashpoint_above_70": self.fuel_flashpoint_above_70,
            "limit": self.fuel_sulphur_limit or "",
            "limit_value": self._fuel_declared_limit(),
        }

    @api.model
    def _fuel_fill_density(self, chosen):
        """Propose density and limit for the past moves of products that are fuel.

        :param SQL chosen: condition over ``product_product`` and ``product_template``
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_move
                   SET fuel_density = COALESCE(
                           NULLIF(stock_move.fuel_density, 0),
                           NULLIF(sale_order_line.fuel_density_15, 0),
                           NULLIF(product_template.fuel_density_15, 0),
                           fuel_grade.density_15
                       ),
                       fuel_sulphur_limit = COALESCE(
                           stock_move.fuel_sulphur_limit,
                           CASE WHEN fuel_grade.sulphur_max > 0
                                 AND fuel_grade.sulphur_max <= %(area)s THEN 'area'
                                WHEN fuel_grade.sulphur_max > 0
                                 AND fuel_grade.sulphur_max <= %(global)s THEN 'global'
                                ELSE 'purchaser'
                           END
                       ),
                       fuel_sulphur_limit_value = COALESCE(
                           NULLIF(stock_move.fuel_sulphur_limit_value, 0),
                           CASE WHEN fuel_grade.sulphur_max > %(global)s
                                THEN fuel_grade.sulphur_max
                                ELSE 0
                           END
                       )
                  FROM product_product
                  JOIN product_template
                    ON product_template.id = product_product.product_tmpl_id
                  JOIN fuel_grade ON fuel_grade.id = product_template.fuel_grade_id,
                       stock_move AS same
                  LEFT JOIN sale_order_line ON sale_order_line.id = same.sale_line_id
                 WHERE stock_move.product_id = product_product.id
                   AND same.id = stock_move.id
                   AND (COALESCE(stock_move.fuel_density, 0) = 0
                        OR stock_move.fuel_sulphur_limit IS NULL)
                   AND %(chosen)s
                """,
                chosen=chosen,
                area=LIMIT_AREA,
                **{"global": LIMIT_GLOBAL},
            )
        )
