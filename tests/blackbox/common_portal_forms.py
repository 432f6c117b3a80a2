"""Forms of the customer's pages as browsers send them, several at once."""

import html
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

LIST = "/my/fuel/complaints"
ERROR = re.compile(r'id="fuel_(\w+)_error"[^>]*>(.*?)</div>', re.DOTALL)
THREADS = 4


def send(visitor, path, data, files=(), csrf=None):
    """Send a form with files, as a browser does, without following the answer."""
    data = {
        "csrf_token": csrf or visitor.csrf("/my/fuel/complaints"),
        "form_key": str(uuid4()),
        **data,
    }
    return visitor.session.post(
        visitor.url + path,
        data=data,
        files=[("files", file) for file in files],
        allow_redirects=False,
        timeout=300,
    )


def errors(answer):
    return {
        name: " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).split())
        for name, text in ERROR.findall(answer.text)
    }


def at_once(visitor, work):
    """Do something in several tabs of one browser at the same moment."""
    csrf = visitor.csrf(LIST)
    barrier = threading.Barrier(THREADS)

    def tab(number):
        barrier.wait(timeout=60)
        return work(number, csrf)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(tab, range(THREADS)))


def settle(people, rpc, complaint):
    people.anna("fuel.complaint", "action_investigate", [complaint])
    people.anna(
        "fuel.complaint",
        "write",
        [complaint],
        {
            "proposal": "A credit note for two tonnes.",
            "cause_id": rpc.ref("crm_fuel.fuel_complaint_cause_measurement"),
            "corrective_action": "Calibrate",
        },
    )
    people.anna("fuel.complaint", "action_propose", [complaint])
    people.anna("fuel.complaint", "action_settle", [complaint])


def complaint_of(people, name):
    return people.anna("fuel.complaint", "search", [("name", "=", name)])


def path_of(answer):
    """Return the page that an answer leads to, without what was sent."""
    assert answer.status_code == 303, (answer.status_code, errors(answer))
    return re.sub(r"^https?://[^/]+", "", answer.headers["Location"]).partition("?")[0]
