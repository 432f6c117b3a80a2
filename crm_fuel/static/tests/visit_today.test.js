import { beforeEach, describe, expect, test } from "@odoo/hoot";
import {
    animationFrame,
    click,
    edit,
    queryOne,
    waitFor as waitForNow,
    waitUntil,
} from "@odoo/hoot-dom";

import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import {
    contains,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { geolocation } from "@crm_fuel/geolocation/geolocation";
import { VisitQueueSystray } from "@crm_fuel/visit_queue/queue_systray";
import { TodayVisits } from "@crm_fuel/visit_queue/today_visits";
import { FuelVisitToday } from "@crm_fuel/visit_today/visit_today";

import { lost, makeQueue, methodsOf, refusal } from "./visit_queue_test_helpers";

defineMailModels();

const FIX = { latitude: 29.945, longitude: 122.0987, accuracy: 12 };
const VISIT = {
    id: 5,
    customer: "Quay Shipping",
    customer_id: 3,
    topic: "Demand research",
    channel: "On site",
    is_remote: false,
    state: "planned",
    planned_start: "2026-03-02 01:00:00",
    planned_end: "2026-03-02 02:00:00",
    latitude: 29.9445,
    longitude: 122.0985,
    radius: 500,
    contacts: [{ id: 31, name: "Captain Zhang" }],
    contact_ids: [],
    result_id: false,
    summary: "",
    next_step: "",
    next_step_date: false,
};
const ON_SITE = {
    verdict: "on_site",
    distance: 59,
    target: "Quay Shipping",
    needs_note: false,
};
const OFF_SITE = { ...ON_SITE, verdict: "off_site", distance: 5100, needs_note: true };

// IndexedDB takes its time on a busy machine.
const waitFor = (selector) => waitForNow(selector, { timeout: 3000 });

const sent = (state) =>
    waitFor(`.o_fuel_card[data-state=${state}]:not(:has(.o_fuel_pending))`);

let asked;
beforeEach(() => {
    asked = 0;
    patchWithCleanup(geolocation, {
        isSecure: () => true,
        isThere: () => true,
        getCurrentPosition(onFix) {
            asked += 1;
            onFix({ coords: FIX });
        },
    });
});

/** Show the day of somebody with `visits`, before a server that gives `answers`. */
async function showToday(visits, answers = {}, { noticeSeen = true } = {}) {
    let kept = visits;
    /** What the server answers, and remembers. */
    const moves = (method, state) => (call) => {
        const answer = answers[method]?.(call) || { visit_id: 5 };
        kept = kept.map((visit) =>
            visit.id === answer.visit_id ? { ...visit, state } : visit
        );
        return answer;
    };
    const { queue, calls } = makeQueue({
        today_visits: () => ({
            visits: kept,
            results: [
                { id: 1, name: "Order intended", tone: "good" },
                { id: 2, name: "Rejected", tone: "bad" },
            ],
            topics: [{ id: 9, name: "Demand research" }],
            channels: [],
            notice_seen: noticeSeen,
        }),
        preview_position: () => ON_SITE,
        ...answers,
        action_check_in: moves("action_check_in", "in_progress"),
        action_check_out: moves("action_check_out", "done"),
    });
    const today = new TodayVisits(queue);
    mockService("fuel_visit_queue", { queue, today });
    await queue.start();
    await mountWithCleanup(FuelVisitToday, {
        props: { action: {} },
        env: await makeMockEnv({ config: getDefaultConfig() }),
    });
    await waitFor(".o_fuel_card, .o_fuel_empty, .o_fuel_problem");
    return { queue, today, calls };
}

const callTo = (calls, method) => calls.find((call) => call.method === method);

describe("check-in", () => {
    test("shows accuracy, distance and verdict before it is confirmed", async () => {
        const { calls } = await showToday([VISIT]);
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await waitFor(".o_fuel_finding");
        expect(".o_fuel_finding").toHaveText(/59 m from Quay Shipping/);
        expect(".o_fuel_finding").toHaveText(/Accurate to 12 m/);
        expect(callTo(calls, "action_check_in")).toBe(undefined);
        await contains(".o_fuel_confirm:enabled").click();
        await sent("in_progress");
        const { args, kwargs } = callTo(calls, "action_check_in");
        expect(args).toEqual([[5]]);
        expect(kwargs.latitude).toBe(FIX.latitude);
        expect(kwargs.accuracy).toBe(12);
    });

    test("off site only with a reason", async () => {
        const { calls } = await showToday([VISIT], {
            preview_position: () => OFF_SITE,
        });
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await waitFor(".o_fuel_finding");
        expect(".o_fuel_confirm").not.toBeEnabled();
        await contains(".o_dialog [name=note]").edit("At the anchorage");
        await contains(".o_fuel_confirm:enabled").click();
        await sent("in_progress");
        expect(callTo(calls, "action_check_in").kwargs.note).toBe("At the anchorage");
    });

    test("denied: says what to do, and goes on without", async () => {
        patchWithCleanup(geolocation, {
            getCurrentPosition: (_onFix, onError) => onError({ code: 1 }),
        });
        const { calls } = await showToday([VISIT]);
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await waitFor(".o_fuel_failure");
        expect(".o_fuel_failure").toHaveText(/Allow location for this site/);
        expect(".o_fuel_confirm").toHaveText("Check in without a position");
        await contains(".o_fuel_confirm:enabled").click();
        await sent("in_progress");
        const { kwargs } = callTo(calls, "action_check_in");
        expect(kwargs.failure).toBe("denied");
        expect("latitude" in kwargs).toBe(false);
    });

    test("the notice comes before the first position", async () => {
        const { calls } = await showToday([VISIT], {}, { noticeSeen: false });
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await waitFor(".o_fuel_notice");
        expect(asked).toBe(0);
        await contains(".o_fuel_accept").click();
        await waitFor(".o_fuel_finding");
        expect(asked).toBe(1);
        // Kept in the browser first, which takes its time, then sent.
        const accepted = () =>
            methodsOf(calls).includes("action_accept_position_notice");
        await waitUntil(accepted, { timeout: 3000 });
        expect(accepted()).toBe(true);
    });

    test("who declines is not asked, and goes on unverified", async () => {
        const { calls } = await showToday([VISIT], {}, { noticeSeen: false });
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await contains(".o_fuel_decline").click();
        await waitFor(".o_fuel_failure");
        await contains(".o_fuel_confirm:enabled").click();
        await sent("in_progress");
        expect(asked).toBe(0);
        expect(callTo(calls, "action_check_in").kwargs.failure).toBe("denied");
        expect(methodsOf(calls)).not.toInclude("action_accept_position_notice");
    });

    test("a refusal opens with the server's sentence, and is sent again", async () => {
        const keys = [];
        const { queue } = await showToday([VISIT], {
            action_check_in({ kwargs }) {
                keys.push(kwargs.key);
                if (!kwargs.note) {
                    throw refusal("Say in a note why.");
                }
                return { visit_id: 5, state: "in_progress" };
            },
        });
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await contains(".o_fuel_confirm:enabled").click();
        await waitFor(".o_fuel_refusal");
        expect(".o_fuel_refusal").toHaveText(/Say in a note why\./);
        expect(".o_fuel_queue").toHaveText(/1 to decide/);
        expect(".o_fuel_card").toHaveAttribute("data-state", "planned");
        await contains(".o_dialog [name=note]").edit("At the anchorage");
        await contains(".o_fuel_send_again").click();
        await sent("in_progress");
        await queue.flush();
        await animationFrame();
        expect(".o_fuel_queue").toHaveCount(0);
        expect(new Set(keys).size).toBe(1);
        expect(keys.length).toBe(2);
    });

    test("the place of a customer is a question", async () => {
        const { calls, queue } = await showToday([VISIT], {
            action_check_in: () => ({ visit_id: 5, proposal: true }),
        });
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await contains(".o_fuel_confirm:enabled").click();
        await contains(".o_fuel_place_no").click();
        await animationFrame();
        expect(queue.state.proposals).toEqual([]);
        expect(methodsOf(calls)).not.toInclude("action_confirm_place");
    });
});

describe("check-out", () => {
    const UNDERWAY = {
        ...VISIT,
        state: "in_progress",
        actual_start: "2026-03-02 01:05:00",
        summary: "Kept",
    };

    test("wants a result, and sends what was changed", async () => {
        const { calls } = await showToday([UNDERWAY]);
        await contains(".o_fuel_card .o_fuel_check_out").click();
        await waitFor(".o_fuel_finding");
        expect(".o_fuel_confirm").not.toBeEnabled();
        expect(".o_fuel_missing").toHaveText("Choose what came of the visit.");
        await click(queryOne(".o_fuel_chip:contains(Order intended)"));
        await click(queryOne(".o_fuel_chip:contains(Captain Zhang)"));
        await contains(".o_dialog [name=next_step]").edit("Send the offer");
        await contains(".o_fuel_confirm:enabled").click();
        await sent("done");
        expect(callTo(calls, "action_check_out").kwargs.values).toEqual({
            result_id: 1,
            contact_ids: [31],
            next_step: "Send the offer",
        });
    });

    test("notes half typed are there again", async () => {
        const { queue } = await showToday([UNDERWAY]);
        await contains(".o_fuel_notes_button").click();
        await waitFor(".o_dialog [name=summary]", { timeout: 3000 });
        await click(".o_dialog [name=summary]");
        await edit("Half a sentence", { confirm: false });
        await queue.store.put("drafts", "visit-5", { summary: "Half a sentence" });
        await contains(".o_dialog [aria-label=Close]").click();
        await contains(".o_fuel_notes_button").click();
        await waitFor(".o_fuel_restored", { timeout: 3000 });
        expect(".o_dialog [name=summary]").toHaveValue("Half a sentence");
    });
});

describe("the day", () => {
    test("nothing planned: what to do", async () => {
        await showToday([]);
        expect(".o_fuel_empty").toHaveText(/Begin an unplanned visit below/);
        expect(".o_fuel_unplanned").toBeEnabled();
    });

    test("one visit at a time", async () => {
        await showToday([{ ...VISIT, id: 6, state: "in_progress" }, VISIT]);
        expect(".o_fuel_card:first").toHaveAttribute("data-visit", "6");
        expect(".o_fuel_card[data-visit='5'] .o_fuel_check_in").not.toBeEnabled();
        expect(".o_fuel_unplanned").not.toBeEnabled();
    });

    test("by telephone there is no check-in", async () => {
        await showToday([{ ...VISIT, is_remote: true }]);
        expect(".o_fuel_card .o_fuel_check_in").toHaveCount(0);
        expect(".o_fuel_card .o_fuel_open").toHaveCount(1);
    });

    test("without a network it says so, and keeps what is done", async () => {
        let isOffline = false;
        const guard = (answer) => () => {
            if (isOffline) {
                throw lost();
            }
            return answer;
        };
        const { queue } = await showToday([VISIT], {
            context_get: guard({ uid: 7 }),
            preview_position: guard(ON_SITE),
        });
        await mountWithCleanup(VisitQueueSystray);
        expect(".o_fuel_queue_systray").toHaveCount(0);
        isOffline = true;
        await contains(".o_fuel_card .o_fuel_check_in").click();
        await waitFor(".o_fuel_finding");
        expect(".o_fuel_finding").toHaveText(/Probably on site/);
        await contains(".o_fuel_confirm:enabled").click();
        await waitFor(".o_fuel_pending");
        expect(".o_fuel_offline").toHaveCount(1);
        expect(".o_fuel_queue").toHaveText(/1 waiting to be sent/);
        expect(".o_fuel_queue_systray").toHaveText("1");
        isOffline = false;
        await queue.flush();
        await animationFrame();
        expect(".o_fuel_pending").toHaveCount(0);
        expect(".o_fuel_queue_systray").toHaveCount(0);
        expect(".o_fuel_offline").toHaveCount(0);
    });
});
