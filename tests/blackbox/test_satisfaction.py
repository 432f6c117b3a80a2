"""Customers answer over HTTP, several at once; an integrator reads what they said."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harness.rpc import Rpc

ANSWERS = "survey.user_input"
USER = "crm_fuel.group_fuel_user"
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def anna(office):
    return office.user("satisfaction_anna", USER)


@pytest.fixture(scope="module")
def survey(rpc):
    """The questionnaire after a delivery: its id, token and questions by what they are."""
    id_ = rpc.ref("crm_fuel.fuel_survey_delivery")
    [row] = rpc("survey.survey", "read", [id_], fields=["access_token"])
    names = ("overall", "timeliness", "quantity", "quality", "recommend", "remark")
    return {
        "id": id_,
        "token": row["access_token"],
        **{name: rpc.ref(f"crm_fuel.fuel_survey_delivery_{name}") for name in names},
    }


@pytest.fixture
def customer(rpc, anna):
    number = next(numbers)
    return rpc(
        "res.partner",
        "create",
        {
            "name": f"Satisfied Lines {number}",
            "is_company": True,
            "fuel_customer": True,
            "user_id": anna.uid,
            "email": f"lines{number}@customer.example",
        },
    )


class Page:
    """An invited customer's browser."""

    def __init__(self, server, rpc, survey, customer):
        self.server = server
        self.survey = survey
        self.id = rpc(
            ANSWERS, "create", {"survey_id": survey["id"], "partner_id": customer}
        )
        [row] = rpc(ANSWERS, "read", [self.id], fields=["access_token"])
        self.token = row["access_token"]

    def post(self, what, **params):
        response = requests.post(
            f"{self.server.url}/survey/{what}/{self.survey['token']}/{self.token}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            headers={"X-Odoo-Database": self.server.database},
            timeout=60,
        )
        assert response.status_code == 200
        answer = response.json()
        assert "error" not in answer, answer["error"]
        return answer["result"][1]

    def begin(self):
        answer = self.post("begin")
        assert "survey_content" in answer
        return self

    def submit(self, **given):
        """Send the page: what is given by name, as the page spells it."""
        return self.post(
            "submit", **{str(self.survey[name]): value for name, value in given.items()}
        )


@pytest.fixture
def page(server, rpc, survey, customer):
    return Page(server, rpc, survey, customer).begin()


def read(rpc, page):
    names = ["state", "fuel_overall", "fuel_nps_category", "fuel_follow_up"]
    [row] = rpc(ANSWERS, "read", [page.id], fields=names)
    return tuple(row[name] for name in names)


def test_an_integrator_reads_what_a_customer_said(page, anna, customer):
    answer = page.submit(
        overall="5", timeliness="4", quality="2", recommend="10", remark="好 🚢"
    )
    assert "survey_content" in answer
    rows = anna(
        "fuel.satisfaction",
        "search_read",
        [("customer_id", "=", customer)],
        fields=["measure", "dimension_id", "rating", "csat", "nps", "date"],
    )
    assert {row["measure"] for row in rows} == {"overall", "dimension", "recommend"}
    [group] = anna(
        "fuel.satisfaction",
        "formatted_read_group",
        [("customer_id", "=", customer)],
        ["customer_id"],
        ["nps:avg", "csat:avg", "answers:count_distinct"],
    )
    assert group["nps:avg"] == 100
    assert group["csat:avg"] == pytest.approx(200 / 3)
    assert group["answers:count_distinct"] == 1
    overview = anna("res.partner", "fuel_satisfaction_overview", [customer])
    assert overview["total"] == {"answers": 1, "csat": 100, "nps": 100}
    assert overview["remarks"][0]["text"] == "好 🚢"
    [row] = anna(
        "res.partner",
        "read",
        [customer],
        fields=["fuel_csat", "fuel_survey_answer_count"],
    )
    assert (row["fuel_csat"], row["fuel_survey_answer_count"]) == (100, 1)


def test_a_low_score_is_a_complaint_at_once(page, anna):
    page.submit(overall="1", recommend="0", remark="Never again")
    [complaint] = anna(
        "fuel.complaint",
        "search_read",
        [("user_input_id", "=", page.id)],
        fields=["source", "description", "user_id"],
    )
    assert complaint["source"] == "survey"
    assert complaint["user_id"][0] == anna.uid
    assert "Never again" in complaint["description"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"overall": "6", "recommend": "9"}, "from 1 to 5"),
        ({"overall": "0", "recommend": "9"}, "from 1 to 5"),
        ({"overall": "4", "recommend": "-1"}, "from 0 to 10"),
        ({"overall": "4.5", "recommend": "9"}, "from 1 to 5"),
        ({"overall": ["4", "5"], "recommend": "9"}, "from 1 to 5"),
        ({"overall": "4", "recommend": "9", "remark": "x" * 100_000}, "Please shorten"),
        ({"overall": "4", "recommend": "9", "remark": ["a", "b"]}, "in words"),
        ({"recommend": "9"}, "requires an answer"),
    ],
    ids=["6", "0", "-1", "4.5", "list", "100 kB", "words", "nothing"],
)
def test_what_the_page_would_not_send(page, rpc, given, problem):
    answer = page.submit(**given)
    assert answer["error"] == "validation"
    assert problem in " ".join(answer["fields"].values())
    assert read(rpc, page)[0] == "in_progress"
    # What was wrong is put right, and nothing else lost.
    assert "survey_content" in page.submit(overall="4", recommend="9", remark="OK")
    assert read(rpc, page) == ("done", 4, "promoter", False)


def test_sent_twice_at_once_opens_one_complaint(page, rpc):
    barrier = threading.Barrier(4)

    def send(_number):
        barrier.wait(timeout=60)
        return page.submit(overall="1", recommend="0")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert sum("survey_content" in answer for answer in answers) >= 1
    assert read(rpc, page) == ("done", 1, "detractor", "complaint")
    domain = [("user_input_id", "=", page.id)]
    assert rpc("fuel.complaint", "search_count", domain) == 1
    # The overall rating and the recommendation, once each.
    assert rpc("fuel.satisfaction", "search_count", domain) == 2
    late = page.submit(overall="5", recommend="10")
    assert late["fuel_outcome"] == "fuel_answered"


def test_ten_answer_while_the_questionnaire_is_edited(server, rpc, survey, customer):
    pages = [Page(server, rpc, survey, customer).begin() for _number in range(10)]
    barrier = threading.Barrier(11)

    def send(page):
        barrier.wait(timeout=60)
        return page.submit(overall="4", quality="5", recommend="9", remark="Fine")

    def edit():
        client = Rpc(server.url, server.database, rpc.login, rpc.password)
        barrier.wait(timeout=60)
        for number in range(5):
            client(
                "survey.question",
                "write",
                [survey["quality"]],
                {"title": f"Was the quality of the fuel as ordered? ({number})"},
            )

    with ThreadPoolExecutor(11) as pool:
        editor = pool.submit(edit)
        answers = list(pool.map(send, pages))
        editor.result(timeout=60)
    assert all("survey_content" in answer for answer in answers)
    assert {read(rpc, page) for page in pages} == {("done", 4, "promoter", False)}
    rows = rpc(
        "fuel.satisfaction",
        "search_count",
        [("user_input_id", "in", [page.id for page in pages])],
    )
    assert rows == 30


def test_no_second_vote_with_the_same_link(page, server):
    page.submit(overall="5", recommend="10")
    response = requests.get(
        f"{server.url}/survey/retry/{page.survey['token']}/{page.token}",
        headers={"X-Odoo-Database": server.database},
        allow_redirects=False,
        timeout=60,
    )
    assert response.status_code in (302, 303)
    assert "answer_token" not in response.headers["Location"]
