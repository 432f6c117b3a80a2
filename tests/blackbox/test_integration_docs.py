"""docs/integration.md runs as it is written, with three real clients."""

import pytest

from harness.docs import run_blocks
from harness.rpc import Rpc
from tooling import paths

GUIDE = paths.ROOT / "docs" / "integration.md"


@pytest.fixture(scope="module")
def integrator(new_database, new_server):
    """A server, and a client of the user that the guide tells to make."""
    server = new_server(new_database())
    admin = Rpc(server.url, server.database, server.login, server.password)
    groups = ["crm_fuel.group_fuel_manager", "stock.group_stock_user"]
    admin(
        "res.users",
        "create",
        {
            "name": "Integration",
            "login": "integration",
            "group_ids": [(6, 0, [admin.ref(group) for group in groups])],
        },
        context={"no_reset_password": True},
    )
    key = server.api_key("integration")
    # The user has no password at all: whatever works, works by the key.
    yield server, Rpc(server.url, server.database, "integration", key)
    server.stop()


def test_the_guide(integrator, expect_log):
    server, rpc = integrator
    # The notice that odoorpc gets, and the examples of "When something is wrong".
    expect_log(r"WARNING odoo\.addons\.rpc\.controllers\.jsonrpc: .* deprecated in")
    for refusal in (
        "group_by cannot contain 'planet'",
        "date_from must be a date",
        "9074728 is not an IMO number",
        "You are not allowed to modify",
    ):
        expect_log(rf"WARNING odoo\.http: {refusal}")
    run_blocks(
        GUIDE,
        replace={
            '"http://localhost:8069"': repr(server.url),
            'odoorpc.ODOO("localhost", port=8069)': (
                f'odoorpc.ODOO("127.0.0.1", port={server.port})'
            ),
            'DATABASE = "fuel"': f"DATABASE = {server.database!r}",
            '"the-key"': repr(rpc.password),
        },
    )
    # What the guide says it has done is done.
    rows = rpc("fuel.volume", "query", ["vessel"])
    assert [
        (row["vessel"][1], row["ordered_mt"], row["delivered_mt"], row["orders"])
        for row in rows
    ] == [
        ("EASTERN PEARL (IMO 9074729)", 850.5, 848.25, 1),
        ("NORTH LIGHT (IMO 9241061)", pytest.approx(198.2), pytest.approx(198.2), 1),
    ]
