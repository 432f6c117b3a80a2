import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export const TYPING_PAUSE = 400;
const SHORTEST = 3;

/**
 * Solved questions that resemble the one being typed, as links into a new tab: what is
 * typed must not be lost by looking at one.
 */
export class FuelSimilarQuestions extends Component {
    static template = "crm_fuel.SimilarQuestions";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ questions: [] });
        this.keepLast = new KeepLast();
        this.lookUp = useDebounced((text) => this._lookUp(text), TYPING_PAUSE);
        // A field tells the form what is typed when it is left: too late to be offered
        // anything. So what is typed is read from the form as it is typed.
        useEffect(
            (form) => {
                const listen = () => this.lookUp(this.typed(form));
                form?.addEventListener("input", listen);
                return () => form?.removeEventListener("input", listen);
            },
            () => [this.root.el?.closest(".o_form_renderer, .o_form_view")]
        );
        onWillUnmount(() => (this.gone = true));
    }

    typed(form) {
        return ["name", "text"]
            .map(
                (name) =>
                    form.querySelector(
                        `.o_field_widget[name=${name}] :is(input, textarea)`
                    )?.value
            )
            .filter(Boolean)
            .join(" ");
    }

    async _lookUp(text) {
        if (text.trim().length < SHORTEST) {
            this.state.questions = [];
            return;
        }
        const questions = await this.keepLast.add(
            this.orm.silent.call("fuel.project.question", "similar_questions", [text])
        );
        if (!this.gone) {
            this.state.questions = questions;
        }
    }

    href(question) {
        return `/odoo/fuel-questions/${question.id}`;
    }
}

registry.category("view_widgets").add("fuel_similar_questions", {
    component: FuelSimilarQuestions,
});
