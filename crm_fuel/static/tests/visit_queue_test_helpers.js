import { after } from "@odoo/hoot";

import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

import { QueueStore } from "@crm_fuel/visit_queue/queue_store";
import { VisitQueue } from "@crm_fuel/visit_queue/visit_queue";

let number = 0;

/** A store in an IndexedDB database of its own: the real one of the browser. */
export function makeStore(owner = "db/7", name = `test_${Date.now()}_${number++}`) {
    const store = new QueueStore(owner, name);
    after(async () => {
        await store.close();
        await idb.deleteDB(name);
    });
    return store;
}

export function refusal(message, name = "odoo.exceptions.UserError") {
    const error = new RPCError(message);
    error.exceptionName = name;
    error.data = { name, message };
    return error;
}

export const lost = () => new ConnectionLostError("/web");

/**
 * A queue before a server that answers with `answers[method]`, a function of the call.
 *
 * @returns {Object} `queue`, and `calls`, the calls that were made in their order
 */
export function makeQueue(answers = {}, { store = makeStore(), uid = 7 } = {}) {
    const calls = [];
    const queue = new VisitQueue({
        store,
        user: { userId: 7, context: { allowed_company_ids: [1], lang: "en_US" } },
        async send(call) {
            calls.push(call);
            if (call.method === "context_get") {
                return (answers.context_get || (() => ({ uid })))(call);
            }
            const { key } = call.kwargs;
            return (answers[call.method] || (() => ({ visit_id: 5, key })))(call);
        },
    });
    after(() => queue.stop());
    return { queue, calls };
}

export const methodsOf = (calls) =>
    calls.map((call) => call.method).filter((method) => method !== "context_get");

export const checkIn = (values = {}) => ({
    kind: "check_in",
    visitId: 5,
    label: "Quay Shipping",
    position: { latitude: 29.9, longitude: 122.1, accuracy: 10 },
    ...values,
});
