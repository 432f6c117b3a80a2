"""An Odoo server as a child process: started, waited for, stopped, its log checked."""

import contextlib
import itertools
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence

from . import databases, logcheck, odoo, paths
from .steps import Failure

HOST = "127.0.0.1"
START_SECONDS = 120.0
API_KEY_SCRIPT = """
import datetime
user = env["res.users"].search([("login", "=", {login!r})])
expiry = datetime.datetime.now() + datetime.timedelta(days=1)
key = env["res.users.apikeys"].with_user(user)._generate("rpc", "tests", expiry)
env.cr.commit()
open({file!r}, "w").write(key)
"""
_numbers = itertools.count(1)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class OdooServer:
    """Odoo serving one database on 127.0.0.1.

    `url`, `database`, `port`, `log` (a Path), `login` and `password` of the
    administrator. `stop()` ends it; `check_log()` fails on unexpected log lines.
    """

    login = "admin"
    password = "admin"

    def __init__(
        self, database: str, *, port: int | None = None, arguments: Sequence[str] = ()
    ) -> None:
        self.database = database
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.log = paths.LOG / f"server-{database}-{os.getpid()}-{next(_numbers)}.log"
        self._arguments = list(arguments)
        self._process: subprocess.Popen | None = None
        self._keys: dict[str, str] = {}

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        command = odoo.command(
            ["-d", self.database, f"--db-filter=^{re.escape(self.database)}$"]
            + [f"--http-port={self.port}", f"--logfile={self.log}", *self._arguments]
        )
        with self.log.with_suffix(".out").open("w") as output:
            self._process = subprocess.Popen(
                command,
                cwd=paths.RUN,
                env=odoo.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is ours to turn into an orderly stop.
                start_new_session=True,
            )
        # ./fuel stop finds it by this.
        self._pid_file = paths.RUN / f"server-{self._process.pid}.pid"
        self._pid_file.write_text(str(self._process.pid))
        try:
            self._wait_until_up()
        except BaseException:
            self.stop()
            raise

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                # The login page needs the registry: after it, the server really serves.
                with urllib.request.urlopen(
                    f"{self.url}/web/login", timeout=60
                ) as answer:
                    answer.read()
                return
            except urllib.error.HTTPError as error:
                raise Failure(
                    f"Odoo answers {error.code} on {self.url}/web/login:\n{self.log_tail()}",
                    f"the whole log is {self.log}",
                ) from error
            except OSError:
                time.sleep(0.1)
        raise Failure(
            f"Odoo does not come up on {self.url}:\n{self.log_tail()}",
            f"the whole log is {self.log}",
        )

    def wait(self) -> int:
        return self._process.wait()

    def stop(self) -> None:
        if self._process is not None:
            odoo.stop_process(self._process)
            self._pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it as a power cut would: nothing is finished, nothing is said."""
        self._process.kill()
        self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def log_tail(self, lines: int = 30) -> str:
        text = ""
        for file in (self.log.with_suffix(".out"), self.log):
            if file.is_file():
                text += file.read_text(errors="replace")
        return "\n".join("    " + line for line in text.splitlines()[-lines:])

    def log_size(self) -> int:
        return self.log.stat().st_size if self.log.is_file() else 0

    def log_since(self, offset: int) -> str:
        with self.log.open(errors="replace") as handle:
            handle.seek(offset)
            return handle.read()

    def check_log(self) -> None:
        """Raise Failure for a WARNING or worse that known_log_lines.toml does not know."""
        logcheck.require_clean(self.log)

    def api_key(self, login: str = "admin") -> str:
        """An API key of a user, valid for a day; made once for each user."""
        if login not in self._keys:
            file = paths.RUN / f"key-{os.getpid()}-{next(_numbers)}"
            try:
                odoo.batch(
                    ["shell", "-d", self.database, "--no-http"],
                    log=paths.LOG / "api-key.log",
                    script=API_KEY_SCRIPT.format(login=login, file=str(file)),
                )
                self._keys[login] = file.read_text()
            finally:
                file.unlink(missing_ok=True)
        return self._keys[login]


@contextlib.contextmanager
def serving(
    database: str, *, arguments: Sequence[str] = (), check_log: bool = True
) -> Iterator[OdooServer]:
    """A running server for the time of a `with`, its log checked at the end."""
    server = OdooServer(database, arguments=arguments)
    server.start()
    try:
        yield server
    finally:
        server.stop()
    if check_log:
        server.check_log()


@contextlib.contextmanager
def fresh_database(
    stem: str, *, addon: bool = True, demo: bool = False, assets: bool = False
) -> Iterator[str]:
    """A new database from a template for the time of a `with`."""
    name = f"{stem}_{os.getpid()}_{next(_numbers)}"
    databases.drop(name)
    databases.new(name, addon=addon, demo=demo, assets=assets)
    try:
        yield name
    finally:
        databases.drop(name)


def remove_old_logs(keep: int = 60) -> None:
    """Keep the latest logs of runs only."""
    kinds = ("server-*", "pytest-*", "junit-*")
    logs = [file for kind in kinds for file in paths.LOG.glob(kind)]
    logs.sort(key=lambda file: file.stat().st_mtime)
    for file in logs[:-keep]:
        file.unlink(missing_ok=True)
