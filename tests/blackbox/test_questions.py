"""Questions of a project as several clients at once see them, by XML-RPC."""

import threading
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.rpc import Rpc

THREADS = 8
MODEL = "fuel.project.question"
ANSWER = "fuel.project.question.answer"
USER = "crm_fuel.group_fuel_user"
# Odoo warns of what it refuses.
EXPECTED = r"WARNING odoo\.http: .*(has a solution already|was withdrawn)"


@pytest.fixture(scope="module")
def team(office, rpc):
    """A private project: `lead` leads it, eight take part, `outside` does not."""
    people = [office.user(f"question_{number}", USER) for number in range(THREADS)]
    lead = office.user("question_lead", USER)
    outside = office.user("question_outside", USER)
    plain = office.user("question_plain", "base.group_user")
    portal = office.user("question_portal", "base.group_portal")
    project = lead(
        "project.project",
        "create",
        {
            "name": "Win Yongxing",
            "fuel_is_key_account": True,
            "fuel_customer_id": office.customer,
            "fuel_participant_ids": [(6, 0, [person.uid for person in people])],
        },
    )
    return {
        "people": people,
        "lead": lead,
        "outside": outside,
        "plain": plain,
        "portal": portal,
        "project": project,
    }


def ask(client: Rpc, team, name: str, **values) -> int:
    return client(
        MODEL, "create", {"name": name, "project_id": team["project"], **values}
    )


def together(team, call):
    """Run call(client, number) for eight people who begin at the same moment.

    Return their results; a refusal is the message it came with.
    """
    barrier = threading.Barrier(THREADS)

    def one(number):
        old = team["people"][number]
        # A connection is one thread's own.
        client = Rpc(old.url, old.database, old.login, old.password)
        barrier.wait(timeout=60)
        try:
            return call(client, number)
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_eight_answer_one_question_at_once(team, rpc):
    question = ask(team["lead"], team, "Who delivers at anchorage?")
    made = together(
        team,
        lambda client, number: client(MODEL, "answer", [question], f"No. {number}"),
    )
    assert all(isinstance(answer, int) for answer in made), made
    stored = rpc(ANSWER, "search_read", [("question_id", "=", question)], ["text"])
    assert sorted(row["text"] for row in stored) == [f"No. {n}" for n in range(THREADS)]
    [row] = rpc(MODEL, "read", [question], ["state", "answered_at"])
    assert row["state"] == "answered"
    assert row["answered_at"]


def test_eight_mark_different_answers_at_once(team, rpc, expect_log):
    expect_log(EXPECTED)
    # Each asked one of eight questions in the same project, the lead decides with them.
    question = ask(team["lead"], team, "Which barge is free?")
    answers = [
        person(MODEL, "answer", [question], f"Barge {number}")
        for number, person in enumerate(team["people"])
    ]
    lead = team["lead"]
    barrier = threading.Barrier(THREADS)

    def mark(answer):
        client = Rpc(lead.url, lead.database, lead.login, lead.password)
        barrier.wait(timeout=60)
        try:
            return client(ANSWER, "action_mark_solution", [answer])
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(mark, answers))
    assert results.count(True) == 1, results
    refusals = [text for text in results if text is not True]
    assert all("has a solution already" in text for text in refusals), refusals
    solutions = rpc(
        ANSWER, "search", [("question_id", "=", question), ("is_solution", "=", True)]
    )
    assert solutions == [answers[results.index(True)]]
    [row] = rpc(MODEL, "read", [question], ["state", "answer_count"])
    assert (row["state"], row["answer_count"]) == ("solved", THREADS)


def test_eight_ask_answer_and_solve_at_once(team, rpc):
    rounds = 3

    def work(client, number):
        solved = []
        for turn in range(rounds):
            question = ask(client, team, f"Question {number}.{turn}")
            answers = [
                client(MODEL, "answer", [question], f"Answer {n}") for n in range(2)
            ]
            client(ANSWER, "action_mark_solution", [answers[turn % 2]])
            solved.append(question)
        return solved

    results = together(team, work)
    assert all(isinstance(it, list) for it in results), results
    questions = [question for row in results for question in row]
    assert len(set(questions)) == THREADS * rounds
    states = rpc(MODEL, "read", questions, ["state", "answer_count"])
    assert {(row["state"], row["answer_count"]) for row in states} == {("solved", 2)}
    solutions = rpc(
        ANSWER,
        "search_read",
        [("question_id", "in", questions), ("is_solution", "=", True)],
        ["question_id"],
    )
    assert sorted(row["question_id"][0] for row in solutions) == sorted(questions)


def test_answers_and_a_withdrawal_at_once(team, rpc, expect_log):
    question = ask(team["people"][0], team, "Is it still open?")

    def work(client, number):
        if number == 0:
            return client(MODEL, "action_withdraw", [question])
        return client(MODEL, "answer", [question], f"No. {number}")

    results = together(team, work)
    assert results[0] is True
    kept = [answer for answer in results[1:] if isinstance(answer, int)]
    refusals = [text for text in results[1:] if isinstance(text, str)]
    assert all("was withdrawn" in text for text in refusals), refusals
    if refusals:
        expect_log(EXPECTED)
    # What was accepted is there, what was refused is not, and the sender knows which.
    assert rpc(
        ANSWER, "search", [("question_id", "=", question)], order="id"
    ) == sorted(kept)
    assert rpc(MODEL, "read", [question], ["state"])[0]["state"] == "withdrawn"


def denied(client: Rpc, *call, **named) -> bool:
    try:
        client(*call, **named)
    except xmlrpc.client.Fault as fault:
        assert "Traceback" not in fault.faultString
        return True
    return False


def test_outsiders_see_nothing_of_a_private_project(team, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    lead, project = team["lead"], team["project"]
    question = ask(lead, team, "Which discount did we give?", text="Strictly secret")
    answer = lead(MODEL, "answer", [question], "Twelve dollars")
    lead(ANSWER, "action_mark_solution", [answer])
    message = lead(MODEL, "message_post", [question], body="Secret note")
    file = lead(
        "ir.attachment",
        "create",
        {"name": "s.txt", "datas": "c2VjcmV0", "res_model": MODEL, "res_id": question},
    )
    message = message[0] if isinstance(message, list) else message
    for role in ("outside", "plain", "portal"):
        client = team[role]
        for call in (
            (MODEL, "read", [question], ["name"]),
            (MODEL, "write", [question], {"name": "x"}),
            (MODEL, "unlink", [question]),
            (MODEL, "answer", [question], "x"),
            (MODEL, "action_reopen", [question]),
            (MODEL, "message_post", [question]),
            (ANSWER, "read", [answer], ["text"]),
            (ANSWER, "write", [answer], {"text": "x"}),
            (ANSWER, "action_mark_solution", [answer]),
            ("mail.message", "read", [message], ["body"]),
            ("ir.attachment", "read", [file], ["datas"]),
            ("project.project", "read", [project], ["name"]),
            ("project.project", "write", [project], {"name": "x"}),
        ):
            assert denied(client, *call), (role, call)
        for model, domain in (
            (MODEL, []),
            (ANSWER, []),
            (MODEL, [("answer_ids.text", "ilike", "dollars")]),
            ("mail.message", [("model", "=", MODEL)]),
            ("ir.attachment", [("res_model", "=", MODEL)]),
            ("mail.activity", [("res_model", "=", MODEL)]),
            ("project.project", [("id", "=", project)]),
        ):
            try:
                assert client(model, "search", domain) == [], (role, model)
            except xmlrpc.client.Fault as fault:
                assert role != "outside", fault.faultString
    outside = team["outside"]
    assert outside(MODEL, "similar_questions", "Which discount did we give?") == []
    assert outside(MODEL, "name_search", "discount") == []
    assert outside(MODEL, "formatted_read_group", [], ["state"], ["__count"]) == []
    # The same by those who take part.
    mate = team["people"][0]
    found = mate(MODEL, "similar_questions", "Which discount did we give?")[0]
    assert (found["id"], found["solution"]) == (question, "Twelve dollars")
    assert mate("ir.attachment", "read", [file], ["name"])


def test_states_are_not_written_by_hand(team, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    question = ask(team["people"][0], team, "Forged?")
    for client in (team["people"][0], team["lead"]):
        assert denied(client, MODEL, "write", [question], {"state": "solved"})
        assert denied(client, MODEL, "_move_to", [question], "solved")
        assert denied(client, MODEL, "create", {
            "name": "x", "project_id": team["project"], "state": "solved",
        })  # fmt: skip
    assert team["lead"](MODEL, "read", [question], ["state"])[0]["state"] == "open"
