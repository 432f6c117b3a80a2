"""Every page for customers, tried by everybody who has no business there.

The routes come from Odoo's own routing map: one without a row here fails, and so does one
that the other party's contact cannot reach themselves, because a wall that is never
touched proves nothing.
"""

import html
import re
import xmlrpc.client
from types import SimpleNamespace
from urllib.parse import quote, unquote

import pytest
from common_access import MATRIX
from common_portal import ROUTES, Routes, Visitor, shell
from common_walk import (
    FORM,
    LINK,
    LINK_FORM,
    LIST,
    MARK,
    NATIVE,
    PASSWORD,
    RECORD,
    ROWS,
    START,
    WORLD,
)

from harness.rpc import JsonTwo, JsonTwoError, Rpc


@pytest.fixture(scope="module")
def world(server):
    """Records of two customers; the marks are in those of `theirs`."""
    script = ROUTES + WORLD
    made = shell(server.database, script, mark=MARK, password=PASSWORD)
    return SimpleNamespace(**made)


@pytest.fixture(scope="module")
def routes(world):
    return Routes(world.routes)


@pytest.fixture(scope="module")
def visitors(server, world):
    """Who has no business there: nobody, another customer's contact, an employee."""
    return {
        "nobody": Visitor(server.url),
        "contact": Visitor(server.url, "walk_me", PASSWORD),
        "employee": Visitor(server.url, "walk_employee", PASSWORD),
    }


@pytest.fixture(scope="module")
def owner(server, world):
    return Visitor(server.url, "walk_them", PASSWORD)


@pytest.fixture(scope="module")
def theirs(owner, routes, world):
    """Every address of the other party's that there is, by rule."""
    live = world.theirs["tokens"]["live"]
    links = [
        f"/fuel/delivery/{live['stock.picking']}",
        f"/fuel/satisfaction/{live['fuel.complaint']}",
    ]
    pages = owner.crawl([*START, *links])
    found = {}
    for path in pages:
        if rule := routes.of(path):
            found.setdefault(rule, []).append(path)
    for rule in ROWS:
        method, _blank, pattern = rule.rpartition(" ")
        stem, _slash, last = pattern.rpartition("/")
        if last == "<int:page>":
            found.setdefault(rule, []).append(pattern.replace("<int:page>", "1"))
        elif method and pattern in found:
            found[rule] = [path.partition("?")[0] for path in found[pattern]]
        elif method:
            # A form of a record that shows it in some states only.
            found[rule] = [
                f"{path.partition('?')[0]}/{last}" for path in found.get(stem, ())
            ]
    return SimpleNamespace(pages=pages, paths=found)


def refused(who, answer):
    """Assert that an answer tells nothing but that there is nothing."""
    if who == "nobody" and answer.status_code == 303:
        assert "/web/login" in answer.headers["Location"]
    else:
        assert answer.status_code == 404, (who, answer.url, answer.status_code)
    assert MARK not in answer.text
    assert MARK not in str(answer.headers)


def plain(answer, path):
    """Return a page without what differs each time: its own address, a token."""
    text = re.sub(r'csrf_token: "[^"]*"', "", html.unescape(answer.text))
    # The switch of languages leads to the same address in the other language.
    text = re.sub(r'href="[^"]*"(?=\s+data-url_code)', "", text)
    for address in (path, quote(path), quote(path, safe="/%"), unquote(path)):
        text = text.replace(address, "")
    return text


def test_every_route_has_a_row(routes):
    assert set(routes.rows) == set(ROWS)


def test_no_route_does_without_its_guards(routes):
    for rule, row in routes.rows.items():
        if ROWS[rule] == NATIVE:
            continue
        assert row["type"] == "http"
        assert row["csrf"], f"{rule} takes forms of other sites"
        by_link = ROWS[rule] in (LINK, LINK_FORM)
        assert row["auth"] == ("public" if by_link else "user"), rule


def test_their_own_contact_reaches_every_page(routes, theirs):
    """Or the walk below would not touch it."""
    for rule, kind in ROWS.items():
        if kind == NATIVE:
            continue
        paths = theirs.paths.get(rule)
        assert paths, f"no page leads to {rule}"
        for path in paths:
            answer = theirs.pages.get(path)
            if answer is not None and kind in (LIST, RECORD, LINK):
                assert answer.status_code == 200, (path, answer.status_code)
    seen = "".join(answer.text for answer in theirs.pages.values())
    assert seen.count(MARK) > 20


@pytest.mark.parametrize("who", ["nobody", "contact", "employee"])
def test_nobody_else_does(visitors, theirs, world, who):
    visitor = visitors[who]
    tried = 0
    for rule, kind in ROWS.items():
        for path in theirs.paths.get(rule, ()):
            if kind == NATIVE:
                continue
            if kind in (LINK, LINK_FORM) and who == "nobody":
                # With the token itself anybody may; with one that is revoked, nobody.
                tokens = world.theirs["tokens"]
                for model, live in tokens["live"].items():
                    path = path.replace(live, tokens["revoked"][model])
            tried += 1
            if "form" in kind:
                answer = visitor.post(
                    path, page="/web/login" if who == "nobody" else "/my"
                )
            else:
                answer = visitor.get(path)
            if kind in (LIST, FORM) and who == "contact":
                # Theirs to see: their own; nothing, where a vessel is another's.
                assert answer.status_code in (200, 404, 422), path
                assert "vessel=" not in path or answer.status_code == 404
                assert MARK not in answer.text, path
            else:
                refused(who, answer)
    walked = [rule for rule, kind in ROWS.items() if kind != NATIVE]
    assert tried >= len(walked) - 4


def test_guessed_references(visitors, theirs, world, routes):
    """Ids, other people's signatures, and what programs try: one answer for all."""
    me = visitors["contact"]
    own = me.crawl(START)
    signatures = set(re.findall(r"/[0-9a-f]+-([0-9a-f]{20,})", " ".join(own)))
    assert signatures
    ids = set(world.theirs["records"].values()) | set(world.theirs["files"])
    guesses = {"0", "-1", "x", "%00", "' or 1=1--", "9" * 30, "%F0%9F"}
    for number in ids:
        guesses |= {str(number), f"{number:x}", f"{number:x}-"}
        guesses |= {f"{number:x}-{signature}" for signature in list(signatures)[:3]}
    nothing = None
    for rule, kind in ROWS.items():
        if kind != RECORD:
            continue
        for guess in sorted(guesses):
            path = re.sub(r"<int:\w+>", "1", rule.replace("<string:ref>", guess))
            path = path.replace("<string:file_ref>", guess)
            answer = me.get(path)
            refused("contact", answer)
            text = plain(answer, path)
            nothing = nothing or text
            assert text == nothing, f"{path} is told apart"
    assert "This page is not there" in nothing


def test_forms_of_other_sites(routes, theirs, owner, expect_log):
    """Whatever can be sent needs the token of the visitor's own session."""
    expect_log(r"WARNING odoo\.http: (No CSRF|CSRF|.*CSRF)", by_chance=True)
    for rule, kind in ROWS.items():
        if kind == NATIVE:
            continue
        path = theirs.paths[rule][0]
        for data in ({}, {"csrf_token": "x" * 40}):
            answer = owner.post(path, data, csrf=False)
            assert answer.status_code in (400, 405), (path, answer.status_code)
            assert "form" not in kind or answer.status_code == 400, path


def test_links_that_do_not_work_are_all_alike(server, world):
    nobody = Visitor(server.url)
    tokens = {name: it["stock.picking"] for name, it in world.theirs["tokens"].items()}
    live = nobody.get(f"/fuel/delivery/{tokens['live']}")
    assert live.status_code == 200
    assert MARK in live.text
    assert live.headers["Referrer-Policy"] == "no-referrer"
    texts = set()
    for token in (
        tokens["revoked"],
        "x",
        "A" * 43,
        tokens["live"][:-1],
        "%00",
        "é" * 43,
    ):
        path = f"/fuel/delivery/{token}"
        answer = nobody.get(path)
        refused("nobody", answer)
        texts.add(plain(answer, path))
    assert len(texts) == 1


def test_native_ways_to_the_same_records(visitors, world, expect_log):
    """What Odoo itself serves by id: none of it to who has no business there."""
    expect_log(r"WARNING odoo\.(http|addons)", by_chance=True)
    records, files = world.theirs["records"], world.theirs["files"]
    order, picking = records["sale.order"], records["stock.picking"]
    paths = [f"/web/{way}/{number}" for way in ("content", "image") for number in files]
    paths += [f"/web/content/{number}?download=true&access_token=x" for number in files]
    for model, number in records.items():
        paths += [
            f"/web/image/{model}/{number}/image_128",
            f"/web/content/{model}/{number}/name",
        ]
    paths += [
        f"/my/orders/{order}",
        f"/my/orders/{order}?access_token=x",
        f"/my/orders/{order}?report_type=pdf",
        f"/my/picking/pdf/{picking}",
        f"/my/picking/return/pdf/{picking}",
        f"/report/pdf/crm_fuel.fuel_bdn_report/{picking}",
        f"/report/html/stock.report_deliveryslip/{picking}",
        f"/mail/view?model=fuel.complaint&res_id={records['fuel.complaint']}",
        "/my/orders",
        "/my/projects",
        "/my/tasks",
    ]
    for who in ("nobody", "contact"):
        for path in paths:
            answer = visitors[who].session.get(visitors[who].url + path, timeout=120)
            assert MARK not in answer.text, (who, path)
            assert MARK not in str(answer.headers), (who, path)
            assert b"%PDF-1.7" not in answer.content, (who, path)


def test_talk_about_the_same_records(visitors, world, expect_log):
    """The chatter's own calls, which portals use for other records."""
    for model in (
        "fuel.complaint",
        "fuel.announcement",
        "fuel.vessel",
        "stock.picking",
    ):
        number = world.theirs["records"][model]
        for path, values in (
            ("/portal/chatter_init", {}),
            ("/mail/chatter_fetch", {"fetch_params": {}}),
            ("/mail/thread/messages", {}),
            ("/mail/message/post", {"post_data": {"body": "Hello"}}),
        ):
            for who in ("nobody", "contact"):
                visitor = visitors[who]
                answer = visitor.session.post(
                    visitor.url + path,
                    json={
                        "params": {
                            "thread_model": model,
                            "thread_id": number,
                            **values,
                        }
                    },
                    timeout=120,
                )
                assert MARK not in answer.text, (who, path, model)
    expect_log(r"WARNING odoo\.http: ", by_chance=True)


@pytest.mark.parametrize("login", ["walk_me", "walk_them"])
def test_customers_read_no_record_by_rpc(server, world, expect_log, login):
    expect_log(r"WARNING odoo\.http: ")
    client = Rpc(server.url, server.database, login, PASSWORD)
    for model in MATRIX:
        for method, arguments in (
            ("search_read", ([],)),
            ("search_count", ([],)),
            ("read", ([1],)),
            ("name_search", ()),
        ):
            with pytest.raises(xmlrpc.client.Fault):
                client(model, method, *arguments)
    rows = client("sale.order", "search_read", [], fields=["name", "fuel_vessel_id"])
    assert (MARK in str(rows)) is (login == "walk_them")


# What the addon adds to native records that customers may read by RPC.
TOLD = {
    "res.partner": {"fuel_customer"},
    "sale.order": {
        "fuel_vessel_id",
        "fuel_port_id",
        "fuel_delivery_mode",
        "fuel_eta",
        "fuel_window_start",
        "fuel_window_end",
    },
    "sale.order.line": {"fuel_grade_id", "fuel_iso_edition", "fuel_density_15"},
}


def test_what_native_records_tell_customers(server, world):
    """Visits, projects, scores and keys of maps are the company's own."""
    client = Rpc(server.url, server.database, "walk_them", PASSWORD)
    for model, told in TOLD.items():
        fields = client(model, "fields_get", [], ["type"])
        assert {name for name in fields if name.startswith("fuel_")} <= told, model
    company = client("res.company", "fields_get", [], ["type"])
    assert "fuel_tile_url" not in company, "its address may hold a key"


def test_customers_read_no_record_by_json2(server, world, expect_log):
    expect_log(r"WARNING odoo\.http: ")
    client = JsonTwo(server.url, server.database, server.api_key("walk_them"))
    for model in MATRIX:
        with pytest.raises(JsonTwoError) as refusal:
            client(model, "search_read", domain=[], fields=["display_name"])
        assert refusal.value.status == 403, model
