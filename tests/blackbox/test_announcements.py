"""Announcements from outside: who gets through to them, and several at once."""

import base64
import threading
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harness.rpc import Rpc

MODEL = "fuel.announcement"
RECEIPT = "fuel.announcement.receipt"
USER = "crm_fuel.group_fuel_user"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def people(office):
    return {
        "supervisor": office.user("news_boss", "crm_fuel.group_fuel_supervisor"),
        "reader": office.user("news_reader", USER),
        "other": office.user("news_other", USER),
        "outside": office.user("news_outside", USER),
        "plain": office.user("news_plain", "base.group_user"),
        "portal": office.user("news_portal", "base.group_portal"),
    }


def write(people, **values) -> int:
    """A draft for `reader` and `other`."""
    readers = [people["reader"].uid, people["other"].uid]
    return people["supervisor"](
        MODEL,
        "create",
        {
            "name": "Secret prices",
            "body": "<p>Six hundred</p>",
            "audience_user_ids": [(6, 0, readers)],
            **values,
        },
    )


def browser_of(client: Rpc) -> requests.Session:
    """A session as a browser has it after its user has logged in."""
    session = requests.Session()
    answer = session.post(
        f"{client.url}/web/session/authenticate",
        json={
            "jsonrpc": "2.0",
            "params": {
                "db": client.database,
                "login": client.login,
                "password": client.password,
            },
        },
        timeout=60,
    ).json()
    assert answer["result"]["uid"] == client.uid
    return session


def denied(client: Rpc, *call, **named) -> bool:
    try:
        client(*call, **named)
    except xmlrpc.client.Fault as fault:
        assert "Traceback" not in fault.faultString
        assert "Six hundred" not in fault.faultString
        return True
    return False


@pytest.fixture(scope="module")
def secret(people):
    """A published announcement with a file and a picture in its text."""
    supervisor = people["supervisor"]
    file = supervisor(
        "ir.attachment",
        "create",
        {"name": "s.txt", "datas": base64.b64encode(b"600 USD").decode()},
    )
    # As Odoo's editor does it before the record is saved: with a key in the address.
    picture = supervisor(
        "ir.attachment",
        "create",
        {
            "name": "p.png",
            "datas": base64.b64encode(PICTURE).decode(),
            "res_model": MODEL,
        },
    )
    [token] = supervisor("ir.attachment", "generate_access_token", [picture])
    address = f"/web/image/{picture}?access_token={token}"
    made = write(
        people,
        body=f'<p>Six hundred</p><img src="{address}"/>',
        attachment_ids=[(6, 0, [file])],
        must_acknowledge=True,
    )
    supervisor(MODEL, "action_publish", [made])
    return {"id": made, "file": file, "picture": picture}


def test_readers_get_through(people, secret):
    reader = people["reader"]
    [row] = reader(MODEL, "read", [secret["id"]], ["name", "body", "is_unread"])
    assert "Six hundred" in row["body"]
    assert "access_token" not in row["body"]
    assert row["is_unread"] is True
    assert reader(MODEL, "action_read", [secret["id"]]) == 1
    assert reader(MODEL, "action_acknowledge", [secret["id"]]) is True
    session = browser_of(reader)
    for path, content in (
        (f"/web/content/{secret['file']}", b"600 USD"),
        (f"/web/image/{secret['picture']}", None),
    ):
        answer = session.get(reader.url + path, timeout=60)
        assert answer.status_code == 200
        if content:
            assert answer.content == content
        else:
            assert answer.headers["Content-Type"] == "image/png"
            assert "placeholder" not in answer.headers.get("Content-Disposition", "")


def test_nobody_else_does(people, secret, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    supervisor, number = people["supervisor"], secret["id"]
    supervisor(MODEL, "message_post", [number], body="Six hundred, it is")
    receipts = supervisor(RECEIPT, "search", [("announcement_id", "=", number)])
    messages = supervisor(
        "mail.message", "search", [("model", "=", MODEL), ("res_id", "=", number)]
    )
    assert len(receipts) == 2
    assert messages
    for role in ("outside", "plain", "portal"):
        client = people[role]
        for call in (
            (MODEL, "read", [number], ["name"]),
            (MODEL, "web_read", [number], {"body": {}}),
            (MODEL, "write", [number], {"name": "x"}),
            (MODEL, "unlink", [number]),
            (MODEL, "action_read", [number]),
            (MODEL, "action_acknowledge", [number]),
            (MODEL, "action_publish", [number]),
            (MODEL, "action_correct", [number]),
            (MODEL, "action_withdraw", [number]),
            (MODEL, "action_remind", [number]),
            (MODEL, "message_post", [number]),
            (MODEL, "export_data", [number], ["body"]),
            (RECEIPT, "read", receipts, ["read_at"]),
            (RECEIPT, "read", receipts, ["body"]),
            (RECEIPT, "action_acknowledge", receipts),
            (RECEIPT, "action_open", receipts[:1]),
            (RECEIPT, "write", receipts, {"read_at": "2026-01-01"}),
            ("mail.message", "read", messages, ["body"]),
            ("ir.attachment", "read", [secret["file"]], ["datas"]),
            ("ir.attachment", "read", [secret["picture"]], ["datas"]),
        ):
            assert denied(client, *call), (role, call)
        for model, domain in (
            (MODEL, []),
            (MODEL, [("body", "ilike", "hundred")]),
            (MODEL, [("receipt_ids.read_at", "!=", False)]),
            (RECEIPT, []),
            ("ir.attachment", [("res_model", "=", MODEL)]),
            ("mail.activity", [("res_model", "=", RECEIPT)]),
            ("mail.message", [("model", "=", MODEL)]),
        ):
            try:
                assert client(model, "search", domain) == [], (role, model)
            except xmlrpc.client.Fault as fault:
                assert role != "outside", fault.faultString
        session = browser_of(client)
        for path in (
            f"/web/content/{secret['file']}",
            f"/web/content/ir.attachment/{secret['file']}/datas",
            f"/web/image/{secret['picture']}",
        ):
            answer = session.get(client.url + path, timeout=60)
            assert b"600 USD" not in answer.content, (role, path)
            assert answer.content != PICTURE, (role, path)
    outside = people["outside"]
    assert outside(MODEL, "name_search", "Secret") == []
    assert outside(MODEL, "formatted_read_group", [], ["state"], ["__count"]) == []


def test_readers_see_their_own_receipt_alone(people, secret, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    other = people["other"]
    [mine] = other(RECEIPT, "search_read", [], ["user_id"])
    assert mine["user_id"][0] == other.uid
    [row] = other(MODEL, "read", [secret["id"]], ["receipt_ids"])
    assert row["receipt_ids"] == [mine["id"]]
    [theirs] = people["reader"](RECEIPT, "search", [])
    assert denied(other, RECEIPT, "read", [theirs], ["read_at"])
    assert denied(other, RECEIPT, "action_acknowledge", [theirs])
    assert denied(other, MODEL, "read", [secret["id"]], ["unread_count"])


def together(client: Rpc, calls):
    """Run calls that begin at the same moment; a refusal is the message it came with."""
    barrier = threading.Barrier(len(calls))

    def one(call):
        # A connection is one thread's own.
        own = Rpc(client.url, client.database, client.login, client.password)
        barrier.wait(timeout=60)
        try:
            return own(*call)
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_four_publish_at_once(people, rpc, expect_log):
    expect_log(r"WARNING odoo\.http: .*cannot become")
    made = write(people, name="Published once", must_acknowledge=True)
    results = together(people["supervisor"], [(MODEL, "action_publish", [made])] * 4)
    assert results.count(True) == 1, results
    assert all("cannot become" in it for it in results if it is not True), results
    receipts = rpc(
        RECEIPT, "search_read", [("announcement_id", "=", made)], ["user_id"]
    )
    assert len(receipts) == 2
    for reader in ("reader", "other"):
        to_dos = people[reader](
            "mail.activity",
            "search_read",
            [("res_model", "=", RECEIPT), ("user_id", "=", people[reader].uid)],
            ["summary"],
        )
        names = [row["summary"] for row in to_dos if "Published once" in row["summary"]]
        assert names == ["Acknowledge: Published once"]
        told = people[reader](
            "mail.message",
            "search_count",
            [
                ("model", "=", MODEL),
                ("res_id", "=", made),
                ("subject", "like", "Announcement:"),
            ],
        )
        assert told == 1


def test_four_correct_at_once(people, rpc, expect_log):
    expect_log(r"WARNING odoo\.http: .*has corrected it meanwhile")
    supervisor = people["supervisor"]
    made = write(people, name="Corrected once")
    supervisor(MODEL, "action_publish", [made])
    dialogues = []
    for number in range(4):
        action = supervisor(MODEL, "action_correct", [made])
        supervisor(
            action["res_model"],
            "write",
            [action["res_id"]],
            {"name": f"Correction {number}"},
        )
        dialogues.append((action["res_model"], "action_apply", [action["res_id"]]))
    results = together(supervisor, dialogues)
    done = [it for it in results if isinstance(it, dict)]
    refused = [it for it in results if isinstance(it, str)]
    assert len(done) == 1, results
    assert all("has corrected it meanwhile" in it for it in refused), results
    [row] = rpc(MODEL, "read", [made], ["version", "name", "version_ids"])
    assert row["version"] == 2
    assert row["name"] == f"Correction {results.index(done[0])}"
    assert len(row["version_ids"]) == 1
    current = [("announcement_id", "=", made), ("is_current", "=", True)]
    assert rpc(RECEIPT, "search_count", current) == 2


def test_all_write_at_once(people, rpc):
    """Writes by RPC are corrections one after the other, and none is lost."""
    supervisor = people["supervisor"]
    made = write(people, name="Written")
    supervisor(MODEL, "action_publish", [made])
    results = together(
        supervisor,
        [(MODEL, "write", [made], {"name": f"Written {n}"}) for n in range(3)],
    )
    assert results == [True] * 3, results
    [row] = rpc(MODEL, "read", [made], ["version", "name"])
    assert row["version"] == 4
    names = {
        it["name"]
        for it in rpc(
            "fuel.announcement.version",
            "search_read",
            [("announcement_id", "=", made)],
            ["name"],
        )
    }
    assert names | {row["name"]} == {"Written", "Written 0", "Written 1", "Written 2"}


@pytest.mark.parametrize(
    "values",
    [
        {"name": False},
        {"name": " "},
        {"name": "x" * 300},
        {"body": "<p>" + "x" * 3_000_000 + "</p>"},
        {"date_from": "2026-05-02", "date_to": "2026-05-01"},
        {"state": "published"},
    ],
)
def test_rubbish_is_refused_with_a_sentence(people, expect_log, values):
    expect_log(r"WARNING odoo\.http: |ERROR odoo\.sql_db: ")
    with pytest.raises(xmlrpc.client.Fault) as caught:
        write(people, **values)
    assert caught.value.faultString.strip()
    assert len(caught.value.faultString) < 2_000
