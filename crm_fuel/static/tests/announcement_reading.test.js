import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

class FuelAnnouncement extends models.Model {
    _name = "fuel.announcement";

    name = fields.Char();
    is_unread = fields.Boolean();

    _records = [
        { id: 1, name: "Unread", is_unread: true },
        { id: 2, name: "Read before", is_unread: false },
    ];
}

defineModels({ ...mailModels, FuelAnnouncement });

const FORM = `
    <form>
        <field name="is_unread" invisible="1"/>
        <field name="name"/>
        <widget name="fuel_announcement_reading"/>
    </form>`;

function open(resId) {
    return mountView({
        type: "form",
        resModel: "fuel.announcement",
        resId,
        resIds: [1, 2],
        arch: FORM,
    });
}

function countReadings() {
    onRpc("fuel.announcement", "action_read", ({ args }) => {
        expect.step(`read ${args[0]}`);
        return 1;
    });
}

test("opening the form is reading, once", async () => {
    countReadings();
    await open(1);
    expect.verifySteps(["read 1"]);
    await contains(".o_field_widget[name=name] input").edit("Shown again");
    await animationFrame();
    expect.verifySteps([]);
});

test("what was read before is not told again", async () => {
    countReadings();
    await open(2);
    expect.verifySteps([]);
});

test("paging to the next announcement reads that one", async () => {
    countReadings();
    await open(2);
    await contains(".o_pager_previous").click();
    await animationFrame();
    expect.verifySteps(["read 1"]);
});

test("a page in the background is read when it comes to the front", async () => {
    countReadings();
    let state = "hidden";
    patchWithCleanup(document, {
        get visibilityState() {
            return state;
        },
    });
    await open(1);
    expect.verifySteps([]);
    state = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    await animationFrame();
    expect.verifySteps(["read 1"]);
});

test("a list of titles is no reading", async () => {
    countReadings();
    await mountView({
        type: "list",
        resModel: "fuel.announcement",
        arch: `<list><field name="name"/><field name="is_unread"/></list>`,
    });
    expect(".o_data_row").toHaveCount(2);
    expect.verifySteps([]);
});
