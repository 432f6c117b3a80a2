import { Component, useState } from "@odoo/owl";

import { debounce } from "@web/core/utils/timing";

const NAMES = ["result_id", "summary", "next_step", "next_step_date", "contact_ids"];
const DRAFT_DELAY_MS = 250;

/** The notes of a visit, as they are written down and sent. */
export function notesOf(visit) {
    return {
        result_id: visit.result_id || false,
        summary: visit.summary || "",
        next_step: visit.next_step || "",
        next_step_date: visit.next_step_date || false,
        contact_ids: [...(visit.contact_ids || [])],
    };
}

/** Those notes that are not what they were: only these are sent. */
export function changedNotes(before, after) {
    const same = (name) => JSON.stringify(before[name]) === JSON.stringify(after[name]);
    return Object.fromEntries(
        NAMES.filter((name) => !same(name)).map((name) => [name, after[name]])
    );
}

/**
 * Notes being typed, kept in the browser from letter to letter: a page that is
 * reloaded has them again.
 *
 * @param {VisitQueue} queue
 * @param {Object} visit
 * @returns {Object} `notes` (reactive), `load()`, `keep()`, `clear()`, `changes()`
 */
export function useNotes(queue, visit) {
    const name = visit.id ? `visit-${visit.id}` : `new-${visit.key}`;
    const before = notesOf(visit);
    const notes = useState({ ...notesOf(visit), isRestored: false });
    let isOver = false;
    const changes = () => changedNotes(before, notes);
    const write = async () => {
        if (!isOver) {
            await queue.store.put(
                "drafts",
                name,
                JSON.parse(JSON.stringify(changes()))
            );
        }
    };
    return {
        notes,
        changes,
        keep: debounce(write, DRAFT_DELAY_MS),
        async load() {
            const draft = await queue.store.get("drafts", name);
            if (draft && Object.keys(draft).length) {
                Object.assign(notes, draft, { isRestored: true });
            }
        },
        async clear() {
            isOver = true;
            await queue.store.remove("drafts", name);
        },
    };
}

let lastId = 0;

/** Result, people met, summary and next step, with fields for a thumb. */
export class NotesForm extends Component {
    static template = "crm_fuel.NotesForm";
    static props = {
        notes: Object,
        results: Array,
        contacts: Array,
        onChange: Function,
        isResultRequired: { type: Boolean, optional: true },
    };

    setup() {
        this.id = `o_fuel_notes_${(lastId += 1)}`;
    }

    set(name, value) {
        this.props.notes[name] = value;
        this.props.onChange();
    }

    toggleContact(id) {
        const { contact_ids } = this.props.notes;
        this.set(
            "contact_ids",
            contact_ids.includes(id)
                ? contact_ids.filter((other) => other !== id)
                : [...contact_ids, id]
        );
    }

    toneClass(result) {
        const tones = { good: "success", bad: "danger" };
        return `btn-outline-${tones[result.tone] || "secondary"}`;
    }
}
