import { Component, onMounted, onPatched, useExternalListener } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Tells the server that the user has opened an announcement: once the form shows it, on a
 * page that is in front. Lists and cards show titles, and are no reading.
 */
export class AnnouncementReading extends Component {
    static template = "crm_fuel.AnnouncementReading";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.told = new Set();
        onMounted(() => this.tell());
        onPatched(() => this.tell());
        useExternalListener(document, "visibilitychange", () => this.tell());
    }

    get isUnread() {
        const { data, resModel } = this.props.record;
        return resModel === "fuel.announcement"
            ? data.is_unread
            : data.is_mine && data.state === "published" && !data.read_at;
    }

    tell() {
        const { resId } = this.props.record;
        const inFront = document.visibilityState === "visible";
        if (!resId || !inFront || this.told.has(resId) || !this.isUnread) {
            return;
        }
        this.told.add(resId);
        return this.send(resId);
    }

    async send(resId) {
        try {
            await this.orm.silent.call(this.props.record.resModel, "action_read", [
                [resId],
            ]);
        } catch (error) {
            // Without a connection it is read all the same, and told the next time.
            this.told.delete(resId);
            if (error.name !== "ConnectionLostError") {
                throw error;
            }
        }
    }
}

registry.category("view_widgets").add("fuel_announcement_reading", {
    component: AnnouncementReading,
});
