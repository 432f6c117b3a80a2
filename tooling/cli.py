"""The subcommands of ./fuel."""

import argparse
import sys
from collections.abc import Callable, Sequence

from . import venv
from .steps import Failure, say

DESCRIPTION = """\
The one command of this repository. It keeps everything it needs (Odoo 19.0, PostgreSQL,
a Python environment) below .local/, which git ignores: rm -rf it after ./fuel stop and
nothing is left. Every command sets up what is missing first, and can be interrupted and
repeated at any time.

  ODOO_HOME=/path       use this Odoo 19.0 (a git checkout or an installed package)
  DATABASE_URL=URL      use this PostgreSQL server instead of a private one
"""


def main(arguments: Sequence[str]) -> int:
    parser = _parser()
    options = _parse(parser, arguments)
    try:
        if options.needs_venv:
            venv.reexec(list(arguments))
        return options.run(options)
    except Failure as failure:
        say(f"FAILED: {failure.what}")
        if failure.todo:
            say(f"what to do: {failure.todo}")
        return 1
    except KeyboardInterrupt:
        say("interrupted; nothing half-made is kept, so just run it again")
        return 130


def _parse(
    parser: argparse.ArgumentParser, arguments: Sequence[str]
) -> argparse.Namespace:
    """Parse, leaving what follows `odoo` and `test` untouched: it is for others."""
    command, rest = arguments[:1], list(arguments[1:])
    if command in (["odoo"], ["test"]) and rest not in (["-h"], ["--help"]):
        options = parser.parse_args(command)
        options.arguments = rest[1:] if rest[:1] == ["--"] else rest
        return options
    return parser.parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./fuel",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, run: Callable[[argparse.Namespace], int], text: str, more: str = ""
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.\n\n{more}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run, needs_venv=True)
        return sub

    demo = add("demo", _demo, "serve the addon with demo data", DEMO_HELP)
    demo.add_argument("--port", type=int, default=8069, help="the port (8069)")
    demo.add_argument("--fresh", action="store_true", help="start from new demo data")

    test = add("test", _test, "run the tests", TEST_HELP)
    test.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="SUITE | PYTEST ARGS"
    )

    lint = add("lint", _lint, "check the sources", LINT_HELP)
    lint.add_argument("--fix", action="store_true", help="put right what can be")
    lint.add_argument(
        "--static", action="store_true", help="without the checks that need a database"
    )

    bench = add("bench", _bench, "measure against the native way", BENCH_HELP)
    bench.add_argument("name", nargs="?", help="one benchmark (all)")
    bench.add_argument("options", nargs=argparse.REMAINDER, help="for the benchmark")

    odoo = add("odoo", _odoo, "run Odoo itself with the right configuration", ODOO_HELP)
    odoo.add_argument("arguments", nargs=argparse.REMAINDER, metavar="-- ARGS")

    shell = add("shell", _shell, "open Odoo's Python shell on a database", SHELL_HELP)
    shell.add_argument(
        "--db", default="", metavar="NAME", help="the database (fuel_demo)"
    )

    _add_db(add("db", _db_list, "make, list and drop databases", DB_HELP))

    update = add("update", _update, "bring a database to the addon's present files")
    update.add_argument(
        "--db", default="", metavar="NAME", help="the database (fuel_demo)"
    )

    stop = add("stop", _stop, "stop PostgreSQL and every Odoo of this checkout")
    stop.set_defaults(needs_venv=False)

    clean = add(
        "clean", _clean, "remove .local/ and with it every database", CLEAN_HELP
    )
    clean.add_argument("--force", action="store_true", help="databases of your own too")
    clean.set_defaults(needs_venv=False)
    return parser


DEMO_HELP = """\
The first time it sets everything up, which takes some minutes; later it starts in
seconds. Where the addon's files have changed since, it updates the database first.
Log in as admin / admin.
"""
TEST_HELP = """\
Without arguments it runs these suites: lint, tooling, odoo, js, blackbox, browser.
  ./fuel test native [crm ...]              Odoo's own tests with the addon and without
                                            it, compared; on demand: it takes long
  ./fuel test odoo                          one suite (or several)
  ./fuel test odoo -k vessel                the rest of the line goes to pytest
  ./fuel test crm_fuel/tests/test_x.py      a path chooses its suite
  ./fuel test -k vessel -x                  pytest arguments alone mean the suite odoo
A warning or error in Odoo's log that tooling/known_log_lines.toml does not explain fails
the run. The last line sums up: N passed, N failed.
"""
LINT_HELP = """\
ruff, prettier, eslint, pylint-odoo, OCA's hooks, and Odoo's own test_lint (in a database
with the addon installed).
"""
BENCH_HELP = """\
Each benchmark prints a table and writes .local/bench/NAME.json. Exits 1 where a bound
does not hold. How to write one: bench/harness.py.
"""
CLEAN_HELP = """\
Stops everything first. Refuses where there are databases of your own making, unless
--force says so.
"""


ODOO_HELP = """\
Everything after -- goes to Odoo's own command line, for example:
  ./fuel odoo -- -d NAME --http-port=8070
  ./fuel odoo -- -d NAME -u crm_fuel --stop-after-init
  ./fuel odoo -- --help
"""
SHELL_HELP = """\
`env` is the environment of the administrator. Nothing is kept unless you call
env.cr.commit(). A script can be piped in: ./fuel shell --db NAME < script.py
"""
DB_HELP = """\
  ./fuel db new NAME              with the addon, no demo data
  ./fuel db new NAME --demo       with the addon and its demo data
  ./fuel db new NAME --native     with the native apps only
  ./fuel db list | drop NAME
Login is admin / admin.
"""


def _add_db(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    new = actions.add_parser("new", help="a fresh database from a template")
    new.add_argument("name")
    kind = new.add_mutually_exclusive_group()
    kind.add_argument("--demo", action="store_true", help="with the addon's demo data")
    kind.add_argument("--native", action="store_true", help="without the addon")
    new.set_defaults(run=_db_new)
    listing = actions.add_parser("list", help="the databases there are")
    listing.set_defaults(run=_db_list)
    drop = actions.add_parser("drop", help="drop a database and its files")
    drop.add_argument("name")
    drop.set_defaults(run=_db_drop)


def _odoo(options: argparse.Namespace) -> int:
    from . import odoo

    return odoo.foreground(options.arguments)


def _shell(options: argparse.Namespace) -> int:
    from . import databases, odoo

    name = options.db or databases.DEMO
    if not databases.exists(name):
        raise Failure(f"there is no database {name}", f"./fuel db new {name}")
    return odoo.foreground(["shell", "-d", name, "--no-http"])


def _db_new(options: argparse.Namespace) -> int:
    from . import databases

    databases.new(options.name, demo=options.demo, addon=not options.native)
    say(f"database {options.name} is there: ./fuel odoo -- -d {options.name}")
    return 0


def _db_list(_options: argparse.Namespace) -> int:
    from . import databases

    for name in databases.names():
        sys.stdout.write(f"{name}\n")
    return 0


def _db_drop(options: argparse.Namespace) -> int:
    from . import databases

    if not databases.exists(options.name):
        raise Failure(f"there is no database {options.name}", "./fuel db list")
    databases.drop(options.name)
    say(f"database {options.name} is gone")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from . import demo

    return demo.serve(options.port, fresh=options.fresh)


def _update(options: argparse.Namespace) -> int:
    from . import databases, demo

    demo.update(options.db or databases.DEMO)
    return 0


def _test(options: argparse.Namespace) -> int:
    from . import testing

    return testing.run(options.arguments)


def _lint(options: argparse.Namespace) -> int:
    from . import lint

    outcomes = list(lint.run(fix=options.fix, with_odoo=not options.static))
    failed = sum(not outcome.passed for outcome in outcomes)
    sys.stdout.write(f"{len(outcomes) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def _bench(options: argparse.Namespace) -> int:
    from . import bench

    return bench.run(options.name, options.options)


def _stop(_options: argparse.Namespace) -> int:
    from . import cleaning

    return cleaning.stop()


def _clean(options: argparse.Namespace) -> int:
    from . import cleaning

    return cleaning.clean(force=options.force)
