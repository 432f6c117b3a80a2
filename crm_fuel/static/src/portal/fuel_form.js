import { browser } from "@web/core/browser/browser";
import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const PREFIX = "crm_fuel.draft:";
const WRITTEN = "textarea, input:not([type]), input[type=text]";

/**
 * A form in which a customer writes: sent once, and what was written in it survives a
 * page that did not load, a session that ended, a telephone that went off the net.
 */
export class FuelForm extends Interaction {
    static selector = ".o_fuel_form";
    dynamicContent = {
        _root: {
            "t-on-submit": this.onSubmit,
            "t-on-input": this.debounced(this.keep, 300),
        },
        // A page can be left, or put away by the telephone, before a pause in the typing.
        _window: { "t-on-pagehide": this.keep },
        _document: { "t-on-visibilitychange": this.keep },
    };

    setup() {
        this.isSent = false;
    }

    start() {
        // Back from the next page: the form can be sent again.
        this.addListener(window, "pageshow", () => {
            this.isSent = false;
        });
        const draft = this.readDraft();
        for (const field of this.el.querySelectorAll(WRITTEN)) {
            // What the server shows is newer than any draft.
            if (!field.value && draft[field.name]) {
                field.value = draft[field.name];
            }
        }
        // On a slow network a customer writes before this script has come.
        this.keep();
    }

    get key() {
        return this.el.dataset.draft && PREFIX + this.el.dataset.draft;
    }

    readDraft() {
        try {
            return JSON.parse(
                (this.key && browser.sessionStorage.getItem(this.key)) || "{}"
            );
        } catch {
            return {};
        }
    }

    keep() {
        if (!this.key) {
            return;
        }
        const draft = {};
        for (const field of this.el.querySelectorAll(WRITTEN)) {
            draft[field.name] = field.value;
        }
        try {
            browser.sessionStorage.setItem(this.key, JSON.stringify(draft));
        } catch {
            // No room or no leave to keep anything: the form works without.
        }
    }

    onSubmit(ev) {
        if (this.isSent) {
            ev.preventDefault();
            return;
        }
        this.keep();
        this.isSent = true;
        this.el.setAttribute("aria-busy", "true");
    }
}

/** What says that a form has arrived: its draft is not needed any more. */
export class FuelSent extends Interaction {
    static selector = ".o_fuel_sent[data-draft]";

    setup() {
        browser.sessionStorage.removeItem(PREFIX + this.el.dataset.draft);
    }
}

registry.category("public.interactions").add("crm_fuel.form", FuelForm);
// Before the forms of the same page fill themselves.
registry
    .category("public.interactions")
    .add("crm_fuel.sent", FuelSent, { sequence: 1 });
