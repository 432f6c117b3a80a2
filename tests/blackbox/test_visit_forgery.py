"""Nobody writes what a check-in showed: each kind of user tries, from outside."""

import xmlrpc.client

import pytest
from common_visits import Rounds, json_client

from harness.rpc import JsonTwoError

ACCESS_ERROR = 4  # Odoo's fault code
REFUSED = r"WARNING odoo\.http: (You are not allowed to|Uh-oh|Check-in, check-out and)"
FORGED = {
    "state": "done",
    "is_checked_in": False,
    "verdict": "off_site",
    "verdict_reason": "denied",
    "distance": 1.0,
    "check_out_verdict": "on_site",
    "position_ids": [[5, 0, 0]],
    "is_forced": True,
    "force_reason": "x",
    "reviewed_by_id": 2,
    "reviewed_at": "2026-03-02 01:30:00",
    "date": "2020-01-01",
    "actual_duration": 9.0,
}
POSITION = {
    "kind": "out",
    "key": "forged-forged-forged",
    "latitude": 1.0,
    "longitude": 1.0,
    "accuracy": 1.0,
    "has_fix": True,
    "verdict": "on_site",
    "made_at": "2026-03-02 01:30:00",
    "received_at": "2026-03-02 01:30:00",
}
ROLES = ("visitor", "companion", "leader", "supervisor", "manager", "admin")


@pytest.fixture(scope="module")
def rounds(rpc):
    return Rounds(rpc)


@pytest.fixture(scope="module")
def people(office, rpc):
    groups = {
        "visitor": "crm_fuel.group_fuel_user",
        "companion": "crm_fuel.group_fuel_user",
        "leader": "crm_fuel.group_fuel_user",
        "supervisor": "crm_fuel.group_fuel_supervisor",
        "manager": "crm_fuel.group_fuel_manager",
        "plain": "base.group_user",
        "portal": "base.group_portal",
    }
    clients = {
        role: office.user(f"forgery_{role}", group) for role, group in groups.items()
    }
    rpc(
        "crm.team",
        "create",
        {
            "name": "Forgery",
            "user_id": clients["leader"].uid,
            "company_id": False,
            "member_ids": [(4, clients["visitor"].uid)],
        },
    )
    return {**clients, "admin": rpc}


@pytest.fixture(scope="module")
def visit(people, rounds):
    visitor = people["visitor"]
    visit = rounds.visit(visitor, companion_ids=[(4, people["companion"].uid)])
    rounds.check_in(visitor, visit)
    return visit


@pytest.fixture
def unchanged(rpc, rounds, visit):
    """What the visit and its position show is the same before and after the test."""

    def look():
        return (
            rpc("fuel.visit", "read", [visit], fields=list(FORGED), load=""),
            rounds.positions(visit),
        )

    before = look()
    yield
    assert look() == before


def tries(visit, position, rounds):
    """Every way to write by RPC that there is, as (model, method, arguments)."""
    good = rounds.values()
    for name, value in FORGED.items():
        yield "fuel.visit", "write", [[visit], {name: value}], {}
        yield "fuel.visit", "web_save", [[visit], {name: value}, {}], {}
        if name != "state":
            yield "fuel.visit", "copy", [[visit], {name: value}], {}
            yield "fuel.visit", "create", [{**good, name: value}], {}
        if name not in ("state", "date", "actual_duration"):
            context = {f"default_{name}": value}
            yield "fuel.visit", "create", [good], {"context": context}
    for command in (
        (0, 0, POSITION),
        (1, position, {"latitude": 1.0}),
        (2, position, 0),
        (3, position, 0),
        (4, position, 0),
        (6, 0, []),
    ):
        yield "fuel.visit", "write", [[visit], {"position_ids": [command]}], {}
    context = {"default_position_ids": [(0, 0, POSITION)]}
    yield "fuel.visit", "create", [good], {"context": context}
    for name, value in POSITION.items():
        yield "fuel.visit.position", "write", [[position], {name: value}], {}
    yield "fuel.visit.position", "create", [{**POSITION, "visit_id": visit}], {}
    yield "fuel.visit.position", "copy", [[position]], {}
    yield "fuel.visit.position", "unlink", [[position]], {}
    yield "fuel.visit.position", "web_save", [[position], {"latitude": 1.0}, {}], {}


@pytest.mark.parametrize("role", [*ROLES, "plain", "portal"])
def test_by_xmlrpc(people, rounds, visit, unchanged, expect_log, role):
    expect_log(REFUSED)
    (position,) = rounds.positions(visit)
    client = people[role]
    for model, method, arguments, named in tries(visit, position["id"], rounds):
        with pytest.raises(xmlrpc.client.Fault) as fault:
            client(model, method, *arguments, **named)
        said = (model, method, arguments, fault.value.faultString[-300:])
        assert fault.value.faultCode == ACCESS_ERROR, said


@pytest.mark.parametrize("role", ROLES)
def test_by_load(people, rounds, visit, unchanged, role):
    for name, value in (
        ("verdict", "Off site"),
        ("is_checked_in", "False"),
        ("distance", "1"),
        ("state", "Done"),
        ("position_ids/latitude", "1"),
    ):
        answer = people[role](
            "fuel.visit", "load", [".id", name], [[str(visit), value]]
        )
        assert not answer["ids"], (name, answer)
        assert answer["messages"]


@pytest.mark.parametrize("role", ["visitor", "admin"])
def test_by_json2(server, json2, rounds, visit, unchanged, expect_log, role):
    expect_log(REFUSED)
    client = json2 if role == "admin" else json_client(server, "forgery_visitor")
    (position,) = rounds.positions(visit)
    for model, method, named in (
        *(
            ("fuel.visit", "write", {"ids": [visit], "vals": {name: value}})
            for name, value in FORGED.items()
        ),
        *(
            ("fuel.visit", "create", {"vals_list": [{**rounds.values(), name: value}]})
            for name, value in FORGED.items()
            if name != "state"
        ),
        (
            "fuel.visit",
            "create",
            {
                "vals_list": [rounds.values()],
                "context": {"default_verdict": "on_site"},
            },
        ),
        (
            "fuel.visit.position",
            "write",
            {"ids": [position["id"]], "vals": {"latitude": 1}},
        ),
        ("fuel.visit.position", "unlink", {"ids": [position["id"]]}),
        (
            "fuel.visit.position",
            "create",
            {"vals_list": [{**POSITION, "visit_id": visit}]},
        ),
    ):
        with pytest.raises(JsonTwoError) as error:
            client(model, method, **named)
        assert error.value.status == 403, (method, named, error.value.body)


@pytest.mark.parametrize("role", ["companion", "plain", "portal"])
def test_who_does_not_see_positions(people, rounds, visit, expect_log, role):
    (position,) = rounds.positions(visit)
    client = people[role]
    domain = [("id", "=", position["id"])]
    expect_log(r"WARNING odoo\.http: (You are not allowed to|Uh-oh)")
    with pytest.raises(xmlrpc.client.Fault) as fault:
        client("fuel.visit.position", "read", [position["id"]], fields=["latitude"])
    assert fault.value.faultCode == ACCESS_ERROR
    if role != "companion":
        return
    assert client("fuel.visit.position", "search", domain) == []
    assert client(
        "fuel.visit", "read", [visit], fields=["position_ids", "verdict"]
    ) == [{"id": visit, "position_ids": [], "verdict": "on_site"}]
    near = [("id", "=", visit), ("position_ids.latitude", ">", 0)]
    assert client("fuel.visit", "search_count", near) == 0
