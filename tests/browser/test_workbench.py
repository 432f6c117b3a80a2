"""The Workbench as people use it: at a desk, on a phone, with a keyboard, offline."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from harness import axe
from harness.rpc import Rpc
from harness.visits import (
    ON_SITE,
    PASSWORD,
    card,
    expect_sent,
    new_customer,
    new_manager,
    new_visit,
    read_notice,
    read_visit,
)

OFFLINE_NOISE = (
    r"net::ERR_(INTERNET_DISCONNECTED|FAILED)|Failed to fetch"
    r"|ConnectionLostError(?!.*fuel\.)"
)


@pytest.fixture
def anna(rpc, server):
    """An account manager with something on each card of theirs."""
    user = new_manager(rpc)
    read_notice(user, server)
    return user


@pytest.fixture
def busy(rpc, anna):
    fill(rpc, anna)
    return anna


def fill(rpc, user) -> None:
    customer = new_customer(rpc, "Zhoushan Ocean Bunkering Co., Ltd.", user)
    new_visit(rpc, user, customer)
    leader = new_manager(rpc)
    project = rpc(
        "project.project",
        "create",
        {
            "name": "Win Zhoushan Ocean",
            "fuel_is_key_account": True,
            "fuel_customer_id": customer,
            "user_id": leader.id,
            "fuel_participant_ids": [(6, 0, [user.id])],
        },
    )
    # Questions are asked by those who take part in the project.
    asker = Rpc(rpc.url, rpc.database, leader.login, PASSWORD)
    today = datetime.now(UTC).date()
    for title, days, priority in (
        ("Which sulphur limit applies at anchor?", -3, "0"),
        ("Who pays for the barge when it waits?", 5, "2"),
    ):
        asker(
            "fuel.project.question",
            "create",
            {
                "name": title,
                "project_id": project,
                "responsible_id": user.id,
                "date_deadline": str(today + timedelta(days=days)),
                "priority": priority,
            },
        )
    rpc(
        "crm.lead",
        "create",
        {
            "name": "Bunkers for the winter season",
            "type": "opportunity",
            "partner_id": customer,
            "user_id": leader.id,
            "fuel_shared_user_ids": [(4, user.id)],
        },
    )
    announce(rpc, user, "Closed on Friday for stocktaking")


def announce(rpc, user, name: str, **values) -> int:
    announcement = rpc(
        "fuel.announcement",
        "create",
        {
            "name": name,
            "body": "<p>All of us, all day.</p>",
            "audience_user_ids": [(4, user.id)],
            "must_acknowledge": True,
            **values,
        },
    )
    rpc("fuel.announcement", "action_publish", [announcement])
    return announcement


def new_supervisor(rpc):
    user = new_manager(rpc)
    group = rpc.ref("crm_fuel.group_fuel_supervisor")
    rpc("res.users", "write", [user.id], {"group_ids": [(4, group)]})
    return user


def open_workbench(page: Page, server) -> None:
    page.goto(f"{server.url}/odoo/workbench")
    fresh(page)


def fresh(page: Page) -> None:
    expect(page.locator(".o_fuel_workbench")).to_have_attribute("data-fresh", "true")


def quiet(page: Page) -> None:
    """Close what was told when the page opened: it lies over the buttons of a phone."""
    page.wait_for_timeout(500)
    while page.locator(".o_notification_close").count():
        page.locator(".o_notification_close").first.click()
        page.wait_for_timeout(300)


def section(page: Page, name: str):
    return page.locator(f"section[data-card={name}]")


def fits(page: Page) -> bool:
    return page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.o_content')]"
        ".every((el) => el.scrollWidth <= el.clientWidth)"
    )


def small_targets(page: Page) -> list[str]:
    """Buttons that a thumb would miss."""
    return page.evaluate(
        """[...document.querySelectorAll(".o_fuel_workbench button, .o_fuel_workbench a")]
            .filter((el) => el.offsetParent && el.offsetHeight < 44)
            .map((el) => el.className)"""
    )


@pytest.mark.parametrize(
    ("size", "lang"), [("desktop", "en_US"), ("phone", "zh_CN"), ("desktop", "zh_CN")]
)
def test_all_cards_are_there_and_accessible(
    open_page, server, rpc, busy, screenshot, size, lang
):
    page = open_page(server, busy.login, busy.password, lang, size)
    open_workbench(page, server)
    expect(section(page, "visits").locator(".o_fuel_card")).to_have_count(1)
    expect(section(page, "todos").locator(".o_fuel_line")).to_have_count(3)
    expect(section(page, "shared").locator(".o_fuel_line")).to_have_count(1)
    expect(section(page, "announcements").locator(".o_fuel_line")).to_have_count(1)
    expect(section(page, "due").locator(".o_fuel_line")).to_have_count(1)
    quiet(page)
    screenshot(page, f"workbench-{size}-{lang}")
    if size == "phone":
        page.set_viewport_size({"width": 360, "height": 2200})
        screenshot(page, f"workbench-{size}-{lang}-whole")
        page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    assert not small_targets(page)
    assert not axe.findings(page, ".o_fuel_workbench")


def test_opening_the_app_lands_here(open_page, server, busy):
    page = open_page(server, busy.login, busy.password)
    root = page.locator(".o_fuel_workbench")
    if not root.count():
        page.locator(".o_navbar_apps_menu button").click()
        page.locator(".o_app", has_text="Fuel CRM").click()
    fresh(page)
    assert re.search(r"/odoo/workbench$", page.url)


def test_check_in_from_the_card_with_one_thumb(
    open_page, server, rpc, anna, screenshot
):
    visit = new_visit(rpc, anna, new_customer(rpc, "Quay Shipping", anna))
    page = open_page(server, anna.login, anna.password, size="phone", position=ON_SITE)
    open_workbench(page, server)
    card(page, visit).locator(".o_fuel_check_in").tap()
    expect(page.locator(".o_fuel_finding")).to_have_attribute("data-verdict", "on_site")
    page.locator(".o_fuel_confirm").tap()
    expect_sent(page, visit, "in_progress")
    assert read_visit(rpc, visit).verdict == "on_site"
    fresh(page)
    screenshot(page, "workbench-checked-in-phone")
    assert not axe.findings(page, ".o_fuel_workbench")


def test_one_tap_acknowledges_and_dismisses(open_page, server, rpc, busy):
    page = open_page(server, busy.login, busy.password)
    open_workbench(page, server)
    todos = section(page, "todos")
    todos.get_by_role("button", name=re.compile("^Acknowledge")).click()
    expect(todos.locator(".o_fuel_line")).to_have_count(2)
    announcements = section(page, "announcements")
    expect(announcements.locator(".badge.text-bg-warning")).to_have_count(0)
    section(page, "shared").get_by_role("button", name=re.compile("^Dismiss")).click()
    expect(section(page, "shared")).to_contain_text("Nothing new is shared with you.")
    own = Rpc(server.url, server.database, busy.login, PASSWORD)
    assert not own("fuel.workbench", "load_tab")["cards"]["shared"]["count"]


def test_by_keyboard_alone(open_page, server, busy):
    """Tab goes through the cards in the order in which they are seen."""
    page = open_page(server, busy.login, busy.password)
    open_workbench(page, server)
    page.locator("#o_fuel_card_visits").focus()
    seen = []
    for _press in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.closest('[data-card]')?.dataset.card"
        )
        if name and name not in seen:
            seen.append(name)
    shown = page.evaluate(
        "[...document.querySelectorAll('[data-card]')].map((el) => el.dataset.card)"
    )
    assert seen == [name for name in shown if name in seen]
    assert {"visits", "todos", "announcements", "due", "shared"} <= set(seen)
    act = section(page, "todos").locator(".o_fuel_line_act")
    act.focus()
    page.keyboard.press("Enter")
    expect(section(page, "todos").locator(".o_fuel_line")).to_have_count(2)
    expect(page.locator("#o_fuel_card_todos")).to_be_focused()


def test_an_announcement_appears_without_a_reload(
    open_page, server, rpc, anna, screenshot
):
    page = open_page(server, anna.login, anna.password)
    open_workbench(page, server)
    expect(section(page, "todos")).to_contain_text("Nothing waits for you.")
    page.evaluate("window.stillTheSamePage = true")
    other = new_supervisor(rpc)
    boss = Rpc(server.url, server.database, other.login, PASSWORD)
    name = f"Typhoon: quays closed {uuid.uuid4().hex[:6]}"
    # The websocket of the page has to be up: publish until something is heard.
    announce(boss, anna, name)
    toast = page.locator(".o_notification", has_text=name)
    expect(toast).to_be_visible()
    expect(section(page, "todos").locator(".o_fuel_line")).to_contain_text(name)
    expect(section(page, "announcements").locator(".o_fuel_line")).to_contain_text(name)
    screenshot(page, "workbench-live-desktop")
    toast.get_by_role("button", name="Open").click()
    expect(page.locator(".o_form_view")).to_contain_text(name)
    assert page.evaluate("window.stillTheSamePage")


def test_offline_the_last_data_stays_and_visits_go_on(
    open_page, server, rpc, anna, expect_console, screenshot
):
    expect_console(OFFLINE_NOISE)
    fill(rpc, anna)
    page = open_page(server, anna.login, anna.password, size="phone", position=ON_SITE)
    open_workbench(page, server)
    quiet(page)
    page.context.set_offline(True)
    page.locator(".o_fuel_refresh").first.click()
    problem = page.locator(".o_fuel_workbench_problem")
    expect(problem).to_contain_text("What you see is as of")
    expect(section(page, "todos").locator(".o_fuel_line")).to_have_count(3)
    expect(section(page, "todos").locator(".o_fuel_line_act")).to_be_disabled()
    screenshot(page, "workbench-offline-phone")
    assert fits(page)
    assert not axe.findings(page, ".o_fuel_workbench")
    visit = int(page.locator(".o_fuel_card").get_attribute("data-visit"))
    card(page, visit).locator(".o_fuel_check_in").click()
    page.locator(".o_fuel_finding").wait_for()
    page.locator(".o_fuel_confirm").click()
    expect(card(page, visit)).to_have_attribute("data-state", "in_progress")
    expect(card(page, visit).locator(".o_fuel_pending")).to_be_visible()
    assert read_visit(rpc, visit).state == "planned"
    page.context.set_offline(False)
    expect_sent(page, visit, "in_progress")
    expect(problem).to_have_count(0)
    fresh(page)
    assert read_visit(rpc, visit).verdict == "on_site"


@pytest.mark.parametrize(("size", "lang"), [("desktop", "en_US"), ("phone", "zh_CN")])
def test_supervisors_see_their_team(open_page, server, rpc, screenshot, size, lang):
    member, boss = new_manager(rpc), new_supervisor(rpc)
    own = Rpc(server.url, server.database, member.login, PASSWORD)
    customer = new_customer(rpc, "Quay Shipping", member)
    visit = new_visit(rpc, member, customer)
    own("fuel.visit", "action_check_in", [visit], uuid.uuid4().hex, failure="denied")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    new_visit(rpc, member, customer, planned_start=f"{yesterday:%Y-%m-%d %H:%M:%S}")
    page = open_page(server, boss.login, boss.password, lang, size)
    open_workbench(page, server)
    assert not axe.findings(page, ".o_fuel_workbench")
    page.locator("[data-tab=team]").click()
    here = section(page, "people").locator(f"[data-user='{member.id}']")
    expect(here).to_contain_text("Quay Shipping")
    screenshot(page, f"workbench-team-{size}")
    assert fits(page)
    assert not axe.findings(page, ".o_fuel_workbench")
    late = section(page, "late").locator(
        f"[data-user='{member.id}'] [data-kind=visits]"
    )
    expect(late.locator(".badge")).to_have_text("1")
    late.click()
    rows = ".o_kanban_record:not(.o_kanban_ghost)" if size == "phone" else ".o_data_row"
    expect(page.locator(rows)).to_have_count(1)
    expect(page.locator(rows)).to_contain_text("Quay Shipping")
    page.go_back()
    expect(page.locator(".o_fuel_workbench")).to_be_visible()


def test_the_shortcuts_of_the_installed_app_lead_somewhere(open_page, server, anna):
    page = open_page(server, anna.login, anna.password, size="phone")
    page.goto(f"{server.url}/scoped_app/workbench")
    fresh(page)
    page.goto(f"{server.url}/scoped_app/workbench/fuel-visits/new")
    expect(page.locator(".o_form_view [name=customer_id]").first).to_be_visible()
    page.goto(f"{server.url}/scoped_app/workbench/fuel-pending-questions")
    expect(page.locator(".o_view_nocontent, .o_kanban_view").first).to_be_visible()
