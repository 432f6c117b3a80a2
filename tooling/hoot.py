"""The addon's JavaScript unit tests (Hoot), run by Odoo's own page in Chromium."""

import dataclasses
import re
import time

from . import browser, paths, server
from .steps import Failure, say

SUITE = f"@{paths.ADDON}"
TIMEOUT_SECONDS = 600
PASSED = re.compile(r"Passed (\d+) tests")
FAILED = re.compile(r"Failed (\d+) tests \((\d+) passed")
NONE = "no tests to run"


@dataclasses.dataclass
class Outcome:
    """What a Hoot run said on the console."""

    passed: int = 0
    failed: int = 0
    finished: bool = False
    lines: list[str] = dataclasses.field(default_factory=list)

    def read(self, text: str) -> None:
        self.lines.append(text)
        if found := PASSED.search(text):
            self.passed, self.finished = int(found[1]), True
        elif found := FAILED.search(text):
            self.failed, self.passed, self.finished = int(found[1]), int(found[2]), True
        elif NONE in text:
            self.finished = True


def job_id(name: str) -> str:
    """Hoot's identifier of a suite or test: a hash of its full name."""
    value = 0
    for character in name:
        value = ((value << 5) - value + ord(character)) & 0xFFFFFFFF
    return f"{value:08x}"


def test_files() -> list[str]:
    folder = paths.ADDON_DIR / "static" / "tests"
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.test.js"))


def run(presets: tuple[str, ...] = ("desktop", "mobile")) -> tuple[int, int]:
    """Run the tests in each preset; the numbers of passed and failed tests."""
    if not test_files():
        say(
            f"there is no *.test.js below {paths.ADDON}/static/tests: 0 JavaScript tests"
        )
        return 0, 0
    passed = failed = 0
    with (
        server.fresh_database("test_js", assets=True) as database,
        server.serving(database) as odoo_server,
        browser.launched() as chromium,
    ):
        for preset in presets:
            outcome = _run_preset(chromium, odoo_server, preset)
            say(f"  {preset}: {outcome.passed} passed, {outcome.failed} failed")
            passed += outcome.passed
            failed += outcome.failed
            if outcome.failed:
                say("\n".join(outcome.lines[-60:]))
    if not passed + failed:
        raise Failure(
            f"Hoot found no test in {', '.join(test_files())}",
            f"are they in the bundle web.assets_unit_tests, in a suite below {SUITE}?",
        )
    return passed, failed


def _run_preset(chromium, odoo_server, preset: str) -> Outcome:
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_SECONDS * 1000)
        outcome = Outcome()
        page.on("console", lambda message: outcome.read(message.text))
        page.on("pageerror", lambda error: outcome.lines.append(f"page error: {error}"))
        page.goto(f"{odoo_server.url}/web/login")
        page.fill("input[name=login]", odoo_server.login)
        page.fill("input[name=password]", odoo_server.password)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_url("**/odoo**")
        outcome.lines.clear()
        # Only tests of this preset: Hoot leaves those tagged for the other one out.
        page.goto(
            f"{odoo_server.url}/web/tests?headless&loglevel=2&preset={preset}"
            f"&timeout=15000&id={job_id(SUITE)}"
        )
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not outcome.finished and time.monotonic() < deadline:
            page.wait_for_timeout(200)
    finally:
        context.close()
    if not outcome.finished:
        tail = "\n".join("    " + line for line in outcome.lines[-40:])
        raise Failure(f"the JavaScript tests did not finish ({preset}):\n{tail}")
    return outcome
