"""What happens on the links of satisfaction surveys, over HTTP as customers come."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harness.rpc import Rpc
from tooling import databases

INPUTS = "survey.user_input"
PASSWORD = "Rather-long-2026"
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def anna(office):
    return office.user("links_anna", "crm_fuel.group_fuel_user")


@pytest.fixture(scope="module")
def survey(rpc):
    id_ = rpc.ref("crm_fuel.fuel_survey_delivery")
    [row] = rpc("survey.survey", "read", [id_], fields=["access_token"])
    return {
        "id": id_,
        "token": row["access_token"],
        "overall": str(rpc.ref("crm_fuel.fuel_survey_delivery_overall")),
        "recommend": str(rpc.ref("crm_fuel.fuel_survey_delivery_recommend")),
    }


class Link:
    """An invitation as its contact's browser sees it; `session` is the browser."""

    def __init__(self, server, survey, row):
        self.server, self.survey = server, survey
        self.id, self.token = row["id"], row["access_token"]
        self.contact = row["partner_id"][0]
        self.session = requests.Session()

    def get(self, path=None):
        path = path or f"/survey/start/{self.survey['token']}?answer_token={self.token}"
        return self.session.get(self.server.url + path, timeout=60)

    def post(self, what, **params):
        answer = self.session.post(
            f"{self.server.url}/survey/{what}/{self.survey['token']}/{self.token}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        ).json()
        assert "error" not in answer, answer
        return answer["result"][1]

    def submit(self, overall="5"):
        given = {self.survey["overall"]: overall, self.survey["recommend"]: "9"}
        return self.post("submit", **given)

    def set(self, **values):
        """Change what nobody may change but time and the server."""
        with databases.cursor(self.server.database) as cr:
            for name, value in values.items():
                cr.execute(
                    f"UPDATE survey_user_input SET {name} = %s WHERE id = %s",
                    [value, self.id],
                )

    def log_in(self, login):
        answer = self.session.post(
            f"{self.server.url}/web/session/authenticate",
            json={
                "params": {
                    "db": self.server.database,
                    "login": login,
                    "password": PASSWORD,
                }
            },
            timeout=60,
        ).json()
        assert answer["result"]["uid"]


@pytest.fixture
def link(server, rpc, anna, survey):
    number = next(numbers)
    contact = rpc(
        "res.partner",
        "create",
        {
            "name": f"Contact {number}",
            "email": f"contact{number}@links.example",
            "user_id": anna.uid,
        },
    )
    dialogue = anna(
        "fuel.survey.send",
        "create",
        {"survey_id": survey["id"], "contact_ids": [(6, 0, [contact])]},
    )
    anna("fuel.survey.send", "action_send", [dialogue])
    [row] = rpc(
        INPUTS,
        "search_read",
        [("partner_id", "=", contact)],
        fields=["access_token", "partner_id"],
    )
    return Link(server, survey, row)


def portal_user(rpc, contact=None):
    login = f"links_portal{next(numbers)}"
    values = {
        "name": login,
        "login": login,
        "password": PASSWORD,
        "group_ids": [(6, 0, [rpc.ref("base.group_portal")])],
    }
    if contact:
        values["partner_id"] = contact
    rpc("res.users", "create", values, context={"no_reset_password": True})
    return login


def read(rpc, link, *names):
    [row] = rpc(INPUTS, "read", [link.id], fields=list(names))
    return row


def test_answered_once_thanked_for_ever(rpc, link):
    page = link.get()
    assert page.status_code == 200
    assert "Your last delivery" in page.text
    link.post("begin")
    assert "Thank you" in link.submit()["survey_content"]
    again = link.get()
    assert again.status_code == 200
    assert "You have already answered. Thank you!" in again.text
    assert "<form" not in again.text
    page = link.get(f"/survey/{link.survey['token']}/{link.token}")
    assert "You have already answered. Thank you!" in page.text
    late = link.submit(overall="1")
    assert late["fuel_outcome"] == "fuel_answered"
    assert "already answered" in late["survey_content"]
    assert read(rpc, link, "fuel_overall")["fuel_overall"] == 5


def test_answered_and_the_time_is_over(rpc, link):
    link.post("begin")
    link.submit()
    link.set(deadline="2020-01-01 00:00:00")
    assert "You have already answered" in link.get().text


def test_two_at_once(rpc, link):
    link.post("begin")
    barrier = threading.Barrier(3)

    def send(number):
        barrier.wait(timeout=60)
        return link.submit(overall=str(number))

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, (3, 4, 5)))
    taken = [it for it in answers if "fuel_outcome" not in it]
    assert len(taken) == 1
    assert {it.get("fuel_outcome") for it in answers} == {None, "fuel_answered"}
    lines = rpc(
        "survey.user_input.line", "search_count", [("user_input_id", "=", link.id)]
    )
    questions = rpc(
        "survey.question", "search_count", [("survey_id", "=", link.survey["id"])]
    )
    assert lines == questions


def test_open_in_two_windows(link):
    assert "survey_content" in link.post("begin")
    second = link.post("begin")
    assert "survey_content" in second
    assert "fuel_outcome" not in second
    assert "Thank you" in link.submit()["survey_content"]


def test_passed_on_to_a_colleague_without_a_login(rpc, link):
    link.session = requests.Session()
    link.post("begin")
    assert "Thank you" in link.submit()["survey_content"]
    assert read(rpc, link, "state")["state"] == "done"


def test_its_contact_logged_in(rpc, link):
    link.log_in(portal_user(rpc, link.contact))
    assert "Your last delivery" in link.get().text
    link.post("begin")
    assert "Thank you" in link.submit()["survey_content"]


def test_another_contact_logged_in(rpc, link):
    link.log_in(portal_user(rpc))
    page = link.get()
    assert page.status_code == 403
    assert "This link is for somebody else" in page.text
    for path in (
        f"/survey/{link.survey['token']}/{link.token}",
        f"/survey/print/{link.survey['token']}?answer_token={link.token}",
    ):
        assert link.get(path).status_code == 403
    for what in ("begin", "submit"):
        assert link.post(what)["fuel_outcome"] == "answer_wrong_user"
    assert read(rpc, link, "state")["state"] == "new"


def test_printed_answer_is_not_shown_to_another_contact(rpc, link):
    link.post("begin")
    link.submit()
    link.log_in(portal_user(rpc))
    page = link.get(f"/survey/print/{link.survey['token']}?answer_token={link.token}")
    assert page.status_code == 403


def test_account_manager_does_not_answer(rpc, link):
    link.log_in("links_anna")
    page = link.get()
    assert page.status_code == 403
    assert "This link is for somebody else" in page.text


def test_after_its_time(rpc, link):
    link.post("begin")
    link.set(deadline="2020-01-31 12:00:00")
    page = link.get()
    assert page.status_code == 410
    assert "This survey has ended" in page.text
    assert "January 31, 2020" in page.text
    # The form was open when time ran out.
    late = link.submit()
    assert late["fuel_outcome"] == "answer_deadline"
    assert "This survey has ended" in late["survey_content"]
    assert read(rpc, link, "state")["state"] == "in_progress"


def test_withdrawn(rpc, anna, link):
    anna(INPUTS, "action_fuel_withdraw", [link.id])
    page = link.get()
    assert page.status_code == 410
    assert "This invitation was withdrawn" in page.text
    assert link.post("begin")["fuel_outcome"] == "fuel_withdrawn"
    assert link.submit()["fuel_outcome"] == "fuel_withdrawn"
    assert read(rpc, link, "state")["state"] == "new"


@pytest.mark.parametrize(
    "path",
    [
        "/survey/start/{survey}?answer_token=unknown",
        "/survey/start/{survey}?answer_token=%27",
        "/survey/start/{survey}",
        "/survey/start/unknown?answer_token={answer}",
        "/survey/start/unknown",
        "/survey/start/{survey}?answer_token=%00",
        "/survey/{survey}/unknown",
        "/survey/unknown/{answer}",
    ],
)
def test_unknown_token(link, path):
    page = link.get(path.format(survey=link.survey["token"], answer=link.token))
    assert page.status_code == 404
    assert "This link does not work" in page.text


def test_unknown_token_is_not_answered(link):
    link.token = "unknown"
    for what in ("begin", "submit"):
        assert link.post(what)["fuel_outcome"] == "token_wrong"


def test_test_entry(rpc, link):
    """Who tries a questionnaire out sends nobody else the link."""
    test = rpc(
        INPUTS,
        "create",
        {"survey_id": link.survey["id"], "test_entry": True},
    )
    [row] = rpc(INPUTS, "read", [test], fields=["access_token"])
    link.token = row["access_token"]
    page = link.get()
    assert page.status_code == 403
    assert "This link is only a test" in page.text
    assert link.submit()["fuel_outcome"] == "fuel_test"


def test_questionnaire_is_archived(rpc, link, survey):
    rpc("survey.survey", "write", [survey["id"]], {"active": False})
    try:
        page = link.get()
        outcome = link.submit()
    finally:
        rpc("survey.survey", "write", [survey["id"]], {"active": True})
    assert page.status_code == 410
    assert "This survey has ended" in page.text
    assert outcome["fuel_outcome"] == "survey_closed"


def test_in_the_contacts_language(rpc, link):
    [chinese] = rpc("res.lang", "search", [("code", "=", "zh_CN")])
    link.set(lang_id=chinese, deadline="2020-01-31 12:00:00")
    assert 'lang="zh-CN"' in link.get().text


def test_odoos_own_surveys_stay_as_they_are(server, rpc, link):
    id_ = rpc(
        "survey.survey",
        "create",
        {
            "title": "A quiz",
            "access_mode": "public",
            "question_and_page_ids": [
                (0, 0, {"title": "Name?", "question_type": "char_box"})
            ],
        },
    )
    [row] = rpc("survey.survey", "read", [id_], fields=["access_token"])
    page = link.get(f"/survey/start/{row['access_token']}?answer_token=unknown")
    assert "Survey Access Error" in page.text
    page = link.get(f"/survey/start/{row['access_token']}")
    assert "A quiz" in page.text


def test_account_manager_reads_no_tokens(server, anna, link):
    """Who could read them could answer for the customer."""
    client = Rpc(server.url, server.database, "links_anna", PASSWORD)
    [row] = client(INPUTS, "read", [link.id])
    assert not {"access_token", "invite_token", "fuel_message_id"} & row.keys()
