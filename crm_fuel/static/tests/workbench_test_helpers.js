import { waitFor } from "@odoo/hoot-dom";

import { getDefaultConfig } from "@web/views/view";
import {
    makeMockEnv,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";

import { TodayVisits } from "@crm_fuel/visit_queue/today_visits";
import { FuelWorkbench } from "@crm_fuel/workbench/workbench";

import { makeQueue } from "./visit_queue_test_helpers";

export const TODAY = "2026-03-15";

export const question = (id, values = {}) => ({
    model: "fuel.project.question",
    id,
    title: `Question ${id}`,
    detail: "Win Yongxing",
    deadline: false,
    priority: false,
    action: false,
    ...values,
});

export const receipt = (id, values = {}) => ({
    ...question(id),
    model: "fuel.announcement.receipt",
    title: `Announcement ${id}`,
    open: { model: "fuel.announcement", id: id + 100 },
    action: { method: "action_acknowledge", label: "Acknowledge" },
    ...values,
});

export const customer = (id, values = {}) => ({
    id,
    name: `Customer ${id}`,
    status: "overdue",
    days_overdue: 12,
    due_date: "2026-03-03",
    next_visit_date: false,
    growth: -50,
    mt: 500,
    mt_before: 1000,
    open_complaints: 0,
    score: 61.6,
    ...values,
});

export const list = (items = [], values = {}) => ({
    count: items.length,
    items,
    ...values,
});

export function makeAnswer(cards = {}, values = {}) {
    return {
        tab: "mine",
        user: { id: 7, name: "Anna" },
        today: TODAY,
        has_team: false,
        cards: {
            visits: {
                visits: [],
                results: [],
                topics: [],
                channels: [],
                notice_seen: true,
            },
            todos: list(),
            announcements: list([], { unread: 0 }),
            month: false,
            due: list([], { domain: [] }),
            risk: list([], { domain: [] }),
            shared: list(),
            ...cards,
        },
        ...values,
    };
}

export function makeTeamAnswer(cards = {}) {
    const today = {
        domain: [["date", "=", TODAY]],
        planned: 3,
        in_progress: 1,
        done: 2,
    };
    return {
        ...makeAnswer({}, { tab: "team", has_team: true }),
        cards: {
            people: list([], { domain: [["state", "=", "in_progress"]], today }),
            late: list(),
            review: list(),
            ...cards,
        },
    };
}

/**
 * Show the Workbench before a server that answers `load_tab` and other methods.
 *
 * @param {(tab: string) => Object} load
 * @param {Object} [answers] functions by method
 * @returns {Object} `calls` of the server, `actions` done, `live(payload)`
 */
export async function showWorkbench(load, answers = {}) {
    const { queue, calls } = makeQueue({
        load_tab: ({ args: [tab] }) => load(tab),
        ...answers,
    });
    const actions = [];
    const listeners = new Set();
    mockService("fuel_visit_queue", { queue, today: new TodayVisits(queue) });
    mockService("fuel_live", {
        subscribe(callback) {
            listeners.add(callback);
            return () => listeners.delete(callback);
        },
    });
    mockService("action", { doAction: (action) => actions.push(action) });
    await queue.start();
    await mountWithCleanup(FuelWorkbench, {
        props: { action: {} },
        env: await makeMockEnv({ config: getDefaultConfig() }),
    });
    await waitFor("[data-fresh=true], .o_fuel_workbench_problem", { timeout: 3000 });
    return {
        actions,
        calls,
        queue,
        live: (payload) => listeners.forEach((callback) => callback(payload)),
        loads: () => calls.filter((call) => call.method === "load_tab"),
    };
}
