"""A customer's contact on their own pages: on a phone in Chinese, at a desk in English."""

import re

import pytest
from playwright.sync_api import expect

LOGIN = PASSWORD = "demo_customer"


def no_sideways_scrolling(page):
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth + 1"
    ), "the page is wider than the screen"


def nothing_is_cut_off(page):
    """Every cell and figure lies inside the screen."""
    cut = page.evaluate(
        """() => [...document.querySelectorAll(
            ".o_fuel_portal td, .o_fuel_portal th, .o_fuel_portal dd, .o_fuel_portal rect"
        )].filter((it) => {
            const box = it.getBoundingClientRect();
            return box.width && (box.right > window.innerWidth + 1 || box.left < -1);
        }).map((it) => it.textContent.trim())"""
    )
    assert not cut, cut


@pytest.fixture
def visit(demo_server):
    """A function: open a page of the customer's, and see that it fits the screen."""

    def go(page, path):
        page.goto(demo_server.url + path)
        expect(page.locator(".o_fuel_portal h1, .o_portal_my_home")).to_be_visible()
        no_sideways_scrolling(page)
        nothing_is_cut_off(page)

    return go


def test_a_customer_on_a_phone_in_chinese(open_page, demo_server, visit, screenshot):
    phone = open_page(demo_server, LOGIN, PASSWORD, lang="zh_CN", size="phone")
    card = phone.locator('a[href="/my/fuel/vessels"]')
    expect(card).to_be_visible()
    no_sideways_scrolling(phone)
    screenshot(phone, "portal_home_phone")

    card.click()
    expect(phone.locator(".o_fuel_table tbody tr").first).to_be_visible()
    no_sideways_scrolling(phone)
    nothing_is_cut_off(phone)
    screenshot(phone, "portal_vessels_phone")
    phone.locator(".o_fuel_table tbody a").first.click()
    expect(phone.locator(".o_fuel_facts")).to_be_visible()
    no_sideways_scrolling(phone)

    visit(phone, "/my/fuel/deliveries")
    expect(phone.locator(".o_fuel_table tbody tr")).to_have_count(20)
    phone.locator(".o_fuel_table tbody td:first-child a").first.click()
    expect(phone.locator(".o_fuel_facts")).to_be_visible()
    no_sideways_scrolling(phone)
    nothing_is_cut_off(phone)
    screenshot(phone, "portal_delivery_phone")

    visit(phone, "/my/fuel/volumes")
    expect(phone.locator(".o_fuel_chart rect")).to_have_count(24)
    screenshot(phone, "portal_volumes_phone")
    visit(phone, "/my/fuel/announcements")
    phone.locator(".list-group-item").first.click()
    expect(phone.locator(".o_fuel_text")).to_contain_text("质量流量计")
    no_sideways_scrolling(phone)
    visit(phone, "/my/fuel/orders")


def test_a_customer_at_a_desk_in_english(open_page, demo_server, visit, screenshot):
    desk = open_page(demo_server, LOGIN, PASSWORD)
    expect(desk.get_by_role("link", name="Fuel orders")).to_be_visible()
    screenshot(desk, "portal_home")

    visit(desk, "/my/fuel/orders")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Fuel orders")
    screenshot(desk, "portal_orders")
    desk.locator(".o_fuel_table tbody td:first-child a").first.click()
    expect(desk.get_by_role("heading", name="Deliveries")).to_be_visible()
    # Back by the way that leads here.
    desk.locator(".breadcrumb").get_by_role("link", name="Fuel orders").click()
    expect(desk).to_have_url(re.compile(r"/my/fuel/orders$"))

    visit(desk, "/my/fuel/vessels")
    desk.locator(".o_fuel_table tbody a").first.click()
    desk.get_by_role("link", name="All orders for this vessel").click()
    expect(desk.get_by_role("link", name="Show all")).to_be_visible()

    visit(desk, "/my/fuel/volumes")
    expect(desk.locator(".o_fuel_chart rect")).to_have_count(24)
    # What the chart shows is in the table, too.
    expect(desk.locator(".o_fuel_months tbody tr")).to_have_count(12)
    screenshot(desk, "portal_volumes")
    desk.get_by_role("link", name="Earlier year").click()
    expect(desk).to_have_url(re.compile(r"year=\d{4}$"))


def test_the_chart_is_as_high_as_the_figures(open_page, demo_server, visit):
    """The tallest bar is the largest figure, and nothing is drawn for nothing."""
    desk = open_page(demo_server, LOGIN, PASSWORD)
    visit(desk, "/my/fuel/volumes")
    figures = [
        [
            float(cell.replace(",", ""))
            for cell in row.locator("td").all_inner_texts()[:2]
        ]
        for row in desk.locator(".o_fuel_months tbody tr").all()
    ]
    heights = [
        float(it.get_attribute("height").rstrip("%"))
        for it in desk.locator(".o_fuel_chart rect").all()
    ]
    flat = [figure for row in figures for figure in row]
    highest = max(range(24), key=lambda it: flat[it])
    assert heights[highest] == max(heights) > 0
    scale = flat[highest] / heights[highest]
    for figure, height in zip(flat, heights, strict=True):
        assert abs(figure - height * scale) < 0.01 * max(flat)
