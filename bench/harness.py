"""What a benchmark stands on.

A benchmark is a file bench/bench_NAME.py with one function:

    def run(bench: Bench) -> None:
        with bench.database() as ours, bench.database(addon=False) as native:
            ...
            bench.compare(
                "whole history by month, 1,000,000 lines",
                ours=lambda: ..., reference=lambda: ..., name="native sale.report",
                at_least=20.0,
            )

`./fuel bench NAME` runs it, prints a table, writes .local/bench/NAME.json (a list of
{"case", "ours_s", "reference", "reference_s", "ratio", "bound", "holds"}) and exits 1
where a bound does not hold. `./fuel bench` runs them all.

What Bench gives:

    bench.database(addon=True, demo=False)   context manager -> name of a fresh database
    bench.environment(database)              context manager -> Odoo `env` of the
                                             administrator (superuser mode off), in this
                                             process, in one transaction; env.cr.commit()
                                             keeps, the end of the `with` rolls back
    bench.server(database, arguments=())     context manager -> a running OdooServer (url,
                                             database, login, password, api_key(login))
    bench.rpc(server)                        XML-RPC client: rpc(model, method, *args, **kw)
    bench.compare(...)                       two ways of the same thing, alternating runs
    bench.record(Case(...))                  a case that was measured otherwise
    bench.say(text)                          a line to the user
    bench.options                            what followed the name on the command line

Two medians of five alternating runs of one and the same thing differ by up to 15 % on a
small machine: give the bounds slack, and measure in one run what is compared.
"""

import contextlib
import dataclasses
import gc
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tooling import paths, server
from tooling.server import OdooServer
from tooling.steps import Failure, say, write_atomically


@dataclasses.dataclass(frozen=True)
class Case:
    """One comparison. `ratio` over `bound` decides: see `at_least` and `at_most`.

    `ratio` is a factor "times faster than the reference" (reference / ours) where
    `at_least` is given, and "times the reference's cost" (ours / reference) where
    `at_most` is. Exactly one of them is.
    """

    case: str
    ours_s: float
    reference: str
    reference_s: float
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.case}: give at_least or at_most, one of them")

    @property
    def ratio(self) -> float:
        if self.at_least is not None:
            return self.reference_s / self.ours_s
        return self.ours_s / self.reference_s

    @property
    def bound(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return f"<= {self.at_most:g}"

    @property
    def holds(self) -> bool:
        if self.at_least is not None:
            return self.ratio >= self.at_least
        return self.ratio <= self.at_most

    def row(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "ours_s": round(self.ours_s, 6),
            "reference": self.reference,
            "reference_s": round(self.reference_s, 6),
            "ratio": round(self.ratio, 3),
            "bound": self.bound,
            "holds": self.holds,
        }


class Bench:
    """What a benchmark's run() gets: see the head of this file."""

    def __init__(self, name: str, options: Sequence[str] = ()) -> None:
        self.name = name
        self.options = list(options)
        self.cases: list[Case] = []

    @staticmethod
    def say(text: str) -> None:
        say(text)

    def database(
        self, *, addon: bool = True, demo: bool = False
    ) -> contextlib.AbstractContextManager[str]:
        return server.fresh_database(f"bench_{self.name}", addon=addon, demo=demo)

    @contextlib.contextmanager
    def environment(self, database: str, login: str = "admin") -> Iterator[Any]:
        import odoo
        from odoo import api
        from odoo.modules.registry import Registry

        registry = Registry(database)
        try:
            with registry.cursor() as cr:
                root = api.Environment(cr, api.SUPERUSER_ID, {})
                user = root["res.users"].search([("login", "=", login)])
                if not user:
                    raise Failure(f"there is no user {login} in {database}")
                yield api.Environment(cr, user.id, dict(user.context_get()))
                # Only what the benchmark committed itself stays.
                cr.rollback()
        finally:
            Registry.delete(database)
            odoo.sql_db.close_db(database)

    def server(
        self, database: str, *, arguments: Sequence[str] = ()
    ) -> contextlib.AbstractContextManager[OdooServer]:
        return server.serving(database, arguments=arguments)

    @staticmethod
    def rpc(running: OdooServer) -> Any:
        from harness.rpc import Rpc

        return Rpc(running.url, running.database, running.login, running.password)

    def compare(
        self,
        case: str,
        *,
        ours: Callable[[], Any],
        reference: Callable[[], Any],
        name: str,
        at_least: float | None = None,
        at_most: float | None = None,
        runs: int = 5,
        warm_up: int = 1,
        before: Callable[[], Any] | None = None,
    ) -> Case:
        """Run both ways `runs` times, alternating, and keep the medians.

        `before` is called, untimed, before each of them: to drop caches, say.
        """
        times: dict[str, list[float]] = {"ours": [], "reference": []}
        for number in range(warm_up + runs):
            # Who comes first changes, so that neither always finds the other's warmth.
            order = ["ours", "reference"] if number % 2 else ["reference", "ours"]
            for side in order:
                if before is not None:
                    before()
                seconds = self.timed(ours if side == "ours" else reference)
                if number >= warm_up:
                    times[side].append(seconds)
        return self.record(
            Case(
                case,
                statistics.median(times["ours"]),
                name,
                statistics.median(times["reference"]),
                at_least=at_least,
                at_most=at_most,
            )
        )

    @staticmethod
    def timed(action: Callable[[], Any]) -> float:
        """Seconds that an action takes, without a garbage collection in the middle."""
        gc.collect()
        gc.disable()
        try:
            started = time.perf_counter()
            action()
            return time.perf_counter() - started
        finally:
            gc.enable()

    def record(self, case: Case) -> Case:
        self.cases.append(case)
        say(f"  {table([case]).splitlines()[-1].strip()}")
        return case


def table(cases: Sequence[Case]) -> str:
    """The cases as text."""
    head = ["case", "ours", "reference", "", "ratio", "bound", ""]
    rows = [
        [
            case.case,
            f"{case.ours_s:.4f} s",
            case.reference,
            f"{case.reference_s:.4f} s",
            f"{case.ratio:.2f}",
            case.bound,
            "holds" if case.holds else "FAILS",
        ]
        for case in cases
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(7)]
    return "\n".join(
        "  ".join(
            word.ljust(width) for word, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in [head, *rows]
    )


def main(arguments: Sequence[str]) -> int:
    """Run one benchmark in this process, with Odoo configured: called by ./fuel bench."""
    name, *options = arguments
    from odoo.tools import config

    log = paths.LOG / f"bench-{name}.log"
    log.unlink(missing_ok=True)
    config.parse_config(
        [f"--logfile={log}", "--log-level=warn", "--no-http"], setup_logging=True
    )
    bench = Bench(name, options)
    importlib.import_module(f"bench.bench_{name}").run(bench)
    if not bench.cases:
        raise Failure(f"bench_{name} measured nothing")
    file = paths.BENCH / f"{name}.json"
    write_atomically(
        file, json.dumps([case.row() for case in bench.cases], indent=2) + "\n"
    )
    sys.stdout.write(f"\n{table(bench.cases)}\n\nwritten to {file}\n")
    broken = [case.case for case in bench.cases if not case.holds]
    if broken:
        say(
            f"{len(broken)} of {len(bench.cases)} bounds do not hold: {', '.join(broken)}"
        )
    return 1 if broken else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        say(f"FAILED: {failure.what}\n{failure.todo}".rstrip())
        sys.exit(1)
