"""Check-in and check-out as a person does them, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from harness.rpc import Rpc
from harness.visits import (
    OFF_SITE,
    ON_SITE,
    card,
    expect_sent,
    new_customer,
    new_manager,
    new_visit,
    open_today,
    positions,
    read_notice,
    read_visit,
)

# A device that never finds a position, or knows that it cannot; a browser cannot be
# made to do so from outside.
NEVER_FOUND = """
    navigator.geolocation.getCurrentPosition = (found, failed) =>
        setTimeout(() => failed({ code: 3, message: "took too long" }), 50);
"""
NOT_THERE = """
    navigator.geolocation.getCurrentPosition = (found, failed) =>
        setTimeout(() => failed({ code: 2, message: "no satellites" }), 50);
"""
SILENT = "navigator.geolocation.getCurrentPosition = () => {};"


@pytest.fixture
def anna(rpc, server):
    user = new_manager(rpc)
    read_notice(user, server)
    return user


def finding(page: Page):
    return page.locator(".o_fuel_finding")


def confirm(page: Page):
    return page.locator(".o_fuel_confirm")


def choose(page: Page, result: str) -> None:
    page.locator(".o_fuel_chip", has_text=result).click()


def no_wider_than_the_phone(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_notice_then_a_visit_from_check_in_to_check_out(
    open_page, server, rpc, screenshot
):
    user = new_manager(rpc)
    customer = new_customer(rpc, "Zhoushan Ocean Bunkering Co., Ltd.", user)
    visit = new_visit(rpc, user, customer)
    page = open_page(server, user.login, user.password, position=ON_SITE)
    open_today(page, server)
    screenshot(page, "client-today-desktop")

    card(page, visit).locator(".o_fuel_check_in").click()
    notice = page.locator(".o_fuel_notice")
    expect(notice).to_contain_text("Only when you tap check-in or check-out")
    expect(notice).to_contain_text("after 12 months")
    screenshot(page, "client-notice-desktop")
    page.locator(".o_fuel_accept").click()
    expect(finding(page)).to_have_attribute("data-verdict", "on_site")
    expect(finding(page)).to_contain_text(re.compile(r"\d+ m from Zhoushan Ocean"))
    expect(finding(page)).to_contain_text("Accurate to 12 m")
    screenshot(page, "client-check-in-desktop")
    assert not positions(rpc, visit), "Nothing is recorded before it is confirmed"
    confirm(page).click()
    expect_sent(page, visit, "in_progress")
    expect(page.locator(".o_dialog")).to_have_count(0)
    begun = read_visit(rpc, visit)
    assert (begun.state, begun.verdict) == ("in_progress", "on_site")
    assert 0 < begun.distance < 100
    own = Rpc(server.url, server.database, user.login, user.password)
    [reader] = own("res.users", "read", [user.id], fields=["fuel_position_notice_at"])
    assert reader["fuel_position_notice_at"]

    card(page, visit).locator(".o_fuel_check_out").click()
    expect(finding(page)).to_be_visible()
    expect(confirm(page)).to_be_disabled()
    expect(page.locator(".o_fuel_missing")).to_contain_text("Choose what came of")
    choose(page, "Order intended")
    page.locator("[name=summary]").fill("They bunker 800 MT of VLSFO in March.")
    page.locator(".o_fuel_chip", has_text="Captain of").click()
    page.locator("[name=next_step]").fill("Send the offer")
    page.locator("[name=next_step_date]").fill("2027-03-04")
    screenshot(page, "client-check-out-desktop")
    confirm(page).click()
    expect_sent(page, visit, "done")
    ended = read_visit(rpc, visit)
    assert (ended.state, ended.check_out_verdict) == ("done", "on_site")
    assert ended.result_id[0] == rpc.ref("crm_fuel.fuel_visit_result_order_intended")
    assert ended.summary == "They bunker 800 MT of VLSFO in March."
    assert (ended.next_step, ended.next_step_date) == ("Send the offer", "2027-03-04")
    assert [row["kind"] for row in positions(rpc, visit)] == ["in", "out"]


def test_a_phone_in_chinese_from_check_in_to_check_out(
    open_page, server, rpc, anna, screenshot
):
    customer = new_customer(rpc, "舟山海洋船舶燃料有限公司", anna)
    visit = new_visit(rpc, anna, customer)
    late = new_customer(rpc, "宁波东海航运集团股份有限公司", anna)
    new_visit(rpc, anna, late)
    page = open_page(
        server, anna.login, anna.password, "zh_CN", "phone", position=ON_SITE
    )
    open_today(page, server)
    screenshot(page, "client-today-phone")
    assert no_wider_than_the_phone(page)
    button = card(page, visit).locator(".o_fuel_check_in")
    assert button.bounding_box()["height"] >= 48
    button.click()
    expect(finding(page)).to_have_attribute("data-verdict", "on_site")
    screenshot(page, "client-check-in-phone")
    box = confirm(page).bounding_box()
    assert box["height"] >= 48
    assert box["y"] > 370, "In the reach of a thumb"
    confirm(page).click()
    expect_sent(page, visit, "in_progress")
    screenshot(page, "client-in-progress-phone")

    card(page, visit).locator(".o_fuel_check_out").click()
    expect(finding(page)).to_be_visible()
    page.locator(".o_fuel_chips label").first.click()
    page.locator("[name=summary]").fill("三月需要 800 吨低硫燃料油。")
    screenshot(page, "client-check-out-phone")
    assert no_wider_than_the_phone(page)
    confirm(page).click()
    expect_sent(page, visit, "done")
    assert read_visit(rpc, visit).summary == "三月需要 800 吨低硫燃料油。"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_off_site_asks_for_a_reason(open_page, server, rpc, anna, screenshot, size):
    visit = new_visit(rpc, anna, new_customer(rpc, "Far Away Shipping", anna))
    page = open_page(server, anna.login, anna.password, size=size, position=OFF_SITE)
    open_today(page, server)
    card(page, visit).locator(".o_fuel_check_in").click()
    expect(finding(page)).to_have_attribute("data-verdict", "off_site")
    expect(finding(page)).to_contain_text("5.1 km from Far Away Shipping")
    expect(confirm(page)).to_be_disabled()
    page.locator("[name=note]").fill("Met on board at the outer anchorage")
    screenshot(page, f"client-off-site-{size}")
    confirm(page).click()
    expect_sent(page, visit, "in_progress")
    assert read_visit(rpc, visit).verdict == "off_site"
    [row] = positions(rpc, visit)
    assert row["note"] == "Met on board at the outer anchorage"


@pytest.mark.parametrize(
    ("script", "failure", "words"),
    [
        ("", "denied", "The position was refused"),
        (NOT_THERE, "unavailable", "No position to be had"),
        (NEVER_FOUND, "timeout", "took too long"),
    ],
    ids=["denied", "unavailable", "timeout"],
)
def test_without_a_position_it_goes_on_unverified(
    open_page, server, rpc, anna, screenshot, script, failure, words
):
    visit = new_visit(rpc, anna, new_customer(rpc, "Steel Hall Shipping", anna))
    page = open_page(server, anna.login, anna.password, size="phone", script=script)
    open_today(page, server)
    card(page, visit).locator(".o_fuel_check_in").click()
    panel = page.locator(".o_fuel_failure")
    expect(panel).to_have_attribute("data-failure", failure)
    expect(panel).to_contain_text(words)
    screenshot(page, f"client-{failure}-phone")
    panel.locator(".o_fuel_retry").click()
    expect(panel).to_have_attribute("data-failure", failure)
    expect(confirm(page)).to_have_text("Check in without a position")
    confirm(page).click()
    expect_sent(page, visit, "in_progress")
    begun = read_visit(rpc, visit)
    assert (begun.verdict, begun.verdict_reason) == ("unverified", failure)
    [row] = positions(rpc, visit)
    assert not row["has_fix"]


def test_nobody_has_to_wait_for_satellites(open_page, server, rpc, anna, screenshot):
    visit = new_visit(rpc, anna, new_customer(rpc, "Patient Shipping", anna))
    page = open_page(server, anna.login, anna.password, size="phone", script=SILENT)
    open_today(page, server)
    card(page, visit).locator(".o_fuel_check_in").click()
    expect(page.locator(".o_fuel_position")).to_have_attribute("data-phase", "asking")
    screenshot(page, "client-asking-phone")
    page.locator(".o_fuel_give_up").click()
    confirm(page).click()
    expect_sent(page, visit, "in_progress")
    assert read_visit(rpc, visit).verdict_reason == "timeout"


def test_the_first_verified_visit_gives_the_customer_its_place(
    open_page, server, rpc, anna, screenshot
):
    customer = new_customer(rpc, "Placeless Shipping", anna, place=False)
    visit = new_visit(rpc, anna, customer)
    page = open_page(server, anna.login, anna.password, size="phone", position=ON_SITE)
    open_today(page, server)
    card(page, visit).locator(".o_fuel_check_in").click()
    confirm(page).click()
    expect(page.locator(".o_dialog")).to_contain_text("Use this place")
    screenshot(page, "client-place-phone")
    page.locator(".o_fuel_place_yes").click()
    expect(page.locator(".o_dialog")).to_have_count(0)
    [partner] = rpc("res.partner", "read", [customer], fields=["partner_latitude"])
    assert partner["partner_latitude"] == pytest.approx(ON_SITE["latitude"], abs=1e-5)


def test_the_form_of_a_visit_has_the_same_buttons(
    open_page, server, rpc, anna, screenshot
):
    visit = new_visit(rpc, anna, new_customer(rpc, "Form Shipping", anna))
    page = open_page(server, anna.login, anna.password, position=ON_SITE)
    page.goto(f"{server.url}/odoo/fuel.visit/{visit}")
    page.locator(".o_fuel_check_in").click()
    expect(finding(page)).to_have_attribute("data-verdict", "on_site")
    confirm(page).click()
    expect(page.locator(".o_fuel_check_out")).to_be_visible()
    screenshot(page, "client-form-desktop")
    page.locator(".o_field_widget[name=summary] textarea").fill("Typed into the form.")
    page.locator(".o_fuel_check_out").click()
    expect(page.locator(".o_dialog [name=summary]")).to_have_value(
        "Typed into the form."
    )
    choose(page, "Follow-up needed")
    confirm(page).click()
    expect(page.locator(".o_fuel_check button")).to_have_count(0)
    ended = read_visit(rpc, visit)
    assert (ended.state, ended.summary) == ("done", "Typed into the form.")


def test_a_visit_of_somebody_else_has_no_buttons(page, server, rpc, anna):
    visit = new_visit(rpc, anna, new_customer(rpc, "Other Shipping", anna))
    page.goto(f"{server.url}/odoo/fuel.visit/{visit}")
    expect(page.locator(".o_form_view [name=customer_id]")).to_be_visible()
    expect(page.locator(".o_fuel_check button")).to_have_count(0)


def test_an_unplanned_visit_and_an_empty_day(open_page, server, rpc, anna, screenshot):
    new_customer(rpc, "Walk In Shipping", anna)
    page = open_page(server, anna.login, anna.password, size="phone", position=ON_SITE)
    open_today(page, server)
    expect(page.locator(".o_fuel_empty")).to_contain_text("No visits today")
    screenshot(page, "client-empty-phone")
    page.locator(".o_fuel_unplanned").click()
    page.locator("#o_fuel_customer_search").fill("walk in")
    page.locator(".o_fuel_customer", has_text="Walk In Shipping").click()
    page.locator(".o_fuel_chip").last.click()
    screenshot(page, "client-unplanned-phone")
    page.locator(".o_fuel_next").click()
    expect(finding(page)).to_have_attribute("data-verdict", "on_site")
    confirm(page).click()
    made = page.locator(".o_fuel_card[data-state=in_progress]")
    expect(made).to_contain_text("Walk In Shipping")
    expect(made.locator(".o_fuel_pending")).to_have_count(0)
    visit = int(made.get_attribute("data-visit"))
    assert read_visit(rpc, visit).verdict == "on_site"
