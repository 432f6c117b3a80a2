import { expect } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();

    _records = [
        { id: 1, name: "Zhoushan Shipping" },
        { id: 2, name: "Ningbo Lines" },
    ];
}

export const defineCustomer = () => defineModels({ ...mailModels, Customer });

/**
 * What tests of one tab of the customer's form need.
 *
 * @param {string} title of the tab
 * @param {string} widget in it
 * @param {string} method that it calls
 * @param {() => Object} makeOverview what the method answers
 */
export function customerTab(title, widget, method, makeOverview) {
    return {
        mountForm: (values = {}) =>
            mountView({
                type: "form",
                resModel: "customer",
                resId: 1,
                arch: /* xml */ `
                    <form>
                        <field name="name"/>
                        <notebook>
                            <page string="General" name="general"/>
                            <page string="${title}" name="tab">
                                <widget name="${widget}"/>
                            </page>
                        </notebook>
                    </form>`,
                ...values,
            }),
        async openTab(name = title) {
            await contains(`.o_notebook .nav-link:contains(${name})`).click();
            await animationFrame();
        },
        /** Note each call as a step and answer it. */
        mockOverview(answer = () => makeOverview()) {
            onRpc("res.partner", method, ({ args: [[id]] }) => {
                expect.step(`overview ${id}`);
                return answer(id);
            });
        },
    };
}

/** Collect the actions that are done. */
export function mockActions() {
    const actions = [];
    mockService("action", {
        doAction(action) {
            actions.push(action);
        },
    });
    return actions;
}
