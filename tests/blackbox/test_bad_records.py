"""Bad vessels, ports and orders in native create, write and load, by both interfaces."""

import re

import pytest

# ------------------------------------------------------------
# Native create, write and load
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ({"imo_number": "9074728"}, "9074728 is not an IMO number"),
        ({"imo_number": "0000000"}, "0000000 is not an IMO number"),
        ({"mmsi": "12"}, "nine digits"),
        ({"year_built": 1066}, "1066 is not a year"),
    ],
    ids=str,
)
def test_create_refuses_a_bad_vessel(door, rpc, refused, values, pattern):
    before = rpc("fuel.vessel", "search_count", [])
    good = {"name": "Good"}
    message = refused(
        door, "fuel.vessel", "create", vals_list=[good, {"name": "Bad", **values}]
    )
    assert re.search(pattern, message)
    # A native create takes all or nothing.
    assert rpc("fuel.vessel", "search_count", []) == before


@pytest.mark.parametrize(
    ("model", "values", "pattern"),
    [
        ("fuel.vessel", {"name": "N", "deadweight": -1}, "deadweight.*negative"),
        ("fuel.vessel", {"name": "N", "tank_capacity_mt": -1}, "capacity.*negative"),
        ("fuel.vessel", {"name": "N", "ref": "taken"}, "has this reference already"),
        ("fuel.vessel", {"ref": "no name"}, "required"),
        ("fuel.port", {"name": "P", "unlocode": "X1"}, "UN/LOCODE is two letters"),
        ("fuel.port", {"name": "P", "unlocode": "CNZOS"}, "exists already"),
        (
            "fuel.port",
            {"name": "P", "unlocode": "ZZLAT", "latitude": 91},
            "between -90 and 90",
        ),
        (
            "fuel.port",
            {"name": "P", "unlocode": "ZZALI", "alias_ids": [[0, 0, {"code": "!"}]]},
            "2 to 10 letters or digits",
        ),
    ],
    ids=str,
)
def test_the_database_refuses(door, rpc, refused, expect_log, model, values, pattern):
    rpc("fuel.vessel", "upsert", [{"ref": "taken", "name": "Taken"}])
    # Odoo logs the statement that the database refused, before it explains.
    expect_log(r"ERROR odoo\.sql_db: bad query")
    assert re.search(pattern, refused(door, model, "create", vals_list=[values]))


def test_an_alias_is_not_a_port(door, refused):
    message = refused(
        door,
        "fuel.port",
        "create",
        vals_list=[
            {
                "name": "P",
                "unlocode": "ZZALA",
                "alias_ids": [[0, 0, {"code": "CNZOS"}]],
            }
        ],
    )
    assert "CNZOS is the UN/LOCODE of" in message


LOAD_COLUMNS = ["id", "name", "imo_number", "flag_id", "type_id", "home_port_id"]


RELATIONS = (
    ("Panama", "Bulk carrier", "CNNGB"),
    ("Panama", "Bulk carrier", "Zhoushan"),
)


def load_rows(door, imo, number):
    return [
        [
            f"blackbox_{door.name}.load_{number}_{index}",
            f"Loaded {index}",
            imo(),
            # Names of relations are looked up row by row: a few are enough.
            *(RELATIONS[index % 2] if index < 20 else ("", "", "")),
        ]
        for index in range(number)
    ]


def test_load_a_thousand_vessels(door, rpc, imo):
    rows = load_rows(door, imo, 1000)
    answer = door("fuel.vessel", "load", fields=LOAD_COLUMNS, data=rows)
    assert answer["messages"] == []
    assert len(set(answer["ids"])) == 1000
    stored = rpc(
        "fuel.vessel",
        "read",
        answer["ids"],
        fields=["name", "imo_number", "flag_id", "home_port_id"],
    )
    assert [(row["name"], row["imo_number"]) for row in stored] == [
        (row[1], row[2]) for row in rows
    ]
    assert {row["flag_id"][1] for row in stored[:20]} == {"Panama"}
    ports = rpc(
        "fuel.port",
        "read",
        [row["home_port_id"][0] for row in stored[:2]],
        fields=["unlocode"],
    )
    # The alias of Ningbo's seaport, and a name.
    assert [port["unlocode"] for port in ports] == ["CNNBG", "CNZOS"]
    # Loaded again they are updated, not doubled.
    rows[99][1] = "Renamed"
    again = door("fuel.vessel", "load", fields=LOAD_COLUMNS, data=rows[90:100])
    assert again["ids"] == answer["ids"][90:100]
    (renamed,) = rpc("fuel.vessel", "read", again["ids"][-1:], fields=["name"])
    assert renamed["name"] == "Renamed"


@pytest.mark.parametrize(
    ("column", "value", "pattern"),
    [
        ("imo_number", "9074728", "9074728 is not an IMO number"),
        ("flag_id", "Atlantis", "Atlantis"),
        ("home_port_id", "ZZNOP", "ZZNOP"),
        ("type_id", "Spaceship", "Spaceship"),
    ],
)
def test_load_stores_all_or_nothing(door, rpc, imo, column, value, pattern):
    before = rpc("fuel.vessel", "search_count", [])
    rows = load_rows(door, imo, 20)
    rows[7][LOAD_COLUMNS.index(column)] = value
    rows[7][0] += "_bad"
    answer = door("fuel.vessel", "load", fields=LOAD_COLUMNS, data=rows)
    assert answer["ids"] is False
    # Odoo tries all rows at once, then one by one: its last word names the row.
    message = answer["messages"][-1]
    assert re.search(pattern, message["message"])
    assert message["rows"] == {"from": 7, "to": 7}
    assert rpc("fuel.vessel", "search_count", []) == before


# ------------------------------------------------------------
# Orders
# ------------------------------------------------------------


@pytest.fixture
def draft(office, rpc, door):
    """A function: a draft order of one line with these values, and that line."""

    def make(**line):
        order = office.order(
            rpc.uid,
            1,
            confirm=False,
            client_order_ref=door.name,
            order_line=[(0, 0, {"price_unit": 500, **line})],
        )
        (order_line,) = rpc("sale.order.line", "search", [("order_id", "=", order)])
        return order, order_line

    return make


def test_litres_without_density(door, rpc, office, refused, draft):
    grade = rpc("fuel.grade", "search", [("code", "=", "ZZLITRE")]) or [
        rpc(
            "fuel.grade",
            "create",
            {"name": "No density", "code": "ZZLITRE", "family": "residual"},
        )
    ]
    litre = rpc.ref("uom.product_uom_litre")
    product = office.product(litre, fuel_grade_id=grade[0], name="Fuel by the litre")
    order, line = draft(product_id=product, product_uom_qty=1000)
    (name,) = rpc("sale.order", "read", [order], fields=["name"])
    message = refused(door, "sale.order", "action_confirm", ids=[order])
    assert name["name"] in message
    assert "Fuel by the litre" in message
    assert "density" in message
    (state,) = rpc("sale.order", "read", [order], fields=["state"])
    assert state["state"] == "draft"
    assert rpc("fuel.volume", "search_count", [("order_id", "=", order)]) == 0
    # With the density of this delivery it is 0.991 t.
    door("sale.order.line", "write", ids=[line], vals={"fuel_density_15": 991})
    door("sale.order", "action_confirm", ids=[order])
    (volume,) = door(
        "fuel.volume",
        "search_read",
        domain=[["order_id", "=", order]],
        fields=["ordered_mt"],
    )
    assert volume["ordered_mt"] == pytest.approx(0.991)


def test_one_bad_order_holds_back_the_others(door, rpc, office, refused, draft):
    """A list of orders is confirmed in one transaction: all of them, or none."""
    unit = rpc.ref("uom.product_uom_unit")
    piece = office.product(unit, name="Fuel by the piece")
    good, _line = draft(product_id=office.fuel, product_uom_qty=5)
    bad, _line = draft(product_id=piece, product_uom_qty=5)
    message = refused(door, "sale.order", "action_confirm", ids=[good, bad])
    assert "neither a unit of mass nor of volume" in message
    states = rpc("sale.order", "read", [good, bad], fields=["state"])
    assert {row["state"] for row in states} == {"draft"}
    assert rpc("fuel.volume", "search_count", [("order_id", "in", [good, bad])]) == 0


def test_negative_tonnes(door, rpc, office, refused, draft):
    _order, line = draft(product_id=office.fuel, product_uom_qty=5)
    message = refused(
        door, "sale.order.line", "write", ids=[line], vals={"product_uom_qty": -5}
    )
    assert "cannot be negative" in message
    (row,) = rpc("sale.order.line", "read", [line], fields=["product_uom_qty"])
    assert row["product_uom_qty"] == 5


def test_a_density_in_other_units(door, office, refused, expect_log, draft):
    _order, line = draft(product_id=office.fuel, product_uom_qty=5)
    expect_log(r"ERROR odoo\.sql_db: bad query")
    message = refused(
        door, "sale.order.line", "write", ids=[line], vals={"fuel_density_15": 0.991}
    )
    assert "Enter it in kg/m³ (991), not in kg/l (0.991)" in message
