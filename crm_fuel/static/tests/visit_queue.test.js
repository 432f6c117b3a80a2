import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import {
    callOf,
    delayAfter,
    newKey,
    nextEntry,
    problemOf,
    threadOf,
} from "@crm_fuel/visit_queue/queue_rules";

import {
    checkIn,
    lost,
    makeQueue,
    makeStore,
    methodsOf,
    refusal,
} from "./visit_queue_test_helpers";

describe.current.tags("headless");
beforeEach(allowTranslations);

describe("rules", () => {
    test("keys are as the server wants them, and no two alike", () => {
        const keys = Array.from({ length: 50 }, newKey);
        expect(new Set(keys).size).toBe(50);
        expect(keys.every((key) => /^[A-Za-z0-9-]{16,64}$/.test(key))).toBe(true);
    });

    test("an entry says what it asks of the server", () => {
        const entry = { ...checkIn({ note: "At anchor" }), key: "k", madeAt: "m" };
        expect(callOf(entry, "s")).toEqual({
            model: "fuel.visit",
            method: "action_check_in",
            args: [[5]],
            kwargs: {
                key: "k",
                made_at: "m",
                sent_at: "s",
                latitude: 29.9,
                longitude: 122.1,
                accuracy: 10,
                note: "At anchor",
            },
        });
        const values = { result_id: 3 };
        const out = callOf({ ...entry, kind: "check_out", values }, "s");
        expect(out.method).toBe("action_check_out");
        expect(out.kwargs.values).toEqual(values);
        expect(callOf({ ...entry, kind: "notes", values }, "s").kwargs).toEqual({
            key: "k",
            values,
        });
        const denied = callOf({ ...entry, position: { failure: "denied" } }, "s");
        expect(denied.kwargs.failure).toBe("denied");
        expect("latitude" in denied.kwargs).toBe(false);
    });

    test("errors: network, session, refusal, fault, our own defect", () => {
        expect(problemOf(lost()).type).toBe("network");
        const name = "odoo.http.SessionExpiredException";
        expect(problemOf(refusal("Expired", name)).type).toBe("login");
        expect(problemOf(refusal("No result"))).toEqual({
            type: "refused",
            message: "No result",
        });
        expect(problemOf(refusal("x", "odoo.exceptions.AccessError")).type).toBe(
            "refused"
        );
        expect(problemOf(refusal("x", "psycopg2.OperationalError")).type).toBe("fault");
        expect(problemOf(new TypeError("ours"))).toBe(null);
    });

    test("of a visit, each waits for those before it", () => {
        const refused = { type: "refused", message: "" };
        const entries = [
            { key: "a", kind: "check_in", visitId: 1, problem: refused },
            { key: "b", kind: "check_out", visitId: 1 },
            { key: "c", kind: "check_in", visitId: 2 },
            { key: "d", kind: "check_out", visitId: 2 },
        ];
        expect(nextEntry(entries).key).toBe("c");
        expect(nextEntry(entries, new Set(["c"]))).toBe(null);
    });

    test("what follows an unplanned check-in waits until that is a visit", () => {
        const first = { key: "a", kind: "check_in_new" };
        const second = { key: "b", kind: "check_out", newKey: "a" };
        expect(threadOf(first)).toBe(threadOf(second));
        expect(nextEntry([first, second]).key).toBe("a");
        expect(nextEntry([second])).toBe(null);
        expect(nextEntry([{ ...second, visitId: 9 }]).key).toBe("b");
    });

    test("the next try comes later each time, but within minutes", () => {
        expect(delayAfter(0, 0.5)).toBe(5_000);
        expect(delayAfter(3, 0.5)).toBe(40_000);
        expect(delayAfter(50, 1)).toBeLessThan(400_000);
    });
});

describe("sending", () => {
    test("is kept, sent with both times, and forgotten", async () => {
        const { queue, calls } = makeQueue();
        const outcome = await queue.submit(checkIn());
        expect(outcome.status).toBe("sent");
        expect(outcome.answer.key).toBe(outcome.key);
        const [, { kwargs }] = calls;
        expect(kwargs.made_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
        expect(kwargs.sent_at >= kwargs.made_at).toBe(true);
        expect(kwargs.context.allowed_company_ids).toEqual([1]);
        expect(await queue.store.entries()).toEqual([]);
    });

    test("a lost answer: the same key, again, until there is one", async () => {
        let isLost = true;
        const { queue, calls } = makeQueue({
            action_check_in({ kwargs }) {
                if (isLost) {
                    throw lost();
                }
                return { visit_id: 5, key: kwargs.key };
            },
        });
        const outcome = await queue.submit(checkIn());
        expect(outcome.status).toBe("waiting");
        expect(queue.state.isOnline).toBe(false);
        expect(queue.waiting.length).toBe(1);
        isLost = false;
        await queue.flush();
        expect(queue.waiting.length).toBe(0);
        const keys = calls
            .filter((call) => call.method === "action_check_in")
            .map((call) => call.kwargs.key);
        expect(keys).toEqual([outcome.key, outcome.key]);
    });

    test("another start finds what was kept, in its order", async () => {
        const store = makeStore();
        const offline = makeQueue(
            {
                context_get() {
                    throw lost();
                },
            },
            { store }
        );
        await offline.queue.submit(checkIn());
        await offline.queue.submit({ kind: "notes", visitId: 5, values: {} });
        await offline.queue.submit({ kind: "check_out", visitId: 5, values: {} });
        offline.queue.stop();
        const { queue, calls } = makeQueue({}, { store });
        await queue.start();
        expect(methodsOf(calls)).toEqual([
            "action_check_in",
            "save_notes",
            "action_check_out",
        ]);
        expect(queue.state.entries).toEqual([]);
    });

    test("an unplanned visit: what follows gets its id", async () => {
        let isOffline = true;
        const { queue, calls } = makeQueue({
            context_get() {
                if (isOffline) {
                    throw lost();
                }
                return { uid: 7 };
            },
            check_in_new: () => ({ visit_id: 44 }),
        });
        const values = { customer_id: 3 };
        const made = await queue.submit(checkIn({ kind: "check_in_new", values }));
        await queue.submit({ kind: "check_out", newKey: made.key, values: {} });
        isOffline = false;
        await queue.flush();
        expect(methodsOf(calls)).toEqual(["check_in_new", "action_check_out"]);
        expect(calls.at(-1).args).toEqual([[44]]);
    });

    test("never under another user's session, nor before another's eyes", async () => {
        const store = makeStore();
        const { queue, calls } = makeQueue({}, { store, uid: 8 });
        const { status } = await queue.submit(checkIn());
        expect(status).toBe("waiting");
        expect(queue.state.session).toBe("other");
        expect(methodsOf(calls)).toEqual([]);
        const theirs = makeStore("db/8", store.name);
        expect(await theirs.entries()).toEqual([]);
        expect(await theirs.change(queue.state.entries[0].key, { note: "x" })).toBe(
            false
        );
    });
});

describe("refusals", () => {
    test("stay, with the server's sentence, and hold back what follows", async () => {
        let isRefused = true;
        const { queue, calls } = makeQueue({
            action_check_in({ kwargs }) {
                if (isRefused) {
                    throw refusal("Say in a note why.");
                }
                return { visit_id: 5, note: kwargs.note };
            },
        });
        const outcome = await queue.submit(checkIn());
        expect(outcome).toEqual({
            status: "refused",
            key: outcome.key,
            message: "Say in a note why.",
        });
        const { status } = await queue.submit({
            kind: "check_out",
            visitId: 5,
            values: {},
        });
        expect(status).toBe("waiting");
        expect(queue.conflicts.length).toBe(1);
        expect(methodsOf(calls)).toEqual(["action_check_in"]);
        isRefused = false;
        const amended = await queue.amend(outcome.key, { note: "At anchor" });
        expect(amended.status).toBe("sent");
        expect(amended.answer.note).toBe("At anchor");
        await queue.flush();
        expect(methodsOf(calls).slice(1)).toEqual([
            "action_check_in",
            "action_check_out",
        ]);
        expect(queue.state.entries).toEqual([]);
    });

    test("discarding an unplanned check-in discards what follows it", async () => {
        const { queue } = makeQueue({
            check_in_new() {
                throw refusal("There is no such customer.");
            },
        });
        const made = await queue.submit(
            checkIn({ kind: "check_in_new", visitId: null })
        );
        await queue.submit({ kind: "check_out", newKey: made.key, values: {} });
        expect(queue.shown.length).toBe(2);
        await queue.discard(made.key);
        expect(queue.state.entries).toEqual([]);
        expect(await queue.store.entries()).toEqual([]);
    });

    test("a server that fails is tried again, and at last a person is asked", async () => {
        const { queue } = makeQueue({
            action_check_in() {
                throw refusal("out of memory", "builtins.MemoryError");
            },
        });
        const { status, message } = await queue.submit(checkIn());
        expect(status).toBe("waiting");
        expect(message).toBe("out of memory");
        for (let i = 0; i < 4; i++) {
            expect(queue.conflicts.length).toBe(0);
            await queue.flush();
        }
        expect(queue.conflicts.length).toBe(1);
    });

    test("a session that ended keeps everything", async () => {
        const { queue } = makeQueue({
            context_get() {
                throw refusal("Expired", "odoo.http.SessionExpiredException");
            },
        });
        const { status } = await queue.submit(checkIn());
        expect(status).toBe("waiting");
        expect(queue.state.session).toBe("login");
        expect(queue.conflicts.length).toBe(0);
    });
});

describe("the browser's store", () => {
    test("drafts are each user's own", async () => {
        const store = makeStore();
        await store.put("drafts", "visit-5", { summary: "Half a" });
        expect(await store.get("drafts", "visit-5")).toEqual({ summary: "Half a" });
        expect(await makeStore("db/8", store.name).get("drafts", "visit-5")).toBe(
            undefined
        );
        await store.remove("drafts", "visit-5");
        expect(await store.get("drafts", "visit-5")).toBe(undefined);
    });

    test("without one nothing is sent, and the reason is told", async () => {
        const { queue, calls } = makeQueue();
        queue.store.open = () => Promise.reject(new Error("Quota exceeded"));
        await expect(queue.submit(checkIn())).rejects.toThrow("Quota exceeded");
        await queue.start();
        expect(queue.state.storeProblem).toBe("Quota exceeded");
        expect(methodsOf(calls)).toEqual([]);
    });
});
