import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";

import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { AnimatedNumber } from "@web/views/view_components/animated_number";

const TONNES = ".o_fuel_column_tonnes";

class Stage extends models.Model {
    _name = "crm.stage";

    name = fields.Char();

    _records = [
        { id: 1, name: "New" },
        { id: 2, name: "Proposition" },
        { id: 3, name: "Won" },
    ];
}

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    activity_state = fields.Char();
    expected_revenue = fields.Integer({ string: "Revenue", aggregator: "sum" });
    fuel_expected_mt = fields.Float({ string: "Expected (MT)", aggregator: "sum" });
    stage_id = fields.Many2one({ relation: "crm.stage" });

    _records = [
        [1, 12_000.4, "planned", 100],
        [1, 850, "today", 20],
        [2, 600.6, "planned", 10],
        [3, 0, "planned", 5],
    ].map(([stage, tonnes, state, revenue], index) => ({
        id: index + 1,
        name: `Lead ${index + 1}`,
        activity_state: state,
        expected_revenue: revenue,
        fuel_expected_mt: tonnes,
        stage_id: stage,
    }));
}

defineModels({ ...mailModels, Stage, Lead });

beforeEach(() => {
    patchWithCleanup(AnimatedNumber, { enableAnimations: false });
});

async function mountKanban() {
    await mountView({
        type: "kanban",
        resModel: "crm.lead",
        groupBy: ["stage_id"],
        arch: /* xml */ `
            <kanban js_class="fuel_lead_kanban">
                <field name="activity_state"/>
                <field name="fuel_expected_mt"/>
                <progressbar field="activity_state" sum_field="expected_revenue"
                    colors='{"planned": "success", "today": "warning"}'/>
                <templates><t t-name="card"><field name="name"/></t></templates>
            </kanban>`,
    });
}

test.tags("desktop");
test("each column tells its tonnes; one without any tells none", async () => {
    await mountKanban();
    expect(queryAllTexts(TONNES)).toEqual(["12,850 MT", "601 MT"]);
    expect(".o_kanban_group:last .o_fuel_column_tonnes").toHaveCount(0);
});

test.tags("desktop");
test("the revenue stays beside them", async () => {
    await mountKanban();
    expect(
        queryAllTexts(".o_kanban_group .o_kanban_counter .o_animated_number")
    ).toEqual(["120", "10", "5"]);
});

test.tags("desktop");
test("a part of the bar that is chosen tells the tonnes of that part", async () => {
    await mountKanban();
    await contains(".o_kanban_group:first .progress-bar.bg-warning").click();
    expect(queryAllTexts(TONNES)).toEqual(["850 MT", "601 MT"]);
});
