import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

import { kindLabel } from "./queue_labels";
import { isShown } from "./queue_rules";
import { QueueStore } from "./queue_store";
import { TodayVisits } from "./today_visits";
import { VisitQueue } from "./visit_queue";

const CHANNEL = "crm_fuel.queue";

/** Settings that the server gives those who make visits, along with the page. */
export function visitSettings() {
    return session.fuel_visits || null;
}

function send({ model, method, args, kwargs }) {
    return rpc(
        `/web/dataset/call_kw/${model}/${method}`,
        { model, method, args, kwargs },
        { silent: true }
    );
}

/**
 * `queue`: check-ins, check-outs and notes on their way; see visit_queue.js. `today`:
 * the visits of today as last heard of. Both null for users who make no visits.
 */
export const visitQueueService = {
    dependencies: ["notification"],
    start(env, { notification }) {
        const settings = visitSettings();
        if (!settings) {
            return { queue: null, today: null };
        }
        const channel = new BroadcastChannel(CHANNEL);
        const queue = new VisitQueue({
            store: new QueueStore(`${session.db}/${user.userId}`),
            send,
            user,
            noticeSeen: settings.notice_seen,
            announce: (what) => channel.postMessage(what),
        });
        const today = new TodayVisits(queue);
        channel.addEventListener("message", ({ data }) => {
            queue.reload();
            if (data === "sent" && today.state.answer) {
                today.load();
            }
        });
        queue.onSent((entry, _answer, isAwaited) => {
            if (!isAwaited && isShown(entry)) {
                notification.add(
                    _t("Sent: %(kind)s, %(customer)s", {
                        kind: kindLabel(entry.kind),
                        customer: entry.label,
                    }),
                    { type: "success" }
                );
            }
        });
        const flush = () => queue.flush();
        browser.addEventListener("online", () => {
            queue.state.isOnline = true;
            queue.failures = 0;
            flush();
        });
        browser.addEventListener("offline", () => {
            queue.state.isOnline = false;
        });
        document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "visible") {
                flush();
            }
        });
        queue.start();
        return { queue, today };
    },
};

registry.category("services").add("fuel_visit_queue", visitQueueService);
