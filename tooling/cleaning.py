"""./fuel stop and ./fuel clean. They work without the virtual environment."""

import os
import re
import shutil
import signal
import time
from pathlib import Path

from . import paths, postgres
from .steps import Failure, say, step

# Databases that this tool makes and can make again.
OURS = re.compile(r"^(tpl_|test_|bench_|fuel_demo$)")
PATIENCE_SECONDS = 20


def _servers() -> list[int]:
    """The Odoo servers of this checkout that still run, by their pid files."""
    running = []
    for file in paths.RUN.glob("server-*.pid"):
        pid = int(file.read_text())
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except FileNotFoundError:
            file.unlink()
            continue
        # The number may belong to some other program by now.
        if str(paths.VENV_PYTHON) in command:
            running.append(pid)
        else:
            file.unlink()
    return running


def stop() -> int:
    """Stop what of this checkout runs in the background."""
    servers = _servers()
    for pid in servers:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _servers() and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in _servers():
        os.kill(pid, signal.SIGKILL)
    if servers:
        say(f"stopped {len(servers)} Odoo server(s)")
    if postgres.stop():
        say("stopped PostgreSQL")
    elif not servers:
        say("nothing was running")
    return 0


def clean(*, force: bool) -> int:
    """Remove all that this tool made, the databases included."""
    if paths.FILESTORE.is_dir():
        own = sorted(
            folder.name
            for folder in paths.FILESTORE.iterdir()
            if not OURS.match(folder.name)
        )
        if own and not force:
            raise Failure(
                f"there are databases that somebody made by hand: {', '.join(own)}",
                "./fuel clean --force removes them as well",
            )
    stop()
    with step(f"removing {paths.LOCAL}"):
        postgres.remove()
        if paths.LOCAL.exists():
            shutil.rmtree(paths.LOCAL)
    return 0
