import { Component, toRaw, useExternalListener, useState } from "@odoo/owl";

import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { VolumeChart } from "./volume_chart";
import {
    formatGrowth,
    formatTonnes,
    growthDirection,
    isNothing,
    isQuiet,
    periodDomains,
    volumeDomain,
} from "./volume_figures";
import { VolumeListed, VolumeMonths } from "./volume_tables";

/**
 * Answers by the data of the record they belong to. The form replaces that object
 * when it loads, saves or discards and at no other time, so that coming back to the
 * tab asks nothing, and a saved record asks anew.
 */
const answers = new WeakMap();

/** Say why a call failed, in words for the user; other errors are ours: rethrow. */
function reasonOf(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server could not be reached. Check your connection.");
    }
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    throw error;
}

/**
 * The content of the "Sales volume" tab of a customer or a vessel: key figures, a
 * chart and tables, this year against last; each figure opens the volumes behind it.
 *
 * A notebook mounts only its visible page: mounting is the tab becoming visible.
 */
export class FuelVolumeOverview extends Component {
    static template = "crm_fuel.FuelVolumeOverview";
    static components = { VolumeChart, VolumeListed, VolumeMonths };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            resId: false,
            overview: null,
            isLoading: false,
            problem: "",
        });
        this.open = this.open.bind(this);
        this.openRecord = this.openRecord.bind(this);
        useRecordObserver((record) => {
            this.follow(record);
        });
        useExternalListener(window, "online", () => {
            if (this.state.problem) {
                this.load();
            }
        });
    }

    /** Show the record as it is now: called on each change of the form's record. */
    follow(record) {
        const version = toRaw(record.data);
        if (version === this.version) {
            return;
        }
        this.version = version;
        if (record.resId !== this.state.resId) {
            this.state.resId = record.resId;
            this.state.overview = null;
        }
        this.state.isLoading = false;
        this.state.problem = "";
        if (!record.resId) {
            return;
        }
        if (answers.has(version)) {
            this.state.overview = answers.get(version);
        } else {
            this.load();
        }
    }

    async load() {
        const { version } = this;
        this.state.isLoading = true;
        this.state.problem = "";
        let overview = null;
        let problem = "";
        try {
            overview = await this.orm.call(
                this.props.record.resModel,
                "fuel_volume_overview",
                [[this.state.resId]]
            );
            answers.set(version, overview);
        } catch (error) {
            problem = reasonOf(error);
        }
        if (version !== this.version) {
            // The form went on to another record, or was saved, meanwhile.
            return;
        }
        this.state.isLoading = false;
        this.state.problem = problem;
        // Figures already shown stay when a later call fails.
        this.state.overview = overview || this.state.overview;
    }

    // --- what the template shows ---

    get isVessel() {
        return this.props.record.resModel === "fuel.vessel";
    }

    get isEmpty() {
        return !this.state.overview.last_order_date;
    }

    get isQuiet() {
        return isQuiet(this.state.overview);
    }

    get emptyText() {
        return this.isVessel
            ? _t(
                  "Volumes appear here once orders for this vessel are confirmed and delivered."
              )
            : _t(
                  "Volumes appear here once orders of this customer are confirmed and delivered."
              );
    }

    get quietText() {
        const { year } = this.state.overview;
        return _t("Nothing was delivered in %(last)s and %(year)s.", {
            last: String(year - 1),
            year: String(year),
        });
    }

    get listed() {
        return this.isVessel
            ? {
                  title: _t("By customer"),
                  rows: this.state.overview.customers,
                  field: "customer_id",
                  model: "res.partner",
                  heading: _t("Customer"),
                  rest: _t("Other customers"),
              }
            : {
                  title: _t("By vessel"),
                  rows: this.state.overview.vessels,
                  field: "vessel_id",
                  model: "fuel.vessel",
                  heading: _t("Vessel"),
                  rest: _t("Other vessels, or none named"),
              };
    }

    /** The row of key figures; one without `domain` has nothing to open. */
    get figures() {
        const { overview } = this.state;
        const { totals } = overview;
        const year = String(overview.year);
        const last = String(overview.year - 1);
        const domains = periodDomains(overview);
        const tonnes = (key, label) => ({
            key,
            label,
            value: formatTonnes(totals[key]),
            domain: isNothing(totals[key]) ? null : domains[key],
        });
        const lastOrder = overview.last_order_date;
        return [
            tonnes("this_year", _t("%(year)s to date", { year })),
            tonnes("last_year_to_date", _t("%(year)s, same days", { year: last })),
            {
                key: "growth",
                label: _t("Growth"),
                value: formatGrowth(totals.growth),
                direction: growthDirection(totals.growth),
                domain:
                    growthDirection(totals.growth) === "none" ? null : domains.growth,
                context: { group_by: ["date:year"] },
            },
            tonnes("last_12_months", _t("Last 12 months")),
            tonnes("last_year", _t("%(year)s, whole year", { year: last })),
            {
                key: "last_order_date",
                label: _t("Last order"),
                value: lastOrder ? formatDate(deserializeDate(lastOrder)) : "—",
                domain: lastOrder ? [["date", "=", lastOrder]] : null,
            },
        ];
    }

    // --- handlers ---

    /**
     * Open the volumes behind a figure.
     *
     * @param {string} title what the figure says
     * @param {Array} domain on top of whose sales these are
     * @param {Object} [context]
     */
    open(title, domain, context = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Sales volume: %(title)s", { title }),
            res_model: "fuel.volume",
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain: volumeDomain(this.state.overview, domain),
            context,
        });
    }

    openRecord(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

export const fuelVolumeOverview = {
    component: FuelVolumeOverview,
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("fuel_volume_overview", fuelVolumeOverview);
