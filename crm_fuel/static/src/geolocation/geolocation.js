/**
 * The browser's position, and nothing else: no fix is never made up for by the address
 * of the network.
 */

// How long a phone may look for satellites, and how long for the user to be asked.
const TIMEOUT_MS = 15_000;
const PATIENCE_MS = 60_000;

// What the server takes for a position at all: beyond it, the fix is that of a town.
const WORST_ACCURACY_M = 10_000;

const FAILURES = { 1: "denied", 2: "unavailable", 3: "timeout" };

/** The browser's own calls, in one object so that tests can put others there. */
export const geolocation = {
    isSecure() {
        return window.isSecureContext;
    },
    isThere() {
        return Boolean(navigator.geolocation);
    },
    getCurrentPosition(onFix, onError, options) {
        navigator.geolocation.getCurrentPosition(onFix, onError, options);
    },
};

/**
 * Ask the device where it is.
 *
 * @param {Object} [options]
 * @param {number} [options.timeout] milliseconds for finding the position
 * @param {number} [options.patience] milliseconds in all, the browser's question to
 *  the user included, which the browser itself waits for without end
 * @returns {Promise<Object>} `latitude` and `longitude` in degrees (WGS-84) and
 *  `accuracy` in metres; or `failure`: "denied", "unavailable" or "timeout", with
 *  `isInsecure` where the page's address keeps the browser from asking, and `isVague`
 *  where the device knows only roughly
 */
export function findPosition({ timeout = TIMEOUT_MS, patience = PATIENCE_MS } = {}) {
    if (!geolocation.isSecure()) {
        return Promise.resolve({ failure: "unavailable", isInsecure: true });
    }
    if (!geolocation.isThere()) {
        return Promise.resolve({ failure: "unavailable" });
    }
    return new Promise((resolve) => {
        const timer = setTimeout(() => resolve({ failure: "timeout" }), patience);
        const settle = (found) => {
            clearTimeout(timer);
            resolve(found);
        };
        geolocation.getCurrentPosition(
            ({ coords: { latitude, longitude, accuracy } }) =>
                settle(
                    accuracy < WORST_ACCURACY_M
                        ? { latitude, longitude, accuracy }
                        : { failure: "unavailable", isVague: true }
                ),
            (error) => settle({ failure: FAILURES[error.code] || "unavailable" }),
            { enableHighAccuracy: true, maximumAge: 0, timeout }
        );
    });
}

const EARTH_RADIUS_M = 6_371_008.8;

/**
 * Metres between two places, along the great circle. Only an estimate to show where the
 * server cannot be asked: distance and verdict are the server's.
 */
export function distanceBetween(one, other) {
    const radians = (degrees) => (degrees * Math.PI) / 180;
    const north = radians(other.latitude - one.latitude);
    const east = radians(other.longitude - one.longitude);
    const half =
        Math.sin(north / 2) ** 2 +
        Math.cos(radians(one.latitude)) *
            Math.cos(radians(other.latitude)) *
            Math.sin(east / 2) ** 2;
    return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/**
 * What a check-in would probably find.
 *
 * @param {Object} fix
 * @param {Object} place `latitude`, `longitude` and `radius`, each perhaps unknown
 * @returns {Object|null} `distance` and `verdict`, or null where nothing is known
 */
export function estimate(fix, place) {
    if (!place?.latitude && !place?.longitude) {
        return null;
    }
    const distance = distanceBetween(fix, place);
    const isOnSite = distance - fix.accuracy <= place.radius;
    return { distance, verdict: isOnSite ? "on_site" : "off_site" };
}

/** The address that opens the way to a place in the app that the company chose. */
export function navigationLink(app, { latitude, longitude, name }) {
    const label = encodeURIComponent(name || "");
    switch (app) {
        case "amap":
            // Amap shifts WGS-84 to its own datum itself when told.
            return (
                `https://uri.amap.com/navigation?to=${longitude},${latitude},${label}` +
                "&mode=car&coordinate=wgs84&callnative=1"
            );
        case "google":
            return `https://www.google.com/maps/dir/?api=1&destination=${latitude},${longitude}`;
        case "apple":
            return `https://maps.apple.com/?daddr=${latitude},${longitude}`;
        default:
            return `geo:${latitude},${longitude}?q=${latitude},${longitude}(${label})`;
    }
}
