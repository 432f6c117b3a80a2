import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { EntryDialog } from "./entry_dialog";
import { NotesForm, useNotes } from "./notes_form";

/** The notes of a visit in progress; what is typed and not saved is there next time. */
export class NotesDialog extends Component {
    static template = "crm_fuel.NotesDialog";
    static components = { Dialog, NotesForm };
    static props = {
        close: Function,
        visit: Object,
        results: Array,
        onDone: { type: Function, optional: true },
        isQuiet: { type: Boolean, optional: true },
    };

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.queue = useService("fuel_visit_queue").queue;
        this.state = useState({ isSending: false, problem: "" });
        this.draft = useNotes(this.queue, this.props.visit);
        onWillStart(() => this.draft.load());
    }

    async save() {
        const { visit } = this.props;
        const values = this.draft.changes();
        if (!Object.keys(values).length) {
            this.props.close();
            return;
        }
        this.state.isSending = true;
        let outcome;
        try {
            outcome = await this.queue.submit({
                kind: "notes",
                visitId: visit.id || null,
                newKey: visit.key || null,
                label: visit.customer,
                values,
            });
        } catch (error) {
            this.state.isSending = false;
            this.state.problem = error.message;
            return;
        }
        await this.draft.clear();
        await this.props.onDone?.(outcome);
        this.props.close();
        if (outcome.status === "refused") {
            this.dialog.add(EntryDialog, {
                entryKey: outcome.key,
                results: this.props.results,
                onDone: this.props.onDone,
            });
            return;
        }
        if (outcome.status === "waiting" && this.props.isQuiet) {
            return;
        }
        this.notification.add(
            outcome.status === "sent"
                ? _t("Notes saved.")
                : _t("Kept on this device. It is sent when the network is back."),
            { type: outcome.status === "sent" ? "success" : "info" }
        );
    }
}
