import { Component, onWillStart, useState } from "@odoo/owl";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { isConflict } from "../visit_queue/queue_rules";
import { kindLabel, timeOf } from "../visit_queue/queue_labels";
import { NotesForm, notesOf } from "./notes_form";

/**
 * What the server refused: its sentence, what can be added or changed, and then to send
 * it again with the same key, or to throw it away.
 */
export class EntryDialog extends Component {
    static template = "crm_fuel.EntryDialog";
    static components = { Dialog, NotesForm };
    static props = {
        close: Function,
        entryKey: String,
        results: Array,
        onDone: { type: Function, optional: true },
    };

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.queue = useService("fuel_visit_queue").queue;
        this.queueState = useState(this.queue.state);
        this.state = useState({ note: "", isSending: false });
        this.notes = useState(notesOf({}));
        this.touched = new Set();
        onWillStart(() => {
            const { entry } = this;
            this.state.note = entry?.note || "";
            if (this.hasNotes) {
                Object.assign(this.notes, notesOf(entry.values));
            }
        });
    }

    get entry() {
        return this.queueState.entries.find(
            (entry) => entry.key === this.props.entryKey
        );
    }

    get hasNotes() {
        return ["check_out", "notes"].includes(this.entry?.kind);
    }

    get asksNote() {
        return ["check_in", "check_in_new"].includes(this.entry?.kind);
    }

    get isConflict() {
        return isConflict(this.entry);
    }

    get title() {
        return this.entry ? kindLabel(this.entry.kind) : _t("Sent");
    }

    get madeAtText() {
        return _t("Made at %(time)s", { time: timeOf(this.entry.madeAt) });
    }

    async sendAgain() {
        const { entry } = this;
        const changes = {};
        if (this.asksNote) {
            changes.note = this.state.note.trim();
        }
        if (this.hasNotes) {
            // What was not sent and is still empty stays as the server has it.
            changes.values = Object.fromEntries(
                Object.entries(notesOf(this.notes)).filter(
                    ([name, value]) =>
                        name in entry.values ||
                        (Array.isArray(value) ? value.length : value)
                )
            );
        }
        this.state.isSending = true;
        const outcome = await this.queue.amend(entry.key, changes);
        this.state.isSending = false;
        if (outcome.status === "refused") {
            return;
        }
        await this.props.onDone?.(outcome);
        this.notification.add(
            outcome.status === "sent"
                ? _t("Sent.")
                : _t("Kept on this device. It is sent when the network is back."),
            { type: outcome.status === "sent" ? "success" : "info" }
        );
        this.props.close();
    }

    discard() {
        const { entry } = this;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Discard it?"),
            body: _t(
                "%(kind)s, %(customer)s: the server never gets it, and what waits behind an unplanned check-in goes with it. This cannot be undone.",
                { kind: kindLabel(entry.kind), customer: entry.label }
            ),
            confirmLabel: _t("Discard"),
            confirmClass: "btn-danger",
            confirm: async () => {
                await this.queue.discard(entry.key);
                await this.props.onDone?.({ status: "discarded", key: entry.key });
                this.props.close();
            },
            cancelLabel: _t("Keep"),
            cancel: () => {},
        });
    }
}
