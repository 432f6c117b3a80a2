"""Complaints as several clients at once raise and close them, by XML-RPC and JSON-2."""

import threading
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.rpc import Rpc

MODEL = "fuel.complaint"
USER = "crm_fuel.group_fuel_user"
REFUSED = r"WARNING odoo\.http: "
THREADS = 4


@pytest.fixture(scope="module")
def anna(office):
    return office.user("complaint_anna", USER)


@pytest.fixture(scope="module")
def customer(rpc, anna):
    return rpc(
        "res.partner",
        "create",
        {
            "name": "Blue Funnel",
            "is_company": True,
            "fuel_customer": True,
            "user_id": anna.uid,
        },
    )


@pytest.fixture(scope="module")
def service(rpc):
    return rpc.ref("crm_fuel.fuel_complaint_type_service")


@pytest.fixture(scope="module")
def complain(customer, service):
    """A function: raise a complaint as a client, and return its id."""

    def raise_one(client, **values):
        return client(
            MODEL,
            "create",
            {
                "name": "Short delivery",
                "customer_id": customer,
                "type_id": service,
                "source": "api",
                **values,
            },
        )

    return raise_one


def another(client):
    """A connection is one thread's own."""
    return Rpc(client.url, client.database, client.login, client.password)


def test_raised_and_read_back(anna, complain):
    complaint = complain(anna, claimed_amount=1200.5, description="油泥 🛢️")
    [row] = anna(
        MODEL,
        "read",
        [complaint],
        fields=["number", "state", "source", "reply_deadline", "description"],
    )
    assert row["number"].startswith("CP")
    assert row["state"] == "new"
    assert row["source"] == "api"
    assert row["reply_deadline"]
    assert row["description"] == "油泥 🛢️"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"claimed_mt": -5}, "Claimed (MT)"),
        ({"claimed_mt": 1e300}, "Claimed (MT)"),
        ({"claimed_mt": "five"}, "Claimed (MT)"),
        ({"claimed_mt": float("inf")}, "Claimed (MT)"),
        ({"claimed_amount": float("nan")}, "Claimed amount"),
        ({"name": " "}, "Subject"),
        ({"name": "x" * 201}, "A subject has at most 200"),
        ({"description": "x" * 100_000}, "A text has at most 20,000"),
        ({"received_at": "2199-01-01 00:00:00"}, "Received on"),
        ({"source": "survey"}, "Source"),
        ({"state": "settled"}, "State"),
        ({"number": "CP1"}, "Number"),
        ({"order_id": 999_999_999}, "Order"),
        ({"picking_id": 999_999_999}, "Delivery"),
    ],
)
def test_bad_input_is_refused(anna, complain, expect_log, values, reason):
    expect_log(r"WARNING odoo\.http: |ERROR odoo\.sql_db: bad query")
    before = anna(MODEL, "search_count", [])
    with pytest.raises(xmlrpc.client.Fault) as caught:
        complain(anna, **values)
    assert reason.lower() in caught.value.faultString.lower()
    assert "Traceback" not in caught.value.faultString
    assert anna(MODEL, "search_count", []) == before


def test_order_of_another_customer(anna, office, complain, expect_log):
    expect_log(REFUSED)
    order = office.order(anna.uid, 10)
    with pytest.raises(xmlrpc.client.Fault, match="Order: .* not an order of"):
        complain(anna, order_id=order)
    foreign = office.order(office.rpc.uid, 10)
    with pytest.raises(xmlrpc.client.Fault, match="Order: there is none"):
        complain(anna, order_id=foreign)


def test_more_than_was_delivered(anna, office, complain, customer, expect_log):
    expect_log(REFUSED)
    order = office.order(anna.uid, 10, partner_id=customer)
    with pytest.raises(xmlrpc.client.Fault, match="more than the 0.000 MT"):
        complain(anna, order_id=order, claimed_mt=1)
    [line] = anna("sale.order.line", "search", [("order_id", "=", order)])
    office.rpc("sale.order.line", "write", [line], {"qty_delivered": 8})
    assert complain(anna, order_id=order, claimed_mt=8)
    with pytest.raises(xmlrpc.client.Fault, match="more than the 8.000 MT"):
        complain(anna, order_id=order, claimed_mt=8.01)


def test_two_close_it_at_once(anna, rpc, complain, expect_log):
    expect_log(r"WARNING odoo\.http: .*is (Settled|Claim rejected) and cannot")
    complaint = complain(anna)
    anna(MODEL, "action_investigate", [complaint])
    anna(
        MODEL,
        "write",
        [complaint],
        {
            "proposal": "A credit note",
            "cause_id": rpc.ref("crm_fuel.fuel_complaint_cause_measurement"),
            "corrective_action": "Calibrate",
            "reject_reason": "Unfounded",
        },
    )
    anna(MODEL, "action_propose", [complaint])
    barrier = threading.Barrier(THREADS)

    def close(number):
        client = another(anna)
        barrier.wait(timeout=60)
        try:
            method = "action_reject" if number % 2 else "action_settle"
            return client(MODEL, method, [complaint])
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(close, range(THREADS)))
    assert answers.count(True) == 1
    others = [answer for answer in answers if answer is not True]
    assert all("cannot become" in answer for answer in others), others
    pauses = rpc(
        "fuel.complaint.pause", "search_read", [("complaint_id", "=", complaint)]
    )
    assert len(pauses) == 1
    assert pauses[0]["date_to"]


def test_two_let_it_wait_at_once(anna, rpc, complain, expect_log):
    expect_log(r"WARNING odoo\.http: .*waits for the customer already")
    complaint = complain(anna)
    barrier = threading.Barrier(2)

    def wait(_number):
        client = another(anna)
        barrier.wait(timeout=60)
        try:
            return client(MODEL, "wait_for_customer", [complaint], "Sample")
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(wait, range(2)))
    assert answers.count(True) == 1, answers
    count = rpc(
        "fuel.complaint.pause", "search_count", [("complaint_id", "=", complaint)]
    )
    assert count == 1
