import { reactive } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { deepCopy } from "@web/core/utils/objects";

import { deviceTime, isConflict, problemOf, threadOf } from "./queue_rules";

const NAME = "today";

/** What an entry makes of a visit, once the server has taken it. */
function changed(visit, entry) {
    switch (entry.kind) {
        case "check_in":
            return { ...visit, state: "in_progress", actual_start: entry.madeAt };
        case "check_out":
            return { ...visit, ...entry.values, state: "done" };
        case "notes":
            return { ...visit, ...entry.values };
        default:
            return visit;
    }
}

function unplanned(entry) {
    return {
        contacts: [],
        contact_ids: [],
        ...entry.visit,
        id: entry.visitId || false,
        key: entry.key,
        state: "in_progress",
        planned_start: entry.madeAt,
        actual_start: entry.madeAt,
    };
}

/**
 * The visits as they will be when what waits has arrived. What the server refused, and
 * what waits behind it, is not pretended to have happened.
 */
export function overlay(visits, entries) {
    const result = visits.map((visit) => ({ ...visit }));
    const stopped = new Set();
    for (const entry of entries) {
        const thread = threadOf(entry);
        if (isConflict(entry)) {
            stopped.add(thread);
        }
        if (stopped.has(thread)) {
            continue;
        }
        if (entry.kind === "check_in_new") {
            result.push(unplanned(entry));
            continue;
        }
        const index = result.findIndex((visit) =>
            entry.visitId
                ? visit.id === entry.visitId
                : Boolean(entry.newKey) && visit.key === entry.newKey
        );
        if (index !== -1) {
            result[index] = changed(result[index], entry);
        }
    }
    return result;
}

/** Today's visits as the server told last, kept for where there is no network. */
export class TodayVisits {
    constructor(queue) {
        this.queue = queue;
        this.state = reactive({
            answer: null,
            /** When the server said so, by the device's clock in UTC. */
            at: "",
            isLoading: false,
            isFresh: false,
            problem: "",
        });
        queue.onSent((entry, answer) => this.apply(entry, answer));
    }

    get visits() {
        const { answer } = this.state;
        return overlay(answer?.visits || [], this.queue.state.entries);
    }

    get terms() {
        const { results, topics } = this.state.answer || {};
        return { results: results || [], topics: topics || [] };
    }

    ask() {
        return this.queue.ask({
            model: "fuel.visit",
            method: "today_visits",
            args: [],
            kwargs: { context: this.queue.user.context },
        });
    }

    /**
     * Show what is kept, then what the server says.
     *
     * @param {() => Promise<Object>} [ask] where a page has asked for more in one call
     */
    async load(ask = () => this.ask()) {
        const { store } = this.queue;
        this.state.isLoading = true;
        this.state.problem = "";
        try {
            if (!this.state.answer) {
                const kept = await store.get("answers", NAME);
                if (kept) {
                    Object.assign(this.state, kept, { isFresh: false });
                }
            }
            const answer = await ask();
            const at = deviceTime();
            Object.assign(this.state, { answer, at, isFresh: true });
            this.queue.isReached();
            this.queue.state.noticeSeen ||= answer.notice_seen;
            await store.put("answers", NAME, { answer, at });
        } catch (error) {
            this.failed(error);
        } finally {
            this.state.isLoading = false;
        }
    }

    failed(error) {
        const problem = problemOf(error);
        this.state.isFresh = false;
        if (!problem || problem.type === "network") {
            if (!problem && error instanceof Error) {
                throw error;
            }
            this.queue.state.isOnline = false;
        } else if (problem.type === "login") {
            this.queue.state.session = "login";
        } else {
            this.state.problem = problem.message;
        }
        if (!this.state.answer && !this.state.problem) {
            this.state.problem = _t(
                "Your visits could not be loaded, and none are kept on this device yet."
            );
        }
    }

    /** What the server took has happened: shown at once, before it is asked anew. */
    apply(entry, answer) {
        if (this.state.answer && entry.kind !== "notice") {
            const happened = { ...entry, visitId: answer?.visit_id || entry.visitId };
            this.state.answer.visits = overlay(deepCopy(this.state.answer.visits), [
                { ...happened, problem: null },
            ]);
        }
    }
}
