"""./fuel demo and ./fuel update: the database that a person looks at."""

import signal
import sys

from . import databases, odoo, paths, server
from .steps import Failure, say, step


def prepare(*, fresh: bool = False) -> None:
    """Make the demo database, or bring it to the addon's present files."""
    name = databases.DEMO
    if fresh:
        databases.drop(name)
    if not databases.exists(name):
        databases.new(name, demo=True, assets=True)
        databases.remember(name)
    elif databases.remembered_hash(name) != databases.addon_hash():
        update(name)


def update(name: str) -> None:
    """Bring a database to the addon's present files."""
    if not databases.exists(name):
        raise Failure(f"there is no database {name}", "./fuel db list shows them")
    wanted = databases.addon_hash()
    with step(f"updating {paths.ADDON} in {name}"):
        odoo.batch(
            ["-d", name, "-u", paths.ADDON, "--stop-after-init", "--no-http"],
            log=paths.LOG / f"update-{name}.log",
        )
    databases.remember(name, wanted)


def serve(port: int, *, fresh: bool = False) -> int:
    """Serve the demo database until Ctrl-C."""
    if not server.port_is_free(port):
        raise Failure(
            f"port {port} is taken: another ./fuel demo, or another program",
            f"stop that, or take another port: ./fuel demo --port {port + 1}",
        )
    prepare(fresh=fresh)
    demo = server.OdooServer(
        databases.DEMO, port=port, arguments=["--max-cron-threads=1"]
    )
    # A plain kill ends it as cleanly as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with step("starting Odoo"):
            demo.start()
        sys.stdout.write(
            f"\n    {demo.url}\n    login: {demo.login}    password: {demo.password}\n\n"
            f"    Odoo's log is {demo.log}. Ctrl-C stops it.\n\n"
        )
        sys.stdout.flush()
        code = demo.wait()
    except KeyboardInterrupt:
        say("stopping Odoo ...")
        demo.stop()
        return 0
    say(f"Odoo ended by itself ({code}):\n{demo.log_tail()}")
    return 1
