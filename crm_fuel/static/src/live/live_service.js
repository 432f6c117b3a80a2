import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** What the server sends with `res.users._fuel_send_live`. */
export const LIVE_TYPE = "crm_fuel.live";

function titleOf(kind) {
    switch (kind) {
        case "announcement":
            return _t("New announcement");
        case "task":
            return _t("New task");
        case "question":
            return _t("New question");
        default:
            return _t("News");
    }
}

/**
 * Tells the user at once what has just come for them, and the pages that show such
 * things: `subscribe(callback)` returns a function that ends it. The callback gets the
 * payload: `kind`, `title`, `model`, `id`.
 */
export const liveService = {
    dependencies: ["action", "bus_service", "notification"],
    start(env, { action, bus_service: bus, notification }) {
        const callbacks = new Set();

        function open(payload) {
            return action.doAction({
                type: "ir.actions.act_window",
                res_model: payload.model,
                res_id: payload.id,
                views: [[false, "form"]],
            });
        }

        function onLive(payload) {
            const close = notification.add(payload.title, {
                title: titleOf(payload.kind),
                type: "info",
                autocloseDelay: 10_000,
                buttons: [
                    {
                        name: _t("Open"),
                        primary: true,
                        onClick: () => {
                            close();
                            return open(payload);
                        },
                    },
                ],
            });
            for (const callback of [...callbacks]) {
                callback(payload);
            }
        }

        bus.subscribe(LIVE_TYPE, onLive);
        bus.start();
        return {
            subscribe(callback) {
                callbacks.add(callback);
                return () => {
                    callbacks.delete(callback);
                };
            },
        };
    },
};

registry.category("services").add("fuel_live", liveService);
