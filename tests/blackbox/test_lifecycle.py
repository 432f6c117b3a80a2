"""An update changes nothing that users own; an uninstallation leaves the ERP whole."""

from tooling import databases, odoo, paths

# Sales, a user's changes to shipped data, everything an ERP holds before the update.
FILL = """
grade = env.ref("crm_fuel.grade_vlsfo_rmg380")
product = env["product.product"].create({
    "name": "VLSFO", "type": "consu", "fuel_grade_id": grade.id,
    "uom_id": env.ref("uom.product_uom_ton").id, "list_price": 600,
})
customer = env["res.partner"].create({
    "name": "Lifecycle Shipping", "is_company": True, "fuel_customer": True,
})
vessel = env["fuel.vessel"].create({
    "name": "LIFE", "imo_number": "9074729",
    "party_ids": [(0, 0, {"partner_id": customer.id, "role": "operator"})],
})
orders = env["sale.order"].create([{
    "partner_id": customer.id, "fuel_vessel_id": vessel.id,
    "fuel_port_id": env.ref("crm_fuel.port_cnzos").id,
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 10 + n})],
} for n in range(5)])
orders[:4].action_confirm()
for move in orders[:2].picking_ids.move_ids:
    move.quantity, move.picked = move.product_uom_qty, True
orders[:2].picking_ids._action_done()
vessel.name = "LIFE II"
env.ref("crm_fuel.port_cnzos").name_zh = "users' own name"
env.ref("crm_fuel.grade_hsfo_rmg380").active = False
env.ref("crm_fuel.port_sgsin").unlink()
env.ref("crm_fuel.fuel_volume_rule_user").active = False
env.company.fuel_tz = "Asia/Shanghai"
env.cr.commit()
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "crm_fuel")]).button_immediate_uninstall()
"""
# The ERP goes on selling: also what was fuel.
SELL = """
order = env["sale.order"].search([("state", "=", "draft")], limit=1)
order.action_confirm()
assert order.state == "sale", order.state
copy = order.copy()
copy.action_confirm()
assert copy.amount_untaxed == order.amount_untaxed
env.cr.commit()
"""
NATIVE = (
    "sale_order",
    "sale_order_line",
    "stock_move",
    "stock_picking",
    "product_template",
    "res_partner",
    "res_company",
    "res_users",
)
RULES = "SELECT json_agg(r ORDER BY id) FROM (SELECT id, active FROM ir_rule) r"


def _shell(database: str, name: str, script: str) -> None:
    odoo.batch(
        ["shell", "-d", database, "--no-http"],
        log=paths.LOG / f"lifecycle-{name}.log",
        script=script,
    )


def _rows(database: str, query: str) -> list:
    with databases.cursor(database) as cr:
        cr.execute(query)
        return cr.fetchall()


def _content(database: str, tables: tuple[str, ...]) -> dict:
    """Every row of these tables, as a dict of its columns."""
    return {
        table: [
            row
            for (row,) in _rows(
                database, f"SELECT to_jsonb(t) FROM {table} t ORDER BY id"
            )
        ]
        for table in tables
    }


def _changes(
    before: dict, after: dict, *, ours: bool = True, ignored: tuple[str, ...] = ()
) -> list:
    """What differs: (table, row's id, column, before, after)."""
    changes = []
    for table, rows in before.items():
        if [row["id"] for row in rows] != [row["id"] for row in after[table]]:
            changes.append((table, "rows came or went", None, None, None))
            continue
        changes += [
            (table, old["id"], column, old[column], new.get(column))
            for old, new in zip(rows, after[table], strict=True)
            for column in old
            if column not in ignored
            and (ours or not column.startswith("fuel_"))
            and old[column] != new.get(column, "no such column")
        ]
    return changes


def _our_tables(database: str) -> tuple[str, ...]:
    return tuple(
        name
        for (name,) in _rows(
            database,
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'id' "
            "AND table_schema = 'public' AND table_name LIKE 'fuel\\_%' ORDER BY 1",
        )
    )


def test_update_and_uninstall(new_database):
    database = new_database()
    _shell(database, "fill", FILL)
    ours = _our_tables(database)
    assert "fuel_volume" in ours
    assert "fuel_vessel" in ours
    before = _content(database, NATIVE + ours)
    rules = _rows(database, RULES)
    assert len(before["fuel_volume"]) == 4

    odoo.batch(
        ["-d", database, "-u", "crm_fuel", "--stop-after-init", "--no-http"],
        log=paths.LOG / "lifecycle-update.log",
    )
    assert _changes(before, _content(database, NATIVE + ours)) == []
    assert _rows(database, RULES) == rules, "the update changed record rules"

    _shell(database, "uninstall", UNINSTALL)
    left = _rows(
        database,
        "SELECT table_name, column_name FROM information_schema.columns WHERE "
        "table_schema = 'public' "
        "AND (table_name LIKE 'fuel\\_%' OR column_name LIKE 'fuel\\_%')",
    )
    assert left == [], "tables or columns are left behind"
    native = {table: before[table] for table in NATIVE}
    # Odoo stamps the partners of users whose roles go with the addon.
    changes = _changes(
        native, _content(database, NATIVE), ours=False, ignored=("write_date",)
    )
    assert changes == []
    _shell(database, "sell", SELL)
