"""Loading a fleet, against loading as many partners the native way.

    ./fuel bench vessels [FILE]

FILE, or the environment variable FUEL_SHIPS, names a CSV with columns imo_number, name,
ship_type and ice_class, as the EU publishes them (MRV). Without it the file is looked
for beside the repository; where there is none, as many ships are invented.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ships
from bench.harness import Bench
from tooling import paths
from tooling.steps import Failure

COUNT = 12_788
BESIDE = paths.ROOT.parent / "shared" / "data" / "vessels_mrv_2022.csv"


def run(bench: Bench) -> None:
    rows = fleet(bench)
    with (
        bench.database() as ours,
        bench.database(addon=False) as native,
        bench.environment(ours) as env,
        bench.environment(native) as native_env,
    ):
        kinds = sorted({row["type_id"] for row in rows})
        native_env["res.partner.industry"].create([{"name": name} for name in kinds])
        native_env.cr.commit()

        def upsert(some: list[dict] = rows) -> list[dict]:
            outcomes = env["fuel.vessel"].upsert(some)
            env.flush_all()
            return outcomes

        def load(some: list[dict] = rows) -> None:
            load_partners(native_env, some)

        def start_over() -> None:
            # What the run before has stored must not be there already.
            for side in (env, native_env):
                side.transaction.reset()
                side.cr.rollback()

        # A small load each warms the caches as well as a large one.
        upsert(rows[:200])
        load(rows[:200])
        case = bench.compare(
            f"upsert of {len(rows):,} ships",
            ours=upsert,
            reference=load,
            name=f"native load of {len(rows):,} partners",
            at_least=1.0,
            runs=3,
            warm_up=0,
            before=start_over,
        )
        for what, seconds in (
            ("upsert", case.ours_s),
            ("native load", case.reference_s),
        ):
            bench.say(f"  {what}: {len(rows) / seconds:,.0f} records a second")
        start_over()
        require(upsert(), "created")
        env.invalidate_all()
        tell_second(bench, upsert, len(rows))


def fleet(bench: Bench) -> list[dict[str, Any]]:
    """The ships to load, and a word on where they come from."""
    named = next(iter(bench.options), None) or os.environ.get("FUEL_SHIPS")
    file = Path(named) if named else BESIDE
    if file.is_file():
        rows = ships.from_mrv(file)
        bench.say(f"  {len(rows):,} real ships from {file.name}")
    elif named:
        raise Failure(f"there is no file {file}")
    else:
        rows = [
            {
                name: ship[name]
                for name in ("imo_number", "name", "type_id", "ice_class")
            }
            for ship in ships.invented(COUNT)
        ]
        bench.say(f"  {len(rows):,} invented ships with valid IMO numbers")
    return rows


def load_partners(env: Any, rows: list[dict[str, Any]]) -> None:
    """Load a partner for each ship: a key, a name, a relation by name, a text.

    Without tracking, as the web client's own import does it and as upsert does.
    """
    partners = env["res.partner"].with_context(tracking_disable=True)
    result = partners.load(
        ["ref", "name", "industry_id", "function"],
        [
            [row["imo_number"], row["name"], row["type_id"], row["ice_class"]]
            for row in rows
        ],
    )
    if not result["ids"]:
        raise Failure(f"native load refuses the partners: {result['messages'][:3]}")
    env.flush_all()


def require(outcomes: list[dict[str, Any]], status: str) -> None:
    """Fail where a row had another outcome than this one."""
    others = [outcome for outcome in outcomes if outcome["status"] != status]
    if others:
        raise Failure(f"{len(others)} rows are not {status}, such as {others[0]}")


def tell_second(bench: Bench, upsert: Callable, count: int) -> None:
    """How long it takes to find that nothing has changed."""
    outcomes = []
    seconds = bench.timed(lambda: outcomes.extend(upsert()))
    require(outcomes, "unchanged")
    bench.say(
        f"  the same once more, all unchanged: {seconds:.1f} s, "
        f"{count / seconds:,.0f} records a second"
    )
