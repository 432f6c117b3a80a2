"""The virtual environment with Odoo's Python dependencies and the test tools."""

import os
import shutil
import sys
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

STAMP = "venv"


def _wanted() -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    return fingerprint(paths.REQUIREMENTS.read_text(), version, str(paths.ROOT))


def running_inside() -> bool:
    return Path(sys.prefix).resolve() == paths.VENV.resolve()


def ensure() -> None:
    """Build .local/venv unless it is there and made of the present requirements."""
    if running_inside():
        # The process that started this one has just checked it.
        return
    if stamp_matches(STAMP, _wanted()) and paths.VENV_PYTHON.exists():
        return
    with locked(paths.SETUP_LOCK, "the set-up"):
        if not stamp_matches(STAMP, _wanted()) or not paths.VENV_PYTHON.exists():
            _build()


def _build() -> None:
    with step("creating the Python environment"):
        shutil.rmtree(paths.VENV, ignore_errors=True)
        _create()
    with step(
        "installing Odoo's Python requirements and the test tools (0.5 GB, 1 min)"
    ):
        run(
            [paths.VENV_PYTHON, "-m", "pip", "install", "-q", "-r", paths.REQUIREMENTS],
            env=child_env({"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}),
            todo="check that this machine reaches PyPI and has 1 GB free, then run it again",
        )
    write_stamp(STAMP, _wanted())


def _create() -> None:
    try:
        run([sys.executable, "-m", "venv", paths.VENV])
    except Failure:
        # Debian keeps ensurepip in a package of its own.
        if os.geteuid() != 0:
            raise Failure(
                "this Python cannot make virtual environments",
                "ask an administrator for `apt-get install python3-venv`",
            ) from None
        run(["apt-get", "-q", "update"])
        run(
            [
                "apt-get",
                "-q",
                "-y",
                "install",
                "--no-install-recommends",
                "python3-venv",
            ],
            env=child_env({"DEBIAN_FRONTEND": "noninteractive"}),
        )
        shutil.rmtree(paths.VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", paths.VENV])


def reexec(arguments: list[str]) -> None:
    """Continue under the environment's interpreter, where the libraries are."""
    ensure()
    if not running_inside():
        command = [str(paths.VENV_PYTHON), str(paths.ROOT / "fuel"), *arguments]
        os.execve(command[0], command, child_env())
