"""What each kind of user may do from outside, tried one by one.

The tests inside Odoo ask the access rules; these do the thing as a client would, with
real records, and look at what comes back.
"""

import xmlrpc.client

import pytest
import requests
from common_access import DIALOGUES, MATRIX, METHODS, ROLES
from common_samples import Samples
from common_victims import victim_of

from harness.rpc import JsonTwo, JsonTwoError, Rpc

ACCESS_DENIED, ACCESS_ERROR = 3, 4  # Odoo's fault codes
# Odoo warns of each refusal in its log.
REFUSED = (
    r"WARNING odoo\.http: (You are not allowed to|Uh-oh|Private methods|Access to unauth"
    r"|.*written by the server's own methods)"
)


@pytest.fixture(scope="module")
def people(office, rpc):
    """A client for each role; `anna` and `bo` are account managers without a team."""
    groups = {
        "portal": "base.group_portal",
        "plain": "base.group_user",
        "user": "crm_fuel.group_fuel_user",
        "anna": "crm_fuel.group_fuel_user",
        "bo": "crm_fuel.group_fuel_user",
        "leader": "crm_fuel.group_fuel_user",
        "supervisor": "crm_fuel.group_fuel_supervisor",
        "manager": "crm_fuel.group_fuel_manager",
    }
    clients = {
        role: office.user(f"access_{role}", group) for role, group in groups.items()
    }
    return {**clients, "admin": rpc}


@pytest.fixture(scope="module")
def north(rpc, people):
    return rpc(
        "crm.team",
        "create",
        {"name": "North", "user_id": people["leader"].uid, "company_id": False},
    )


@pytest.fixture(scope="module")
def orders(office, people, north):
    """Orders of 10 t of Anna's, 20 t of Bo's in team North and 40 t of the supervisor's."""
    supervisor = people["supervisor"].uid
    return {
        "anna": office.order(people["anna"].uid, 10, team_id=False),
        "bo": office.order(people["bo"].uid, 20, team_id=north),
        "supervisor": office.order(supervisor, 40, team_id=False),
    }


@pytest.fixture(scope="module")
def samples(office, rpc, orders):
    """A function: values for a new record of a model, another one each time."""
    line = rpc(
        "sale.order.line", "search", [("order_id", "=", orders["supervisor"])], limit=1
    )[0]
    return Samples(rpc, office, line)


def allowed(call, *arguments, **named):
    """Whether a call is carried out; any other failure than a refusal is an error."""
    try:
        call(*arguments, **named)
    except xmlrpc.client.Fault as fault:
        assert fault.faultCode == ACCESS_ERROR, fault.faultString
        assert "Traceback" not in fault.faultString
        return False
    return True


def is_internal(rpc, uid):
    [user] = rpc("res.users", "read", [uid], fields=["share"])
    return not user["share"]


def attempt(client, rpc, model, samples):
    """The operations that a client can carry out on a model, each tried for real."""
    possible = ""
    if allowed(client, model, "search_read", [], fields=["display_name"], limit=1):
        possible += "r"
    # Nobody visits for the company who is not of it.
    uid = client.uid if is_internal(rpc, client.uid) else rpc.uid
    values = samples(model, uid)
    victim, change = victim_of(rpc, model, samples, uid)
    if allowed(client, model, "write", victim, change):
        possible += "w"
    if allowed(client, model, "create", values):
        possible += "c"
    if allowed(client, model, "unlink", victim):
        possible += "d"
    return possible


def test_every_model_has_a_line(rpc):
    models = rpc(
        "ir.model",
        "search_read",
        [("model", "=like", "fuel.%"), ("abstract", "=", False)],
        fields=["model"],
    )
    assert {row["model"] for row in models} == MATRIX.keys() | DIALOGUES


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_can_do(people, rpc, samples, expect_log, role):
    if any(line[ROLES.index(role)] != "rwcd" for line in MATRIX.values()):
        expect_log(REFUSED)
    found = {model: attempt(people[role], rpc, model, samples) for model in MATRIX}
    assert found == {model: line[ROLES.index(role)] for model, line in MATRIX.items()}


@pytest.mark.parametrize("role", ["portal", "plain", "user"])
def test_who_may_load_vessels(people, expect_log, role):
    rows = [{"ref": f"load-{role}", "name": "Loaded"}]
    if role == "user":
        assert people[role]("fuel.vessel", "upsert", rows)[0]["status"] == "created"
    else:
        expect_log(REFUSED)
        assert not allowed(people[role], "fuel.vessel", "upsert", rows)


@pytest.mark.parametrize("role", ["portal", "plain", "user"])
def test_who_may_merge_vessels(people, rpc, expect_log, role):
    expect_log(REFUSED)
    vessels = rpc("fuel.vessel", "create", [{"name": "Twin"}, {"name": "Twin"}])
    assert not allowed(
        people[role],
        "fuel.vessel.merge",
        "create",
        {"vessel_ids": [(6, 0, vessels)], "vessel_id": vessels[0]},
    )
    assert len(rpc("fuel.vessel", "read", vessels, fields=["name"])) == 2


def test_nobody_writes_volumes(people, rpc, orders, expect_log):
    expect_log(REFUSED)
    volumes = rpc("fuel.volume", "search", [("order_id", "in", list(orders.values()))])
    assert len(volumes) == 3
    before = rpc("fuel.volume", "read", volumes, load="")
    line = rpc(
        "sale.order.line", "search", [("order_id", "=", orders["anna"])], limit=1
    )[0]
    for role in ("user", "supervisor", "manager", "admin"):
        client = people[role]
        for arguments in (
            ("write", volumes, {"delivered_mt": 1}),
            ("write", volumes, {"customer_id": False}),
            ("create", {"line_id": line}),
            ("copy", volumes[:1]),
            ("unlink", volumes),
            ("web_save", volumes[:1], {"amount": 1}, {}),
            ("update_field_translations", volumes[:1], "delivery_mode", {}),
        ):
            assert not allowed(client, "fuel.volume", *arguments), (role, arguments)
        answer = client(
            "fuel.volume", "load", [".id", "ordered_mt"], [[str(volumes[0]), "1"]]
        )
        assert answer["ids"] is False
        # Who does not even see the row is told that there is none.
        message = answer["messages"][0]["message"]
        assert "not allowed" in message or (role == "user" and "Unknown" in message)
    assert rpc("fuel.volume", "read", volumes, load="") == before


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("fuel.volume", "_rebuild"),
        ("fuel.volume", "_verify"),
        ("fuel.volume", "_select_volumes"),
        ("fuel.volume", "_flush_sources"),
        ("fuel.volume", "_query_domain"),
        ("fuel.volume", "_overview"),
        ("fuel.task", "_move_to"),
        ("fuel.task", "_assign"),
        ("fuel.task.assignment", "_move_to"),
        ("fuel.task.assignment", "_cron_remind"),
        ("fuel.task.assignment.customer", "_sync_visits"),
        ("fuel.vessel", "_upsert_create"),
        ("fuel.vessel", "_merge"),
        ("fuel.port", "_find_by_code"),
        ("fuel.visit", "_move_to"),
        ("fuel.visit", "_check_in"),
        ("fuel.visit", "_record_position"),
        ("fuel.visit.position", "_cron_blank_old"),
        ("fuel.visit.repeat", "_cron_plan_ahead"),
        ("fuel.work.missing", "_cron_remind"),
        ("fuel.work.missing", "_remind"),
        ("fuel.work.plan", "_move_to"),
        ("fuel.work.plan.line", "_enter_visits"),
        ("fuel.work.summary", "_fuel_figures"),
        ("sale.order.line", "_fuel_sync_volume"),
        ("product.template", "_fuel_refresh_volume"),
    ],
)
def test_private_methods_cannot_be_called(rpc, json2, expect_log, model, method):
    expect_log(r"WARNING odoo\.http: Private methods")
    with pytest.raises(xmlrpc.client.Fault, match="Private methods") as fault:
        rpc(model, method, [])
    assert fault.value.faultCode == ACCESS_ERROR
    with pytest.raises(JsonTwoError, match="Private methods") as answer:
        json2(model, method)
    assert answer.value.status == 403


def test_public_methods_are_known(server, json2):
    """A method that RPC can call is an interface: it is on this list, or made private.

    What there is comes from Odoo's own documentation of its API.
    """
    found = {}
    native = [
        "project.project",
        "crm.lead",
        "crm.stage",
        "crm.team",
        "crm.team.member",
        "res.company",
        "res.partner",
        "res.users",
        "sale.order",
        "sale.order.line",
        "stock.move",
        "stock.move.line",
        "stock.picking",
        "utm.campaign",
    ]
    for model in [*MATRIX, *DIALOGUES, *native]:
        answer = json2.session.get(f"{server.url}/doc-bearer/{model}.json", timeout=60)
        assert answer.status_code == 200, answer.text
        methods = answer.json()["methods"]
        ours = {name for name, it in methods.items() if it["module"] == "crm_fuel"}
        if ours:
            found[model] = ours
    assert found == METHODS


def test_account_managers_see_their_own_volumes(people, office, orders, expect_log):
    total = {}
    for role in ("anna", "bo", "leader", "supervisor", "manager", "user"):
        rows = people[role](
            "fuel.volume",
            "query",
            ["salesperson"],
            domain=[("order_id", "in", list(orders.values()))],
        )
        total[role] = {row["salesperson"][0]: row["ordered_mt"] for row in rows}
    everything = {
        people["anna"].uid: 10,
        people["bo"].uid: 20,
        people["supervisor"].uid: 40,
    }
    assert total == {
        "anna": {people["anna"].uid: 10},
        "bo": {people["bo"].uid: 20},
        # Leads the team of Bo's order.
        "leader": {people["bo"].uid: 20},
        "supervisor": everything,
        "manager": everything,
        "user": {},
    }


def test_no_way_round_to_the_volumes_of_others(people, rpc, orders, expect_log):
    expect_log(REFUSED)
    anna = people["anna"]
    theirs = rpc("fuel.volume", "search", [("order_id", "=", orders["bo"])])
    mine = rpc("fuel.volume", "search", [("order_id", "=", orders["anna"])])
    for arguments in (
        ("read", theirs, ["ordered_mt"]),
        ("web_read", theirs, {"ordered_mt": {}}),
        ("action_open_order", theirs),
    ):
        assert not allowed(anna, "fuel.volume", *arguments), arguments
    everything = [("id", "in", theirs + mine)]
    assert anna("fuel.volume", "search", everything) == mine
    assert anna("fuel.volume", "search_count", everything) == 1
    groups = anna(
        "fuel.volume", "formatted_read_group", everything, [], ["ordered_mt:sum"]
    )
    assert [group["ordered_mt:sum"] for group in groups] == [10]
    # What may not be read may not be guessed by conditions either.
    assert not anna(
        "fuel.volume", "search", [("id", "in", theirs), ("ordered_mt", ">", 0)]
    )
    assert anna("sale.order", "search", [("id", "in", list(orders.values()))]) == [
        orders["anna"]
    ]


def test_account_managers_by_json2(server, people, orders, rpc, expect_log):
    expect_log(REFUSED)
    anna = JsonTwo(server.url, server.database, server.api_key("access_anna"))
    rows = anna(
        "fuel.volume",
        "query",
        group_by=["salesperson"],
        domain=[["order_id", "in", list(orders.values())]],
    )
    assert [row["ordered_mt"] for row in rows] == [10]
    theirs = rpc("fuel.volume", "search", [("order_id", "=", orders["bo"])])
    for method, arguments in (
        ("read", {"fields": ["ordered_mt"]}),
        ("write", {"vals": {"ordered_mt": 1}}),
        ("unlink", {}),
    ):
        with pytest.raises(JsonTwoError) as answer:
            anna("fuel.volume", method, ids=theirs, **arguments)
        assert answer.value.status == 403
    # The key is Anna's with XML-RPC as well.
    key = server.api_key("access_anna")
    client = Rpc(server.url, server.database, "access_anna", key)
    assert client.uid == people["anna"].uid


def test_companies_do_not_see_each_other(office, people, rpc, orders, imo, expect_log):
    expect_log(REFUSED)
    other = rpc("res.company", "create", {"name": "Other Fuel Co"})
    rpc(
        "stock.warehouse",
        "create",
        {"name": "Other depot", "code": "OTHER", "company_id": other},
    )
    there = office.user("access_there", "crm_fuel.group_fuel_supervisor", other)
    here = people["supervisor"]
    order = office.order(there.uid, 80, company=other, team_id=False)
    (theirs,) = rpc("fuel.volume", "search", [("order_id", "=", order)])
    ours = rpc("fuel.volume", "search", [("order_id", "in", list(orders.values()))])

    assert there("fuel.volume", "search", []) == [theirs]
    assert theirs not in here("fuel.volume", "search", [])
    assert not allowed(here, "fuel.volume", "read", [theirs], ["ordered_mt"])
    assert not allowed(there, "fuel.volume", "read", ours, ["ordered_mt"])
    (total,) = there("fuel.volume", "query")
    assert (total["ordered_mt"], total["orders"]) == (80, 1)
    companies = {row["company"][0] for row in here("fuel.volume", "query", ["company"])}
    assert companies == {office.company}
    # Asking for a company that is not one's own is refused, not answered with nothing.
    context = {"allowed_company_ids": [office.company, other]}
    assert not allowed(here, "fuel.volume", "query", context=context)

    # Vessels: shared ones are seen by both, a company's own by that company.
    number = imo()
    (made,) = there(
        "fuel.vessel",
        "upsert",
        [{"imo_number": number, "name": "Theirs", "company_id": "Other Fuel Co"}],
    )
    assert made["status"] == "created"
    assert not here("fuel.vessel", "search", [("imo_number", "=", number)])
    assert not allowed(here, "fuel.vessel", "read", [made["id"]], ["name"])
    assert not allowed(here, "fuel.vessel", "write", [made["id"]], {"name": "Ours"})
    (refused,) = here("fuel.vessel", "upsert", [{"imo_number": number, "name": "Ours"}])
    assert refused["status"] == "error"
    assert "no access" in refused["errors"][0]["message"]
    assert there("fuel.vessel", "read", [made["id"]], ["name"])[0]["name"] == "Theirs"


def test_nobody_without_a_login(server, people, expect_log):
    expect_log(r"WARNING odoo\.http: Access Denied")
    common = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/common")
    models = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/object")
    assert common.authenticate(server.database, "access_anna", "wrong", {}) is False
    assert common.authenticate(server.database, "nobody", "", {}) is False
    for uid, password in ((people["anna"].uid, "wrong"), (1, "admin"), (4, "public")):
        with pytest.raises(xmlrpc.client.Fault) as fault:
            models.execute_kw(
                server.database, uid, password, "fuel.volume", "search", [[]]
            )
        assert fault.value.faultCode == ACCESS_DENIED
        assert "Traceback" not in fault.value.faultString
    for headers in ({}, {"Authorization": "bearer 0123456789"}):
        answer = requests.post(
            f"{server.url}/json/2/fuel.volume/query",
            json={},
            headers={"X-Odoo-Database": server.database, **headers},
            timeout=60,
        )
        assert answer.status_code == 401
        assert "ordered_mt" not in answer.text
