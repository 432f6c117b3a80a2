"""Fixtures for tests that are a person with a browser (Playwright, synchronous).

    open_page       function -> Page: open_page(server, login="admin", password="admin",
                    lang="en_US", size="desktop"), logged in; size is "desktop"
                    (1280 x 800) or "phone" (360 x 740, touch); lang "en_US" or "zh_CN";
                    position={"latitude": .., "longitude": .., "accuracy": ..} is where
                    the device is, allowed to tell so; without it, that is refused;
                    script is JavaScript run in each document before its own
    page            the administrator of `server` on a desktop in English
    demo_page       the same on `demo_server`
    phone_page      the administrator of `demo_server` on a phone in Chinese
    expect_console  function: expect_console(pattern) allows a console error
    screenshot      function: screenshot(page, "name") -> Path below .local/screenshots

A test fails when a page of it writes an error to the console, or has an uncaught one.
A failed test leaves a picture of each of its pages in .local/screenshots.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.rpc import Rpc
from tooling import browser as chromium
from tooling import paths
from tooling.server import OdooServer

SIZES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
PICTURES = paths.LOCAL / "screenshots"
PATIENCE_MS = 30_000
# Errors of the console that are not ours, each with its reason.
KNOWN_CONSOLE = (
    # Debian's package of Odoo leaves this unfree file of the voice calls out, and the
    # bundle that should hold it says so each time it is loaded.
    r"selfie_segmentation\.js",
)


class Console:
    """Errors that the pages of a test wrote, and those it expects."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.expected: list[str] = []

    def __call__(self, pattern: str) -> None:
        self.expected.append(pattern)

    def watch(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))

    def _message(self, message) -> None:
        if message.type == "error":
            place = message.location.get("url", "")
            self.errors.append(f"{message.text} ({place})")

    def unexpected(self) -> list[str]:
        return [
            error
            for error in self.errors
            if not any(
                re.search(pattern, error)
                for pattern in (*KNOWN_CONSOLE, *self.expected)
            )
        ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    # The fixtures ask, at their end, how the test went.
    item.stash.setdefault(REPORTS, {})[report.when] = report
    return report


REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    # A check waits as long as a click does; its own 5 s are short while assets are built.
    expect.set_options(timeout=PATIENCE_MS)
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def expect_console() -> Console:
    return Console()


@pytest.fixture
def open_page(
    _browser: Browser, expect_console: Console, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def open_one(
        server: OdooServer,
        login: str = "admin",
        password: str = "admin",
        lang: str = "en_US",
        size: str = "desktop",
        position: dict[str, float] | None = None,
        script: str = "",
    ) -> Page:
        _set_language(server, login, lang)
        context = _browser.new_context(
            locale=lang.replace("_", "-"),
            timezone_id="Asia/Shanghai",
            geolocation=position,
            permissions=["geolocation"] if position else [],
            **SIZES[size],
        )
        if script:
            context.add_init_script(script)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        expect_console.watch(page)
        page.goto(f"{server.url}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password)
        page.click("form.oe_login_form button[type=submit]")
        # The bar with the menus (a small one on a phone) is there once the client runs;
        # customers have the portal's pages instead.
        page.wait_for_selector(".o_main_navbar, .o_portal_my_home")
        pages.append(page)
        return page

    yield open_one
    report = request.node.stash.get(REPORTS, {}).get("call")
    for number, page in enumerate(pages):
        if report is not None and report.failed:
            _picture(page, f"failed-{request.node.name}-{number}")
        page.context.close()
    assert not expect_console.unexpected(), "\n".join(expect_console.unexpected())


@pytest.fixture
def page(open_page: Callable[..., Page], server: OdooServer) -> Page:
    return open_page(server)


@pytest.fixture
def demo_page(open_page: Callable[..., Page], demo_server: OdooServer) -> Page:
    return open_page(demo_server)


@pytest.fixture
def phone_page(open_page: Callable[..., Page], demo_server: OdooServer) -> Page:
    return open_page(demo_server, lang="zh_CN", size="phone")


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    return _picture


def _picture(page: Page, name: str) -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', name)}.png"
    page.screenshot(path=path)
    return path


def _set_language(server: OdooServer, login: str, lang: str) -> None:
    rpc = Rpc(server.url, server.database, server.login, server.password)
    users = rpc("res.users", "search", [("login", "=", login)])
    assert users, f"there is no user {login}"
    rpc("res.users", "write", users, {"lang": lang})
