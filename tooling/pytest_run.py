"""Runs of pytest, inside Odoo or not, and what they came to."""

import dataclasses
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from . import logcheck, odoo, paths
from .steps import Failure

NO_TESTS_COLLECTED = 5
ORDER = ("failed", "skipped", "passed")


@dataclasses.dataclass
class Counts:
    """How a suite went. `notes` are failures that are not a test's: a log line, say."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = dataclasses.field(default_factory=list)
    seconds: float = 0.0

    def fail(self, note: str) -> None:
        self.failed += 1
        self.notes.append(note)


def junit_file(name: str) -> Path:
    """Where this process's run of pytest called `name` reports."""
    return paths.LOG / f"junit-{name}-{os.getpid()}.xml"


def junit_outcomes(file: Path) -> dict[tuple[str, str], str]:
    """How each test in a JUnit file ended; its worst moment, where it has several.

    The sums in the file's head count each subtest as a test of its own, and a test whose
    teardown failed twice.
    """
    worst: dict[tuple[str, str], str] = {}
    for case in ET.parse(file).getroot().iter("testcase"):
        kinds = {child.tag for child in case}
        status = "passed"
        if kinds & {"failure", "error"}:
            status = "failed"
        elif "skipped" in kinds:
            status = "skipped"
        key = (case.get("classname") or "", case.get("name") or "")
        worst[key] = min(status, worst.get(key, status), key=ORDER.index)
    return worst


def junit_counts(file: Path) -> Counts:
    """The numbers in a JUnit file as pytest writes it, test by test."""
    found = Counter(junit_outcomes(file).values())
    return Counts(found["passed"], found["failed"], found["skipped"])


def run_pytest(
    name: str,
    arguments: Sequence[str],
    *,
    plugins: Sequence[str] = (),
    pythonpath: Sequence[Path] = (),
    env: dict[str, str] | None = None,
) -> Counts:
    """Run pytest as a child, its output on the user's terminal, and count.

    Its working folder is none of ours and none of Odoo's: started from an addons folder,
    the addon `calendar` would hide the standard library's module.
    """
    report = junit_file(name)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    environment = odoo.environment() if env is None else dict(env)
    folders = [str(folder) for folder in pythonpath]
    if environment.get("PYTHONPATH"):
        folders.append(environment["PYTHONPATH"])
    environment["PYTHONPATH"] = os.pathsep.join(folders)
    command = [str(paths.VENV_PYTHON), "-m", "pytest"]
    command += ["-c", str(paths.ROOT / "pyproject.toml"), f"--rootdir={paths.ROOT}"]
    command += [
        "-o",
        f"cache_dir={paths.LOCAL / 'pytest_cache'}",
        f"--junitxml={report}",
    ]
    command += [word for plugin in plugins for word in ("-p", plugin)]
    sys.stdout.flush()
    done = subprocess.run(
        [*command, *arguments], cwd=paths.RUN, env=environment, check=False
    )
    if not report.is_file():
        raise Failure(f"pytest exited {done.returncode} before it wrote its report")
    counts = junit_counts(report)
    if done.returncode == NO_TESTS_COLLECTED:
        counts.fail("no test was collected")
    elif done.returncode and not counts.failed:
        counts.fail(f"pytest exited {done.returncode}")
    return counts


def run_odoo_pytest(
    name: str,
    database: str,
    arguments: Sequence[str],
    *,
    plugins: Sequence[str] = (),
    pythonpath: Sequence[Path] = (),
    check_log: bool = True,
) -> Counts:
    """Run tests inside Odoo with pytest-odoo, and read the log that Odoo wrote meanwhile."""
    log = paths.LOG / f"pytest-{name}-{os.getpid()}.log"
    log.unlink(missing_ok=True)
    counts = run_pytest(
        name,
        [
            f"--odoo-database={database}",
            f"--odoo-config={odoo.setup().config}",
            # pytest-odoo's own default lets nothing below CRITICAL into the log.
            "--odoo-log-level=info",
            f"--odoo-extra=logfile={log}",
            "--odoo-http",
            *arguments,
        ],
        plugins=plugins,
        pythonpath=pythonpath,
    )
    if not log.is_file():
        counts.fail(f"Odoo wrote no log at {log}")
        return counts
    if not check_log:
        return counts
    try:
        logcheck.require_clean(log)
    except Failure as failure:
        counts.fail(f"{failure.what}\n{failure.todo}")
    return counts
