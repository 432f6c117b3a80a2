"""Running Odoo itself: its configuration, its processes, its log files."""

import dataclasses
import functools
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from . import logcheck, odoo_source, paths, postgres
from .odoo_source import OdooSource
from .postgres import Server
from .steps import Failure, child_env, say, write_atomically

PROGRESS_SECONDS = 10.0
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


@dataclasses.dataclass(frozen=True)
class Setup:
    """Everything there has to be before Odoo can run."""

    source: OdooSource
    server: Server
    config: Path


@functools.cache
def setup() -> Setup:
    """Odoo's source, a running PostgreSQL, and a configuration file that joins them."""
    source = odoo_source.find()
    server = postgres.ensure()
    for folder in (paths.RUN, paths.LOG, paths.FILESTORE, paths.BENCH):
        folder.mkdir(parents=True, exist_ok=True)
    return Setup(source, server, _write_config(source, server))


def _write_config(source: OdooSource, server: Server) -> Path:
    addons = [str(folder) for folder in source.addons]
    if paths.MANIFEST.is_file():
        addons.append(str(paths.ROOT))
    options = {
        "addons_path": ",".join(addons),
        "data_dir": str(paths.DATA),
        "db_host": server.host,
        "db_port": str(server.port),
        "db_user": server.user,
        "http_interface": "127.0.0.1",
        # Scheduled jobs at a moment of their own choosing make tests differ from run to
        # run: who wants them says so on the command line.
        "max_cron_threads": "0",
        # A development server on a slow machine is no reason to kill a request.
        "limit_time_cpu": "1200",
        "limit_time_real": "2400",
    }
    if server.password:
        options["db_password"] = server.password
    if not addons:
        del options["addons_path"]
    config = paths.RUN / "odoo.conf"
    text = "[options]\n" + "".join(
        f"{key} = {value}\n" for key, value in options.items()
    )
    if not config.is_file() or config.read_text() != text:
        write_atomically(config, text)
        config.chmod(0o600)
    return config


def environment() -> dict[str, str]:
    """For Odoo and for what imports it: its configuration, its code, its database."""
    ready = setup()
    return child_env(
        {
            "ODOO_RC": str(ready.config),
            "PYTHONPATH": str(ready.source.python_path),
            **ready.server.environ(),
        }
    )


def command(arguments: Sequence[str]) -> list[str]:
    return [str(paths.VENV_PYTHON), str(setup().source.script), *arguments]


def foreground(arguments: Sequence[str]) -> int:
    """Run Odoo on the user's terminal; Ctrl-C reaches it and it ends in its own time."""
    process = subprocess.Popen(command(arguments), cwd=paths.RUN, env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal has sent it to the whole group, Odoo included.
            continue


def batch(arguments: Sequence[str], *, log: Path, script: str | None = None) -> None:
    """Run Odoo to its end with its log in a file, and fail on a log line that is not known.

    Shows which module is being loaded now and then.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    output = log.with_suffix(".out")
    with output.open("w") as out:
        process = subprocess.Popen(
            command([*arguments, f"--logfile={log}"]),
            cwd=paths.RUN,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            if script is not None:
                process.stdin.write(script)
            process.stdin.close()
            _watch(process, log)
        except BaseException:
            # Ctrl-C included: a half-made database must not go on being made.
            stop_process(process)
            raise
    if process.returncode:
        raise Failure(
            f"Odoo exited {process.returncode}:\n" + _tail(log, output),
            f"the whole log is {log}",
        )
    logcheck.require_clean(log)


def _watch(process: subprocess.Popen, log: Path) -> None:
    told = time.monotonic()
    while True:
        try:
            process.wait(timeout=1)
            return
        except subprocess.TimeoutExpired:
            if time.monotonic() - told >= PROGRESS_SECONDS and log.is_file():
                told = time.monotonic()
                seen = LOADING.findall(log.read_text(errors="replace"))
                if seen:
                    module, number, total = seen[-1]
                    say(f"  module {number} of {total}: {module}")


def _tail(log: Path, output: Path) -> str:
    lines = [
        *(log.read_text(errors="replace").splitlines()[-40:] if log.is_file() else ()),
        *output.read_text(errors="replace").splitlines()[-15:],
    ]
    return "\n".join("    " + line for line in lines)


def stop_process(process: subprocess.Popen, patience: float = 20.0) -> None:
    """Ask a process of ours to end, and make it end when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
