import { Domain } from "@web/core/domain";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { Model } from "@web/model/model";

import { isPosition } from "./map_geometry";

const RELATIONS = new Set(["many2one", "many2many", "one2many"]);

/** A value of web_search_read as people read it; nothing: "". */
export function formatValue(field, value) {
    if (value === false || value === null || value === undefined) {
        return "";
    }
    switch (field.type) {
        case "many2one":
            return value.display_name || "";
        case "many2many":
        case "one2many":
            return value.map((record) => record.display_name).join(", ");
        case "date":
            value = deserializeDate(value);
            break;
        case "datetime":
            value = deserializeDateTime(value);
            break;
    }
    const format = registry.category("formatters").get(field.type, String);
    return String(format(value, { field, digits: field.digits }));
}

/** The records of the current search as points, and how many of them there are. */
export class MapModel extends Model {
    setup({ resModel, fields, archInfo }) {
        Object.assign(this, { resModel, fields, archInfo });
        this.request = 0;
        this.settings = null;
        this.ports = [];
        this.data = null;
        this.isLoading = false;
    }

    /**
     * Two queries whatever the search finds: the records that have a position, up to the
     * limit, and the number of all. The first time also the settings, and without tiles
     * the ports.
     */
    async load({ domain, context, orderBy }) {
        const request = ++this.request;
        const { located, limit } = this.archInfo;
        this.isLoading = true;
        if (this.isReady) {
            this.notify();
        }
        try {
            const [found, total] = await Promise.all([
                this.orm.webSearchRead(
                    this.resModel,
                    Domain.and([domain, located]).toList(),
                    {
                        specification: this.specification,
                        limit,
                        order: (orderBy || [])
                            .map(({ name, asc }) => `${name} ${asc ? "ASC" : "DESC"}`)
                            .join(", "),
                        context,
                    }
                ),
                this.orm.searchCount(this.resModel, domain, { context }),
                this.loadSettings(),
            ]);
            if (request === this.request) {
                this.data = this.makeData(found, total);
            }
        } finally {
            // A search that came later says itself when it is done.
            if (request === this.request) {
                this.isLoading = false;
            }
        }
    }

    async loadSettings() {
        if (this.settings) {
            return;
        }
        const settings = await this.orm.call("res.company", "fuel_map_settings", []);
        if (!settings.tile_url && this.resModel !== "fuel.port") {
            this.ports = await this.orm.searchRead(
                "fuel.port",
                ["|", ["latitude", "!=", 0], ["longitude", "!=", 0]],
                ["display_name", "latitude", "longitude"]
            );
        }
        this.settings = settings;
    }

    get specification() {
        const { latitude, longitude, caption, color, weight, columns } = this.archInfo;
        const names = [latitude, longitude, caption, color, weight]
            .concat(columns.map((column) => column.name))
            .filter(Boolean);
        return Object.fromEntries(
            names.map((name) => [
                name,
                RELATIONS.has(this.fields[name]?.type)
                    ? { fields: { display_name: {} } }
                    : {},
            ])
        );
    }

    makeData({ length, records }, total) {
        const { latitude, longitude } = this.archInfo;
        const placed = records.filter((record) =>
            isPosition(record[latitude], record[longitude])
        );
        const nowhere = records.length - placed.length;
        return {
            total,
            points: placed.map((record) => this.makePoint(record)),
            located: length - nowhere,
            unlocated: Math.max(0, total - length + nowhere),
        };
    }

    makePoint(record) {
        const { archInfo, fields } = this;
        const { caption, color, columns, weight } = archInfo;
        const captionField = fields[caption] || { type: "char" };
        return {
            id: record.id,
            latitude: record[archInfo.latitude],
            longitude: record[archInfo.longitude],
            caption: formatValue(captionField, record[caption]) || `#${record.id}`,
            tone: this.toneOf(color && record[color]),
            weight: (weight && record[weight]) || 0,
            rows: columns
                .map(({ name, label }) => ({
                    name,
                    label,
                    value: formatValue(fields[name], record[name]),
                }))
                .filter((row) => row.value),
        };
    }

    toneOf(value) {
        const { color, tones } = this.archInfo;
        if (!color) {
            return "primary";
        }
        const key = this.fields[color].type === "boolean" ? Number(value) : value;
        return tones[key] || "secondary";
    }

    /** What the colours mean, in the order of the selection. */
    get legend() {
        const { color, tones } = this.archInfo;
        if (!color) {
            return [];
        }
        const field = this.fields[color];
        if (field.type === "boolean") {
            return tones[1] ? [{ tone: tones[1], label: field.string }] : [];
        }
        return field.selection.map(([value, label]) => ({
            label,
            tone: tones[value] || "secondary",
        }));
    }
}
