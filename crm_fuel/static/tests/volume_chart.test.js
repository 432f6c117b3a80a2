import { before, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";

import { VolumeChart } from "@crm_fuel/volume_overview/volume_chart";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mountWithCleanup,
    patchWithCleanup,
    preloadBundle,
} from "@web/../tests/web_test_helpers";

defineMailModels();
preloadBundle("web.chartjs_lib");
before(() => {
    Chart.defaults.animation = false;
});

const twelve = (values) => Object.assign(Array(12).fill(0), values);
const overview = {
    today: "2026-03-15",
    year: 2026,
    month: 3,
    domain: [["vessel_id", "=", 1]],
    grades: [
        { id: 4, name: "VLSFO", this_year: twelve([1200]), last_year: twelve([900]) },
        { id: 5, name: "MGO", this_year: twelve([400]), last_year: twelve([]) },
    ],
};

async function mountChart() {
    const opened = [];
    let chart;
    patchWithCleanup(VolumeChart.prototype, {
        config() {
            const config = super.config(...arguments);
            config.plugins = [
                {
                    id: "spy",
                    afterInit: (created) => {
                        chart = created;
                    },
                },
            ];
            return config;
        },
    });
    await mountWithCleanup(VolumeChart, {
        props: { overview, open: (title, domain) => opened.push({ title, domain }) },
    });
    await animationFrame();
    await animationFrame();
    return { chart, opened };
}

function clickElement(chart, datasetIndex, index) {
    const { x, y } = chart.getDatasetMeta(datasetIndex).data[index].getCenterPoint();
    return contains(chart.canvas).click({ position: { x, y }, relative: true });
}

test("draws bars by grade and last year's line, and says so", async () => {
    const { chart } = await mountChart();
    expect(chart.data.datasets.map((dataset) => dataset.label)).toEqual([
        "VLSFO",
        "MGO",
        "2025",
    ]);
    expect(chart.data.labels).toHaveLength(12);
    expect("canvas").toHaveAttribute("role", "img");
    expect("canvas").toHaveAttribute("aria-label", /2026 as bars by grade/);
});

test("a bar opens its grade and month, a point last year's month", async () => {
    const { chart, opened } = await mountChart();
    await clickElement(chart, 1, 0);
    await clickElement(chart, 2, 0);
    expect(opened).toEqual([
        {
            title: "MGO, January 2026",
            domain: [
                "&",
                ["date", ">=", "2026-01-01"],
                ["date", "<=", "2026-01-31"],
                ["grade_id", "=", 5],
            ],
        },
        {
            title: "January 2025",
            domain: ["&", ["date", ">=", "2025-01-01"], ["date", "<=", "2025-01-31"]],
        },
    ]);
});
