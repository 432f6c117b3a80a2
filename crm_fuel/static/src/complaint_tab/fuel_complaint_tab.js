import { Component } from "@odoo/owl";

import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { countdown } from "../countdown/countdown";
import { useRecordAnswer } from "../load_once/load_once";

const { DateTime } = luxon;
const STATE_COLORS = {
    new: "text-bg-danger",
    investigating: "text-bg-warning",
    reopened: "text-bg-warning",
    proposed: "text-bg-info",
    settled: "text-bg-success",
};

/** Answers by the data of the record they belong to. */
const answers = new WeakMap();

/**
 * The content of the "Complaints" tab of a customer: the open ones by their deadline,
 * then what was closed last. One call when the tab becomes visible; the form itself
 * waits for none of it.
 */
export class FuelComplaintTab extends Component {
    static template = "crm_fuel.FuelComplaintTab";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { state, record, load } = useRecordAnswer(
            (resId) =>
                this.orm.call("res.partner", "fuel_complaint_overview", [[resId]]),
            answers
        );
        this.state = state;
        this.record = record;
        this.load = load;
    }

    // --- what the template shows ---

    get lines() {
        const now = DateTime.now();
        return this.state.answer.complaints.map((complaint) => {
            const deadline =
                complaint.deadline && deserializeDateTime(complaint.deadline);
            return {
                ...complaint,
                received: formatDate(deserializeDateTime(complaint.received_on)),
                left: deadline && countdown(deadline, now),
                moment: deadline && formatDateTime(deadline),
                tonnes: complaint.claimed_mt
                    ? _t("%s MT claimed", formatFloat(complaint.claimed_mt))
                    : "",
                color: STATE_COLORS[complaint.state] || "text-bg-secondary",
            };
        });
    }

    get allText() {
        const { count, open } = this.state.answer;
        return _t("All complaints (%(count)s, %(open)s open)", {
            count: String(count),
            open: String(open),
        });
    }

    // --- handlers ---

    /** Raise a complaint of this customer, once what was typed is saved. */
    async raise() {
        if (await this.props.record.save()) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "fuel.complaint",
                views: [[false, "form"]],
                context: { default_customer_id: this.record.resId },
            });
        }
    }

    openComplaint(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fuel.complaint",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async openAll() {
        const action = await this.orm.call(
            "res.partner",
            "action_open_fuel_complaints",
            [[this.record.resId]]
        );
        await this.action.doAction(action);
    }
}

export const fuelComplaintTab = {
    component: FuelComplaintTab,
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("fuel_complaint_tab", fuelComplaintTab);
