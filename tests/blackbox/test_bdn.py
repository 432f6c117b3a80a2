"""Bunker delivery notes as an integrator and several clients at once write them."""

import base64
import threading
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.rpc import Rpc

MODEL = "stock.picking"
COMMENCED = "2026-01-05 22:00:00"
DELIVERIES = 100
THREADS = 4
PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
SVG = base64.b64encode(b"<svg><script>alert(1)</script></svg>").decode()


@pytest.fixture(scope="module")
def store(office):
    office.rpc(
        "res.company",
        "write",
        [office.company],
        {"street": "18 Wharf Road", "city": "Zhoushan", "phone": "+86 580 1"},
    )
    return office.user("bdn_store", "stock.group_stock_user")


@pytest.fixture(scope="module")
def deliver(office, imo):
    """A function: sell and deliver so many times, and return the deliveries."""
    ship = office.rpc(
        "fuel.vessel", "create", {"name": "Ever Ready", "imo_number": imo()}
    )
    port = office.rpc("fuel.port", "create", {"unlocode": "ZZBDX", "name": "Harbour"})

    def make(number=1):
        orders = office.rpc(
            "sale.order",
            "create",
            [
                {
                    "partner_id": office.customer,
                    "company_id": office.company,
                    "fuel_vessel_id": ship,
                    "fuel_port_id": port,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": office.fuel,
                                "product_uom_qty": 100 + index,
                                "price_unit": 500,
                            },
                        )
                    ],
                }
                for index in range(number)
            ],
        )
        office.rpc("sale.order", "action_confirm", orders)
        domain = [("sale_id", "in", orders)]
        pickings = office.rpc(MODEL, "search", domain, order="id")
        moves = office.rpc("stock.move", "search", [("picking_id", "in", pickings)])
        office.rpc("stock.move", "write", moves, {"picked": True})
        office.rpc(MODEL, "button_validate", pickings)
        return office.rpc(MODEL, "read", pickings, fields=["name", "fuel_bdn_mt"])

    return make


def row_of(delivery, **values):
    return {
        "delivery": delivery["name"],
        "commenced_at": COMMENCED,
        "representative": "Zhou Ming",
        "grades": [{"density": 951.2, "sulphur": 0.45, "flashpoint_above_70": True}],
        "issue": True,
        **values,
    }


def test_a_hundred_notes_with_a_bad_one_of_each_kind(store, deliver, rpc, expect_log):
    # The database's own constraints speak, each in the row's savepoint.
    expect_log(r"ERROR odoo\.sql_db: bad query")
    deliveries = deliver(DELIVERIES)
    rows = [row_of(delivery) for delivery in deliveries]
    rows[0]["number"] = "INT-1"
    grade = rows[0]["grades"][0]
    bad = {
        10: {"grades": [{**grade, "density": 9.91}]},
        11: {"grades": [{**grade, "density": 99_100}]},
        12: {"grades": [{**grade, "sulphur": -0.1}]},
        13: {"grades": [{**grade, "flashpoint": 45, "flashpoint_above_70": False}]},
        14: {"grades": [{**grade, "flashpoint": 66}]},
        15: {"number": "int-1"},
        16: {"port": "QQQQQ"},
        17: {"vessel": "1234567"},
        18: {"commenced_at": "soon"},
        19: {"commenced_at": "2199-01-01 00:00:00"},
        20: {"quantity": 17},
        21: {"delivery": "WH/OUT/none"},
        22: {"representative": ""},
    }
    for index, values in bad.items():
        rows[index].update(values)
    outcomes = store(MODEL, "fuel_record_bdns", rows)
    assert [outcome["index"] for outcome in outcomes] == list(range(DELIVERIES))
    errors = {it["index"] for it in outcomes if it["status"] == "error"}
    assert errors == set(bad)
    for outcome in outcomes:
        if outcome["status"] == "error":
            [error] = outcome["errors"]
            assert error["message"]
            assert "Traceback" not in error["message"]
    good = [it["id"] for it in outcomes if it["status"] == "issued"]
    assert len(good) == DELIVERIES - len(bad)
    notes = rpc(
        MODEL,
        "read",
        good,
        fields=["fuel_bdn_number", "fuel_bdn_state", "fuel_bdn_mt", "fuel_bdn_facts"],
    )
    assert len({note["fuel_bdn_number"] for note in notes}) == len(good)
    tonnes = {delivery["id"]: delivery["fuel_bdn_mt"] for delivery in deliveries}
    for note in notes:
        assert note["fuel_bdn_facts"]["grades"][0]["mt"] == tonnes[note["id"]]
    # Bad rows changed nothing.
    left = [deliveries[index]["id"] for index in bad if index != 21]
    domain = [("id", "in", left), ("fuel_bdn_commenced_at", "!=", False)]
    assert rpc(MODEL, "search_count", domain) == 0
    # An integrator who got no answer sends everything again.
    again = store(MODEL, "fuel_record_bdns", rows)
    assert {it["status"] for it in again} == {"unchanged", "error"}


def test_two_issue_at_once(store, deliver, rpc, expect_log):
    expect_log(r"WARNING odoo\.http: .*(issued already|cannot be issued)")
    [delivery] = deliver()
    store(MODEL, "fuel_record_bdns", [row_of(delivery, issue=False)])
    barrier = threading.Barrier(THREADS)

    def issue(_number):
        client = Rpc(store.url, store.database, store.login, store.password)
        barrier.wait(timeout=60)
        try:
            return client(MODEL, "action_fuel_issue_bdn", [delivery["id"]])
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(issue, range(THREADS)))
    assert answers.count(True) == 1, answers
    others = [answer for answer in answers if answer is not True]
    assert all("issued already" in answer for answer in others), others
    [note] = rpc(MODEL, "read", [delivery["id"]], fields=["fuel_bdn_revision"])
    assert note["fuel_bdn_revision"] == 1


def test_signed_copies_by_content(store, deliver, rpc, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    [delivery] = deliver()
    store(MODEL, "fuel_record_bdns", [row_of(delivery)])

    def upload(name, content):
        copy = store(
            "ir.attachment",
            "create",
            {
                "name": name,
                "datas": content,
                "mimetype": "application/pdf",
                "res_model": MODEL,
                "res_id": delivery["id"],
            },
        )
        store(MODEL, "write", [delivery["id"]], {"fuel_bdn_signed_ids": [(4, copy)]})
        return copy

    with pytest.raises(xmlrpc.client.Fault, match="neither PDF, JPEG nor PNG"):
        upload("signed.pdf", SVG)
    copy = upload("signed.pdf", PDF)
    for method, values in (("unlink", ()), ("write", ({"datas": SVG},))):
        with pytest.raises(xmlrpc.client.Fault, match="signed copy of bunker"):
            rpc("ir.attachment", method, [copy], *values)
    with pytest.raises(xmlrpc.client.Fault, match="are kept until"):
        rpc(MODEL, "unlink", [delivery["id"]])
    with pytest.raises(xmlrpc.client.Fault, match="is issued"):
        store(MODEL, "write", [delivery["id"]], {"fuel_bdn_number": "other"})
    with pytest.raises(xmlrpc.client.Fault, match="own methods"):
        store(MODEL, "write", [delivery["id"]], {"fuel_bdn_state": "draft"})


def test_integrator_who_may_not(office, deliver, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    anna = office.user("bdn_anna", "crm_fuel.group_fuel_user")
    [delivery] = deliver()
    with pytest.raises(xmlrpc.client.Fault, match="people of the warehouse"):
        anna(MODEL, "fuel_record_bdns", [row_of(delivery)])
