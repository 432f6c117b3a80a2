"""What is wrong with a check-in is said in a sentence, by both interfaces."""

import base64
import json
import re
import time
import xmlrpc.client

import pytest
from common_visits import OFFICE, Rounds, fix, new_key

USER_ERROR = 2  # Odoo's fault code


@pytest.fixture(scope="module")
def rounds(rpc):
    return Rounds(rpc)


@pytest.fixture(scope="module")
def colleague(office):
    return office.user("visit_input_bo", "crm_fuel.group_fuel_user")


@pytest.fixture
def admin(rpc, rounds):
    yield rpc
    rounds.end(rpc)


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


@pytest.mark.parametrize("failure", ["denied", "unavailable", "timeout"])
def test_without_a_position(door, rounds, admin, failure):
    visit = rounds.visit(admin)
    answer = door(
        "fuel.visit", "action_check_in", ids=[visit], key=new_key(), failure=failure
    )
    assert (answer["verdict"], answer["reason"]) == ("unverified", failure)
    assert answer["reason_text"]
    assert answer["distance"] is answer["accuracy"] is answer["target"] is False


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


def test_at_the_wrong_moment(door, refused, rounds, admin, colleague):
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
    theirs = rounds.visit(colleague)
    assert "is the visit of Visit Input Bo" in check("action_check_in", theirs)
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
