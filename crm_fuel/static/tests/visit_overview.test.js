import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import { Deferred, mockDate } from "@odoo/hoot-mock";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    barsOf,
    formatHours,
    formatRate,
    periodOf,
} from "@crm_fuel/visit_overview/visit_figures";
import {
    contains,
    defineModels,
    getService,
    makeMockEnv,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

const { DateTime } = luxon;
const WORDS = { none: "None", rest: (number) => `${number} others` };

function makeOverview(values = {}) {
    return {
        results: [
            { id: 1, name: "Order intended", count: 6, tone: "good" },
            { id: false, name: false, count: 2, tone: false },
        ],
        channels: [{ id: 2, name: "Telephone", count: 8 }],
        customers: [
            { id: 3, name: "Ocean", count: 4 },
            { id: 4, name: "Coast", count: 1 },
        ],
        users: [{ id: 5, name: "Anna", count: 8 }],
        rest: {
            results: { number: 0, count: 0 },
            channels: { number: 0, count: 0 },
            customers: { number: 3, count: 3 },
            users: { number: 0, count: 0 },
        },
        figures: {
            done: 8,
            with_place: 4,
            on_site: 3,
            unverified: 0,
            on_site_rate: 0.75,
            unverified_rate: 0,
            timed: 4,
            duration: 1.5,
            planned: { due: 10, done: 8, cancelled: 1, missed: 1, open: 0 },
            coverage: { due: 3, visited: 2, rate: 2 / 3 },
        },
        domains: {
            done: [["state", "=", "done"]],
            on_site: [["verdict", "=", "on_site"]],
            unverified: [["verdict", "=", "unverified"]],
            timed: [["is_checked_in", "=", true]],
            planned: [["is_planned", "=", true]],
            missed: [["state", "=", "planned"]],
            coverage: [["user_id", "=", 7]],
        },
        topics: [{ id: 21, name: "Demand research" }],
        teams: [{ id: 31, name: "North" }],
        ...values,
    };
}

describe("figures", () => {
    test("periods include both of their days", () => {
        const today = DateTime.fromISO("2024-02-29");
        expect(periodOf("this_month", today)).toEqual({
            from: "2024-02-01",
            to: "2024-02-29",
        });
        expect(periodOf("last_month", DateTime.fromISO("2026-03-31"))).toEqual({
            from: "2026-02-01",
            to: "2026-02-28",
        });
        expect(periodOf("this_quarter", today)).toEqual({
            from: "2024-01-01",
            to: "2024-03-31",
        });
        expect(periodOf("this_year", today).to).toBe("2024-12-31");
        expect(periodOf("last_12_months", DateTime.fromISO("2026-03-15"))).toEqual({
            from: "2025-03-16",
            to: "2026-03-15",
        });
    });

    test("rates and hours", async () => {
        // Numbers are written as the user's language has them.
        await makeMockEnv();
        expect(formatRate(false)).toBe("—");
        expect(formatRate(0)).toBe("0%");
        expect(formatRate(2 / 3)).toBe("66.7%");
        expect(formatHours(false)).toBe("—");
        expect(formatHours(1.999)).toBe("2:00");
        expect(formatHours(0.1)).toBe("0:06");
    });

    test("bars add up, and open what they count", () => {
        const bars = barsOf(makeOverview(), "customers", WORDS);
        expect(bars.map((bar) => [bar.label, bar.count, bar.width, bar.share])).toEqual(
            [
                ["Ocean", 4, 100, 0.5],
                ["Coast", 1, 25, 0.125],
                ["3 others", 3, 0, 0.375],
            ]
        );
        expect(bars[2].domain).toEqual([
            ["state", "=", "done"],
            ["customer_id", "not in", [3, 4]],
        ]);
        const [, none] = barsOf(makeOverview(), "results", WORDS);
        expect(none.label).toBe("None");
        expect(none.domain.at(-1)).toEqual(["result_id", "=", false]);
    });
});

describe("screen", () => {
    defineModels(mailModels);
    beforeEach(() => mockDate("2026-03-15 12:00:00"));

    async function mountScreen(answer = () => makeOverview()) {
        onRpc("fuel.visit", "overview", ({ args, kwargs }) => {
            expect.step([...args, kwargs.scope, kwargs.topic_ids, kwargs.team_ids]);
            return answer();
        });
        await mountWithCleanup(WebClient);
        await getService("action").doAction({
            type: "ir.actions.client",
            tag: "fuel_visit_overview",
        });
        await animationFrame();
    }

    const MARCH = ["2026-03-01", "2026-03-31"];

    test("one call, figures with what they are told of, four charts", async () => {
        await mountScreen();
        expect.verifySteps([[...MARCH, "all", [], []]]);
        expect("[data-figure=done]").toHaveText(/8$/);
        expect("[data-figure=coverage]").toHaveText(
            /66.7%\n?2 visited of 3 customers due/
        );
        expect("[data-figure=on_site]").toHaveText(/75%\n?3 of 4 visits with a place/);
        expect("[data-figure=unverified]").not.toBeEnabled();
        expect("[data-figure=duration]").toHaveText(/1:30/);
        expect(queryAllTexts(".o_fuel_visit_chart h2")).toEqual([
            "By result",
            "By channel",
            "By visited unit",
            "By visitor",
        ]);
        expect("[data-chart=results] [data-bar='1']").toHaveAttribute(
            "aria-label",
            "Order intended: 6 visits, 75%"
        );
    });

    test("what is chosen is asked for", async () => {
        await mountScreen();
        await contains("select[name=period]").select("last_month");
        await contains("select[name=scope]").select("mine");
        await contains("select[name=topic]").select("21");
        await contains("select[name=team]").select("31");
        await animationFrame();
        const february = ["2026-02-01", "2026-02-28"];
        expect.verifySteps([
            [...MARCH, "all", [], []],
            [...february, "all", [], []],
            [...february, "mine", [], []],
            [...february, "mine", [21], []],
            [...february, "mine", [21], [31]],
        ]);
    });

    test("bars and figures open their visits", async () => {
        await mountScreen();
        const actions = [];
        patchWithCleanup(getService("action"), {
            doAction: (action) => actions.push(action),
        });
        await contains("[data-chart=users] [data-bar='5']").click();
        await contains("[data-figure=planned]").click();
        await contains("[data-figure=coverage]").click();
        expect(actions.map((action) => [action.res_model, action.domain])).toEqual([
            [
                "fuel.visit",
                [
                    ["state", "=", "done"],
                    ["user_id", "=", 5],
                ],
            ],
            ["fuel.visit", [["is_planned", "=", true]]],
            ["fuel.visit.due", [["user_id", "=", 7]]],
        ]);
        expect(actions[1].context).toEqual({ group_by: ["state"] });
        expect.verifySteps([[...MARCH, "all", [], []]]);
    });

    test("an empty period says what to do", async () => {
        const overview = makeOverview();
        overview.figures.done = 0;
        overview.figures.planned.due = 0;
        await mountScreen(() => overview);
        expect(".o_fuel_visit_empty").toHaveText(/Choose a longer period/);
        expect(".o_fuel_visit_chart").toHaveCount(0);
        expect.verifySteps([[...MARCH, "all", [], []]]);
    });

    test("loading, then the server's reason and another try", async () => {
        const answer = new Deferred();
        let isBroken = true;
        await mountScreen(async () => {
            if (isBroken) {
                await answer;
                throw makeServerError({ message: "The database rests." });
            }
            return makeOverview();
        });
        expect(".o_fuel_visit_loading").toHaveCount(1);
        answer.resolve();
        await animationFrame();
        await animationFrame();
        expect(".o_fuel_visit_problem").toHaveText(/The database rests\./);
        isBroken = false;
        await contains(".o_fuel_visit_problem button").click();
        expect(".o_fuel_visit_problem").toHaveCount(0);
        expect("[data-figure=done]").toHaveText(/8$/);
        expect.verifySteps([
            [...MARCH, "all", [], []],
            [...MARCH, "all", [], []],
        ]);
    });
});
