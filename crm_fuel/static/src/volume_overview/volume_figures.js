/**
 * What the sales volume tab computes: nothing here touches the DOM or the server.
 *
 * @typedef {Object} Overview what `fuel_volume_overview` answers, figures in MT
 * @property {string} today ISO date, the server's today for this user
 * @property {number} year
 * @property {number} month 1 to 12
 * @property {Array} domain whose sales these are, on `fuel.volume`
 * @property {Object[]} grades
 * @property {Object[]} vessels
 * @property {Object[]} customers
 * @property {Object} totals
 * @property {string|false} last_order_date
 *
 * @typedef {"this_year"|"last_year"} Period
 */

import { formatFloat } from "@web/core/utils/numbers";

// Below a tenth of the smallest figure shown, a sum of floats is nothing.
const NOTHING = 0.0005;

export const MONTHS = [...Array(12).keys()].map((index) => index + 1);

/** @param {number} tonnes */
export function isNothing(tonnes) {
    return Math.abs(tonnes || 0) < NOTHING;
}

/**
 * Whole tonnes from 100 on; below, every kilogram counts.
 *
 * @param {number} tonnes
 */
export function formatTonnes(tonnes) {
    if (isNothing(tonnes)) {
        return "0";
    }
    const decimals = Math.abs(tonnes) >= 100 ? 0 : 3;
    return formatFloat(tonnes, { digits: [16, decimals], trailingZeros: false });
}

/**
 * @param {number|null} percent
 * @returns {string} with its sign, "—" where there is nothing to compare with
 */
export function formatGrowth(percent) {
    if (percent === null || percent === undefined || percent === false) {
        return "—";
    }
    const rounded = Math.abs(percent) < 0.05 ? 0 : percent;
    const text = formatFloat(Math.abs(rounded), { digits: [16, 1] });
    const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
    return `${sign}${text}%`;
}

/**
 * @param {number|null} percent
 * @returns {"up"|"down"|"flat"|"none"}
 */
export function growthDirection(percent) {
    if (percent === null || percent === undefined || percent === false) {
        return "none";
    }
    return percent >= 0.05 ? "up" : percent <= -0.05 ? "down" : "flat";
}

/** Growth in percent, null where there is nothing to compare with. */
export function growth(present, past) {
    return isNothing(past) ? null : ((present - past) / past) * 100;
}

/** @param {number[]} figures */
export function sum(figures) {
    return figures.reduce((total, figure) => total + (figure || 0), 0);
}

/**
 * @param {Overview} overview
 * @param {Period} period
 * @returns {number[]} twelve sums over all grades
 */
export function monthTotals(overview, period) {
    return MONTHS.map((month) =>
        sum(overview.grades.map((grade) => grade[period][month - 1]))
    );
}

/** Tell whether nothing at all was delivered in either year. */
export function isQuiet(overview) {
    return overview.grades.every((grade) =>
        [...grade.this_year, ...grade.last_year].every(isNothing)
    );
}

/**
 * What the listed vessels or customers leave over: those past the cut, and sales
 * that name none, so that the table adds up to the totals.
 *
 * @param {Overview} overview
 * @param {Object[]} listed
 * @returns {Object|null} same keys as a listed row, without `id` and `name`
 */
export function remainder(overview, listed) {
    const rest = {};
    for (const key of ["this_year", "last_year", "last_year_to_date"]) {
        rest[key] = overview.totals[key] - sum(listed.map((row) => row[key]));
    }
    return Object.values(rest).every(isNothing) ? null : rest;
}

// --- dates and domains ---

const pad = (number) => String(number).padStart(2, "0");
const isoDate = (year, month, day) => `${year}-${pad(month)}-${pad(day)}`;

/** @param {string} iso date; of 29 February, 28 February */
export function yearBefore(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return isoDate(year - 1, month, Math.min(day, daysIn(year - 1, month)));
}

function daysIn(year, month) {
    return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function yearOf(overview, period) {
    return period === "this_year" ? overview.year : overview.year - 1;
}

/** Both dates included. */
export function between(first, last) {
    return ["&", ["date", ">=", first], ["date", "<=", last]];
}

/**
 * The dates behind each total. Sales dated after today are not in any of them.
 *
 * @param {Overview} overview
 * @returns {Object} leaf domains by name of the total
 */
export function periodDomains({ today, year }) {
    const thisYear = between(isoDate(year, 1, 1), today);
    const lastYearToDate = between(isoDate(year - 1, 1, 1), yearBefore(today));
    return {
        this_year: thisYear,
        last_year: between(isoDate(year - 1, 1, 1), isoDate(year - 1, 12, 31)),
        last_year_to_date: lastYearToDate,
        last_12_months: ["&", ["date", ">", yearBefore(today)], ["date", "<=", today]],
        growth: ["|", ...thisYear, ...lastYearToDate],
    };
}

/**
 * @param {Overview} overview
 * @param {Period} period
 * @param {number} month 1 to 12
 */
export function monthDomain(overview, period, month) {
    const year = yearOf(overview, period);
    const last = isoDate(year, month, daysIn(year, month));
    // ISO dates sort as text.
    const end = last < overview.today ? last : overview.today;
    return between(isoDate(year, month, 1), end);
}

/**
 * @param {Overview} overview
 * @param {...Array} parts domains that all must hold
 */
export function volumeDomain(overview, ...parts) {
    return [...overview.domain, ...parts.flat()];
}

// --- chart ---

/**
 * @param {Overview} overview
 * @param {Object} look
 * @param {string[]} look.months short names
 * @param {(index: number) => string} look.colorOf colour of the nth grade
 * @param {string} look.lineColor
 * @param {string} look.lineLabel
 * @param {string} look.otherLabel for sales without grade
 * @returns {Object} data for Chart.js: stacked bars by grade, last year as a line
 */
export function chartData(overview, look) {
    const bars = overview.grades
        .map((grade, index) => ({
            type: "bar",
            label: grade.name || look.otherLabel,
            data: grade.this_year,
            backgroundColor: look.colorOf(index),
            gradeId: grade.id,
            period: "this_year",
            pointStyle: "rect",
            stack: "this_year",
            order: 1,
        }))
        .filter((bar) => !bar.data.every(isNothing));
    const line = {
        type: "line",
        label: look.lineLabel,
        data: monthTotals(overview, "last_year"),
        borderColor: look.lineColor,
        backgroundColor: look.lineColor,
        borderWidth: 2,
        pointStyle: "circle",
        pointRadius: 3,
        pointHitRadius: 8,
        period: "last_year",
        order: 0,
    };
    return { labels: look.months, datasets: [...bars, line] };
}
