import { reactive } from "@odoo/owl";

import { deepCopy } from "@web/core/utils/objects";

import {
    callOf,
    delayAfter,
    deviceTime,
    isConflict,
    isShown,
    MOST_ATTEMPTS,
    newKey,
    nextEntry,
    problemOf,
} from "./queue_rules";

// Without an answer for so long, a phone has lost the network without noticing.
const ANSWER_TIMEOUT_MS = 30_000;
const NO_TIME_OUT = Symbol("no answer in time");

/**
 * Check-ins, check-outs and notes on their way to the server.
 *
 * Each is written down first, then sent, and forgotten when the server has answered. So
 * an answer that was lost means sending the same entry, with the same key, again; and
 * what was done without a network goes out when there is one.
 */
export class VisitQueue {
    /**
     * @param {Object} parts
     * @param {QueueStore} parts.store
     * @param {(call: Object) => Promise} parts.send call the server
     * @param {Object} parts.user `userId`, and `context` with the companies chosen
     * @param {boolean} [parts.noticeSeen]
     * @param {(what: string) => void} [parts.announce] tell other tabs: "changed", or
     *  "sent" where the server took something
     */
    constructor({ store, send, user, noticeSeen = false, announce = () => {} }) {
        this.announce = announce;
        this.store = store;
        this.send = send;
        this.user = user;
        this.timer = null;
        this.failures = 0;
        this.waiters = new Map();
        this.listeners = new Set();
        this.flushing = null;
        this.state = reactive({
            isActive: true,
            entries: [],
            isOnline: navigator.onLine,
            isSending: false,
            /** "login": nobody is logged in; "other": somebody else is. */
            session: "",
            /** Visits whose check-in could give the customer its place. */
            proposals: [],
            noticeSeen,
            /** What went wrong in the browser's own store. */
            storeProblem: "",
        });
    }

    /** Read what was kept, and send it. */
    async start() {
        await this.reload();
        // Read without a network, and not told the server yet.
        this.state.noticeSeen ||= this.state.entries.some(
            (entry) => entry.kind === "notice"
        );
        if (!this.state.storeProblem) {
            this.state.proposals = (await this.store.get("answers", "proposals")) || [];
        }
        await this.flush();
    }

    // --- what others ask ---

    get shown() {
        return this.state.entries.filter(isShown);
    }

    get conflicts() {
        return this.shown.filter(isConflict);
    }

    get waiting() {
        return this.shown.filter((entry) => !isConflict(entry));
    }

    ofVisit({ id, key }) {
        return this.shown.filter(
            (entry) =>
                (id && entry.visitId === id) ||
                (key && (entry.key === key || entry.newKey === key))
        );
    }

    /**
     * Be told `callback(entry, answer, isAwaited)` of each entry that the server took;
     * `isAwaited` where somebody is looking on.
     */
    onSent(callback) {
        this.listeners.add(callback);
        return () => this.listeners.delete(callback);
    }

    // --- what people do ---

    /**
     * Keep an entry and send it as soon as can be.
     *
     * @param {Object} given `kind` and what else an entry has; see queue_rules.js
     * @returns {Promise<Object>} `status` "sent" with the server's `answer`, "waiting",
     *  or "refused" with the server's `message`; and the entry's `key`
     */
    async submit(given) {
        const { allowed_company_ids } = this.user.context;
        const kept = await this.store.add({
            key: newKey(),
            madeAt: deviceTime(),
            context: { allowed_company_ids: [...(allowed_company_ids || [])] },
            attempts: 0,
            ...deepCopy(given),
        });
        // A browser short of space throws away what is not meant to last.
        navigator.storage?.persist?.().catch(() => false);
        await this.reload();
        this.announce("changed");
        return this.outcome(kept.key);
    }

    /** Send a refused entry again: the same, with other values or a reason. */
    async amend(key, values = {}) {
        const cleared = { problem: null, attempts: 0 };
        await this.store.change(key, { ...deepCopy(values), ...cleared });
        await this.reload();
        this.announce("changed");
        return this.outcome(key);
    }

    async discard(key) {
        await this.store.discard(key);
        await this.reload();
        this.announce("changed");
        await this.flush();
    }

    async acceptNotice() {
        this.state.noticeSeen = true;
        return this.submit({ kind: "notice" });
    }

    async closeProposal(visitId) {
        this.state.proposals = this.state.proposals.filter(
            (proposal) => proposal.visitId !== visitId
        );
        await this.store.put("answers", "proposals", deepCopy(this.state.proposals));
    }

    /** Send, and say what became of one entry. */
    async outcome(key) {
        const answered = new Promise((resolve) => this.waiters.set(key, resolve));
        const flushed = this.flush().then(() => null);
        const answer = await Promise.race([answered, flushed]);
        this.waiters.delete(key);
        if (answer) {
            return { status: "sent", key, answer };
        }
        const entry = this.state.entries.find((other) => other.key === key);
        if (!entry) {
            // Another tab has sent it.
            return { status: "sent", key, answer: null };
        }
        return isConflict(entry)
            ? { status: "refused", key, message: entry.problem.message }
            : { status: "waiting", key, message: entry.problem?.message || "" };
    }

    // --- sending ---

    /** Send all that waits; of several tabs, one at a time. */
    flush() {
        if (this.flushing) {
            // What came meanwhile is seen by another round.
            this.isAskedAgain = true;
            return this.flushing;
        }
        this.flushing = this.rounds().finally(() => {
            this.flushing = null;
            this.state.isSending = false;
            this.schedule();
        });
        return this.flushing;
    }

    async rounds() {
        do {
            this.isAskedAgain = false;
            if (!this.state.entries.some((entry) => !isConflict(entry))) {
                return;
            }
            this.state.isSending = true;
            const isThrough = await this.withLock(() => this.round());
            if (!isThrough) {
                return;
            }
        } while (this.isAskedAgain);
    }

    withLock(callback) {
        if (!navigator.locks) {
            // No secure context: the keys make two senders harmless.
            return callback();
        }
        return navigator.locks.request(`crm_fuel.queue.${this.store.owner}`, callback);
    }

    /** Send one after the other; false where there is no use in going on. */
    async round() {
        const tried = new Set();
        let isKnown = false;
        await this.reload();
        for (;;) {
            const entry = nextEntry(this.state.entries, tried);
            if (!entry) {
                return true;
            }
            tried.add(entry.key);
            try {
                isKnown ||= await this.isStillMe();
                if (!isKnown) {
                    return false;
                }
                const call = callOf(entry, deviceTime());
                call.kwargs.context = { ...this.user.context, ...entry.context };
                const answer = await this.ask(call);
                await this.taken(entry, answer);
            } catch (error) {
                if (!(await this.failed(entry, error))) {
                    return false;
                }
            }
            await this.reload();
        }
    }

    /** Whether the session is still that of the user who made the entries. */
    async isStillMe() {
        const { uid } = await this.ask({
            model: "res.users",
            method: "context_get",
            args: [],
            kwargs: {},
        });
        this.isReached();
        this.state.session = uid === this.user.userId ? "" : "other";
        return !this.state.session;
    }

    async ask(call) {
        let timer;
        const request = this.send(call);
        const expiry = new Promise((_resolve, reject) => {
            timer = setTimeout(() => reject(NO_TIME_OUT), ANSWER_TIMEOUT_MS);
        });
        try {
            return await Promise.race([request, expiry]);
        } catch (error) {
            if (error === NO_TIME_OUT) {
                request.abort?.(false);
            }
            throw error;
        } finally {
            clearTimeout(timer);
        }
    }

    async taken(entry, answer) {
        this.isReached();
        if (answer?.proposal) {
            const proposals = deepCopy(this.state.proposals);
            proposals.push({ visitId: answer.visit_id, label: entry.label });
            this.state.proposals = proposals;
            await this.store.put("answers", "proposals", proposals);
        }
        await this.store.finish(entry.key, answer?.visit_id);
        const waiter = this.waiters.get(entry.key);
        waiter?.(answer);
        for (const callback of this.listeners) {
            callback(entry, answer, Boolean(waiter));
        }
        this.announce("sent");
    }

    /** Note why an entry was not sent; false where the next one would fare alike. */
    async failed(entry, error) {
        const problem = error === NO_TIME_OUT ? { type: "network" } : problemOf(error);
        if (!problem) {
            throw error;
        }
        if (problem.type === "network") {
            this.failures += 1;
            this.state.isOnline = false;
            return false;
        }
        this.isReached();
        if (problem.type === "login") {
            this.failures += 1;
            this.state.session = "login";
            return false;
        }
        if (problem.type === "fault") {
            this.failures += 1;
            const attempts = entry.attempts + 1;
            const type = attempts < MOST_ATTEMPTS ? "fault" : "refused";
            await this.store.change(entry.key, {
                attempts,
                problem: { ...problem, type },
            });
            return true;
        }
        await this.store.change(entry.key, { problem });
        return true;
    }

    isReached() {
        this.failures = 0;
        this.state.isOnline = true;
        this.state.session = "";
    }

    schedule() {
        clearTimeout(this.timer);
        const isLeft = this.state.entries.some((entry) => !isConflict(entry));
        if (isLeft && !this.isStopped) {
            const failures = Math.max(
                this.failures,
                ...this.state.entries.map((entry) => entry.attempts || 0)
            );
            this.timer = setTimeout(() => this.flush(), delayAfter(failures));
        }
    }

    stop() {
        this.isStopped = true;
        clearTimeout(this.timer);
    }

    async reload() {
        try {
            this.state.entries = await this.store.entries();
            this.state.storeProblem = "";
        } catch (error) {
            this.state.storeProblem = error.message;
        }
    }
}
