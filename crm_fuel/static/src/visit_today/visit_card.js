import { Component } from "@odoo/owl";

import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { timeOf } from "../visit_queue/queue_labels";

const { DateTime } = luxon;

/** One of today's visits, with what can be done about it now. */
export class VisitCard extends Component {
    static template = "crm_fuel.VisitCard";
    static props = {
        visit: Object,
        navigation: String,
        waiting: Number,
        isOtherUnderway: Boolean,
        check: Function,
        notes: Function,
        open: Function,
    };

    get time() {
        const { planned_start, planned_end, actual_start, state } = this.props.visit;
        if (state === "in_progress" && actual_start) {
            return _t("since %(time)s", { time: timeOf(actual_start) });
        }
        const start = deserializeDateTime(planned_start);
        if (!start.hasSame(DateTime.local(), "day")) {
            return formatDateTime(start, { format: "MM-dd HH:mm" });
        }
        return [planned_start, planned_end].filter(Boolean).map(timeOf).join(" – ");
    }

    get isOverdue() {
        const { state, planned_start } = this.props.visit;
        return (
            state === "planned" &&
            deserializeDateTime(planned_start) < DateTime.local().startOf("day")
        );
    }

    get badge() {
        const { state } = this.props.visit;
        if (this.isOverdue) {
            return { text: _t("Overdue"), tone: "danger" };
        }
        return {
            planned: { text: _t("Planned"), tone: "secondary" },
            in_progress: { text: _t("In progress"), tone: "info" },
            done: { text: _t("Done"), tone: "success" },
        }[state];
    }

    get waitTitle() {
        return this.props.isOtherUnderway
            ? _t("Check out of the visit in progress first")
            : undefined;
    }

    get verdict() {
        return {
            on_site: _t("Verified on site"),
            off_site: _t("Off site"),
            // By telephone there is no place to be at.
            unverified: this.props.visit.is_remote ? undefined : _t("Unverified"),
        }[this.props.visit.verdict];
    }

    get place() {
        const { vessel, port } = this.props.visit;
        return [vessel, port].filter(Boolean).join(" · ");
    }
}
