"""The map as a person sees it: follows the search, asks no other server, on a phone."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

EVIL = "<img src=x onerror=\"document.title='owned'\"> Lines"
TILE = "https://tiles.example.invalid/{z}/{x}/{y}.png"
# 1 x 1 pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def places(rpc):
    """Customers: three near each other, one with a name that is HTML, one nowhere.

    The last one is on the map as long as no search has left it out.
    """
    rows = [
        ("Map Zhoushan A", 29.95, 122.20),
        ("Map Zhoushan B", 29.96, 122.21),
        ("Map Zhoushan C", 29.94, 122.19),
        (f"Map {EVIL}", 1.264, 103.84),
        ("Map Nowhere", 0, 0),
        ("Elsewhere Lines", 51.95, 4.05),
    ]
    ids = rpc(
        "res.partner",
        "create",
        [
            {
                "name": name,
                "is_company": True,
                "fuel_customer": True,
                "partner_latitude": latitude,
                "partner_longitude": longitude,
            }
            for name, latitude, longitude in rows
        ],
    )
    [user] = rpc("res.users", "read", [rpc.uid], fields=["company_id"])
    yield SimpleNamespace(ids=ids, company=user["company_id"][0])
    rpc("res.partner", "write", ids, {"active": False})


@pytest.fixture
def tiles(rpc, places):
    """Set the address of the tiles for one test."""

    def put(url, datum="wgs84"):
        values = {"fuel_tile_url": url, "fuel_tile_datum": datum}
        rpc("res.company", "write", [places.company], values)

    yield put
    put(False)


def open_map(page: Page, server, search: str = "Map ") -> None:
    page.goto(f"{server.url}/odoo/fuel-customers")
    if page.viewport_size["width"] < 500:
        page.locator(".o_cp_switch_buttons .dropdown-toggle").click()
        sheet = page.locator(".o_bottom_sheet_ready")
        sheet.locator(".dropdown-item", has=page.locator(".fa-map-marker")).click()
    else:
        page.locator(".o_switch_view.o_fuel_map").click()
        page.locator(".o_searchview_input").fill(search)
        page.locator(".o_searchview_input").press("Enter")
        # The search draws all anew: what is clicked before that is gone.
        expect(pins(page)).to_have_count(1)
    expect(page.locator(".o_fuel_map_canvas.leaflet-container")).to_be_visible()


def pins(page: Page):
    return page.locator(".o_fuel_map_pin")


def test_follows_the_search_and_asks_no_other_server(page, server, places, screenshot):
    foreign = []
    page.on(
        "request",
        lambda it: (
            None
            if it.url.startswith((server.url, "data:", "blob:"))
            else foreign.append(it.url)
        ),
    )
    open_map(page, server)
    expect(page.locator(".o_fuel_map_cluster")).to_have_text("3")
    expect(pins(page)).to_have_count(1)
    expect(page.locator("[data-notice=unlocated]")).to_contain_text("1 without")
    expect(page.locator(".o_fuel_map_degrees").first).to_be_attached()
    expect(page.locator(".leaflet-control-scale")).to_be_visible()
    screenshot(page, "map-desktop")
    # Two words of one facet would mean "or".
    facets = page.locator(".o_searchview_facet")
    before = facets.count()
    page.locator(".o_searchview_facet .o_facet_remove").last.click()
    expect(facets).to_have_count(before - 1)
    page.locator(".o_searchview_input").fill("Zhoushan A")
    page.locator(".o_searchview_input").press("Enter")
    expect(page.locator(".o_fuel_map_cluster")).to_have_count(0)
    expect(pins(page)).to_have_attribute("title", "Map Zhoushan A")
    expect(page.locator(".o_fuel_map_port_name")).to_have_text(["Zhoushan (CNZOS)"])
    assert foreign == []


def test_a_cluster_opens_by_keyboard_and_a_pin_its_record(page, server, places):
    open_map(page, server)
    page.locator(".o_fuel_map_cluster").focus()
    page.keyboard.press("Enter")
    expect(pins(page).and_(page.get_by_title("Map Zhoushan C"))).to_be_visible()
    pins(page).and_(page.get_by_title("Map Zhoushan C")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".o_fuel_map_popup h5")).to_have_text("Map Zhoushan C")
    expect(page.locator(".o_fuel_map_open")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".o_form_view .o_breadcrumb")).to_contain_text("Map Zhoushan C")


def test_a_name_that_is_html_stays_text(page, server, places):
    open_map(page, server)
    pins(page).click()
    expect(page.locator(".o_fuel_map_popup h5")).to_have_text(f"Map {EVIL}")
    expect(page.locator(".o_fuel_map_popup img")).to_have_count(0)
    expect(page.locator(".o_fuel_map_navigate")).to_have_attribute(
        "href", re.compile(r"^geo:1\.264000,103\.840000\?q=")
    )
    assert page.title() != "owned"


def test_heat_takes_the_place_of_pins(page, server, places):
    open_map(page, server)
    page.locator(".o_fuel_map_heat").click()
    expect(page.locator("canvas.leaflet-heatmap-layer")).to_be_visible()
    expect(pins(page)).to_have_count(0)
    page.locator(".o_fuel_map_weight").click()
    expect(page.locator(".o_fuel_map_weight")).to_have_attribute("aria-pressed", "true")
    page.locator(".o_fuel_map_heat").click()
    expect(pins(page)).to_have_count(1)


def test_dead_tiles_are_told_and_the_map_works(
    page, server, places, tiles, expect_console
):
    expect_console(r"net::ERR_")
    tiles(TILE)
    page.route("https://tiles.example.invalid/**", lambda route: route.abort())
    open_map(page, server)
    expect(page.locator("[data-notice=tiles]")).to_contain_text("tiles.example.invalid")
    expect(page.locator(".o_fuel_map_cluster")).to_have_text("3")


def test_chinese_tiles_shift_what_is_in_china(page, server, places, tiles):
    page.route(
        "https://tiles.example.invalid/**",
        lambda route: route.fulfill(body=PIXEL, content_type="image/png"),
    )
    drawn = {}
    for datum in ("wgs84", "gcj02"):
        tiles(TILE, datum)
        open_map(page, server, "Zhoushan A")
        expect(pins(page)).to_have_count(1)
        expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
        expect(page.locator(".o_fuel_map_grid")).to_have_count(0)
        page.locator(".o_fuel_map_fit").click()
        drawn[datum] = page.locator(".leaflet-tile-pane").inner_html()
    assert drawn["wgs84"] != drawn["gcj02"]


def test_on_a_phone_the_map_fills_the_screen(open_page, server, places, screenshot):
    page = open_page(server, lang="zh_CN", size="phone")
    open_map(page, server)
    box = page.locator(".o_fuel_map_canvas").bounding_box()
    assert box["width"] >= 355
    assert box["y"] + box["height"] >= 735
    assert box["height"] >= 450
    for button in page.locator(".o_fuel_map_tools button, .leaflet-bar a").all():
        size = button.bounding_box()
        assert size["width"] >= 44
        assert size["height"] >= 44
    page.locator(".o_fuel_map_cluster, .o_fuel_map_pin").first.tap()
    screenshot(page, "map-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
