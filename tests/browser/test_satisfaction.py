"""A customer answers on a phone; their account manager sees it at once."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.forms import hand_in, no_sideways_scrolling
from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"
REMARK = "迟到六小时，也没有人通知。"


@pytest.fixture(scope="module")
def trade(server, rpc):
    """Anna, her customer, and an invitation that the contact has got."""
    anna = rpc(
        "res.users",
        "create",
        {
            "name": "Anna Wang",
            "login": "satisfied_anna",
            "email": "satisfied_anna@fuel.example",
            "password": PASSWORD,
            "tz": "Asia/Shanghai",
            "group_ids": [(6, 0, [rpc.ref("crm_fuel.group_fuel_user")])],
        },
        context={"no_reset_password": True},
    )
    customer = rpc(
        "res.partner",
        "create",
        {
            "name": "Silk Road Lines",
            "is_company": True,
            "fuel_customer": True,
            "user_id": anna,
            "child_ids": [(0, 0, {"name": "Capt. Li", "email": "li@silk.example"})],
        },
    )
    [row] = rpc("res.partner", "read", [customer], fields=["child_ids"])
    survey = rpc.ref("crm_fuel.fuel_survey_delivery")
    answer = rpc(
        "survey.user_input",
        "create",
        {"survey_id": survey, "partner_id": row["child_ids"][0]},
    )
    [tokens] = rpc("survey.user_input", "read", [answer], fields=["access_token"])
    [asked] = rpc("survey.survey", "read", [survey], fields=["access_token"])
    return SimpleNamespace(
        client=Rpc(server.url, server.database, "satisfied_anna", PASSWORD),
        customer=customer,
        answer=answer,
        link=f"{server.url}/survey/{asked['access_token']}/{tokens['access_token']}",
        question=lambda name: rpc.ref(f"crm_fuel.fuel_survey_delivery_{name}"),
    )


def choose(page, question, value):
    page.locator(f"input[name='{question}'][value='{value}']").locator("..").click()


def test_answer_on_a_phone_and_what_comes_of_it(open_page, server, trade, screenshot):
    desk = open_page(server, "satisfied_anna", PASSWORD, lang="zh_CN", size="phone")
    visitor = desk.context.browser.new_context(viewport={"width": 360, "height": 740})
    page = visitor.new_page()
    page.goto(trade.link)
    page.locator("button[value=start]").click()
    choose(page, trade.question("overall"), 2)
    choose(page, trade.question("timeliness"), 1)
    choose(page, trade.question("recommend"), 3)
    page.locator(f"textarea[name='{trade.question('remark')}']").fill(REMARK)
    no_sideways_scrolling(page)
    screenshot(page, "satisfaction-answer-phone")
    hand_in(page)
    expect(page.locator(".o_survey_finished")).to_be_visible()
    visitor.close()

    [complaint] = trade.client(
        "fuel.complaint",
        "search_read",
        [("user_input_id", "=", trade.answer)],
        fields=["description"],
    )
    assert REMARK in complaint["description"]

    desk.goto(f"{server.url}/odoo/fuel-customers/{trade.customer}")
    desk.locator(".o_notebook .nav-link[name=fuel_satisfaction]").click()
    expect(desk.locator("[data-figure=csat] .h5")).to_have_text("0%")
    expect(desk.locator(".o_fuel_satisfaction_remark")).to_have_text(REMARK)
    no_sideways_scrolling(desk)
    screenshot(desk, "satisfaction-customer-phone-zh")
    desk.locator(".o_fuel_satisfaction_remarks button").click()
    expect(desk.locator(".o_field_widget[name=fuel_overall]")).to_contain_text("2")
    no_sideways_scrolling(desk)


def test_analysis_at_a_desk(open_page, server, trade, screenshot):
    desk = open_page(server, "satisfied_anna", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-satisfaction")
    expect(desk.locator(".o_pivot table")).to_be_visible()
    screenshot(desk, "satisfaction-analysis-empty")
