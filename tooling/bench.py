"""./fuel bench: finds the benchmarks and runs each in a process of its own."""

import os
import subprocess
from collections.abc import Sequence

from . import odoo, paths
from .steps import Failure, say

FOLDER = paths.ROOT / "bench"


def names() -> list[str]:
    return sorted(
        file.stem.removeprefix("bench_") for file in FOLDER.glob("bench_*.py")
    )


def run(name: str | None, options: Sequence[str]) -> int:
    """Run one benchmark, or all: 1 where one fails or a bound does not hold."""
    known = names()
    if not known:
        raise Failure("there are no benchmarks: no bench/bench_*.py")
    if name is not None and name not in known:
        raise Failure(f"there is no benchmark {name}", f"there are: {', '.join(known)}")
    env = odoo.environment()
    folders = [str(paths.ROOT), str(paths.ROOT / "tests"), env["PYTHONPATH"]]
    env["PYTHONPATH"] = os.pathsep.join(folders)
    bad = []
    for chosen in [name] if name else known:
        say(f"=== benchmark {chosen}")
        done = subprocess.run(
            [str(paths.VENV_PYTHON), "-m", "bench.harness", chosen, *options],
            cwd=paths.RUN,
            env=env,
            check=False,
        )
        if done.returncode:
            bad.append(chosen)
    if bad:
        say(f"FAILED: {', '.join(bad)}")
    return 1 if bad else 0
