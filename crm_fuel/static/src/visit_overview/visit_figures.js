/**
 * What the screen "Visit analysis" computes: nothing here touches the DOM or the server.
 *
 * @typedef {Object} Overview what `fuel.visit.overview` answers
 *
 * @typedef {Object} Bar
 * @property {string} key
 * @property {string} label
 * @property {number} count
 * @property {number} width in percent of the longest bar; those not named have none,
 *     or there would be no telling the others apart beside it
 * @property {number} share from 0 to 1, of all visits done
 * @property {string} [tone] "good", "neutral" or "bad"
 * @property {Array} domain the visits behind it
 */

import { formatFloat, formatInteger } from "@web/views/fields/formatters";

export const PERIODS = [
    "this_month",
    "last_month",
    "this_quarter",
    "this_year",
    "last_12_months",
];

/** The field of `fuel.visit` behind each chart. */
export const CHART_FIELDS = {
    results: "result_id",
    channels: "channel_id",
    customers: "customer_id",
    users: "user_id",
};

/**
 * First and last day of a period, both included. A running month goes to its end, so
 * that what is planned for the rest of it is told too.
 *
 * @param {string} name one of PERIODS
 * @param {luxon.DateTime} today
 * @returns {{from: string, to: string}} ISO dates
 */
export function periodOf(name, today) {
    const whole = (day, unit) => [day.startOf(unit), day.endOf(unit)];
    const [from, to] = {
        this_month: () => whole(today, "month"),
        last_month: () => whole(today.minus({ months: 1 }), "month"),
        this_quarter: () => whole(today, "quarter"),
        this_year: () => whole(today, "year"),
        last_12_months: () => [today.minus({ years: 1 }).plus({ days: 1 }), today],
    }[name]();
    return { from: from.toISODate(), to: to.toISODate() };
}

/** @param {number|false} rate from 0 to 1, or nothing to tell a rate of */
export function formatRate(rate) {
    if (rate === false || rate === null || rate === undefined) {
        return "—";
    }
    return `${formatFloat(rate * 100, { digits: [16, 1], trailingZeros: false })}%`;
}

/** @param {number|false} hours as hours and minutes: "1:30" */
export function formatHours(hours) {
    if (hours === false || hours === null || hours === undefined) {
        return "—";
    }
    const minutes = Math.round(hours * 60);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

export { formatInteger as formatCount };

/**
 * The bars of one chart, and one for all that are not named.
 *
 * @param {Overview} overview
 * @param {string} chart one of the keys of CHART_FIELDS
 * @param {Object} words
 * @param {string} words.none label of visits without a value
 * @param {(number: number) => string} words.rest label of those not named
 * @returns {Bar[]}
 */
export function barsOf(overview, chart, words) {
    const field = CHART_FIELDS[chart];
    const rows = overview[chart];
    const { done } = overview.domains;
    const total = overview.figures.done;
    const bars = rows.map((row) => ({
        key: String(row.id),
        label: row.name || words.none,
        count: row.count,
        tone: row.tone || undefined,
        domain: [...done, [field, "=", row.id]],
    }));
    const rest = overview.rest[chart];
    if (rest.number) {
        bars.push({
            key: "rest",
            label: words.rest(rest.number),
            count: rest.count,
            domain: [...done, [field, "not in", rows.map((row) => row.id)]],
        });
    }
    const longest = Math.max(1, ...rows.map((row) => row.count));
    return bars.map((bar) => ({
        ...bar,
        width: bar.key === "rest" ? 0 : (bar.count / longest) * 100,
        share: total ? bar.count / total : 0,
    }));
}
