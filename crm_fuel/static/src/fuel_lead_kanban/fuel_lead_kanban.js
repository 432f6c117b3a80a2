import { CrmColumnProgress } from "@crm/views/crm_kanban/crm_column_progress";
import { CrmKanbanRenderer } from "@crm/views/crm_kanban/crm_kanban_renderer";
import { crmKanbanView } from "@crm/views/crm_kanban/crm_kanban_view";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";

const MEASURE = "fuel_expected_mt";

/** The head of a column: tonnes beside the revenue. */
export class FuelLeadColumnProgress extends CrmColumnProgress {
    static template = "crm_fuel.LeadColumnProgress";

    get tonnes() {
        const field = this.props.group._config.fields[MEASURE];
        const { value } = this.props.progressBarState.getAggregateValue(
            this.props.group,
            field
        );
        return value ? formatFloat(value, { digits: [16, 0] }) : "";
    }
}

class FuelLeadKanbanHeader extends CrmKanbanRenderer.components.KanbanHeader {
    static components = {
        ...CrmKanbanRenderer.components.KanbanHeader.components,
        ColumnProgress: FuelLeadColumnProgress,
    };
}

export class FuelLeadKanbanRenderer extends CrmKanbanRenderer {
    static components = {
        ...CrmKanbanRenderer.components,
        KanbanHeader: FuelLeadKanbanHeader,
    };
}

export const fuelLeadKanbanView = {
    ...crmKanbanView,
    Controller: class extends crmKanbanView.Controller {
        get progressBarAggregateFields() {
            return [...super.progressBarAggregateFields, this.props.fields[MEASURE]];
        }
    },
    Renderer: FuelLeadKanbanRenderer,
};

registry.category("views").add("fuel_lead_kanban", fuelLeadKanbanView);
