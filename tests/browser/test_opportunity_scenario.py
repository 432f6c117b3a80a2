"""From a visit to an opportunity, a quotation, an order and its volume, all by hand."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.forms import no_sideways_scrolling, press
from harness.visits import new_customer, new_manager

TONNES = 480


@pytest.fixture
def trade(rpc):
    """An account manager who heard at a visit what their customer needs."""
    user = new_manager(rpc)
    customer = new_customer(rpc, "Ever Bright Shipping", user)
    [grade] = rpc("fuel.grade", "search", [("code", "=", "RMG380")], limit=1)
    rpc(
        "product.product",
        "create",
        {
            "name": "VLSFO of the scenario",
            "type": "consu",
            "uom_id": rpc.ref("uom.product_uom_ton"),
            "list_price": 600,
            "taxes_id": [(5, 0, 0)],
            "fuel_grade_id": grade,
        },
    )
    vessel = rpc("fuel.vessel", "create", {"name": "BRIGHT STAR"})
    visit = rpc(
        "fuel.visit",
        "create",
        {
            "customer_id": customer,
            "user_id": user.id,
            "topic_id": rpc("fuel.visit.topic", "search", [], limit=1)[0],
            "vessel_id": vessel,
            "need_ids": [(0, 0, {"grade_id": grade, "quantity_mt": TONNES})],
        },
    )
    return SimpleNamespace(user=user, customer=customer, vessel=vessel, visit=visit)


def save(page):
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()


def deliver(rpc, order):
    """What the warehouse does, who are other people than account managers."""
    pickings = rpc("stock.picking", "search", [("sale_id", "=", order)])
    rpc("stock.picking", "button_validate", pickings)


@pytest.mark.parametrize(
    ("size", "lang"), [("desktop", "en_US"), ("phone", "zh_CN")], ids=["desk", "phone"]
)
def test_from_visit_to_volume(open_page, server, rpc, trade, screenshot, size, lang):
    page = open_page(server, trade.user.login, trade.user.password, lang, size)
    page.goto(f"{server.url}/odoo/fuel-visits/{trade.visit}")
    press(page, "action_new_lead")
    # The opportunity begins with what the visit knows.
    vessels = page.locator("div[name=fuel_vessel_ids]")
    expect(vessels).to_contain_text("BRIGHT STAR")
    lines = page.locator("div[name=fuel_line_ids]")
    expect(lines).to_contain_text(str(TONNES))
    no_sideways_scrolling(page)
    save(page)
    [lead] = rpc(
        "crm.lead",
        "search_read",
        [("fuel_visit_id", "=", trade.visit)],
        fields=["fuel_expected_mt", "user_id", "source_id"],
    )
    assert lead["fuel_expected_mt"] == TONNES
    assert lead["user_id"][0] == trade.user.id
    assert lead["source_id"][0] == rpc.ref("crm_fuel.utm_source_visit")
    screenshot(page, f"scenario-opportunity-{size}")

    press(page, "action_sale_quotations_new")
    expect(page.locator("div[name=order_line]")).to_contain_text(str(TONNES))
    no_sideways_scrolling(page)
    save(page)
    screenshot(page, f"scenario-quotation-{size}")
    press(page, "action_confirm")
    current = ".o_statusbar_status .o_arrow_button_current[data-value=sale]"
    expect(page.locator(current)).to_have_count(1)
    [order] = rpc("sale.order", "search", [("opportunity_id", "=", lead["id"])])
    deliver(rpc, order)
    [volume] = rpc(
        "fuel.volume",
        "search_read",
        [("order_id", "=", order)],
        fields=["customer_id", "vessel_id", "ordered_mt", "delivered_mt"],
    )
    assert volume["customer_id"][0] == trade.customer
    assert volume["vessel_id"][0] == trade.vessel
    assert (volume["ordered_mt"], volume["delivered_mt"]) == (TONNES, TONNES)

    # And the customer's own page shows what they bought.
    page.goto(f"{server.url}/odoo/fuel-customers/{trade.customer}")
    page.locator(".o_notebook .nav-link[name=fuel_volume]").click()
    tab = page.locator(".o_widget_fuel_volume_overview")
    expect(tab).to_contain_text(str(TONNES))
    no_sideways_scrolling(page)
