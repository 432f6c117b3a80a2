import { expect, test } from "@odoo/hoot";
import { animationFrame, click, queryAllTexts } from "@odoo/hoot-dom";

import {
    allowTranslations,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { showNps, showPercent } from "@crm_fuel/satisfaction_tab/fuel_satisfaction_tab";

import { customerTab, defineCustomer } from "./customer_tab_test_helpers";

const TAB = ".o_fuel_satisfaction_tab";

defineCustomer();

const nothing = { answers: 0, csat: false, nps: false };

function makeOverview(values = {}) {
    const quarters = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
        year: 2024 + Math.floor((number - 1) / 4),
        quarter: ((number - 1) % 4) + 1,
        ...nothing,
    }));
    quarters[7] = { ...quarters[7], answers: 3, csat: 200 / 3, nps: -100 / 3 };
    return {
        total: { answers: 3, csat: 200 / 3, nps: -100 / 3 },
        quarters,
        dimensions: [
            { id: 3, name: "Timeliness", rating: 2, csat: 0, answers: 2 },
            { id: 1, name: "Quality", rating: 4.5, csat: 100, answers: 3 },
        ],
        remarks: [
            {
                id: 7,
                date: "2025-12-05",
                contact: "Purchaser Li",
                overall: 2,
                text: "Six hours late",
            },
        ],
        ...values,
    };
}

const { mountForm, openTab, mockOverview } = customerTab(
    "Satisfaction",
    "fuel_satisfaction_tab",
    "fuel_satisfaction_overview",
    makeOverview
);

async function mountTab(resId = 1) {
    await mountForm({ resId });
    await openTab();
}

test("figures, trend, dimensions and remarks in one call", async () => {
    mockOverview();
    await mountTab();
    expect(queryAllTexts(`${TAB} [data-figure] .h5`)).toEqual(["67%", "-33", "3"]);
    expect(`${TAB} [data-quarter]`).toHaveCount(8);
    expect("[data-quarter='2024-1']").toHaveText(/—/);
    expect("[data-quarter='2025-4']").toHaveText(/67%/);
    expect("[data-quarter='2025-4']").toHaveText(/n = 3/);
    expect(queryAllTexts(".o_fuel_satisfaction_dimensions .fw-bold")).toEqual([
        "2.0",
        "4.5",
    ]);
    expect(".o_fuel_satisfaction_dimensions .bg-danger").toHaveCount(1);
    expect(".o_fuel_satisfaction_remark").toHaveText("Six hours late");
    expect.verifySteps(["overview 1"]);
});

test("a remark opens its answer", async () => {
    mockOverview();
    onRpc("survey.user_input", "get_formview_action", ({ args: [[id]] }) => {
        expect.step(`open ${id}`);
        return { type: "ir.actions.act_window", res_id: id };
    });
    mockService("action", {
        doAction(action) {
            expect.step(`action ${action.res_id}`);
        },
    });
    await mountTab();
    await click(".o_fuel_satisfaction_remarks button");
    await animationFrame();
    expect.verifySteps(["overview 1", "open 7", "action 7"]);
});

test("says so where nobody answered", async () => {
    mockOverview(() =>
        makeOverview({
            total: nothing,
            quarters: makeOverview().quarters.slice(0, 7),
            dimensions: [],
            remarks: [],
        })
    );
    await mountTab();
    expect(".o_fuel_satisfaction_empty").toHaveText(/No answers yet/);
    expect(`${TAB} [data-figure]`).toHaveCount(0);
    expect.verifySteps(["overview 1"]);
});

test("asks nothing for a new customer", async () => {
    mockOverview();
    await mountTab(false);
    expect(TAB).toHaveText(/after saving/);
    expect.verifySteps([]);
});

test("a failed call says why and can be repeated", async () => {
    let fails = true;
    expect.errors(0);
    mockOverview(() => {
        if (fails) {
            throw makeServerError({ message: "The moon is in the way" });
        }
        return makeOverview();
    });
    await mountTab();
    expect(".o_fuel_satisfaction_problem").toHaveText(/The moon is in the way/);
    fails = false;
    await click(".o_fuel_satisfaction_problem button");
    await animationFrame();
    expect(`${TAB} [data-figure]`).toHaveCount(3);
    expect.verifySteps(["overview 1", "overview 1"]);
});

test("shares and scores as they are shown", () => {
    allowTranslations();
    expect([false, 0, 66.7].map(showPercent)).toEqual(["—", "0%", "67%"]);
    expect([false, 0, -0.2, 33.3, -100].map(showNps)).toEqual([
        "—",
        "0",
        "0",
        "+33",
        "-100",
    ]);
});
