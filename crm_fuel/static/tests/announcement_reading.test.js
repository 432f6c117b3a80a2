import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { liveToastService } from "@crm_fuel/live/live_toast_service";

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

test("a live message shows its title and opens the record", async () => {
    allowTranslations();
    let receive;
    const shown = [];
    const env = {};
    liveToastService.start(env, {
        bus_service: {
            subscribe: (type, callback) => {
                expect(type).toBe("crm_fuel.live");
                receive = callback;
            },
            start: () => expect.step("started"),
        },
        notification: {
            add: (message, options) => {
                shown.push({ message, ...options });
                return () => expect.step("closed");
            },
        },
        action: { doAction: (action) => expect.step(action) },
    });
    receive({
        kind: "announcement",
        title: "Rules",
        model: "fuel.announcement",
        id: 5,
    });
    receive({ kind: "task", title: "Visit twelve", model: "fuel.task", id: 6 });
    expect(shown.map((it) => it.message)).toEqual(["Rules", "Visit twelve"]);
    expect(String(shown[0].title)).toBe("New announcement");
    expect(String(shown[1].title)).toBe("New task");
    await shown[0].buttons[0].onClick();
    expect.verifySteps([
        "started",
        "closed",
        {
            type: "ir.actions.act_window",
            res_model: "fuel.announcement",
            res_id: 5,
            views: [[false, "form"]],
        },
    ]);
});
