"""Chromium for browser tests: Debian's own, driven by Playwright."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

from . import paths
from .steps import Failure, child_env, have, locked, run, step

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Without the last ones Chromium calls home all the time; on a closed network that is a
# stream of refused connections.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--no-pings",
)
CJK_FONT_PACKAGE = "fonts-wqy-zenhei"


def find() -> str | None:
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def _has_chinese_font() -> bool:
    return have("fc-list") and bool(run(["fc-list", ":lang=zh-cn", "family"]).strip())


def ensure() -> str:
    """The path of a Chromium; installs Debian's, and a Chinese font, where it may."""
    missing = []
    if find() is None:
        missing.append("chromium")
    if not _has_chinese_font():
        # Without one, Chinese is drawn as empty boxes, and no picture shows anything.
        missing += ["fontconfig", CJK_FONT_PACKAGE]
    if missing:
        _install(missing)
    program = find()
    if program is None:
        raise Failure("Chromium was installed but is not found", f"one of {PROGRAMS}")
    return program


def _install(packages: list[str]) -> None:
    wanted = " ".join(packages)
    if os.geteuid() != 0 or not have("apt-get"):
        raise Failure(
            f"browser tests need what this machine lacks: {wanted}",
            f"ask an administrator for `apt-get install {wanted}`, then run it again",
        )
    env = child_env({"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"})
    with (
        locked(paths.LOCAL / "apt.lock", "installing packages"),
        step(f"installing {wanted} with apt-get (about 100 MB)"),
    ):
        run(["apt-get", "-q", "update"], env=env)
        run(
            ["apt-get", "-q", "-y", "install", "--no-install-recommends", *packages],
            env=env,
            todo=f"install {wanted} by hand, then run it again",
        )


@contextlib.contextmanager
def launched() -> Iterator[Any]:
    """A headless Chromium as Playwright's Browser (synchronous interface)."""
    from playwright.sync_api import sync_playwright

    program = ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), chromium_sandbox=False
        )
        try:
            yield browser
        finally:
            browser.close()
