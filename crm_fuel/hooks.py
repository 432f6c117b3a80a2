from odoo.tools import SQL

# Native tables and their columns that keep this addon's records from being deleted.
REFERENCES = (
    ("product_template", "fuel_grade_id"),
    ("sale_order", "fuel_vessel_id"),
    ("sale_order", "fuel_port_id"),
    ("survey_user_input_line", "fuel_dimension_id"),
)
# Native records that demonstration data brings and that orders keep from going, and
# questionnaires, which would take their answers along.
KEPT = (
    "crm.tag",
    "crm.team",
    "mail.alias",
    "product.category",
    "product.pricelist",
    "product.product",
    "product.template",
    "res.partner",
    "res.partner.category",
    "res.users",
    "survey.question",
    "survey.survey",
    "utm.source",
)


def fill_volumes(env):
    """Fill ``fuel.volume`` from the orders the ERP already has: set-based SQL."""
    env["fuel.volume"]._rebuild()


def release_records(env):
    """Let go of what native records point to, so that uninstalling is one clean sweep.

    Odoo deletes shipped records before columns, and would stumble over every grade
    and port that a product or an order still names. In SQL, because a product that
    loses its grade would otherwise rebuild its volumes first.
    """
    env.flush_all()
    env.cr.execute("DELETE FROM fuel_volume")
    env.cr.execute("DELETE FROM fuel_lead_line")
    env.cr.execute("DELETE FROM fuel_complaint")
    for table, column in REFERENCES:
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = NULL WHERE %(column)s IS NOT NULL",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
            )
        )
    # A question counts as a dimension or as nothing.
    env.cr.execute(
        "UPDATE survey_question SET fuel_measure = NULL, fuel_dimension_id = NULL"
        " WHERE fuel_measure IS NOT NULL"
    )
    _release_activities(env)
    # Key-account projects stay, without a stage that goes.
    env.cr.execute(
        "UPDATE project_project SET stage_id = NULL WHERE stage_id IN"
        " (SELECT id FROM project_project_stage WHERE fuel_is_key_account)"
    )
    # The table takes its trigger along, not the function behind it.
    env.cr.execute("DROP FUNCTION IF EXISTS fuel_work_summary_refuse CASCADE")
    # Companies, people and products outlive the demonstration that introduced them.
    env["ir.model.data"].search(
        [("module", "=", "crm_fuel"), ("model", "in", KEPT)]
    ).unlink()
    env.invalidate_all()


def _release_activities(env):
    """Let to-dos on customers stay, as to-dos of Odoo's own type."""
    ours = env.ref("crm_fuel.mail_activity_type_survey", False)
    if ours:
        env.cr.execute(
            SQL(
                "UPDATE mail_activity SET activity_type_id = %s"
                " WHERE activity_type_id = %s",
                env.ref("mail.mail_activity_data_todo").id,
                ours.id,
            )
        )
