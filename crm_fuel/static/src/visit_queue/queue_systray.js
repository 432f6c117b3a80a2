import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** How much waits to be sent, on every screen; nothing where nothing waits. */
export class VisitQueueSystray extends Component {
    static template = "crm_fuel.VisitQueueSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.queue = useService("fuel_visit_queue").queue;
        this.state = useState(this.queue ? this.queue.state : { entries: [] });
    }

    get count() {
        return this.state.entries.length && this.queue.shown.length;
    }

    get conflicts() {
        return this.queue.conflicts.length;
    }

    get title() {
        return this.conflicts
            ? _t("Visits: %(count)s to decide", { count: this.conflicts })
            : _t("Visits: %(count)s waiting to be sent", { count: this.count });
    }

    open() {
        return this.action.doAction("crm_fuel.fuel_visit_today_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("systray")
    .add("crm_fuel.visit_queue", { Component: VisitQueueSystray }, { sequence: 30 });
