"""The quay without a network: nothing is lost, nothing is sent twice."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, Route, expect

from harness.visits import (
    OFF_SITE,
    ON_SITE,
    card,
    expect_sent,
    kept,
    new_customer,
    new_manager,
    new_visit,
    open_today,
    positions,
    read_notice,
    read_visit,
)

# What the browser says without a network, and other parts of the web client: ours has to
# cope with it.
OFFLINE_NOISE = (
    r"net::ERR_(INTERNET_DISCONNECTED|FAILED)|Failed to fetch"
    r"|ConnectionLostError(?!.*fuel\.)"
)


@pytest.fixture
def anna(rpc, server, expect_console):
    expect_console(OFFLINE_NOISE)
    user = new_manager(rpc)
    read_notice(user, server)
    return user


def offline(page: Page, is_offline: bool = True) -> None:
    page.context.set_offline(is_offline)


def check_in(page: Page, visit: int, note: str = "") -> None:
    card(page, visit).locator(".o_fuel_check_in").click()
    page.locator(".o_fuel_finding").wait_for()
    if note:
        page.locator("[name=note]").fill(note)
    page.locator(".o_fuel_confirm").click()
    expect(page.locator(".o_dialog")).to_have_count(0)


def seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_whole_visit_offline_is_sent_when_the_network_returns(
    open_page, server, rpc, anna, screenshot, size
):
    lang = "zh_CN" if size == "phone" else "en_US"
    visit = new_visit(rpc, anna, new_customer(rpc, "Quay Shipping", anna))
    page = open_page(server, anna.login, anna.password, lang, size, position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    offline(page)
    expect(page.locator(".o_fuel_offline")).to_be_visible()

    card(page, visit).locator(".o_fuel_check_in").click()
    expect(page.locator(".o_fuel_finding")).to_have_attribute("data-verdict", "on_site")
    screenshot(page, f"client-offline-check-in-{size}")
    page.locator(".o_fuel_confirm").click()
    expect(card(page, visit)).to_have_attribute("data-state", "in_progress")
    expect(card(page, visit).locator(".o_fuel_pending")).to_be_visible()

    card(page, visit).locator(".o_fuel_notes_button").click()
    page.locator("[name=summary]").fill("Tank is half empty.")
    page.locator(".o_fuel_save_notes").click()
    expect(page.locator(".o_fuel_entry")).to_have_count(2)

    card(page, visit).locator(".o_fuel_check_out").click()
    expect(page.locator("[name=summary]")).to_have_value("Tank is half empty.")
    page.locator(".o_fuel_finding").wait_for()
    page.locator(".o_fuel_chips label").nth(1).click()
    page.locator(".o_fuel_confirm").click()
    expect(card(page, visit)).to_have_attribute("data-state", "done")
    expect(page.locator(".o_fuel_entry")).to_have_count(3)
    if size == "desktop":
        expect(page.locator(".o_fuel_queue")).to_contain_text("3 waiting to be sent")
        expect(page.locator(".o_fuel_queue_systray")).to_contain_text("3")
    screenshot(page, f"client-offline-{size}")
    assert read_visit(rpc, visit).state == "planned"
    made = [entry["madeAt"] for entry in kept(page)]
    page.wait_for_timeout(3000)

    offline(page, False)
    expect_sent(page, visit, "done")
    expect(page.locator(".o_fuel_queue")).to_have_count(0)
    expect(page.locator(".o_fuel_queue_systray")).to_have_count(0)
    screenshot(page, f"client-online-again-{size}")
    ended = read_visit(rpc, visit)
    assert (ended.state, ended.verdict) == ("done", "on_site")
    assert ended.summary == "Tank is half empty."
    rows = positions(rpc, visit)
    assert [row["kind"] for row in rows] == ["in", "out"]
    assert all(seconds(row["received_at"]) > seconds(row["made_at"]) for row in rows)
    # The times are those of the taps.
    assert abs(seconds(rows[0]["made_at"]) - seconds(min(made))) <= 2
    assert abs(seconds(rows[1]["made_at"]) - seconds(max(made))) <= 2


def test_a_lost_answer_is_one_check_in(open_page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Twice Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    sent: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request.post_data_json["params"]["kwargs"]["key"])
        if len(sent) == 1:
            assert route.fetch().ok
            route.abort()
        else:
            route.continue_()

    page.route("**/action_check_in", lose_the_first_answer)
    check_in(page, visit)
    assert read_visit(rpc, visit).state == "in_progress", "The server has it"
    assert len(kept(page)) == 1, "The browser does not know that"
    page.locator(".o_fuel_send").click()
    expect_sent(page, visit, "in_progress")
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert [row["key"] for row in positions(rpc, visit)] == sent[:1]


def test_a_closed_tab_loses_nothing(open_page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Closed Tab Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    offline(page)
    check_in(page, visit)
    [entry] = kept(page)
    other = page.context.new_page()
    page.close()
    offline(other, False)
    # Any screen will do: the queue starts with the web client.
    other.goto(f"{server.url}/odoo/fuel.visit/{visit}")
    expect(other.locator(".o_form_view")).to_be_visible()
    expect(other.locator(".o_fuel_queue_systray")).to_have_count(0)
    [row] = positions(rpc, visit)
    assert row["key"] == entry["key"]


def test_what_is_typed_survives_a_reload(open_page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Draft Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    check_in(page, visit)
    expect_sent(page, visit, "in_progress")
    card(page, visit).locator(".o_fuel_notes_button").click()
    page.locator("[name=summary]").fill("Half a sentence about")
    page.wait_for_timeout(500)
    page.reload()
    card(page, visit).locator(".o_fuel_notes_button").click()
    expect(page.locator(".o_fuel_restored")).to_be_visible()
    expect(page.locator("[name=summary]")).to_have_value("Half a sentence about")
    page.locator(".o_fuel_save_notes").click()
    expect(page.locator(".o_notification")).to_contain_text("Notes saved.")
    assert read_visit(rpc, visit).summary == "Half a sentence about"
    card(page, visit).locator(".o_fuel_notes_button").click()
    expect(page.locator("[name=summary]")).to_have_value("Half a sentence about")
    expect(page.locator(".o_fuel_restored")).to_have_count(0)


def test_a_refusal_is_shown_and_answered(
    open_page, server, rpc, anna, screenshot, expect_log
):
    expect_log(r"say in a note why you check in off site")
    visit = new_visit(rpc, anna, new_customer(rpc, "Refused Shipping", anna))
    page = open_page(server, anna.login, anna.password, size="phone", position=OFF_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    offline(page)
    check_in(page, visit)  # off site, and no reason given
    offline(page, False)
    row = page.locator(".o_fuel_entry")
    expect(row).to_contain_text("say in a note why you check in off site")
    expect(page.locator(".o_fuel_queue")).to_contain_text("1 to decide")
    expect(card(page, visit)).to_have_attribute("data-state", "planned")
    screenshot(page, "client-conflict-phone")
    [before] = kept(page)
    row.get_by_role("button", name="Decide").click()
    page.locator("[name=note]").fill("Alongside at the anchorage")
    screenshot(page, "client-conflict-dialog-phone")
    page.locator(".o_fuel_send_again").click()
    expect_sent(page, visit, "in_progress")
    expect(row).to_have_count(0)
    [position] = positions(rpc, visit)
    assert position["key"] == before["key"]
    assert position["note"] == "Alongside at the anchorage"


def test_a_visit_cancelled_meanwhile_can_be_discarded(
    open_page, server, rpc, anna, expect_log
):
    expect_log(r"is cancelled: plan it again")
    visit = new_visit(rpc, anna, new_customer(rpc, "Cancelled Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    offline(page)
    check_in(page, visit)
    rpc("fuel.visit", "cancel", [visit], "The ship sailed early")
    offline(page, False)
    row = page.locator(".o_fuel_entry")
    expect(row).to_contain_text("is cancelled")
    row.get_by_role("button", name="Decide").click()
    page.locator(".o_fuel_discard").click()
    page.get_by_role("button", name="Discard").last.click()
    expect(row).to_have_count(0)
    assert kept(page) == []
    assert read_visit(rpc, visit).state == "cancelled"


def test_an_unplanned_visit_offline_and_its_check_out(open_page, server, rpc, anna):
    customer = new_customer(rpc, "Offline Walk In", anna)
    planned = new_visit(rpc, anna, customer)
    page = open_page(server, anna.login, anna.password, size="phone", position=ON_SITE)
    open_today(page, server)
    card(page, planned).wait_for()
    offline(page)
    page.locator(".o_fuel_unplanned").click()
    page.locator(".o_fuel_customer", has_text="Offline Walk In").click()
    page.locator(".o_fuel_next").click()
    page.locator(".o_fuel_finding").wait_for()
    page.locator(".o_fuel_confirm").click()
    made = page.locator(".o_fuel_card[data-state=in_progress]")
    expect(made).to_contain_text("Offline Walk In")
    made.locator(".o_fuel_check_out").click()
    page.locator(".o_fuel_finding").wait_for()
    page.locator(".o_fuel_chips label").first.click()
    page.locator(".o_fuel_confirm").click()
    expect(page.locator(".o_fuel_entry")).to_have_count(2)
    offline(page, False)
    expect(page.locator(".o_fuel_queue")).to_have_count(0)
    [visit] = rpc(
        "fuel.visit", "search", [("customer_id", "=", customer), ("state", "=", "done")]
    )
    assert [row["kind"] for row in positions(rpc, visit)] == ["in", "out"]
    assert read_visit(rpc, planned).state == "planned"


def test_another_user_neither_sees_nor_sends_it(open_page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Shared Device Shipping", anna))
    bo = new_manager(rpc)
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    offline(page)
    check_in(page, visit)
    # Bo logs in on the same device; Anna's tab still lies open.
    page.route("**/context_get", lambda route: route.abort())
    offline(page, False)
    other = page.context.new_page()
    other.goto(f"{server.url}/web/session/logout?redirect=/web/login")
    other.fill("input[name=login]", bo.login)
    other.fill("input[name=password]", bo.password)
    other.click("form.oe_login_form button[type=submit]")
    other.wait_for_selector(".o_main_navbar")
    open_today(other, server)
    expect(other.locator(".o_fuel_empty")).to_be_visible()
    expect(other.locator(".o_fuel_queue_systray")).to_have_count(0)
    page.unroute("**/context_get")
    page.locator(".o_fuel_send").click()
    expect(page.locator(".o_fuel_today")).to_contain_text("Another user is logged in")
    assert len(kept(page)) == 1
    assert read_visit(rpc, visit).state == "planned"


def test_a_session_that_ended_keeps_it_waiting(open_page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Logged Out Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    offline(page)
    check_in(page, visit)
    page.context.clear_cookies()
    offline(page, False)
    expect(page.locator(".o_fuel_login")).to_contain_text("You are logged out")
    assert len(kept(page)) == 1
    assert read_visit(rpc, visit).state == "planned"


def test_two_tabs_send_it_once(open_page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Two Tabs Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    other = page.context.new_page()
    open_today(other, server)
    card(other, visit).wait_for()
    calls: list[str] = []
    page.context.on(
        "request",
        lambda request: (
            calls.append(request.url) if "action_check_in" in request.url else None
        ),
    )
    offline(page)
    check_in(page, visit)
    expect(other.locator(".o_fuel_queue_systray")).to_contain_text("1")
    calls.clear()
    offline(page, False)
    expect_sent(page, visit, "in_progress")
    expect_sent(other, visit, "in_progress")
    assert len(calls) == 1
    assert len(positions(rpc, visit)) == 1


def test_today_opens_without_a_network(open_page, server, rpc, anna, screenshot):
    """As far as Odoo's own service worker goes: while it lives, its page is there."""
    visit = new_visit(rpc, anna, new_customer(rpc, "Reloaded Shipping", anna))
    page = open_page(server, anna.login, anna.password, size="phone", position=ON_SITE)
    open_today(page, server)
    card(page, visit).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    card(page, visit).wait_for()
    offline(page)
    check_in(page, visit)
    page.reload()
    expect(page.locator(".o_fuel_as_of")).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(card(page, visit)).to_have_attribute("data-state", "in_progress")
    expect(card(page, visit).locator(".o_fuel_pending")).to_be_visible()
    screenshot(page, "client-reloaded-offline-phone")
    offline(page, False)
    expect_sent(page, visit, "in_progress")
    assert len(positions(rpc, visit)) == 1
