import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Long enough to be read and opened, and then out of the way: a phone is small. */
const SHOWN_MS = 15_000;
const TITLES = {
    announcement: () => _t("New announcement"),
    task: () => _t("New task"),
    question: () => _t("New question"),
};

/** Shows at once what the server tells the user is new, and opens it on request. */
export const liveToastService = {
    dependencies: ["bus_service", "notification", "action"],
    start(env, { bus_service: bus, notification, action }) {
        bus.subscribe("crm_fuel.live", ({ kind, title, model, id }) => {
            const close = notification.add(title, {
                title: (TITLES[kind] || TITLES.announcement)(),
                type: "info",
                autocloseDelay: SHOWN_MS,
                buttons: [
                    {
                        name: _t("Open"),
                        primary: true,
                        onClick: () => {
                            close();
                            return action.doAction({
                                type: "ir.actions.act_window",
                                res_model: model,
                                res_id: id,
                                views: [[false, "form"]],
                            });
                        },
                    },
                ],
            });
        });
        bus.start();
    },
};

registry.category("services").add("fuel_live_toast", liveToastService);
