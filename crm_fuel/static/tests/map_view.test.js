import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, queryFirst, waitForNone } from "@odoo/hoot-dom";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { MapModel, formatValue } from "@crm_fuel/map_view/map_model";

describe.current.tags("desktop");

class FuelPlace extends models.Model {
    _name = "fuel.place";

    name = fields.Char();
    latitude = fields.Float();
    longitude = fields.Float();
    state = fields.Selection({
        selection: [
            ["planned", "Planned"],
            ["done", "Done"],
        ],
    });

    _records = [
        { id: 1, name: "Zhoushan", latitude: 30, longitude: 122.1, state: "done" },
        {
            id: 2,
            name: "Singapore",
            latitude: 1.26,
            longitude: 103.84,
            state: "planned",
        },
        { id: 3, name: "Nowhere", latitude: 0, longitude: 0 },
        { id: 4, name: "Off the Earth", latitude: 95, longitude: 10 },
    ];
}
defineModels({ ...mailModels, FuelPlace });

const ARCH = /* xml */ `
    <fuel_map latitude="latitude" longitude="longitude" color="state"
            tones="{'done': 'success'}" help="Fill in the latitude.">
        <field name="state"/>
    </fuel_map>`;
let settings;

beforeEach(() => {
    settings = {
        tile_url: false,
        tile_datum: "wgs84",
        tile_attribution: false,
        navigation_app: "google",
    };
    onRpc("res.company", "fuel_map_settings", () => settings);
    onRpc("fuel.port", "search_read", () => []);
});

async function mountMap(values = {}) {
    await mountView({
        type: "fuel_map",
        resModel: "fuel.place",
        arch: ARCH,
        ...values,
    });
    await animationFrame();
    await animationFrame();
}

test("shows what has a position and says what has none", async () => {
    await mountMap();
    expect(".o_fuel_map_pin").toHaveCount(2);
    expect(".o_fuel_map_pin.text-success").toHaveAttribute("title", "Zhoushan");
    expect("[data-notice=unlocated]").toHaveText("2 without a position are not shown.");
    expect(".o_fuel_map_legend li").toHaveCount(2);
});

test("the limit is told", async () => {
    await mountMap({ arch: ARCH.replace("color=", 'limit="1" color=') });
    expect(".o_fuel_map_pin").toHaveCount(1);
    expect("[data-notice=limit]").toHaveText(/Showing 1 of 3\./);
});

test("the names of ports are there from near, and only those in view", async () => {
    const ports = [
        { id: 1, display_name: "<b>Zhoushan</b>", latitude: 30, longitude: 122 },
    ];
    for (let id = 2; id < 500; id++) {
        const [latitude, longitude] = [(id % 60) - 30, (id % 100) - 50];
        ports.push({ id, display_name: `Port ${id}`, latitude, longitude });
    }
    onRpc("fuel.port", "search_read", () => ports);
    await mountMap({ domain: [["id", "=", 1]] });
    expect("path.o_fuel_map_port").toHaveCount(ports.length);
    expect(".o_fuel_map_port_name").toHaveCount(1);
    expect(".o_fuel_map_port_name").toHaveText("<b>Zhoushan</b>");
    for (let step = 0; step < 8; step++) {
        await click(".leaflet-control-zoom-out");
        await animationFrame();
    }
    await waitForNone(".o_fuel_map_port_name");
    expect("path.o_fuel_map_port").toHaveCount(ports.length);
});

test("a pop-up opens its record and leads there", async () => {
    mockService("action", {});
    await mountMap({
        selectRecord: (id, { activeIds }) => expect.step(`${id} of ${activeIds}`),
    });
    await click(".o_fuel_map_pin[title=Singapore]");
    await animationFrame();
    expect(".o_fuel_map_popup h5").toHaveText("Singapore");
    expect(".o_fuel_map_popup dd[data-name=state]").toHaveText("Planned");
    expect(".o_fuel_map_navigate").toHaveAttribute("rel", "noopener noreferrer");
    expect(queryFirst(".o_fuel_map_navigate").href).toInclude("1.260000%2C103.840000");
    await click(".o_fuel_map_open");
    expect.verifySteps(["2 of 1,2"]);
});

test("nothing with a position: what to do", async () => {
    await mountMap({ domain: [["id", "=", 3]] });
    expect(".o_fuel_map_empty").toHaveText(
        /No position known\s*Fill in the latitude\./
    );
});

test("nothing at all", async () => {
    await mountMap({ domain: [["id", "=", 0]] });
    expect(".o_fuel_map_empty").toHaveText(/Nothing found/);
});

test("the heat layer takes the place of the pins", async () => {
    await mountMap();
    await click(".o_fuel_map_heat");
    await animationFrame();
    expect(".o_fuel_map_pin").toHaveCount(0);
    expect("canvas.leaflet-heatmap-layer").toHaveCount(1);
    expect(".o_fuel_map_heat").toHaveAttribute("aria-pressed", "true");
    await click(".o_fuel_map_heat");
    await animationFrame();
    expect(".o_fuel_map_pin").toHaveCount(2);
    expect("canvas.leaflet-heatmap-layer").toHaveCount(0);
});

test("an address of tiles that cannot work is told, and the map works", async () => {
    settings.tile_url = "https://tiles.example.com/{z}";
    await mountMap();
    expect("[data-notice=tiles]").toHaveText(/is not valid/);
    expect(".o_fuel_map_pin").toHaveCount(2);
    expect(".o_fuel_map_degrees").not.toHaveCount(0);
});

test("an answer that comes late does not undo a later search", async () => {
    const answers = [];
    const orm = {
        webSearchRead: () => new Promise((resolve) => answers.push(resolve)),
        searchCount: async () => 1,
        searchRead: async () => [],
        call: async () => settings,
    };
    const archInfo = {
        latitude: "latitude",
        longitude: "longitude",
        caption: "display_name",
        columns: [],
        located: [],
        limit: 10,
    };
    const model = new MapModel(
        {},
        { resModel: "fuel.place", fields: {}, archInfo },
        { orm }
    );
    const record = (id) => ({ id, latitude: 1, longitude: 1, display_name: `P${id}` });
    const first = model.load({ domain: [] });
    const second = model.load({ domain: [] });
    answers[1]({ length: 1, records: [record(2)] });
    await second;
    answers[0]({ length: 1, records: [record(1)] });
    await first;
    expect(model.data.points.map((point) => point.id)).toEqual([2]);
});

test("values as people read them", () => {
    expect(formatValue({ type: "many2one" }, { id: 1, display_name: "Anna" })).toBe(
        "Anna"
    );
    expect(formatValue({ type: "char" }, false)).toBe("");
    expect(formatValue({ type: "float" }, 1234.5)).toBe("1,234.50");
    expect(
        formatValue({ type: "many2many" }, [
            { display_name: "A" },
            { display_name: "B" },
        ])
    ).toBe("A, B");
});
