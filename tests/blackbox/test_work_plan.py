"""Two people at once: what one process alone cannot show."""

import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.rpc import Rpc

PASSWORD = "Rather-long-2026"


@pytest.fixture(scope="module")
def clients(server, rpc):
    found = {}
    for name, group in (
        ("anna", "crm_fuel.group_fuel_user"),
        ("wei", "crm_fuel.group_fuel_supervisor"),
        ("lin", "crm_fuel.group_fuel_supervisor"),
    ):
        login = f"work_{name}"
        rpc(
            "res.users",
            "create",
            {
                "name": name.title(),
                "login": login,
                "email": f"{login}@fuel.example",
                "password": PASSWORD,
                "group_ids": [(6, 0, [rpc.ref(group)])],
            },
            context={"no_reset_password": True},
        )
        found[name] = lambda login=login: Rpc(
            server.url, server.database, login, PASSWORD
        )
    return found


def at_once(*calls):
    """Call all at the same time; return their answers, or the text of the refusal."""

    def call(function):
        try:
            return function()
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_of_two_supervisors_at_once_one_wins(clients, expect_log):
    expect_log(r"WARNING odoo\.http: .* cannot become")
    anna, wei, lin = (clients[name]() for name in ("anna", "wei", "lin"))
    plans = "fuel.work.plan"
    for number in range(1, 7):
        day = f"2031-{number:02d}-01"
        plan = anna(
            plans,
            "create",
            {
                "period": "month",
                "date_from": day,
                "line_ids": [(0, 0, {"kind": "other", "name": "x", "date": day})],
            },
        )
        anna(plans, "action_submit", [plan])
        answers = at_once(
            lambda plan=plan: wei(plans, "action_approve", [plan]),
            lambda plan=plan: lin(plans, "return_plan", [plan], "Not yet"),
        )
        [row] = anna(plans, "read", [plan], fields=["state", "reviewed_by_id"])
        assert answers.count(True) == 1, answers
        [refusal] = [answer for answer in answers if answer is not True]
        assert "cannot become" in refusal
        winner = wei if answers[0] is True else lin
        assert row["reviewed_by_id"][0] == winner.uid
        assert row["state"] == ("approved" if winner is wei else "returned")


def test_of_two_plans_at_once_one_is_made(clients, expect_log):
    expect_log(r"ERROR odoo\.sql_db: bad query")
    expect_log(r"WARNING odoo\.http: ")
    first, second = clients["anna"](), clients["anna"]()
    values = {"period": "week", "date_from": "2032-03-01"}
    answers = at_once(
        lambda: first("fuel.work.plan", "create", values),
        lambda: second("fuel.work.plan", "create", values),
    )
    made = [answer for answer in answers if isinstance(answer, int)]
    [refusal] = [answer for answer in answers if not isinstance(answer, int)]
    assert len(made) == 1
    assert "already" in refusal


def test_visits_are_entered_once_by_two_clicks_at_once(rpc, clients):
    first, second = clients["anna"](), clients["anna"]()
    customer = rpc(
        "res.partner",
        "create",
        {"name": "Twice Shipping", "is_company": True, "fuel_customer": True},
    )
    plan = first(
        "fuel.work.plan",
        "create",
        {
            "date_from": "2033-03-07",
            "line_ids": [
                (0, 0, {"kind": "visit", "customer_id": customer, "date": day})
                for day in ("2033-03-08", "2033-03-09")
            ],
        },
    )
    at_once(
        lambda: first("fuel.work.plan", "action_enter_visits", [plan]),
        lambda: second("fuel.work.plan", "action_enter_visits", [plan]),
    )
    assert first("fuel.visit", "search_count", [("customer_id", "=", customer)]) == 2
