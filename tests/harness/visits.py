"""What tests of visits in a browser share: a customer with a place, and its visits."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from playwright.sync_api import Locator, Page, expect

from harness.rpc import Rpc

# A quay in Zhoushan; about 60 m and about 5 km from it.
QUAY = {"latitude": 29.9445, "longitude": 122.0985}
ON_SITE = {"latitude": 29.9450, "longitude": 122.0987, "accuracy": 12}
OFF_SITE = {"latitude": 29.9900, "longitude": 122.0985, "accuracy": 20}
PASSWORD = "quay side 29"


def new_manager(rpc) -> SimpleNamespace:
    """An account manager of their own for a test, who has read the notice."""
    login = f"am_{uuid.uuid4().hex[:10]}"
    user = rpc(
        "res.users",
        "create",
        {
            "name": f"Wang {login[3:7]}",
            "login": login,
            "password": PASSWORD,
            "tz": "Asia/Shanghai",
            "group_ids": [(4, rpc.ref("crm_fuel.group_fuel_user"))],
        },
    )
    return SimpleNamespace(id=user, login=login, password=PASSWORD)


def new_customer(rpc, name: str, user: SimpleNamespace, *, place: bool = True) -> int:
    values = {
        "name": name,
        "is_company": True,
        "fuel_customer": True,
        "user_id": user.id,
    }
    if place:
        values |= {
            "partner_latitude": QUAY["latitude"],
            "partner_longitude": QUAY["longitude"],
        }
    customer = rpc("res.partner", "create", values)
    rpc("res.partner", "create", {"name": f"Captain of {name}", "parent_id": customer})
    return customer


def new_visit(rpc, user: SimpleNamespace, customer: int, **values) -> int:
    [topic] = rpc("fuel.visit.topic", "search", [("code", "!=", "")], limit=1)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return rpc(
        "fuel.visit",
        "create",
        {
            "customer_id": customer,
            "topic_id": topic,
            "channel_id": rpc.ref("crm_fuel.fuel_visit_channel_on_site"),
            "user_id": user.id,
            "planned_start": str(now - timedelta(minutes=5)),
            **values,
        },
    )


def read_visit(rpc, visit: int) -> SimpleNamespace:
    [values] = rpc(
        "fuel.visit",
        "read",
        [visit],
        fields=[
            "state",
            "verdict",
            "verdict_reason",
            "distance",
            "check_out_verdict",
            "result_id",
            "summary",
            "next_step",
            "next_step_date",
            "actual_start",
            "actual_end",
        ],
    )
    return SimpleNamespace(**values)


def positions(rpc, visit: int) -> list[dict]:
    return rpc(
        "fuel.visit.position",
        "search_read",
        [("visit_id", "=", visit)],
        fields=["kind", "key", "note", "made_at", "received_at", "has_fix"],
        order="id",
    )


def read_notice(user: SimpleNamespace, server) -> None:
    """The user has read the notice about positions."""
    own = Rpc(server.url, server.database, user.login, user.password)
    own("res.users", "action_accept_position_notice")


def open_today(page: Page, server) -> None:
    page.goto(f"{server.url}/odoo/fuel-today")
    page.locator(".o_fuel_today").wait_for()


def card(page: Page, visit: int) -> Locator:
    return page.locator(f".o_fuel_card[data-visit='{visit}']")


def expect_sent(page: Page, visit: int, state: str) -> None:
    """The card shows a state, and the server knows of it."""
    expect(card(page, visit)).to_have_attribute("data-state", state)
    expect(card(page, visit).locator(".o_fuel_pending")).to_have_count(0)


def kept(page: Page) -> list[dict]:
    """What the browser keeps to be sent."""
    return page.evaluate(
        """async () => {
            const database = await idb.openDB("crm_fuel");
            const entries = await database.getAll("entries");
            database.close();
            return entries.filter((entry) => entry.kind !== "notice");
        }"""
    )
