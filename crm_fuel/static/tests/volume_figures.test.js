import { describe, expect, test } from "@odoo/hoot";

import {
    between,
    chartData,
    formatGrowth,
    formatTonnes,
    growth,
    growthDirection,
    isNothing,
    isQuiet,
    monthDomain,
    monthTotals,
    periodDomains,
    remainder,
    volumeDomain,
    yearBefore,
} from "@crm_fuel/volume_overview/volume_figures";
import { defineParams, makeMockEnv } from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

const zeros = () => Array(12).fill(0);
const twelve = (values) => Object.assign(zeros(), values);

function makeOverview(values = {}) {
    return {
        today: "2026-03-15",
        year: 2026,
        month: 3,
        domain: [["customer_id", "=", 7]],
        grades: [
            {
                id: 1,
                name: "VLSFO",
                this_year: twelve([100, 50]),
                last_year: twelve([10]),
            },
            { id: 2, name: "MGO", this_year: twelve([5]), last_year: zeros() },
        ],
        vessels: [],
        customers: [],
        totals: { this_year: 155, last_year: 10, last_year_to_date: 10 },
        last_order_date: "2026-02-01",
        ...values,
    };
}

describe("format", () => {
    test("tonnes: kilograms below 100, whole tonnes from there on", async () => {
        await makeMockEnv();
        expect(formatTonnes(0)).toBe("0");
        expect(formatTonnes(0.0004)).toBe("0");
        expect(formatTonnes(-0.0001)).toBe("0");
        expect(formatTonnes(0.991)).toBe("0.991");
        expect(formatTonnes(12.5)).toBe("12.5");
        expect(formatTonnes(99.9999)).toBe("100");
        expect(formatTonnes(100.4)).toBe("100");
        expect(formatTonnes(1234567.8)).toBe("1,234,568");
        expect(formatTonnes(-250.6)).toBe("-251");
    });

    test("tonnes: with the separators of the user's language", async () => {
        defineParams({
            lang_parameters: { thousands_sep: ".", decimal_point: "," },
        });
        await makeMockEnv();
        expect(formatTonnes(12345)).toBe("12.345");
        expect(formatTonnes(1.25)).toBe("1,25");
    });

    test("growth: sign and direction, a dash without comparison", async () => {
        await makeMockEnv();
        expect(formatGrowth(null)).toBe("—");
        expect(growthDirection(null)).toBe("none");
        expect(formatGrowth(12.34)).toBe("+12.3%");
        expect(growthDirection(12.34)).toBe("up");
        expect(formatGrowth(-100)).toBe("−100.0%");
        expect(growthDirection(-100)).toBe("down");
        expect(formatGrowth(0)).toBe("0.0%");
        expect(formatGrowth(-0.01)).toBe("0.0%");
        expect(growthDirection(0.04)).toBe("flat");
    });
});

describe("figures", () => {
    test("growth", () => {
        expect(growth(150, 100)).toBe(50);
        expect(growth(0, 100)).toBe(-100);
        expect(growth(5, 0)).toBe(null);
        expect(growth(5, 1e-9)).toBe(null);
    });

    test("sums over grades", () => {
        expect(monthTotals(makeOverview(), "this_year")).toEqual(twelve([105, 50]));
        expect(monthTotals(makeOverview(), "last_year")).toEqual(twelve([10]));
        expect(monthTotals(makeOverview({ grades: [] }), "this_year")).toEqual(zeros());
    });

    test("float dust is nothing", () => {
        expect(isNothing(0.1 + 0.2 - 0.3)).toBe(true);
        expect(isNothing(0.001)).toBe(false);
        expect(isNothing(-0.001)).toBe(false);
        expect(isNothing(undefined)).toBe(true);
    });

    test("quiet: nothing delivered in either year", () => {
        const silent = { id: 1, name: "VLSFO", this_year: zeros(), last_year: zeros() };
        expect(isQuiet(makeOverview())).toBe(false);
        expect(isQuiet(makeOverview({ grades: [] }))).toBe(true);
        expect(isQuiet(makeOverview({ grades: [silent] }))).toBe(true);
        // A return without a sale in the two years is not quiet.
        const returned = { ...silent, this_year: twelve([-5]) };
        expect(isQuiet(makeOverview({ grades: [returned] }))).toBe(false);
    });

    test("what a list leaves over", () => {
        const row = { this_year: 100, last_year: 10, last_year_to_date: 10 };
        expect(remainder(makeOverview(), [row])).toEqual({
            this_year: 55,
            last_year: 0,
            last_year_to_date: 0,
        });
        const all = { this_year: 155, last_year: 10, last_year_to_date: 10 };
        expect(remainder(makeOverview(), [all])).toBe(null);
    });
});

describe("dates and domains", () => {
    test("a year before", () => {
        expect(yearBefore("2026-03-15")).toBe("2025-03-15");
        expect(yearBefore("2028-02-29")).toBe("2027-02-28");
        expect(yearBefore("2025-02-28")).toBe("2024-02-28");
        expect(yearBefore("2026-01-01")).toBe("2025-01-01");
    });

    test("periods", () => {
        expect(periodDomains(makeOverview())).toEqual({
            this_year: between("2026-01-01", "2026-03-15"),
            last_year: between("2025-01-01", "2025-12-31"),
            last_year_to_date: between("2025-01-01", "2025-03-15"),
            last_12_months: [
                "&",
                ["date", ">", "2025-03-15"],
                ["date", "<=", "2026-03-15"],
            ],
            growth: [
                "|",
                ...between("2026-01-01", "2026-03-15"),
                ...between("2025-01-01", "2025-03-15"),
            ],
        });
    });

    test("months end where they end, the present one today", () => {
        const overview = makeOverview();
        expect(monthDomain(overview, "this_year", 2)).toEqual(
            between("2026-02-01", "2026-02-28")
        );
        expect(monthDomain(overview, "this_year", 3)).toEqual(
            between("2026-03-01", "2026-03-15")
        );
        expect(monthDomain(overview, "last_year", 3)).toEqual(
            between("2025-03-01", "2025-03-31")
        );
        expect(monthDomain(overview, "last_year", 12)).toEqual(
            between("2025-12-01", "2025-12-31")
        );
        const leap = makeOverview({ today: "2025-05-01", year: 2025, month: 5 });
        expect(monthDomain(leap, "last_year", 2)).toEqual(
            between("2024-02-01", "2024-02-29")
        );
    });

    test("parts are added to whose sales these are", () => {
        const overview = makeOverview();
        expect(volumeDomain(overview)).toEqual([["customer_id", "=", 7]]);
        expect(
            volumeDomain(overview, between("2026-01-01", "2026-01-31"), [
                ["grade_id", "=", 1],
            ])
        ).toEqual([
            ["customer_id", "=", 7],
            "&",
            ["date", ">=", "2026-01-01"],
            ["date", "<=", "2026-01-31"],
            ["grade_id", "=", 1],
        ]);
    });
});

test("chart: a stacked bar per grade sold this year, last year as one line", () => {
    const overview = makeOverview();
    overview.grades.push({
        id: 3,
        name: "HSFO",
        this_year: zeros(),
        last_year: twelve([4]),
    });
    const look = {
        months: ["J"],
        colorOf: (index) => `color-${index}`,
        lineColor: "grey",
        lineLabel: "2025",
        otherLabel: "No grade",
    };
    const { labels, datasets } = chartData(overview, look);
    expect(labels).toEqual(["J"]);
    expect(datasets.map((dataset) => [dataset.type, dataset.label])).toEqual([
        ["bar", "VLSFO"],
        ["bar", "MGO"],
        ["line", "2025"],
    ]);
    expect(datasets[1].backgroundColor).toBe("color-1");
    expect(datasets[1].gradeId).toBe(2);
    expect(new Set(datasets.slice(0, 2).map((dataset) => dataset.stack)).size).toBe(1);
    expect(datasets[2].data).toEqual(twelve([14]));
});
