"""A customer answers the survey after a delivery; the account manager has sent it."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.forms import hand_in, no_sideways_scrolling
from harness.pages import PATIENCE_MS, SIZES
from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"
REMARK = "船员很专业，下次还找你们 🚢"


@pytest.fixture(scope="module")
def trade(server, rpc):
    """Anna and her customer with a Chinese and an English contact."""
    anna = rpc(
        "res.users",
        "create",
        {
            "name": "Anna Wang",
            "login": "survey_anna",
            "email": "survey_anna@fuel.example",
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
            "name": "Polar Shipping",
            "is_company": True,
            "fuel_customer": True,
            "user_id": anna,
        },
    )
    zh, en, mute = rpc(
        "res.partner",
        "create",
        [
            {
                "name": "陈船长",
                "email": "chen@polar.example",
                "lang": "zh_CN",
                "parent_id": customer,
            },
            {
                "name": "Captain Hansen",
                "email": "hansen@polar.example",
                "lang": "en_US",
                "parent_id": customer,
            },
            {"name": "No Address", "parent_id": customer},
        ],
    )
    client = Rpc(server.url, server.database, "survey_anna", PASSWORD)
    return SimpleNamespace(
        client=client, customer=customer, zh=zh, en=en, mute=mute, server=server
    )


@pytest.fixture
def visitor(_browser, expect_console):
    """A function: a page of somebody who is not logged in."""
    contexts = []

    def make(size, lang):
        context = _browser.new_context(**SIZES[size], locale=lang)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        expect_console.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()


def invitation(rpc, contact):
    [row] = rpc(
        "survey.user_input",
        "search_read",
        [("partner_id", "=", contact)],
        fields=["access_token", "survey_id", "state", "fuel_overall"],
    )
    [survey] = rpc(
        "survey.survey", "read", [row["survey_id"][0]], fields=["access_token"]
    )
    url = f"/survey/start/{survey['access_token']}?answer_token={row['access_token']}"
    return row, url


def rate(page, question, value):
    page.locator(f"input[name='{question}'][value='{value}']").locator("..").click()


def test_survey_from_sending_to_reading(
    open_page, visitor, server, rpc, trade, screenshot
):
    # The account manager sends it from the customer.
    desk = open_page(server, "survey_anna", PASSWORD)
    desk.goto(f"{server.url}/odoo/res.partner/{trade.customer}")
    desk.locator(".o_cp_action_menus button").first.click()
    desk.get_by_role("menuitem", name="Send satisfaction survey").click()
    dialogue = desk.locator(".modal")
    contacts = dialogue.locator(".o_field_widget[name=contact_ids] input")
    for name in ("陈船长", "Captain Hansen", "No Address"):
        contacts.fill(name)
        desk.locator(".o-autocomplete--dropdown-item").filter(
            has_text=name
        ).first.click()
    dialogue.locator(".o_tag", has_text="Polar Shipping").first.locator(
        ".o_delete"
    ).click()
    screenshot(desk, "survey-send-desktop")
    dialogue.get_by_role("button", name="Send", exact=True).click()
    expect(dialogue).to_contain_text("No e-mail address")
    expect(dialogue.locator("[name=asked_count]")).to_have_text("2")
    screenshot(desk, "survey-sent-desktop")
    desk.get_by_role("button", name="Close", exact=True).last.click()

    # The Chinese contact answers on a phone.
    overall = rpc.ref("crm_fuel.fuel_survey_delivery_overall")
    recommend = rpc.ref("crm_fuel.fuel_survey_delivery_recommend")
    remark = rpc.ref("crm_fuel.fuel_survey_delivery_remark")
    row, url = invitation(rpc, trade.zh)
    phone = visitor("phone", "zh-CN")
    phone.goto(server.url + url)
    no_sideways_scrolling(phone)
    screenshot(phone, "survey-start-phone-zh")
    phone.locator(
        "button[value=start], .o_survey_form button[type=submit]"
    ).first.click()
    expect(phone.locator(f'[id="{overall}"]')).to_be_visible()
    no_sideways_scrolling(phone)
    screenshot(phone, "survey-answer-phone-zh")
    # What is mandatory and empty is told of; the rest stays.
    phone.locator(f'[id="{remark}"] textarea').fill(REMARK)
    hand_in(phone)
    error = phone.locator(f'[id="{overall}"] .o_survey_question_error')
    expect(error).not_to_be_empty()
    screenshot(phone, "survey-error-phone-zh")
    expect(phone.locator(f'[id="{remark}"] textarea')).to_have_value(REMARK)
    rate(phone, overall, 5)
    rate(phone, recommend, 9)
    no_sideways_scrolling(phone)
    hand_in(phone)
    expect(phone.locator(".o_survey_finished")).to_be_visible()
    no_sideways_scrolling(phone)
    screenshot(phone, "survey-thanks-phone-zh")
    phone.goto(server.url + url)
    expect(phone.locator(".o_fuel_survey_message")).to_be_visible()
    no_sideways_scrolling(phone)
    screenshot(phone, "survey-again-phone-zh")

    # The English one on a desktop.
    _row, url = invitation(rpc, trade.en)
    screen = visitor("desktop", "en-US")
    screen.goto(server.url + url)
    screen.locator("button[value=start]").click()
    rate(screen, overall, 4)
    rate(screen, recommend, 7)
    screenshot(screen, "survey-answer-desktop")
    hand_in(screen)
    expect(screen.locator(".o_survey_finished")).to_contain_text("Thank you!")
    screenshot(screen, "survey-thanks-desktop")

    # The account manager sees both.
    assert invitation(rpc, trade.zh)[0]["fuel_overall"] == 5
    desk.goto(f"{server.url}/odoo/fuel-invitations")
    expect(desk.locator(".o_data_row", has_text="陈船长")).to_contain_text("Completed")
    screenshot(desk, "survey-invitations-desktop")
    [answer] = trade.client(
        "survey.user_input", "search", [("partner_id", "=", trade.zh)]
    )
    assert answer == row["id"]


def test_no_more_surveys_on_a_phone(visitor, server, rpc, trade, screenshot):
    contact = rpc(
        "res.partner",
        "create",
        {
            "name": "Chief Ma",
            "email": "ma@polar.example",
            "lang": "en_US",
            "parent_id": trade.customer,
        },
    )
    dialogue = trade.client(
        "fuel.survey.send", "create", {"contact_ids": [(6, 0, [contact])]}
    )
    trade.client("fuel.survey.send", "action_send", [dialogue])
    row, _url = invitation(rpc, contact)
    phone = visitor("phone", "en-US")
    phone.goto(f"{server.url}/fuel/survey/opt-out/{row['access_token']}")
    no_sideways_scrolling(phone)
    screenshot(phone, "survey-opt-out-phone")
    phone.get_by_role("button", name="No more surveys").click()
    expect(phone.locator(".o_fuel_survey_message")).to_contain_text(
        "You will get no more surveys"
    )
    no_sideways_scrolling(phone)
    [partner] = rpc("res.partner", "read", [contact], fields=["fuel_survey_opt_out"])
    assert partner["fuel_survey_opt_out"]
