"""./fuel test: the suites, how each is run, and the sum of it all."""

import dataclasses
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from . import (
    browser,
    databases,
    hoot,
    lint,
    logcheck,
    native,
    odoo,
    paths,
    server,
)
from .steps import Failure, say

TESTS = paths.ROOT / "tests"
NO_TESTS_COLLECTED = 5
ORDER = ("failed", "skipped", "passed")
# Tests inside Odoo that start Chromium, and want the web client's bundles for it.
IN_BROWSER = re.compile(r"\b(?:start_tour|browser_js)\b")
# Databases of a run are called STEM_PID_NUMBER.
OF_A_RUN = re.compile(r"^(?:test|bench)_.*?(\d+)_\d+$")


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


@dataclasses.dataclass(frozen=True)
class Suite:
    """One kind of test."""

    name: str
    title: str
    folder: Path
    run: Callable[[Sequence[str]], Counts]
    # Takes longer than a run of everything may: runs where it is named.
    on_demand: bool = False


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


def _lint(arguments: Sequence[str]) -> Counts:
    if arguments:
        raise Failure("the suite `lint` takes no arguments", "./fuel lint --help")
    counts = Counts()
    for outcome in lint.run():
        if outcome.passed:
            counts.passed += 1
        else:
            counts.fail(f"{outcome.name} is not content")
    return counts


def _odoo(arguments: Sequence[str]) -> Counts:
    folder = paths.ADDON_DIR / "tests"
    in_browser = any(
        IN_BROWSER.search(file.read_text()) for file in folder.rglob("*.py")
    )
    if in_browser:
        browser.ensure()  # Odoo skips those tests where there is none
    with server.fresh_database("test_odoo", assets=in_browser) as database:
        return run_odoo_pytest("odoo", database, _with_folder(arguments, folder))


def _js(arguments: Sequence[str]) -> Counts:
    if arguments:
        raise Failure("the suite `js` takes no arguments")
    counts = Counts()
    counts.passed, counts.failed = hoot.run()
    sources = list((paths.ADDON_DIR / "static" / "src").rglob("*.js"))
    if sources and not counts.passed + counts.failed:
        counts.fail(f"{len(sources)} JavaScript files and not one test")
    return counts


def _harness(name: str, plugins: Sequence[str]) -> Callable[[Sequence[str]], Counts]:
    def run(arguments: Sequence[str]) -> Counts:
        # Made beforehand, where the user sees it: pytest hides what a fixture says.
        with_pages = "harness.pages" in plugins
        databases.addon_template(assets=with_pages)
        if with_pages:
            browser.ensure()
            databases.addon_template(demo=True, assets=True)
        return run_pytest(
            name,
            _with_folder(arguments, TESTS / name),
            # pytest-odoo would load a registry in the client's process.
            plugins=["no:odoo", *plugins],
            pythonpath=[paths.ROOT, TESTS],
        )

    return run


def _native(arguments: Sequence[str]) -> Counts:
    """Odoo's own tests, without the addon and with it; what differs has failed."""
    modules, words = native.choose(arguments)
    source = odoo.setup().source
    folders = native.folders(modules, source.python_path, source.addons)
    browser.ensure()  # tours
    outcomes: list[dict[tuple[str, str], str]] = []
    for kind in ("without", "with"):
        with server.fresh_database(
            f"test_native_{kind}", addon=kind == "with", assets=True
        ) as database:
            outcomes.append({})
            for module, folder in zip(modules, folders, strict=True):
                outcomes[-1] |= _native_module(module, kind, database, [*words, folder])
    found = native.compare(*outcomes, native.known())
    for test in found.failing:
        say(f"fails without the addon as well: {test}")
    for difference in found.explained:
        say(f"differs, and is meant to: {difference}")
    counts = Counts(found.same - found.skipped, skipped=found.skipped)
    for difference in found.unexpected:
        counts.fail(str(difference))
    if set(modules) == set(native.MODULES) and not words:
        for pattern in found.stale:
            counts.fail(f"{native.KNOWN_DIFFERENCES.name} explains nothing: {pattern}")
    return counts


def _native_module(
    module: str, kind: str, database: str, words: Sequence[str]
) -> dict[tuple[str, str], str]:
    """How the tests of one of Odoo's modules end in a database."""
    say(f"Odoo's tests of {module}, {kind} the addon")
    # They log what they like, and some fail in any database: here only what the addon
    # changes counts. One module at a time: two have test files of the same name.
    name = f"native-{kind}-{module}"
    run_odoo_pytest(
        name,
        database,
        ["-q", "--tb=short", *words],
        plugins=["tooling.native_plugin"],
        pythonpath=[paths.ROOT],
        check_log=False,
    )
    found = junit_outcomes(junit_file(name))
    native.require_collected(found)
    return {(f"{module}.{place}", test): how for (place, test), how in found.items()}


def _tooling(arguments: Sequence[str]) -> Counts:
    return run_pytest(
        "tooling",
        _with_folder(arguments, TESTS / "tooling"),
        plugins=["no:odoo"],
        pythonpath=[paths.ROOT, TESTS],
    )


def _with_folder(arguments: Sequence[str], folder: Path) -> list[str]:
    """The arguments, with the suite's folder where they name no path of their own."""
    if any(_is_path(word) for word in arguments):
        return list(arguments)
    if not folder.is_dir():
        raise Failure(
            f"there are no tests: {folder.relative_to(paths.ROOT)} is missing"
        )
    return [*arguments, str(folder)]


def _is_path(word: str) -> bool:
    return not word.startswith("-") and Path(word.partition("::")[0]).exists()


SUITES = {
    suite.name: suite
    for suite in (
        Suite("lint", "linters", paths.ROOT, _lint),
        Suite("tooling", "tests of ./fuel itself", TESTS / "tooling", _tooling),
        Suite("odoo", "tests inside Odoo", paths.ADDON_DIR, _odoo),
        Suite("js", "JavaScript unit tests", paths.ADDON_DIR / "static/tests", _js),
        Suite(
            "blackbox",
            "clients against a running server",
            TESTS / "blackbox",
            _harness("blackbox", ["harness.fixtures"]),
        ),
        Suite(
            "browser",
            "a person's browser against a running server",
            TESTS / "browser",
            _harness("browser", ["harness.fixtures", "harness.pages"]),
        ),
        Suite(
            "native",
            "Odoo's own tests, with the addon as without",
            paths.ROOT,
            _native,
            on_demand=True,
        ),
    )
}


def choose(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The suites that the arguments ask for, and what remains for pytest.

    Leading names of suites are just that. Otherwise the paths among the arguments tell
    the suite, and without any it is `odoo`. Paths become absolute. Without arguments it
    is every suite but those on demand.
    """
    words = list(arguments)
    suites = []
    while words and words[0] in SUITES:
        suites.append(words.pop(0))
    words = [_absolute(word) for word in words]
    if not suites and words:
        homes = {_suite_of(word) for word in words if _is_path(word)} or {"odoo"}
        suites = [name for name in SUITES if name in homes]
    if len(suites) > 1 and words:
        raise Failure(
            f"pytest arguments for several suites at once: {', '.join(suites)}",
            "name one suite, or paths of one suite",
        )
    return suites or [name for name in SUITES if not SUITES[name].on_demand], words


def _absolute(word: str) -> str:
    if word.startswith("-"):
        return word
    path, colons, rest = word.partition("::")
    for base in (Path.cwd(), paths.ROOT):
        if (base / path).exists():
            return str((base / path).resolve()) + colons + rest
    return word


def _suite_of(word: str) -> str:
    path = Path(word.partition("::")[0])
    for suite in SUITES.values():
        if suite.folder != paths.ROOT and path.is_relative_to(suite.folder):
            return suite.name
    raise Failure(f"{path} belongs to no suite", f"suites: {', '.join(SUITES)}")


def run(arguments: Sequence[str]) -> int:
    """Run what is asked for, print the sum, and return the exit code."""
    suites, words = choose(arguments)
    drop_orphans()
    server.remove_old_logs()
    results: dict[str, Counts] = {}
    for name in suites:
        say(f"=== {name}: {SUITES[name].title}")
        started = time.monotonic()
        try:
            counts = SUITES[name].run(words)
        except Failure as failure:
            counts = Counts()
            counts.fail(f"{failure.what}\n{failure.todo}".rstrip())
        counts.seconds = time.monotonic() - started
        for note in counts.notes:
            say(f"{name}: {note}")
        results[name] = counts
    sys.stdout.write(summary(results))
    sys.stdout.flush()
    return 1 if any(counts.failed for counts in results.values()) else 0


def drop_orphans() -> None:
    """Drop the databases of runs that were killed: their process is gone."""
    for name in databases.names():
        match = OF_A_RUN.match(name)
        if match and not Path(f"/proc/{match[1]}").exists():
            databases.drop(name)


def summary(results: dict[str, Counts]) -> str:
    """The table at the end, and the closing line that counts."""
    lines = [
        "",
        f"{'suite':<10} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}",
    ]
    lines += [
        f"{name:<10} {counts.passed:>7} {counts.failed:>7} {counts.skipped:>8} "
        f"{counts.seconds:>8.0f}"
        for name, counts in results.items()
    ]
    passed = sum(counts.passed for counts in results.values())
    failed = sum(counts.failed for counts in results.values())
    skipped = sum(counts.skipped for counts in results.values())
    lines += [
        "",
        f"{passed} passed, {failed} failed" + (f", {skipped} skipped" * bool(skipped)),
    ]
    return "\n".join(lines) + "\n"
