import { Component, onWillStart, useState } from "@odoo/owl";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import {
    deserializeDate,
    deserializeDateTime,
    formatDateTime,
    serializeDate,
} from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { findPosition } from "../geolocation/geolocation";

const { DateTime } = luxon;

/** A length as people say it: metres up to a kilometre, then kilometres. */
export function formatMetres(metres) {
    if (metres < 1000) {
        return _t("%s m", Math.round(metres / 10) * 10);
    }
    return _t("%s km", (metres / 1000).toFixed(1));
}

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

function positionProblem({ failure }) {
    return {
        denied: _t("The position is refused on this device."),
        unavailable: _t("No position is to be had here."),
        timeout: _t("Finding the position took too long."),
    }[failure];
}

/**
 * The planned visits of a day in an order that is short to travel, each with a link to
 * the navigation app of the company.
 */
export class FuelVisitRoute extends Component {
    static template = "crm_fuel.FuelVisitRoute";
    static components = { DateTimeInput };
    static props = { ...standardActionServiceProps };
    static path = "fuel-route";
    static displayName = _t("Route of the day");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { context = {}, params = {} } = this.props.action;
        this.userId = context.fuel_route_user_id || params.user_id || false;
        const date = context.fuel_route_date || params.date;
        this.state = useState({
            date: date ? deserializeDate(date) : DateTime.local().startOf("day"),
            route: null,
            start: null,
            problem: "",
            isLoading: false,
            isLocating: false,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const { date, start } = this.state;
        this.state.isLoading = true;
        this.state.problem = "";
        try {
            const route = await this.orm.call("fuel.visit", "day_route", [], {
                user_id: this.userId,
                date: serializeDate(date),
                ...(start && { latitude: start.latitude, longitude: start.longitude }),
            });
            // Perhaps another day was chosen meanwhile.
            if (date === this.state.date) {
                this.state.route = route;
            }
        } catch (error) {
            this.state.problem = reasonOf(error);
        } finally {
            this.state.isLoading = false;
        }
    }

    setDate(date) {
        if (date) {
            this.state.date = date.startOf("day");
            this.state.route = null;
            this.load();
        }
    }

    moveDay(days) {
        this.setDate(this.state.date.plus({ days }));
    }

    async startHere() {
        this.state.isLocating = true;
        const found = await findPosition();
        this.state.isLocating = false;
        if (found.failure) {
            this.state.problem = positionProblem(found);
            return;
        }
        this.state.start = found;
        await this.load();
    }

    openVisit(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fuel.visit",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    planVisit() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fuel.visit",
            views: [[false, "form"]],
        });
    }

    // --- what the template shows ---

    hour(stop) {
        return formatDateTime(deserializeDateTime(stop.planned_start), {
            format: localization.timeFormat.replace(":ss", ""),
        });
    }

    metres(length) {
        return formatMetres(length);
    }

    isFirstUnknown(index) {
        const { stops } = this.state.route;
        return !stops[index].url && (index === 0 || Boolean(stops[index - 1].url));
    }

    get previousLabel() {
        return _t("Day before");
    }

    get nextLabel() {
        return _t("Day after");
    }
}

registry.category("actions").add("crm_fuel.visit_route", FuelVisitRoute);
