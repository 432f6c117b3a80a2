import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import { changedNotes, notesOf } from "@crm_fuel/visit_check/notes_form";
import { overlay, TodayVisits } from "@crm_fuel/visit_queue/today_visits";

import {
    checkIn,
    lost,
    makeQueue,
    makeStore,
    refusal,
} from "./visit_queue_test_helpers";

describe.current.tags("headless");
beforeEach(allowTranslations);

const planned = { id: 5, customer: "Quay Shipping", state: "planned", summary: "" };
const answerOf = (visits) => ({
    visits,
    results: [],
    topics: [],
    channels: [],
    notice_seen: true,
});

describe("visits as they will be", () => {
    test("check-in, notes, check-out", () => {
        const entries = [
            { key: "a", kind: "check_in", visitId: 5, madeAt: "2026-03-02 01:00:00" },
            { key: "b", kind: "notes", visitId: 5, values: { summary: "Half" } },
        ];
        const [visit] = overlay([planned], entries);
        expect(visit.state).toBe("in_progress");
        expect(visit.summary).toBe("Half");
        expect(planned.state).toBe("planned");
        const out = {
            key: "c",
            kind: "check_out",
            visitId: 5,
            values: { result_id: 2 },
        };
        const [done] = overlay([planned], [...entries, out]);
        expect(done).toEqual({ ...visit, state: "done", result_id: 2 });
    });

    test("what was refused has not happened, nor what waits behind it", () => {
        const problem = { type: "refused", message: "" };
        const entries = [
            { key: "a", kind: "check_in", visitId: 5, problem },
            { key: "b", kind: "check_out", visitId: 5, values: {} },
        ];
        expect(overlay([planned], entries)).toEqual([planned]);
    });

    test("an unplanned visit is there before the server has it", () => {
        const visit = { customer: "Walk In", customer_id: 3 };
        const entries = [
            { key: "a", kind: "check_in_new", visit, madeAt: "2026-03-02 01:00:00" },
            { key: "b", kind: "notes", newKey: "a", values: { summary: "Half" } },
        ];
        const [, made] = overlay([planned], entries);
        expect(made.customer).toBe("Walk In");
        expect(made.key).toBe("a");
        expect(made.state).toBe("in_progress");
        expect(made.summary).toBe("Half");
    });
});

describe("what the server told last", () => {
    test("is shown again without a network, and when it is from", async () => {
        const store = makeStore();
        const online = makeQueue(
            { today_visits: () => answerOf([planned]) },
            { store }
        );
        await new TodayVisits(online.queue).load();
        const offline = makeQueue(
            {
                today_visits() {
                    throw lost();
                },
            },
            { store }
        );
        const today = new TodayVisits(offline.queue);
        await today.load();
        expect(today.visits).toEqual([planned]);
        expect(today.state.isFresh).toBe(false);
        expect(today.state.at).toMatch(/^\d{4}-/);
        expect(today.state.problem).toBe("");
        expect(offline.queue.state.isOnline).toBe(false);
    });

    test("nothing kept and no network: says so", async () => {
        const { queue } = makeQueue({
            today_visits() {
                throw lost();
            },
        });
        const today = new TodayVisits(queue);
        await today.load();
        expect(today.state.problem).toMatch(/none are kept on this device/);
        expect(today.state.isLoading).toBe(false);
    });

    test("a refusal is told in the server's words", async () => {
        const { queue } = makeQueue({
            today_visits() {
                throw refusal("Not for you.", "odoo.exceptions.AccessError");
            },
        });
        const today = new TodayVisits(queue);
        await today.load();
        expect(today.state.problem).toBe("Not for you.");
    });

    test("what was sent shows before it is asked anew", async () => {
        const { queue } = makeQueue({ today_visits: () => answerOf([planned]) });
        const today = new TodayVisits(queue);
        await today.load();
        await queue.submit(checkIn());
        await queue.flush();
        expect(queue.state.entries).toEqual([]);
        expect(today.visits[0].state).toBe("in_progress");
    });
});

test("only notes that were changed are sent", () => {
    const before = notesOf({ summary: "Old", contact_ids: [1] });
    const after = { ...before, contact_ids: [1, 2], next_step: "Call" };
    expect(changedNotes(before, after)).toEqual({
        contact_ids: [1, 2],
        next_step: "Call",
    });
    expect(changedNotes(before, { ...before })).toEqual({});
});
