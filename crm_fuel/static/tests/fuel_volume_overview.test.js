import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryText } from "@odoo/hoot-dom";

import { onRpc } from "@web/../tests/web_test_helpers";

import {
    makeOverview,
    mockAction,
    mockOverview,
    mountForm,
    openTab,
    OVERVIEW,
    setupVolumeTab,
} from "./volume_test_helpers";

setupVolumeTab();

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
    const totals = { ...makeOverview().totals, last_year_to_date: 0, growth: false };
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
