/** What the map computes without Leaflet: positions, grid lines, addresses of tiles. */

// Where a map opens that has nothing to show: the coast of China.
export const HOME = { center: [30, 118], zoom: 4 };
// Steps of the grid in degrees.
const STEPS = [
    30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001,
];
const LINES_WANTED = 4;
// A line of the map's texts at 11 px, in pixels, with a little air.
const TEXT_HEIGHT = 13;
const NARROW_WIDTH = 6.5;
const WIDE_WIDTH = 11.5;
const WIDE_CHARACTERS = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/g;
const TILE_PARTS = new Set(["z", "x", "y", "-y", "r"]);

/** Say whether two numbers are a place on Earth that a map can show. */
export function isPosition(latitude, longitude) {
    // The map's projection ends at 85 degrees.
    return Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
}

/**
 * The step of a grid that puts a handful of lines into a span.
 *
 * @param {number} span in degrees
 */
export function gridStep(span) {
    return STEPS.find((step) => span / step >= LINES_WANTED) || STEPS[STEPS.length - 1];
}

/** The multiples of `step` from `from` to `to`. */
export function gridLines(from, to, step) {
    const lines = [];
    for (let index = Math.ceil(from / step); index * step <= to; index++) {
        // 3 * 0.1 is not 0.3
        lines.push(Number((index * step).toFixed(6)));
    }
    return lines;
}

/** 121.5, "E", "W" -> "121.5° E" */
export function formatDegrees(degrees, positive, negative) {
    if (!degrees || degrees === 180 || degrees === -180) {
        return `${Math.abs(degrees)}°`;
    }
    return `${Math.abs(degrees)}° ${degrees > 0 ? positive : negative}`;
}

/** A longitude beside the world's seam as people write it: 190 -> -170. */
export function wrapLongitude(longitude) {
    const wrapped = ((((longitude + 180) % 360) + 360) % 360) - 180;
    // 122.1 + 180 - 180 is not 122.1
    return Number(wrapped.toFixed(6));
}

/**
 * Leave out the texts that would cover an earlier one.
 *
 * Widths are estimated: measuring each text would lay the page out once a text.
 *
 * @template {{ x: number, y: number, text: string }} Place in pixels: where the text
 *  begins, and its middle
 * @param {Place[]} places
 * @returns {Place[]} those to show
 */
export function pickTexts(places) {
    const shown = [];
    for (const place of places) {
        const end = place.x + textWidth(place.text);
        const covers = shown.some(
            (other) =>
                Math.abs(other.place.y - place.y) < TEXT_HEIGHT &&
                place.x < other.end &&
                other.place.x < end
        );
        if (!covers) {
            shown.push({ place, end });
        }
    }
    return shown.map(({ place }) => place);
}

function textWidth(text) {
    const wide = text.match(WIDE_CHARACTERS)?.length || 0;
    return wide * WIDE_WIDTH + (text.length - wide) * NARROW_WIDTH;
}

/** Say whether an address of tiles can be used: http(s) or a path, with z, x and y. */
export function isTileUrl(url) {
    if (!/^(https?:\/\/[^/\s]+\/|\/(?!\/))\S*$/.test(url)) {
        return false;
    }
    const parts = [...url.matchAll(/\{([^{}]*)\}/g)].map(([, part]) => part);
    return (
        parts.every((part) => TILE_PARTS.has(part)) &&
        parts.includes("z") &&
        parts.includes("x") &&
        (parts.includes("y") || parts.includes("-y"))
    );
}

/** The server behind an address of tiles, for people. */
export function tileHost(url) {
    return url.startsWith("/") ? window.location.host : url.split("/")[2];
}
