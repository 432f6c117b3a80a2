"""Opportunities as a person sees them: tonnes in the columns, grades on the form."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def lead(rpc):
    customer = rpc(
        "res.partner",
        "create",
        {"name": "Lead Shipping", "is_company": True, "fuel_customer": True},
    )
    [grade] = rpc("fuel.grade", "search", [("code", "=", "RMG380")], limit=1)
    return rpc(
        "crm.lead",
        "create",
        {
            "name": "Season of Lead Shipping",
            "type": "opportunity",
            "partner_id": customer,
            "user_id": rpc.uid,
            "expected_revenue": 300000,
            "fuel_line_ids": [(0, 0, {"grade_id": grade, "quantity": 1234})],
        },
    )


@pytest.mark.parametrize(("size", "lang"), [("desktop", "en_US"), ("phone", "zh_CN")])
def test_tonnes_beside_revenue(open_page, server, lead, screenshot, size, lang):
    page = open_page(server, lang=lang, size=size)
    page.goto(f"{server.url}/odoo/fuel-opportunities")
    card = page.locator(".o_kanban_record", has_text="Season of Lead Shipping")
    expect(card).to_contain_text("1,234 MT")
    expect(page.locator(".o_fuel_column_tonnes").first).to_contain_text("1,234 MT")
    screenshot(page, f"opportunity-kanban-{size}")
    page.goto(f"{server.url}/odoo/fuel-opportunities/{lead}")
    expect(page.locator("div[name=fuel_expected_mt]").last).to_contain_text("1,234")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(page, f"opportunity-form-{size}")
