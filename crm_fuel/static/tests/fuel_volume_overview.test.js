import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { Deferred, mockDate } from "@odoo/hoot-mock";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import { AssetsLoadingError, assets } from "@web/core/assets";
import { ConnectionLostError } from "@web/core/network/rpc";
import { ORM } from "@web/core/orm_service";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
    pagerNext,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

class FuelVessel extends models.Model {
    _name = "fuel.vessel";

    name = fields.Char();

    _records = [
        { id: 1, name: "Ever Ocean" },
        { id: 2, name: "Zhe Yun 7" },
    ];
}

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();

    _records = [{ id: 1, name: "Zhoushan Shipping" }];
}

defineModels({ ...mailModels, FuelVessel, Customer });

const OVERVIEW = ".o_fuel_volume_overview";
const ARCH = /* xml */ `
    <form>
        <field name="name"/>
        <notebook>
            <page string="Particulars" name="particulars"/>
            <page string="Sales volume" name="volume">
                <widget name="fuel_volume_overview"/>
            </page>
        </notebook>
    </form>`;

const twelve = (values) => Object.assign(Array(12).fill(0), values);

function makeOverview(values = {}) {
    return {
        today: "2026-03-15",
        year: 2026,
        month: 3,
        domain: [["vessel_id", "=", 1]],
        grades: [
            {
                id: 4,
                name: "VLSFO RMG380",
                this_year: twelve([1200, 300]),
                last_year: twelve([900, 0, 400, 700]),
            },
            {
                id: 5,
                name: "MGO DMA",
                this_year: twelve([45.5]),
                last_year: twelve([]),
            },
        ],
        vessels: [
            {
                id: 21,
                name: "Ever Ocean",
                this_year: 1545.5,
                last_year: 2000,
                last_year_to_date: 1300,
            },
        ],
        customers: [
            {
                id: 31,
                name: "Zhoushan Shipping",
                this_year: 1000,
                last_year: 2000,
                last_year_to_date: 1300,
            },
        ],
        totals: {
            this_year: 1545.5,
            last_year: 2000,
            last_year_to_date: 1300,
            last_12_months: 2245.5,
            growth: 18.8846,
        },
        last_order_date: "2026-02-11",
        ...values,
    };
}

const mountForm = (values = {}) =>
    mountView({
        type: "form",
        resModel: "fuel.vessel",
        resId: 1,
        arch: ARCH,
        ...values,
    });

async function openTab(name = "Sales volume") {
    await contains(`.o_notebook .nav-link:contains(${name})`).click();
    await animationFrame();
}

/** Count the calls and answer them with `answer(id)`. */
function mockOverview(answer = () => makeOverview()) {
    onRpc("fuel_volume_overview", ({ args, model }) => {
        const [[id]] = args;
        expect.step(`${model} ${id}`);
        return answer(id);
    });
}

function mockAction() {
    const actions = [];
    mockService("action", {
        doAction(action) {
            actions.push(action);
        },
    });
    return actions;
}

beforeEach(() => {
    mockDate("2026-03-15 12:00:00");
    // The drawing itself is Chart.js's: here it would only cost time.
    patchWithCleanup(assets, {
        async loadBundle(name) {
            expect(name).toBe("web.chartjs_lib");
            throw new AssetsLoadingError("not in this test");
        },
    });
});

test("asks nothing until the tab is opened, and then once", async () => {
    mockOverview();
    await mountForm();
    expect.verifySteps([]);
    await openTab();
    expect.verifySteps(["fuel.vessel 1"]);
    expect(OVERVIEW).toHaveCount(1);
    await openTab("Particulars");
    expect(OVERVIEW).toHaveCount(0);
    await openTab();
    expect(`${OVERVIEW} table`).toHaveCount(2);
    expect.verifySteps([]);
});

test("shows key figures, months by grade and the list", async () => {
    mockOverview();
    await mountForm();
    await openTab();
    expect(queryAllTexts(".o_fuel_volume_value")).toEqual([
        "1,546",
        "1,300",
        "+18.9%",
        "2,246",
        "2,000",
        "02/11/2026",
    ]);
    expect("[data-figure=growth] .fa-arrow-up").toHaveCount(1);
    expect(queryAllTexts(".o_fuel_volume_months thead th > div:first-child")).toEqual([
        "All grades",
        "VLSFO RMG380",
        "MGO DMA",
    ]);
    const cells = (row) =>
        queryAllTexts(`.o_fuel_volume_months ${row} .o_fuel_volume_pair > *`);
    expect(cells("tbody tr:eq(0)")).toEqual([
        "1,246",
        "900",
        "1,200",
        "900",
        "45.5",
        "–",
    ]);
    // April is ahead: there is no figure yet, not none.
    expect(cells("tbody tr:eq(3)")).toEqual(["", "700", "", "700", "", "–"]);
    expect(cells("tfoot tr")).toEqual([
        "1,546",
        "2,000",
        "1,500",
        "2,000",
        "45.5",
        "–",
    ]);
    expect(queryText(".o_fuel_volume_listed tbody tr:eq(0) th")).toBe(
        "Zhoushan Shipping"
    );
    expect(queryAllTexts(".o_fuel_volume_listed tbody tr:eq(0) td")).toEqual([
        "1,000",
        "1,300",
        "−23.1%",
        "2,000",
    ]);
    // What the list leaves over, so that it adds up.
    expect(queryAllTexts(".o_fuel_volume_listed tbody tr:eq(1) td:eq(0)")).toEqual([
        "546",
    ]);
    // The chart failed to load: its figures are there all the same.
    expect(".o_fuel_volume_chart").toHaveCount(0);
    expect.verifySteps(["fuel.vessel 1"]);
});

test("a customer's vessels, one grade only", async () => {
    const [grade] = makeOverview().grades;
    onRpc("customer", "fuel_volume_overview", () => makeOverview({ grades: [grade] }));
    await mountForm({ resModel: "customer" });
    await openTab();
    expect(queryText(".o_fuel_volume_listed thead th:eq(0)")).toBe("Vessel");
    expect(queryText(".o_fuel_volume_listed tbody th")).toBe("Ever Ocean");
    expect(".o_fuel_volume_listed tbody tr").toHaveCount(1);
    expect(queryAllTexts(".o_fuel_volume_months thead th > div:first-child")).toEqual([
        "VLSFO RMG380",
    ]);
});

test("growth without a year to compare with", async () => {
    const totals = { ...makeOverview().totals, last_year_to_date: 0, growth: null };
    mockOverview(() => makeOverview({ totals }));
    await mountForm();
    await openTab();
    expect("[data-figure=growth]").not.toBeEnabled();
    expect(queryText("[data-figure=growth] .o_fuel_volume_value")).toBe("—");
    expect(".o_fuel_volume_value .fa").toHaveCount(0);
    expect("[data-figure=last_year_to_date]").not.toBeEnabled();
    expect("[data-figure=this_year]").toBeEnabled();
    expect.verifySteps(["fuel.vessel 1"]);
});

test("shrinking is told by sign and arrow", async () => {
    const totals = { ...makeOverview().totals, growth: -7.25 };
    mockOverview(() => makeOverview({ totals }));
    await mountForm();
    await openTab();
    expect(queryText("[data-figure=growth] .o_fuel_volume_value")).toBe("−7.3%");
    expect("[data-figure=growth] .fa-arrow-down").toHaveCount(1);
    expect.verifySteps(["fuel.vessel 1"]);
});

test("a figure opens the volumes behind it", async () => {
    mockOverview();
    const actions = mockAction();
    await mountForm();
    await openTab();
    await click("[data-figure=last_year_to_date]");
    await click("[data-figure=last_order_date]");
    await click(".o_fuel_volume_months tbody tr:eq(0) [data-grade='5'] button");
    await click(".o_fuel_volume_months tbody tr:eq(3) [data-grade=all] button");
    await click(".o_fuel_volume_listed tbody tr:eq(0) td:eq(0) button");
    await click(".o_fuel_volume_listed tbody tr:eq(1) td:eq(0) button");
    expect(actions.map((action) => action.domain)).toEqual([
        [
            ["vessel_id", "=", 1],
            "&",
            ["date", ">=", "2025-01-01"],
            ["date", "<=", "2025-03-15"],
        ],
        [
            ["vessel_id", "=", 1],
            ["date", "=", "2026-02-11"],
        ],
        [
            ["vessel_id", "=", 1],
            "&",
            ["date", ">=", "2026-01-01"],
            ["date", "<=", "2026-01-31"],
            ["grade_id", "=", 5],
        ],
        [
            ["vessel_id", "=", 1],
            "&",
            ["date", ">=", "2025-04-01"],
            ["date", "<=", "2025-04-30"],
        ],
        [
            ["vessel_id", "=", 1],
            "&",
            ["date", ">=", "2026-01-01"],
            ["date", "<=", "2026-03-15"],
            ["customer_id", "=", 31],
        ],
        [
            ["vessel_id", "=", 1],
            "&",
            ["date", ">=", "2026-01-01"],
            ["date", "<=", "2026-03-15"],
            ["customer_id", "not in", [31]],
        ],
    ]);
    expect(actions[2]).toMatchObject({
        type: "ir.actions.act_window",
        name: "Sales volume: MGO DMA, January 2026",
        res_model: "fuel.volume",
        views: [
            [false, "list"],
            [false, "pivot"],
            [false, "graph"],
        ],
    });
    expect.verifySteps(["fuel.vessel 1"]);
});

test("growth opens both periods, year by year", async () => {
    mockOverview();
    const actions = mockAction();
    await mountForm();
    await openTab();
    await click("[data-figure=growth]");
    expect(actions[0].context).toEqual({ group_by: ["date:year"] });
    expect(actions[0].domain.slice(0, 3)).toEqual([["vessel_id", "=", 1], "|", "&"]);
    expect.verifySteps(["fuel.vessel 1"]);
});

test("the list leads to the record", async () => {
    mockOverview();
    const actions = mockAction();
    await mountForm();
    await openTab();
    await click(".o_fuel_volume_record");
    expect(actions).toEqual([
        {
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: 31,
            views: [[false, "form"]],
        },
    ]);
    expect.verifySteps(["fuel.vessel 1"]);
});

describe("nothing to show", () => {
    test("no order ever: what to do", async () => {
        mockOverview(() => makeOverview({ grades: [], last_order_date: false }));
        await mountForm();
        await openTab();
        expect(".o_fuel_volume_empty").toHaveText(
            /orders for this vessel are confirmed and delivered/
        );
        expect(".o_fuel_volume_figure").toHaveCount(0);
        expect.verifySteps(["fuel.vessel 1"]);
    });

    test("orders long ago: says so, and when the last one was", async () => {
        const totals = {
            this_year: 0,
            last_year: 0,
            last_year_to_date: 0,
            last_12_months: 0,
            growth: null,
        };
        mockOverview(() =>
            makeOverview({ grades: [], totals, last_order_date: "2021-05-04" })
        );
        await mountForm();
        await openTab();
        expect(".o_fuel_volume_quiet").toHaveText(
            "Nothing was delivered in 2025 and 2026."
        );
        expect("[data-figure=last_order_date]").toBeEnabled();
        expect(`${OVERVIEW} table`).toHaveCount(0);
        expect.verifySteps(["fuel.vessel 1"]);
    });

    test("a new record asks nothing until it is saved", async () => {
        mockOverview();
        await mountForm({ resId: undefined });
        await openTab();
        expect(".o_fuel_volume_new").toHaveText(
            "The sales volume appears here after saving."
        );
        expect.verifySteps([]);
        await contains("[name=name] input").edit("Hai Ji 168");
        await clickSave();
        await animationFrame();
        expect.verifySteps(["fuel.vessel 3"]);
        expect(".o_fuel_volume_new").toHaveCount(0);
        expect(".o_fuel_volume_figure").toHaveCount(6);
    });
});

describe("failures", () => {
    test("the server's reason, and another try", async () => {
        let isBroken = true;
        mockOverview(() => {
            if (isBroken) {
                throw makeServerError({ message: "You may not see this." });
            }
            return makeOverview();
        });
        await mountForm();
        await openTab();
        expect(".o_fuel_volume_problem").toHaveText(/You may not see this\./);
        expect(`${OVERVIEW} table`).toHaveCount(0);
        // The form goes on working.
        await contains("[name=name] input").edit("Renamed");
        expect("[name=name] input").toHaveValue("Renamed");
        isBroken = false;
        await click(".o_fuel_volume_problem button");
        await animationFrame();
        expect(".o_fuel_volume_problem").toHaveCount(0);
        expect(`${OVERVIEW} table`).toHaveCount(2);
        expect.verifySteps(["fuel.vessel 1", "fuel.vessel 1"]);
    });

    test("a lost connection: tries again by itself when it is back", async () => {
        let isOffline = true;
        mockOverview();
        patchWithCleanup(ORM.prototype, {
            async call(model, method) {
                if (isOffline && method === "fuel_volume_overview") {
                    throw new ConnectionLostError("/web");
                }
                return super.call(...arguments);
            },
        });
        await mountForm();
        await openTab();
        expect(".o_fuel_volume_problem").toHaveText(/could not be reached/);
        isOffline = false;
        window.dispatchEvent(new Event("online"));
        await animationFrame();
        expect(".o_fuel_volume_problem").toHaveCount(0);
        expect(".o_fuel_volume_figure").toHaveCount(6);
        expect.verifySteps(["fuel.vessel 1"]);
    });

    test("figures already shown stay when a reload fails", async () => {
        let isBroken = false;
        mockOverview(() => {
            if (isBroken) {
                throw makeServerError({ message: "Too busy." });
            }
            return makeOverview();
        });
        await mountForm();
        await openTab();
        isBroken = true;
        await contains("[name=name] input").edit("Renamed");
        await clickSave();
        await animationFrame();
        expect(".o_fuel_volume_problem").toHaveText(/Too busy/);
        expect(".o_fuel_volume_figure").toHaveCount(6);
        expect.verifySteps(["fuel.vessel 1", "fuel.vessel 1"]);
    });
});

describe("following the record", () => {
    test("asks again after saving, not while typing", async () => {
        mockOverview();
        await mountForm();
        await openTab();
        await contains("[name=name] input").edit("Renamed");
        await animationFrame();
        expect.verifySteps(["fuel.vessel 1"]);
        await clickSave();
        await animationFrame();
        expect.verifySteps(["fuel.vessel 1"]);
    });

    test("drops the answer for a record left meanwhile", async () => {
        const first = new Deferred();
        const overviews = {
            1: makeOverview(),
            2: makeOverview({ last_order_date: false, grades: [] }),
        };
        mockOverview(async (id) => {
            if (id === 1) {
                await first;
            }
            return overviews[id];
        });
        await mountForm({ resIds: [1, 2] });
        await openTab();
        expect(".o_fuel_volume_loading").toHaveCount(1);
        await pagerNext();
        await animationFrame();
        expect(".o_fuel_volume_empty").toHaveCount(1);
        first.resolve();
        await animationFrame();
        await animationFrame();
        expect(".o_fuel_volume_empty").toHaveCount(1);
        expect(".o_fuel_volume_figure").toHaveCount(0);
        expect.verifySteps(["fuel.vessel 1", "fuel.vessel 2"]);
    });

    test("another record shows its own figures", async () => {
        mockOverview((id) =>
            id === 1 ? makeOverview() : makeOverview({ last_order_date: "2026-01-09" })
        );
        await mountForm({ resIds: [1, 2] });
        await openTab();
        await pagerNext();
        await animationFrame();
        expect("[data-figure=last_order_date] .o_fuel_volume_value").toHaveText(
            "01/09/2026"
        );
        expect.verifySteps(["fuel.vessel 1", "fuel.vessel 2"]);
    });
});
