"""What tests of forms share, at a desk and on a phone."""

import contextlib

from playwright.sync_api import Page, expect

MENU_MS = 3_000


def press(page: Page, method: str) -> None:
    """Press the button of a form that calls a method.

    A phone shows the first button of the status bar, and the others in a menu.
    """
    button = page.locator(f"button[name={method}]:visible").first
    more = page.locator(".o_statusbar_buttons .oi-ellipsis-v:visible")
    expect(button.or_(more).first).to_be_visible()
    if button.is_visible():
        button.click()
        return
    for _attempt in range(3):
        more.click()
        # A form that draws itself anew meanwhile closes the menu again.
        with contextlib.suppress(AssertionError):
            expect(button).to_be_visible(timeout=MENU_MS)
            break
    # Not a click: the sheet from the bottom is still on its way up.
    button.dispatch_event("click")


def expect_state(page: Page, value: str) -> None:
    """The form's record has reached a state; a phone hides the bar that says so."""
    current = f".o_statusbar_status .o_arrow_button_current[data-value='{value}']"
    expect(page.locator(current)).to_have_count(1)


def no_sideways_scrolling(page: Page) -> None:
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth + 1"
    ), "the page is wider than the screen"


def hand_in(page: Page) -> None:
    """Submit a survey's last page, and say yes to being asked whether to."""
    page.locator("button[value=finish]").click()
    page.locator(".modal-footer .btn-primary").click()
