import { expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";

import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";

import { LIVE_TYPE } from "@crm_fuel/live/live_service";

defineMailModels();

const TASK = { kind: "task", title: "Call on Yongxing", model: "fuel.task", id: 5 };

test("what comes is shown with its kind, opened by one tap, and passed on", async () => {
    const actions = [];
    let listener = null;
    mockService("bus_service", {
        subscribe(type, callback) {
            if (type === LIVE_TYPE) {
                listener = callback;
            }
        },
        start() {},
        addEventListener() {},
        addChannel() {},
        deleteChannel() {},
        removeEventListener() {},
        unsubscribe() {},
        forceUpdateChannels() {},
    });
    mockService("action", { doAction: (action) => actions.push(action) });
    await mountWithCleanup(`<div class="o_page"/>`);
    const heard = [];
    const stop = getService("fuel_live").subscribe(({ id }) => heard.push(id));
    listener(TASK);
    await waitFor(".o_notification");
    expect(queryAllTexts(".o_notification_title")).toEqual(["New task"]);
    expect(".o_notification").toHaveText(/Call on Yongxing/);
    await contains(".o_notification button:contains(Open)").click();
    expect(actions).toEqual([
        {
            type: "ir.actions.act_window",
            res_model: "fuel.task",
            res_id: 5,
            views: [[false, "form"]],
        },
    ]);
    expect(heard).toEqual([5]);
    stop();
    listener({ ...TASK, kind: "something else", id: 6 });
    await waitFor(".o_notification");
    expect(queryAllTexts(".o_notification_title")).toInclude("News");
    expect(heard).toEqual([5]);
});
