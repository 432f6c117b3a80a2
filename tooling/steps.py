"""Telling the user what happens, running programs, and not doing it twice at once."""

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import paths

# How often a long, silent step says that it is still at work.
HEARTBEAT_SECONDS = 15.0


class Failure(Exception):
    """A step that failed, with what the user can do about it."""

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


def say(text: str) -> None:
    """One line to the user. On stderr, so that it never mixes with a program's output."""
    sys.stderr.write(f"fuel: {text}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, say now and then that it goes on, and how long it took."""
    say(f"{title} ...")
    started = time.monotonic()
    done = threading.Event()

    def beat() -> None:
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"  ... still at it after {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    say(f"  done in {time.monotonic() - started:.1f} s")


def child_env(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of the programs we start.

    Compiled Python goes below .local/ instead of into the sources (or nowhere at all,
    as PYTHONDONTWRITEBYTECODE would have it, which makes each start of Odoo slower).
    """
    env = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "ODOO_RC"):
        env.pop(name, None)
    env["PYTHONPYCACHEPREFIX"] = str(paths.PYCACHE)
    env.update(extra or {})
    return env


def run(
    command: Sequence[str | Path],
    *,
    todo: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
) -> str:
    """Run a program quietly and return what it wrote; a failure shows its last lines."""
    words = [str(word) for word in command]
    group = extra = None
    if user is not None:
        # The account's own group only: root's must not come along.
        import pwd

        group, extra = pwd.getpwnam(user).pw_gid, []
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=dict(env) if env is not None else child_env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            user=user,
            group=group,
            extra_groups=extra,
            check=False,
        )
    except FileNotFoundError as error:
        raise Failure(f"{words[0]} is not installed", todo) from error
    if done.returncode:
        tail = "\n".join("    " + line for line in done.stdout.splitlines()[-25:])
        raise Failure(f"{shlex.join(words)} exited {done.returncode}:\n{tail}", todo)
    return done.stdout


def have(program: str) -> bool:
    return shutil.which(program) is not None


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Let one ./fuel at a time do `what`; a second one waits and says so.

    The kernel drops the lock with the process, so a killed run leaves nothing behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another ./fuel to finish {what} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def stamp_matches(name: str, value: str) -> bool:
    stamp = paths.STAMPS / name
    return stamp.is_file() and stamp.read_text() == value


def write_stamp(name: str, value: str) -> None:
    write_atomically(paths.STAMPS / name, value)


def write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


@contextlib.contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """Fill a folder beside `target` and put it in its place only when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.part")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    yield temporary
    shutil.rmtree(target, ignore_errors=True)
    temporary.rename(target)
