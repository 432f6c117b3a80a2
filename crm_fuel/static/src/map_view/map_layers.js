/* What is drawn with Leaflet. Leaflet is a global `L` once its bundle is loaded: nothing
   here may touch it before. */

import { _t } from "@web/core/l10n/translation";

import {
    formatDegrees,
    gridLines,
    gridStep,
    pickTexts,
    wrapLongitude,
} from "./map_geometry";

// Below this zoom the names of ports would cover each other.
const PORT_NAMES_FROM = 7;

/** Make an element; children are elements or texts, and texts stay texts. */
export function element(tag, attributes = {}, children = []) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
}

function divIcon(className, size, html = "") {
    return L.divIcon({
        className,
        html,
        iconSize: size,
        iconAnchor: size.map((x) => x / 2),
    });
}

/** A text at a place, which CSS moves beside it; not for the pointer or the keyboard. */
function textMarker(place, text, className, pane) {
    return L.marker(place, {
        icon: divIcon(className, [0, 0], element("span", {}, [text])),
        interactive: false,
        keyboard: false,
        pane,
    });
}

/** A pin, drawn by CSS: its size is what a thumb can hit. */
export function pinIcon(tone) {
    const icon = L.divIcon({
        className: `o_fuel_map_pin text-${tone}`,
        html: element("span"),
        iconSize: [36, 44],
        iconAnchor: [18, 40],
        popupAnchor: [0, -34],
    });
    return icon;
}

export function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const size = count < 10 ? 44 : count < 100 ? 50 : 58;
    const icon = divIcon(
        "o_fuel_map_cluster",
        [size, size],
        element("span", {}, [String(count)])
    );
    cluster.options.title = _t("%(count)s records: open to see them", { count });
    return icon;
}

/** What a point says, with its buttons. */
export function popupContent(point, { onOpen, navigationUrl }) {
    const rows = point.rows.flatMap(({ name, label, value }) => [
        element("dt", {}, [label]),
        element("dd", { "data-name": name }, [value]),
    ]);
    const open = element(
        "button",
        { type: "button", class: "btn btn-primary o_fuel_map_open" },
        [_t("Open")]
    );
    open.addEventListener("click", onOpen);
    const isWeb = navigationUrl.startsWith("https:");
    const navigate = element(
        "a",
        {
            href: navigationUrl,
            class: "btn btn-secondary o_fuel_map_navigate",
            ...(isWeb && { target: "_blank", rel: "noopener noreferrer" }),
        },
        [_t("Navigate")]
    );
    return element("div", { class: "o_fuel_map_popup" }, [
        element("h5", {}, [point.caption]),
        ...(rows.length ? [element("dl", {}, rows)] : []),
        element("div", { class: "o_fuel_map_buttons" }, [open, navigate]),
    ]);
}

/** Meridians and parallels with their degrees, for a map without a background. */
export class Graticule {
    constructor(map) {
        this.map = map;
        map.createPane("fuel_grid").style.zIndex = 250;
        this.group = L.layerGroup().addTo(map);
        this.draw = this.draw.bind(this);
        map.on("moveend resize", this.draw);
        this.draw();
    }

    draw() {
        const { group, map } = this;
        const size = map.getSize();
        if (!size.x || !size.y) {
            return;
        }
        const bounds = map.getBounds();
        const [west, east] = [bounds.getWest(), bounds.getEast()];
        const south = Math.max(bounds.getSouth(), -85);
        const north = Math.min(bounds.getNorth(), 85);
        const step = gridStep(Math.max(east - west, north - south));
        group.clearLayers();
        for (const longitude of gridLines(west, east, step)) {
            this.line([south, longitude], [north, longitude]);
            const text = formatDegrees(wrapLongitude(longitude), _t("E"), _t("W"));
            this.label([south, longitude], text, "o_fuel_map_meridian");
        }
        for (const latitude of gridLines(south, north, step)) {
            this.line([latitude, west], [latitude, east]);
            const text = formatDegrees(latitude, _t("N"), _t("S"));
            this.label([latitude, west], text, "o_fuel_map_parallel");
        }
    }

    line(from, to) {
        this.group.addLayer(
            L.polyline([from, to], {
                className: "o_fuel_map_grid",
                interactive: false,
                pane: "fuel_grid",
                weight: 1,
            })
        );
    }

    label(place, text, className) {
        this.group.addLayer(
            textMarker(place, text, `o_fuel_map_degrees ${className}`, "fuel_grid")
        );
    }
}

/** The ports, faint, to know where one is on a map without a background. */
export class PortLayer {
    /**
     * @param {L.Map} map
     * @param {{ display_name: string, latitude: number, longitude: number }[]} ports
     *  degrees, WGS-84
     */
    constructor(map, ports) {
        Object.assign(this, { map, ports });
        map.createPane("fuel_ports").style.zIndex = 300;
        for (const port of ports) {
            L.circleMarker([port.latitude, port.longitude], {
                className: "o_fuel_map_port",
                interactive: false,
                pane: "fuel_ports",
                radius: 3,
                weight: 1,
            }).addTo(map);
        }
        this.names = L.layerGroup().addTo(map);
        this.drawNames = this.drawNames.bind(this);
        map.on("moveend resize", this.drawNames);
        this.drawNames();
    }

    /**
     * Only the names in view that can be read, and no tooltips: Leaflet measures each of
     * those at each move, which lays the page out once a port and froze the browser for
     * seconds.
     */
    drawNames() {
        const { map, names, ports } = this;
        names.clearLayers();
        if (map.getZoom() < PORT_NAMES_FROM) {
            return;
        }
        const bounds = map.getBounds();
        const places = [];
        for (const { display_name: text, latitude, longitude } of ports) {
            const place = [latitude, longitude];
            if (bounds.contains(place)) {
                const { x, y } = map.latLngToContainerPoint(place);
                places.push({ x, y, text, place });
            }
        }
        for (const { place, text } of pickTexts(places)) {
            names.addLayer(
                textMarker(place, text, "o_fuel_map_port_name", "fuel_ports")
            );
        }
    }
}
