import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryText, waitFor, waitUntil } from "@odoo/hoot-dom";
import { mockDate, runAllTimers } from "@odoo/hoot-mock";

import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    makeMockEnv,
} from "@web/../tests/web_test_helpers";

import { dueText, sinceText } from "@crm_fuel/workbench/workbench_labels";

import { lost, refusal } from "./visit_queue_test_helpers";
import {
    customer,
    list,
    makeAnswer,
    makeTeamAnswer,
    question,
    receipt,
    showWorkbench,
} from "./workbench_test_helpers";

defineMailModels();
beforeEach(() => {
    mockDate("2026-03-15 12:00:00", +8);
});

const card = (name, selector = "") => `[data-card=${name}] ${selector}`;
const titles = (name) => queryAllTexts(card(name, ".o_fuel_line_open .fw-bold"));

describe("words", () => {
    beforeEach(async () => {
        allowTranslations();
        await makeMockEnv();
    });

    test("when something is due", () => {
        const today = "2026-03-15";
        const tell = (day) => {
            const { text, tone } = dueText(day, today);
            return [String(text), tone];
        };
        expect(tell(false)).toEqual(["", ""]);
        expect(tell("2026-03-01")).toEqual(["14 days late", "late"]);
        expect(tell("2026-03-14")).toEqual(["1 day late", "late"]);
        expect(tell("2026-03-15")).toEqual(["Today", "now"]);
        expect(tell("2026-03-16")).toEqual(["Tomorrow", "later"]);
        expect(tell("2026-03-17")).toEqual(["03/17/2026", "later"]);
    });

    test("how long ago", () => {
        const now = luxon.DateTime.fromISO("2026-03-15T04:00:00Z");
        expect(String(sinceText("2026-03-15 03:35:00", now))).toBe("25 min");
        expect(String(sinceText("2026-03-15 02:35:00", now))).toBe("1 h 25 min");
        expect(String(sinceText("2026-03-15 04:35:00", now))).toBe("0 min");
    });
});

describe("my day", () => {
    test("one call shows all cards, today's visits among them", async () => {
        const { calls } = await showWorkbench(() => makeAnswer());
        expect(calls.filter(({ method }) => method === "today_visits")).toHaveLength(0);
        expect(calls.filter(({ method }) => method === "load_tab")).toHaveLength(1);
        const cards = ["visits", "todos", "announcements", "due", "risk", "shared"];
        for (const name of cards) {
            expect(`section[data-card=${name}]`).toHaveCount(1);
        }
        expect(".o_fuel_tabs").toHaveCount(0);
        expect(card("todos")).toHaveText(/Nothing waits for you/);
        expect(card("visits")).toHaveText(/No visits today/);
    });

    test("to-dos in the server's order, with kind, day and what one tap does", async () => {
        const todos = list([
            receipt(1, { deadline: "2026-03-13" }),
            question(2, { priority: true, deadline: "2026-03-20" }),
        ]);
        const { actions } = await showWorkbench(() => makeAnswer({ todos }));
        expect(titles("todos")).toEqual(["Announcement 1", "Question 2"]);
        expect(card("todos", ".badge.text-bg-danger")).toHaveText("2 days late");
        expect(card("todos", "[aria-label=Important]")).toHaveCount(1);
        expect(card("todos", ".o_fuel_line_act")).toHaveCount(1);
        expect(card("todos", ".o_fuel_line_act")).toHaveAttribute(
            "aria-label",
            "Acknowledge: Announcement 1"
        );
        await contains(card("todos", ".o_fuel_line_open:first")).click();
        expect(actions[0].res_model).toBe("fuel.announcement");
        expect(actions[0].res_id).toBe(101);
    });

    test("one tap does it, and the page shows what is left", async () => {
        let items = [receipt(1), receipt(2)];
        const { calls, loads } = await showWorkbench(
            () => makeAnswer({ todos: list(items) }),
            {
                action_acknowledge: () => {
                    items = [receipt(2)];
                    return true;
                },
            }
        );
        await contains(card("todos", ".o_fuel_line_act:first")).click();
        await waitUntil(() => titles("todos").length === 1, { timeout: 3000 });
        expect(titles("todos")).toEqual(["Announcement 2"]);
        expect(loads()).toHaveLength(2);
        const call = calls.find(({ method }) => method === "action_acknowledge");
        expect(call.model).toBe("fuel.announcement.receipt");
        expect(call.args).toEqual([[1]]);
        await waitFor(".o_notification");
        expect(".o_notification").toHaveText(/Done: Announcement 1/);
    });

    test("a refusal is told, and the page shows how things are", async () => {
        const { loads } = await showWorkbench(
            () => makeAnswer({ todos: list([receipt(1)]) }),
            {
                action_acknowledge() {
                    throw refusal("It was withdrawn.");
                },
            }
        );
        await contains(card("todos", ".o_fuel_line_act")).click();
        await waitFor(".o_notification");
        expect(".o_notification").toHaveText(/It was withdrawn/);
        await waitFor(card("todos", ".o_fuel_line_act:enabled"), { timeout: 3000 });
        expect(loads()).toHaveLength(2);
    });

    test("customers due and at risk", async () => {
        const { actions } = await showWorkbench(
            () =>
                makeAnswer({
                    due: list([customer(1), customer(2, { status: "never" })], {
                        count: 9,
                        domain: [["user_id", "=", 7]],
                    }),
                    risk: list([customer(3)], { domain: [] }),
                }),
            { action_plan_visits: () => ({ type: "ir.actions.act_window" }) }
        );
        expect(queryAllTexts(card("due", ".o_fuel_line_detail"))).toEqual([
            "12 days overdue",
            "Never visited",
        ]);
        expect(card("due", ".o_fuel_count")).toHaveText("9");
        expect(queryText(card("risk", ".badge.text-bg-danger"))).toBe("−50.0%");
        await contains(card("due", ".o_fuel_line_act:first")).click();
        await waitUntil(() => actions.length === 1);
        await contains(card("due", ".o_fuel_all")).click();
        expect(actions[1].res_model).toBe("fuel.visit.due");
        expect(actions[1].domain).toEqual([["user_id", "=", 7]]);
    });

    test("the month against target and the days before", async () => {
        const figures = {
            visits_done: 12,
            coverage: 83.4,
            mt: 750,
            mt_before: 600,
            target_mt: 1000,
            leads_opened: 4,
            leads_won: 1,
            questions_answered: 3,
            tasks_on_time: 2,
            tasks_done: 2,
            complaints: 0,
        };
        await showWorkbench(() =>
            makeAnswer({ month: { date_from: "2026-03-01", figures } })
        );
        expect(card("month", ".o_fuel_month_mt")).toHaveText("750 MT");
        expect(card("month", ".o_fuel_month_change")).toHaveText("+25.0%");
        expect(card("month", ".o_fuel_month_target")).toHaveText(
            "75% of the target of 1,000 MT"
        );
        expect(card("month", "[data-figure=coverage] dd")).toHaveText("83%");
        expect(card("month", "[data-figure=leads] dd")).toHaveText("1 of 4");
    });

    test("a card that only the server knows is a list", async () => {
        const { actions } = await showWorkbench(() =>
            makeAnswer({
                complaints: {
                    title: "Open complaints",
                    count: 1,
                    items: [{ model: "fuel.complaint", id: 3, title: "Water" }],
                    action: "crm_fuel.fuel_complaint_action",
                },
            })
        );
        expect(card("complaints", "h2")).toHaveText(/Open complaints/);
        await contains(card("complaints", ".o_fuel_all")).click();
        expect(actions).toEqual(["crm_fuel.fuel_complaint_action"]);
    });
});

describe("states", () => {
    test("the server is down: what was there stays and says of when, then retry", async () => {
        let isDown = false;
        const { queue } = await showWorkbench(() => {
            if (isDown) {
                throw lost();
            }
            return makeAnswer({ todos: list([receipt(1)]) });
        });
        isDown = true;
        await contains(".o_fuel_refresh").click();
        await waitFor(".o_fuel_workbench_problem");
        expect(".o_fuel_workbench_problem").toHaveText(/could not be reached/);
        expect(".o_fuel_workbench_as_of").toHaveText(/What you see is as of/);
        expect(titles("todos")).toEqual(["Announcement 1"]);
        expect(card("todos", ".o_fuel_line_act")).not.toBeEnabled();
        expect(".o_fuel_offline").toHaveCount(1);
        isDown = false;
        await contains(".o_fuel_retry").click();
        await waitFor("[data-fresh=true]");
        expect(".o_fuel_workbench_problem").toHaveCount(0);
        expect(queue.state.isOnline).toBe(true);
        expect(card("todos", ".o_fuel_line_act")).toBeEnabled();
    });

    test("an error of the server is told in its words", async () => {
        await showWorkbench(() => {
            throw refusal("The database is being upgraded.");
        });
        expect(".o_fuel_workbench_problem").toHaveText(/being upgraded/);
        expect(".o_fuel_workbench").toHaveAttribute("data-loaded", "false");
        expect(".o_fuel_unplanned").toHaveCount(1);
    });

    test("what comes live is loaded, many at once only once", async () => {
        let items = [];
        const { live, loads } = await showWorkbench(() =>
            makeAnswer({ todos: list(items) })
        );
        items = [question(5)];
        live({ kind: "task" });
        live({ kind: "announcement" });
        await runAllTimers();
        await waitFor(card("todos", ".o_fuel_line"));
        expect(titles("todos")).toEqual(["Question 5"]);
        expect(loads()).toHaveLength(2);
    });
});

describe("my team", () => {
    const visit = {
        model: "fuel.visit",
        id: 4,
        user_id: 9,
        user: "Bo",
        customer: "Quay Shipping",
        since: "2026-03-15 10:35:00",
        place: "Zhoushan",
        verdict: "off_site",
    };
    const team = () =>
        makeTeamAnswer({
            people: {
                ...makeTeamAnswer().cards.people,
                ...list([visit]),
            },
            late: list([
                {
                    user_id: 9,
                    user: "Bo",
                    lines: [
                        {
                            kind: "visits",
                            label: "Late visits",
                            model: "fuel.visit",
                            count: 2,
                            domain: [["user_id", "=", 9]],
                        },
                    ],
                },
            ]),
            review: list([
                {
                    kind: "visits",
                    label: "Visits of the last 30 days",
                    model: "fuel.visit",
                    count: 5,
                    domain: [["reviewed_by_id", "=", false]],
                },
            ]),
        });
    const both = (tab) =>
        tab === "team" ? team() : makeAnswer({}, { has_team: true });

    test("a second tab, asked for when it is opened", async () => {
        const { loads } = await showWorkbench(both);
        expect(loads()).toHaveLength(1);
        expect("[role=tab]").toHaveCount(2);
        await contains("[data-tab=team]").click();
        await waitFor(card("people", ".o_fuel_line"));
        expect("[data-tab=team]").toHaveAttribute("aria-selected", "true");
        expect("section[data-card=visits]").toHaveCount(0);
        expect(loads().map((call) => call.args)).toEqual([["mine"], ["team"]]);
        expect(card("people", ".o_fuel_line")).toHaveText(/Bo/);
        expect(card("people", ".o_fuel_since")).toHaveText("1 h 25 min");
        expect(card("people", ".badge.text-bg-warning")).toHaveText("Off site");
    });

    test("each line leads to the list of what it counts", async () => {
        const { actions } = await showWorkbench(both);
        await contains("[data-tab=team]").click();
        await waitFor(card("people", ".o_fuel_line"));
        await contains(card("late", "[data-kind=visits]")).click();
        await contains(card("review", "[data-kind=visits] button")).click();
        await contains(card("people", "[data-state=planned]")).click();
        expect(actions.map((action) => action.domain)).toEqual([
            [["user_id", "=", 9]],
            [["reviewed_by_id", "=", false]],
            [
                ["date", "=", "2026-03-15"],
                ["state", "=", "planned"],
            ],
        ]);
        expect(actions[0].name).toBe("Late visits: Bo");
        expect(actions[0].mobile_view_mode).toBe("kanban");
    });

    test("arrow keys go from tab to tab", async () => {
        await showWorkbench(both);
        await contains("[data-tab=mine]").focus();
        await press("ArrowRight");
        await waitFor(card("people"));
        expect("[data-tab=team]").toBeFocused();
        expect("[data-tab=mine]").toHaveAttribute("tabindex", "-1");
        await press("ArrowRight");
        await waitFor(card("todos"));
        expect("[data-tab=mine]").toBeFocused();
    });
});
