import { describe, expect, test } from "@odoo/hoot";

import { gcj02ToWgs84, isShifted, wgs84ToGcj02 } from "@crm_fuel/map_view/datum";
import {
    formatDegrees,
    gridLines,
    gridStep,
    isPosition,
    isTileUrl,
    pickTexts,
    wrapLongitude,
} from "@crm_fuel/map_view/map_geometry";
import { navigationUrl } from "@crm_fuel/map_view/navigation";

describe.current.tags("desktop");

// The table of tests/test_datum.py, which names the sources.
const PUBLISHED = [
    [31.1774276, 121.5272106, 31.17530398364597, 121.531541859215, 1e-9],
    [22.543847, 113.912316, 22.540796131694766, 113.9171764808363, 1e-9],
    [39.911954, 116.377817, 39.91334545536069, 116.38404722455657, 1e-9],
    [44.99804071, 122.99395597, 45, 123, 1e-5],
    [30.6107779, 121.0917077, 30.608604331756705, 121.09626935575027, 1e-6],
    [39.90734, 116.39089, 39.90874539, 116.39713623, 1e-5],
];
const ELSEWHERE = [
    [1.264, 103.84],
    [35.1, 129.04],
    [10.77, 106.72],
    [51.95, 4.14],
    [0, 0],
];

describe("datum", () => {
    test("published values, both ways", () => {
        for (const [north, east, drawnNorth, drawnEast, slack] of PUBLISHED) {
            const drawn = wgs84ToGcj02(north, east);
            const back = gcj02ToWgs84(drawnNorth, drawnEast);
            expect(Math.abs(drawn[0] - drawnNorth)).toBeLessThan(slack);
            expect(Math.abs(drawn[1] - drawnEast)).toBeLessThan(slack);
            expect(Math.abs(back[0] - north)).toBeLessThan(slack);
            expect(Math.abs(back[1] - east)).toBeLessThan(slack);
        }
    });

    test("nothing moves outside China", () => {
        for (const place of ELSEWHERE) {
            expect(isShifted(...place)).toBe(false);
            expect(wgs84ToGcj02(...place)).toEqual(place);
            expect(gcj02ToWgs84(...place)).toEqual(place);
        }
    });
});

describe("navigation", () => {
    test("a link for each app", () => {
        expect(navigationUrl("geo", 1.264, 103.84, "Jurong (East)")).toBe(
            "geo:1.264000,103.840000?q=1.264000,103.840000(Jurong%20%20East)"
        );
        expect(navigationUrl("google", 1.264, 103.84)).toBe(
            "https://www.google.com/maps/dir/?api=1&destination=1.264000%2C103.840000"
        );
        expect(navigationUrl("apple", 1.264, 103.84)).toBe(
            "https://maps.apple.com/?daddr=1.264000%2C103.840000&dirflg=d"
        );
    });

    test("Amap is given GCJ-02, longitude first, and a name without a comma", () => {
        expect(navigationUrl("amap", 31.1774276, 121.5272106, "A,B&C")).toBe(
            "https://uri.amap.com/navigation?to=121.531542,31.175304,A%20B%26C" +
                "&mode=car&src=crm_fuel&callnative=1"
        );
    });
});

describe("geometry", () => {
    test("positions", () => {
        expect(isPosition(30, 122)).toBe(true);
        expect(isPosition(0, -180)).toBe(true);
        expect(isPosition(91, 0)).toBe(false);
        expect(isPosition(0, 181)).toBe(false);
        expect(isPosition(NaN, 0)).toBe(false);
    });

    test("a grid has a handful of lines at any zoom", () => {
        for (const span of [360, 100, 33, 7, 1, 0.2, 0.03]) {
            const count = gridLines(0, span, gridStep(span)).length;
            expect(count).toBeGreaterThan(3);
            expect(count).toBeLessThan(14);
        }
        expect(gridLines(0.05, 0.35, 0.1)).toEqual([0.1, 0.2, 0.3]);
        expect(gridLines(-25, 25, 20)).toEqual([-20, 0, 20]);
    });

    test("degrees as people write them", () => {
        expect(formatDegrees(121.5, "E", "W")).toBe("121.5° E");
        expect(formatDegrees(-30, "N", "S")).toBe("30° S");
        expect(formatDegrees(0, "N", "S")).toBe("0°");
        expect(wrapLongitude(190)).toBe(-170);
        expect(wrapLongitude(-190)).toBe(170);
    });

    test("a longitude stays as short as it was", () => {
        for (const longitude of [122.1, 122.15, 122.2, -0.1, 179.999, -180, 0.005]) {
            expect(wrapLongitude(longitude)).toBe(longitude);
            expect(wrapLongitude(longitude + 360)).toBe(longitude);
            expect(wrapLongitude(longitude - 360)).toBe(longitude);
        }
        expect(formatDegrees(wrapLongitude(122.1), "E", "W")).toBe("122.1° E");
    });

    test("texts do not cover each other, and the earlier one stays", () => {
        const place = (text, x, y) => ({ text, x, y });
        const shown = (...places) => pickTexts(places).map((it) => it.text);
        expect(shown(place("Ningbo", 0, 0), place("Beilun", 20, 5))).toEqual([
            "Ningbo",
        ]);
        expect(shown(place("Beilun", 20, 5), place("Ningbo", 0, 0))).toEqual([
            "Beilun",
        ]);
        // Beside each other, and below each other.
        expect(shown(place("Ningbo", 0, 0), place("Beilun", 45, 5))).toHaveLength(2);
        expect(shown(place("Ningbo", 0, 0), place("Beilun", 0, 14))).toHaveLength(2);
        // Three Chinese characters are as wide as five Latin ones.
        expect(shown(place("宁波港", 0, 0), place("北仑", 30, 0))).toEqual(["宁波港"]);
        expect(shown(place("宁波港", 0, 0), place("北仑", 35, 0))).toHaveLength(2);
        // What is left out covers nothing.
        expect(
            shown(place("aaaa", 0, 0), place("bbbb", 20, 0), place("cccc", 40, 0))
        ).toEqual(["aaaa", "cccc"]);
        expect(pickTexts([])).toEqual([]);
    });

    test("addresses of tiles", () => {
        expect(isTileUrl("https://t.example.com/{z}/{x}/{y}.png")).toBe(true);
        expect(isTileUrl("/tiles/{z}/{x}/{-y}{r}.png")).toBe(true);
        expect(isTileUrl("https://t.example.com/{z}/{x}.png")).toBe(false);
        expect(isTileUrl("https://t.example.com/{z}/{x}/{y}/{key}")).toBe(false);
        expect(isTileUrl("javascript:alert(1)//{z}/{x}/{y}")).toBe(false);
        expect(isTileUrl("//t.example.com/{z}/{x}/{y}")).toBe(false);
    });
});
