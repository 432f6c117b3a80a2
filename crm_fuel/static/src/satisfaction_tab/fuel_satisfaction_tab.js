import { Component } from "@odoo/owl";

import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useRecordAnswer } from "../load_once/load_once";

/** Answers by the data of the record they belong to. */
const answers = new WeakMap();

/** "83%", or a dash where nobody answered. */
export function showPercent(value) {
    return value === false ? "—" : `${Math.round(value)}%`;
}

/** "+20", "-5", "0", or a dash where nobody answered. */
export function showNps(value) {
    if (value === false) {
        return "—";
    }
    const rounded = Math.round(value) || 0;
    return rounded > 0 ? `+${rounded}` : String(rounded);
}

/**
 * The content of the "Satisfaction" tab of a customer: the last 12 months, the trend by
 * quarter, dimensions and remarks. One call when the tab becomes visible.
 */
export class FuelSatisfactionTab extends Component {
    static template = "crm_fuel.FuelSatisfactionTab";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { state, record, load } = useRecordAnswer(
            (resId) =>
                this.orm.call("res.partner", "fuel_satisfaction_overview", [[resId]]),
            answers
        );
        this.state = state;
        this.record = record;
        this.load = load;
    }

    // --- what the template shows ---

    get isEmpty() {
        const { quarters, remarks } = this.state.answer;
        return !remarks.length && quarters.every((quarter) => !quarter.answers);
    }

    get figures() {
        const { total } = this.state.answer;
        return [
            {
                key: "csat",
                label: _t("Satisfied (CSAT)"),
                value: showPercent(total.csat),
            },
            { key: "nps", label: _t("NPS"), value: showNps(total.nps) },
            {
                key: "answers",
                label: _t("Survey answers"),
                value: String(total.answers),
            },
        ];
    }

    get quarters() {
        return this.state.answer.quarters.map((quarter) => ({
            key: `${quarter.year}-${quarter.quarter}`,
            label: _t("Q%(quarter)s %(year)s", {
                quarter: String(quarter.quarter),
                year: String(quarter.year),
            }),
            height: quarter.csat === false ? 0 : Math.max(2, Math.round(quarter.csat)),
            csat: showPercent(quarter.csat),
            nps: showNps(quarter.nps),
            answers: quarter.answers,
        }));
    }

    get dimensions() {
        return this.state.answer.dimensions.map((dimension) => ({
            ...dimension,
            width: Math.round((dimension.rating / 5) * 100),
            color:
                dimension.rating <= 2.5
                    ? "bg-danger"
                    : dimension.rating < 3.5
                      ? "bg-warning"
                      : "bg-success",
            shown: dimension.rating.toFixed(1),
            csat: showPercent(dimension.csat),
        }));
    }

    get remarks() {
        return this.state.answer.remarks.map((remark) => ({
            ...remark,
            date: formatDate(deserializeDate(remark.date)),
            overall: remark.overall ? _t("%s of 5", String(remark.overall)) : "",
            color: remark.overall <= 2 ? "text-bg-danger" : "text-bg-secondary",
        }));
    }

    // --- handlers ---

    openAnswer(id) {
        return this.openAction("survey.user_input", "get_formview_action", id);
    }

    openAll() {
        return this.openAction(
            "res.partner",
            "action_open_fuel_satisfaction",
            this.record.resId
        );
    }

    async openAction(model, method, id) {
        await this.action.doAction(await this.orm.call(model, method, [[id]]));
    }
}

export const fuelSatisfactionTab = {
    component: FuelSatisfactionTab,
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("fuel_satisfaction_tab", fuelSatisfactionTab);
