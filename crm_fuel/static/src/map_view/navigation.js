import { wgs84ToGcj02 } from "./datum";

// A hand's breadth: more digits promise what no position holds.
const DIGITS = 6;

/**
 * A link that leads to a place with a navigation app.
 *
 * - "geo": RFC 5870 with the label that Android knows; the phone chooses the app.
 * - "amap": uri.amap.com takes GCJ-02, longitude first.
 * - "google", "apple": their universal links; WGS-84.
 *
 * @param {"geo"|"amap"|"google"|"apple"} app
 * @param {number} latitude degrees north, WGS-84
 * @param {number} longitude degrees east, WGS-84
 * @param {string} [label] what the place is called
 * @returns {string}
 */
export function navigationUrl(app, latitude, longitude, label = "") {
    const point = (pair) => pair.map((degrees) => degrees.toFixed(DIGITS)).join(",");
    const here = point([latitude, longitude]);
    switch (app) {
        case "amap": {
            const [north, east] = wgs84ToGcj02(latitude, longitude);
            // A comma would end the name.
            const name = encodeURIComponent(label.replaceAll(",", " "));
            return (
                "https://uri.amap.com/navigation" +
                `?to=${point([east, north])}${name && `,${name}`}` +
                "&mode=car&src=crm_fuel&callnative=1"
            );
        }
        case "google":
            return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(here)}`;
        case "apple":
            return `https://maps.apple.com/?daddr=${encodeURIComponent(here)}&dirflg=d`;
        default: {
            // Parentheses hold the label.
            const name = encodeURIComponent(label.replace(/[()]/g, " ").trim());
            return `geo:${here}?q=${here}${name && `(${name})`}`;
        }
    }
}
