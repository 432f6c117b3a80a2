"""Visitors of the customer's pages, and the routes that there are for them."""

import json
import os
import re
from html.parser import HTMLParser

import requests
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from tooling import odoo, paths

CSRF = re.compile(r'csrf_token: "([^"]*)"')
# Every route to which a controller of the addon has something to say, as `rows`.
ROUTES = """
import json
rows = []
for rule in env["ir.http"].routing_map().iter_rules():
    method = rule.endpoint.func
    ours = [
        cls for cls in type(method.__self__).mro()
        if cls.__module__.startswith("odoo.addons.crm_fuel.")
        and method.__name__ in vars(cls)
    ]
    if ours:
        routing = rule.endpoint.routing
        rows.append({{
            "rule": rule.rule, "auth": routing["auth"], "type": routing["type"],
            "methods": routing["methods"], "csrf": routing.get("csrf", True),
        }})
"""


def shell(database, script, **values):
    """Run a script in Odoo's shell, and return what it writes to `file` as JSON."""
    file = paths.RUN / f"portal-{os.getpid()}.json"
    try:
        odoo.batch(
            ["shell", "-d", database, "--no-http"],
            log=paths.LOG / "portal-shell.log",
            script=script.format(file=str(file), **values),
        )
        return json.loads(file.read_text())
    finally:
        file.unlink(missing_ok=True)


class Links(HTMLParser):
    """What a page leads to: its links, pictures and forms."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        for name in ("href", "src", "action"):
            if attributes.get(name):
                self.found.append(attributes[name])


class Visitor:
    """Somebody with a browser and without JavaScript; nobody logged in without login."""

    def __init__(self, url, login=None, password=None):
        self.url = url
        self.session = requests.Session()
        if login:
            answer = self.post(
                "/web/login", {"login": login, "password": password}, page="/web/login"
            )
            assert answer.status_code == 303, f"{login} cannot log in"

    def get(self, path):
        return self.session.get(self.url + path, allow_redirects=False, timeout=120)

    def csrf(self, page="/my"):
        """Return the token that forms of this visitor's session carry."""
        answer = self.session.get(self.url + page, timeout=120)
        return CSRF.search(answer.text)[1]

    def post(self, path, data=None, page="/my", csrf=True):
        data = dict(data or {})
        if csrf:
            data["csrf_token"] = self.csrf(page)
        return self.session.post(
            self.url + path, data=data, allow_redirects=False, timeout=120
        )

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does; an error is in the answer."""
        return self.session.post(
            f"{self.url}/web/dataset/call_kw",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": list(args),
                    "kwargs": kwargs,
                }
            },
            timeout=120,
        ).json()

    def crawl(self, start):
        """Follow the addon's links from some pages on; return addresses, answers."""
        pages, queue = {}, list(start)
        while queue:
            path = queue.pop(0)
            if path in pages:
                continue
            pages[path] = answer = self.get(path)
            if "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            links = Links()
            links.feed(answer.text)
            for link in links.found:
                link = link.removeprefix(self.url).partition("#")[0]
                if link.startswith(("/my/fuel", "/fuel/")) and link not in pages:
                    queue.append(link)
        return pages


class Routes:
    """The rules of the addon, to tell which of them an address belongs to.

    Those that take nothing but forms are named with POST before them.
    """

    def __init__(self, rows):
        self.rows = {}
        for row in rows:
            form = row["methods"] and "GET" not in row["methods"]
            self.rows[("POST " if form else "") + row["rule"]] = row
        self.map = Map(
            [
                Rule(row["rule"], endpoint=name)
                for name, row in self.rows.items()
                if not name.startswith("POST ")
            ],
            strict_slashes=False,
        ).bind("localhost")

    def of(self, path):
        """Return the rule of a page's address, or nothing."""
        try:
            return self.map.match(path.partition("?")[0])[0]
        except HTTPException:
            return None
