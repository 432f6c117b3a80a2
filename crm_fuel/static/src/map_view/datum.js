/**
 * WGS-84 and GCJ-02: the same as tools/datum.py, which says where the formula is from;
 * both are tested with the same table.
 */

// Krasovsky 1940: semi-major axis in metres, and eccentricity squared.
const AXIS = 6378245.0;
const ECCENTRICITY = 0.006693421622965943;
const ROUNDS = 6;
const DEGREE = Math.PI / 180;
/** Where Chinese map services shift, roughly, as [longitude, latitude]. */
export const OUTLINE = [
    [123.9, 39.4],
    [124.4, 40.15],
    [126.9, 41.75],
    [128.2, 42.0],
    [129.9, 42.9],
    [130.7, 42.3],
    [131.3, 43.5],
    [131.0, 44.8],
    [133.1, 45.0],
    [135.1, 48.4],
    [130.9, 47.8],
    [127.5, 50.2],
    [125.6, 53.1],
    [121.5, 53.5],
    [119.2, 50.3],
    [116.7, 49.9],
    [115.6, 47.9],
    [119.8, 46.8],
    [111.9, 45.1],
    [109.5, 42.4],
    [105.0, 41.6],
    [96.4, 42.7],
    [90.9, 45.2],
    [90.9, 47.0],
    [87.8, 49.2],
    [82.5, 45.4],
    [80.2, 42.1],
    [73.5, 39.6],
    [75.0, 37.0],
    [78.9, 33.5],
    [79.0, 31.5],
    [85.0, 28.4],
    [92.1, 26.9],
    [97.5, 28.3],
    [97.6, 24.0],
    [99.2, 22.1],
    [101.7, 21.1],
    [105.4, 23.2],
    [106.8, 22.0],
    [107.9, 21.5],
    [108.0, 21.2],
    [107.8, 20.0],
    [108.2, 18.0],
    [110.0, 17.7],
    [115.0, 21.0],
    [117.5, 22.2],
    [119.2, 24.1],
    [120.9, 25.9],
    [122.8, 27.0],
    [124.0, 30.0],
    [124.0, 33.0],
    [123.5, 36.5],
];

/** The sum of sines; each wave is an amplitude and a divisor of the phase. */
function waves(value, parts) {
    return parts.reduce(
        (sum, [size, part]) => sum + size * Math.sin((value * Math.PI) / part),
        0
    );
}

/** The shift in degrees, [north, east]. */
function offset(latitude, longitude) {
    const x = longitude - 105;
    const y = latitude - 35;
    const root = Math.sqrt(Math.abs(x));
    const common = waves(x, [
        [20, 1 / 6],
        [20, 1 / 2],
    ]);
    const toNorth = waves(y, [
        [20, 1],
        [40, 3],
        [160, 12],
        [320, 30],
    ]);
    const toEast = waves(x, [
        [20, 1],
        [40, 3],
        [150, 12],
        [300, 30],
    ]);
    const north =
        -100 +
        2 * x +
        3 * y +
        0.2 * y * y +
        0.1 * x * y +
        0.2 * root +
        ((common + toNorth) * 2) / 3;
    const east =
        300 +
        x +
        2 * y +
        0.1 * x * x +
        0.1 * x * y +
        0.1 * root +
        ((common + toEast) * 2) / 3;
    const magic = 1 - ECCENTRICITY * Math.sin(latitude * DEGREE) ** 2;
    const meridian = (AXIS * (1 - ECCENTRICITY)) / magic ** 1.5;
    const parallel = (AXIS / Math.sqrt(magic)) * Math.cos(latitude * DEGREE);
    return [north / meridian / DEGREE, east / parallel / DEGREE];
}

/** Say whether Chinese maps draw this place elsewhere than it is. */
export function isShifted(latitude, longitude) {
    let isInside = false;
    let [east, north] = OUTLINE[OUTLINE.length - 1];
    for (const [nextEast, nextNorth] of OUTLINE) {
        if (north > latitude !== nextNorth > latitude) {
            const crossing =
                east + ((latitude - north) * (nextEast - east)) / (nextNorth - north);
            if (longitude < crossing) {
                isInside = !isInside;
            }
        }
        [east, north] = [nextEast, nextNorth];
    }
    return isInside;
}

/**
 * Where a map in GCJ-02 draws a place; outside China nothing is moved.
 *
 * @param {number} latitude degrees north, WGS-84
 * @param {number} longitude degrees east, WGS-84
 * @returns {[number, number]} latitude, longitude
 */
export function wgs84ToGcj02(latitude, longitude) {
    if (!isShifted(latitude, longitude)) {
        return [latitude, longitude];
    }
    const [north, east] = offset(latitude, longitude);
    return [latitude + north, longitude + east];
}

/**
 * The place that a map in GCJ-02 draws here, to less than a millimetre.
 *
 * @param {number} latitude degrees north, GCJ-02
 * @param {number} longitude degrees east, GCJ-02
 * @returns {[number, number]} latitude, longitude
 */
export function gcj02ToWgs84(latitude, longitude) {
    let [north, east] = [latitude, longitude];
    for (let round = 0; round < ROUNDS; round++) {
        const [shiftNorth, shiftEast] = offset(north, east);
        [north, east] = [latitude - shiftNorth, longitude - shiftEast];
    }
    return isShifted(north, east) ? [north, east] : [latitude, longitude];
}
