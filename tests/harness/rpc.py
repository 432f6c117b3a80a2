"""Small clients for Odoo's three external interfaces."""

import xmlrpc.client
from typing import Any

import requests


class JsonTwoError(Exception):
    """An answer of /json/2 that is not 200. `status` and `body` are what came back."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"HTTP {status}: {body}")
        self.status = status
        self.body = body


class Rpc:
    """XML-RPC as one user.

    >>> rpc = Rpc(url, database, "admin", "admin")
    >>> rpc("res.partner", "search_read", [("customer_rank", ">", 0)], fields=["name"])
    """

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self.url = url
        self.database = database
        self.login = login
        self.password = password
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.uid = common.authenticate(database, login, password, {})
        if not self.uid:
            raise AssertionError(f"{login} cannot log in to {database}")
        self._models = xmlrpc.client.ServerProxy(
            f"{url}/xmlrpc/2/object", allow_none=True, use_builtin_types=True
        )

    def __call__(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call `model.method(*args, **kwargs)`; an error is an xmlrpc.client.Fault."""
        return self._models.execute_kw(
            self.database, self.uid, self.password, model, method, list(args), kwargs
        )

    def ref(self, xml_id: str) -> int:
        """The database id behind an XML id."""
        module, _dot, name = xml_id.partition(".")
        rows = self(
            "ir.model.data",
            "search_read",
            [("module", "=", module), ("name", "=", name)],
            fields=["res_id"],
        )
        if not rows:
            raise AssertionError(f"there is no {xml_id}")
        return rows[0]["res_id"]


class JsonTwo:
    """JSON-2 with an API key: `json2("res.partner", "read", ids=[1], fields=["name"])`."""

    def __init__(self, url: str, database: str, key: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers.update(
            {"Authorization": f"bearer {key}", "X-Odoo-Database": database}
        )

    def __call__(self, model: str, method: str, **arguments: Any) -> Any:
        answer = self.session.post(
            f"{self.url}/json/2/{model}/{method}", json=arguments, timeout=600
        )
        if answer.status_code != 200:
            raise JsonTwoError(answer.status_code, answer.text)
        return answer.json()
