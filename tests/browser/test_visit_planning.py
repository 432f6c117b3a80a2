"""Planning visits and the way through a day, as a person does it."""

import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

ZONE = "Asia/Shanghai"
# North of each other, and planned in another order.
PLACES = {"Route North": 30.3, "Route South": 30.1, "Route Middle": 30.2}


@pytest.fixture(scope="module")
def day(rpc):
    """Three visits tomorrow to places on a line, and one whose place is unknown."""
    rpc("res.users", "write", [rpc.uid], {"tz": ZONE})
    [user] = rpc("res.users", "read", [rpc.uid], fields=["company_id"])
    rpc(
        "res.company",
        "write",
        user["company_id"][:1],
        {"fuel_tz": ZONE, "fuel_navigation_app": "amap"},
    )
    topic = rpc("fuel.visit.topic", "search", [], limit=1)[0]
    # Tomorrow is tomorrow where the browser is, not in London.
    start = datetime.now(ZoneInfo(ZONE)).replace(hour=10, minute=0, second=0)
    start = (start + timedelta(days=1)).astimezone(UTC)
    for index, (name, latitude) in enumerate([*PLACES.items(), ("Route Unknown", 0)]):
        customer = rpc(
            "res.partner",
            "create",
            {
                "name": name,
                "is_company": True,
                "fuel_customer": True,
                "user_id": rpc.uid,
                "partner_latitude": latitude,
                "partner_longitude": 122.0 if latitude else 0,
            },
        )
        values = {
            "customer_id": customer,
            "topic_id": topic,
            "planned_start": f"{start + timedelta(hours=index):%Y-%m-%d %H:%M:%S}",
        }
        rpc("fuel.visit", "create", values)
    return start.date()


def open_route(page: Page, server) -> None:
    page.goto(f"{server.url}/odoo/fuel-route")
    page.get_by_role("button", name=re.compile("Day after|后一天")).click()
    expect(page.locator(".o_fuel_visit_route_stop")).to_have_count(4)


def names(page: Page) -> list[str]:
    return page.locator(".o_fuel_visit_route_stop .fw-bold").all_inner_texts()


def test_the_way_begins_where_one_stands(page, server, day, screenshot):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.0, "longitude": 122.0, "accuracy": 20})
    open_route(page, server)
    page.get_by_role("button", name="Begin where I am").click()
    expect(page.locator(".o_fuel_visit_route_stop").first).to_contain_text("11.1 km")
    assert names(page) == [
        "Route South",
        "Route Middle",
        "Route North",
        "Route Unknown",
    ]
    expect(page.get_by_text("As the crow flies")).to_contain_text("33.4 km")
    link = page.locator(".o_fuel_visit_route_stop a").first
    assert "uri.amap.com/navigation?to=122.000000,30.100000" in link.get_attribute(
        "href"
    )
    screenshot(page, "plan-route")
    page.get_by_text("Route Middle").click()
    expect(page.locator(".o_form_view")).to_contain_text("Route Middle")


def test_the_way_is_one_click_from_the_visits(page, server, day):
    page.goto(f"{server.url}/odoo/fuel-visits")
    page.get_by_role("button", name="Route of the day").click()
    expect(page.locator(".o_fuel_visit_route")).to_be_visible()
    page.goto(f"{server.url}/odoo/fuel-today")
    page.locator(".o_fuel_route").click()
    expect(page.locator(".o_fuel_visit_route")).to_be_visible()


def test_a_refused_position_is_said(page, server, day):
    page.context.clear_permissions()
    open_route(page, server)
    page.get_by_role("button", name="Begin where I am").click()
    expect(page.locator(".o_fuel_visit_route .alert")).to_be_visible()
    expect(page.locator(".o_fuel_visit_route_stop")).to_have_count(4)


def test_the_way_on_a_phone(open_page, server, day, screenshot):
    page = open_page(server, lang="zh_CN", size="phone")
    open_route(page, server)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    screenshot(page, "plan-route-phone")
    page.get_by_role("button", name=re.compile("Day before|前一天")).click()
    expect(page.locator(".o_fuel_visit_route_empty")).to_be_visible()


def test_several_visits_are_planned_from_the_list_of_customers(
    page, server, rpc, day, screenshot
):
    page.goto(f"{server.url}/odoo/fuel-visits")
    action = rpc.ref("crm_fuel.fuel_visit_plan_action")
    customers = rpc("res.partner", "search", [("name", "like", "Route ")])
    page.goto(f"{server.url}/odoo/action-{action}")
    dialog = page.locator(".modal")
    expect(dialog).to_be_visible()
    for name in ("Route North", "Route South"):
        field = dialog.locator("[name=customer_ids] input")
        field.click()
        field.fill(name)
        page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click()
        expect(page.locator(".o-autocomplete--dropdown-item")).to_have_count(0)
    # Tomorrow they have visits already: on the other days there is something to plan.
    dialog.get_by_label("Each customer on every one of the days").check()
    topic = dialog.locator("[name=topic_id] input")
    topic.click()
    dialog.locator("[name=topic_id] .o-autocomplete--dropdown-item").first.click()
    expect(topic).not_to_have_value("")
    problems = dialog.locator("[name=line_ids] .o_data_row td[name=problem]")
    expect(problems.nth(5)).to_be_visible()
    possible = problems.all_inner_texts().count("")
    assert possible > 0
    screenshot(page, "plan-several")
    before = rpc("fuel.visit", "search_count", [("customer_id", "in", customers)])
    dialog.get_by_role("button", name="Plan visits").click()
    # The list of visits lies behind the dialogue: what counts is what was planned.
    theirs = [("customer_id", "in", customers)]
    for _second in range(30):
        if rpc("fuel.visit", "search_count", theirs) > before:
            break
        page.wait_for_timeout(1000)
    screenshot(page, "plan-several-done")
    after = rpc("fuel.visit", "search_count", [("customer_id", "in", customers)])
    assert after == before + possible


def test_a_repetition_on_a_phone(open_page, server, rpc, day, screenshot):
    visit = rpc("fuel.visit", "search", [("customer_id.name", "=", "Route North")])[-1]
    page = open_page(server, size="phone")
    page.goto(f"{server.url}/odoo/fuel-visits/{visit}")
    expect(page.locator(".o_form_view")).to_be_visible()
    action = rpc("fuel.visit", "action_repeat", [visit])
    assert action["context"]["default_duration"] == 1
    page.goto(f"{server.url}/odoo/fuel-repeated-visits/new")
    expect(page.locator(".o_form_view")).to_be_visible()
    screenshot(page, "plan-repeat-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_planning_over_the_wire_is_fast(rpc, day):
    customer = rpc("res.partner", "search", [("name", "=", "Route North")])[0]
    topic = rpc("fuel.visit.topic", "search", [], limit=1)[0]
    values = [
        {
            "customer_id": customer,
            "topic_id": topic,
            "planned_start": f"2037-01-{1 + number % 28:02d} 02:00:00",
        }
        for number in range(1000)
    ]
    rpc("fuel.visit", "create", values[:10])
    began = time.perf_counter()
    created = rpc("fuel.visit", "create", values)
    batch = (time.perf_counter() - began) / len(values)
    began = time.perf_counter()
    for one in values[:50]:
        created.append(rpc("fuel.visit", "create", one))
    single = (time.perf_counter() - began) / 50
    rpc("fuel.visit", "unlink", created)
    # The target is 25 ms; four times that on a machine with other work to do.
    assert batch < 0.1, f"{batch * 1000:.1f} ms a visit in one call"
    assert single < 0.4, f"{single * 1000:.1f} ms a visit, one by one"
