"""The screen "Visit analysis" as a supervisor sees it, on a desk and a phone."""

import re

from playwright.sync_api import Page, expect


def open_screen(page: Page, server) -> None:
    page.goto(f"{server.url}/odoo/fuel-visit-analysis")
    expect(page.locator(".o_fuel_visit_figures")).to_be_visible()
    page.select_option("select[name=period]", "last_12_months")
    expect(page.locator(".o_fuel_visit_page")).to_have_attribute("aria-busy", "false")


def number_of(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_bars_lead_to_their_visits_and_back(demo_page, demo_server, screenshot):
    page = demo_page
    open_screen(page, demo_server)
    charts = page.locator(".o_fuel_visit_chart")
    expect(charts).to_have_count(4)
    screenshot(page, "visit-overview-desktop")

    for chart in ("results", "users"):
        bar = page.locator(f"[data-chart={chart}] .o_fuel_visit_bar").first
        count = number_of(bar.locator(".o_fuel_visit_count").inner_text())
        assert count > 0
        bar.click()
        expect(page.locator(".o_pager_limit")).to_have_text(str(count))
        page.locator(".o_breadcrumb a, .breadcrumb-item a").last.click()
        # What was asked is still asked.
        expect(page.locator("select[name=period]")).to_have_value("last_12_months")

    done = page.locator("[data-figure=done]")
    count = number_of(done.locator(".o_fuel_visit_value").inner_text())
    assert count >= page.locator(".o_fuel_visit_bar").count() > 0
    page.locator("[data-figure=coverage]").click()
    expect(page.locator(".o_list_view .o_data_row").first).to_be_visible()


def test_free_period_and_nothing_in_it(demo_page, demo_server):
    page = demo_page
    open_screen(page, demo_server)
    page.select_option("select[name=period]", "custom")
    # The later day first: from 2015 until today would be more than is told at once.
    page.fill("input[name=to]", "2015-01-31")
    page.fill("input[name=from]", "2015-01-01")
    expect(page.locator(".o_fuel_visit_empty")).to_be_visible()
    expect(page.locator("[data-figure=done]")).to_be_disabled()
    expect(page.locator("[data-figure=done]")).to_contain_text("0")


def test_charts_are_stacked_on_a_phone(phone_page, demo_server, screenshot):
    page = phone_page
    open_screen(page, demo_server)
    expect(page.locator(".o_fuel_visit_chart")).to_have_count(4)
    boxes = [
        chart.bounding_box() for chart in page.locator(".o_fuel_visit_chart").all()
    ]
    assert len({round(box["x"]) for box in boxes}) == 1
    screenshot(page, "visit-overview-phone-figures")
    page.locator("[data-chart=customers]").scroll_into_view_if_needed()
    screenshot(page, "visit-overview-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wider = page.evaluate(
        """() => [...document.querySelectorAll(".o_content, .o_fuel_visit_page *")]
            .filter((el) => el.scrollWidth > el.clientWidth + 1
                && getComputedStyle(el).overflowX === "visible"
                && getComputedStyle(el).display !== "inline")
            .map((el) => el.className)"""
    )
    assert wider == []
    bar = page.locator("[data-chart=channels] .o_fuel_visit_bar").first
    assert bar.bounding_box()["height"] >= 40
    bar.click()
    expect(page.locator(".o_kanban_record:not(.o_kanban_ghost)").first).to_be_visible()


def test_a_failed_call_says_so_and_can_be_repeated(
    demo_page, demo_server, expect_console
):
    page = demo_page
    open_screen(page, demo_server)
    expect_console(r"net::ERR_")
    page.route("**/fuel.visit/overview*", lambda route: route.abort())
    page.select_option("select[name=period]", "this_year")
    problem = page.locator(".o_fuel_visit_problem")
    expect(problem).to_contain_text("The server could not be reached")
    page.unroute("**/fuel.visit/overview*")
    problem.get_by_role("button", name="Try again").click()
    expect(problem).to_have_count(0)
