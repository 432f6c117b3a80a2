import { Component, useState } from "@odoo/owl";

import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useRecordAnswer } from "../load_once/load_once";

const STATUS_COLORS = {
    never: "text-bg-danger",
    overdue: "text-bg-danger",
    due: "text-bg-warning",
    ok: "text-bg-success",
    none: "text-bg-secondary",
};
const TONE_COLORS = { good: "text-bg-success", bad: "text-bg-danger" };
const STATE_COLORS = { planned: "text-bg-info", in_progress: "text-bg-primary" };

/** Answers by the data of the record they belong to. */
const answers = new WeakMap();

const showDate = (value) => (value ? formatDate(deserializeDate(value)) : "—");

/** "3 of 4 (75%)", or a dash where there was nothing to do. */
export function showShare(part, whole) {
    if (!whole) {
        return "—";
    }
    const percent = Math.round((part / whole) * 100);
    return _t("%(part)s of %(whole)s (%(percent)s%)", {
        part: String(part),
        whole: String(whole),
        percent: String(percent),
    });
}

/**
 * The content of the "Visits" tab of a customer: whose turn it is, how plan and interval
 * were kept, and the latest visits. One call when the tab becomes visible; the form
 * itself waits for none of it.
 */
export class FuelVisitTab extends Component {
    static template = "crm_fuel.FuelVisitTab";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { state, record, load } = useRecordAnswer(
            (resId) => this.orm.call("res.partner", "fuel_visit_overview", [[resId]]),
            answers
        );
        this.state = state;
        this.record = record;
        this.load = load;
        this.acting = useState({ isActing: false });
    }

    // --- what the template shows ---

    get status() {
        const { status } = this.state.answer.turn;
        const labels = {
            never: _t("Never visited"),
            overdue: _t("Overdue"),
            due: _t("Due within a week"),
            ok: _t("In time"),
            none: _t("No visits due"),
        };
        return { label: labels[status], color: STATUS_COLORS[status] };
    }

    get figures() {
        const { turn } = this.state.answer;
        return [
            {
                key: "last",
                label: _t("Last visit"),
                value: showDate(turn.last_visit_date),
            },
            {
                key: "next",
                label: _t("Next visit"),
                value: showDate(turn.next_visit_date),
            },
            {
                key: "due",
                label: _t("Due on"),
                value: showDate(turn.due_date),
                note: turn.days_overdue
                    ? _t("%s days ago", String(turn.days_overdue))
                    : "",
            },
            {
                key: "interval",
                label: _t("Days between visits"),
                value: turn.visit_interval ? String(turn.visit_interval) : "—",
            },
            {
                key: "kept",
                label: _t("Planned visits kept"),
                value: showShare(turn.kept, turn.planned),
                note: _t("last 12 months"),
            },
            {
                key: "visited",
                label: _t("Visits by interval"),
                value: showShare(turn.visited, turn.expected),
                note: _t("last 12 months"),
            },
        ];
    }

    get lines() {
        const states = {
            planned: _t("Planned"),
            in_progress: _t("In progress"),
            done: _t("Done"),
            cancelled: _t("Cancelled"),
        };
        return this.state.answer.visits.map((visit) => ({
            ...visit,
            date: showDate(visit.date),
            outcome: visit.result || states[visit.state],
            color:
                (visit.result && TONE_COLORS[visit.tone]) ||
                STATE_COLORS[visit.state] ||
                "text-bg-secondary",
        }));
    }

    get allText() {
        return _t("All visits (%s)", String(this.state.answer.count));
    }

    get places() {
        return {
            on_site: {
                label: _t("Verified on site"),
                icon: "fa-map-marker text-success",
            },
            off_site: { label: _t("Off site"), icon: "fa-map-marker text-warning" },
            unverified: {
                label: _t("Unverified"),
                icon: "fa-question-circle text-muted",
            },
        };
    }

    // --- handlers ---

    /** Save what was typed, then follow one of the customer's own actions. */
    async perform(method) {
        if (this.acting.isActing) {
            return;
        }
        this.acting.isActing = true;
        try {
            if (await this.props.record.save()) {
                const action = await this.orm.call("res.partner", method, [
                    [this.record.resId],
                ]);
                await this.action.doAction(action, { onClose: () => this.load() });
            }
        } finally {
            this.acting.isActing = false;
        }
    }

    openVisit(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fuel.visit",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

export const fuelVisitTab = {
    component: FuelVisitTab,
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("fuel_visit_tab", fuelVisitTab);
