from odoo import api, models
from odoo.tools import SQL

# Columns in the order in which `_select_volumes` gives them.
COLUMNS = (
    "line_id",
    "order_id",
    "product_id",
    "company_id",
    "grade_id",
    "vessel_id",
    "port_id",
    "delivery_mode",
    "customer_id",
    "salesperson_id",
    "team_id",
    "date",
    "ordered_mt",
    "delivered_mt",
    "is_unconverted",
    "amount",
)
# Native fields the statement reads; flushed before it runs.
SOURCES = {
    "sale.order.line": (
        "order_id",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "price_subtotal",
        "fuel_density_15",
        "display_type",
        "is_downpayment",
    ),
    "sale.order": (
        "state",
        "company_id",
        "partner_id",
        "user_id",
        "team_id",
        "date_order",
        "currency_rate",
        "fuel_vessel_id",
        "fuel_port_id",
        "fuel_delivery_mode",
    ),
    "res.partner": ("commercial_partner_id",),
    "product.product": ("product_tmpl_id",),
    "product.template": ("fuel_grade_id",),
    "uom.uom": ("factor", "parent_path"),
    "res.company": ("fuel_tz", "currency_id"),
    "res.currency": ("rounding",),
}


class FuelVolume(models.Model):
    _inherit = "fuel.volume"

    @api.model
    def _rebuild(self, where=None):
        """Fill or repair the table in set-based SQL.

        Two statements for any number of lines: one writes rows that are missing or
        wrong, one deletes rows that should not be. Rows already right are left
        alone, so a rebuild of a healthy table writes nothing.

        :param SQL where: condition over ``sale_order_line`` and ``sale_order`` that
            narrows the work; everything without it
        :return: number of rows written and of rows deleted
        :rtype: tuple(int, int)
        """
        self._flush_sources()
        where = where or SQL("TRUE")
        columns = [SQL.identifier(name) for name in COLUMNS]
        values = SQL(", ").join(columns)
        current = SQL(", ").join(SQL("fuel_volume.%s", name) for name in columns)
        excluded = SQL(", ").join(SQL("EXCLUDED.%s", name) for name in columns)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO fuel_volume (%(values)s) %(select)s
                    ON CONFLICT (line_id) DO UPDATE SET (%(values)s) = (%(excluded)s)
                 WHERE (%(current)s) IS DISTINCT FROM (%(excluded)s)
                """,
                values=values,
                select=self._select_volumes(where),
                excluded=excluded,
                current=current,
            )
        )
        written = self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM fuel_volume
                      USING sale_order_line
                       JOIN sale_order ON sale_order.id = sale_order_line.order_id
                      WHERE fuel_volume.line_id = sale_order_line.id
                        AND %(where)s
                        AND NOT EXISTS (
                            SELECT FROM (%(select)s) AS wanted
                             WHERE wanted.line_id = fuel_volume.line_id
                        )
                """,
                where=where,
                select=self._select_volumes(where),
            )
        )
        deleted = self.env.cr.rowcount
        self.invalidate_model()
        return written, deleted

    @api.model
    def _verify(self, limit=100):
        """Compare the table with what it is made of.

        :param int limit: at most so many differences
        :return: one dict of column values per row that is on one side only, with
            ``side`` telling which: ``"expected"`` (missing or different in the
            table) or ``"stored"`` (should not be there, or not so). Empty when the
            table is right.
        :rtype: list(dict)
        """
        self.flush_model()
        self._flush_sources()
        stored = SQL(", ").join(
            SQL("fuel_volume.%s", SQL.identifier(name)) for name in COLUMNS
        )
        return self.env.execute_query_dict(
            SQL(
                """
                WITH expected AS (%(select)s),
                     stored AS (SELECT %(stored)s FROM fuel_volume)
                SELECT 'expected' AS side, missing.*
                  FROM (TABLE expected EXCEPT TABLE stored) AS missing
                 UNION ALL
                SELECT 'stored' AS side, extra.*
                  FROM (TABLE stored EXCEPT TABLE expected) AS extra
                 ORDER BY line_id, side
                 LIMIT %(limit)s
                """,
                select=self._select_volumes(SQL("TRUE")),
                stored=stored,
                limit=limit,
            )
        )

    @api.model
    def _flush_sources(self):
        """Write out everything the statement reads, so that it sees this
        transaction's changes."""
        self.flush_model()
        for model, names in SOURCES.items():
            self.env[model].flush_model(names)

    @api.model
    def _select_volumes(self, where):
        """Return the query that tells what ``fuel.volume`` must hold.

        The arithmetic stands in the order of ``crm_fuel.tools.units`` and in
        double precision, so that its results equal the ORM's to the last bit.

        :param SQL where: condition over ``sale_order_line`` and ``sale_order``
        :rtype: SQL
        """
        mass, volume, tonne, cubic_metre = self.env["uom.uom"]._fuel_reference_units()
        is_mass = SQL("starts_with(uom_uom.parent_path, %s)", f"{mass}/")
        is_volume = SQL(
            "starts_with(uom_uom.parent_path, %s)"
            " AND COALESCE(sale_order_line.fuel_density_15, 0) > 0",
            f"{volume}/",
        )

        def tonnes(quantity):
            in_reference = SQL(
                "COALESCE(%s, 0)::float8 * uom_uom.factor::float8", quantity
            )
            return SQL(
                """
                CASE WHEN %(is_mass)s THEN %(in_reference)s / %(tonne)s::float8
                     WHEN %(is_volume)s
                     THEN %(in_reference)s / %(cubic_metre)s::float8
                          * sale_order_line.fuel_density_15 / 1000::float8
                     ELSE 0::float8
                 END
                """,
                is_mass=is_mass,
                is_volume=is_volume,
                in_reference=in_reference,
                tonne=tonne,
                cubic_metre=cubic_metre,
            )

        return SQL(
            """
            SELECT sale_order_line.id AS line_id,
                   sale_order_line.order_id,
                   sale_order_line.product_id,
                   sale_order.company_id,
                   product_template.fuel_grade_id AS grade_id,
                   sale_order.fuel_vessel_id AS vessel_id,
                   sale_order.fuel_port_id AS port_id,
                   sale_order.fuel_delivery_mode AS delivery_mode,
                   res_partner.commercial_partner_id AS customer_id,
                   sale_order.user_id AS salesperson_id,
                   sale_order.team_id,
                   (sale_order.date_order AT TIME ZONE 'UTC'
                        AT TIME ZONE res_company.fuel_tz)::date AS date,
                   %(ordered)s AS ordered_mt,
                   %(delivered)s AS delivered_mt,
                   NOT (%(is_mass)s OR (%(is_volume)s)) AS is_unconverted,
                   round(
                       sale_order_line.price_subtotal
                           / COALESCE(NULLIF(sale_order.currency_rate, 0), 1)
                           / res_currency.rounding
                   ) * res_currency.rounding AS amount
              FROM sale_order_line
              JOIN sale_order ON sale_order.id = sale_order_line.order_id
              JOIN product_product
                ON product_product.id = sale_order_line.product_id
              JOIN product_template
                ON product_template.id = product_product.product_tmpl_id
               AND product_template.fuel_grade_id IS NOT NULL
              JOIN uom_uom ON uom_uom.id = sale_order_line.product_uom_id
              JOIN res_partner ON res_partner.id = sale_order.partner_id
              JOIN res_company ON res_company.id = sale_order.company_id
              JOIN res_currency ON res_currency.id = res_company.currency_id
             WHERE sale_order.state = 'sale'
               AND sale_order_line.display_type IS NULL
               AND sale_order_line.is_downpayment IS NOT TRUE
               AND %(where)s
            """,
            ordered=tonnes(SQL("sale_order_line.product_uom_qty")),
            delivered=tonnes(SQL("sale_order_line.qty_delivered")),
            is_mass=is_mass,
            is_volume=is_volume,
            where=where,
        )
