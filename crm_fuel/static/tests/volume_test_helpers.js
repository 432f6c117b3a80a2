import { beforeEach, expect } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import { AssetsLoadingError, assets } from "@web/core/assets";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

class FuelVessel extends models.Model {
    _name = "fuel.vessel";

    name = fields.Char();

    _records = [
        { id: 1, name: "Ever Ocean" },
        { id: 2, name: "Zhe Yun 7" },
    ];
}

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();

    _records = [{ id: 1, name: "Zhoushan Shipping" }];
}

export const OVERVIEW = ".o_fuel_volume_overview";
const ARCH = /* xml */ `
    <form>
        <field name="name"/>
        <notebook>
            <page string="Particulars" name="particulars"/>
            <page string="Sales volume" name="volume">
                <widget name="fuel_volume_overview"/>
            </page>
        </notebook>
    </form>`;

const twelve = (values) => Object.assign(Array(12).fill(0), values);

export function makeOverview(values = {}) {
    return {
        today: "2026-03-15",
        year: 2026,
        month: 3,
        domain: [["vessel_id", "=", 1]],
        grades: [
            {
                id: 4,
                name: "VLSFO RMG380",
                this_year: twelve([1200, 300]),
                last_year: twelve([900, 0, 400, 700]),
            },
            {
                id: 5,
                name: "MGO DMA",
                this_year: twelve([45.5]),
                last_year: twelve([]),
            },
        ],
        vessels: [
            {
                id: 21,
                name: "Ever Ocean",
                this_year: 1545.5,
                last_year: 2000,
                last_year_to_date: 1300,
            },
        ],
        customers: [
            {
                id: 31,
                name: "Zhoushan Shipping",
                this_year: 1000,
                last_year: 2000,
                last_year_to_date: 1300,
            },
        ],
        totals: {
            this_year: 1545.5,
            last_year: 2000,
            last_year_to_date: 1300,
            last_12_months: 2245.5,
            growth: 18.8846,
        },
        last_order_date: "2026-02-11",
        ...values,
    };
}

export const mountForm = (values = {}) =>
    mountView({
        type: "form",
        resModel: "fuel.vessel",
        resId: 1,
        arch: ARCH,
        ...values,
    });

export async function openTab(name = "Sales volume") {
    await contains(`.o_notebook .nav-link:contains(${name})`).click();
    await animationFrame();
}

/** Note each call as a step and answer them with `answer(id)`. */
export function mockOverview(answer = () => makeOverview()) {
    onRpc("fuel_volume_overview", ({ args, model }) => {
        const [[id]] = args;
        expect.step(`${model} ${id}`);
        return answer(id);
    });
}

export function mockAction() {
    const actions = [];
    mockService("action", {
        doAction(action) {
            actions.push(action);
        },
    });
    return actions;
}

/** To be called once in each file of tests of the tab. */
export function setupVolumeTab() {
    defineModels({ ...mailModels, FuelVessel, Customer });
    beforeEach(() => {
        mockDate("2026-03-15 12:00:00");
        // The drawing itself is Chart.js's: here it would only cost time.
        patchWithCleanup(assets, {
            async loadBundle(name) {
                expect(name).toBe("web.chartjs_lib");
                throw new AssetsLoadingError("not in this test");
            },
        });
    });
}
