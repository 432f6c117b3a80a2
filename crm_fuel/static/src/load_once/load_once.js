import { toRaw, useExternalListener, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { useRecordObserver } from "@web/model/relational_model/utils";

/** Say why a call failed, in words for the user; other errors are ours: rethrow. */
export function reasonOf(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server could not be reached. Check your connection.");
    }
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    throw error;
}

/**
 * One answer of the server, and how asking for it goes: `state.answer`,
 * `state.isLoading`, `state.problem`. An answer already shown stays when a later call
 * fails; a late answer to an earlier question is thrown away. What failed is tried
 * again when the network is back.
 *
 * @param {() => Promise<Object>} ask
 * @param {Object} [options]
 * @param {(error: any) => string} [options.reason] tells why asking failed
 * @returns {{state: Object, load: () => Promise<Object|null>, reset: () => void}}
 *      `load` asks, and answers null where that failed or was overtaken; `reset`
 *      forgets what is under way
 */
export function useAnswer(ask, { reason = reasonOf } = {}) {
    const state = useState({ answer: null, isLoading: false, problem: "" });
    let question = null;

    function reset() {
        question = null;
        state.isLoading = false;
        state.problem = "";
    }

    async function load() {
        const mine = (question = {});
        state.isLoading = true;
        state.problem = "";
        let answer = null;
        let problem = "";
        try {
            answer = await ask();
        } catch (error) {
            problem = reason(error);
        }
        if (mine !== question) {
            return null;
        }
        state.isLoading = false;
        state.problem = problem;
        state.answer = answer || state.answer;
        return answer;
    }

    useExternalListener(window, "online", () => {
        if (state.problem) {
            load();
        }
    });
    return { state, load, reset };
}

/**
 * The same of the record of a form, for a widget of it: asked for when the widget is
 * mounted, and anew when the form loads, saves or discards. The state has `resId` too.
 *
 * A form replaces the data object of its record when it does any of these, and at no
 * other time: coming back to a tab of the notebook asks nothing.
 *
 * @param {(resId: number) => Promise<Object>} ask
 * @param {WeakMap} answers by such data objects; shared by all widgets of the kind
 */
export function useRecordAnswer(ask, answers) {
    const record = useState({ resId: false });
    let version = null;
    const { state, load, reset } = useAnswer(async () => {
        const asked = version;
        const answer = await ask(record.resId);
        answers.set(asked, answer);
        return answer;
    });

    useRecordObserver(({ data, resId }) => {
        const current = toRaw(data);
        if (current === version) {
            return;
        }
        version = current;
        if (resId !== record.resId) {
            record.resId = resId;
            state.answer = null;
        }
        reset();
        if (!resId) {
            return;
        }
        if (answers.has(version)) {
            state.answer = answers.get(version);
        } else {
            load();
        }
    });
    return { state, record, load };
}
