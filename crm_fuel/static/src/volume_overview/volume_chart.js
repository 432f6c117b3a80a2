import { Component, onMounted, useEffect, useRef, useState } from "@odoo/owl";

import { AssetsLoadingError, loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";

import {
    chartData,
    formatTonnes,
    isNothing,
    monthDomain,
    MONTHS,
    yearOf,
} from "./volume_figures";
import { monthName, shortMonths } from "./volume_labels";

/** Twelve months: bars by grade this year, last year's total as a line. */
export class VolumeChart extends Component {
    static template = "crm_fuel.VolumeChart";
    static props = {
        overview: Object,
        open: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ isReady: false, isMissing: false });
        // Not in onWillStart: the figures need not wait for the drawing.
        onMounted(() => this.loadLibrary());
        useEffect(
            (isReady, overview) => {
                if (!isReady) {
                    return;
                }
                const chart = new Chart(this.canvas.el, this.config(overview));
                return () => chart.destroy();
            },
            () => [this.state.isReady, this.props.overview]
        );
    }

    async loadLibrary() {
        try {
            await loadBundle("web.chartjs_lib");
            this.state.isReady = true;
        } catch (error) {
            if (!(error instanceof AssetsLoadingError)) {
                throw error;
            }
            this.state.isMissing = true;
        }
    }

    get description() {
        const { year } = this.props.overview;
        return _t(
            "Chart: delivered tonnes by month, %(year)s as bars by grade, %(last)s as a line. The table below says the same.",
            { year: String(year), last: String(year - 1) }
        );
    }

    config(overview) {
        const scheme = cookie.get("color_scheme");
        const textColor = getCustomColor(scheme, "#111827", "#E4E4E4");
        const gridColor = getCustomColor(
            scheme,
            "rgba(0,0,0,.1)",
            "rgba(255,255,255,.15)"
        );
        const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        return {
            type: "bar",
            data: chartData(overview, {
                months: shortMonths(),
                colorOf: (index) => getColor(index, scheme, overview.grades.length),
                lineColor: getCustomColor(scheme, "#6b7280", "#c4c8d0"),
                lineLabel: String(overview.year - 1),
                otherLabel: _t("No grade"),
            }),
            options: {
                ...(calm ? { animation: false } : {}),
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev, _elements, chart) => this.onClick(ev, chart),
                onHover: (ev, _elements, chart) => {
                    chart.canvas.style.cursor = this.hitOf(ev, chart) ? "pointer" : "";
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {
                            color: textColor,
                            usePointStyle: true,
                            boxHeight: 8,
                            // In the order of the table; the line is drawn first.
                            sort: (one, other) => one.datasetIndex - other.datasetIndex,
                        },
                    },
                    tooltip: {
                        filter: (item) => !isNothing(item.raw),
                        callbacks: {
                            title: ([item]) => item?.label || "",
                            label: (item) =>
                                `${item.dataset.label}: ${formatTonnes(item.raw)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        stacked: true,
                        grid: { display: false },
                        border: { color: gridColor },
                        ticks: { color: textColor, autoSkip: false, maxRotation: 60 },
                    },
                    y: {
                        stacked: true,
                        beginAtZero: true,
                        border: { display: false },
                        grid: { color: gridColor },
                        ticks: {
                            color: textColor,
                            maxTicksLimit: 6,
                            callback: (tonnes) => formatTonnes(tonnes),
                        },
                    },
                },
            },
        };
    }

    /** The bar or point under the pointer; beside them there is nothing to open. */
    hitOf(ev, chart) {
        const options = { intersect: true };
        return chart.getElementsAtEventForMode(ev.native, "nearest", options, true)[0];
    }

    onClick(ev, chart) {
        const hit = this.hitOf(ev, chart);
        if (!hit) {
            return;
        }
        const { overview } = this.props;
        const dataset = chart.data.datasets[hit.datasetIndex];
        const month = MONTHS[hit.index];
        const when = monthName(yearOf(overview, dataset.period), month);
        const domain = monthDomain(overview, dataset.period, month);
        if (dataset.type === "line") {
            this.props.open(when, domain);
        } else {
            this.props.open(`${dataset.label}, ${when}`, [
                ...domain,
                ["grade_id", "=", dataset.gradeId],
            ]);
        }
    }
}
