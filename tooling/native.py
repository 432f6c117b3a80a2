"""Odoo's own tests with the addon and without it: the outcomes, test by test.

The addon extends models of these apps. Whatever their own tests say of them has to stay
true where it is installed.
"""

import dataclasses
import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import paths
from .steps import Failure

# The apps whose models the addon extends most. One more is a word more.
MODULES = ("crm", "sale_crm", "project", "portal", "survey")
KNOWN_DIFFERENCES = Path(__file__).with_name("native_differences.toml")
MISSING = "missing"

# (module and class, test)
Test = tuple[str, str]
Outcomes = Mapping[Test, str]


@dataclasses.dataclass(frozen=True)
class Known:
    """A test that cannot hold with the addon, because of something that is meant."""

    pattern: re.Pattern[str]
    reason: str


@dataclasses.dataclass(frozen=True)
class Difference:
    """A test that ended otherwise with the addon."""

    test: str
    without: str
    with_addon: str
    reason: str = ""

    def __str__(self) -> str:
        line = f"{self.test}: {self.without} without the addon, {self.with_addon} with"
        return f"{line} ({self.reason})" if self.reason else line


@dataclasses.dataclass(frozen=True)
class Comparison:
    """`same` tests had one outcome, `failing` of them failed both times."""

    same: int
    failing: tuple[str, ...]
    skipped: int
    unexpected: tuple[Difference, ...]
    explained: tuple[Difference, ...]
    # Explanations of a difference that there is not.
    stale: tuple[str, ...]


@functools.cache
def known(path: Path = KNOWN_DIFFERENCES) -> tuple[Known, ...]:
    entries = tomllib.loads(path.read_text()).get("test", [])
    return tuple(
        Known(re.compile(entry["pattern"]), entry["reason"]) for entry in entries
    )


def name_of(test: Test) -> str:
    """`project.test_x.TestX.test_y`."""
    return ".".join(test)


def compare(
    without: Outcomes, with_addon: Outcomes, expected: Sequence[Known] = ()
) -> Comparison:
    """Compare two runs of the same tests: both the tests and how each ended."""
    unexpected, explained, failing = [], [], []
    same = skipped = 0
    used = set()
    for test in sorted(without.keys() | with_addon.keys()):
        before = without.get(test, MISSING)
        after = with_addon.get(test, MISSING)
        name = name_of(test)
        if before == after:
            same += 1
            skipped += before == "skipped"
            if before == "failed":
                failing.append(name)
            continue
        entry = next((it for it in expected if it.pattern.search(name)), None)
        if entry:
            used.add(entry)
            explained.append(Difference(name, before, after, entry.reason))
        else:
            unexpected.append(Difference(name, before, after))
    return Comparison(
        same,
        tuple(failing),
        skipped,
        tuple(unexpected),
        tuple(explained),
        tuple(it.pattern.pattern for it in expected if it not in used),
    )


def choose(arguments: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The modules among the arguments (all where there is none), and pytest's rest."""
    modules = tuple(word for word in arguments if word in MODULES)
    rest = [word for word in arguments if word not in MODULES]
    return modules or MODULES, rest


def folders(
    modules: Sequence[str], python_path: Path, addons: Sequence[Path]
) -> list[str]:
    """Where the tests of Odoo's modules are, in a git checkout or a package."""
    places = [*addons, python_path / "odoo" / "addons"]
    found = []
    for module in modules:
        tests = next(
            (
                it
                for it in (place / module / "tests" for place in places)
                if it.is_dir()
            ),
            None,
        )
        if tests is None:
            raise Failure(
                f"this Odoo has no tests of {module}",
                f"looked in {', '.join(map(str, places))}",
            )
        found.append(str(tests))
    return found


def require_collected(outcomes: Outcomes) -> None:
    """Fail where a file could not be read: its tests would be missing both times."""
    broken = [name for classname, name in outcomes if not classname]
    if broken or not outcomes:
        raise Failure(
            "Odoo's tests could not be collected: "
            + (", ".join(broken) or "none found"),
            f"the logs are in {paths.LOG}",
        )
