"""A question from being asked at a desk to being solved, answered on a phone."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"


@pytest.fixture(scope="module")
def team(server, rpc):
    """Anna and Cai take part in a project that Lin leads; one question is solved."""
    group = rpc.ref("crm_fuel.group_fuel_user")
    clients = {}
    for name in ("anna", "cai", "lin"):
        values = {
            "name": f"{name.title()} Wang",
            "login": f"questions_{name}",
            "email": f"questions_{name}@fuel.example",
            "password": PASSWORD,
            "tz": "Asia/Shanghai",
            "group_ids": [(6, 0, [group])],
        }
        rpc("res.users", "create", values, context={"no_reset_password": True})
        clients[name] = Rpc(server.url, server.database, values["login"], PASSWORD)
    customer = rpc(
        "res.partner",
        "create",
        {"name": "Ever Bright Shipping", "is_company": True, "fuel_customer": True},
    )
    lin = clients["lin"]
    project = lin(
        "project.project",
        "create",
        {
            "name": "Win Ever Bright",
            "fuel_is_key_account": True,
            "fuel_customer_id": customer,
            "fuel_goal_mt": 12000,
            "fuel_demand_mt": 60000,
            "fuel_visit_budget": 12,
            "fuel_participant_ids": [(6, 0, [clients["anna"].uid, clients["cai"].uid])],
        },
    )
    solved = lin(
        "fuel.project.question",
        "create",
        {
            "name": "Sulphur above the limit in the second sample",
            "text": "The ship's laboratory finds 0.53 %.",
            "project_id": project,
        },
    )
    answer = lin(
        "fuel.project.question",
        "answer",
        [solved],
        "Have the retained sample tested jointly in Zhoushan.",
    )
    lin("fuel.project.question.answer", "action_mark_solution", [answer])
    return SimpleNamespace(project=project, solved=solved, **clients)


def no_sideways_scrolling(page):
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth + 1"
    ), "the page is wider than the screen"


def test_from_question_to_solution(open_page, server, team, screenshot):
    desk = open_page(server, "questions_anna", PASSWORD)
    desk.goto(f"{server.url}/odoo/fuel-questions/new")
    # The question that is solved already is offered while this one is typed, before
    # the field is left.
    desk.locator("[name=name] input, [name=name] textarea").press_sequentially(
        "Sulphur above the limit again"
    )
    similar = desk.locator(".o_fuel_similar a")
    expect(similar).to_have_text("Sulphur above the limit in the second sample")
    expect(similar).to_have_attribute("target", "_blank")
    assert str(team.solved) in similar.get_attribute("href")
    screenshot(desk, "project-question-similar")
    desk.locator("[name=name] input, [name=name] textarea").fill(
        "Whose invoice address is right?"
    )
    expect(similar).to_have_count(0)
    desk.locator("[name=text] textarea").fill("Two are known.")
    for field, words in (
        ("project_id", "Win Ever Bright"),
        ("responsible_id", "Cai Wang"),
    ):
        desk.locator(f"[name={field}] input").fill(words)
        desk.locator(".o-autocomplete--dropdown-item", has_text=words).first.click()
        if field == "project_id":
            # The project brings its lead, and must not do so while one is chosen.
            expect(desk.locator("[name=responsible_id] input")).to_have_value(
                "Lin Wang"
            )
    desk.locator(".o_form_button_save").click()
    expect(desk.locator(".o_fuel_thread")).to_contain_text("Nobody has answered yet.")

    phone = open_page(server, "questions_cai", PASSWORD, "zh_CN", "phone")
    phone.goto(f"{server.url}/odoo/fuel-pending-questions")
    card = phone.locator(".o_kanban_record", has_text="Whose invoice address is right?")
    expect(card).to_have_count(1)
    screenshot(phone, "project-pending-phone")
    no_sideways_scrolling(phone)
    card.click()
    box = phone.locator(".o_fuel_answer_box")
    expect(box.locator("button.btn-primary")).to_be_disabled()
    box.locator("textarea").fill("The party that is wrong.\nWe advance the cost.")
    with phone.expect_file_chooser() as chooser:
        box.locator(".btn-secondary").click()
    chooser.value.set_files(
        {"name": "clause.txt", "mimeType": "text/plain", "buffer": b"Clause 7"}
    )
    expect(box).to_contain_text("clause.txt")
    box.locator("button.btn-primary").click()
    answer = phone.locator(".o_fuel_answer")
    expect(answer).to_contain_text("We advance the cost.")
    expect(answer).to_contain_text("clause.txt")
    expect(box.locator("textarea")).to_have_value("")
    expect(phone.locator(".o_fuel_answer button")).to_have_count(0)
    answer.scroll_into_view_if_needed()
    screenshot(phone, "project-question-phone")
    no_sideways_scrolling(phone)
    phone.goto(f"{server.url}/odoo/fuel-pending-questions")
    expect(phone.locator(".o_view_nocontent")).to_be_visible()

    desk.reload()
    answer = desk.locator(".o_fuel_answer")
    expect(answer).to_contain_text("Cai Wang")
    screenshot(desk, "project-question-answered")
    answer.locator("button").click()
    expect(desk.locator(".o_fuel_solution .badge")).to_be_visible()
    expect(
        desk.locator(".o_statusbar_status button.o_arrow_button_current")
    ).to_have_text("Solved")
    screenshot(desk, "project-question-solved")


def test_an_answer_is_not_lost_when_it_is_refused(
    open_page, server, team, expect_log, expect_console
):
    expect_log(r"WARNING odoo\.http: .* was withdrawn")
    expect_console(r"RPC_ERROR|Odoo Server Error|was withdrawn")
    question = team.anna(
        "fuel.project.question",
        "create",
        {"name": "Still needed?", "project_id": team.project},
    )
    page = open_page(server, "questions_cai", PASSWORD)
    page.goto(f"{server.url}/odoo/fuel-questions/{question}")
    box = page.locator(".o_fuel_answer_box")
    box.locator("textarea").fill("A long answer")
    team.anna("fuel.project.question", "action_withdraw", [question])
    box.locator("button.btn-primary").click()
    expect(page.locator(".o_dialog")).to_contain_text("was withdrawn")
    page.locator(".o_dialog .btn-primary").click()
    expect(box.locator("textarea")).to_have_value("A long answer")


@pytest.mark.parametrize(
    ("size", "lang"), [("desktop", "en_US"), ("phone", "zh_CN")], ids=["desk", "phone"]
)
def test_pages_show_what_they_should(open_page, server, team, screenshot, size, lang):
    page = open_page(server, "questions_lin", PASSWORD, lang, size)
    for path, selector in (
        ("fuel-projects", ".o_kanban_record:has-text('Win Ever Bright')"),
        (f"fuel-projects/{team.project}", "[name=fuel_goal_mt]"),
        ("fuel-questions", "text=Sulphur above the limit"),
        ("fuel-questions?view_type=kanban", ".o_kanban_record"),
    ):
        page.goto(f"{server.url}/odoo/{path}")
        expect(page.locator(selector).first).to_be_visible()
        name = path.partition("?")[0].replace("/", "-")
        screenshot(page, f"project-{name}-{size}{'-kanban' if '?' in path else ''}")
        if size == "phone":
            no_sideways_scrolling(page)
