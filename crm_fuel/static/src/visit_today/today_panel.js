import { Component, useState } from "@odoo/owl";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { navigationLink } from "../geolocation/geolocation";
import { CheckDialog } from "../visit_check/check_dialog";
import { EntryDialog } from "../visit_check/entry_dialog";
import { NotesDialog } from "../visit_check/notes_dialog";
import { fateOf, kindLabel, timeOf } from "../visit_queue/queue_labels";
import { isConflict, problemOf } from "../visit_queue/queue_rules";
import { visitSettings } from "../visit_queue/visit_queue_service";
import { NewVisitDialog } from "./new_visit_dialog";
import { VisitCard } from "./visit_card";

const ORDER = { in_progress: 0, planned: 1, done: 2 };

/**
 * Today's visits and what waits to be sent of them, for one thumb: with a network or
 * without. For users who make visits; whoever shows it loads them.
 */
export class VisitTodayPanel extends Component {
    static template = "crm_fuel.VisitTodayPanel";
    static components = { VisitCard };
    static props = {
        /** Send what waits, and load anew. */
        refresh: Function,
        /** How many visits are shown before the user asks for all. */
        limit: { type: Number, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        const { queue, today } = useService("fuel_visit_queue");
        this.queue = queue;
        this.today = today;
        this.queueState = useState(queue.state);
        this.state = useState(today.state);
        this.shown = useState({ isAll: false });
    }

    // --- what the template shows ---

    get isOffline() {
        return !this.queueState.isOnline;
    }

    get asOfText() {
        return _t("As of %(time)s", { time: timeOf(this.state.at) });
    }

    get otherUserText() {
        return _t(
            "Another user is logged in in this browser. What waits is sent when you log in again."
        );
    }

    get storeText() {
        return _t(
            "This browser keeps nothing, so visits need the network: %(reason)s",
            {
                reason: this.queueState.storeProblem,
            }
        );
    }

    get emptyText() {
        return _t(
            "Visits planned for today appear here, and overdue ones. At a customer's already? Begin an unplanned visit below."
        );
    }

    placeText({ label }) {
        return _t(
            "%(customer)s has no position yet. If you checked in at their door, later visits are compared with that place.",
            { customer: label }
        );
    }

    get visits() {
        // Read through the states of this component, so that it follows both.
        return this.state.answer || this.queueState.entries.length
            ? this.today.visits
                  .slice()
                  .sort((one, other) => ORDER[one.state] - ORDER[other.state])
            : [];
    }

    get cards() {
        return this.visits.map((visit) => {
            const entries = this.queue.ofVisit(visit);
            return {
                key: visit.id || visit.key,
                visit,
                navigation: this.navigation(visit),
                waiting: entries.length,
            };
        });
    }

    get shownCards() {
        const { limit } = this.props;
        return limit && !this.shown.isAll ? this.cards.slice(0, limit) : this.cards;
    }

    get allText() {
        return _t("All visits of today (%s)", String(this.cards.length));
    }

    get underway() {
        return this.visits.some((visit) => visit.state === "in_progress");
    }

    get rows() {
        return this.queueState.entries.length
            ? this.queue.shown.map((entry) => ({
                  key: entry.key,
                  isConflict: isConflict(entry),
                  title: [timeOf(entry.madeAt), kindLabel(entry.kind), entry.label]
                      .filter(Boolean)
                      .join(" · "),
                  fate: fateOf(entry, this.queueState),
              }))
            : [];
    }

    get summary() {
        const waiting = this.queue.waiting.length;
        const conflicts = this.queue.conflicts.length;
        return [
            waiting && _t("%(count)s waiting to be sent", { count: waiting }),
            conflicts && _t("%(count)s to decide", { count: conflicts }),
        ].filter(Boolean);
    }

    navigation({ latitude, longitude, customer }) {
        if (!latitude && !longitude) {
            return "";
        }
        const app = visitSettings()?.navigation_app;
        return navigationLink(app, { latitude, longitude, name: customer });
    }

    // --- handlers ---

    check(kind, visit) {
        this.dialog.add(CheckDialog, {
            kind,
            visit,
            results: this.today.terms.results,
            isQuiet: true,
        });
    }

    notes(visit) {
        this.dialog.add(NotesDialog, {
            visit,
            results: this.today.terms.results,
            isQuiet: true,
        });
    }

    openEntry(key) {
        this.dialog.add(EntryDialog, {
            entryKey: key,
            results: this.today.terms.results,
        });
    }

    newVisit() {
        this.dialog.add(NewVisitDialog, {
            onChosen: ({ visit, values }) => {
                this.dialog.add(CheckDialog, {
                    kind: "check_in",
                    visit,
                    values,
                    isQuiet: true,
                });
            },
        });
    }

    async usePlace({ visitId, label }) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Use this place for the customer?"),
            body: this.placeText({ label }),
            confirmLabel: _t("Yes, I was at their door"),
            confirm: async () => {
                await this.queue.ask({
                    model: "fuel.visit",
                    method: "action_confirm_place",
                    args: [[visitId]],
                    kwargs: { context: this.queue.user.context },
                });
                await this.queue.closeProposal(visitId);
            },
            cancelLabel: _t("No"),
            cancel: () => this.queue.closeProposal(visitId),
            dismiss: () => {},
        });
    }

    async open(visit) {
        try {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "fuel.visit",
                res_id: visit.id,
                views: [[false, "form"]],
            });
        } catch (error) {
            if (problemOf(error)?.type !== "network") {
                throw error;
            }
            this.notification.add(_t("The form of a visit needs the network."), {
                type: "warning",
            });
        }
    }
}
