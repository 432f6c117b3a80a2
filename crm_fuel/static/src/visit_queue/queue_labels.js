import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { isConflict } from "./queue_rules";

/** What an entry of the queue is, in words. */
export function kindLabel(kind) {
    return {
        check_in: _t("Check-in"),
        check_in_new: _t("Check-in"),
        check_out: _t("Check-out"),
        notes: _t("Notes"),
        notice: _t("Privacy notice read"),
    }[kind];
}

/** How an entry fares. */
export function fateOf(entry, queueState) {
    if (isConflict(entry)) {
        return entry.problem.message;
    }
    if (queueState.session === "login") {
        return _t("Waiting: log in again, and it is sent.");
    }
    if (queueState.session === "other") {
        return _t("Waiting: another user is logged in in this browser.");
    }
    if (entry.problem?.message) {
        return _t("The server failed, it is tried again: %(message)s", {
            message: entry.problem.message,
        });
    }
    return queueState.isSending
        ? _t("Being sent…")
        : _t("Waiting for the network: kept on this device.");
}

export function timeOf(moment) {
    return moment
        ? formatDateTime(deserializeDateTime(moment), { format: "HH:mm" })
        : "";
}
