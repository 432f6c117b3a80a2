"""./fuel lint: formatting, Python, XML, JavaScript, and Odoo's own checks."""

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

from . import node, paths, server
from .pytest_run import run_odoo_pytest
from .steps import Failure, child_env, say

# pylint-odoo's checks only, since ruff does the rest; of those not the ones that want
# OCA as an author and a README in OCA's form, nor one class per model: here each area
# keeps its own piece of a native model.
PYLINT_ODOO_OFF = (
    "manifest-required-author",
    "missing-readme",
    "consider-merging-classes-inherited",
)
PRETTIER_KINDS = ("xml", "js", "scss", "css")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a check went."""

    name: str
    passed: bool


def run(*, fix: bool = False, with_odoo: bool = True) -> Iterator[Outcome]:
    """Run every check, showing what each has to say; with `fix`, put right what can be."""
    checks: list[tuple[str, Callable[[], bool]]] = [
        ("ruff format", lambda: _ruff_format(fix)),
        ("ruff check", lambda: _ruff_check(fix)),
        ("prettier", lambda: _prettier(fix)),
        ("eslint", lambda: _eslint(fix)),
        ("pylint-odoo", _pylint_odoo),
        ("oca-odoo-pre-commit-hooks", _oca_hooks),
    ]
    if with_odoo:
        checks.append(("Odoo's test_lint", _test_lint))
    for name, check in checks:
        try:
            passed = check()
        except Failure as failure:
            say(f"{name}: {failure.what}\n{failure.todo}")
            passed = False
        say(f"  {'ok    ' if passed else 'FAILED'} {name}")
        yield Outcome(name, passed)


def _call(command: Sequence[str], *, quiet_when_good: bool = True) -> bool:
    done = subprocess.run(
        command,
        cwd=paths.ROOT,
        env=child_env(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode or not quiet_when_good:
        sys.stdout.write(done.stdout)
        sys.stdout.flush()
    return done.returncode == 0


def _python_tool(name: str) -> str:
    return str(paths.VENV / "bin" / name)


def _ruff_format(fix: bool) -> bool:
    return _call([_python_tool("ruff"), "format", *(() if fix else ("--diff",)), "."])


def _ruff_check(fix: bool) -> bool:
    return _call([_python_tool("ruff"), "check", *(("--fix",) if fix else ()), "."])


def _prettier(fix: bool) -> bool:
    patterns = [f"{paths.ADDON}/**/*.{{{','.join(PRETTIER_KINDS)}}}"]
    plugin = (
        paths.NODE / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    )
    return _call(
        [*node.tool("prettier"), "--write" if fix else "--check", "--log-level=warn"]
        + [f"--plugin={plugin}", *patterns]
    )


def _eslint(fix: bool) -> bool:
    program = node.tool("eslint")
    # Its imports are looked up from where it lies: beside node_modules.
    config = paths.NODE / "eslint.config.mjs"
    shutil.copyfile(paths.ROOT / config.name, config)
    return _call(
        [*program, "--config", str(config)]
        + ["--max-warnings=0", "--no-error-on-unmatched-pattern"]
        + [*(("--fix",) if fix else ()), f"{paths.ADDON}/static"]
    )


def _pylint_odoo() -> bool:
    return _call(
        [_python_tool("pylint"), "--rcfile=.pylintrc"]
        # The order counts, which is why this is not in .pylintrc.
        + ["--disable=all", "--enable=odoolint"]
        + [f"--disable={','.join(PYLINT_ODOO_OFF)}", paths.ADDON]
    )


def _oca_hooks() -> bool:
    good = _call([_python_tool("oca-checks-odoo-module"), *_oca_disable(), paths.ADDON])
    files = [str(file) for file in sorted((paths.ADDON_DIR / "i18n").glob("*.po*"))]
    return (not files or _call([_python_tool("oca-checks-po"), *files])) and good


def _oca_disable() -> list[str]:
    # Prettier writes another XML header than this check wants.
    return ["--disable=xml-header-wrong"]


def _test_lint() -> bool:
    with server.fresh_database("test_lint") as database:
        counts = run_odoo_pytest(
            "test_lint", database, ["-q", str(paths.ROOT / "tests" / "odoo_lint")]
        )
    for note in counts.notes:
        say(note)
    return not counts.failed and counts.passed > 0
