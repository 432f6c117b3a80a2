"""./fuel test: the suites, how each is run, and the sum of it all."""

import dataclasses
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from . import (
    aside,
    browser,
    databases,
    hoot,
    lint,
    native,
    odoo,
    paths,
    server,
)
from .pytest_run import (
    Counts,
    junit_file,
    junit_outcomes,
    run_odoo_pytest,
    run_pytest,
)
from .steps import Failure, say

TESTS = paths.ROOT / "tests"
# Tests inside Odoo that start Chromium, and want the web client's bundles for it.
IN_BROWSER = re.compile(r"\b(?:start_tour|browser_js)\b")
# Run beside the suite `odoo` (and what comes before it) where both are asked for: neither
# keeps two cores busy, nor has a browser that a busy machine makes wait.
ASIDE = ("tooling", "blackbox")
# Databases of a run are called STEM_PID_NUMBER.
OF_A_RUN = re.compile(r"^(?:test|bench)_.*?(\d+)_\d+$")


@dataclasses.dataclass(frozen=True)
class Suite:
    """One kind of test."""

    name: str
    title: str
    folder: Path
    run: Callable[[Sequence[str]], Counts]
    # Takes longer than a run of everything may: runs where it is named.
    on_demand: bool = False


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
    beside = [name for name in suites if name in ASIDE and "odoo" in suites]
    here = [name for name in suites if name not in beside]
    # Those after it have a browser, which wants the machine for itself.
    last = here.index("odoo") + 1 if beside else 0
    results = {}
    with aside.running(beside, lambda name: _run_suite(name, words)) as finish:
        results |= {name: _run_suite(name, words) for name in here[:last]}
        results |= finish()
    results |= {name: _run_suite(name, words) for name in here[last:]}
    results = {name: results[name] for name in suites}
    sys.stdout.write(summary(results))
    sys.stdout.flush()
    return 1 if any(counts.failed for counts in results.values()) else 0


def _run_suite(name: str, words: Sequence[str]) -> Counts:
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
    return counts


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
