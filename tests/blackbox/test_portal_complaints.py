"""Complaints and suggestions as customers send them: by real HTTP, several at once."""

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from common_portal import Visitor
from common_portal_forms import (
    LIST,
    THREADS,
    at_once,
    complaint_of,
    errors,
    path_of,
    send,
    settle,
)

PASSWORD = "Rather-long-2026"
NEW = f"{LIST}/new"
SUGGESTIONS = "/my/fuel/suggestions"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b"
    "4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
SCRIPT = "<script>alert('油泥 🛢️')</script>"


@pytest.fixture(scope="module")
def people(office, rpc):
    """Anna, her customer with a contact who can log in, another customer's contact."""
    anna = office.user("portal_anna", "crm_fuel.group_fuel_user")

    def contact(login, customer):
        partner = rpc(
            "res.partner",
            "create",
            {
                "name": login.title(),
                "email": f"{login}@customer.example",
                "parent_id": customer,
            },
        )
        rpc(
            "res.users",
            "create",
            {
                "name": login.title(),
                "login": login,
                "password": PASSWORD,
                "partner_id": partner,
                "group_ids": [(6, 0, [rpc.ref("base.group_portal")])],
            },
            context={"no_reset_password": True},
        )
        return partner

    customer, other = rpc(
        "res.partner",
        "create",
        [
            {
                "name": name,
                "is_company": True,
                "fuel_customer": True,
                "user_id": anna.uid,
            }
            for name in ("Portal Yongxing", "Portal Funnel")
        ],
    )
    return SimpleNamespace(
        anna=anna,
        customer=customer,
        contact=contact("portal_li", customer),
        stranger=contact("portal_stranger", other),
        kind=rpc.ref("crm_fuel.fuel_complaint_type_quantity"),
    )


@pytest.fixture(scope="module")
def li(server, people):
    return Visitor(server.url, "portal_li", PASSWORD)


@pytest.fixture(scope="module")
def stranger(server, people):
    return Visitor(server.url, "portal_stranger", PASSWORD)


@pytest.fixture(scope="module")
def complain(people, li):
    """A function: send the form with some values."""

    def send_one(visitor=li, files=(), csrf=None, **values):
        return send(
            visitor,
            NEW,
            {
                "name": "4.2 MT short",
                "description": "The chief engineer sounded twice.",
                "type_id": people.kind,
                **values,
            },
            files,
            csrf,
        )

    return send_one


def test_from_the_page_to_the_settlement(people, rpc, li, server, complain):
    answer = complain(name="Whole story", files=[("deck.png", PNG, "image/png")])
    path = path_of(answer)
    [complaint] = complaint_of(people, "Whole story")
    assert path in li.get(LIST).text
    people.anna("fuel.complaint", "wait_for_customer", [complaint], "The sample")
    assert path_of(send(li, f"{path}/reply", {"text": "Here 🛢️"})) == path
    [row] = people.anna("fuel.complaint", "read", [complaint])
    assert not row["waiting_since"]
    assert row["source"] == "portal"
    assert row["customer_id"][0] == people.customer
    settle(people, rpc, complaint)
    page = li.get(path)
    assert "A credit note for two tonnes." in page.text
    assert "Calibrate" not in page.text
    # The letter at the end has a link that works for nobody in particular.
    [mail] = rpc(
        "mail.mail",
        "search_read",
        [("model", "=", "fuel.complaint"), ("res_id", "=", complaint)],
        fields=["body_html"],
        limit=1,
        order="id desc",
    )
    link = (
        "/fuel/satisfaction/"
        + re.search(r"/fuel/satisfaction/([\w-]+)", mail["body_html"])[1]
    )
    nobody = Visitor(server.url)
    assert nobody.get(link).status_code == 200
    answer = nobody.post(link, {"score": "4", "text": "Fine"}, page=link)
    assert answer.status_code == 303
    replayed = nobody.post(link, {"score": "1"}, page=link)
    assert replayed.status_code == 422
    [row] = people.anna("fuel.complaint", "read", [complaint])
    assert (row["satisfaction"], row["satisfaction_comment"]) == ("4", "Fine")
    [token] = rpc(
        "fuel.portal.token",
        "search",
        [("res_model", "=", "fuel.complaint"), ("res_id", "=", complaint)],
    )
    rpc("fuel.portal.token", "action_revoke", [token])
    assert nobody.get(link).status_code == 404
    assert nobody.post(link, {"score": "1"}, page="/web/login").status_code == 404


def test_one_form_sent_four_times_at_once(people, complain, li):
    key = str(uuid4())
    answers = at_once(
        li,
        lambda number, csrf: complain(
            name="Impatient",
            form_key=key,
            csrf=csrf,
            files=[("a.png", PNG, "image/png"), ("b.png", PNG, "image/png")],
        ),
    )
    paths = {path_of(answer) for answer in answers}
    assert len(paths) == 1
    [complaint] = complaint_of(people, "Impatient")
    files = people.anna(
        "ir.attachment",
        "search_read",
        [("res_model", "=", "fuel.complaint"), ("res_id", "=", complaint)],
        fields=["name", "file_size"],
    )
    assert sorted(file["name"] for file in files) == ["a.png", "b.png"]
    assert {file["file_size"] for file in files} == {len(PNG)}


def test_two_tabs_are_two_complaints(people, complain, li):
    answers = at_once(li, lambda number, csrf: complain(name="Several tabs", csrf=csrf))
    assert len({path_of(answer) for answer in answers}) == THREADS
    assert len(complaint_of(people, "Several tabs")) == THREADS


def test_replies_and_satisfaction_at_once(people, rpc, complain, li):
    path = path_of(complain(name="Talkative"))
    [complaint] = complaint_of(people, "Talkative")
    people.anna("fuel.complaint", "wait_for_customer", [complaint], "The sample")
    key = str(uuid4())
    answers = at_once(
        li,
        lambda number, csrf: send(
            li, f"{path}/reply", {"text": "Once", "form_key": key}, csrf=csrf
        ),
    )
    assert {path_of(answer) for answer in answers} == {path}
    answers = at_once(
        li,
        lambda number, csrf: send(
            li, f"{path}/reply", {"text": f"Tab {number}"}, csrf=csrf
        ),
    )
    assert {path_of(answer) for answer in answers} == {path}
    bodies = [
        row["body"]
        for row in people.anna(
            "mail.message",
            "search_read",
            [
                ("model", "=", "fuel.complaint"),
                ("res_id", "=", complaint),
                ("author_id", "=", people.contact),
                ("message_type", "=", "comment"),
            ],
            fields=["body"],
        )
    ]
    assert bodies.count("<p>Once</p>") == 1
    assert sum("Tab" in body for body in bodies) == THREADS
    settle(people, rpc, complaint)
    answers = at_once(
        li,
        lambda number, csrf: send(
            li, f"{path}/satisfaction", {"score": str(number + 1)}, csrf=csrf
        ),
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [303] + [422] * (THREADS - 1)
    # A closed one is replied to: it stays closed, and its owner is called back.
    assert path_of(send(li, f"{path}/reply", {"text": "One more thing"})) == path
    [row] = people.anna("fuel.complaint", "read", [complaint])
    assert row["state"] == "settled"
    assert len(row["activity_ids"]) == 1


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"claimed_mt": "-5"}, "claimed", "from 0 to 1,000,000"),
        ({"claimed_mt": "inf"}, "claimed", "a number such as 4.2"),
        ({"name": ""}, "name", "write something"),
        ({"name": "x" * 201}, "name", "at most 200"),
        ({"description": "x" * 100_000}, "description", "100,000 characters"),
        ({"type_id": "999999999999999999999"}, "type", "choose"),
        ({"about": "o.1"}, "about", "no such one among yours"),
        ({"about": "p." + "f" * 300}, "about", "no such one among yours"),
        ({"about": "x"}, "about", "no such one among yours"),
    ],
)
def test_bad_input_says_field_and_reason(people, complain, values, field, reason):
    before = people.anna("fuel.complaint", "search_count", [])
    answer = complain(**values)
    assert answer.status_code == 422
    found = errors(answer)
    assert list(found) == [field]
    assert reason in found[field]
    if field != "description":
        assert "The chief engineer sounded twice." in answer.text
    assert people.anna("fuel.complaint", "search_count", []) == before


def test_more_than_was_delivered(people, office, complain, li, stranger):
    order = office.order(people.anna.uid, 10, partner_id=people.contact)
    [line] = people.anna("sale.order.line", "search", [("order_id", "=", order)])
    office.rpc("sale.order.line", "write", [line], {"qty_delivered": 8})
    about = re.search(rf'value="(o\.{order:x}-\w+)"', li.get(NEW).text)[1]
    answer = complain(about=about, claimed_mt="8.001")
    assert answer.status_code == 422
    assert "more than the 8.000 MT" in errors(answer)["claimed"]
    assert complain(about=about, claimed_mt="8", name="Of eight").status_code == 303
    # The same order, named by another customer: as if there were none.
    theirs = complain(stranger, about=about)
    none = complain(stranger, about=about[:-1] + "x")
    assert errors(theirs) == errors(none)
    assert theirs.status_code == none.status_code == 422


def test_files(people, complain):
    before = people.anna("fuel.complaint", "search_count", [])
    page = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    huge = b"\x89PNG\r\n\x1a\n" + PNG[8:] + b"\0" * (30 * 1024**2)
    for files, reason in (
        ([("a.html", page, "text/html")], "neither a picture"),
        ([("a.svg", drawing, "image/svg+xml")], "neither a picture"),
        ([("a.jpg", page, "image/jpeg")], "neither a picture"),
        ([("a.jpg", b"\xff\xd8\xff" + drawing, "image/jpeg")], "a web page"),
        ([("a.png", huge, "image/png")], "more than 10 MB"),
        ([(f"{n}.png", PNG, "image/png") for n in range(11)], "At most 10 files"),
    ):
        answer = complain(files=files)
        assert answer.status_code == 422, reason
        assert reason in errors(answer)["files"]
        assert "The chief engineer sounded twice." in answer.text
    assert people.anna("fuel.complaint", "search_count", []) == before


def test_files_come_back_as_files(li, complain):
    path = path_of(complain(name="Files", files=[("deck.png", PNG, "image/png")]))
    address = re.search(rf'{path}/file/[^"]+', li.get(path).text)[0]
    answer = li.get(address)
    assert answer.content == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_script_and_emoji_are_text(people, li, complain):
    path = path_of(complain(name=SCRIPT, description=SCRIPT))
    assert path_of(send(li, f"{path}/reply", {"text": SCRIPT})) == path
    text = li.get(path).text + li.get(LIST).text
    assert "<script>alert(" not in text
    assert "油泥 🛢️" in text
    assert complaint_of(people, SCRIPT)


def test_forms_of_other_sites(people, li, complain, expect_log):
    expect_log(r"WARNING odoo\.http: (No )?CSRF validation")
    path = path_of(complain(name="Of this site"))
    before = people.anna("mail.message", "search_count", [])
    assert complain(csrf="x" * 40).status_code == 400
    for what in ("reply", "answer", "satisfaction"):
        assert li.post(f"{path}/{what}", csrf=False).status_code == 400
        answer = send(li, f"{path}/{what}", {"text": "x"}, csrf="no")
        assert answer.status_code == 400
    assert people.anna("mail.message", "search_count", []) == before


def test_another_customer_finds_nothing(people, stranger, complain, li):
    path = path_of(complain(name="Private", files=[("a.png", PNG, "image/png")]))
    file = re.search(rf'{path}/file/[^"]+', li.get(path).text)[0]
    [complaint] = complaint_of(people, "Private")
    number = path.rpartition("/")[2].partition("-")[0]
    assert number == f"{complaint:x}"
    nothing = stranger.get(f"{LIST}/{complaint + 1000:x}-{'0' * 24}")
    for address in (path, file, f"{LIST}/{complaint}", f"{LIST}/{number}"):
        answer = stranger.get(address)
        assert answer.status_code == nothing.status_code == 404
    for what in ("reply", "answer", "satisfaction"):
        answer = send(stranger, f"{path}/{what}", {"text": "x", "score": "1"})
        assert answer.status_code == 404
    assert "Private" not in stranger.get(LIST).text


def test_suggestion_once_answered_and_written_on(people, li, stranger):
    key = str(uuid4())
    answers = at_once(
        li,
        lambda number, csrf: send(
            li, f"{SUGGESTIONS}/new", {"text": SCRIPT, "form_key": key}, csrf=csrf
        ),
    )
    [path] = {path_of(answer) for answer in answers}
    [row] = people.anna("fuel.suggestion", "search_read", [("text", "=", SCRIPT)])
    assert (row["state"], row["source"]) == ("new", "portal")
    people.anna(
        "fuel.suggestion",
        "message_post",
        [row["id"]],
        body="We shall.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    page = li.get(path).text
    assert "We shall." in page
    assert "<script>alert(" not in page
    [row] = people.anna("fuel.suggestion", "read", [row["id"]])
    assert row["state"] == "answered"
    assert path_of(send(li, f"{path}/reply", {"text": "When?"})) == path
    [row] = people.anna("fuel.suggestion", "read", [row["id"]])
    assert row["state"] == "new"
    assert stranger.get(path).status_code == 404
    for values in ({"text": ""}, {"text": "x" * 100_000}, {"text": "x", "vessel": "1"}):
        assert send(li, f"{SUGGESTIONS}/new", values).status_code == 422
