"""Invitations to surveys leave by a real mail server that is down, slow or choosy."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harness.rpc import Rpc
from harness.smtp import HOST, MailServer

INPUTS = "survey.user_input"
MAILS = "mail.mail"
MANY = 500
# What Odoo logs of a server that does not answer, hangs up or refuses.
FAILURES = (
    r"ERROR odoo\.addons\.mail\.models\.mail_mail: ",
    r"WARNING odoo\.addons\.base\.models\.ir_mail_server: ",
)


@pytest.fixture(scope="module")
def post():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mail_odoo(new_database, new_server, post):
    """A server of its own that sends by the loopback, with the clients that tests use."""
    odoo = new_server(new_database())
    rpc = Rpc(odoo.url, odoo.database, odoo.login, odoo.password)
    rpc(
        "ir.mail_server",
        "create",
        {
            "name": "Loopback",
            "smtp_host": HOST,
            "smtp_port": post.port,
            "smtp_encryption": "none",
        },
    )
    [user] = rpc("res.users", "read", [rpc.uid], fields=["company_id"])
    rpc(
        "res.company",
        "write",
        [user["company_id"][0]],
        {"email": "service@fuel.example", "fuel_survey_days": 0},
    )
    # The tests say when jobs run.
    crons = rpc("ir.cron", "search", [])
    rpc("ir.cron", "write", crons, {"active": False})
    return rpc


@pytest.fixture
def letters(post):
    post.letters.clear()
    post.answers.clear()
    post.hang_up_after = None
    if post._server is None:
        post.start()
    return post


class Surveys:
    """Short ways to invite people and to run what sends the mail."""

    def __init__(self, rpc):
        self.rpc = rpc
        self.survey = rpc.ref("crm_fuel.fuel_survey_delivery")
        self.job = rpc.ref("crm_fuel.fuel_survey_cron")

    def people(self, number, prefix):
        return self.rpc(
            "res.partner",
            "create",
            [
                {"name": f"{prefix} {it}", "email": f"{prefix}{it}@many.example"}
                for it in range(number)
            ],
        )

    def invite(self, contacts):
        dialogue = self.rpc(
            "fuel.survey.send",
            "create",
            {"survey_id": self.survey, "contact_ids": [(6, 0, contacts)]},
        )
        self.rpc("fuel.survey.send", "action_send", [dialogue])
        self.run_job()
        return self.rpc(INPUTS, "search", [("partner_id", "in", contacts)])

    def run_job(self):
        self.rpc("ir.cron", "method_direct_trigger", [self.job])

    def send_mail(self):
        """Let the outgoing mail go; what was put off is due now."""
        waiting = self.rpc(MAILS, "search", [("state", "=", "outgoing")])
        if waiting:
            self.rpc(MAILS, "write", waiting, {"scheduled_date": False})
            self.run_queue()
        self.run_job()

    def run_queue(self):
        queue = self.rpc.ref("mail.ir_cron_mail_scheduler_action")
        self.rpc("ir.cron", "method_direct_trigger", [queue])

    def states(self, invitations):
        rows = self.rpc(INPUTS, "read", invitations, fields=["fuel_mail_state"])
        return {row["fuel_mail_state"] for row in rows}

    def read(self, invitation, *names):
        [row] = self.rpc(INPUTS, "read", [invitation], fields=list(names))
        return row


@pytest.fixture
def surveys(mail_odoo):
    return Surveys(mail_odoo)


def test_one_letter_in_the_contacts_language(surveys, letters):
    contact = surveys.rpc(
        "res.partner",
        "create",
        {"name": "李船长", "email": "li@language.example", "lang": "zh_CN"},
    )
    [invitation] = surveys.invite([contact])
    surveys.send_mail()
    assert surveys.states([invitation]) == {"sent"}
    [(recipient, message)] = letters.letters
    assert recipient == "li@language.example"
    row = surveys.read(invitation, "access_token", "fuel_message_id", "lang_id")
    assert row["lang_id"]
    assert message["Message-Id"] == row["fuel_message_id"]
    assert row["access_token"] in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = message.get_payload()[1].get_payload(decode=True).decode()
    assert re.search(rf'href="http[^"]*answer_token={row["access_token"]}"', html)
    assert re.search(rf'href="http[^"]*/opt-out/{row["access_token"]}"', html)


def test_server_down_while_500_go_out(surveys, letters, expect_log):
    """All are sent once, later; nobody has to do anything about it."""
    expect_log(FAILURES[0], by_chance=True)
    expect_log(FAILURES[1], by_chance=True)
    letters.stop()
    contacts = surveys.people(MANY, "down")
    invitations = surveys.invite(contacts)
    assert len(invitations) == MANY
    surveys.send_mail()
    assert not letters.letters
    assert surveys.states(invitations) == {"queued"}, "not given up"
    surveys.send_mail()
    letters.start()
    surveys.send_mail()
    surveys.send_mail()
    surveys.run_job()
    times = letters.times()
    assert len(times) == MANY
    assert set(times.values()) == {1}
    assert surveys.states(invitations) == {"sent"}
    assert not surveys.rpc(
        MAILS, "search_count", [("fuel_invitation_id", "in", invitations)]
    )


def test_server_hangs_up_in_the_middle(surveys, letters, expect_log):
    """It took ten, and died over the eleventh, which it never acknowledged."""
    expect_log(FAILURES[0], by_chance=True)
    expect_log(FAILURES[1], by_chance=True)
    letters.hang_up_after = 10
    invitations = surveys.invite(surveys.people(40, "middle"))
    surveys.send_mail()
    assert len(letters.letters) == 10
    letters.hang_up_after = None
    for _again in range(3):
        surveys.send_mail()
    times = letters.times()
    assert len(times) == 40
    assert set(times.values()) == {1}
    assert surveys.states(invitations) == {"sent"}


def test_refused_address_and_greylisting(surveys, letters, expect_log):
    expect_log(FAILURES[0], by_chance=True)
    expect_log(FAILURES[1], by_chance=True)
    contacts = surveys.people(3, "choosy")
    letters.answers["choosy0@many.example"] = "550 No such user"
    letters.answers["choosy1@many.example"] = "451 Come back later"
    invitations = {
        row["partner_id"][0]: row["id"]
        for row in surveys.rpc(
            INPUTS, "read", surveys.invite(contacts), fields=["partner_id"]
        )
    }
    unknown, grey, good = (invitations[it] for it in contacts)
    surveys.send_mail()
    row = surveys.read(unknown, "fuel_mail_state", "fuel_mail_note")
    assert row["fuel_mail_state"] == "failed"
    assert "No such user" in row["fuel_mail_note"]
    assert surveys.states([grey]) == {"queued"}
    assert surveys.states([good]) == {"sent"}
    letters.answers.clear()
    surveys.send_mail()
    assert surveys.states([grey]) == {"sent"}
    assert letters.times() == {"choosy1@many.example": 1, "choosy2@many.example": 1}


def test_answered_while_mail_goes_out(surveys, letters):
    """A customer who answers at that moment does not get a second letter."""
    [survey] = surveys.rpc(
        "survey.survey", "read", [surveys.survey], fields=["access_token"]
    )
    invitations = surveys.invite(surveys.people(20, "quick"))
    rows = surveys.rpc(INPUTS, "read", invitations, fields=["access_token"])
    barrier = threading.Barrier(2)

    def answer():
        barrier.wait()
        for row in rows:
            requests.post(
                f"{surveys.rpc.url}/survey/begin/{survey['access_token']}"
                f"/{row['access_token']}",
                json={"jsonrpc": "2.0", "method": "call", "params": {}},
                timeout=60,
            ).raise_for_status()

    def send():
        barrier.wait()
        rpc = surveys.rpc
        Surveys(Rpc(rpc.url, rpc.database, rpc.login, rpc.password)).run_queue()

    with ThreadPoolExecutor(2) as pool:
        for future in (pool.submit(answer), pool.submit(send)):
            future.result(timeout=120)
    surveys.send_mail()
    assert set(letters.times().values()) == {1}
    assert len(letters.letters) == 20
    assert surveys.states(invitations) == {"sent"}


# --- no more surveys ---


@pytest.fixture
def letter(surveys, letters):
    """An invitation that was sent: its row, and the address of its opt-out page."""
    number = surveys.rpc("res.partner", "search_count", [])
    [contact] = surveys.people(1, f"stop{number}x")
    address = f"stop{number}x0@many.example"
    [invitation] = surveys.invite([contact])
    row = surveys.read(invitation, "access_token", "partner_id")
    base = f"{surveys.rpc.url}/fuel/survey/opt-out"
    return {
        "contact": contact,
        "address": address,
        "base": base,
        "token": row["access_token"],
    }


def opted_out(surveys, letter):
    [row] = surveys.rpc(
        "res.partner", "read", [letter["contact"]], fields=["fuel_survey_opt_out"]
    )
    return row["fuel_survey_opt_out"]


def test_opening_the_link_stops_nothing(surveys, letter):
    """Mail scanners open every link."""
    for way in ("", "/one-click"):
        page = requests.get(f"{letter['base']}{way}/{letter['token']}", timeout=60)
        assert page.status_code == 200
        assert "No more surveys?" in page.text
    assert not opted_out(surveys, letter)


def test_the_button_stops_them(surveys, letter, letters):
    browser = requests.Session()
    url = f"{letter['base']}/{letter['token']}"
    page = browser.get(url, timeout=60)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    done = browser.post(url, data={"csrf_token": token}, timeout=60)
    assert done.status_code == 200
    assert "You will get no more surveys" in done.text
    assert opted_out(surveys, letter)
    # The letter that was still here does not leave any more.
    surveys.send_mail()
    assert letter["address"] not in letters.times()
    again = browser.get(url, timeout=60)
    assert "You will get no more surveys" in again.text


def test_the_button_needs_its_token(surveys, letter, expect_log):
    expect_log(r"WARNING odoo\.http: ", by_chance=True)
    answer = requests.post(f"{letter['base']}/{letter['token']}", timeout=60)
    assert answer.status_code == 400
    assert not opted_out(surveys, letter)


def test_mail_programs_button(surveys, letter):
    url = f"{letter['base']}/one-click/{letter['token']}"
    requests.post(url, data={"something": "else"}, timeout=60, allow_redirects=False)
    assert not opted_out(surveys, letter)
    answer = requests.post(
        url, data={"List-Unsubscribe": "One-Click"}, timeout=60, allow_redirects=False
    )
    assert answer.status_code == 200
    assert opted_out(surveys, letter)


@pytest.mark.parametrize("token", ["unknown", "0" * 36, "%00", "'", "../../web"])
def test_unknown_links(surveys, letters, token):
    page = requests.get(f"{surveys.rpc.url}/fuel/survey/opt-out/{token}", timeout=60)
    assert page.status_code in (400, 404)
    assert "Traceback" not in page.text
