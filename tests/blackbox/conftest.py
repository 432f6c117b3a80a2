"""People and records that several black-box tests are about."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from harness.doors import JsonDoor, Refused, XmlRpcDoor
from harness.rpc import Rpc
from tooling.server import OdooServer

PASSWORD = "Rather-long-2026"
_numbers = itertools.count(1)


class Office:
    """A fuel company as its administrator makes it by RPC.

    `user(login, group)` gives the XML-RPC client of a new user. `fuel` is a product in
    tonnes that is not kept in stock; `order(...)` sells it.
    """

    def __init__(self, server: OdooServer, rpc: Rpc) -> None:
        self.server = server
        self.rpc = rpc
        self.company = rpc("res.users", "read", [rpc.uid], fields=["company_id"])[0][
            "company_id"
        ][0]
        self.grade = rpc.ref("crm_fuel.grade_vlsfo_rmg380")
        self.customer = rpc(
            "res.partner",
            "create",
            {"name": "Yongxing Shipping", "is_company": True, "fuel_customer": True},
        )
        self.fuel = self.product(rpc.ref("uom.product_uom_ton"))

    def product(self, unit: int, **values: Any) -> int:
        return self.rpc(
            "product.product",
            "create",
            {
                "name": f"Fuel {next(_numbers)}",
                "type": "consu",
                "is_storable": False,
                "uom_id": unit,
                "fuel_grade_id": self.grade,
                "taxes_id": [(5, 0, 0)],
                **values,
            },
        )

    def user(self, login: str, group: str, company: int | None = None) -> Rpc:
        company = company or self.company
        self.rpc(
            "res.users",
            "create",
            {
                "name": login.replace("_", " ").title(),
                "login": login,
                "email": f"{login}@fuel.example",
                "password": PASSWORD,
                "company_id": company,
                "company_ids": [(6, 0, [company])],
                "group_ids": [(6, 0, [self.rpc.ref(group)])],
            },
            context={"no_reset_password": True},
        )
        return Rpc(self.server.url, self.server.database, login, PASSWORD)

    def order(
        self,
        salesperson: int,
        tonnes: float,
        company: int | None = None,
        confirm: bool = True,
        **values: Any,
    ) -> int:
        context = {"allowed_company_ids": [company or self.company]}
        order = self.rpc(
            "sale.order",
            "create",
            {
                "partner_id": self.customer,
                "user_id": salesperson,
                "company_id": company or self.company,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.fuel,
                            "product_uom_qty": tonnes,
                            "price_unit": 500,
                        },
                    )
                ],
                **values,
            },
            context=context,
        )
        if confirm:
            self.rpc("sale.order", "action_confirm", [order], context=context)
        return order


@pytest.fixture(scope="session")
def office(server: OdooServer, rpc: Rpc) -> Office:
    return Office(server, rpc)


@pytest.fixture(scope="session")
def imo() -> Callable[[], str]:
    """A function that makes a valid IMO number, another one each time.

    They begin with 1, as no ship's does today.
    """

    def make() -> str:
        six = f"1{next(_numbers):05d}"
        weights = zip(six, (7, 6, 5, 4, 3, 2), strict=True)
        total = sum(int(digit) * weight for digit, weight in weights)
        return f"{six}{total % 10}"

    return make


@pytest.fixture(params=["xmlrpc", "json2"])
def door(request):
    client = request.getfixturevalue("rpc" if request.param == "xmlrpc" else "json2")
    return (XmlRpcDoor if request.param == "xmlrpc" else JsonDoor)(client)


@pytest.fixture
def refused(expect_log):
    """A function: call through a door, and return the reason why it is refused.

    Odoo logs such a reason as a warning; anything worse in its log fails the test.
    """

    def call(door, model, method, /, **named):
        with pytest.raises(Refused) as caught:
            door(model, method, **named)
        message = caught.value.message
        assert message.strip()
        assert len(message) < 2000
        assert not re.search(r"Traceback|psycopg2|File \"|<class", message)
        expect_log(r"WARNING odoo\.http: " + re.escape(message.splitlines()[0][:60]))
        return message

    return call


@pytest.fixture
def ref(door, request):
    """A function: external references that no other test uses."""
    return lambda name: f"{door.name}/{request.node.name}/{name}"[-200:]
