"""Visits as clients of the interfaces make them: many, twice, at once, wrongly."""

import concurrent.futures
import json
import re
import time
import xmlrpc.client

import pytest
from common_visits import OFFICE, Rounds, fix, new_key

USER_ERROR = 2  # Odoo's fault code
MOST_SECONDS = 90


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


@pytest.fixture
def admin(rpc, rounds):
    yield rpc
    rounds.end(rpc)


# ------------------------------------------------------------
# Many
# ------------------------------------------------------------


def test_a_thousand_visits(rounds, managers, rpc):
    started = time.monotonic()
    per_manager = 1_000 // len(managers)
    made = {}
    for client in managers:
        made[client] = client(
            "fuel.visit", "create", [rounds.values() for _number in range(per_manager)]
        )
    created = time.monotonic()

    def work(client):
        for visit in made[client]:
            answer = rounds.check_in(client, visit, **fix(north=visit % 400))
            assert (answer["state"], answer["verdict"]) == ("in_progress", "on_site")
            answer = rounds.check_out(client, visit)
            assert answer["state"] == "done"

    # One after the other: a server that runs one thread at a time gains nothing.
    for client in managers:
        work(client)
    seconds = time.monotonic() - created
    print(
        f"\n1,000 visits: created in {created - started:.1f} s, checked in and out in "
        f"{seconds:.1f} s ({seconds / 2:.1f} ms a call)"
    )
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
    assert time.monotonic() - started < MOST_SECONDS


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
    host, port = "127.0.0.1", server.port
    import http.client

    connection = http.client.HTTPConnection(host, port)
    connection.request("POST", "/xmlrpc/2/object", body, {"Content-Type": "text/xml"})
    return connection


def test_killed_before_and_after_the_commit(mortal):
    from harness.rpc import Rpc
    from tooling import databases

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


# ------------------------------------------------------------
# Bad input
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        ({"latitude": 91}, "Latitude: 91.0 does not lie between"),
        ({"longitude": 181}, "Longitude: 181.0 does not lie between"),
        ({"accuracy": -1}, "Accuracy: -1.0 is not from 0"),
        ({"accuracy": 10_000}, "Accuracy: 10000.0 is not from 0"),
        ({"latitude": "30"}, "Latitude: '30' is not a number"),
        ({"latitude": True}, "Latitude: True is not a number"),
        ({"latitude": [30]}, "is not a number"),
        ({"accuracy": False}, "Accuracy is missing"),
        ({"failure": "bored"}, "denied, unavailable, timeout"),
        ({"failure": "denied"}, "not both"),
        ({"key": "short"}, "Key: 16 to 64"),
        ({"key": 7}, "Key: 16 to 64"),
        ({"key": "blackbox key blackbox"}, "Key: 16 to 64"),
        ({"made_at": "2099-01-01 00:00:00"}, "future: check the clock"),
        ({"made_at": "2020-01-01 00:00:00"}, "more than 30 days ago"),
        ({"made_at": "noon"}, "is not a time in UTC"),
        (
            {"made_at": "2026-01-02 00:00:00", "sent_at": "2026-01-01 00:00:00"},
            "sent before it was made",
        ),
        ({"note": {"text": "x"}}, "Explanation: not a text"),
        (fix(north=90_000), "90,000 m from Dinghai Shipping: say in a note"),
    ],
    ids=str,
)
def test_bad_check_ins(door, refused, rounds, admin, change, pattern):
    visit = rounds.visit(admin)
    message = refused(
        door,
        "fuel.visit",
        "action_check_in",
        ids=[visit],
        **{"key": new_key(), **fix(), **change},
    )
    assert re.search(pattern, message)
    (found,) = admin("fuel.visit", "read", [visit], fields=["state", "verdict"])
    assert (found["state"], found["verdict"]) == ("planned", False)
    assert not rounds.positions(visit)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_by_json2(json2, rounds, admin, expect_log, number):
    expect_log(r"WARNING odoo\.http: Latitude")
    visit = rounds.visit(admin)
    named = {"ids": [visit], "key": new_key(), "longitude": 122, "accuracy": 5}
    body = json.dumps({**named, "latitude": float(number)})
    answer = json2.session.post(
        f"{json2.url}/json/2/fuel.visit/action_check_in",
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=60,
    )
    assert answer.status_code == 422
    assert "is not a number" in answer.json()["message"]


def test_what_is_no_number_by_xmlrpc(rounds, admin, expect_log):
    expect_log(r"WARNING odoo\.http: Latitude")
    visit = rounds.visit(admin)
    for number in ("nan", "inf"):
        with pytest.raises(xmlrpc.client.Fault, match="is not a number") as fault:
            rounds.check_in(admin, visit, latitude=float(number))
        assert fault.value.faultCode == USER_ERROR


def test_a_clock_that_is_a_day_off(door, rounds, admin):
    for day, sign in (("2026-01-02", 1), ("2025-12-31", -1)):
        now = time.time()
        visit = rounds.visit(admin)
        sent_at = time.gmtime(now + sign * 86_400)
        made_at = time.gmtime(now + sign * 86_400 - 600)
        pattern = "%Y-%m-%d %H:%M:%S"
        answer = door(
            "fuel.visit",
            "action_check_in",
            ids=[visit],
            key=new_key(),
            **fix(),
            made_at=time.strftime(pattern, made_at),
            sent_at=time.strftime(pattern, sent_at),
        )
        assert answer["state"] == "in_progress", day
        (position,) = rounds.positions(visit)
        assert abs(position["clock_skew"] - sign * 86_400) < 30
        made = time.mktime(time.strptime(str(position["made_at"]), pattern))
        received = time.mktime(time.strptime(str(position["received_at"]), pattern))
        assert abs(received - made - 600) <= 1
        rounds.end(admin)


def test_at_the_wrong_moment(door, refused, rounds, admin, managers):
    def check(method, visit, **named):
        values = {"values": {"result_id": rounds.result}} if "out" in method else {}
        named = {"ids": [visit], "key": new_key(), **fix(), **values, **named}
        return refused(door, "fuel.visit", method, **named)

    visit = rounds.visit(admin)
    assert "Check in to" in check("action_check_out", visit)
    rounds.check_in(admin, visit)
    assert "already" in check("action_check_in", visit)
    other = rounds.visit(admin)
    assert "is in progress: check out of it" in check("action_check_in", other)
    assert "choose its result" in check("action_check_out", visit, values={})
    assert "nothing but" in check("action_check_out", visit, values={"state": "done"})
    rounds.check_out(admin, visit)
    assert "has ended already" in check("action_check_out", visit)
    assert "is done: plan a new visit" in check("action_check_in", visit)
    admin("fuel.visit", "cancel", [other], "Fog")
    assert "is cancelled" in check("action_check_in", other)
    call = rounds.visit(admin, channel_id=rounds.telephone)
    assert "nobody checks in" in check("action_check_in", call)
    # The administrator sees everything and still does not check in for others.
    theirs = rounds.visit(managers[1])
    assert "is the visit of Visits Bo" in check("action_check_in", theirs)
    gone = rounds.visit(admin)
    admin("fuel.visit", "unlink", [gone])
    assert "no such visit" in check("action_check_in", gone)


def test_a_repeated_check_in_by_the_other_door(door, rounds, admin, json2):
    visit = rounds.visit(admin)
    key = new_key()
    first = rounds.check_in(admin, visit, key=key)
    named = {"ids": [visit], "key": key, **fix()}
    again = door("fuel.visit", "action_check_in", **named)
    assert again == {**first, "repeated": True}


def test_a_day_in_three_calls(door, rounds, admin):
    visit = rounds.visit(admin)
    today = door("fuel.visit", "today_visits")
    (found,) = [row for row in today["visits"] if row["id"] == visit]
    assert found["latitude"] == pytest.approx(OFFICE[0])
    assert found["radius"] == 500
    preview = door("fuel.visit", "preview_position", ids=[visit], **fix(north=40))
    assert (preview["verdict"], preview["distance"]) == ("on_site", 40)
    rounds.check_in(admin, visit)
    notes = {"summary": "Wants 300 t", "next_step": "Quote"}
    saved = door("fuel.visit", "save_notes", ids=[visit], values=notes, key=new_key())
    assert saved == {"visit_id": visit, "state": "in_progress", "repeated": False}
    rounds.check_out(admin, visit)
    row = admin("fuel.visit", "read", [visit], fields=["state", "summary"])[0]
    assert (row["state"], row["summary"]) == ("done", "Wants 300 t")


# ------------------------------------------------------------
# Photos
# ------------------------------------------------------------


def test_a_photo_of_60_megabytes(rounds, admin, door, refused):
    visit = rounds.visit(admin)
    import base64

    large = base64.b64encode(b"\xff\xd8\xff\xe0" + b"x" * 60 * 1024**2).decode()
    message = refused(
        door,
        "ir.attachment",
        "create",
        vals_list=[
            {
                "name": "quay.jpg",
                "datas": large,
                "res_model": "fuel.visit",
                "res_id": visit,
            }
        ],
    )
    assert message.startswith("quay.jpg has 60.0 MB: files of a visit have at most 20")
    found = admin(
        "ir.attachment",
        "search_count",
        [("res_model", "=", "fuel.visit"), ("res_id", "=", visit)],
    )
    assert not found
