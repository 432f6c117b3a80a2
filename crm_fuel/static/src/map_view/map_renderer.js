import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

import { AssetsLoadingError, loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

import { wgs84ToGcj02 } from "./datum";
import { HOME, isTileUrl, tileHost } from "./map_geometry";
import {
    Graticule,
    PortLayer,
    clusterIcon,
    element,
    pinIcon,
    popupContent,
} from "./map_layers";
import { navigationUrl } from "./navigation";

const MAX_ZOOM = 18;
// What a single point, or all of them at one place, is shown at.
const CLOSE_ZOOM = 13;
const HEAT = { radius: 28, blur: 22, minOpacity: 0.35, maxZoom: 9 };

/** Draws the points of a MapModel with Leaflet. */
export class MapRenderer extends Component {
    static template = "crm_fuel.MapRenderer";
    static props = {
        model: Object,
        // The model's data: a new object for each search.
        data: Object,
        openRecord: Function,
        // Kept by the controller: what one looked at is there again on the way back.
        viewport: Object,
    };

    setup() {
        this.mapRef = useRef("map");
        const { isHeat = false, isWeighted = false } = this.props.viewport;
        this.state = useState({ isHeat, isWeighted, tileProblem: "", problem: "" });
        onWillStart(() => this.loadLibraries());
        useEffect(
            (container) => {
                if (!container) {
                    return;
                }
                this.makeMap(container);
                return () => {
                    this.map.remove();
                    this.map = null;
                };
            },
            () => [this.mapRef.el]
        );
        useEffect(
            () => {
                if (this.map) {
                    this.drawPoints();
                }
            },
            () => [this.mapRef.el, this.props.data]
        );
        useEffect(
            () => {
                if (this.map) {
                    this.drawHeat();
                }
            },
            () => [
                this.mapRef.el,
                this.props.data,
                this.state.isHeat,
                this.state.isWeighted,
            ]
        );
    }

    async loadLibraries() {
        this.state.problem = "";
        try {
            await loadBundle("crm_fuel.assets_map");
        } catch (error) {
            if (!(error instanceof AssetsLoadingError)) {
                throw error;
            }
            this.state.problem = _t(
                "The map could not be loaded. Check your connection."
            );
        }
    }

    // --- the map itself ---

    makeMap(container) {
        const { viewport } = this.props;
        const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        this.map = L.map(container, {
            attributionControl: false,
            fadeAnimation: !isStill,
            markerZoomAnimation: !isStill,
            maxZoom: MAX_ZOOM,
            minZoom: 2,
            worldCopyJump: true,
            zoomAnimation: !isStill,
            zoomControl: false,
        });
        L.control
            .zoom({ zoomInTitle: _t("Zoom in"), zoomOutTitle: _t("Zoom out") })
            .addTo(this.map);
        L.control.scale({ imperial: false }).addTo(this.map);
        this.map.setView(viewport.center || HOME.center, viewport.zoom || HOME.zoom);
        this.isPlaced = Boolean(viewport.center);
        this.map.on("moveend", () => {
            viewport.center = this.map.getCenter();
            viewport.zoom = this.map.getZoom();
        });
        this.map.on("popupopen", ({ popup }) => this.focusPopup(popup));
        this.addBackground();
        // The control panel grows and shrinks above the map.
        const observer = new ResizeObserver(() => this.map?.invalidateSize());
        observer.observe(container);
        this.map.on("unload", () => observer.disconnect());
    }

    addBackground() {
        const { settings, ports } = this.props.model;
        const url = settings.tile_url;
        if (!url || !isTileUrl(url)) {
            this.state.tileProblem = url
                ? _t(
                      "The address of the map's tiles is not valid: it needs {z}, {x} and {y}. Ask an administrator to put it right in the settings."
                  )
                : "";
            this.graticule = new Graticule(this.map);
            this.portLayer = new PortLayer(this.map, ports);
            return;
        }
        const tiles = L.tileLayer(url, { maxZoom: MAX_ZOOM });
        let hasTile = false;
        tiles.on("tileload", () => {
            hasTile = true;
            this.state.tileProblem = "";
        });
        tiles.on("tileerror", () => {
            if (hasTile || this.state.tileProblem || !this.map) {
                return;
            }
            this.state.tileProblem = _t(
                "The background cannot be loaded from %(host)s. The positions are right all the same.",
                { host: tileHost(url) }
            );
            this.graticule = this.graticule || new Graticule(this.map);
        });
        tiles.addTo(this.map);
        const attribution = L.control.attribution({ prefix: false }).addTo(this.map);
        if (settings.tile_attribution) {
            // Leaflet takes HTML here; the notice is text.
            const text = element("span", {}, [settings.tile_attribution]);
            attribution.addAttribution(text.innerHTML);
        }
    }

    /** Where a point is drawn: the tiles decide in which datum. */
    project({ latitude, longitude }) {
        const { tile_url, tile_datum } = this.props.model.settings;
        return tile_url && tile_datum === "gcj02"
            ? wgs84ToGcj02(latitude, longitude)
            : [latitude, longitude];
    }

    // --- the points ---

    drawPoints() {
        this.cluster?.remove();
        this.cluster = L.markerClusterGroup({
            // An animation that a new search interrupts leaves clusters behind.
            animate: false,
            iconCreateFunction: clusterIcon,
            maxClusterRadius: 50,
            showCoverageOnHover: false,
        });
        this.cluster.addLayers(this.props.data.points.map((it) => this.makeMarker(it)));
        if (!this.isPlaced) {
            this.showAll();
        }
        // Only the first points after coming back keep the place that was looked at.
        this.isPlaced = false;
    }

    makeMarker(point) {
        const marker = L.marker(this.project(point), {
            icon: pinIcon(point.tone),
            riseOnHover: true,
            title: point.caption,
        });
        marker.bindPopup(() => this.makePopup(point), {
            autoPanPadding: [12, 12],
            className: "o_fuel_map_bubble",
            maxWidth: 280,
            minWidth: 200,
        });
        return marker;
    }

    makePopup(point) {
        const { latitude, longitude, caption } = point;
        const app = this.props.model.settings.navigation_app;
        return popupContent(point, {
            onOpen: () => this.props.openRecord(point.id),
            navigationUrl: navigationUrl(app, latitude, longitude, caption),
        });
    }

    /** Who came by keyboard goes on by keyboard. */
    focusPopup(popup) {
        const pin = popup._source?.getElement();
        if (pin && pin === document.activeElement) {
            popup.getElement().querySelector(".o_fuel_map_open").focus();
        }
    }

    drawHeat() {
        this.heat?.remove();
        this.heat = null;
        if (!this.state.isHeat) {
            this.map.addLayer(this.cluster);
            return;
        }
        this.cluster.remove();
        const { points } = this.props.data;
        const weights = points.map((it) => (this.state.isWeighted ? it.weight : 1));
        const most = Math.max(...weights, 0);
        if (most > 0 && this.map.getSize().x) {
            const spots = points.map((it, index) => [
                ...this.project(it),
                Math.max(weights[index], 0) / most,
            ]);
            this.heat = L.heatLayer(spots, HEAT).addTo(this.map);
        }
    }

    // --- what the template shows ---

    get notices() {
        const { total, points, located, unlocated } = this.props.data;
        const notices = [];
        if (located > points.length) {
            notices.push({
                key: "limit",
                text: _t(
                    "Showing %(shown)s of %(located)s. Narrow the search to see the others.",
                    {
                        shown: formatInteger(points.length),
                        located: formatInteger(located),
                    }
                ),
            });
        }
        if (unlocated && unlocated < total) {
            notices.push({
                key: "unlocated",
                text: _t("%(count)s without a position are not shown.", {
                    count: formatInteger(unlocated),
                }),
            });
        }
        if (this.state.tileProblem) {
            notices.push({ key: "tiles", text: this.state.tileProblem });
        }
        return notices;
    }

    /** The tones that are there, with what they mean. */
    get legend() {
        const tones = new Set(this.props.data.points.map((point) => point.tone));
        return this.props.model.legend.filter(({ tone }) => tones.has(tone));
    }

    get weightLabel() {
        const { fields, archInfo } = this.props.model;
        return archInfo.weight ? fields[archInfo.weight].string : "";
    }

    // --- handlers ---

    toggleHeat() {
        this.state.isHeat = !this.state.isHeat;
        this.props.viewport.isHeat = this.state.isHeat;
    }

    toggleWeight() {
        this.state.isWeighted = !this.state.isWeighted;
        this.props.viewport.isWeighted = this.state.isWeighted;
    }

    showAll() {
        const { points } = this.props.data;
        if (points.length) {
            const places = points.map((point) => this.project(point));
            this.map.fitBounds(L.latLngBounds(places), {
                animate: false,
                maxZoom: CLOSE_ZOOM,
                padding: [48, 48],
            });
        } else {
            this.map.setView(HOME.center, HOME.zoom, { animate: false });
        }
    }
}
