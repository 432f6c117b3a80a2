import {
    Component,
    onWillDestroy,
    onWillStart,
    useExternalListener,
    useState,
} from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { VisitTodayPanel } from "./today_panel";

/** Today's visits as a page of their own. */
export class FuelVisitToday extends Component {
    static template = "crm_fuel.FuelVisitToday";
    static components = { Layout, VisitTodayPanel };
    static props = { ...standardActionServiceProps };
    // Known here as well as in the action's record, so that a page that is opened again
    // without a network need not ask for it.
    static path = "fuel-today";
    static displayName = _t("Today's visits");

    setup() {
        this.action = useService("action");
        const { queue, today } = useService("fuel_visit_queue");
        this.queue = queue;
        this.today = today;
        this.display = { controlPanel: {} };
        if (!queue) {
            return;
        }
        this.queueState = useState(queue.state);
        onWillStart(() => {
            this.refresh();
        });
        useExternalListener(window, "online", () => today.load());
        // What was sent in the background changes what is to be seen here.
        onWillDestroy(
            queue.onSent(() => {
                today.load();
            })
        );
    }

    async refresh() {
        await Promise.all([this.today.load(), this.queue.flush()]);
    }

    openRoute() {
        return this.action.doAction("crm_fuel.fuel_visit_route_action");
    }

    get isOffline() {
        return !this.queueState.isOnline;
    }
}

registry.category("actions").add("fuel_visit_today", FuelVisitToday);
