const { DateTime, Info } = luxon;

/** Names of the twelve months in the user's language, short enough for an axis. */
export function shortMonths() {
    return Info.months("short");
}

/** One month in the user's language, e.g. "January 2026" or "2026年1月". */
export function monthName(year, month) {
    return DateTime.local(year, month, 1).toLocaleString({
        year: "numeric",
        month: "long",
    });
}
