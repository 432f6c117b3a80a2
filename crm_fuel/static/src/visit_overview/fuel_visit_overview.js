import { Component, onWillStart, useExternalListener, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { VisitBars } from "./visit_bars";
import {
    barsOf,
    formatCount,
    formatHours,
    formatRate,
    periodOf,
    PERIODS,
} from "./visit_figures";

const { DateTime } = luxon;

/** Say why a call failed, in words for the user; other errors are ours: rethrow. */
function reasonOf(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server could not be reached. Check your connection.");
    }
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    throw error;
}

/** The screen "Visit analysis": key figures and four charts over a period. */
export class FuelVisitOverview extends Component {
    static template = "crm_fuel.FuelVisitOverview";
    static components = { Layout, VisitBars };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const kept = this.props.state?.asked;
        this.asked = useState(
            kept || {
                period: "this_month",
                ...periodOf("this_month", DateTime.local()),
                scope: "all",
                topic: false,
                team: false,
            }
        );
        this.state = useState({ overview: null, isLoading: false, problem: "" });
        this.calls = 0;
        this.open = this.open.bind(this);
        // What was asked is there again when the user comes back from a list.
        useSetupAction({ getLocalState: () => ({ asked: { ...this.asked } }) });
        // Not awaited: the screen appears at once and says that it is loading.
        onWillStart(() => {
            this.load();
        });
        useExternalListener(window, "online", () => {
            if (this.state.problem) {
                this.load();
            }
        });
    }

    async load() {
        const call = ++this.calls;
        const { from, to, scope, topic, team } = this.asked;
        this.state.isLoading = true;
        this.state.problem = "";
        let overview = null;
        let problem = "";
        try {
            overview = await this.orm.call("fuel.visit", "overview", [from, to], {
                scope,
                topic_ids: topic ? [topic] : [],
                team_ids: team ? [team] : [],
            });
        } catch (error) {
            problem = reasonOf(error);
        }
        if (call !== this.calls) {
            // Something else was asked meanwhile.
            return;
        }
        this.state.isLoading = false;
        this.state.problem = problem;
        this.state.overview = overview || this.state.overview;
    }

    // --- what is asked ---

    get periods() {
        const labels = {
            this_month: _t("This month"),
            last_month: _t("Last month"),
            this_quarter: _t("This quarter"),
            this_year: _t("This year"),
            last_12_months: _t("Last 12 months"),
        };
        return [
            ...PERIODS.map((name) => ({ name, label: labels[name] })),
            { name: "custom", label: _t("From … to …") },
        ];
    }

    get scopes() {
        return [
            { name: "all", label: _t("All I may see") },
            { name: "team", label: _t("My team") },
            { name: "mine", label: _t("My own") },
        ];
    }

    choosePeriod(name) {
        this.asked.period = name;
        if (name !== "custom") {
            Object.assign(this.asked, periodOf(name, DateTime.local()));
            this.load();
        }
    }

    chooseDay(side, day) {
        if (!day) {
            // Half typed, or emptied.
            return;
        }
        this.asked[side] = day;
        // ISO dates sort as text.
        if (this.asked.from > this.asked.to) {
            this.asked[side === "from" ? "to" : "from"] = day;
        }
        this.load();
    }

    chooseScope(scope) {
        this.asked.scope = scope;
        this.load();
    }

    choose(name, value) {
        this.asked[name] = value ? Number(value) : false;
        this.load();
    }

    // --- what the template shows ---

    get isEmpty() {
        const { figures } = this.state.overview;
        return !figures.done && !figures.planned.due;
    }

    /** The row of key figures; `note` says of what they are told. */
    get figures() {
        const { figures, domains } = this.state.overview;
        const { coverage, planned } = figures;
        const visits = (number) =>
            _t("%(number)s visits with a place", { number: formatCount(number) });
        return [
            {
                key: "done",
                label: _t("Visits done"),
                value: formatCount(figures.done),
                isNothing: !figures.done,
                domain: domains.done,
            },
            {
                key: "coverage",
                label: _t("Coverage"),
                value: formatRate(coverage.rate),
                note: _t("%(visited)s visited of %(due)s customers due", {
                    visited: formatCount(coverage.visited),
                    due: formatCount(coverage.due),
                }),
                isNothing: !coverage.due,
                resModel: "fuel.visit.due",
                domain: domains.coverage,
            },
            {
                key: "on_site",
                label: _t("Verified on site"),
                value: formatRate(figures.on_site_rate),
                note: _t("%(part)s of %(whole)s", {
                    part: formatCount(figures.on_site),
                    whole: visits(figures.with_place),
                }),
                isNothing: !figures.on_site,
                domain: domains.on_site,
            },
            {
                key: "unverified",
                label: _t("Unverified"),
                value: formatRate(figures.unverified_rate),
                note: _t("%(part)s of %(whole)s", {
                    part: formatCount(figures.unverified),
                    whole: visits(figures.with_place),
                }),
                isNothing: !figures.unverified,
                domain: domains.unverified,
            },
            {
                key: "planned",
                label: _t("Planned and done"),
                value: planned.due
                    ? `${formatCount(planned.done)} / ${formatCount(planned.due)}`
                    : "—",
                note: _t(
                    "%(missed)s missed, %(cancelled)s cancelled, %(open)s to come",
                    {
                        missed: formatCount(planned.missed),
                        cancelled: formatCount(planned.cancelled),
                        open: formatCount(planned.open),
                    }
                ),
                isNothing: !planned.due,
                domain: domains.planned,
                context: { group_by: ["state"] },
            },
            {
                key: "missed",
                label: _t("Missed"),
                value: formatCount(planned.missed),
                note: _t("planned, the day is over"),
                isNothing: !planned.missed,
                domain: domains.missed,
            },
            {
                key: "duration",
                label: _t("Average duration"),
                value: formatHours(figures.duration),
                note: _t("hours, over %(number)s visits checked in and out", {
                    number: formatCount(figures.timed),
                }),
                isNothing: !figures.timed,
                domain: domains.timed,
            },
        ];
    }

    get charts() {
        const { overview } = this.state;
        const none = _t("None");
        const charts = [
            {
                chart: "results",
                title: _t("By result"),
                none: _t("No result"),
                rest: () => "",
            },
            { chart: "channels", title: _t("By channel"), none, rest: () => "" },
            {
                chart: "customers",
                title: _t("By visited unit"),
                none,
                rest: (number) =>
                    _t("%(number)s other customers", { number: formatCount(number) }),
            },
            {
                chart: "users",
                title: _t("By visitor"),
                none,
                rest: (number) =>
                    _t("%(number)s other people", { number: formatCount(number) }),
            },
        ];
        return charts.map(({ chart, title, ...words }) => ({
            chart,
            title,
            bars: barsOf(overview, chart, words),
        }));
    }

    // --- handlers ---

    /**
     * Open the records behind a figure or a bar.
     *
     * @param {string} title what it says
     * @param {Array} domain
     * @param {Object} [context]
     * @param {string} [resModel]
     */
    open(title, domain, context = {}, resModel = "fuel.visit") {
        const ofVisits = resModel === "fuel.visit";
        const views = ofVisits
            ? ["list", "kanban", "calendar", "pivot", "graph", "form"]
            : ["list", "kanban", "form"];
        return this.action.doAction({
            type: "ir.actions.act_window",
            // An action that the client makes up has no default of its own for phones.
            mobile_view_mode: "kanban",
            name: ofVisits
                ? _t("Visits: %(title)s", { title })
                : _t("Customers and their turn today"),
            res_model: resModel,
            views: views.map((view) => [false, view]),
            domain,
            context,
        });
    }
}

registry.category("actions").add("fuel_visit_overview", FuelVisitOverview);
