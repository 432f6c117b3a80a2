"""A task from being issued at a desk to being accepted; the work is done on a phone."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.forms import expect_state, no_sideways_scrolling, press
from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"
TASK = "Count the seals of last week"
NOTE = "Forty seals, all of them whole."
REASON = "Which of them are from Beilun?"


@pytest.fixture(scope="module")
def post(server, rpc):
    """Lin supervises; Anna and Bo are account managers."""
    clients = {}
    for name, group in (
        ("anna", "crm_fuel.group_fuel_user"),
        ("bo", "crm_fuel.group_fuel_user"),
        ("lin", "crm_fuel.group_fuel_supervisor"),
    ):
        login = f"tasks_{name}"
        values = {
            "name": f"{name.title()} Zhao",
            "login": login,
            "email": f"{login}@fuel.example",
            "password": PASSWORD,
            "tz": "Asia/Shanghai",
            "group_ids": [(6, 0, [rpc.ref(group)])],
        }
        rpc("res.users", "create", values, context={"no_reset_password": True})
        clients[name] = Rpc(server.url, server.database, login, PASSWORD)
    return SimpleNamespace(**clients)


def choose_person(page, name):
    page.locator("[name=audience_user_ids] input").fill(name)
    page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click()
    expect(page.locator("[name=audience_user_ids]")).to_contain_text(name)


def assignment_of(client):
    [found] = client(
        "fuel.task.assignment",
        "search_read",
        [("task_id.name", "=", TASK), ("user_id", "=", client.uid)],
        fields=["state", "note", "return_reason", "task_id"],
    )
    return SimpleNamespace(**found)


def test_from_issuing_to_acceptance(open_page, server, post):
    desk = open_page(server, "tasks_lin", PASSWORD)
    issue(desk, server)
    states = {
        name: assignment_of(client).state
        for name, client in (("anna", post.anna), ("bo", post.bo))
    }
    assert states == {"anna": "todo", "bo": "todo"}

    phone = open_page(server, "tasks_anna", PASSWORD, "zh_CN", "phone")
    do_the_work(phone, server, post)

    review = f"{server.url}/odoo/fuel-assignments/{assignment_of(post.anna).id}"
    return_it(desk, review)
    assert assignment_of(post.anna).return_reason == REASON

    submit_again(phone, server)
    desk.goto(review)
    desk.locator(".o_notebook .nav-link[name=work]").click()
    expect(desk.locator(".o_field_widget[name=note]")).to_contain_text(
        "Twelve are from Beilun."
    )
    press(desk, "action_accept")
    expect_state(desk, "accepted")
    assert assignment_of(post.anna).state == "accepted"
    # The other one's is theirs to do, and nothing of this has touched it.
    assert assignment_of(post.bo).state == "todo"
    expect_nothing_left(phone, server)


def issue(desk, server):
    """Fill in the form and give the task to two people."""
    desk.goto(f"{server.url}/odoo/fuel-tasks/new")
    desk.locator("[name=name] input, [name=name] textarea").first.fill(TASK)
    fill_deadline(desk, datetime.now(UTC) + timedelta(days=7))
    desk.locator("[name=need_note] input").check()
    desk.locator("[name=instructions] .odoo-editor-editable").fill("Seal by seal.")
    desk.locator(".o_notebook .nav-link[name=audience]").click()
    for name in ("Anna Zhao", "Bo Zhao"):
        choose_person(desk, name)
    press(desk, "action_issue")
    expect_state(desk, "issued")
    expect(desk.locator("[name=action_open_assignments]")).to_contain_text("2")


def fill_deadline(desk, moment):
    field = desk.locator("[name=deadline]")
    field.locator("input, button").first.click()
    box = field.locator("input").first
    box.fill(moment.strftime("%m/%d/%Y %H:%M:%S"))
    box.press("Enter")


def do_the_work(phone, server, post):
    """Find it on the Workbench, begin, fail to submit without a note, submit."""
    phone.goto(f"{server.url}/odoo/workbench")
    line = phone.locator("section[data-card=todos] .o_fuel_line", has_text=TASK)
    expect(line).to_have_count(1)
    no_sideways_scrolling(phone)
    # Without the note it cannot be submitted by one tap.
    expect(line.locator(".o_fuel_line_act")).to_have_count(0)
    line.locator(".o_fuel_line_open").click()
    expect(phone.locator(".o_field_widget[name=instructions]")).to_contain_text(
        "Seal by seal."
    )
    no_sideways_scrolling(phone)
    press(phone, "action_start")
    expect_state(phone, "in_progress")
    write_note(phone, NOTE)
    press(phone, "action_submit")
    expect_state(phone, "submitted")
    no_sideways_scrolling(phone)
    mine = assignment_of(post.anna)
    assert (mine.state, mine.note) == ("submitted", NOTE)


def write_note(phone, text):
    phone.locator(".o_notebook .nav-link[name=work]").click()
    phone.locator("[name=note] textarea").fill(text)


def return_it(desk, review):
    desk.goto(review)
    expect_state(desk, "submitted")
    press(desk, "action_ask_change")
    dialog = desk.locator(".o_dialog")
    dialog.locator("[name=reason] textarea, [name=reason] input").fill(REASON)
    dialog.locator("button[name=action_apply]").click()
    expect(dialog).to_have_count(0)
    expect(desk.locator(".o_form_view .alert-warning")).to_contain_text(REASON)


def submit_again(phone, server):
    """It is back among the to-dos, with the reason on it."""
    phone.goto(f"{server.url}/odoo/workbench")
    line = phone.locator("section[data-card=todos] .o_fuel_line", has_text=TASK)
    line.locator(".o_fuel_line_open").click()
    expect(phone.locator(".o_form_view .alert-warning")).to_contain_text(REASON)
    no_sideways_scrolling(phone)
    write_note(phone, f"{NOTE} Twelve are from Beilun.")
    press(phone, "action_submit")
    expect_state(phone, "submitted")


def expect_nothing_left(phone, server):
    phone.goto(f"{server.url}/odoo/workbench")
    todos = phone.locator("section[data-card=todos]")
    expect(todos).to_be_visible()
    expect(todos.locator(".o_fuel_line", has_text=TASK)).to_have_count(0)


def test_a_deadline_that_is_over_is_refused(
    open_page, server, post, expect_log, expect_console
):
    expect_log(r"WARNING odoo\.http: The deadline of .* is over")
    expect_console(r"RPC_ERROR|Odoo Server Error|is over")
    late = post.lin(
        "fuel.task",
        "create",
        {
            "name": "Too late",
            "deadline": "2020-01-01 00:00:00",
            "audience_user_ids": [(4, post.anna.uid)],
        },
    )
    desk = open_page(server, "tasks_lin", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-tasks/{late}")
    press(desk, "action_issue")
    expect(desk.locator(".o_dialog")).to_contain_text("is over")
    desk.locator(".o_dialog .btn-primary").first.click()
    expect_state(desk, "draft")
