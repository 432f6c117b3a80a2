import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { FileInput } from "@web/core/file_input/file_input";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * The box below a question's answers: text, files, and the button that sends them.
 */
export class FuelAnswerBox extends Component {
    static template = "crm_fuel.AnswerBox";
    static components = { FileInput };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ text: "", files: [], sending: false });
    }

    get canSend() {
        return !this.state.sending && this.state.text.trim().length > 0;
    }

    onUpload(files) {
        for (const file of files) {
            if (file.error) {
                this.notification.add(file.error, { type: "danger" });
            } else {
                this.state.files.push({
                    id: file.id,
                    name: file.filename || file.name,
                });
            }
        }
    }

    removeFile(id) {
        this.state.files = this.state.files.filter((file) => file.id !== id);
        return this.orm.unlink("ir.attachment", [id]);
    }

    async send() {
        if (!this.canSend) {
            return;
        }
        const { record } = this.props;
        this.state.sending = true;
        // What is typed stays in the box until the server has it.
        try {
            await record.save();
            await this.orm.call("fuel.project.question", "answer", [
                [record.resId],
                this.state.text,
                this.state.files.map((file) => file.id),
            ]);
            this.state.text = "";
            this.state.files = [];
            this.notification.add(_t("Your answer is there."), { type: "success" });
            await record.load();
        } finally {
            this.state.sending = false;
        }
    }
}

registry.category("view_widgets").add("fuel_answer_box", {
    component: FuelAnswerBox,
});
