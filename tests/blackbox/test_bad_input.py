"""What comes of bad input: a clear reason for the row and field, and nothing lost.

Each case goes through both doors, XML-RPC and JSON-2. A refusal must be a plain answer of
the interface (a fault of Odoo's user errors, HTTP 4xx) with a sentence for a person:
never an internal error, never a traceback for a message.
"""

import json
import re
import xmlrpc.client

import pytest
import requests

from harness.rpc import JsonTwoError

USER_ERROR = 2  # Odoo's fault code
HUGE = 5_000_000


class Refused(Exception):
    """A call that was answered with an error: its message, and what it came with."""

    def __init__(self, door, message, raw):
        super().__init__(message)
        self.door = door
        self.message = message
        self.raw = raw


class XmlRpcDoor:
    name = "xmlrpc"

    def __init__(self, rpc):
        self.rpc = rpc

    def __call__(self, model, method, /, **named):
        # Odoo's XML-RPC wants the ids first, JSON-2 by name.
        ids = [named.pop("ids")] if "ids" in named else []
        try:
            return self.rpc(model, method, *ids, **named)
        except xmlrpc.client.Fault as fault:
            assert fault.faultCode == USER_ERROR, fault.faultString[-2000:]
            raise Refused(self.name, fault.faultString, fault) from fault


class JsonDoor:
    name = "json2"

    def __init__(self, json2):
        self.json2 = json2

    def __call__(self, model, method, /, **named):
        try:
            return self.json2(model, method, **named)
        except JsonTwoError as error:
            assert error.status == 422, f"{error.status}: {error.body[-2000:]}"
            body = json.loads(error.body)
            raise Refused(self.name, body["message"], error) from error


@pytest.fixture(params=["xmlrpc", "json2"])
def door(request):
    client = request.getfixturevalue("rpc" if request.param == "xmlrpc" else "json2")
    return (XmlRpcDoor if request.param == "xmlrpc" else JsonDoor)(client)


@pytest.fixture
def refused(expect_log):
    """A function: call through a door, and return the reason why it is refused.

    Odoo logs such a reason as a warning; anything worse in its log fails the test.
    """

    def call(door, model, method, /, **named):
        with pytest.raises(Refused) as caught:
            door(model, method, **named)
        message = caught.value.message
        assert message.strip()
        assert len(message) < 2000
        assert not re.search(r"Traceback|psycopg2|File \"|<class", message)
        expect_log(r"WARNING odoo\.http: " + re.escape(message.splitlines()[0][:60]))
        return message

    return call


@pytest.fixture
def ref(door, request):
    """A function: external references that no other test uses."""
    return lambda name: f"{door.name}/{request.node.name}/{name}"[-200:]


def vessels_by_ref(rpc, refs):
    rows = rpc(
        "fuel.vessel",
        "search_read",
        [("ref", "in", refs)],
        fields=["ref", "name", "imo_number"],
        context={"active_test": False},
    )
    return {row["ref"]: row for row in rows}


# ------------------------------------------------------------
# Rows of fuel.vessel.upsert
# ------------------------------------------------------------

BAD_VALUES = [
    ("imo_number", "9074728", "9074728 is not an IMO number.*last digit"),
    ("imo_number", "IMO 9074728", "not an IMO number"),
    ("imo_number", 9074728, "9074728 is not an IMO number"),
    ("imo_number", "0000000", "0000000 is not an IMO number"),
    ("imo_number", "IMO0000000", "0000000 is not an IMO number"),
    ("imo_number", "907472", "seven digits are expected"),
    ("imo_number", "90747290", "seven digits are expected"),
    ("imo_number", "٩٠٧٤٧٢٩", "seven digits are expected"),  # Arabic digits
    ("imo_number", "९०७४७२९", "seven digits are expected"),  # Devanagari
    ("imo_number", "9O74729", "seven digits are expected"),  # the letter O
    ("imo_number", 9074729.0, "Text is expected"),
    ("imo_number", ["9074729"], "Text is expected"),
    ("imo_number", 2**31 - 1, "seven digits are expected"),
    ("mmsi", "12345678", "nine digits"),
    ("mmsi", "999999999", "nine digits"),
    ("name", "", "must not be empty"),
    ("name", "   ", "must not be empty"),
    ("name", 12, "Text is expected, not 12"),
    ("name", {"en": "A"}, "Text is expected"),
    ("name", "N" * HUGE, "too long: 5000000 characters"),
    ("call_sign", "C" * HUGE, "too long"),
    ("ice_class", "I" * 251, "too long: 251 characters"),
    ("home_port_id", "XXNOP", "Home.*'XXNOP'"),
    ("home_port_id", "Ningbo", "'Ningbo'"),
    ("home_port_id", 7, "A code or name is expected, as text, not 7"),
    ("home_port_id", "P" * HUGE, "nothing is known"),
    ("flag_id", "QQ", "Flag.*'QQ'"),
    ("flag_id", "Panama", "'Panama'"),
    ("flag_id", 175, "as text, not 175"),
    ("type_id", "Spaceship", "'Spaceship'"),
    ("company_id", "No Such Company", "'No Such Company'"),
    ("grade_ids", "VLSFO", "A list is expected"),
    ("grade_ids", ["coal"], "'coal'"),
    ("tag_ids", [["a"]], "as text"),
    ("tank_capacity_mt", -1, "-1 is negative"),
    ("tank_capacity_mt", "-0.5", "'-0.5' is negative"),
    ("deadweight", -3, "-3 is negative"),
    ("deadweight", "110,693", "without thousands separators"),
    ("deadweight", "46 666 t", "not a plain number"),
    ("deadweight", "１２３", "not a plain number"),  # full-width digits
    ("deadweight", "0x10", "not a plain number"),
    ("deadweight", "1e6", "not a plain number"),
    ("deadweight", "9" * 5000, "too large"),
    ("deadweight", 1e300, "too large"),
    ("deadweight", 2.0**31, "too large"),
    ("deadweight", True, "A number is expected, not True"),
    ("deadweight", "D" * HUGE, "not a plain number"),
    ("gross_tonnage", 0.5, "whole number"),
    ("gross_tonnage", [1], r"A number is expected, not \[1\]"),
    ("year_built", 1066, "1066 is not a year"),
    ("year_built", 20220, "20220 is not a year"),
    ("has_scrubber", "yes", "True or false"),
    ("has_scrubber", 2, "True or false"),
    ("status", "sunk", "'sunk' is not one of in_service"),
    ("status", 1, "is not one of"),
    ("active", None, "active must not be empty"),
    ("id", 5, "cannot be loaded with the field id"),
    ("create_uid", 1, "cannot be loaded with the field create_uid"),
    ("colour", "red", "cannot be loaded with the field colour"),
    ("party_ids", [], "cannot be loaded with the field party_ids"),
    ("name; DROP TABLE fuel_vessel", "x", "cannot be loaded with the field name; DROP"),
]


@pytest.mark.parametrize(
    ("field", "value", "pattern"),
    BAD_VALUES,
    ids=[f"{field[:16]}={str(value)[:12]}" for field, value, _pattern in BAD_VALUES],
)
def test_a_bad_value_costs_its_row_only(door, rpc, ref, field, value, pattern):
    rows = [
        {"ref": ref("before"), "name": "Before"},
        {"ref": ref("bad"), "name": "Bad", field: value},
        {"ref": ref("after"), "name": "After"},
    ]
    outcomes = door("fuel.vessel", "upsert", rows=rows)
    assert [row["index"] for row in outcomes] == [0, 1, 2]
    assert [row["status"] for row in outcomes] == ["created", "error", "created"]
    (error,) = outcomes[1]["errors"]
    assert error["field"] == field
    assert re.search(pattern, error["message"])
    assert len(error["message"]) < 1000
    assert outcomes[1]["id"] is False
    stored = vessels_by_ref(rpc, [row["ref"] for row in rows])
    assert {row["name"] for row in stored.values()} == {"Before", "After"}


@pytest.mark.parametrize(
    "row", ["a text", 5, None, True, [], [["name", "x"]], 1.5], ids=repr
)
def test_rows_that_are_no_rows(door, rpc, ref, row):
    good = {"ref": ref("good"), "name": "Good"}
    outcomes = door("fuel.vessel", "upsert", rows=[row, good])
    assert [it["status"] for it in outcomes] == ["error", "created"]
    assert outcomes[0]["errors"] == [
        {
            "field": False,
            "message": "A row must be a dictionary of field names to values.",
        }
    ]


@pytest.mark.parametrize("number", ["９０７４７２９", "907472⑨", "IMO　9074729"])
def test_other_ways_to_write_digits_are_the_same_number(door, rpc, number):
    """Chinese keyboards write full-width digits: no second vessel comes of it."""
    rpc("fuel.vessel", "upsert", [{"imo_number": "9074729", "name": "Pearl"}])
    (outcome,) = door(
        "fuel.vessel", "upsert", rows=[{"imo_number": number, "name": "Pearl"}]
    )
    assert outcome["status"] == "unchanged"
    (vessel,) = rpc("fuel.vessel", "read", [outcome["id"]], fields=["imo_number"])
    assert vessel["imo_number"] == "9074729"


def test_a_row_without_a_key(door):
    (outcome, other) = door(
        "fuel.vessel", "upsert", rows=[{}, {"name": "No key", "imo_number": ""}]
    )
    for it in (outcome, other):
        assert it["status"] == "error"
        assert "IMO number" in it["errors"][0]["message"]


def test_no_rows(door):
    assert door("fuel.vessel", "upsert", rows=[]) == []


@pytest.mark.parametrize("rows", ["text", 5, None, {"ref": "x"}, True], ids=repr)
def test_what_is_no_list_of_rows(door, refused, rows):
    message = refused(door, "fuel.vessel", "upsert", rows=rows)
    assert message == "The rows must be a list of dictionaries."


def test_the_same_key_twice(door, rpc, ref, imo):
    number = imo()
    rows = [
        {"imo_number": number, "name": "First"},
        {"imo_number": f"IMO {number}", "name": "Second"},
        {"ref": ref("a"), "name": "Third"},
        {"ref": f" {ref('a')} ", "name": "Fourth"},
    ]
    outcomes = door("fuel.vessel", "upsert", rows=rows)
    assert [row["status"] for row in outcomes] == [
        "created",
        "error",
        "created",
        "error",
    ]
    assert outcomes[1]["errors"][0]["field"] == "imo_number"
    assert "Row 0" in outcomes[1]["errors"][0]["message"]
    assert outcomes[3]["errors"][0]["field"] == "ref"
    assert "Row 2" in outcomes[3]["errors"][0]["message"]
    assert vessels_by_ref(rpc, [ref("a")])[ref("a")]["name"] == "Third"


def test_keys_of_two_vessels(door, ref, imo):
    number = imo()
    door(
        "fuel.vessel",
        "upsert",
        rows=[
            {"imo_number": number, "name": "One"},
            {"ref": ref("two"), "name": "Two"},
        ],
    )
    (outcome,) = door(
        "fuel.vessel", "upsert", rows=[{"imo_number": number, "ref": ref("two")}]
    )
    assert outcome["status"] == "error"
    assert outcome["errors"][0]["field"] == "ref"
    assert "belongs to another vessel" in outcome["errors"][0]["message"]


def test_seven_bad_rows_of_a_thousand(door, rpc, ref, imo):
    rows = [
        {
            "imo_number": imo(),
            "ref": ref(index),
            "name": f"Thousand {index}",
            "flag_id": "PA",
            "type_id": "Bulk carrier",
            "home_port_id": "CNNGB",
            "tank_capacity_mt": 1000 + index,
        }
        for index in range(1000)
    ]
    good = rows[100]["imo_number"]
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    bad = {
        0: ("imo_number", wrong, "last digit"),
        17: ("imo_number", "0000000", "0000000 is not"),
        250: ("home_port_id", "ZZNOP", "'ZZNOP'"),
        499: ("tank_capacity_mt", -1, "negative"),
        500: ("flag_id", "QQ", "'QQ'"),
        731: ("name", "", "must not be empty"),
        999: ("imo_number", good, "Row 100 of this call"),
    }
    for index, (field, value, _pattern) in bad.items():
        rows[index][field] = value
    outcomes = door("fuel.vessel", "upsert", rows=rows)
    assert [row["index"] for row in outcomes] == list(range(1000))
    errors = {row["index"]: row for row in outcomes if row["status"] == "error"}
    assert errors.keys() == bad.keys()
    for index, (field, _value, pattern) in bad.items():
        (error,) = errors[index]["errors"]
        assert error["field"] == field
        assert pattern in error["message"]
    assert sum(row["status"] == "created" for row in outcomes) == 993
    stored = vessels_by_ref(rpc, [row["ref"] for row in rows])
    assert stored.keys() == {
        row["ref"] for index, row in enumerate(rows) if index not in bad
    }
    # Put right and sent again, the seven come in and the others stay as they are.
    rows[0]["imo_number"], rows[17]["imo_number"] = imo(), imo()
    rows[250]["home_port_id"], rows[499]["tank_capacity_mt"] = "CNZOS", 1
    rows[500]["flag_id"], rows[731]["name"] = "LR", "Thousand 731"
    rows[999]["imo_number"] = imo()
    again = door("fuel.vessel", "upsert", rows=rows)
    assert {row["index"] for row in again if row["status"] == "created"} == bad.keys()
    assert sum(row["status"] == "unchanged" for row in again) == 993


# ------------------------------------------------------------
# What only one of the doors can carry
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "pattern"),
    [
        ("name", "A\x00B", "zero byte"),
        ("name", "A\ud800B", "surrogate"),
        ("ice_class", "\udfff", "surrogate"),
        ("imo_number", "9074729\x00", "zero byte"),
        ("flag_id", "PA\x00", "nothing is known"),
        ("home_port_id", "CN\ud800", "nothing is known"),
        ("type_id", "\ud800", "nothing is known"),
        ("grade_ids", ["\x00"], "nothing is known"),
        ("tag_ids", ["\ud800"], "nothing is known"),
        ("company_id", "\ud800", "nothing is known"),
        ("status", "\x00", "is not one of"),
        ("na\x00me", "x", "cannot be loaded"),
        ("na\ud800me", "x", "cannot be loaded"),
        ("deadweight", 10**400, "too large"),
        ("deadweight", -(10**400), "negative"),
        ("imo_number", 10**400, "too long"),
    ],
    ids=ascii,
)
def test_json_brings_what_no_database_holds(json2, rpc, field, value, pattern):
    key = f"json/{field!a}/{str(value)[:9]!a}"
    rows = [
        {"ref": key, "name": "Bad", field: value},
        {"ref": f"{key}/good", "name": "Good"},
    ]
    bad, good = json2("fuel.vessel", "upsert", rows=rows)
    assert good["status"] == "created"
    assert bad["status"] == "error"
    (error,) = bad["errors"]
    # An answer cannot carry half a character either.
    assert error["field"] == re.sub("[\x00\ud800]", "\ufffd", field)
    assert pattern in error["message"]
    assert list(vessels_by_ref(rpc, [key, f"{key}/good"])) == [f"{key}/good"]


def test_xml_brings_big_integers(server, rpc):
    """Python's client refuses them; others write them as i8."""
    row = {"ref": "xml/i8", "name": "Big", "deadweight": 4711}
    arguments = (server.database, rpc.uid, server.password)
    text = xmlrpc.client.dumps(
        (*arguments, "fuel.vessel", "upsert", [[row]]), "execute_kw"
    ).replace("<int>4711</int>", f"<i8>{2**62}</i8>")
    answer = requests.post(f"{server.url}/xmlrpc/2/object", data=text, timeout=60)
    ((outcomes,), _method) = xmlrpc.client.loads(answer.text)
    assert outcomes[0]["status"] == "error"
    assert "too large" in outcomes[0]["errors"][0]["message"]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1f"], ids=ascii)
def test_xml_cannot_carry_control_characters(rpc, expect_log, character):
    """That is no XML: Odoo refuses the request before any model sees it."""
    expect_log("ERROR odoo.http: Exception during request handling(.|\n)*ExpatError")
    key = f"xml/{ord(character)}"
    with pytest.raises(xmlrpc.client.Fault, match="not well-formed"):
        rpc(
            "fuel.vessel",
            "upsert",
            [{"ref": key, "name": "Good"}, {"ref": key, "name": f"A{character}B"}],
        )
    assert vessels_by_ref(rpc, [key]) == {}


# ------------------------------------------------------------
# Odd texts are texts
# ------------------------------------------------------------

ODD_TEXTS = {
    "emoji": "🚢 PEARL 🏴‍☠️",
    "chinese": "东海之星",
    "accents": "TØNSBERG ÅÄÖ çß",
    "right-to-left": "نجمة البحر",
    "sql": "Robert'); DROP TABLE fuel_vessel; --",
    "like": "100% _\\%",
    "quotes": 'O\'NEILL "THE" `GREAT`',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "template": "{{ 7*7 }} ${7*7} %(name)s %s {0}",
    "path": "../../etc/passwd",
    "formula": "=HYPERLINK(1)",
    "domain": "[('id', '>', 0)]",
    "longest": "Ω" * 250,
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_texts_are_stored_as_they_are(door, rpc, text):
    key = f"{door.name} {text}"[:250]
    before = rpc("fuel.vessel", "search_count", [])
    row = {"ref": key, "name": text, "ice_class": text}
    (outcome,) = door("fuel.vessel", "upsert", rows=[row])
    assert outcome["status"] == "created"
    (stored,) = door(
        "fuel.vessel", "read", ids=[outcome["id"]], fields=["name", "ref", "ice_class"]
    )
    assert stored == {"id": outcome["id"], "name": text, "ref": key, "ice_class": text}
    (outcome,) = door("fuel.vessel", "upsert", rows=[row])
    assert outcome["status"] == "unchanged"
    assert rpc("fuel.vessel", "search_count", []) == before + 1
    found = door("fuel.vessel", "search", domain=[["name", "=", text]])
    assert outcome["id"] in found


def test_markup_is_shown_as_text(rpc):
    """Where the server itself puts a name into HTML, the name is escaped."""
    name = "<script>alert(1)</script><b>bold</b>"
    keep, other = rpc(
        "fuel.vessel",
        "create",
        [{"name": "Keep", "ref": "markup"}, {"name": name}],
    )
    merge = rpc(
        "fuel.vessel.merge",
        "create",
        {"vessel_ids": [(6, 0, [keep, other])], "vessel_id": keep},
    )
    rpc("fuel.vessel.merge", "action_merge", [merge])
    rpc("fuel.vessel", "write", [keep], {"name": name})
    messages = rpc(
        "mail.message",
        "search_read",
        [("model", "=", "fuel.vessel"), ("res_id", "=", keep)],
        fields=["body", "preview"],
    )
    bodies = " ".join(message["body"] for message in messages)
    assert "&lt;script&gt;" in bodies
    assert "<script" not in bodies
    assert "<b>" not in bodies


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


# ------------------------------------------------------------
# fuel.volume.query
# ------------------------------------------------------------

BAD_QUERIES = [
    ({"group_by": ["planet"]}, "cannot contain 'planet'"),
    ({"group_by": ["month; DROP TABLE fuel_volume"]}, "cannot contain"),
    ({"group_by": ["customer_id"]}, "cannot contain 'customer_id'"),
    ({"group_by": [["month"]]}, "cannot contain"),
    ({"group_by": [{"month": 1}]}, "cannot contain"),
    ({"group_by": [None]}, "cannot contain None"),
    ({"group_by": "month"}, "must be a list"),
    ({"group_by": 5}, "must be a list"),
    ({"group_by": {"month": 1}}, "must be a list"),
    ({"group_by": ["month", "month"]}, "twice"),
    ({"group_by": ["month", "year"]}, "one period at most"),
    ({"date_from": "2026-13-01"}, "date_from must be a date.*'2026-13-01'"),
    ({"date_to": "2026-02-30"}, "date_to must be a date"),
    ({"date_from": "01/02/2026"}, "YYYY-MM-DD"),
    ({"date_from": "2026-1-1"}, "YYYY-MM-DD"),
    ({"date_from": "yesterday"}, "YYYY-MM-DD"),
    ({"date_from": 20260101}, "not 20260101"),
    ({"date_from": ["2026-01-01"]}, "YYYY-MM-DD"),
    ({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "is after"),
    ({"domain": "month"}, "domain is not valid"),
    ({"domain": 5}, "domain is not valid"),
    ({"domain": ["&"]}, "domain is not valid"),
    ({"domain": [["nothing", "=", 1]]}, "Invalid field fuel.volume.nothing"),
    ({"domain": [["customer_id.password", "=", "x"]]}, "Invalid field"),
    ({"domain": [["date", "=", "never"]]}, "never"),
    ({"domain": [["date", "over", "2026-01-01"]]}, "domain is not valid"),
    ({"domain": [["customer_id", "any", "x"]]}, "domain is not valid"),
]


@pytest.mark.parametrize(
    ("arguments", "pattern"), BAD_QUERIES, ids=[str(it[0])[:40] for it in BAD_QUERIES]
)
def test_bad_queries(door, refused, arguments, pattern):
    assert re.search(
        pattern, refused(door, "fuel.volume", "query", **arguments), re.DOTALL
    )


@pytest.mark.parametrize(
    "arguments",
    [{"group_by": ["a\x00"]}, {"group_by": ["\ud800"]}, {"date_from": "2026-01-0\x00"}],
    ids=ascii,
)
def test_queries_for_what_no_database_holds(json2, refused, arguments):
    refused(JsonDoor(json2), "fuel.volume", "query", **arguments)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("ordered_mt", ">", "abc"),
        ("delivery_mode", "=", "a\x00"),
        ("customer_id.name", "ilike", "a\ud800"),
    ],
    ids=str,
)
def test_queries_with_values_that_fit_no_field(json2, refused, field, operator, value):
    message = refused(
        JsonDoor(json2),
        "fuel.volume",
        "query",
        domain=[[field, operator, value]],
    )
    assert "domain is not valid" in message


def test_queries_that_find_nothing(door):
    for domain in (
        [["customer_id.name", "ilike", "'; DROP TABLE fuel_volume; --"]],
        [["customer_id", "=", 2**31 - 1]],
        [["customer_id", "child_of", "nobody"]],
    ):
        (total,) = door("fuel.volume", "query", domain=domain)
        assert total == {
            "ordered_mt": 0,
            "delivered_mt": 0,
            "amount": 0,
            "orders": 0,
        }
        assert door("fuel.volume", "query", group_by=["month"], domain=domain) == []


# ------------------------------------------------------------
# Requests that are none
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "status", "pattern"),
    [
        ("fuel.volume/query", b"{", 400, "could not parse the body as json"),
        ("fuel.volume/query", b'{"group_by": [' + b"9" * 5000 + b"]}", 400, "json"),
        ("fuel.vessel/upsert", b"{}", 422, "missing a required argument: 'rows'"),
        ("fuel.vessel/upsert", b"[]", 422, "missing a required argument: 'rows'"),
        ("fuel.volume/query", b'{"by": ["month"]}', 422, "unexpected keyword.*'by'"),
        ("fuel.volume/query", b'{"ids": [1]}', 422, "cannot call.*with ids"),
        ("fuel.volume/sum", b"{}", 404, "does not exist"),
        ("fuel.volumes/query", b"{}", 404, "does not exist"),
    ],
)
def test_bad_requests_of_json2(server, json2, path, body, status, pattern):
    answer = json2.session.post(
        f"{server.url}/json/2/{path}",
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=60,
    )
    assert answer.status_code == status
    assert re.search(pattern, answer.json()["message"])
