import { describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";

import { patchWithCleanup } from "@web/../tests/web_test_helpers";

import {
    distanceBetween,
    estimate,
    findPosition,
    geolocation,
    navigationLink,
} from "@crm_fuel/geolocation/geolocation";

describe.current.tags("headless");

function device(getCurrentPosition) {
    patchWithCleanup(geolocation, {
        isSecure: () => true,
        isThere: () => true,
        getCurrentPosition,
    });
}

test("a fix, asked for exactly and anew", async () => {
    device((onFix, _onError, options) => {
        expect(options).toEqual({
            enableHighAccuracy: true,
            maximumAge: 0,
            timeout: 15_000,
        });
        onFix({ coords: { latitude: 1, longitude: 2, accuracy: 3, speed: 9 } });
    });
    expect(await findPosition()).toEqual({ latitude: 1, longitude: 2, accuracy: 3 });
});

test("denied, unavailable and timed out are told apart", async () => {
    for (const [code, failure] of [
        [1, "denied"],
        [2, "unavailable"],
        [3, "timeout"],
        [99, "unavailable"],
    ]) {
        device((_onFix, onError) => onError({ code }));
        expect(await findPosition()).toEqual({ failure });
    }
});

test("a town is no position", async () => {
    device((onFix) => {
        onFix({ coords: { latitude: 1, longitude: 2, accuracy: 10_000 } });
    });
    expect(await findPosition()).toEqual({ failure: "unavailable", isVague: true });
});

test("a browser that asks for ever is given up on", async () => {
    device(() => {});
    const finding = findPosition();
    await advanceTime(60_000);
    expect(await finding).toEqual({ failure: "timeout" });
});

test("no secure page, no position", async () => {
    patchWithCleanup(geolocation, { isSecure: () => false });
    expect(await findPosition()).toEqual({ failure: "unavailable", isInsecure: true });
});

test("no such device", async () => {
    patchWithCleanup(geolocation, { isSecure: () => true, isThere: () => false });
    expect(await findPosition()).toEqual({ failure: "unavailable" });
});

test("an estimate where the server cannot be asked", () => {
    const fix = { latitude: 29.99, longitude: 122.0985, accuracy: 20 };
    const quay = { latitude: 29.9445, longitude: 122.0985, radius: 500 };
    // A degree of latitude is 111.195 km on the sphere of 6371.0088 km.
    expect(Math.round(distanceBetween(fix, quay))).toBe(5059);
    expect(estimate(fix, quay).verdict).toBe("off_site");
    expect(estimate({ ...fix, accuracy: 4600 }, quay).verdict).toBe("on_site");
    expect(estimate(fix, {})).toBe(null);
    expect(estimate(fix, { latitude: 0, longitude: 0 })).toBe(null);
});

test("the way opens in the app that was chosen", () => {
    const place = { latitude: 29.9, longitude: 122.1, name: "舟山 & Co" };
    expect(navigationLink("geo", place)).toMatch(/^geo:29\.9,122\.1\?q=29\.9,122\.1\(/);
    expect(navigationLink("amap", place)).toInclude("to=122.1,29.9,");
    expect(navigationLink("amap", place)).toInclude("coordinate=wgs84");
    expect(navigationLink("amap", place)).not.toInclude("& Co");
    expect(navigationLink("google", place)).toInclude("destination=29.9,122.1");
    expect(navigationLink("apple", place)).toInclude("daddr=29.9,122.1");
});
