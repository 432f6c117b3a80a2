"""Opportunities as a person sees them: tonnes in the columns, grades on the form."""

import pytest
from playwright.sync_api import expect

PASSWORD = "reads-and-comments"


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
    tonnes = {"en_US": "1,234 MT", "zh_CN": "1,234 吨"}[lang]
    expect(card).to_contain_text(tonnes)
    expect(page.locator(".o_fuel_column_tonnes").first).to_contain_text(tonnes)
    screenshot(page, f"opportunity-kanban-{size}")
    page.goto(f"{server.url}/odoo/fuel-opportunities/{lead}")
    expect(page.locator("div[name=fuel_expected_mt]").last).to_contain_text("1,234")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(page, f"opportunity-form-{size}")
    page.locator("div[name=fuel_line_ids]").scroll_into_view_if_needed()
    screenshot(page, f"opportunity-fuel-{size}")


@pytest.fixture(scope="module")
def colleague(rpc, lead):
    """An account manager with whom the opportunity is shared."""
    user = rpc(
        "res.users",
        "create",
        {
            "name": "Colleague Bo",
            "login": "colleague_bo",
            "email": "colleague_bo@fuel.example",
            "password": PASSWORD,
            "group_ids": [(6, 0, [rpc.ref("crm_fuel.group_fuel_user")])],
        },
        context={"no_reset_password": True},
    )
    rpc("crm.lead", "write", [lead], {"fuel_shared_user_ids": [(4, user)]})
    return user


# The phone looks first: after the desktop's request nothing is left to ask.
@pytest.mark.parametrize(("size", "lang"), [("phone", "zh_CN"), ("desktop", "en_US")])
def test_shared_with_a_colleague(
    open_page, server, rpc, lead, colleague, screenshot, size, lang
):
    page = open_page(server, "colleague_bo", PASSWORD, lang=lang, size=size)
    page.goto(f"{server.url}/odoo/fuel-shared-opportunities")
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Season of Lead Shipping")
    screenshot(page, f"opportunity-shared-{size}")
    card.click()
    notice = page.locator(".o_form_view .alert-info[role=status]")
    expect(notice).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(page, f"opportunity-shared-form-{size}")
    if size == "phone":
        return
    page.locator("button[name=action_ask_write]").click()
    expect(notice).to_contain_text("You have asked for write access.")
    expect(page.locator("button[name=action_ask_write]")).to_have_count(0)
    page.locator("button[name=action_dismiss_share]").click()
    expect(page.locator("button[name=action_dismiss_share]")).to_have_count(0)
    [share] = rpc(
        "fuel.lead.share",
        "search_read",
        [("lead_id", "=", lead), ("user_id", "=", colleague)],
        fields=["wants_write", "can_write", "dismissed_at"],
    )
    assert (share["wants_write"], share["can_write"]) == (True, False)
    assert share["dismissed_at"]
    # The owner answers on the tab, then takes it back from everybody.
    owner = open_page(server)
    owner.goto(f"{server.url}/odoo/fuel-opportunities/{lead}")
    owner.get_by_role("tab", name="Sharing").click()
    owner.locator("button[name=action_grant_write]").click()
    expect(owner.locator("button[name=action_grant_write]")).to_have_count(0)
    screenshot(owner, "opportunity-sharing-desktop")
    owner.locator("button[name=action_stop_share]").click()
    owner.locator(".modal-footer .btn-primary").click()
    expect(owner.locator("button[name=action_stop_share]")).to_have_count(0)
    assert not rpc("fuel.lead.share", "search_count", [("lead_id", "=", lead)])
