import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, click, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";

import { contains, makeServerError, onRpc } from "@web/../tests/web_test_helpers";

import { customerTab, defineCustomer, mockActions } from "./customer_tab_test_helpers";

const TAB = ".o_fuel_complaint_tab";

defineCustomer();
beforeEach(() => {
    mockDate("2026-03-15 12:00:00", +0);
});

function makeOverview(values = {}) {
    const common = {
        type: "Quantity",
        deadline: false,
        is_waiting: false,
        claimed_mt: 0,
        received_on: "2026-03-10 08:00:00",
    };
    return {
        complaints: [
            {
                ...common,
                id: 7,
                number: "CP00007",
                name: "4.2 t short",
                state: "new",
                state_label: "New",
                deadline: "2026-03-15 10:00:00",
                claimed_mt: 4.2,
            },
            {
                ...common,
                id: 6,
                number: "CP00006",
                name: "Sediment",
                state: "proposed",
                state_label: "Settlement proposed",
                is_waiting: true,
            },
            {
                ...common,
                id: 3,
                number: "CP00003",
                name: "Late barge",
                state: "settled",
                state_label: "Settled",
            },
        ],
        count: 12,
        open: 2,
        ...values,
    };
}

const { mountForm, openTab, mockOverview } = customerTab(
    "Complaints",
    "fuel_complaint_tab",
    "fuel_complaint_overview",
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
    expect(`${TAB} .o_fuel_complaint_line`).toHaveCount(3);
    expect.verifySteps([]);
});

test("lists number, subject, type, state, deadline and tonnes", async () => {
    mockOverview();
    await mountForm();
    await openTab();
    expect(queryAllTexts(`${TAB} .o_fuel_complaint_state`)).toEqual([
        "New",
        "Settlement proposed",
        "Settled",
    ]);
    const first = queryText(`${TAB} .o_fuel_complaint_line:first`);
    for (const part of ["CP00007", "4.2 t short", "Quantity", "4.20 MT claimed"]) {
        expect(first).toInclude(part);
    }
    expect(".o_fuel_complaint_left").toHaveCount(1);
    expect(".o_fuel_complaint_left").toHaveText(/^2 h \d min late$/);
    expect(".o_fuel_complaint_left").toHaveClass("text-bg-danger");
    expect(`${TAB} .badge:contains(Waiting for the customer)`).toHaveCount(1);
    expect(".o_fuel_complaint_all").toHaveText("All complaints (12, 2 open)");
    expect.verifySteps(["overview 1"]);
});

test("says so where there are none", async () => {
    mockOverview(() => makeOverview({ complaints: [], count: 0, open: 0 }));
    await mountForm();
    await openTab();
    expect(".o_fuel_complaint_empty").toHaveText(/No complaints/);
    expect(".o_fuel_complaint_all").toHaveCount(0);
    expect.verifySteps(["overview 1"]);
});

test("a new customer has no complaints", async () => {
    mockOverview();
    await mountForm({ resId: false });
    await openTab();
    expect(".o_fuel_complaint_new").toHaveCount(1);
    expect(".o_fuel_complaint_raise").toHaveCount(0);
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
    expect(".o_fuel_complaint_problem").toHaveText(/The moon is in the way/);
    fails = false;
    await click(".o_fuel_complaint_problem button");
    await animationFrame();
    expect(".o_fuel_complaint_problem").toHaveCount(0);
    expect(".o_fuel_complaint_line").toHaveCount(3);
    expect.verifySteps(["overview 1", "overview 1"]);
});

test("opens a complaint, all of them, and a new one", async () => {
    const actions = mockActions();
    mockOverview();
    onRpc("res.partner", "action_open_fuel_complaints", () => ({ name: "all" }));
    await mountForm();
    await openTab();
    await click(".o_fuel_complaint_line:last");
    await animationFrame();
    await click(".o_fuel_complaint_all");
    await animationFrame();
    await click(".o_fuel_complaint_raise");
    await animationFrame();
    expect(actions.map((it) => it.res_id || it.name || it.context)).toEqual([
        3,
        "all",
        { default_customer_id: 1 },
    ]);
    // Once for the tab, and once more after what was opened.
    expect.verifySteps(["overview 1", "overview 1"]);
});

test("saves what was typed before a complaint is raised", async () => {
    const actions = mockActions();
    mockOverview();
    onRpc("customer", "web_save", () => expect.step("save"));
    await mountForm();
    await contains("[name=name] input").edit("Zhoushan Shipping Co");
    await openTab();
    await click(".o_fuel_complaint_raise");
    await animationFrame();
    await animationFrame();
    expect(actions).toHaveLength(1);
    expect.verifySteps(["overview 1", "save", "overview 1"]);
});
