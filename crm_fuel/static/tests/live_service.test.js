import { expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import { LIVE_TYPE, liveService } from "@crm_fuel/live/live_service";

const TASK = { kind: "task", title: "Call on Yongxing", model: "fuel.task", id: 5 };

/** The service before a bus that brings what `receive` is called with. */
function startLive() {
    allowTranslations();
    const shown = [];
    let receive = null;
    const service = liveService.start(
        {},
        {
            action: { doAction: (action) => expect.step(action) },
            bus_service: {
                subscribe(type, callback) {
                    expect(type).toBe(LIVE_TYPE);
                    receive = callback;
                },
                start: () => expect.step("started"),
            },
            notification: {
                add(message, options) {
                    shown.push({ ...options, message, title: String(options.title) });
                    return () => expect.step("closed");
                },
            },
        }
    );
    expect.verifySteps(["started"]);
    return { service, shown, receive };
}

test("what comes is shown with its kind", () => {
    const { receive, shown } = startLive();
    for (const kind of ["announcement", "task", "question", "something else"]) {
        receive({ ...TASK, kind });
    }
    expect(shown.map(({ title }) => title)).toEqual([
        "New announcement",
        "New task",
        "New question",
        "News",
    ]);
    expect(shown[1].message).toBe("Call on Yongxing");
});

test("one tap opens it", async () => {
    const { receive, shown } = startLive();
    receive(TASK);
    await shown[0].buttons[0].onClick();
    expect.verifySteps([
        "closed",
        {
            type: "ir.actions.act_window",
            res_model: "fuel.task",
            res_id: 5,
            views: [[false, "form"]],
        },
    ]);
});

test("pages are told, until they say that they have gone", () => {
    const { receive, service } = startLive();
    const heard = [];
    const stop = service.subscribe(({ id }) => heard.push(id));
    receive(TASK);
    stop();
    receive({ ...TASK, id: 6 });
    expect(heard).toEqual([5]);
});
