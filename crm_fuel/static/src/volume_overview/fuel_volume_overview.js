import { Component } from "@odoo/owl";

import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useRecordAnswer } from "../load_once/load_once";
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

/** Answers by the data of the record they belong to. */
const answers = new WeakMap();

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
        const { state, record, load } = useRecordAnswer(
            (resId) =>
                this.orm.call(this.props.record.resModel, "fuel_volume_overview", [
                    [resId],
                ]),
            answers
        );
        this.state = state;
        this.record = record;
        this.load = load;
        this.open = this.open.bind(this);
        this.openRecord = this.openRecord.bind(this);
    }

    // --- what the template shows ---

    get isVessel() {
        return this.props.record.resModel === "fuel.vessel";
    }

    get isEmpty() {
        return !this.state.answer.last_order_date;
    }

    get isQuiet() {
        return isQuiet(this.state.answer);
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
        const { year } = this.state.answer;
        return _t("Nothing was delivered in %(last)s and %(year)s.", {
            last: String(year - 1),
            year: String(year),
        });
    }

    get listed() {
        return this.isVessel
            ? {
                  title: _t("By customer"),
                  rows: this.state.answer.customers,
                  field: "customer_id",
                  model: "res.partner",
                  heading: _t("Customer"),
                  rest: _t("Other customers"),
              }
            : {
                  title: _t("By vessel"),
                  rows: this.state.answer.vessels,
                  field: "vessel_id",
                  model: "fuel.vessel",
                  heading: _t("Vessel"),
                  rest: _t("Other vessels, or none named"),
              };
    }

    /** The row of key figures; one without `domain` has nothing to open. */
    get figures() {
        const { answer: overview } = this.state;
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
            domain: volumeDomain(this.state.answer, domain),
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
