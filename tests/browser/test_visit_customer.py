"""Whose turn it is, and a customer's visits, as people see them."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def customers(rpc):
    """One customer long overdue, one never visited, one visited yesterday."""
    rpc("res.users", "write", [rpc.uid], {"tz": ZONE})
    [user] = rpc("res.users", "read", [rpc.uid], fields=["company_id"])
    rpc(
        "res.company",
        "write",
        user["company_id"][:1],
        {"fuel_tz": ZONE, "fuel_visit_interval": 30},
    )
    late, never, fine = rpc(
        "res.partner",
        "create",
        [
            {
                "name": name,
                "is_company": True,
                "fuel_customer": True,
                "user_id": rpc.uid,
            }
            for name in ("Turn Late Shipping", "Turn Never Lines", "Turn Fine Marine")
        ],
    )
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    result = rpc.ref("crm_fuel.fuel_visit_result_follow_up")
    for customer, days, planned in ((late, 45, False), (late, 90, True), (fine, 1, 0)):
        rpc(
            "fuel.visit",
            "create",
            {
                "customer_id": customer,
                "topic_id": rpc.ref("crm_fuel.fuel_visit_topic_technical_exchange"),
                "planned_start": str(now - timedelta(days=days)),
                "is_planned": bool(planned),
                "state": "done",
                "result_id": result,
            },
        )
    rpc(
        "fuel.visit",
        "create",
        {
            "customer_id": late,
            "topic_id": rpc.ref("crm_fuel.fuel_visit_topic_contract"),
            "planned_start": str(now + timedelta(days=3)),
        },
    )
    return SimpleNamespace(late=late, never=never, fine=fine)


def open_tab(page: Page, server, customer: int) -> None:
    page.goto(f"{server.url}/odoo/res.partner/{customer}")
    page.locator(".o_notebook .nav-link[name=fuel_visits]").click()
    expect(page.locator(".o_fuel_visit_tab button").first).to_be_visible()


def figure(page: Page, name: str):
    return page.locator(f".o_fuel_visit_tab [data-figure={name}]")


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth
            && ![...document.querySelectorAll(".o_content, .o_form_sheet, .tab-pane")]
                .some((el) => el.scrollWidth > el.clientWidth + 1)"""
    )


def test_the_tab_tells_whose_turn_it_is(page, server, customers, screenshot):
    open_tab(page, server, customers.late)
    expect(page.locator(".o_fuel_visit_status")).to_have_text("Overdue")
    expect(figure(page, "due")).to_contain_text("15 days ago")
    expect(figure(page, "interval")).to_contain_text("30")
    expect(figure(page, "kept")).to_contain_text("1 of 1 (100%)")
    expect(figure(page, "visited")).to_contain_text("2 of 3 (67%)")
    expect(page.locator(".o_fuel_visit_line")).to_have_count(3)
    screenshot(page, "visit-tab-desktop")

    page.locator(".o_fuel_visit_line").nth(1).click()
    expect(page.locator(".o_form_view [name=customer_id]").first).to_be_visible()
    page.locator(".o_breadcrumb a, .breadcrumb-item a").last.click()
    page.locator(".o_notebook .nav-link[name=fuel_visits]").click()
    page.get_by_role("button", name="All visits (3)").click()
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(3)


def test_two_clicks_record_a_visit(page, server, rpc, customers):
    values = {"name": "Turn Two Clicks", "is_company": True, "fuel_customer": True}
    customer = rpc("res.partner", "create", values)
    open_tab(page, server, customer)
    expect(page.locator(".o_fuel_visit_status")).to_have_text("Never visited")
    expect(page.locator(".o_fuel_visit_empty")).to_contain_text("No visits yet")

    page.locator(".o_fuel_visit_tab").get_by_role("button", name="Log a visit").click()
    expect(page.locator(".o_form_view [name=customer_id] input")).to_have_value(
        "Turn Two Clicks"
    )
    for name, label in (("topic_id", "Contract"), ("result_id", "Order intended")):
        page.locator(f".o_form_view [name={name}] input").fill(label)
        page.locator(".o-autocomplete--dropdown-item").first.click()
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    page.locator(".o_breadcrumb a, .breadcrumb-item a").last.click()
    page.locator(".o_notebook .nav-link[name=fuel_visits]").click()
    expect(page.locator(".o_fuel_visit_status")).to_have_text("In time")
    expect(page.locator(".o_fuel_visit_line")).to_contain_text("Order intended")
    [visit] = rpc(
        "fuel.visit", "search_read", [("customer_id", "=", customer)], fields=["state"]
    )
    assert visit["state"] == "done"


def test_the_list_begins_with_the_most_urgent(page, server, customers, screenshot):
    page.goto(f"{server.url}/odoo/fuel-visits-due")
    names = page.locator(".o_data_row td[name=customer_id]")
    expect(names.filter(has_text="Turn Late Shipping")).to_have_count(1)
    expect(names.filter(has_text="Turn Fine Marine")).to_have_count(0)
    found = [name for name in names.all_text_contents() if name.startswith("Turn")]
    assert found[0] == "Turn Late Shipping"
    assert "Turn Never Lines" in found
    screenshot(page, "visit-due-desktop")
    # A row is a customer, and opens it.
    names.filter(has_text="Turn Late Shipping").click()
    expect(page).to_have_url(re.compile(rf"/{customers.late}$"))


def test_filters_of_customers(page, server, customers):
    page.goto(f"{server.url}/odoo/fuel-customers")
    page.locator(".o_searchview_dropdown_toggler").click()
    page.locator(".o_filter_menu").get_by_text("Visit overdue", exact=True).click()
    expect(page.locator(".o_data_row").filter(has_text="Turn Late")).to_have_count(1)
    expect(page.locator(".o_data_row").filter(has_text="Turn Fine")).to_have_count(0)
    row = page.locator(".o_data_row").filter(has_text="Turn Late")
    expect(row.locator("td[name=fuel_visit_status]")).to_have_text("Overdue")


def test_on_a_phone(open_page, server, customers, screenshot):
    page = open_page(server, lang="zh_CN", size="phone")
    open_tab(page, server, customers.late)
    expect(page.locator(".o_fuel_visit_line")).to_have_count(3)
    page.locator(".o_fuel_visit_tab").scroll_into_view_if_needed()
    screenshot(page, "visit-tab-phone")
    assert fits(page)

    page.goto(f"{server.url}/odoo/fuel-visits-due")
    card = page.locator(".o_kanban_record").filter(has_text="Turn Late Shipping")
    expect(card).to_be_visible()
    screenshot(page, "visit-due-phone")
    assert fits(page)
    card.locator("button[name=action_log_visit]").click()
    expect(page.locator(".o_form_view [name=customer_id] input")).to_have_value(
        "Turn Late Shipping"
    )
    page.locator(".o_form_button_cancel").click()


def test_a_failed_call_says_so_and_can_be_repeated(
    page, server, customers, expect_console
):
    expect_console(r"net::ERR_")
    page.route("**/fuel_visit_overview*", lambda route: route.abort())
    page.goto(f"{server.url}/odoo/res.partner/{customers.late}")
    page.locator(".o_notebook .nav-link[name=fuel_visits]").click()
    problem = page.locator(".o_fuel_visit_problem")
    expect(problem).to_contain_text("The server could not be reached")
    page.unroute("**/fuel_visit_overview*")
    problem.get_by_role("button", name="Try again").click()
    expect(page.locator(".o_fuel_visit_line")).to_have_count(3)
    expect(problem).to_have_count(0)
