import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import {
    formatGrowth,
    formatTonnes,
    growth,
    growthDirection,
} from "../volume_overview/volume_figures";
import { cardProps, WorkbenchCard } from "./workbench_card";
import { sinceText } from "./workbench_labels";

/** Tonnes against target and the time before, visits, coverage and the rest. */
export class MonthCard extends Component {
    static template = "crm_fuel.WorkbenchMonthCard";
    static components = { WorkbenchCard };
    static props = cardProps;

    get month() {
        return luxon.DateTime.fromISO(this.props.card.date_from).toLocaleString({
            year: "numeric",
            month: "long",
        });
    }

    get tonnes() {
        const { mt, mt_before: before, target_mt: target } = this.props.card.figures;
        const change = growth(mt, before);
        const percent = target ? Math.round((mt / target) * 100) : false;
        return {
            mt: formatTonnes(mt),
            change: formatGrowth(change),
            direction: growthDirection(change),
            before: _t("%s MT in as many days before", formatTonnes(before)),
            percent,
            width: Math.min(100, Math.max(0, percent || 0)),
            target: target
                ? _t("%(percent)s% of the target of %(target)s MT", {
                      percent: String(percent),
                      target: formatTonnes(target),
                  })
                : "",
        };
    }

    get tiles() {
        const { figures } = this.props.card;
        const part = (one, all) =>
            all
                ? _t("%(part)s of %(whole)s", { part: String(one), whole: String(all) })
                : String(one || 0);
        return [
            {
                key: "visits",
                label: _t("Visits done"),
                value: String(figures.visits_done),
            },
            {
                key: "coverage",
                label: _t("Customers visited in time"),
                value:
                    figures.coverage === false
                        ? "—"
                        : `${Math.round(figures.coverage)}%`,
            },
            {
                key: "leads",
                label: _t("Opportunities won of opened"),
                value: part(figures.leads_won, figures.leads_opened),
            },
            {
                key: "questions",
                label: _t("Questions answered"),
                value: String(figures.questions_answered),
            },
            {
                key: "tasks",
                label: _t("Tasks done on time"),
                value: part(figures.tasks_on_time, figures.tasks_done),
            },
            {
                key: "complaints",
                label: _t("Complaints"),
                value: String(figures.complaints || 0),
            },
            {
                key: "satisfaction",
                label: _t("Customers satisfied"),
                value: figures.survey_answers
                    ? _t("%(percent)s% of %(answers)s answers", {
                          percent: String(Math.round(figures.csat)),
                          answers: String(figures.survey_answers),
                      })
                    : "—",
            },
        ];
    }
}

/** Who is where. */
export class PeopleCard extends Component {
    static template = "crm_fuel.WorkbenchPeopleCard";
    static components = { WorkbenchCard };
    static props = cardProps;

    get title() {
        return _t("Who is where");
    }

    get tiles() {
        const { today } = this.props.card;
        return [
            { state: "planned", label: _t("Planned today") },
            { state: "in_progress", label: _t("In progress") },
            { state: "done", label: _t("Done today") },
        ].map((tile) => ({
            ...tile,
            count: today[tile.state],
            domain: [...today.domain, ["state", "=", tile.state]],
        }));
    }

    get lines() {
        return this.props.card.items.map((item) => ({
            ...item,
            detail: [item.customer, item.place].filter(Boolean).join(" · "),
            since: item.since ? sinceText(item.since) : "",
            isDoubtful: item.verdict !== "on_site",
            verdictText: {
                on_site: _t("Verified on site"),
                off_site: _t("Off site"),
                unverified: _t("Unverified"),
            }[item.verdict],
        }));
    }

    openAll() {
        const { card, page } = this.props;
        return page.openList(_t("Visits in progress"), "fuel.visit", card.domain);
    }

    openTile({ label, domain }) {
        return this.props.page.openList(label, "fuel.visit", domain);
    }
}

/** Who is late, and with what. */
export class LateCard extends Component {
    static template = "crm_fuel.WorkbenchLateCard";
    static components = { WorkbenchCard };
    static props = cardProps;

    openLine(item, line) {
        return this.props.page.openList(
            `${line.label}: ${item.user}`,
            line.model,
            line.domain
        );
    }
}

/** What nobody has reviewed yet. */
export class ReviewCard extends Component {
    static template = "crm_fuel.WorkbenchReviewCard";
    static components = { WorkbenchCard };
    static props = cardProps;

    openLine(line) {
        return this.props.page.openList(line.label, line.model, line.domain);
    }
}
