"""Reading half a million visits, against SQL written by hand: see docs/performance.md.

    ./fuel bench visit [VISITS]

Each bound is "at most 1.5 times the SQL, plus a constant". The SQL gets the same rows,
figures and names, the record rules written out in it; the constant is for what it does
not do and what does not grow with the visits: access rights, turning domains into SQL,
and making 80 records, their labels and names into what the web client reads. The table
shows the bound as a factor on the SQL's time with the constant divided by 1.5 added.
"""

import math
import statistics
from collections.abc import Callable
from typing import Any

from lxml import etree

from bench import visit_data, visit_sql, volume_data
from bench.harness import Bench, Case
from bench.visit_data import Diary
from tooling import databases
from tooling.steps import Failure

# So few that a page of an account manager's own is full, and not more.
FEW, MANY = 20_000, 500_000
ORDER_LINES = 100_000
FACTOR = 1.5
# Seconds; see the head of this file. 80 rows of ten columns with names of five related
# records take this long in a database with hardly any visit, too.
CONSTANT = {"list": 0.040, "screen": 0.040, "due": 0.040}
RUNS = 11
COUNT_LIMIT = 10_001  # What the web client counts up to.


def run(bench: Bench) -> None:
    many = int(next(iter(bench.options), MANY))
    with bench.database() as database, bench.environment(database) as env:
        diary = visit_data.prepare(env)
        seconds = bench.timed(lambda: volume_data.grow(env, diary.ledger, ORDER_LINES))
        seconds += bench.timed(env["fuel.volume"]._rebuild)
        bench.say(f"  {ORDER_LINES:,} order lines and volumes in {seconds:.0f} s")
        grow(bench, env, diary, FEW)
        queries = {
            name: count_queries(reader) for name, reader in readers(env, diary).items()
        }
        grow(bench, env, diary, many)
        ours, by_hand = readers(env, diary), visit_sql.readers(env, diary)
        differ = [
            difference
            for name, reader in ours.items()
            if (difference := check_same(name, reader(), by_hand[name]()))
        ]
        if differ:
            raise Failure("ours and SQL by hand differ", "\n".join(differ))
        for name, reader in ours.items():
            against_sql(bench, env, f"{name}, {many:,} visits", reader, by_hand[name])
        for name, reader in ours.items():
            bench.record(
                Case(
                    f"queries (a number, no seconds): {name}",
                    count_queries(reader),
                    f"the same of {FEW:,} visits",
                    queries[name],
                    at_most=1.0,
                )
            )


def grow(bench: Bench, env: Any, diary: Diary, visits: int) -> None:
    seconds = bench.timed(lambda: visit_data.grow(env, diary, visits))
    env.cr.commit()
    # As autovacuum would have in the months that it takes to make so many.
    with databases.cursor(env.cr.dbname) as cr:
        cr.execute("VACUUM ANALYZE")
    bench.say(f"  {visits:,} visits: made in {seconds:.0f} s")


def people(env: Any, diary: Diary) -> dict[str, Any]:
    """An account manager who leads no team, and the supervisor."""
    return {
        "account manager": env(user=diary.visitors[visit_data.TEAMS + 2]),
        "supervisor": env(user=diary.supervisor),
    }


def readers(env: Any, diary: Diary) -> dict[str, Callable[[], Any]]:
    """What the web client asks for, by name; see visit_sql.readers for the twins."""
    asked = {}
    first, last = visit_sql.period()
    for role, own in people(env, diary).items():
        for whose, domain in (("mine", [("user_id", "=", own.uid)]), ("all", [])):
            if whose == "mine" and role == "supervisor":
                continue
            for page, offset in (("page 1", 0), ("page 5", 4 * 80)):
                asked[f"list, {whose}, {page}, {role}"] = lister(
                    own, "fuel.visit", domain, offset
                )
        asked[f"screen of four charts, 12 months, {role}"] = lambda own=own: own[
            "fuel.visit"
        ].overview(str(first), str(last))
        asked[f"due list, {role}"] = lister(own, "fuel.visit.due", [], 0)
    return asked


def lister(env: Any, model: str, domain: list, offset: int) -> Callable[[], Any]:
    """Read a page of a list as its view does."""
    spec = list_spec(env, model)

    def read() -> Any:
        env.invalidate_all()
        return env[model].web_search_read(
            domain, spec, offset=offset, limit=80, count_limit=COUNT_LIMIT
        )

    return read


def list_spec(env: Any, model: str) -> dict[str, Any]:
    """The columns of a model's list that are not hidden at first."""
    views = env[model].get_views([(False, "list")])
    infos = views["models"][model]["fields"]
    spec = {}
    for node in etree.fromstring(views["views"]["list"]["arch"]).iter("field"):
        if node.get("optional") == "hide":
            continue
        name = node.get("name")
        is_relation = infos[name]["type"] == "many2one"
        spec[name] = {"fields": {"display_name": {}}} if is_relation else {}
    return spec


def count_queries(reader: Callable) -> int:
    """Queries of a call whose caches of rights and translations are filled."""
    reader()
    cr = _cursor_of(reader)
    before = cr.sql_log_count
    reader()
    return cr.sql_log_count - before


def _cursor_of(reader: Callable) -> Any:
    values = [cell.cell_contents for cell in reader.__closure__ or ()]
    values += list(reader.__defaults__ or ())
    return next(value.cr for value in values if hasattr(value, "cr"))


def against_sql(
    bench: Bench, env: Any, case: str, ours: Callable, by_hand: Callable
) -> None:
    times: dict[Callable, list[float]] = {ours: [], by_hand: []}
    for number in range(RUNS + 2):
        order = (ours, by_hand) if number % 2 else (by_hand, ours)
        for action in order:
            env.invalidate_all()
            seconds = bench.timed(action)
            if number >= 2:
                times[action].append(seconds)
    ours_s, by_hand_s = (statistics.median(times[side]) for side in (ours, by_hand))
    constant = CONSTANT[case.split(" ")[0].rstrip(",")]
    bench.record(
        Case(
            case,
            ours_s,
            f"SQL by hand: {by_hand_s * 1000:.1f} ms, + {constant * 1000:.0f} ms",
            by_hand_s + constant / FACTOR,
            at_most=FACTOR,
        )
    )


def check_same(name: str, ours: Any, by_hand: Any) -> str:
    """Tell what differs where what is compared does not answer the same question."""
    if name.startswith("screen"):
        found = visit_sql.figures(ours)
        different = {
            key: (found.get(key), value)
            for key, value in by_hand.items()
            if not math.isclose(found.get(key, 0), value or 0, rel_tol=1e-6)
        }
        return f"{name}: {different}" if different else ""
    rows, length = by_hand
    found = [
        (record["id"], record["customer_id"]["display_name"])
        for record in ours["records"]
    ]
    wanted = [row[:2] for row in rows]
    if not found or found != wanted or ours["length"] != length:
        return f"{name}: {ours['length']}, {found[:3]}; {length}, {wanted[:3]}"
    return ""
