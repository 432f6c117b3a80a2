from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, float_compare, groupby
from odoo.tools.sql import column_exists, create_column

from ...tools.units import DENSITY_MAX, DENSITY_MIN, KG_PER_TONNE
from ..master.fuel_grade import EDITIONS


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === FIELDS === #

    fuel_grade_id = fields.Many2one(related="product_id.fuel_grade_id")
    fuel_iso_edition = fields.Selection(
        selection=EDITIONS,
        string="ISO 8217 edition",
        compute="_compute_fuel_iso_edition",
        store=True,
        readonly=False,
        help="Edition of ISO 8217 the buyer ordered to.",
    )
    fuel_density_15 = fields.Float(
        string="Density at 15 °C",
        compute="_compute_fuel_density_15",
        store=True,
        readonly=False,
        precompute=True,
        help="Density of this delivery in kg/m³ at 15 °C. Turns litres and cubic "
        "metres into tonnes. Proposed from the product, else its grade.",
    )

    # === CONSTRAINTS === #

    _fuel_density_range = models.Constraint(
        "CHECK (fuel_density_15 IS NULL OR fuel_density_15 = 0"
        f" OR fuel_density_15 BETWEEN {DENSITY_MIN} AND {DENSITY_MAX})",
        "The density at 15 °C must be between 600 and 1200 kg/m³. "
        "Enter it in kg/m³ (991), not in kg/l (0.991).",
    )

    def _auto_init(self):
        # Without these columns the ORM would compute them one by one for every
        # line the ERP has ever had. Lines of products that are no fuel yet have
        # nothing to compute; `_fuel_fill_from_products` fills them set-based later.
        if not column_exists(self.env.cr, self._table, "fuel_density_15"):
            create_column(self.env.cr, self._table, "fuel_density_15", "float8")
        if not column_exists(self.env.cr, self._table, "fuel_iso_edition"):
            create_column(self.env.cr, self._table, "fuel_iso_edition", "varchar")
        return super()._auto_init()

    # === COMPUTE METHODS === #

    @api.depends("product_id")
    def _compute_fuel_iso_edition(self):
        for line in self:
            # sudo: the grade's edition is no secret to whoever sells the product
            line.fuel_iso_edition = line.product_id.sudo().fuel_grade_id.edition

    @api.depends("product_id")
    def _compute_fuel_density_15(self):
        # Not on the product's density: a corrected reference must not rewrite the
        # tonnes of sales already made.
        for line in self:
            template = line.product_id.product_tmpl_id
            line.fuel_density_15 = template._get_fuel_density_15() if template else 0.0

    @api.depends("fuel_density_15")
    def _compute_qty_delivered(self):
        return super()._compute_qty_delivered()

    @api.constrains("product_id", "product_uom_id", "fuel_density_15")
    def _check_fuel_convertible(self):
        for line in self:
            problem = line.state == "sale" and line._fuel_conversion_problem()
            if problem:
                raise ValidationError(problem)

    @api.constrains("product_id", "product_uom_qty")
    def _check_fuel_quantity(self):
        for line in self:
            if line._is_fuel() and float_compare(line.product_uom_qty, 0, 6) < 0:
                raise ValidationError(
                    self.env._(
                        "Order %(order)s, line “%(line)s”: the quantity of fuel "
                        "cannot be negative (%(quantity)s %(unit)s). Enter what is "
                        "ordered; take fuel back with a return on the delivery.",
                        order=line.order_id.name,
                        line=line.product_id.display_name,
                        quantity=line.product_uom_qty,
                        unit=line.product_uom_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._fuel_sync_volume()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not {"product_id", "display_type", "order_id"}.isdisjoint(vals):
            self._fuel_sync_volume()
        return result

    # === VOLUME === #

    def _is_fuel(self):
        """Tell whether this line sells fuel: its product has a fuel grade."""
        self.ensure_one()
        return bool(
            not self.display_type
            and not self.is_downpayment
            and self.product_id.fuel_grade_id
        )

    def _fuel_conversion_problem(self):
        """Explain why this line cannot be told in tonnes.

        :return: a sentence for the user with the line, the reason and what to do;
            False where the line sells no fuel or converts well
        """
        self.ensure_one()
        if not self._is_fuel():
            return False
        kind = self.product_uom_id._fuel_kind()
        if kind == "mass" or (kind == "volume" and self.fuel_density_15 > 0):
            return False
        values = {
            "order": self.order_id.name,
            "line": self.product_id.display_name,
            "unit": self.product_uom_id.name,
        }
        if kind == "volume":
            return self.env._(
                "Order %(order)s, line “%(line)s”: a quantity in %(unit)s needs a "
                "density at 15 °C to become tonnes. Enter it on the line, the "
                "product or its grade.",
                **values,
            )
        return self.env._(
            "Order %(order)s, line “%(line)s”: “%(unit)s” is neither a unit of "
            "mass nor of volume, so its tonnes cannot be told. Choose one, for "
            "example Ton, kg, L or m³.",
            **values,
        )

    def _fuel_take_reference_density(self):
        """Give lines without density the reference their product has by now."""
        for line in self:
            if line._is_fuel() and not line.fuel_density_15:
                line.fuel_density_15 = (
                    line.product_id.product_tmpl_id._get_fuel_density_15()
                )

    def _fuel_sync_volume(self):
        """Give each confirmed fuel line its row in ``fuel.volume``, and only those."""
        # sudo: nobody may write volumes; these rows mirror lines that the user
        # has just been allowed to change.
        volumes = self.env["fuel.volume"].sudo()
        present = volumes.search([("line_id", "in", self.ids)])
        wanted = self.filtered(lambda line: line.state == "sale" and line._is_fuel())
        missing = wanted - present.line_id.with_env(self.env)
        present.filtered(lambda volume: volume.line_id not in wanted).unlink()
        volumes.create([{"line_id": line.id} for line in missing])

    @api.model
    def _fuel_fill_from_products(self, templates):
        """Fill density and edition of past lines of products that have become fuel.

        One statement for any number of lines. What a line already has stays.

        :param templates: ``product.template`` records
        """
        templates.flush_recordset()
        templates.fuel_grade_id.flush_recordset()
        self.flush_model(["product_id", "fuel_density_15", "fuel_iso_edition"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order_line
                   SET fuel_density_15 = COALESCE(
                           NULLIF(sale_order_line.fuel_density_15, 0),
                           NULLIF(product_template.fuel_density_15, 0),
                           fuel_grade.density_15
                       ),
                       fuel_iso_edition = COALESCE(
                           sale_order_line.fuel_iso_edition, fuel_grade.edition
                       )
                  FROM product_product
                  JOIN product_template
                    ON product_template.id = product_product.product_tmpl_id
                  JOIN fuel_grade ON fuel_grade.id = product_template.fuel_grade_id
                 WHERE sale_order_line.product_id = product_product.id
                   AND product_template.id IN %s
                   AND (COALESCE(sale_order_line.fuel_density_15, 0) = 0
                        OR sale_order_line.fuel_iso_edition IS NULL)
                """,
                tuple(templates.ids),
            )
        )
        self.invalidate_model(["fuel_density_15", "fuel_iso_edition"])

    # === UNITS BETWEEN ORDER AND STOCK === #

    def _fuel_crosses_kinds(self):
        """Tell whether the line is ordered by volume and stocked by mass, or the
        other way round, so that native conversions need the line's density."""
        self.ensure_one()
        kinds = {
            self.product_uom_id._fuel_kind(),
            self.product_id.uom_id._fuel_kind(),
        }
        return kinds == {"mass", "volume"} and self.fuel_density_15 > 0

    def _fuel_by_density(self):
        """Yield these lines in groups, each with the density its native unit
        conversions need in the context, so that most lines stay one batch."""

        def density(line):
            crosses = line._is_fuel() and line._fuel_crosses_kinds()
            return line.fuel_density_15 if crosses else 0.0

        for value, lines in groupby(self, density):
            batch = self.browse([line.id for line in lines])
            yield batch.with_context(fuel_density_15=value) if value else batch

    def _prepare_qty_delivered(self):
        # Callers read lines nobody told a quantity of, as natively.
        delivered = defaultdict(float)
        for lines in self._fuel_by_density():
            quantities = super(SaleOrderLine, lines)._prepare_qty_delivered()
            for line, quantity in quantities.items():
                delivered[line.with_env(self.env)] = quantity
        return delivered

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        for lines in self._fuel_by_density():
            super(SaleOrderLine, lines)._action_launch_stock_rule(
                previous_product_uom_qty=previous_product_uom_qty
            )
        return True

    def _get_display_price(self):
        """Price a line ordered by volume from a price by mass, or the reverse.

        The native conversion takes 1,000 l for 1 t; the real mass of 1,000 l is
        its density.
        """
        price = super()._get_display_price()
        if not self._is_fuel() or not self._fuel_crosses_kinds():
            return price
        ratio = self.fuel_density_15 / KG_PER_TONNE
        return (
            price * ratio
            if self.product_uom_id._fuel_kind() == "volume"
            else price / ratio
        )
