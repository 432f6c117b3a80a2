import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatDateTime } from "@web/core/l10n/dates";

const { DateTime } = luxon;
const MINUTE = 60_000;
// Less than a working day left.
const SOON_HOURS = 8;

/**
 * Say how long it is until a moment, or since it.
 *
 * @param {luxon.DateTime} deadline
 * @param {luxon.DateTime} now
 * @returns {{text: string, tone: "danger" | "warning" | "success"}}
 */
export function countdown(deadline, now) {
    const minutes = Math.floor((deadline.toMillis() - now.toMillis()) / MINUTE);
    const late = minutes < 0;
    const total = Math.abs(minutes);
    const days = Math.floor(total / 1440);
    const hours = Math.floor((total % 1440) / 60);
    let length = _t("%(minutes)s min", { minutes: total % 60 });
    if (days) {
        length = _t("%(days)s d %(hours)s h", { days, hours });
    } else if (hours) {
        length = _t("%(hours)s h %(minutes)s min", { hours, minutes: total % 60 });
    }
    let tone = "success";
    if (late) {
        tone = "danger";
    } else if (total < SOON_HOURS * 60) {
        tone = "warning";
    }
    return {
        text: late
            ? _t("%(length)s late", { length })
            : _t("%(length)s left", { length }),
        tone,
    };
}

/** A deadline as what is left of it; it counts on while it is looked at. */
export class FuelCountdown extends Component {
    static template = "crm_fuel.Countdown";
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: DateTime.now() });
        const timer = setInterval(() => (this.clock.now = DateTime.now()), MINUTE);
        onWillUnmount(() => clearInterval(timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get left() {
        return countdown(this.deadline, this.clock.now);
    }

    get moment() {
        return formatDateTime(this.deadline);
    }
}

registry.category("fields").add("fuel_countdown", {
    component: FuelCountdown,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
});
