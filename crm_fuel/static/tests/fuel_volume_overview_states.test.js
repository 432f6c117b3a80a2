import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";

import { ConnectionLostError } from "@web/core/network/rpc";
import { ORM } from "@web/core/orm_service";
import {
    clickSave,
    contains,
    makeServerError,
    pagerNext,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import {
    makeOverview,
    mockOverview,
    mountForm,
    openTab,
    OVERVIEW,
    setupVolumeTab,
} from "./volume_test_helpers";

setupVolumeTab();

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
