"""A complaint from the customer's phone to the account manager's desk and back."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.rpc import Rpc
from tooling import paths

PASSWORD = "Rather-long-2026"
SUBJECT = "船方计量短少4.2吨"
PHOTO = paths.ROOT / "crm_fuel" / "static" / "description" / "icon.png"
PATH = "/my/fuel/complaints"


@pytest.fixture(scope="module")
def trade(server, rpc):
    """Wen looks after Blue Star; Captain Ren of theirs has a login."""

    def user(login, name, group, **values):
        return rpc(
            "res.users",
            "create",
            {
                "name": name,
                "login": login,
                "email": f"{login}@fuel.example",
                "password": PASSWORD,
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, [rpc.ref(group)])],
                **values,
            },
            context={"no_reset_password": True},
        )

    wen = user("portal_wen", "Wen Yi", "crm_fuel.group_fuel_user")
    customer = rpc(
        "res.partner",
        "create",
        {
            "name": "Blue Star Shipping",
            "is_company": True,
            "fuel_customer": True,
            "user_id": wen,
        },
    )
    contact = rpc(
        "res.partner",
        "create",
        {"name": "任船长", "email": "ren@star.example", "parent_id": customer},
    )
    user("portal_ren", "任船长", "base.group_portal", partner_id=contact)
    client = Rpc(server.url, server.database, "portal_wen", PASSWORD)
    complaint = client(
        "fuel.complaint",
        "create",
        {
            "name": "Wrong IMO number on the delivery note",
            "customer_id": customer,
            "contact_id": contact,
            "description": "Port state control asked for a corrected note.",
            "type_id": rpc.ref("crm_fuel.fuel_complaint_type_documents"),
        },
    )
    return SimpleNamespace(
        client=client, customer=customer, contact=contact, complaint=complaint
    )


def fits(page):
    """Nothing is wider than the screen, and what is pressed is large enough to press."""
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth + 1"
    ), "the page is wider than the screen"
    nameless = page.evaluate(
        """() => [...document.querySelectorAll(
            ".o_fuel_portal input:not([type=hidden]), .o_fuel_portal select,"
            + " .o_fuel_portal textarea")]
            .filter((it) => !it.labels.length && !it.getAttribute("aria-label"))
            .map((it) => it.name)"""
    )
    assert not nameless, f"without a label: {nameless}"


def press(page, label):
    page.get_by_role("button", name=label, exact=True).first.click()


def test_from_the_phone_to_the_desk_and_back(
    open_page, server, trade, screenshot, expect_console
):
    # A form that comes back with what is wrong.
    expect_console(r"status of 422")
    phone = open_page(server, "portal_ren", PASSWORD, lang="zh_CN", size="phone")
    fits(phone)
    phone.locator(f"a[href='{PATH}']").first.click()
    phone.locator(f"a[href='{PATH}/new']").click()
    fits(phone)
    phone.locator("[name=type_id]").select_option(index=1)
    phone.locator("[name=name]").fill(SUBJECT)
    phone.locator("[name=description]").fill("轮机长两次测量油舱。\n已出具抗议书 🛢️")
    phone.locator("[name=claimed_mt]").fill("-5")
    # A telephone offers its camera first.
    expect(phone.locator("input[capture=environment]")).to_be_visible()
    phone.locator("#fuel_files").set_input_files(PHOTO)
    screenshot(phone, "portal-complaint-form-phone-zh")
    phone.locator(".o_fuel_form [type=submit]").click()
    expect(phone.locator("#fuel_claimed_error")).to_be_visible()
    expect(phone.locator("[name=description]")).to_have_value(
        "轮机长两次测量油舱。\n已出具抗议书 🛢️"
    )
    fits(phone)
    screenshot(phone, "portal-complaint-refused-phone-zh")
    phone.locator("[name=claimed_mt]").fill("4.2")
    phone.locator("#fuel_files").set_input_files(PHOTO)
    phone.locator(".o_fuel_form [type=submit]").click()
    expect(phone.locator(".o_fuel_sent")).to_be_visible()
    picture = phone.locator(".o_fuel_message img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    assert picture.evaluate("async (it) => (await it.decode(), it.naturalWidth)")
    fits(phone)
    phone.evaluate("window.scrollTo(0, 0)")
    screenshot(phone, "portal_complaint_phone")
    page = phone.url.partition("?")[0]
    [complaint] = trade.client("fuel.complaint", "search", [("name", "=", SUBJECT)])

    desk = open_page(server, "portal_wen", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-complaints/{complaint}")
    expect(desk.locator(".o-mail-Message").first).to_be_visible()
    press(desk, "Investigate")
    desk.locator(".o_notebook .nav-link[name=settlement]").click()
    desk.locator("[name=proposal] textarea").fill("退还两吨，以贷项通知单结算。")
    desk.locator("[name=settlement_mt] input").fill("2")
    press(desk, "Propose settlement")
    expect(desk.locator(".alert-info")).to_contain_text("The clocks stand")

    phone.goto(page)
    expect(phone.locator(".o_fuel_portal")).to_contain_text("退还两吨")
    fits(phone)
    screenshot(phone, "portal-complaint-proposed-phone-zh")
    phone.locator("[name=answer][value=accepted]").click()
    expect(phone.locator("[name=answer]")).to_have_count(0)
    phone.locator("#fuel_reply").fill("请尽快开具贷项通知单。")
    phone.locator(".o_fuel_talk [type=submit]").click()
    expect(phone.locator(".o_fuel_message")).to_have_count(3)

    desk.reload()
    expect(desk.locator(".alert-success")).to_contain_text("agrees")
    expect(desk.locator(".o-mail-Message").first).to_contain_text("请尽快")
    screenshot(desk, "portal-complaint-agreed")
    desk.locator(".o_notebook .nav-link[name=settlement]").click()
    box = desk.locator(".o_field_widget[name=cause_id] input")
    box.fill("Measurement")
    desk.locator(".o-autocomplete--dropdown-item").filter(
        has_text="Measurement"
    ).first.click()
    desk.locator("[name=corrective_action] textarea").fill("Calibrate the meter.")
    press(desk, "Settle")
    expect(desk.get_by_role("button", name="Reopen", exact=True)).to_be_visible()

    phone.goto(page)
    expect(phone.locator(".o_fuel_portal")).not_to_contain_text("Calibrate")
    phone.locator("#satisfaction").scroll_into_view_if_needed()
    screenshot(phone, "portal-complaint-satisfaction-phone-zh")
    phone.locator("label[for=fuel_score_4]").click()
    phone.locator("#fuel_score_text").fill("处理及时")
    phone.locator("#satisfaction [type=submit]").click()
    expect(phone.locator(".o_fuel_sent")).to_be_visible()
    expect(phone.locator("#satisfaction")).to_have_count(0)
    [row] = trade.client("fuel.complaint", "read", [complaint])
    assert row["satisfaction"] == "4"
    assert row["satisfaction_comment"] == "处理及时"

    phone.goto(f"{server.url}{PATH}?show=all")
    fits(phone)
    screenshot(phone, "portal-complaints-phone-zh")


def until_kept(page, text):
    """Wait until the form's script keeps a text: what is left before, is lost."""
    page.wait_for_function(
        "text => (sessionStorage['crm_fuel.draft:complaint'] || '').includes(text)",
        arg=text,
    )


def test_what_was_written_before_the_script_came(open_page, server, trade):
    phone = open_page(server, "portal_ren", PASSWORD, size="phone")
    held = []
    phone.route("**/web.assets_frontend_lazy*.js", lambda route: held.append(route))
    phone.goto(f"{server.url}{PATH}/new", wait_until="commit")
    phone.locator("[name=description]").fill("An early story")
    for _tenth in range(300):
        if held:
            break
        phone.wait_for_timeout(100)
    [script] = held
    assert phone.evaluate("sessionStorage.length") == 0
    script.continue_()
    until_kept(phone, "An early story")


def test_what_was_written_at_last_is_kept_on_leaving(open_page, server, trade):
    phone = open_page(server, "portal_ren", PASSWORD, size="phone")
    phone.goto(f"{server.url}{PATH}/new")
    description = phone.locator("[name=description]")
    description.fill("A story")
    until_kept(phone, "A story")
    # No pause after it, which the script would wait for.
    phone.evaluate(
        """address => {
            const box = document.querySelector("[name=description]");
            box.value = "A story with an end";
            box.dispatchEvent(new Event("input", { bubbles: true }));
            location.assign(address);
        }""",
        f"{server.url}{PATH}",
    )
    phone.wait_for_url(f"**{PATH}")
    phone.goto(f"{server.url}{PATH}/new")
    expect(description).to_have_value("A story with an end")


def test_what_was_written_survives(open_page, server, trade):
    phone = open_page(server, "portal_ren", PASSWORD, size="phone")
    phone.goto(f"{server.url}{PATH}/new")
    phone.locator("[name=description]").press_sequentially("Half a story")
    until_kept(phone, "Half a story")
    phone.goto(f"{server.url}{PATH}")
    phone.goto(f"{server.url}{PATH}/new")
    expect(phone.locator("[name=description]")).to_have_value("Half a story")
    phone.locator("[name=type_id]").select_option(index=1)
    phone.locator("[name=name]").fill("A story")
    # An impatient thumb.
    phone.locator(".o_fuel_form [type=submit]").dblclick()
    expect(phone.locator(".o_fuel_sent")).to_be_visible()
    assert (
        trade.client("fuel.complaint", "search_count", [("name", "=", "A story")]) == 1
    )
    phone.goto(f"{server.url}{PATH}/new")
    expect(phone.locator("[name=description]")).to_have_value("")


def test_at_a_desk_in_english(open_page, server, trade, screenshot):
    desk = open_page(server, "portal_ren", PASSWORD)
    desk.goto(f"{server.url}{PATH}?show=all")
    expect(desk.locator(".list-group-item").first).to_be_visible()
    fits(desk)
    screenshot(desk, "portal_complaints")
    desk.locator("[name=search]").fill("IMO")
    desk.get_by_role("button", name="Search").click()
    expect(desk.locator(".list-group-item")).to_have_count(1)
    desk.locator(".list-group-item").click()
    expect(desk.locator(".o_fuel_portal")).to_contain_text("Wen Yi")
    screenshot(desk, "portal-complaint-desk")

    desk.goto(f"{server.url}/my/fuel/suggestions")
    desk.get_by_role("link", name="Make a suggestion").click()
    desk.locator("[name=text]").fill("Send the delivery note by e-mail at once.")
    desk.get_by_role("button", name="Send suggestion").click()
    expect(desk.locator(".o_fuel_sent")).to_contain_text("Thank you")
    screenshot(desk, "portal-suggestion")
    desk.goto(f"{server.url}/my/fuel/surveys")
    expect(desk.locator(".o_fuel_portal")).to_contain_text("No questionnaire waits")


def test_our_dialogues(open_page, server, trade, screenshot):
    desk = open_page(server, "portal_wen", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-complaints/{trade.complaint}")
    press(desk, "Wait for the customer")
    dialogue = desk.locator(".modal")
    dialogue.locator("[name=reason] textarea").fill(
        "Please send the ship's certificate."
    )
    screenshot(desk, "complaint-wait-dialogue")
    press(desk, "Stop the clocks")
    expect(desk.locator(".alert-info")).to_contain_text("The clocks stand")
    expect(desk.locator(".o-mail-Message").first).to_contain_text("certificate")
    trade.client(
        "fuel.complaint", "write", [trade.complaint], {"reject_reason": "Unfounded"}
    )
    trade.client("fuel.complaint", "action_reject", [trade.complaint])
    desk.reload()
    press(desk, "Customer's satisfaction")
    dialogue.get_by_text("Satisfied", exact=True).click()
    screenshot(desk, "complaint-satisfaction-dialogue")
    press(desk, "Save")
    expect(dialogue).to_have_count(0)
    [row] = trade.client("fuel.complaint", "read", [trade.complaint])
    assert row["satisfaction"] == "4"

    desk.goto(f"{server.url}/odoo/fuel-suggestions")
    expect(desk.locator(".o_kanban_group")).to_have_count(3)
    screenshot(desk, "suggestions-kanban")
