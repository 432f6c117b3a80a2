import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, click, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";

import {
    allowTranslations,
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { showShare } from "@crm_fuel/visit_tab/fuel_visit_tab";

import { customerTab, defineCustomer } from "./customer_tab_test_helpers";

const TAB = ".o_fuel_visit_tab";

defineCustomer();
beforeEach(() => {
    mockDate("2026-03-15 12:00:00");
});

function makeOverview(values = {}) {
    return {
        visits: [
            {
                id: 7,
                date: "2026-03-20",
                state: "planned",
                topic: "Contract",
                channel: "On site",
                user: "Anna",
                result: "",
                tone: "",
                verdict: "",
            },
            {
                id: 6,
                date: "2026-01-05",
                state: "done",
                topic: "Demand research",
                channel: "On board",
                user: "Bo",
                result: "Order intended",
                tone: "good",
                verdict: "on_site",
            },
        ],
        count: 2,
        turn: {
            status: "overdue",
            visit_interval: 30,
            last_visit_date: "2026-01-05",
            next_visit_date: "2026-03-20",
            due_date: "2026-02-04",
            days_overdue: 39,
            planned: 4,
            kept: 3,
            visited: 6,
            expected: 12,
        },
        ...values,
    };
}

const { mountForm, openTab, mockOverview } = customerTab(
    "Visits",
    "fuel_visit_tab",
    "fuel_visit_overview",
    makeOverview
);

test("asks nothing until the tab is opened, and then once", async () => {
    mockOverview();
    await mountForm();
    expect.verifySteps([]);
    await openTab();
    expect.verifySteps(["overview 1"]);
    await openTab("General");
    expect(TAB).toHaveCount(0);
    await openTab();
    expect(`${TAB} .o_fuel_visit_line`).toHaveCount(2);
    expect.verifySteps([]);
});

test("tells whose turn it is", async () => {
    mockOverview();
    await mountForm();
    await openTab();
    expect(".o_fuel_visit_status").toHaveText("Overdue");
    expect(".o_fuel_visit_status").toHaveClass("text-bg-danger");
    expect(queryAllTexts(`${TAB} [data-figure] .h5`)).toEqual([
        "01/05/2026",
        "03/20/2026",
        "02/04/2026",
        "30",
        "3 of 4 (75%)",
        "6 of 12 (50%)",
    ]);
    expect("[data-figure=due]").toHaveText(/39 days ago/);
    expect.verifySteps(["overview 1"]);
});

test("lists visits with their result, else their state", async () => {
    mockOverview();
    await mountForm();
    await openTab();
    expect(queryAllTexts(`${TAB} .o_fuel_visit_outcome .badge`)).toEqual([
        "Planned",
        "Order intended",
    ]);
    expect(`${TAB} .badge.text-bg-success`).toHaveCount(1);
    expect(`${TAB} [aria-label='Verified on site']`).toHaveCount(1);
    expect(queryText(`${TAB} .o_fuel_visit_about:last`)).toInclude("On board · Bo");
    expect(".o_fuel_visit_all").toHaveText("All visits (2)");
    expect.verifySteps(["overview 1"]);
});

test("shows no turn to who does not answer for the customer", async () => {
    mockOverview(() => makeOverview({ turn: false }));
    await mountForm();
    await openTab();
    expect(".o_fuel_visit_status").toHaveCount(0);
    expect(`${TAB} [data-figure]`).toHaveCount(0);
    expect(".o_fuel_visit_other").toHaveText(/Only the account manager/);
    expect(".o_fuel_visit_line").toHaveCount(2);
    expect.verifySteps(["overview 1"]);
});

test("says what to do where there are no visits", async () => {
    mockOverview(() => makeOverview({ visits: [], count: 0 }));
    await mountForm();
    await openTab();
    expect(".o_fuel_visit_empty").toHaveText(/No visits yet/);
    expect(".o_fuel_visit_all").toHaveCount(0);
    expect.verifySteps(["overview 1"]);
});

test("a new customer has no visits", async () => {
    mockOverview();
    await mountForm({ resId: false });
    await openTab();
    expect(".o_fuel_visit_new").toHaveCount(1);
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
    await mountForm();
    await openTab();
    expect(".o_fuel_visit_problem").toHaveText(/The moon is in the way/);
    fails = false;
    await click(".o_fuel_visit_problem button");
    await animationFrame();
    expect(".o_fuel_visit_problem").toHaveCount(0);
    expect(".o_fuel_visit_line").toHaveCount(2);
    expect.verifySteps(["overview 1", "overview 1"]);
});

test("logs a visit after saving what was typed, and asks anew", async () => {
    mockService("action", {
        doAction(action, options) {
            expect.step(`do ${action.res_model}`);
            options.onClose();
        },
    });
    mockOverview();
    onRpc("customer", "web_save", () => expect.step("save"));
    onRpc("res.partner", "action_log_visit", ({ args: [[id]] }) => {
        expect.step(`log ${id}`);
        return { type: "ir.actions.act_window", res_model: "fuel.visit" };
    });
    await mountForm();
    await contains("[name=name] input").edit("Zhoushan Shipping Co");
    await openTab();
    expect.verifySteps(["overview 1"]);
    await click(`${TAB} .btn-primary`);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["save", "log 1", "do fuel.visit", "overview 1", "overview 1"]);
});

test("opens a visit", async () => {
    const actions = [];
    mockService("action", {
        doAction(action) {
            actions.push(action);
        },
    });
    mockOverview();
    await mountForm();
    await openTab();
    await click(".o_fuel_visit_line:last");
    expect(actions.map((action) => [action.res_model, action.res_id])).toEqual([
        ["fuel.visit", 6],
    ]);
    expect.verifySteps(["overview 1"]);
});

test("shares", () => {
    allowTranslations();
    expect(String(showShare(0, 0))).toBe("—");
    expect(String(showShare(0, 3))).toBe("0 of 3 (0%)");
    expect(String(showShare(2, 3))).toBe("2 of 3 (67%)");
    expect(String(showShare(5, 4))).toBe("5 of 4 (125%)");
});
