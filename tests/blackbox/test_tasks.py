"""Tasks as several clients at once see them, by XML-RPC and JSON-2."""

import threading
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harness.rpc import JsonTwo, JsonTwoError, Rpc

TASK = "fuel.task"
MODEL = "fuel.task.assignment"
USER = "crm_fuel.group_fuel_user"
ROUNDS = 6
# Odoo warns of what it refuses.
REFUSED = r"WARNING odoo\.http: "


@pytest.fixture(scope="module")
def post(office):
    """Two supervisors, two account managers, somebody outside."""
    return {
        "one": office.user("task_one", "crm_fuel.group_fuel_supervisor"),
        "two": office.user("task_two", "crm_fuel.group_fuel_supervisor"),
        "anna": office.user("task_anna", USER),
        "bo": office.user("task_bo", USER),
        "plain": office.user("task_plain", "base.group_user"),
        "portal": office.user("task_portal", "base.group_portal"),
    }


def issue(post, people=("anna",), **values) -> tuple[int, int]:
    """Return a task that is issued, and the first person's assignment."""
    one = post["one"]
    task = one(
        TASK,
        "create",
        {
            "name": "Count the tanks",
            "deadline": "2099-01-01 00:00:00",
            "audience_user_ids": [(6, 0, [post[name].uid for name in people])],
            **values,
        },
    )
    one(TASK, "action_issue", [task])
    domain = [("task_id", "=", task), ("user_id", "=", post[people[0]].uid)]
    [assignment] = one(MODEL, "search", domain)
    return task, assignment


def together(*calls):
    """Make calls (client, model, method, arguments) at the same moment.

    Return their results; a refusal is the message it came with.
    """
    barrier = threading.Barrier(len(calls))

    def one(call):
        old, *arguments = call
        # A connection is one thread's own.
        client = Rpc(old.url, old.database, old.login, old.password)
        barrier.wait(timeout=60)
        try:
            return client(*arguments)
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_two_supervisors_review_at_once(post, expect_log):
    expect_log(REFUSED)
    for number in range(ROUNDS):
        _task, assignment = issue(post)
        post["anna"](MODEL, "action_submit", [assignment])
        returns = ("send_back", [assignment], "Which tanks?")
        second = returns if number % 2 else ("action_accept", [assignment])
        results = together(
            (post["one"], MODEL, "action_accept", [assignment]),
            (post["two"], MODEL, *second),
        )
        assert results.count(True) == 1, results
        winner = results.index(True)
        [refusal] = [it for it in results if it is not True]
        [row] = post["one"](
            MODEL, "read", [assignment], ["state", "reviewed_by_id", "return_reason"]
        )
        who = post[("one", "two")[winner]]
        assert row["reviewed_by_id"][0] == who.uid
        assert row["state"] == ("returned" if winner and number % 2 else "accepted"), (
            results
        )
        # The other one learns what it is, and by whom.
        assert row["reviewed_by_id"][1] in refusal
        assert "already" in refusal


def test_submitted_twice_at_once(post, expect_log):
    expect_log(REFUSED)
    _task, assignment = issue(post)
    call = (post["anna"], MODEL, "action_submit", [assignment])
    results = together(call, call)
    assert results.count(True) == 1, results
    assert any("Submitted and cannot become" in str(it) for it in results), results


def test_issued_twice_at_once(post, expect_log):
    expect_log(REFUSED)
    one = post["one"]
    task = one(
        TASK,
        "create",
        {
            "name": "Twice",
            "deadline": "2099-01-01 00:00:00",
            "audience_user_ids": [(6, 0, [post["anna"].uid, post["bo"].uid])],
        },
    )
    call = (TASK, "action_issue", [task])
    results = together((one, *call), (post["two"], *call))
    assert results.count(True) == 1, results
    assert one(MODEL, "search_count", [("task_id", "=", task)]) == 2


def test_outsiders_get_nothing_by_any_door(server, post, expect_log):
    expect_log(REFUSED)
    one = post["one"]
    paper = one("ir.attachment", "create", {"name": "price.txt", "raw": "secret price"})
    task, assignment = issue(post, attachment_ids=[(6, 0, [paper])])
    assert post["anna"]("ir.attachment", "read", [paper], ["name"])
    for name in ("bo", "plain", "portal"):
        client = post[name]
        for model, record in (
            (TASK, task),
            (MODEL, assignment),
            ("ir.attachment", paper),
        ):
            with pytest.raises(xmlrpc.client.Fault):
                client(model, "read", [record], ["display_name"])
            try:
                assert not client(model, "search", [("id", "=", record)])
            except xmlrpc.client.Fault as fault:
                assert fault.faultCode == 4  # noqa: PLR2004
        session = requests.Session()
        session.post(
            f"{server.url}/web/session/authenticate",
            json={
                "params": {
                    "db": server.database,
                    "login": client.login,
                    "password": client.password,
                }
            },
            timeout=60,
        ).raise_for_status()
        answer = session.get(f"{server.url}/web/content/{paper}", timeout=60)
        assert "secret price" not in answer.text


@pytest.mark.parametrize(
    ("method", "named", "message"),
    [
        ("extend", {"deadline": "tomorrow"}, "is no moment"),
        ("extend", {"deadline": {"a": 1}}, "is no moment"),
        ("extend", {"deadline": "1999-01-01 00:00:00"}, "has to lie ahead"),
        ("reassign", {"user_id": "anna"}, "users of Fuel CRM"),
        ("reassign", {"user_id": 2**40}, "users of Fuel CRM"),
        ("send_back", {"reason": ["x"]}, "Say why"),
        ("send_back", {"reason": "Too early"}, "cannot become"),
    ],
)
def test_rubbish_by_json2(server, post, expect_log, method, named, message):
    expect_log(REFUSED)
    _task, assignment = issue(post)
    client = JsonTwo(server.url, server.database, server.api_key("task_one"))
    with pytest.raises(JsonTwoError, match=message) as answer:
        client(MODEL, method, ids=[assignment], **named)
    assert answer.value.status == 422  # noqa: PLR2004
    assert '"odoo.exceptions.UserError"' in answer.value.body
