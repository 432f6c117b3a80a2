import { Component, useState } from "@odoo/owl";

import { serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { fateOf, kindLabel } from "../visit_queue/queue_labels";
import { isConflict } from "../visit_queue/queue_rules";
import { CheckDialog } from "./check_dialog";
import { EntryDialog } from "./entry_dialog";

/** The large buttons "Check in" and "Check out" on the form of a visit. */
export class FuelVisitCheck extends Component {
    static template = "crm_fuel.FuelVisitCheck";
    static props = { ...standardWidgetProps };

    setup() {
        this.dialog = useService("dialog");
        const { queue, today } = useService("fuel_visit_queue");
        this.queue = queue;
        this.today = today;
        this.queueState = useState(queue ? queue.state : { entries: [] });
        this.state = useState({ isOpening: false });
    }

    get record() {
        return this.props.record;
    }

    get entries() {
        return this.queueState.entries.length
            ? this.queue.ofVisit({ id: this.record.resId })
            : [];
    }

    get rows() {
        return this.entries.map((entry) => ({
            key: entry.key,
            isConflict: isConflict(entry),
            kind: kindLabel(entry.kind),
            fate: fateOf(entry, this.queueState),
        }));
    }

    get isMine() {
        return Boolean(
            this.queue &&
            this.record.resId &&
            this.record.data.user_id?.id === user.userId
        );
    }

    get canCheckIn() {
        const { state, is_remote } = this.record.data;
        return this.isMine && state === "planned" && !is_remote && !this.isUnderway;
    }

    get canCheckOut() {
        return (
            this.isMine &&
            !this.entries.some((entry) => entry.kind === "check_out") &&
            (this.record.data.state === "in_progress" || this.isUnderway)
        );
    }

    /** Checked in, though the server has not heard of it yet. */
    get isUnderway() {
        return this.entries.some((entry) => entry.kind === "check_in");
    }

    /** The visit as the dialogue wants it: an item of `today_visits()`. */
    get visit() {
        const { data, resId } = this.record;
        const known = this.today.state.answer?.visits.find(({ id }) => id === resId);
        const contacts = new Map(
            (known?.contacts || []).map((contact) => [contact.id, contact])
        );
        for (const contact of data.contact_ids.records) {
            contacts.set(contact.resId, {
                id: contact.resId,
                name: contact.data.display_name,
            });
        }
        return {
            ...known,
            id: resId,
            customer: data.customer_id?.display_name || "",
            customer_id: data.customer_id?.id,
            topic: data.topic_id?.display_name || "",
            port: data.port_id?.display_name || "",
            vessel: data.vessel_id?.display_name || "",
            state: data.state,
            planned_start: data.planned_start && serializeDateTime(data.planned_start),
            contacts: [...contacts.values()],
            contact_ids: data.contact_ids.currentIds,
            result_id: data.result_id?.id || false,
            summary: data.summary || "",
            next_step: data.next_step || "",
            next_step_date: data.next_step_date && serializeDate(data.next_step_date),
        };
    }

    async open(kind) {
        this.state.isOpening = true;
        try {
            // What is typed into the form goes first; the dialogue begins with it.
            if ((await this.record.isDirty()) && !(await this.record.save())) {
                return;
            }
            await this.today.load();
        } finally {
            this.state.isOpening = false;
        }
        this.dialog.add(CheckDialog, {
            kind,
            visit: this.visit,
            results: this.today.terms.results,
            onDone: (outcome) => this.reload(outcome),
        });
    }

    openEntry(key) {
        this.dialog.add(EntryDialog, {
            entryKey: key,
            results: this.today.terms.results,
            onDone: (outcome) => this.reload(outcome),
        });
    }

    async reload({ status }) {
        if (status === "sent") {
            await this.record.load();
        }
    }
}

export const fuelVisitCheck = {
    component: FuelVisitCheck,
    additionalClasses: ["w-100"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "is_remote", type: "boolean" },
        { name: "user_id", type: "many2one" },
    ],
};

registry.category("view_widgets").add("fuel_visit_check", fuelVisitCheck);
