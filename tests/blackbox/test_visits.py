"""Visits as clients of the interfaces make them: many, twice, at once, wrongly."""

import concurrent.futures
import http.client
import re
import time
import xmlrpc.client

import pytest
from common_visits import Rounds, fix, new_key

from harness.rpc import Rpc
from tooling import databases

USER_ERROR = 2  # Odoo's fault code


@pytest.fixture(scope="module")
def rounds(rpc):
    return Rounds(rpc)


@pytest.fixture(scope="module")
def managers(office):
    """Four account managers."""
    return [
        office.user(f"visits_{name}", "crm_fuel.group_fuel_user")
        for name in ("anna", "bo", "chen", "ding")
    ]


@pytest.fixture
def anna(managers, rounds):
    yield managers[0]
    rounds.end(managers[0])


# ------------------------------------------------------------
# Many
# ------------------------------------------------------------


def test_a_thousand_visits(rounds, managers, rpc, record_property):
    per_manager = 1_000 // len(managers)
    made = {}
    for client in managers:
        made[client] = client(
            "fuel.visit", "create", [rounds.values() for _number in range(per_manager)]
        )
    begun = time.monotonic()

    def work(client):
        for visit in made[client]:
            answer = rounds.check_in(client, visit, **fix(north=visit % 400))
            assert (answer["state"], answer["verdict"]) == ("in_progress", "on_site")
            answer = rounds.check_out(client, visit)
            assert answer["state"] == "done"

    # One after the other: a server that runs one thread at a time gains nothing.
    for client in managers:
        work(client)
    seconds = time.monotonic() - begun
    record_property("ms_a_call", round(seconds / 2, 1))
    everything = [visit for visits in made.values() for visit in visits]
    groups = rpc(
        "fuel.visit",
        "formatted_read_group",
        [("id", "in", everything)],
        ["state", "verdict"],
        ["__count", "distance:max"],
    )
    assert [(group["state"], group["__count"]) for group in groups] == [("done", 1_000)]
    assert groups[0]["distance:max"] == 399.0
    positions = rpc(
        "fuel.visit.position", "search_count", [("visit_id", "in", everything)]
    )
    assert positions == 2_000


# ------------------------------------------------------------
# At once
# ------------------------------------------------------------


def at_once(calls):
    """Make calls at the same time; return what each answered, or its fault."""

    def outcome(call):
        try:
            return call()
        except xmlrpc.client.Fault as fault:
            assert fault.faultCode == USER_ERROR, fault.faultString[-2000:]
            return fault.faultString

    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(outcome, calls))


def clients_of(client, number):
    """More connections of the same user: one takes one call at a time."""
    return [
        type(client)(client.url, client.database, client.login, client.password)
        for _number in range(number)
    ]


def test_one_key_at_the_same_time(rounds, anna):
    visit = rounds.visit(anna)
    key = new_key()
    answers = at_once(
        [
            lambda client=client: rounds.check_in(client, visit, key=key)
            for client in clients_of(anna, 4)
        ]
    )
    assert sorted(answer["repeated"] for answer in answers) == [False, True, True, True]
    assert len({answer["time"] for answer in answers}) == 1
    assert len(rounds.positions(visit)) == 1


def test_one_key_of_a_new_visit_at_the_same_time(rounds, anna, rpc):
    key = new_key()
    answers = at_once(
        [
            lambda client=client: client(
                "fuel.visit",
                "check_in_new",
                {"customer_id": rounds.customer},
                key=key,
                **fix(),
            )
            for client in clients_of(anna, 4)
        ]
    )
    assert sorted(answer["repeated"] for answer in answers) == [False, True, True, True]
    assert len({answer["visit_id"] for answer in answers}) == 1
    assert rpc("fuel.visit.position", "search_count", [("key", "=", key)]) == 1


def test_two_visits_at_the_same_time(rounds, anna, expect_log):
    expect_log(r"WARNING odoo\.http: Your visit Dinghai Shipping")
    visits = [rounds.visit(anna), rounds.visit(anna)]
    answers = at_once(
        [
            lambda client=client, visit=visit: rounds.check_in(client, visit)
            for client, visit in zip(clients_of(anna, 2), visits, strict=True)
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, str)]
    assert len(refused) == 1
    assert re.search("in progress: check out of it first", refused[0])
    assert sum(len(rounds.positions(visit)) for visit in visits) == 1


# ------------------------------------------------------------
# The server dies
# ------------------------------------------------------------


@pytest.fixture(scope="module")
def mortal(new_database, new_server):
    """A database of its own, and a function that starts a server on it."""
    database = new_database()
    return lambda: new_server(database)


def send_and_hang_up(server, client, visit, key):
    """Send a check-in, and go away before it is answered."""
    named = {"key": key, **fix()}
    arguments = (server.database, client.uid, client.password)
    call = (*arguments, "fuel.visit", "action_check_in", [[visit]], named)
    body = xmlrpc.client.dumps(call, "execute_kw").encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", "/xmlrpc/2/object", body, {"Content-Type": "text/xml"})
    return connection


def test_killed_before_and_after_the_commit(mortal):
    server = mortal()
    client = Rpc(server.url, server.database, "admin", "admin")
    rounds = Rounds(client)
    # So that the first call of the test is not the first of the server.
    rounds.check_in(client, warm := rounds.visit(client))
    client("fuel.visit", "cancel", [warm], "Only to warm up")
    visit = rounds.visit(client)
    key = new_key()
    query = "SELECT count(*) FROM fuel_visit_position WHERE key = %s"

    # Before the commit: somebody holds the visit, so that the check-in waits for it.
    with databases.cursor(server.database) as cr:
        cr.execute("BEGIN")
        cr.execute("SELECT id FROM fuel_visit WHERE id = %s FOR UPDATE", [visit])
        connection = send_and_hang_up(server, client, visit, key)
        wait_for(cr, "SELECT count(*) FROM pg_locks WHERE NOT granted")
        server.kill()
        connection.close()
        cr.execute("ROLLBACK")

    # After it: the row is there, and nobody reads the answer.
    server = mortal()
    client = Rpc(server.url, server.database, "admin", "admin")
    rounds = Rounds(client)
    assert not rounds.positions(visit)
    with databases.cursor(server.database) as cr:
        connection = send_and_hang_up(server, client, visit, key)
        wait_for(cr, query, key)
        server.kill()
        connection.close()

    server = mortal()
    client = Rpc(server.url, server.database, "admin", "admin")
    answer = Rounds(client).check_in(client, visit, key=key)
    assert (answer["repeated"], answer["state"]) == (True, "in_progress")
    domain = [("visit_id", "=", visit)]
    assert client("fuel.visit.position", "search_count", domain) == 1


def wait_for(cr, query, *parameters):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        cr.execute(query, parameters)
        if cr.fetchone()[0]:
            return
        time.sleep(0.001)
    raise AssertionError(f"nothing came of it within 30 s: {query}")
