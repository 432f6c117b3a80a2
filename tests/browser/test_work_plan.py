"""A week from its plan on a phone to the supervisor's word at a desk."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"


@pytest.fixture(scope="module")
def people(server, rpc):
    """Anna, an account manager with a customer that is due, and Wei, who reviews."""
    clients = {}
    for name, group in (
        ("anna", "crm_fuel.group_fuel_user"),
        ("wei", "crm_fuel.group_fuel_supervisor"),
    ):
        values = {
            "name": f"{name.title()} Plans",
            "login": f"plans_{name}",
            "email": f"plans_{name}@fuel.example",
            "password": PASSWORD,
            "tz": "Asia/Shanghai",
            "group_ids": [(6, 0, [rpc.ref(group)])],
        }
        rpc("res.users", "create", values, context={"no_reset_password": True})
        clients[name] = Rpc(server.url, server.database, values["login"], PASSWORD)
    for name in ("Morning Star Shipping", "Blue Harbour Lines"):
        rpc(
            "res.partner",
            "create",
            {
                "name": name,
                "is_company": True,
                "fuel_customer": True,
                "user_id": clients["anna"].uid,
            },
        )
    return clients


def no_sideways_scrolling(page):
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth + 1"
    ), "the page is wider than the screen"


def test_a_week_is_planned_on_a_phone_and_approved(
    server, rpc, people, open_page, screenshot
):
    anna = people["anna"]
    today = date.today()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    plan = anna("fuel.work.plan", "create", {"date_from": str(monday)})
    phone = open_page(server, "plans_anna", PASSWORD, size="phone")
    phone.goto(f"{server.url}/odoo/fuel-my-plans/{plan}")
    due = phone.locator(".o_fuel_plan_due, [name=due_ids]")
    expect(due.get_by_text("Morning Star Shipping")).to_be_visible()
    screenshot(phone, "plan-phone-due")
    no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Take all").click()
    expect(
        phone.locator("[name=line_ids]").get_by_text("Blue Harbour Lines")
    ).to_be_visible()
    lines = anna(
        "fuel.work.plan.line", "search_read", [("plan_id", "=", plan)], fields=["date"]
    )
    assert len(lines) == 2
    anna(
        "fuel.work.plan.line",
        "create",
        {
            "plan_id": plan,
            "kind": "other",
            "name": "Write the market report",
            "date": str(monday + timedelta(days=4)),
        },
    )
    anna("fuel.work.plan", "action_enter_visits", [plan])
    anna("fuel.work.plan", "action_submit", [plan])
    phone.reload()
    line = phone.locator("[name=line_ids] .o_kanban_record").filter(
        has_text="market report"
    )
    # The last part of the form to come; then nothing moves under the thumb.
    expect(phone.locator(".o-mail-Message").first).to_be_attached()
    line.scroll_into_view_if_needed()
    line.get_by_text("Done", exact=True).click()
    expect(line.locator(".text-bg-success")).to_have_text("Done")
    no_sideways_scrolling(phone)
    screenshot(phone, "plan-phone-submitted")

    desk = open_page(server, "plans_wei", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-plans-to-review")
    desk.get_by_role("cell", name="Anna Plans").click()
    expect(desk.get_by_text("Write the market report")).to_be_visible()
    screenshot(desk, "plan-desktop-review")
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_role("button", name="Open again")).to_be_visible()
    [row] = anna("fuel.work.plan", "read", [plan], fields=["state", "done_count"])
    assert (row["state"], row["done_count"]) == ("approved", 1)


def test_a_summary_opens_with_its_figures(server, people, open_page, screenshot):
    anna = people["anna"]
    today = date.today()
    monday = today - timedelta(days=today.weekday()) - timedelta(days=7)
    summary = anna(
        "fuel.work.summary",
        "create",
        {"date_from": str(monday), "text": "Two orders in sight"},
    )
    phone = open_page(server, "plans_anna", PASSWORD, size="phone", lang="zh_CN")
    phone.goto(f"{server.url}/odoo/fuel-my-summaries/{summary}")
    expect(phone.locator(".o_fuel_work_figures")).to_be_visible()
    no_sideways_scrolling(phone)
    screenshot(phone, "summary-phone")
    anna("fuel.work.summary", "action_submit", [summary])
    desk = open_page(server, "plans_wei", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-summaries/{summary}")
    desk.get_by_role("button", name="Review").click()
    dialogue = desk.locator(".o_dialog")
    dialogue.get_by_label("Good", exact=True).check()
    dialogue.locator("[name=text] textarea").fill("Well done")
    screenshot(desk, "summary-desktop-dialogue")
    dialogue.get_by_role("button", name="Confirm").click()
    expect(desk.get_by_text("Well done").first).to_be_visible()
    screenshot(desk, "summary-desktop-reviewed")
    [row] = anna("fuel.work.summary", "read", [summary], fields=["state", "mark"])
    assert (row["state"], row["mark"]) == ("reviewed", "4")
