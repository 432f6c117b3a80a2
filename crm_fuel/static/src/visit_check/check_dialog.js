import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { timeOf } from "../visit_queue/queue_labels";
import { visitSettings } from "../visit_queue/visit_queue_service";
import { EntryDialog } from "./entry_dialog";
import { NotesForm, useNotes } from "./notes_form";
import { PositionPanel } from "./position_panel";

/**
 * Check-in or check-out: the position, what it proves, a reason or the notes where they
 * are wanted, and then one large button.
 *
 * `visit` is an item of `today_visits()`; one that nobody planned has no id yet, and
 * `values` for its creation.
 */
export class CheckDialog extends Component {
    static template = "crm_fuel.CheckDialog";
    static components = { Dialog, NotesForm, PositionPanel };
    static props = {
        close: Function,
        kind: { validate: (kind) => ["check_in", "check_out"].includes(kind) },
        visit: Object,
        values: { type: Object, optional: true },
        results: { type: Array, optional: true },
        onDone: { type: Function, optional: true },
        /** Where the page behind shows what waits, that need not be said twice. */
        isQuiet: { type: Boolean, optional: true },
    };

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.queue = useService("fuel_visit_queue").queue;
        this.state = useState({
            // notice, main, sending, place
            step: this.queue.state.noticeSeen ? "main" : "notice",
            isDeclined: false,
            position: null,
            finding: null,
            note: "",
            problem: "",
            answer: null,
            isBusy: false,
        });
        this.onFound = this.onFound.bind(this);
        if (this.isOut) {
            this.draft = useNotes(this.queue, this.props.visit);
            onWillStart(() => this.draft.load());
        }
    }

    get isOut() {
        return this.props.kind === "check_out";
    }

    get title() {
        if (this.state.step === "notice") {
            return _t("Your position and you");
        }
        return this.isOut ? _t("Check out") : _t("Check in");
    }

    get months() {
        return visitSettings()?.position_months || 0;
    }

    get keptText() {
        return this.months
            ? _t(
                  "The coordinates are deleted after %(months)s months; the distance and the verdict stay.",
                  { months: String(this.months) }
              )
            : _t("Your company has set no end to it: ask your supervisor.");
    }

    get proposalText() {
        return _t(
            "%(customer)s has no position yet. If you stand at their door now, later visits are compared with this place.",
            { customer: this.props.visit.customer }
        );
    }

    get place() {
        const { vessel, port } = this.props.visit;
        return [vessel, port].filter(Boolean).join(" · ");
    }

    get needsNote() {
        return !this.isOut && Boolean(this.state.finding?.needs_note);
    }

    get asksNote() {
        const { finding } = this.state;
        return this.needsNote || (!this.isOut && finding?.verdict === "off_site");
    }

    /** What is still missing, in words; empty when it can be sent. */
    get missing() {
        if (this.isOut && !this.draft.notes.result_id) {
            return _t("Choose what came of the visit.");
        }
        if (!this.state.position) {
            return _t("Waiting for the position.");
        }
        if (this.needsNote && !this.state.note.trim()) {
            return _t("Say why you check in off site.");
        }
        return "";
    }

    get confirmLabel() {
        const hasFix = !this.state.position?.failure;
        if (this.isOut) {
            return hasFix ? _t("Check out") : _t("Check out without a position");
        }
        return hasFix ? _t("Check in") : _t("Check in without a position");
    }

    // --- handlers ---

    async accept() {
        this.state.step = "main";
        await this.queue.acceptNotice();
    }

    decline() {
        this.state.isDeclined = true;
        this.state.step = "main";
    }

    onFound(position, finding) {
        this.state.position = position;
        this.state.finding = finding;
    }

    get entry() {
        const { visit, values } = this.props;
        const { failure, latitude, longitude, accuracy } = this.state.position;
        const common = {
            label: visit.customer,
            position: failure ? { failure } : { latitude, longitude, accuracy },
            note: this.asksNote ? this.state.note.trim() : "",
        };
        if (this.isOut) {
            const kept = this.draft.changes();
            return {
                ...common,
                kind: "check_out",
                visitId: visit.id || null,
                newKey: visit.key || null,
                values: kept,
            };
        }
        if (values) {
            return { ...common, kind: "check_in_new", values, visit };
        }
        return { ...common, kind: "check_in", visitId: visit.id };
    }

    async confirm() {
        if (this.missing || this.state.step === "sending") {
            return;
        }
        this.state.step = "sending";
        this.state.problem = "";
        let outcome;
        try {
            outcome = await this.queue.submit(this.entry);
        } catch (error) {
            // The browser keeps nothing: no room, or not allowed to.
            this.state.step = "main";
            this.state.problem = _t(
                "This browser could not keep it, so it was not sent: %(reason)s",
                { reason: error.message }
            );
            return;
        }
        if (this.isOut) {
            await this.draft.clear();
        }
        await this.props.onDone?.(outcome);
        this.follow(outcome);
    }

    follow({ status, key, answer, message }) {
        if (this.isLeft) {
            return;
        }
        if (status === "refused") {
            this.props.close();
            this.dialog.add(EntryDialog, {
                entryKey: key,
                results: this.props.results || [],
                onDone: this.props.onDone,
            });
            return;
        }
        if (status === "waiting") {
            this.tellWaiting(message);
            this.props.close();
            return;
        }
        if (answer?.proposal) {
            this.state.answer = answer;
            this.state.step = "place";
            return;
        }
        this.tellSent(answer);
        this.props.close();
    }

    tellSent(answer) {
        const time = timeOf(answer?.time);
        const text = this.isOut
            ? _t("Checked out at %(time)s.", { time })
            : _t("Checked in at %(time)s.", { time });
        this.notification.add(text, { type: "success" });
    }

    tellWaiting(message) {
        if (this.props.isQuiet) {
            return;
        }
        const text = message
            ? _t("Kept on this device; the server failed: %(message)s", { message })
            : _t("Kept on this device. It is sent when the network is back.");
        this.notification.add(text, { type: "info" });
    }

    /** Close without waiting for the answer: the entry is kept, and goes on its way. */
    leave() {
        this.isLeft = true;
        this.tellWaiting("");
        this.props.close();
    }

    async usePlace(isWanted) {
        const { visit_id: visitId } = this.state.answer;
        this.state.isBusy = true;
        try {
            if (isWanted) {
                await this.orm.call("fuel.visit", "action_confirm_place", [[visitId]]);
            }
            await this.queue.closeProposal(visitId);
        } finally {
            this.state.isBusy = false;
        }
        this.tellSent(this.state.answer);
        this.props.close();
    }
}
