"""Queries and requests that make no sense are told so."""

import re

import pytest

from harness.doors import JsonDoor

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
