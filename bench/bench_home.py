"""The Workbench: one call with little and with much behind it, and the first paint.

    ./fuel bench home [RECORDS]

The call is made as the web client makes it, by a person who also leads a team, with 50
records behind them (customers, order lines, visits, questions, shared opportunities) and
then with 50,000, in the same database: seconds, queries and memory. The bound on time is
far below linear: a thousand times the records may take so many times as long.

First paint: from the start of the navigation to the moment at which data is on the
screen, of the Workbench and of Odoo's own pipeline, in the same browser by turns.
"""

import statistics
import tracemalloc
from collections.abc import Callable
from typing import Any

from bench import home_data, home_news, home_tasks
from bench.harness import Bench, Case
from bench.home_data import Desk
from harness import visits
from tooling import browser, databases
from tooling.steps import Failure

FEW, MANY = 50, 50_000
RUNS = 9
# Times as long for a thousand times the records.
TIMES_SLOWER = 12.0
PAINT_RUNS = 7
PAINT_FACTOR = 1.5
CUSTOMERS, VISITS, LEADS = 30, 6, 60
PATIENCE_MS = 60_000
# Notes when the first element that matches has been drawn.
WATCH = """
    (() => {
        const selector = %r;
        const look = () => {
            if (!document.querySelector(selector)) {
                return;
            }
            observer.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => {
                window.paintedAt = performance.now();
            }));
        };
        const observer = new MutationObserver(look);
        observer.observe(document, {
            attributes: true, childList: true, subtree: true,
        });
    })();
"""


def run(bench: Bench) -> None:
    many = int(next(iter(bench.options), MANY))
    measure_calls(bench, many)
    measure_paint(bench)
    home_tasks.run_tasks(bench)
    home_news.run_news(bench)


# --- the call ---


def measure_calls(bench: Bench, many: int) -> None:
    with bench.database() as database, bench.environment(database) as env:
        desk = home_data.prepare(env)
        grow(bench, env, desk, FEW)
        before = {tab: measured(bench, env, desk, tab) for tab in ("mine", "team")}
        grow(bench, env, desk, many)
        for tab, few in before.items():
            seconds, queries, kilobytes = measured(bench, env, desk, tab)
            name = f"Workbench, {tab}"
            bench.record(
                Case(
                    f"{name}, {many:,} records",
                    seconds,
                    f"{FEW} records",
                    few[0],
                    at_most=TIMES_SLOWER,
                )
            )
            bench.record(
                Case(
                    f"queries (a number, no seconds): {name}, {many:,} records",
                    queries,
                    f"{FEW} records",
                    few[1],
                    at_most=1.0,
                )
            )
            bench.record(
                Case(
                    f"memory (MB, no seconds): {name}, {many:,} records",
                    kilobytes,
                    f"{FEW} records",
                    few[2],
                    at_most=TIMES_SLOWER,
                )
            )


def grow(bench: Bench, env: Any, desk: Desk, records: int) -> None:
    seconds = bench.timed(lambda: home_data.grow(env, desk, records))
    env.cr.commit()
    with databases.cursor(env.cr.dbname) as cr:
        cr.execute("VACUUM ANALYZE")
    bench.say(f"  {records:,} records behind one person: made in {seconds:.0f} s")


def caller(env: Any, desk: Desk, tab: str) -> Callable[[], Any]:
    own = env(user=desk.user)

    def load() -> Any:
        env.invalidate_all()
        return own["fuel.workbench"].load_tab(tab)

    return load


def measured(bench: Bench, env: Any, desk: Desk, tab: str) -> tuple[float, int, float]:
    """Seconds (median), queries and the most memory in MB that a call takes."""
    load = caller(env, desk, tab)
    load()
    queries = env.cr.sql_log_count
    load()
    queries = env.cr.sql_log_count - queries
    seconds = statistics.median(bench.timed(load) for _ in range(RUNS))
    tracemalloc.start()
    load()
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, queries, megabytes


# --- the first paint ---


def measure_paint(bench: Bench) -> None:
    with bench.database() as database, bench.server(database) as server:
        rpc = bench.rpc(server)
        user = visits.new_manager(rpc)
        fill(rpc, user)
        with browser.launched() as chromium:
            page = logged_in(chromium, server, user.login, user.password)
            pages = {
                "ours": (
                    f"{server.url}/odoo/workbench",
                    ".o_fuel_workbench[data-fresh=true] .o_fuel_line",
                ),
                "reference": (
                    f"{server.url}/odoo/crm",
                    ".o_kanban_record:not(.o_kanban_ghost)",
                ),
            }
            times: dict[str, list[float]] = {side: [] for side in pages}
            for number in range(PAINT_RUNS + 1):
                order = sorted(pages, reverse=bool(number % 2))
                for side in order:
                    seconds = painted(page.context, *pages[side])
                    if number:  # the first one warms the caches of both
                        times[side].append(seconds)
    bench.record(
        Case(
            "first paint of the data: Workbench",
            statistics.median(times["ours"]),
            "native pipeline, kanban",
            statistics.median(times["reference"]),
            at_most=PAINT_FACTOR,
        )
    )


def fill(rpc: Any, user: Any) -> None:
    """Opportunities for the native kanban, and a day for the Workbench."""
    customers = [
        visits.new_customer(rpc, f"Customer {number}", user)
        for number in range(CUSTOMERS)
    ]
    for customer in customers[:VISITS]:
        visits.new_visit(rpc, user, customer)
    stages = rpc("crm.stage", "search", [])
    rpc(
        "crm.lead",
        "create",
        [
            {
                "name": f"Bunkers {number}",
                "type": "opportunity",
                "partner_id": customers[number % CUSTOMERS],
                "user_id": user.id,
                "stage_id": stages[number % len(stages)],
            }
            for number in range(LEADS)
        ],
    )


def logged_in(chromium: Any, server: Any, login: str, password: str) -> Any:
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{server.url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("form.oe_login_form button[type=submit]")
    page.wait_for_selector(".o_main_navbar")
    return page


def painted(context: Any, url: str, selector: str) -> float:
    """Seconds from the start of a navigation until what is asked for is drawn."""
    page = context.new_page()
    try:
        page.add_init_script(WATCH % selector)
        page.goto(url)
        page.wait_for_function("window.paintedAt", timeout=PATIENCE_MS)
        return page.evaluate("window.paintedAt") / 1000
    except Exception as error:
        raise Failure(f"{url} never showed {selector}", str(error)) from error
    finally:
        page.close()
