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
    options = parser.parse_args(arguments)
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

    odoo = add("odoo", _odoo, "run Odoo itself with the right configuration", ODOO_HELP)
    odoo.add_argument("arguments", nargs=argparse.REMAINDER, metavar="-- ARGS")

    shell = add("shell", _shell, "open Odoo's Python shell on a database", SHELL_HELP)
    shell.add_argument("--db", default="", metavar="NAME", help="the database (fuel_demo)")

    _add_db(add("db", _db_list, "make, list and drop databases", DB_HELP))
    return parser


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

    arguments = options.arguments
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    return odoo.foreground(arguments)


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
