"""Sale orders by the hundred thousand, made by SQL, the same in any database.

A handful of records come from the ORM: customers with contacts, salespeople, products and
one confirmed order with a line of each product. Every further order and line is a copy of
those in set-based SQL, all columns included, so that rows are as wide as real ones, with
customer, date, quantity, price and state drawn from believable distributions. The random
numbers are seeded: a database with the addon and one without get the same sales.
"""

import dataclasses
from typing import Any

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from bench import ships

MONTHS = 36
CUSTOMERS = 2_000
VESSELS = 500
# One customer whose history stays as it is while the table grows around it.
STEADY_LINES = 3_000

# Product, unit, price, trade grade as shipped with the addon.
PRODUCTS = (
    ("VLSFO 0.5 % RMG380", "uom.product_uom_ton", 560.0, "grade_vlsfo_rmg380"),
    ("HSFO 3.5 % RMG380", "uom.product_uom_ton", 430.0, "grade_hsfo_rmg380"),
    ("LSMGO 0.1 % DMA", "uom.product_uom_ton", 760.0, "grade_lsmgo_dma"),
    ("VLSFO 0.5 % RMG180", "uom.product_uom_ton", 570.0, "grade_vlsfo_rmg180"),
    (
        "LSMGO 0.1 % DMA, by truck",
        "uom.product_uom_cubic_meter",
        650.0,
        "grade_lsmgo_dma",
    ),
    ("HSFO 3.5 % RMG180", "uom.product_uom_ton", 440.0, "grade_hsfo_rmg180"),
    ("ULSFO 0.1 % RMD80", "uom.product_uom_ton", 690.0, "grade_ulsfo_rmd80"),
    ("MGO DMZ", "uom.product_uom_kgm", 0.78, "grade_lsmgo_dmz"),
)


@dataclasses.dataclass
class Ledger:
    """What was made in one database."""

    customers: list[int]
    steady: int
    salespeople: list[int]
    products: list[int]
    template_order: int
    vessels: list[int] = dataclasses.field(default_factory=list)
    ports: list[int] = dataclasses.field(default_factory=list)
    orders: int = 0

    @property
    def greatest(self) -> int:
        """The customer with the most orders."""
        return self.customers[0]


def prepare(env: Any) -> Ledger:
    """Make the records that orders refer to; the addon's where it is installed."""
    env = env(context={**env.context, "tracking_disable": True})
    companies = env["res.partner"].create(
        [
            {
                "name": f"Shipping company {number:04}",
                "is_company": True,
                "customer_rank": 1,
                "street": f"{number} Harbour Road",
                "city": "Zhoushan",
                "phone": f"+86 580 {number:07}",
                "email": f"office@customer{number}.example.com",
            }
            for number in range(CUSTOMERS + 1)
        ]
    )
    env["res.partner"].create(
        [
            {
                "name": f"Contact {number} of {company.name}",
                "parent_id": company.id,
                "email": f"{number}@customer{company.id}.example.com",
            }
            # The greatest customer and the steady one have the contacts of a real one.
            for company in companies[0] + companies[-1]
            for number in range(8)
        ]
    )
    *customers, steady = companies.ids
    salespeople = env["res.users"].create(
        [
            {
                "name": f"Account manager {number}",
                "login": f"account_manager_{number}",
                "group_ids": [
                    Command.link(env.ref("sales_team.group_sale_salesman").id)
                ],
            }
            for number in range(12)
        ]
    )
    products = env["product.product"].create(
        [
            {
                "name": name,
                "type": "consu",
                "uom_id": env.ref(unit).id,
                "list_price": price,
                "taxes_id": [Command.clear()],
            }
            for name, unit, price, _grade in PRODUCTS
        ]
    )
    ledger = Ledger(customers, steady, salespeople.ids, products.ids, 0)
    if "fuel.volume" in env:
        _prepare_fuel(env, ledger)
    order = env["sale.order"].create(order_values(ledger, steady))
    order.action_confirm()
    for line in order.order_line:
        line.qty_delivered = line.product_uom_qty
    env.flush_all()
    ledger.template_order = order.id
    return ledger


def _prepare_fuel(env: Any, ledger: Ledger) -> None:
    products = env["product.product"].browse(ledger.products)
    for product, (_name, _unit, _price, grade) in zip(products, PRODUCTS, strict=True):
        product.fuel_grade_id = env.ref(f"crm_fuel.{grade}")
    outcomes = env["fuel.vessel"].upsert(ships.invented(VESSELS))
    ledger.vessels = [outcome["id"] for outcome in outcomes]
    ledger.ports = env["fuel.port"].search([("country_id.code", "=", "CN")]).ids
    customers = [*ledger.customers, ledger.steady]
    env["res.partner"].browse(customers).fuel_customer = True
    fleets = [(ledger.greatest, 30), (ledger.steady, 12)]
    env["fuel.vessel.party"].create(
        [
            {"vessel_id": vessel, "partner_id": customer, "role": "ship_manager"}
            for customer, size in fleets
            for vessel in ledger.vessels[:size]
        ]
    )


def order_values(ledger: Ledger, customer: int, lines: int = len(PRODUCTS)) -> dict:
    """Values of a draft order with so many lines of fuel."""
    values = {
        "partner_id": customer,
        "user_id": ledger.salespeople[0],
        "order_line": [
            Command.create(
                {
                    "product_id": ledger.products[number % len(PRODUCTS)],
                    "product_uom_qty": 100.0 + 12.5 * number,
                }
            )
            for number in range(lines)
        ],
    }
    if ledger.vessels:
        values["fuel_vessel_id"] = ledger.vessels[0]
        values["fuel_port_id"] = ledger.ports[0]
        values["fuel_delivery_mode"] = "barge"
    return values


def grow(env: Any, ledger: Ledger, lines: int) -> None:
    """Add orders until there are so many lines; orders have one to three."""
    if not ledger.orders:
        _add_orders(env, ledger, STEADY_LINES // 2, steady=True)
    _add_orders(env, ledger, lines // 2 - ledger.orders, steady=False)


def _add_orders(env: Any, ledger: Ledger, count: int, *, steady: bool) -> None:
    """Add so many orders over the last MONTHS, with twice as many lines."""
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    [is_superuser] = cr.fetchone()
    if is_superuser:
        # The rows are right by construction: checking millions of foreign keys takes
        # longer than writing the rows.
        cr.execute("SET LOCAL session_replication_role = replica")
    cr.execute("SELECT setseed(%s)", [1 / (1 + ledger.orders)])
    _draw_orders(cr, ledger, count, steady=steady)
    _draw_lines(cr, ledger)
    _insert_orders(cr, ledger, fuel="fuel.volume" in env)
    _insert_lines(cr)
    cr.execute("DROP TABLE bench_order, bench_line")
    if is_superuser:
        cr.execute("SET LOCAL session_replication_role = DEFAULT")
    env.invalidate_all()
    ledger.orders += count


def _draw_orders(cr: Any, ledger: Ledger, count: int, *, steady: bool) -> None:
    if steady:
        customer, state = SQL("%s", ledger.steady), SQL("'sale'")
    else:
        # A few customers buy much, most buy little.
        customer = SQL(
            "(%s::int[])[1 + floor(%s * power(random(), 2.5))::int]",
            ledger.customers,
            len(ledger.customers),
        )
        state = SQL(
            "(ARRAY['cancel', 'draft', 'sent', 'sale'])"
            "[LEAST(4, 1 + floor(random() * 60))::int]"
        )
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_order AS
            SELECT nextval('sale_order_id_seq')::int AS id,
                   %(before)s + number AS number,
                   (ARRAY[2, 1, 3, 2])[1 + number %% 4] AS lines,
                   %(customer)s AS partner_id,
                   %(state)s AS state,
                   (%(salespeople)s::int[])
                       [1 + floor(%(people)s * power(random(), 1.3))::int] AS user_id,
                   -- Trade grows a little over the months.
                   %(start)s::timestamp + %(days)s * interval '1 day'
                       * power(number::float8 / %(count)s, 0.85) AS date_order,
                   random() AS vessel,
                   random() AS port,
                   random() AS mode
              FROM generate_series(0, %(count)s - 1) AS number
            """,
            before=ledger.orders,
            customer=customer,
            state=state,
            salespeople=ledger.salespeople,
            people=len(ledger.salespeople),
            start=fields.Datetime.subtract(fields.Datetime.now(), months=MONTHS),
            days=MONTHS * 30,
            count=count,
        )
    )
    cr.execute("ANALYZE bench_order")


def _draw_lines(cr: Any, ledger: Ledger) -> None:
    """Draw the lines; `template` is the line of the template order to copy."""
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_line AS
            WITH pick AS (
                SELECT bench_order.*,
                       sequence,
                       (%(products)s::int[])
                           [1 + floor(%(kinds)s * power(random(), 1.8))::int] AS product,
                       random() AS much,
                       random() AS dear,
                       random() AS short
                  FROM bench_order
                 CROSS JOIN LATERAL generate_series(1, lines) AS sequence
            ),
            line AS (
                SELECT pick.*,
                       template.id AS template,
                       round((20 + 1500 * much * much)::numeric, 3)
                           * CASE WHEN template.price_unit < 10 THEN 1000 ELSE 1 END
                           AS product_uom_qty,
                       round((template.price_unit::float8 * (0.8 + 0.4 * dear))::numeric, 2)
                           AS price_unit
                  FROM pick
                  JOIN sale_order_line AS template
                    ON template.order_id = %(template)s
                   AND template.product_id = pick.product
            )
            SELECT line.*,
                   round(product_uom_qty * price_unit, 2) AS price_subtotal,
                   CASE WHEN state = 'sale'
                        THEN round(product_uom_qty * (1 - 0.02 * short)::numeric, 3)
                        ELSE 0
                    END AS qty_delivered
              FROM line
             ORDER BY number, sequence
            """,
            products=ledger.products,
            kinds=len(ledger.products),
            template=ledger.template_order,
        )
    )
    cr.execute("CREATE INDEX ON bench_line (id)")
    cr.execute("ANALYZE bench_line")


def _insert_orders(cr: Any, ledger: Ledger, *, fuel: bool) -> None:
    values = {
        "id": SQL("bench_order.id"),
        "name": SQL("'B' || lpad(bench_order.number::text, 7, '0')"),
        "partner_id": SQL("bench_order.partner_id"),
        "partner_invoice_id": SQL("bench_order.partner_id"),
        "partner_shipping_id": SQL("bench_order.partner_id"),
        "user_id": SQL("bench_order.user_id"),
        "state": SQL("bench_order.state"),
        "invoice_status": SQL(
            "CASE WHEN bench_order.state = 'sale' THEN 'invoiced' ELSE 'no' END"
        ),
        "date_order": SQL("bench_order.date_order"),
        "create_date": SQL("bench_order.date_order"),
        "write_date": SQL("bench_order.date_order"),
        "amount_untaxed": SQL("amount.total"),
        "amount_total": SQL("amount.total"),
    }
    if fuel:
        values["fuel_vessel_id"] = SQL(
            "(%s::int[])[1 + floor(%s * bench_order.vessel)::int]",
            ledger.vessels,
            len(ledger.vessels),
        )
        values["fuel_port_id"] = SQL(
            "(%s::int[])[1 + floor(%s * power(bench_order.port, 3))::int]",
            ledger.ports,
            len(ledger.ports),
        )
        values["fuel_delivery_mode"] = SQL(
            "CASE WHEN bench_order.mode < 0.8 THEN 'barge' ELSE 'truck' END"
        )
    source = SQL(
        """
        bench_order
        JOIN sale_order AS template ON template.id = %s
        JOIN (SELECT id, sum(price_subtotal) AS total FROM bench_line GROUP BY id)
             AS amount ON amount.id = bench_order.id
        ORDER BY bench_order.number
        """,
        ledger.template_order,
    )
    copy_rows(cr, "sale_order", values, source)


def _insert_lines(cr: Any) -> None:
    is_sale = SQL("bench_line.state = 'sale'")
    values = {
        "id": SQL("nextval('sale_order_line_id_seq')"),
        "order_id": SQL("bench_line.id"),
        "sequence": SQL("bench_line.sequence"),
        "order_partner_id": SQL("bench_line.partner_id"),
        "salesman_id": SQL("bench_line.user_id"),
        "state": SQL("bench_line.state"),
        "product_uom_qty": SQL("bench_line.product_uom_qty"),
        "price_unit": SQL("bench_line.price_unit"),
        "technical_price_unit": SQL("bench_line.price_unit"),
        "price_reduce_taxexcl": SQL("bench_line.price_unit"),
        "price_reduce_taxinc": SQL("bench_line.price_unit"),
        "price_subtotal": SQL("bench_line.price_subtotal"),
        "price_total": SQL("bench_line.price_subtotal"),
        "qty_delivered": SQL("bench_line.qty_delivered"),
        "qty_invoiced": SQL("bench_line.qty_delivered"),
        "qty_to_invoice": SQL("0"),
        "untaxed_amount_to_invoice": SQL("0"),
        "untaxed_amount_invoiced": SQL(
            "CASE WHEN %s THEN bench_line.price_subtotal ELSE 0 END", is_sale
        ),
        "invoice_status": SQL("CASE WHEN %s THEN 'invoiced' ELSE 'no' END", is_sale),
        "create_date": SQL("bench_line.date_order"),
        "write_date": SQL("bench_line.date_order"),
    }
    source = SQL(
        """
        bench_line
        JOIN sale_order_line AS template ON template.id = bench_line.template
        ORDER BY bench_line.number, bench_line.sequence
        """
    )
    copy_rows(cr, "sale_order_line", values, source)


def copy_rows(cr: Any, table: str, values: dict[str, SQL], source: SQL) -> None:
    """Insert rows: these values, and all other columns from `template` in the source."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = %s",
        [table],
    )
    columns = [row[0] for row in cr.fetchall()]
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                values.get(column, SQL.identifier("template", column))
                for column in columns
            ),
            source,
        )
    )
