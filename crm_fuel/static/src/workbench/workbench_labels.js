import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

/** How to-dos look, by model; others are just to-dos. */
const TODO_LOOKS = {
    "fuel.announcement.receipt": {
        icon: "fa-bullhorn",
        kind: () => _t("Announcement"),
    },
    "fuel.project.question": { icon: "fa-question-circle", kind: () => _t("Question") },
    "fuel.task.assignment": { icon: "fa-tasks", kind: () => _t("Task") },
    "fuel.work.plan.line": { icon: "fa-calendar", kind: () => _t("Work plan") },
};

export function todoLook(model) {
    const look = TODO_LOOKS[model];
    return {
        icon: look?.icon || "fa-check-square-o",
        kind: look ? look.kind() : _t("To-do"),
    };
}

/** Whole days from one day to another, both "YYYY-MM-DD". */
export function daysBetween(from, to) {
    return Math.round(deserializeDate(to).diff(deserializeDate(from), "days").days);
}

/**
 * When something is due, in words.
 *
 * @param {string|false} deadline "YYYY-MM-DD"
 * @param {string} today
 * @returns {{text: string, tone: string}} tone "late", "now", "later" or ""
 */
export function dueText(deadline, today) {
    if (!deadline) {
        return { text: "", tone: "" };
    }
    const days = daysBetween(today, deadline);
    if (days < -1) {
        return { text: _t("%s days late", String(-days)), tone: "late" };
    }
    switch (days) {
        case -1:
            return { text: _t("1 day late"), tone: "late" };
        case 0:
            return { text: _t("Today"), tone: "now" };
        case 1:
            return { text: _t("Tomorrow"), tone: "later" };
        default:
            return { text: formatDate(deserializeDate(deadline)), tone: "later" };
    }
}

/** How long ago a moment of the server was, as "1 h 20 min". */
export function sinceText(moment, now = DateTime.local()) {
    const minutes = Math.max(
        0,
        Math.round(now.diff(deserializeDateTime(moment), "minutes").minutes)
    );
    const hours = Math.floor(minutes / 60);
    if (!hours) {
        return _t("%s min", String(minutes));
    }
    return _t("%(hours)s h %(minutes)s min", {
        hours: String(hours),
        minutes: String(minutes % 60),
    });
}

/** What is said of a customer who is due for a visit. */
export function turnText({ status, days_overdue: days, due_date: day }) {
    switch (status) {
        case "never":
            return _t("Never visited");
        case "overdue":
            return days === 1
                ? _t("1 day overdue")
                : _t("%s days overdue", String(days));
        default:
            return day
                ? _t("Due on %(date)s", { date: formatDate(deserializeDate(day)) })
                : "";
    }
}
