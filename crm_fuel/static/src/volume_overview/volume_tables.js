import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import {
    formatGrowth,
    formatTonnes,
    growth,
    growthDirection,
    isNothing,
    monthDomain,
    MONTHS,
    monthTotals,
    periodDomains,
    remainder,
    sum,
    yearOf,
} from "./volume_figures";
import { monthName, shortMonths } from "./volume_labels";

const PERIODS = ["this_year", "last_year"];

/** Month by month and grade by grade, this year beside last. */
export class VolumeMonths extends Component {
    static template = "crm_fuel.VolumeMonths";
    static props = {
        overview: Object,
        open: Function,
    };

    get years() {
        return PERIODS.map((period) => yearOf(this.props.overview, period));
    }

    get columns() {
        const { overview } = this.props;
        const grades = overview.grades.map((grade) => ({
            key: grade.id || "none",
            name: grade.name || _t("No grade"),
            this_year: grade.this_year,
            last_year: grade.last_year,
            domain: [["grade_id", "=", grade.id]],
        }));
        if (grades.length === 1) {
            return grades;
        }
        const all = {
            key: "all",
            name: _t("All grades"),
            this_year: monthTotals(overview, "this_year"),
            last_year: monthTotals(overview, "last_year"),
            domain: [],
        };
        return [all, ...grades];
    }

    get rows() {
        const { columns } = this;
        const names = shortMonths();
        return MONTHS.map((month) => ({
            month,
            name: names[month - 1],
            cells: columns.map((column) => ({
                key: column.key,
                figures: PERIODS.map((period) =>
                    this.monthFigure(column, period, month)
                ),
            })),
        }));
    }

    get totals() {
        const { overview } = this.props;
        const domains = periodDomains(overview);
        return this.columns.map((column) => ({
            key: column.key,
            figures: PERIODS.map((period) =>
                this.figure(
                    column,
                    period,
                    String(yearOf(overview, period)),
                    sum(column[period]),
                    domains[period]
                )
            ),
        }));
    }

    monthFigure(column, period, month) {
        const { overview } = this.props;
        return this.figure(
            column,
            period,
            monthName(yearOf(overview, period), month),
            column[period][month - 1],
            monthDomain(overview, period, month),
            period === "this_year" && month > overview.month
        );
    }

    figure(column, period, when, tonnes, dates, isAhead = false) {
        const title = `${column.name}, ${when}`;
        const text = formatTonnes(tonnes);
        // A no-break space keeps the line, so that last year's stays in its place.
        const none = isAhead ? "\u00a0" : "–";
        return {
            key: period,
            text: isNothing(tonnes) ? none : text,
            title,
            label: `${title}: ${text}`,
            domain: isNothing(tonnes) ? null : [...dates, ...column.domain],
        };
    }
}

/** The vessels of a customer, or the customers of a vessel. */
export class VolumeListed extends Component {
    static template = "crm_fuel.VolumeListed";
    static props = {
        overview: Object,
        open: Function,
        openRecord: Function,
        title: String,
        heading: String,
        rest: String,
        rows: Array,
        field: String,
        model: String,
    };

    get headings() {
        const { year } = this.props.overview;
        const last = String(year - 1);
        return {
            thisYear: _t("%(year)s to date", { year: String(year) }),
            lastYearToDate: _t("%(year)s, same days", { year: last }),
            lastYear: _t("%(year)s, whole year", { year: last }),
        };
    }

    get lines() {
        const { field, overview, rows } = this.props;
        const lines = rows.map((row) =>
            this.line(row.id, row.name, row, [[field, "=", row.id]])
        );
        const rest = remainder(overview, rows);
        if (rest && rows.length) {
            const others = [[field, "not in", rows.map((row) => row.id)]];
            lines.push(this.line(false, this.props.rest, rest, others));
        }
        return lines;
    }

    line(id, name, figures, domain) {
        const { headings } = this;
        const domains = periodDomains(this.props.overview);
        const change = growth(figures.this_year, figures.last_year_to_date);
        const figure = (key, when) => ({
            key,
            text: isNothing(figures[key]) ? "–" : formatTonnes(figures[key]),
            title: `${name}, ${when}`,
            label: `${name}, ${when}: ${formatTonnes(figures[key])}`,
            domain: isNothing(figures[key]) ? null : [...domains[key], ...domain],
        });
        return {
            id,
            name,
            change: formatGrowth(change),
            direction: growthDirection(change),
            thisYear: figure("this_year", headings.thisYear),
            lastYearToDate: figure("last_year_to_date", headings.lastYearToDate),
            lastYear: figure("last_year", headings.lastYear),
        };
    }
}
