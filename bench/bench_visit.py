"""Reading half a million visits, against SQL written by hand: see docs/performance.md.

    ./fuel bench visit [VISITS]

Each bound is "at most 1.5 times the SQL, plus a constant". The SQL gets the same rows,
figures and names, the record rules written out in it; the constant is for what it does
not do and what does not grow with the visits: access rights, turning domains into SQL,
and making 80 records, their labels and names into what the web client reads. It is
what our call takes longer than the SQL in a second database with hardly more visits
than fill a page; the four take turns, so that a busy moment finds all of them. The table
shows the bound as a factor on the SQL's time with the constant divided by 1.5 added.
"""

import math
import statistics
from collections.abc import Callable
from typing import Any

from lxml import etree

from odoo.tools import SQL

from bench import visit_data, visit_sql, visit_sql_due, volume_data
from bench.harness import Bench, Case
from bench.visit_data import Diary
from tooling import databases
from tooling.steps import Failure

# A page of an account manager's own is full: where the constants are measured.
LITTLE = 5_000
# So few that the last of PAGES is full, and not more.
FEW, MANY = 70_000, 500_000
PAGES = {"page 1": 0, "page 20": 19 * 80}
ORDER_LINES = 100_000
FACTOR = 1.5
RUNS = 11
COUNT_LIMIT = 10_001  # What the web client counts up to.


def run(bench: Bench) -> None:
    many = int(next(iter(bench.options), MANY))
    with (
        bench.database() as little,
        bench.environment(little) as little_env,
        bench.database() as database,
        bench.environment(database) as env,
    ):
        beside = prepare(bench, little_env)
        grow(bench, little_env, beside, LITTLE)
        diary = prepare(bench, env)
        grow(bench, env, diary, FEW)
        queries = {
            name: count_queries(reader) for name, reader in readers(env, diary).items()
        }
        grow(bench, env, diary, many)
        compare(bench, pairs(bench, env, diary), pairs(bench, little_env, beside), many)
        for name, reader in readers(env, diary).items():
            bench.record(
                Case(
                    f"queries (a number, no seconds): {name}",
                    count_queries(reader),
                    f"the same of {FEW:,} visits",
                    queries[name],
                    at_most=1.0,
                )
            )


def prepare(bench: Bench, env: Any) -> Diary:
    diary = visit_data.prepare(env)
    seconds = bench.timed(lambda: volume_data.grow(env, diary.ledger, ORDER_LINES))
    seconds += bench.timed(env["fuel.volume"]._rebuild)
    bench.say(f"  {ORDER_LINES:,} order lines and volumes in {seconds:.0f} s")
    return diary


def compare(bench: Bench, cases: dict, little: dict, many: int) -> None:
    for name, (ours, by_hand) in cases.items():
        seconds, sql, seconds_little, sql_little = alternate(
            bench, [ours, by_hand, *little[name.replace("page 20", "page 1")]]
        )
        constant = max(0.0, seconds_little - sql_little)
        bench.record(
            Case(
                f"{name}, {many:,} visits",
                seconds,
                f"SQL by hand: {sql * 1000:.1f} ms, + {constant * 1000:.1f} ms",
                sql + constant / FACTOR,
                at_most=FACTOR,
            )
        )


def pairs(bench: Bench, env: Any, diary: Diary) -> dict[str, tuple[Callable, Callable]]:
    """Return our way of each case and the best by hand; page 20 where there is one."""
    ours = {
        name: reader
        for name, reader in readers(env, diary).items()
        if diary.visits > LITTLE or "page 20" not in name
    }
    by_hand = fastest_by_hand(bench, env, diary, ours)
    return {name: (reader, by_hand[name]) for name, reader in ours.items()}


def fastest_by_hand(
    bench: Bench, env: Any, diary: Diary, ours: dict[str, Callable]
) -> dict[str, Callable]:
    """Of each case's ways by hand the faster, after comparing all answers."""
    found, differ = {}, []
    by_hand = readers_by_hand(env, diary)
    for name, reader in ours.items():
        answer, times = reader(), []
        for way in by_hand[name]:
            differ.append(check_same(name, answer, way()))
            times.append(min(bench.timed(way) for _ in range(2)))
        found[name] = by_hand[name][times.index(min(times))]
    if any(differ):
        raise Failure("ours and SQL by hand differ", "\n".join(filter(None, differ)))
    return found


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
    """What the web client asks for, by name; see readers_by_hand for the twins."""
    asked = {}
    for role, own in people(env, diary).items():
        for whose, domain in (("mine", [("user_id", "=", own.uid)]), ("all", [])):
            if whose == "mine" and role == "supervisor":
                continue
            for page, offset in PAGES.items():
                asked[f"list, {whose}, {page}, {role}"] = lister(
                    own, "fuel.visit", domain, offset
                )
        asked[f"screen of four charts, 12 months, {role}"] = screen(own)
        asked[f"due list, {role}"] = lister(own, "fuel.visit.due", [], 0)
    return asked


def readers_by_hand(env: Any, diary: Diary) -> dict[str, list[Callable[[], Any]]]:
    """Return one or two ways of each case, by the name of the case."""
    asked = {}
    for role, own in people(env, diary).items():
        for page, offset in PAGES.items():
            if role != "supervisor":
                mine = SQL(
                    "visit.user_id = %s AND visit.company_id = %s",
                    own.uid,
                    own.company.id,
                )
                asked[f"list, mine, {page}, {role}"] = [
                    visit_sql.visits(own, mine, offset)
                ]
            wheres = visit_sql.rules(own, role)
            asked[f"list, all, {page}, {role}"] = [
                visit_sql.visits(own, where, offset) for where in wheres
            ]
        asked[f"screen of four charts, 12 months, {role}"] = [
            visit_sql.screen(own, role, where) for where in visit_sql.rules(own, role)
        ]
        asked[f"due list, {role}"] = [
            visit_sql_due.due(own, role, way) for way in visit_sql_due.WAYS
        ]
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


def screen(env: Any) -> Callable[[], Any]:
    """Read the four charts as their screen does."""
    first, last = map(str, visit_sql.period())

    def read() -> Any:
        env.invalidate_all()
        return env["fuel.visit"].overview(first, last)

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
    values = [cell.cell_contents for cell in reader.__closure__]
    return next(value.cr for value in values if hasattr(value, "cr"))


def alternate(bench: Bench, actions: list[Callable]) -> list[float]:
    """The medians of runs that take turns, in seconds; who begins changes."""
    times: list[list[float]] = [[] for _ in actions]
    for number in range(RUNS + 2):
        for turn in range(len(actions)):
            which = (number + turn) % len(actions)
            seconds = bench.timed(actions[which])
            if number >= 2:
                times[which].append(seconds)
    return [statistics.median(found) for found in times]


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
