"""The "Sales volume" tab as a person sees it, on a desk, a phone and a bad network."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def sales(rpc):
    """A customer with one order today and one a year ago, on one vessel."""
    rpc("res.users", "write", [rpc.uid], {"tz": ZONE})
    [user] = rpc("res.users", "read", [rpc.uid], fields=["company_id"])
    rpc("res.company", "write", user["company_id"][:1], {"fuel_tz": ZONE})
    grades = [("code", "in", ["RMG380", "DMA"]), ("edition", "=", "2017")]
    residual, distillate = rpc(
        "fuel.grade", "search", grades, limit=2, order="code desc"
    )
    tonne = rpc.ref("uom.product_uom_ton")
    products = [
        rpc(
            "product.product",
            "create",
            {
                "name": f"Tab fuel {grade}",
                # Delivered by typing: what stock does is tested elsewhere.
                "type": "service",
                "service_type": "manual",
                "uom_id": tonne,
                "fuel_grade_id": grade,
            },
        )
        for grade in (residual, distillate)
    ]
    values = {"name": "Tab Shipping", "is_company": True, "fuel_customer": True}
    customer = rpc("res.partner", "create", values)
    vessel = rpc("fuel.vessel", "create", {"name": "TAB OCEAN"})
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    last = now.replace(year=now.year - 1, day=min(now.day, 28))
    for moment, quantities in ((now, (1500, 45.5)), (last, (1000,))):
        lines = [
            {
                "product_id": product,
                "product_uom_qty": quantity,
                "product_uom_id": tonne,
                "qty_delivered": quantity,
                "price_unit": 600,
            }
            for product, quantity in zip(products, quantities, strict=False)
        ]
        order = rpc(
            "sale.order",
            "create",
            {
                "partner_id": customer,
                "fuel_vessel_id": vessel,
                "order_line": [(0, 0, line) for line in lines],
            },
        )
        rpc("sale.order", "action_confirm", [order])
        rpc("sale.order", "write", [order], {"date_order": str(moment)})
    return SimpleNamespace(customer=customer, vessel=vessel)


def open_tab(page: Page, server, model: str, record: int) -> None:
    page.goto(f"{server.url}/odoo/{model}/{record}")
    page.locator(".o_notebook .nav-link[name=fuel_volume]").click()


def figure(page: Page, name: str):
    return page.locator(f"[data-figure={name}]")


def test_each_figure_leads_to_its_orders(page, server, sales, screenshot):
    open_tab(page, server, "res.partner", sales.customer)
    expect(figure(page, "this_year")).to_contain_text("1,546")
    expect(figure(page, "last_year_to_date")).to_contain_text("1,000")
    expect(figure(page, "growth")).to_contain_text("+54.6%")
    expect(page.locator(".o_fuel_volume_chart canvas")).to_be_visible()
    screenshot(page, "volume-tab-desktop")

    figure(page, "this_year").click()
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(2)
    page.locator(".o_breadcrumb a, .breadcrumb-item a").last.click()
    page.locator(".o_notebook .nav-link[name=fuel_volume]").click()
    page.locator(".o_fuel_volume_months tfoot td").last.locator("button").first.click()
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(1)
    # A row is a line of an order, and opens it.
    page.locator(".o_data_row td[name=customer_id]").click()
    expect(page.locator(".o_form_view [name=order_line]")).to_be_visible()


def test_growth_opens_year_by_year(page, server, sales):
    open_tab(page, server, "res.partner", sales.customer)
    figure(page, "growth").click()
    expect(page.locator(".o_list_view .o_group_header")).to_have_count(2)


def test_vessel_and_customer_lead_to_each_other(page, server, sales):
    open_tab(page, server, "fuel.vessel", sales.vessel)
    expect(figure(page, "last_12_months")).to_be_enabled()
    page.get_by_role("button", name="Tab Shipping", exact=True).click()
    # The other form opens on its first tab.
    expect(page.locator(".o_fuel_volume_overview")).to_have_count(0)
    page.locator(".o_notebook .nav-link[name=fuel_volume]").click()
    page.get_by_role("button", name="TAB OCEAN", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/{sales.vessel}$"))


def test_a_phone_scrolls_the_table_not_the_page(open_page, server, sales, screenshot):
    page = open_page(server, lang="zh_CN", size="phone")
    open_tab(page, server, "res.partner", sales.customer)
    expect(page.locator(".o_fuel_volume_months")).to_be_visible()
    page.locator(".o_fuel_volume_months").scroll_into_view_if_needed()
    screenshot(page, "volume-tab-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wider = page.evaluate(
        """() => [...document.querySelectorAll(".o_content, .o_form_sheet, .tab-pane")]
            .filter((el) => el.scrollWidth > el.clientWidth + 1)
            .map((el) => el.className)"""
    )
    assert wider == []


def test_a_failed_call_says_so_and_can_be_repeated(page, server, sales, expect_console):
    expect_console(r"net::ERR_")
    page.route("**/fuel_volume_overview*", lambda route: route.abort())
    open_tab(page, server, "res.partner", sales.customer)
    problem = page.locator(".o_fuel_volume_problem")
    expect(problem).to_contain_text("The server could not be reached")
    page.unroute("**/fuel_volume_overview*")
    problem.get_by_role("button", name="Try again").click()
    expect(figure(page, "this_year")).to_contain_text("1,546")
    expect(problem).to_have_count(0)


def test_nothing_yet_says_what_to_do(page, server, rpc):
    values = {"name": "New Lines", "is_company": True, "fuel_customer": True}
    open_tab(page, server, "res.partner", rpc("res.partner", "create", values))
    expect(page.locator(".o_fuel_volume_empty")).to_contain_text(
        "No fuel delivered yet"
    )
