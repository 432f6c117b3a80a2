import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

/**
 * The rules of the queue, without a browser or a server: what an entry asks of the
 * server, which one may be sent, what an error means, when to try again.
 *
 * An entry is an object of
 *   key       the idempotency key; the same one each time it is sent
 *   kind      "check_in", "check_in_new", "check_out", "notes" or "notice"
 *   visitId   the visit; unknown for an unplanned one until it is sent
 *   newKey    the key of the check_in_new that creates the visit
 *   values    of the visit, or of its notes
 *   position  latitude, longitude and accuracy, or failure
 *   note      why off site
 *   madeAt    by the clock of the device, UTC
 *   label     what people call it: the customer
 *   context   companies chosen when it was made
 *   problem   {type: "refused" | "fault" | "login", message}, if sending failed
 *   attempts  how often the server failed on it
 */

// The server's refusals: sending the same thing again changes nothing.
const REFUSALS = new Set([
    "odoo.exceptions.UserError",
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.ValidationError",
]);
const SESSION_EXPIRED = "odoo.http.SessionExpiredException";
// A server that fails this often on an entry will not recover by itself.
export const MOST_ATTEMPTS = 5;
const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 300_000;

/** A key as the server wants it; without a secure context there is no randomUUID. */
export function newKey() {
    if (crypto.randomUUID) {
        return crypto.randomUUID();
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Now by the clock of the device, as the server reads it. */
export function deviceTime() {
    return luxon.DateTime.utc().toFormat("yyyy-MM-dd HH:mm:ss");
}

/** What an entry is about: of one thread, each waits for those before it. */
export function threadOf({ kind, key, visitId, newKey: refersTo }) {
    if (kind === "notice") {
        return "notice";
    }
    if (visitId) {
        return `visit-${visitId}`;
    }
    return `new-${refersTo || key}`;
}

/**
 * The call that brings an entry to the server.
 *
 * @returns {Object} `model`, `method`, `args`, `kwargs`
 */
export function callOf(entry, sentAt) {
    const check = {
        key: entry.key,
        made_at: entry.madeAt,
        sent_at: sentAt,
        ...entry.position,
        ...(entry.note ? { note: entry.note } : {}),
    };
    const visit = [[entry.visitId]];
    const model = "fuel.visit";
    switch (entry.kind) {
        case "check_in":
            return { model, method: "action_check_in", args: visit, kwargs: check };
        case "check_in_new":
            return {
                model,
                method: "check_in_new",
                args: [entry.values],
                kwargs: check,
            };
        case "check_out":
            return {
                model,
                method: "action_check_out",
                args: visit,
                kwargs: { ...check, values: entry.values },
            };
        case "notes":
            return {
                model,
                method: "save_notes",
                args: visit,
                kwargs: { values: entry.values, key: entry.key },
            };
        case "notice":
            return {
                model: "res.users",
                method: "action_accept_position_notice",
                args: [],
                kwargs: {},
            };
        default:
            throw new Error(`No such kind of entry: ${entry.kind}`);
    }
}

/**
 * What an error of sending means.
 *
 * @returns {Object|null} `type` "network", "login", "refused" or "fault", and the
 *  server's `message`; null for an error that is a defect of ours
 */
export function problemOf(error) {
    if (error instanceof ConnectionLostError) {
        return { type: "network" };
    }
    if (error instanceof RPCError) {
        if (error.exceptionName === SESSION_EXPIRED || error.code === 100) {
            return { type: "login" };
        }
        const message = error.data?.message || error.message;
        return {
            type: REFUSALS.has(error.exceptionName) ? "refused" : "fault",
            message,
        };
    }
    return null;
}

/** Whether a person has to decide about an entry. */
export function isConflict(entry) {
    return entry.problem?.type === "refused";
}

/** Entries that people count: the notice that was read is none. */
export function isShown(entry) {
    return entry.kind !== "notice" || isConflict(entry);
}

/**
 * The entry to be sent next.
 *
 * @param {Array} entries in their order
 * @param {Set} tried keys of those that this round has tried
 */
export function nextEntry(entries, tried = new Set()) {
    const blocked = new Set();
    for (const entry of entries) {
        const thread = threadOf(entry);
        const isReady = entry.kind === "check_in_new" || entry.kind === "notice";
        if (
            !blocked.has(thread) &&
            !isConflict(entry) &&
            !tried.has(entry.key) &&
            (entry.visitId || isReady)
        ) {
            return entry;
        }
        blocked.add(thread);
    }
    return null;
}

/** Milliseconds until the next try, longer each time, up to five minutes. */
export function delayAfter(failures, random = Math.random()) {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
    return Math.round(delay * (0.75 + random / 2));
}
