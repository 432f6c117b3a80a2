import {
    Component,
    onMounted,
    onPatched,
    onWillDestroy,
    onWillStart,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { reasonOf, useAnswer } from "../load_once/load_once";
import { timeOf } from "../visit_queue/queue_labels";
import { deviceTime, problemOf } from "../visit_queue/queue_rules";
import { VisitTodayPanel } from "../visit_today/today_panel";
import { keyOf, ListCard, WorkbenchCard } from "./workbench_card";

/** Cards by name: `component`, `tab` and, on a wide screen, `side`. Areas add theirs. */
export const workbenchCards = registry.category("crm_fuel.workbench_cards");

const KEPT = "workbench";
const LIVE_MS = 400;
// Coming back to the page after so long asks anew.
const STALE_MS = 60_000;
const VISITS_SHOWN = 4;

function reason(error) {
    if (problemOf(error)?.type === "login") {
        return _t("You are logged out. Log in again to go on.");
    }
    if (typeof error === "symbol") {
        return _t("The server does not answer. Check your connection.");
    }
    return reasonOf(error);
}

/** The landing page: what waits for a person, and how their team is getting on. */
export class FuelWorkbench extends Component {
    static template = "crm_fuel.FuelWorkbench";
    static components = { Layout, ListCard, VisitTodayPanel, WorkbenchCard };
    static props = { ...standardActionServiceProps };
    // As the action's record has them: see FuelVisitToday.
    static path = "workbench";
    static displayName = _t("Workbench");

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.live = useService("fuel_live");
        const { queue, today } = useService("fuel_visit_queue");
        this.queue = queue;
        this.today = today;
        this.display = { controlPanel: {} };
        // In a loop of the template, "this" is not the component itself.
        this.page = this;
        this.visitsShown = VISITS_SHOWN;
        this.root = useRef("root");
        this.tabs = useRef("tabs");
        if (!queue) {
            return;
        }
        this.queueState = useState(queue.state);
        this.ui = useState({ tab: "mine", acting: "", at: "", isFresh: false });
        this.answers = {
            mine: useAnswer(() => this.ask("mine"), { reason }),
            team: useAnswer(() => this.ask("team"), { reason }),
        };
        this.loadSoon = useDebounced(() => this.loadAll(), LIVE_MS);
        this.askedAt = 0;
        onWillStart(() => {
            this.showKept();
            this.load();
            queue.flush();
        });
        onMounted(() => this.restoreFocus());
        onPatched(() => this.restoreFocus());
        onWillDestroy(this.live.subscribe(() => this.loadSoon()));
        // What was sent in the background changes what is to be seen here.
        onWillDestroy(queue.onSent(() => this.loadSoon()));
        useExternalListener(document, "visibilitychange", () => {
            const isStale = Date.now() - this.askedAt > STALE_MS;
            if (document.visibilityState === "visible" && isStale) {
                this.loadAll();
            }
        });
    }

    // --- loading ---

    /** One call for all of a tab; today's visits get their part of the answer. */
    async ask(tab) {
        this.askedAt = Date.now();
        const asking = this.queue.ask({
            model: "fuel.workbench",
            method: "load_tab",
            args: [tab],
            kwargs: { context: this.queue.user.context },
        });
        if (tab !== "mine") {
            return asking;
        }
        const visits = this.today
            .load(async () => (await asking).cards.visits)
            .catch((error) => {
                // A browser that keeps nothing: the page of visits says so.
                if (!this.queueState.storeProblem) {
                    throw error;
                }
            });
        const [answer] = await Promise.all([asking, visits]);
        await this.keep(answer);
        return answer;
    }

    async keep(answer) {
        const at = deviceTime();
        Object.assign(this.ui, { at, isFresh: true });
        if (!this.queueState.storeProblem) {
            await this.queue.store.put("answers", KEPT, { answer, at });
        }
    }

    /** What was answered last, until there is something newer. */
    async showKept() {
        if (this.queueState.storeProblem) {
            return;
        }
        const kept = await this.queue.store.get("answers", KEPT);
        const { state } = this.answers.mine;
        if (kept && !state.answer) {
            state.answer = kept.answer;
            this.ui.at = kept.at;
        }
    }

    load() {
        return this.answers[this.ui.tab].load();
    }

    /** Load the tab that is open; what could not be loaded is as of before. */
    async loadAll() {
        const answer = await this.load();
        if (!answer && this.current.state.problem) {
            this.ui.isFresh = false;
        }
    }

    async refresh() {
        await Promise.all([this.loadAll(), this.queue.flush()]);
    }

    // --- what the template shows ---

    get current() {
        return this.answers[this.ui.tab];
    }

    get state() {
        return this.current.state;
    }

    get isOffline() {
        return !this.queueState.isOnline;
    }

    get hasTeam() {
        return Boolean(this.answers.mine.state.answer?.has_team);
    }

    get asOfText() {
        return _t("What you see is as of %(time)s.", { time: timeOf(this.ui.at) });
    }

    get visitCount() {
        return this.today.state.answer?.visits.length;
    }

    /** The cards of the tab in their columns: known ones first, then added ones. */
    get columns() {
        const { answer } = this.state;
        const columns = { main: [], side: [] };
        if (!answer) {
            return columns;
        }
        const known = workbenchCards
            .getEntries()
            .filter(([name, { tab }]) => tab === this.ui.tab && answer.cards[name]);
        for (const [name, { component, side }] of known) {
            columns[side ? "side" : "main"].push({ name, component });
        }
        for (const [name, card] of Object.entries(answer.cards)) {
            if (card?.title && !workbenchCards.contains(name)) {
                columns.main.push({ name, component: ListCard });
            }
        }
        return columns;
    }

    cardProps({ name }) {
        const { answer } = this.state;
        return {
            name,
            card: answer.cards[name],
            today: answer.today,
            isOffline: this.isOffline,
            acting: this.ui.acting,
            page: this.page,
        };
    }

    // --- tabs ---

    get tabList() {
        return [
            { name: "mine", label: _t("My day") },
            { name: "team", label: _t("My team today") },
        ];
    }

    selectTab(name) {
        if (this.ui.tab !== name) {
            this.ui.tab = name;
            this.load();
        }
    }

    onTabKeydown(ev) {
        const names = this.tabList.map((tab) => tab.name);
        const step = { ArrowRight: 1, ArrowLeft: -1 }[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const index = names.indexOf(this.ui.tab) + step;
        const name = names[(index + names.length) % names.length];
        this.selectTab(name);
        this.tabs.el.querySelector(`[data-tab=${name}]`).focus();
    }

    // --- what cards ask of the page ---

    openRecord(resModel, resId) {
        return this.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openList(name, resModel, domain) {
        return this.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            mobile_view_mode: "kanban",
            domain,
        });
    }

    openAction(action) {
        return this.doAction(action);
    }

    openAnnouncements() {
        return this.openAction("crm_fuel.fuel_announcement_action");
    }

    async doAction(action, options) {
        try {
            await this.action.doAction(action, options);
        } catch (error) {
            if (problemOf(error)?.type !== "network") {
                throw error;
            }
            this.notification.add(_t("This needs the network."), { type: "warning" });
        }
    }

    /** Do what one tap does about an item, then show what is left. */
    async act(item, card) {
        if (this.ui.acting) {
            return;
        }
        this.ui.acting = keyOf(item);
        try {
            const result = await this.queue.ask({
                model: item.model,
                method: item.action.method,
                args: [[item.id]],
                kwargs: { context: this.queue.user.context },
            });
            if (result?.type) {
                await this.doAction(result, { onClose: () => this.loadAll() });
            } else {
                await this.loadAll();
                this.notification.add(_t("Done: %s", item.title), { type: "success" });
                this.focusOn = card;
            }
        } catch (error) {
            this.notification.add(reason(error), { type: "danger" });
            await this.loadAll();
        } finally {
            this.ui.acting = "";
        }
    }

    /** The line that had the focus is gone: its card gets it, not the whole page. */
    restoreFocus() {
        const { focusOn } = this;
        if (focusOn && !this.ui.acting) {
            this.focusOn = null;
            const isLost =
                !document.activeElement || document.activeElement === document.body;
            if (isLost) {
                this.root.el
                    ?.querySelector(`[data-card="${focusOn}"] .o_fuel_card_title`)
                    ?.focus();
            }
        }
    }
}

registry.category("actions").add("fuel_workbench", FuelWorkbench);
