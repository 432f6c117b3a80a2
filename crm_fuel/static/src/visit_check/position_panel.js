import { Component, onMounted, onWillDestroy, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { visitSettings } from "../visit_queue/visit_queue_service";

import { estimate, findPosition } from "../geolocation/geolocation";
import { problemOf } from "../visit_queue/queue_rules";

export function formatMetres(metres) {
    return metres < 1000
        ? _t("%(metres)s m", { metres: String(Math.round(metres)) })
        : _t("%(kilometres)s km", { kilometres: (metres / 1000).toFixed(1) });
}

/** What kept the device from telling where it is, and what to do about it. */
export function failureText({ failure, isInsecure, isVague, isGivenUp, isDeclined }) {
    if (isDeclined) {
        return {
            title: _t("No position asked for"),
            advice: _t(
                "You did not agree to the notice. The visit goes on, as unverified."
            ),
        };
    }
    if (isInsecure) {
        return {
            title: _t("No position on this address"),
            advice: _t(
                "Browsers tell a position to secure pages only. Open the ERP by its https:// address, or go on without a position."
            ),
        };
    }
    if (isVague) {
        return {
            title: _t("The position is too vague"),
            advice: _t(
                "The device knows only roughly where it is. Switch on precise location, step into the open and try again, or go on without a position."
            ),
        };
    }
    if (isGivenUp) {
        return {
            title: _t("You did not wait for a position"),
            advice: _t("Try again, or go on without a position."),
        };
    }
    return {
        denied: {
            title: _t("The position was refused"),
            advice: _t(
                "Allow location for this site in the browser's settings (tap the sign before the address) and for the browser in the phone's settings, then try again. Or go on without a position."
            ),
        },
        unavailable: {
            title: _t("No position to be had"),
            advice: _t(
                "Switch on the phone's location service, step into the open and try again. Or go on without a position."
            ),
        },
        timeout: {
            title: _t("Finding the position took too long"),
            advice: _t(
                "Step into the open, away from steel and roofs, and try again. Or go on without a position."
            ),
        },
    }[failure];
}

/**
 * Asks the device for its position, tells how it goes, and what the server would make
 * of it. `onFound(position, finding)` gets what was found, or null while asking.
 */
export class PositionPanel extends Component {
    static template = "crm_fuel.PositionPanel";
    static props = {
        visit: Object,
        isDeclined: { type: Boolean, optional: true },
        onFound: Function,
    };

    setup() {
        this.queue = useService("fuel_visit_queue").queue;
        this.state = useState({ phase: "asking", found: null, finding: null });
        this.turn = 0;
        onMounted(() => {
            if (this.props.isDeclined) {
                this.settle({ failure: "denied", isDeclined: true });
            } else {
                this.ask();
            }
        });
        onWillDestroy(() => {
            this.turn += 1;
        });
    }

    async ask() {
        const turn = (this.turn += 1);
        this.state.phase = "asking";
        this.state.finding = null;
        this.props.onFound(null, null);
        const found = await findPosition();
        if (turn === this.turn) {
            await this.settle(found);
        }
    }

    giveUp() {
        this.settle({ failure: "timeout", isGivenUp: true });
    }

    async settle(found) {
        const turn = (this.turn += 1);
        this.state.found = found;
        if (found.failure) {
            this.state.phase = "failed";
            this.props.onFound({ failure: found.failure }, null);
            return;
        }
        this.state.phase = "judging";
        const finding = await this.judge(found);
        if (turn !== this.turn) {
            return;
        }
        this.state.phase = "found";
        this.state.finding = finding;
        this.props.onFound(found, finding);
    }

    /** Ask the server, else estimate from what the device knows of the visit. */
    async judge(fix) {
        const { visit } = this.props;
        if (visit.id && this.queue.state.isOnline) {
            try {
                const { latitude, longitude, accuracy } = fix;
                return await this.queue.ask({
                    model: "fuel.visit",
                    method: "preview_position",
                    args: [[visit.id]],
                    kwargs: {
                        latitude,
                        longitude,
                        accuracy,
                        context: this.queue.user.context,
                    },
                });
            } catch (error) {
                const problem = problemOf(error);
                if (problem?.type === "network") {
                    this.queue.state.isOnline = false;
                } else if (problem?.message) {
                    return { problem: problem.message };
                }
            }
        }
        const radius = visit.radius || visitSettings()?.on_site_radius;
        const guess = estimate(fix, { ...visit, radius });
        return { ...(guess || {}), isEstimate: true };
    }

    // --- what the template shows ---

    get failure() {
        return failureText(this.state.found);
    }

    get accuracyText() {
        return _t("Accurate to %(metres)s", {
            metres: formatMetres(this.state.found.accuracy),
        });
    }

    get distanceText() {
        const { distance, target, isEstimate } = this.state.finding;
        const metres = formatMetres(distance);
        if (isEstimate) {
            return _t("About %(metres)s from the customer's place", { metres });
        }
        return _t("%(metres)s from %(target)s", { metres, target });
    }

    get hasDistance() {
        const { target, isEstimate, distance } = this.state.finding;
        return isEstimate ? distance !== undefined : Boolean(target);
    }

    get verdict() {
        const { verdict, reason_text, isEstimate, problem } = this.state.finding;
        if (problem) {
            return { tone: "warning", icon: "fa-question-circle", text: problem };
        }
        if (verdict === "on_site") {
            return {
                tone: "success",
                icon: "fa-check-circle",
                text: isEstimate ? _t("Probably on site") : _t("Verified on site"),
            };
        }
        if (verdict === "off_site") {
            return {
                tone: "warning",
                icon: "fa-exclamation-circle",
                text: isEstimate ? _t("Probably off site") : _t("Off site"),
            };
        }
        return {
            tone: "secondary",
            icon: "fa-question-circle",
            text: isEstimate
                ? _t("Position found")
                : reason_text
                  ? _t("Unverified: %(reason)s", { reason: reason_text })
                  : _t("Unverified"),
        };
    }
}
