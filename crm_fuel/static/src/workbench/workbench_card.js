import { Component } from "@odoo/owl";

import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { formatGrowth, formatTonnes, growth } from "../volume_overview/volume_figures";
import { dueText, todoLook, turnText } from "./workbench_labels";

const TONES = {
    late: "text-bg-danger",
    now: "text-bg-warning",
    later: "text-bg-light border",
};

/** The frame of a card: heading, number, what is in it, and where all of it is. */
export class WorkbenchCard extends Component {
    static template = "crm_fuel.WorkbenchCard";
    static props = {
        name: String,
        title: String,
        icon: { type: String, optional: true },
        count: { type: Number, optional: true },
        /** Opens the list of all. */
        openAll: { type: Function, optional: true },
        slots: Object,
    };
}

/** Lines that open a record, some with something that one tap does. */
export class WorkbenchLines extends Component {
    static template = "crm_fuel.WorkbenchLines";
    static props = {
        /** `key`, `title`; and `icon`, `kind`, `detail`, `badge`, `tone`, `isMarked`,
            `label` of the button. */
        lines: Array,
        open: Function,
        act: { type: Function, optional: true },
        /** Key of the line that is being acted on. */
        acting: { type: String, optional: true },
        isOffline: { type: Boolean, optional: true },
    };
}

export const cardProps = {
    name: String,
    card: [Object, Boolean],
    /** The company's day. */
    today: String,
    isOffline: Boolean,
    acting: String,
    /** The page, for what cards ask of it: see FuelWorkbench. */
    page: Object,
};

export const keyOf = ({ model, id }) => `${model},${id}`;

/** A card of records that the page has to know nothing of. */
export class ListCard extends Component {
    static template = "crm_fuel.WorkbenchListCard";
    static components = { WorkbenchCard, WorkbenchLines };
    static props = cardProps;

    get title() {
        return this.props.card.title;
    }

    get icon() {
        return "fa-list";
    }

    get emptyText() {
        return this.props.card.empty || _t("Nothing here.");
    }

    get openAll() {
        const { action } = this.props.card;
        return action ? () => this.props.page.openAction(action) : undefined;
    }

    get lines() {
        return this.props.card.items.map((item) => this.line(item));
    }

    line(item) {
        const due = dueText(item.deadline, this.props.today);
        return {
            item,
            key: keyOf(item),
            title: item.title,
            detail: item.detail || "",
            badge: item.badge || due.text,
            tone: TONES[due.tone] || "text-bg-light border",
            isMarked: Boolean(item.priority),
            label: item.action ? item.action.label : "",
        };
    }

    open({ item }) {
        const { model, id } = item.open || item;
        return this.props.page.openRecord(model, id);
    }

    act({ item }) {
        return this.props.page.act(item, this.props.name);
    }
}

export class TodoCard extends ListCard {
    get title() {
        return _t("To do");
    }

    get icon() {
        return "fa-check-square-o";
    }

    get emptyText() {
        return _t("Nothing waits for you.");
    }

    line(item) {
        return { ...super.line(item), ...todoLook(item.model) };
    }
}

export class SharedCard extends ListCard {
    get title() {
        return _t("Opportunities shared with me");
    }

    get icon() {
        return "fa-share-alt";
    }

    get emptyText() {
        return _t("Nothing new is shared with you.");
    }

    get openAll() {
        return () => this.props.page.openAction("crm_fuel.fuel_lead_shared_action");
    }
}

export class AnnouncementCard extends ListCard {
    get title() {
        return _t("Announcements");
    }

    get icon() {
        return "fa-bullhorn";
    }

    get emptyText() {
        return _t("No announcements at present.");
    }

    get openAll() {
        return () => this.props.page.openAnnouncements();
    }

    line(item) {
        const isOpen = item.must_acknowledge && !item.acknowledged;
        const unread = item.read ? "" : _t("Unread");
        return {
            item: { ...item, model: "fuel.announcement" },
            key: `fuel.announcement,${item.id}`,
            title: item.title,
            detail: item.date
                ? formatDate(deserializeDate(item.date.slice(0, 10)))
                : "",
            badge: isOpen ? _t("To acknowledge") : unread,
            tone: isOpen ? "text-bg-warning" : "text-bg-info",
            isPinned: item.pinned,
            label: "",
        };
    }
}

export class DueCard extends ListCard {
    get title() {
        return _t("Customers due for a visit");
    }

    get icon() {
        return "fa-map-marker";
    }

    get emptyText() {
        return _t("All your customers were visited in time.");
    }

    get openAll() {
        const { card, page } = this.props;
        return () => page.openList(this.title, "fuel.visit.due", card.domain);
    }

    line(item) {
        const planned = item.next_visit_date
            ? _t("planned for %(date)s", {
                  date: formatDate(deserializeDate(item.next_visit_date)),
              })
            : "";
        return {
            item: { ...item, model: "res.partner" },
            key: `res.partner,${item.id}`,
            title: item.name,
            detail: [turnText(item), planned].filter(Boolean).join(" · "),
            badge: item.status === "due" ? "" : String(Math.round(item.score)),
            badgeLabel: _t("Urgency %(score)s of 100", {
                score: String(Math.round(item.score)),
            }),
            tone: "text-bg-light border",
            label: item.next_visit_date ? "" : _t("Plan"),
        };
    }

    act({ item }) {
        return this.props.page.act(
            { ...item, action: { method: "action_plan_visits" } },
            this.props.name
        );
    }
}

export class RiskCard extends DueCard {
    get title() {
        return _t("Customers at risk");
    }

    get icon() {
        return "fa-exclamation-triangle";
    }

    get emptyText() {
        return _t("No customer of yours buys much less than a year ago.");
    }

    line(item) {
        const complaints = item.open_complaints
            ? _t("%s open complaints", String(item.open_complaints))
            : "";
        const volume = _t("%(now)s MT in 12 months, %(before)s MT before", {
            now: formatTonnes(item.mt),
            before: formatTonnes(item.mt_before),
        });
        return {
            ...super.line(item),
            detail: [volume, complaints].filter(Boolean).join(" · "),
            badge: item.mt_before ? formatGrowth(growth(item.mt, item.mt_before)) : "",
            badgeLabel: "",
            tone: "text-bg-danger",
        };
    }
}
