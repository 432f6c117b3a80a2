"""Bad rows of `fuel.vessel.upsert`: a reason for row and field, and nothing lost."""

import re
import xmlrpc.client

import pytest
import requests

HUGE = 5_000_000


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
