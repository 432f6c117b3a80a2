"""Sharing one opportunity from several clients at once, by XML-RPC."""

import contextlib
import threading
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.rpc import Rpc

THREADS = 6
ROUNDS = 4
MODEL = "crm.lead"
SHARE = "fuel.lead.share"
USER = "crm_fuel.group_fuel_user"
# Odoo warns of what it refuses; a reader whose share went away meanwhile is refused.
REFUSED = r"WARNING odoo\.(http|addons\.base\.models\.ir_(rule|model)): "

# One of two that write the same row at once waits, is told so by PostgreSQL, and Odoo
# repeats its whole request.
REPEATED = r"(?s)ERROR odoo\.sql_db: bad query: .*could not serialize access"


@pytest.fixture(autouse=True)
def _repeated(expect_log):
    expect_log(REPEATED, by_chance=True)


@pytest.fixture(scope="module")
def team(office):
    owner = office.user("share_owner", USER)
    people = [office.user(f"share_{number}", USER) for number in range(THREADS)]
    return owner, people


@pytest.fixture
def lead(office, team):
    owner, _people = team
    return owner(
        MODEL,
        "create",
        {
            "name": "Shared by many",
            "type": "opportunity",
            "partner_id": office.customer,
            "user_id": owner.uid,
        },
    )


def together(calls):
    """Run functions that begin at the same moment; a refusal is its message."""
    barrier = threading.Barrier(len(calls))

    def one(call):
        barrier.wait(timeout=60)
        try:
            return call()
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def again(client: Rpc) -> Rpc:
    """A connection of a thread's own."""
    return Rpc(client.url, client.database, client.login, client.password)


def shared_with(rpc, lead):
    """Who the opportunity names, and who has a record of it; each once."""
    [row] = rpc(MODEL, "read", [lead], ["fuel_shared_user_ids"])
    rows = rpc(SHARE, "search_read", [("lead_id", "=", lead)], ["user_id"])
    users = [it["user_id"][0] for it in rows]
    assert len(users) == len(set(users)), "one record a user"
    assert set(users) == set(row["fuel_shared_user_ids"])
    return set(users)


def reads(client, lead):
    return client(MODEL, "search", [("id", "=", lead)]) == [lead]


def test_several_shared_at_once(rpc, team, lead):
    owner, people = team

    def share(person):
        client = again(owner)
        return lambda: client(
            MODEL, "write", [lead], {"fuel_shared_user_ids": [(4, person.uid)]}
        )

    results = together([share(person) for person in people])
    assert results == [True] * THREADS
    assert shared_with(rpc, lead) == {person.uid for person in people}
    assert all(reads(person, lead) for person in people)


def test_one_shared_many_times_at_once(rpc, team, lead):
    owner, people = team

    def share():
        client = again(owner)
        return lambda: client(
            MODEL, "write", [lead], {"fuel_shared_user_ids": [(4, people[0].uid)]}
        )

    assert together([share() for _ in range(THREADS)]) == [True] * THREADS
    assert shared_with(rpc, lead) == {people[0].uid}


def test_shared_and_removed_at_once(rpc, team, lead):
    """Half of them come while the other half goes; those who go keep nothing."""
    owner, people = team
    going, coming = people[: THREADS // 2], people[THREADS // 2 :]
    owner(
        MODEL,
        "write",
        [lead],
        {"fuel_shared_user_ids": [(6, 0, [it.uid for it in going])]},
    )

    def change(person, command):
        client = again(owner)
        return lambda: client(
            MODEL, "write", [lead], {"fuel_shared_user_ids": [(command, person.uid)]}
        )

    results = together(
        [change(it, 3) for it in going] + [change(it, 4) for it in coming]
    )
    assert results == [True] * THREADS
    assert shared_with(rpc, lead) == {it.uid for it in coming}
    assert not any(reads(it, lead) for it in going)
    assert all(reads(it, lead) for it in coming)


def test_everything_at_once(rpc, team, lead, expect_log):
    """The owner shares and unshares while they dismiss, ask for write access and get it."""
    expect_log(REFUSED)
    owner, people = team

    def owning():
        client = again(owner)
        everybody = [it.uid for it in people]

        def run():
            for _turn in range(ROUNDS):
                client(
                    MODEL,
                    "write",
                    [lead],
                    {"fuel_shared_user_ids": [(6, 0, everybody)]},
                )
                rows = client(SHARE, "search", [("lead_id", "=", lead)])
                # The thread beside it may take them away between the two calls.
                with contextlib.suppress(xmlrpc.client.Fault):
                    client(SHARE, "action_grant_write", rows)
                client(MODEL, "action_stop_share", [lead])
            return True

        return run

    def reading(person):
        client = again(person)

        def run():
            refusals = []
            for _turn in range(ROUNDS):
                for method in ("action_ask_write", "action_dismiss_share"):
                    try:
                        client(MODEL, method, [lead])
                    except xmlrpc.client.Fault as fault:
                        refusals.append(fault.faultString)
            assert not any("Traceback" in text for text in refusals), refusals
            return True

        return run

    results = together([owning(), owning()] + [reading(person) for person in people])
    assert results == [True] * len(results), results
    owner(MODEL, "action_stop_share", [lead])
    assert shared_with(rpc, lead) == set()
    for person in people:
        assert not reads(person, lead)
        with pytest.raises(xmlrpc.client.Fault):
            person(MODEL, "write", [lead], {"name": "Mine"})
    # Shared again, they begin anew: whatever was granted before is gone.
    owner(MODEL, "write", [lead], {"fuel_shared_user_ids": [(4, people[0].uid)]})
    [row] = rpc(
        SHARE, "search_read", [("lead_id", "=", lead)], ["can_write", "dismissed_at"]
    )
    assert (row["can_write"], row["dismissed_at"]) == (False, False)
    with pytest.raises(xmlrpc.client.Fault):
        people[0](MODEL, "write", [lead], {"name": "Mine"})


def test_readers_neither_win_nor_lose_nor_quote(rpc, team, lead, office, expect_log):
    expect_log(REFUSED)
    owner, people = team
    reader = people[0]
    owner(MODEL, "write", [lead], {"fuel_shared_user_ids": [(4, reader.uid)]})
    assert reads(reader, lead)
    wizard = {"lead_ids": [(4, lead)]}
    for call in (
        (MODEL, "action_set_won", [lead]),
        (MODEL, "action_set_won_rainbowman", [lead]),
        (MODEL, "action_set_lost", [lead]),
        (
            "sale.order",
            "create",
            {"partner_id": office.customer, "opportunity_id": lead},
        ),
    ):
        with pytest.raises(xmlrpc.client.Fault):
            reader(*call)
    with pytest.raises(xmlrpc.client.Fault):
        lost = reader("crm.lead.lost", "create", wizard)
        reader("crm.lead.lost", "action_lost_reason_apply", [lost])
    [row] = rpc(MODEL, "read", [lead], ["won_status", "order_ids", "active"])
    assert (row["won_status"], row["order_ids"], row["active"]) == ("pending", [], True)
