"""A complaint from being raised on a phone to being settled at a desk."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"
SUBJECT = "船方计量短少4.2吨"


@pytest.fixture(scope="module")
def trade(server, rpc):
    """Anna, her customer Blue Funnel, one complaint that is late; Lin supervises."""
    people = {}
    for login, name, group in (
        ("complaint_anna", "Anna Wang", "crm_fuel.group_fuel_user"),
        ("complaint_lin", "Lin Tao", "crm_fuel.group_fuel_supervisor"),
    ):
        people[login] = rpc(
            "res.users",
            "create",
            {
                "name": name,
                "login": login,
                "email": f"{login}@fuel.example",
                "password": PASSWORD,
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, [rpc.ref(group)])],
            },
            context={"no_reset_password": True},
        )
    anna = people["complaint_anna"]
    customer = rpc(
        "res.partner",
        "create",
        {
            "name": "Blue Funnel",
            "is_company": True,
            "fuel_customer": True,
            "user_id": anna,
            "child_ids": [(0, 0, {"name": "Capt. Li", "email": "li@funnel.example"})],
        },
    )
    client = Rpc(server.url, server.database, "complaint_anna", PASSWORD)
    month_ago = datetime.now(UTC) - timedelta(days=30)
    client(
        "fuel.complaint",
        "create",
        {
            "name": "Barge came eight hours late",
            "customer_id": customer,
            "severity": "2",
            "type_id": rpc.ref("crm_fuel.fuel_complaint_type_delay"),
            "received_at": month_ago.strftime("%Y-%m-%d %H:%M:%S"),
        },
    )
    visit = client(
        "fuel.visit",
        "create",
        {
            "customer_id": customer,
            "topic_id": rpc.ref("crm_fuel.fuel_visit_topic_complaint"),
            "channel_id": rpc.ref("crm_fuel.fuel_visit_channel_telephone"),
            "result_id": rpc.ref("crm_fuel.fuel_visit_result_complaint"),
            "summary": "They miss 4.2 tonnes.",
        },
    )
    return SimpleNamespace(client=client, customer=customer, visit=visit)


def no_sideways_scrolling(page):
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth + 1"
    ), "the page is wider than the screen"


def choose(page, name, text):
    box = page.locator(f".o_field_widget[name={name}] input")
    box.fill(text)
    page.locator(".o-autocomplete--dropdown-item, .dropdown-item").filter(
        has_text=text
    ).first.click()


def press(page, label):
    page.get_by_role("button", name=label, exact=True).first.click()


def state_of(trade, complaint):
    return trade.client("fuel.complaint", "read", [complaint], fields=["state"])[0][
        "state"
    ]


def test_from_visit_on_a_phone_to_settlement_at_a_desk(
    open_page, server, trade, screenshot, expect_log
):
    expect_log(r"WARNING odoo\.http: .*fill in .Proposed settlement. first")
    phone = open_page(server, "complaint_anna", PASSWORD, lang="zh_CN", size="phone")
    phone.goto(f"{server.url}/odoo/fuel-visits/{trade.visit}")
    phone.locator(".alert button[name=action_new_complaint]").click()
    expect(phone.locator(".o_field_widget[name=customer_id] input")).to_have_value(
        "Blue Funnel"
    )
    phone.locator("[name=name] input, [name=name] textarea").first.fill(SUBJECT)
    phone.locator(".o_field_widget[name=type_id] input").click()
    # A dialogue on phones, a list elsewhere.
    phone.locator(".o_kanban_record, .dropdown-item, .o_data_row").first.click()
    no_sideways_scrolling(phone)
    screenshot(phone, "complaint-raise-phone-zh")
    phone.locator(".o_form_button_save").click()
    expect(phone.locator(".o_field_widget[name=number]")).to_contain_text("CP")
    screenshot(phone, "complaint-form-phone-zh")
    no_sideways_scrolling(phone)
    [complaint] = trade.client("fuel.complaint", "search", [("name", "=", SUBJECT)])

    phone.goto(f"{server.url}/odoo/fuel-complaints")
    expect(phone.locator(".o_fuel_countdown").first).to_be_visible()
    no_sideways_scrolling(phone)
    screenshot(phone, "complaint-kanban-phone-zh")

    # Another person's: Odoo's own record of who is present cannot bear one person's two
    # pages closing at once.
    desk = open_page(server, "complaint_lin", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-complaints")
    expect(desk.locator(".o_fuel_countdown.text-bg-danger")).to_contain_text("late")
    expect(desk.locator(".o_kanban_group")).to_have_count(6)
    screenshot(desk, "complaint-kanban")
    desk.locator(".o_switch_view.o_list").click()
    expect(desk.locator(".o_data_row").first).to_be_visible()
    screenshot(desk, "complaint-list")

    desk.goto(f"{server.url}/odoo/fuel-complaints/{complaint}")
    press(desk, "Investigate")
    expect(desk.get_by_role("button", name="Propose settlement")).to_be_visible()
    desk.locator(".o_notebook .nav-link[name=evidence]").click()
    screenshot(desk, "complaint-evidence")
    desk.locator(".o_notebook .nav-link[name=settlement]").click()
    # Without the proposal in words there is nothing to propose.
    press(desk, "Propose settlement")
    expect(desk.locator(".modal-body").first).to_contain_text("Proposed settlement")
    desk.locator(".modal .btn-primary").click()
    desk.locator("[name=proposal] textarea").fill("Two tonnes free of charge.")
    desk.locator("[name=settlement_amount] input").fill("1200")
    press(desk, "Propose settlement")
    expect(desk.locator(".alert-info")).to_contain_text("The clocks stand")
    screenshot(desk, "complaint-proposed")
    choose(desk, "cause_id", "Measurement")
    desk.locator("[name=corrective_action] textarea").fill("Calibrate the meter.")
    press(desk, "Settle")
    expect(desk.get_by_role("button", name="Reopen", exact=True)).to_be_visible()
    screenshot(desk, "complaint-settled")
    assert state_of(trade, complaint) == "settled"

    desk.goto(f"{server.url}/odoo/fuel-complaint-analysis")
    expect(desk.locator(".o_pivot table")).to_contain_text("Repeats (%)")
    screenshot(desk, "complaint-analysis")


def test_customer_shows_open_complaints(open_page, server, trade, screenshot):
    desk = open_page(server, "complaint_anna", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-customers/{trade.customer}")
    desk.locator(".o_button_more").click()
    button = desk.locator("[name=action_open_fuel_complaints]")
    expect(button).to_contain_text("Open complaints")
    screenshot(desk, "complaint-customer")
    button.click()
    expect(desk.locator(".o_kanban_record").first).to_be_visible()
