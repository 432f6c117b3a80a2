"""Reading sales volumes, and what keeping them costs: see docs/performance.md."""

import contextlib
import math
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from odoo import api, fields
from odoo.fields import Domain
from odoo.tools import SQL

from bench import volume_data
from bench.harness import Bench
from bench.volume_data import Ledger
from tooling import databases
from tooling.steps import Failure

SIZES = (100_000, 300_000, 1_000_000)
MEASURES = ("ordered_mt:sum", "delivered_mt:sum", "amount:sum")
NATIVE_MEASURES = ("product_uom_qty:sum", "qty_delivered:sum", "price_subtotal:sum")
# What sale.report calls the dimensions; it knows no grade, so the product stands in.
NATIVE_NAMES = {
    "date:month": "date:month",
    "grade_id": "product_tmpl_id",
    "customer_id": "commercial_partner_id",
    "delivered_mt:sum desc": "qty_delivered:sum desc",
}
# Times faster than sale.report at the largest size. Below it, and for one customer, the
# promise is only not to be slower.
FASTER = {
    "whole history by month": 20.0,
    "month and grade, 12 months": 6.0,
    "by customer, 12 months": 6.0,
}


def run(bench: Bench) -> None:
    smallest, *larger = SIZES
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(bench.database())
        native = stack.enter_context(bench.database(addon=False))
        with bench.environment(ours) as env:
            ledger = volume_data.prepare(env)
            grow(bench, env, ledger, smallest)
            measure_reading(bench, env, ledger, smallest)
        # Kept, to be read side by side with what grows out of it.
        small = stack.enter_context(copy_of(ours))
        env = stack.enter_context(bench.environment(ours))
        for lines in larger:
            grow(bench, env, ledger, lines)
            measure_reading(bench, env, ledger, lines)
        with bench.environment(small) as small_env:
            measure_growth(bench, ledger, env, small_env)
        native_env = stack.enter_context(bench.environment(native))
        native_ledger = volume_data.prepare(native_env)
        grow(bench, native_env, native_ledger, larger[-1])
        sides = ((env, ledger), (native_env, native_ledger))
        measure_confirming(bench, *sides)
        measure_forms(bench, *sides)


# ------------------------------------------------------------
# Making the data
# ------------------------------------------------------------


@contextlib.contextmanager
def copy_of(database: str) -> Iterator[str]:
    """A copy of a database that nobody uses at the moment."""
    name = f"{database}_small"
    databases.clone(database, name)
    try:
        yield name
    finally:
        databases.drop(name)


def grow(bench: Bench, env: Any, ledger: Ledger, lines: int) -> None:
    """Add order lines until there are so many, and fill `fuel.volume` from them."""
    database = env.cr.dbname
    with_addon = "fuel.volume" in env
    side = "with the addon" if with_addon else "without it"
    seconds = bench.timed(lambda: volume_data.grow(env, ledger, lines))
    env.cr.commit()
    bench.say(f"  {lines:,} order lines {side}: made in {seconds:.0f} s")
    # As autovacuum would have in the months that it takes to sell so much.
    with databases.cursor(database) as cr:
        cr.execute("VACUUM ANALYZE")
    if with_addon:
        seconds = bench.timed(env["fuel.volume"]._rebuild)
        rows = env["fuel.volume"].search_count([])
        env.cr.commit()
        bench.say(f"  fuel.volume filled up to {rows:,} rows in {seconds:.1f} s")
        with databases.cursor(database) as cr:
            cr.execute("VACUUM ANALYZE fuel_volume")


# ------------------------------------------------------------
# Reading
# ------------------------------------------------------------


def questions(ledger: Ledger) -> dict[str, tuple[list, list[str], str | None]]:
    """Domain, group by and order of each question.

    The order is given where the natural one would be that of the related records, for
    which both ways join their table: our own clients want the greatest first anyway.
    """
    recent = [("date", ">=", fields.Date.subtract(fields.Date.today(), years=1))]
    greatest = [("customer_id", "=", ledger.greatest)]
    return {
        "whole history by month": ([], ["date:month"], None),
        "month and grade, 12 months": (
            recent,
            ["date:month", "grade_id"],
            "date:month, delivered_mt:sum desc",
        ),
        "by customer, 12 months": (
            recent,
            ["customer_id"],
            "delivered_mt:sum desc",
        ),
        "one customer's history by month": (greatest, ["date:month"], None),
    }


def measure_reading(bench: Bench, env: Any, ledger: Ledger, lines: int) -> None:
    largest = lines == SIZES[-1]
    for name, (domain, groupby, order) in questions(ledger).items():
        ours = reader(env, domain, groupby, order)
        native = native_reader(env, domain, groupby, order)
        by_hand = sql_reader(env, domain, groupby, order)
        check_same_answer(name, ours(), native(), by_hand())
        bench.compare(
            f"{name}, {lines:,} lines",
            ours=ours,
            reference=native,
            name="sale.report",
            at_least=FASTER.get(name, 1.0) if largest else 1.0,
            runs=5,
            before=env.invalidate_all,
        )
        if largest:
            bench.compare(
                f"{name}, {lines:,} lines",
                ours=ours,
                reference=by_hand,
                name="SQL by hand",
                at_most=1.5,
                runs=25,
                warm_up=2,
                before=env.invalidate_all,
            )
        else:
            tell(bench, env, f"{name}, {lines:,} lines", ours, by_hand)


def tell(bench: Bench, env: Any, what: str, ours: Callable, by_hand: Callable) -> None:
    """Tell how long both take, where that is no promise."""
    times = {ours: [], by_hand: []}
    for number in range(17):
        for read, taken in times.items():
            env.invalidate_all()
            seconds = bench.timed(read)
            if number >= 2:
                taken.append(seconds)
    ours_s, by_hand_s = (statistics.median(taken) for taken in times.values())
    bench.say(f"  {what}: {ours_s:.4f} s, SQL by hand {by_hand_s:.4f} s")


def reader(env: Any, domain: list, groupby: list[str], order: str | None) -> Callable:
    volumes = env["fuel.volume"]
    return lambda: volumes.formatted_read_group(domain, groupby, MEASURES, order=order)


def native_reader(
    env: Any, domain: list, groupby: list[str], order: str | None
) -> Callable:
    report = env["sale.report"]
    domain = [
        (NATIVE_NAMES.get(name, name), operator, value)
        for name, operator, value in domain
    ]
    domain = Domain(domain) & Domain("state", "=", "sale")
    groupby = [NATIVE_NAMES[name] for name in groupby]
    if order:
        order = ", ".join(NATIVE_NAMES[part] for part in order.split(", "))
    return lambda: report.formatted_read_group(
        domain, groupby, NATIVE_MEASURES, order=order
    )


def sql_reader(
    env: Any, domain: list, groupby: list[str], order: str | None
) -> Callable:
    """The shortest way to the same figures: no access rights, no names, no labels."""
    columns = {
        "date:month": SQL("date_trunc('month', date::timestamp)::date"),
        "grade_id": SQL("grade_id"),
        "customer_id": SQL("customer_id"),
    }
    where = [
        SQL("%s %s %s", SQL.identifier(name), SQL(operator), value)
        for name, operator, value in domain
    ]
    order_by = {
        "delivered_mt:sum desc": SQL("sum(delivered_mt) DESC"),
        "date:month": columns["date:month"],
    }
    query = SQL(
        """
        SELECT %(columns)s, sum(ordered_mt), sum(delivered_mt), sum(amount)
          FROM fuel_volume
         WHERE %(where)s
         GROUP BY %(columns)s
         ORDER BY %(order_by)s
        """,
        columns=SQL(", ").join(columns[name] for name in groupby),
        where=SQL(" AND ").join(where or [SQL("TRUE")]),
        order_by=SQL(", ").join(
            order_by[part] for part in (order or ", ".join(groupby)).split(", ")
        ),
    )

    def read() -> list:
        env.cr.execute(query)
        return env.cr.fetchall()

    return read


def check_same_answer(name: str, ours: list, native: list, by_hand: list) -> None:
    """Fail where what is compared does not answer the same question."""
    same = len(ours) == len(by_hand) and all(
        # Workers in parallel add up floats in any order.
        math.isclose(row[measure], value, rel_tol=1e-9)
        for row, values in zip(ours, by_hand, strict=True)
        for measure, value in zip(MEASURES, values[-3:], strict=True)
    )
    if not same:
        raise Failure(f"{name}: fuel.volume and SQL by hand differ")
    amounts = [
        sum(float(row[measure]) for row in rows)
        for rows, measure in ((ours, "amount:sum"), (native, "price_subtotal:sum"))
    ]
    # A period begins at another hour in sale.report, which goes by the user's time zone.
    if not math.isclose(*amounts, rel_tol=0.01):
        raise Failure(f"{name}: fuel.volume and sale.report differ: {amounts}")


def measure_growth(bench: Bench, ledger: Ledger, env: Any, small_env: Any) -> None:
    """Read a history that stays as it is, in a table that has grown around it."""
    question = [("customer_id", "=", ledger.steady)], ["date:month"], None
    small, large = SIZES[0], SIZES[-1]
    history = f"history of a customer with {volume_data.STEADY_LINES:,} lines"
    ours, before = reader(env, *question), reader(small_env, *question)

    def forget() -> None:
        env.invalidate_all()
        small_env.invalidate_all()

    bench.compare(
        f"{history}, in {large:,} lines",
        ours=ours,
        reference=before,
        name=f"the same in {small:,}",
        at_most=1.5,
        runs=51,
        warm_up=5,
        before=forget,
    )
    tell(bench, env, f"{history}, in {large:,}", ours, sql_reader(env, *question))
    query = SQL(
        "EXPLAIN SELECT date_trunc('month', date::timestamp), sum(delivered_mt)"
        " FROM fuel_volume WHERE customer_id = %s GROUP BY 1",
        ledger.steady,
    )
    env.cr.execute(query)
    plan = "\n".join(row[0] for row in env.cr.fetchall())
    if "fuel_volume_customer_date_idx" not in plan:
        raise Failure(f"one customer's history does not use its index:\n{plan}")


# ------------------------------------------------------------
# What it costs native work
# ------------------------------------------------------------


@contextlib.contextmanager
def request(env: Any) -> Iterator[Any]:
    """An environment like that of one request: a cursor of its own and empty caches."""
    with env.registry.cursor() as cr:
        yield api.Environment(cr, env.uid, dict(env.context))


def measure_confirming(bench: Bench, *sides: tuple[Any, Ledger]) -> None:
    """Confirm draft orders of ten lines of fuel and commit."""
    runs, warm_up = 101, 5

    def confirmer(env: Any, ledger: Ledger) -> Callable:
        orders = env["sale.order"].create(
            [
                volume_data.order_values(ledger, ledger.customers[number], lines=10)
                for number in range(runs + warm_up)
            ]
        )
        env.cr.commit()
        drafts = iter(orders.ids)

        def confirm() -> None:
            with request(env) as fresh:
                order = fresh["sale.order"].browse(next(drafts))
                order.action_confirm()
                fresh.cr.commit()

        return confirm

    bench.compare(
        "confirming an order of ten lines",
        ours=confirmer(*sides[0]),
        reference=confirmer(*sides[1]),
        name="without the addon",
        at_most=1.15,
        runs=runs,
        warm_up=warm_up,
    )
    [(env, ledger), _native] = sides
    env.invalidate_all()
    confirmed = env["fuel.volume"].search_count(
        [("order_id.name", "=like", "S%"), ("customer_id", "in", ledger.customers)]
    )
    if confirmed != 10 * (runs + warm_up):
        raise Failure(f"confirming made {confirmed} volumes")


def measure_forms(bench: Bench, *sides: tuple[Any, Ledger]) -> None:
    """Read all that the web client asks for when it opens a customer's form."""
    runs, warm_up = 31, 3

    def opener(env: Any, customer: int) -> Callable:
        spec = form_spec(env, "res.partner")

        def open_form() -> None:
            with request(env(context={**env.context, "bin_size": True})) as fresh:
                fresh["res.partner"].browse(customer).web_read(spec)

        return open_form

    customers = {
        "of 3,000 lines": lambda ledger: ledger.steady,
        "with the most lines": lambda ledger: ledger.greatest,
        "with few lines": lambda ledger: ledger.customers[-1],
    }
    for name, customer in customers.items():
        ours, native = (opener(env, customer(ledger)) for env, ledger in sides)
        bench.compare(
            f"opening the form of a customer {name}",
            ours=ours,
            reference=native,
            name="without the addon",
            at_most=1.3,
            runs=runs,
            warm_up=warm_up,
        )


def form_spec(env: Any, model: str) -> dict[str, Any]:
    """What the web client passes to `web_read` for the default form of a model."""
    views = env[model].get_views([(False, "form")])
    arch = etree.fromstring(views["views"]["form"]["arch"])
    infos = {name: info["fields"] for name, info in views["models"].items()}
    return _fields_spec(arch, infos, model)


def _fields_spec(arch: Any, infos: dict, model: str) -> dict[str, Any]:
    spec = {}
    depth = len(list(arch.iterancestors("field")))
    for node in arch.iter("field"):
        if node is arch or len(list(node.iterancestors("field"))) != depth:
            continue
        info = infos[model][node.get("name")]
        spec.setdefault(node.get("name"), {}).update(_field_spec(node, info, infos))
    return spec


def _field_spec(node: Any, info: dict, infos: dict) -> dict[str, Any]:
    if info["type"] in ("many2one", "reference"):
        return {"fields": {"display_name": {}}}
    if info["type"] not in ("one2many", "many2many"):
        return {}
    if node.get("invisible") in ("1", "True") or node.get("column_invisible"):
        return {}
    mode = node.get("mode", "list").split(",")[0]
    subview = next((child for child in node if child.tag == mode), None)
    if subview is None:
        names = {"display_name": {}}
        if "color" in infos.get(info["relation"], {}):
            names["color"] = {}
        return {"fields": names}
    return {"fields": _fields_spec(subview, infos, info["relation"]), "limit": 40}
