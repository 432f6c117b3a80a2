import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import { formatCount, formatRate } from "./visit_figures";

/**
 * One chart: horizontal bars, each a button that opens its visits.
 *
 * Markup and not a drawing: names of any length stay legible on a phone, and a keyboard
 * or a screen reader gets at each bar as a thumb does.
 */
export class VisitBars extends Component {
    static template = "crm_fuel.VisitBars";
    static props = {
        chart: String,
        title: String,
        bars: Array,
        open: Function,
    };

    get rows() {
        return this.props.bars.map((bar) => ({
            ...bar,
            countText: formatCount(bar.count),
            shareText: formatRate(bar.share),
            spoken: _t("%(name)s: %(count)s visits, %(share)s", {
                name: bar.label,
                count: formatCount(bar.count),
                share: formatRate(bar.share),
            }),
        }));
    }
}
