"""People who visit, and short ways for them to do it."""

import itertools
import math

from harness.rpc import JsonTwo, Rpc
from tooling.server import OdooServer

# An office in Dinghai, Zhoushan.
OFFICE = (30.0125, 122.1068)
EARTH_RADIUS_M = 6_371_008.8
_numbers = itertools.count(1)


def new_key() -> str:
    return f"blackbox-key-{next(_numbers):012d}"


def fix(north: float = 0.0, accuracy: float = 10.0) -> dict[str, float]:
    """The position of somebody so many metres north of the office."""
    latitude = OFFICE[0] + math.degrees(north / EARTH_RADIUS_M)
    return {"latitude": latitude, "longitude": OFFICE[1], "accuracy": accuracy}


class Rounds:
    """The visits of a server: a customer at the office, and what a visit needs."""

    def __init__(self, rpc: Rpc) -> None:
        self.rpc = rpc
        self.topic = rpc.ref("crm_fuel.fuel_visit_topic_demand_research")
        self.channel = rpc.ref("crm_fuel.fuel_visit_channel_on_site")
        self.telephone = rpc.ref("crm_fuel.fuel_visit_channel_telephone")
        self.result = rpc.ref("crm_fuel.fuel_visit_result_follow_up")
        self.customer = rpc(
            "res.partner",
            "create",
            {
                "name": "Dinghai Shipping",
                "is_company": True,
                "fuel_customer": True,
                "partner_latitude": OFFICE[0],
                "partner_longitude": OFFICE[1],
            },
        )

    def values(self, **values):
        return {
            "customer_id": self.customer,
            "topic_id": self.topic,
            "channel_id": self.channel,
            **values,
        }

    def visit(self, client: Rpc, **values) -> int:
        return client("fuel.visit", "create", self.values(**values))

    def check_in(self, client: Rpc, visit: int, **named):
        named = {"key": new_key(), **fix(), **named}
        return client("fuel.visit", "action_check_in", [visit], **named)

    def check_out(self, client: Rpc, visit: int, **named):
        notes = {"result_id": self.result}
        named = {"key": new_key(), **fix(), "values": notes, **named}
        return client("fuel.visit", "action_check_out", [visit], **named)

    def positions(self, visit: int) -> list[dict]:
        domain = [("visit_id", "=", visit)]
        return self.rpc("fuel.visit.position", "search_read", domain, load="")

    def end(self, client: Rpc) -> None:
        """End whatever visit of a person is in progress."""
        domain = [("user_id", "=", client.uid), ("state", "=", "in_progress")]
        for visit in self.rpc("fuel.visit", "search", domain):
            self.rpc("fuel.visit", "cancel", [visit], "The test is over")


def json_client(server: OdooServer, login: str) -> JsonTwo:
    return JsonTwo(server.url, server.database, server.api_key(login))
