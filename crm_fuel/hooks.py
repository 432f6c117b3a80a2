from odoo.tools import SQL

# Native tables and their columns that keep this addon's records from being deleted.
REFERENCES = (
    ("product_template", "fuel_grade_id"),
    ("sale_order", "fuel_vessel_id"),
    ("sale_order", "fuel_port_id"),
    ("stock_picking", "fuel_vessel_id"),
    ("stock_picking", "fuel_port_id"),
    ("stock_picking", "fuel_barge_id"),
)
# Native records that demonstration data brings and that orders keep from going.
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
