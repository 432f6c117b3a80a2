"""Records to try access with: for each model the values of one, another one each time."""

import itertools
from collections.abc import Callable
from typing import Any

from conftest import Office

from harness.rpc import Rpc

Values = dict[str, Any]
LATER = "2099-01-01 00:00:00"
_makers: dict[str, Callable[["Sample"], Values]] = {}


def sample_of(*models: str) -> Callable:
    """Say that a function makes the values of new records of these models."""

    def register(maker):
        _makers.update(dict.fromkeys(models, maker))
        return maker

    return register


class Sample:
    """One record to be made: whose it is, its number, and the world around it."""

    def __init__(self, samples: "Samples", model: str, uid: int) -> None:
        self.world = samples
        self.rpc = samples.rpc
        self.office = samples.office
        self.model = model
        self.uid = uid
        self.number = next(samples.numbers)
        self.name = f"Access {self.number}"

    @property
    def term(self) -> Values:
        return {"name": self.name, "code": f"acc{self.number}"}

    def new(self, model: str, values: Values) -> int:
        return self.rpc(model, "create", values)


class Samples:
    """A function: values for a new record of a model that belongs to a user.

    :param line: a line of a confirmed order, for the models that hang on one
    """

    def __init__(self, rpc: Rpc, office: Office, line: int) -> None:
        self.rpc = rpc
        self.office = office
        self.line = line
        self.numbers = itertools.count(1)
        self.vessel = rpc("fuel.vessel", "create", {"name": "Access"})
        self.port = rpc("fuel.port", "create", {"unlocode": "ZZACC", "name": "Access"})
        self.grade = rpc.ref("crm_fuel.grade_vlsfo_rmg380")

    def __call__(self, model: str, uid: int | None = None) -> Values:
        return _makers[model](Sample(self, model, uid or self.rpc.uid))


# --- master ---


@sample_of("fuel.grade")
def grade(it):
    return {"name": it.name, "code": f"ACC{it.number}", "family": "residual"}


@sample_of("fuel.port")
def port(it):
    return {"unlocode": f"ZZ{it.number:03d}", "name": "Access"}


@sample_of("fuel.port.alias")
def port_alias(it):
    return {"code": f"ZZX{it.number:03d}", "port_id": it.world.port}


@sample_of("fuel.vessel")
def vessel(it):
    return {"name": it.name, "ref": f"access-{it.number}"}


@sample_of("fuel.vessel.name")
def vessel_name(it):
    return {"name": it.name, "vessel_id": it.world.vessel}


@sample_of("fuel.vessel.party")
def vessel_party(it):
    return {
        "vessel_id": it.world.vessel,
        "partner_id": it.new("res.partner", {"name": "Agent"}),
        "role": "agent",
        "date_from": f"2026-01-{it.number % 28 + 1:02d}",
        "date_to": f"2027-01-{it.number % 28 + 1:02d}",
    }


@sample_of(
    "fuel.vessel.type",
    "fuel.visit.channel",
    "fuel.visit.result",
    "fuel.visit.topic",
    "fuel.complaint.cause",
    "fuel.complaint.evidence.type",
    "fuel.complaint.type",
    "fuel.survey.dimension",
)
def term(it):
    return it.term


@sample_of("fuel.volume")
def volume(it):
    return {"line_id": it.world.line}


# --- visit ---


@sample_of("fuel.visit")
def visit(it):
    return {
        "customer_id": it.office.customer,
        "topic_id": it.rpc.ref("crm_fuel.fuel_visit_topic_demand_research"),
        "user_id": it.uid,
        "next_step": it.name,
    }


@sample_of("fuel.visit.due")
def visit_due(it):
    return {"customer_id": it.office.customer}


@sample_of("fuel.visit.need")
def visit_need(it):
    return {
        "visit_id": it.new("fuel.visit", visit(it)),
        "grade_id": it.world.grade,
        "note": it.name,
    }


@sample_of("fuel.visit.position")
def visit_position(it):
    return {
        "visit_id": it.new("fuel.visit", visit(it)),
        "kind": "in",
        "key": f"access-{it.number}-position",
        "verdict": "on_site",
        "made_at": "2026-03-02 02:00:00",
        "received_at": "2026-03-02 02:00:00",
    }


@sample_of("fuel.visit.repeat")
def visit_repeat(it):
    values = visit(it)
    del values["next_step"]
    return {**values, "mon": True, "duration": it.number / 100}


# --- pipeline and project ---


def opportunity(rpc, uid):
    """A new opportunity of a user's."""
    return rpc(
        "crm.lead", "create", {"name": "Access", "type": "opportunity", "user_id": uid}
    )


@sample_of("fuel.lead.line")
def lead_line(it):
    return {
        "lead_id": opportunity(it.rpc, it.uid),
        "grade_id": it.world.grade,
        "quantity": 10,
        "note": it.name,
    }


@sample_of("fuel.lead.share")
def lead_share(it):
    return {"lead_id": opportunity(it.rpc, it.uid), "user_id": it.uid}


@sample_of("fuel.project.question")
def question(it):
    """Of a project that the user leads and the administrator takes part in."""
    project = {
        "name": "Access",
        "fuel_is_key_account": True,
        "fuel_customer_id": it.office.customer,
        "user_id": it.uid,
        "fuel_participant_ids": [(6, 0, [it.rpc.uid])],
    }
    return {"name": it.name, "project_id": it.new("project.project", project)}


@sample_of("fuel.project.question.answer")
def answer(it):
    return {
        "question_id": it.new("fuel.project.question", question(it)),
        "text": it.name,
    }


# --- work ---


@sample_of("fuel.announcement")
def announcement(it):
    return {
        "name": it.name,
        "body": "<p>Access</p>",
        "audience_user_ids": [(6, 0, [it.uid])],
    }


def published(rpc):
    """A published announcement for the administrator that has been corrected."""
    values = {
        "name": "Access",
        "body": "<p>Access</p>",
        "audience_user_ids": [(6, 0, [rpc.uid])],
    }
    made = rpc("fuel.announcement", "create", values)
    rpc("fuel.announcement", "action_publish", [made])
    rpc("fuel.announcement", "write", [made], {"name": "Access again"})
    return made


@sample_of("fuel.announcement.receipt")
def announcement_receipt(it):
    return {"announcement_id": published(it.rpc), "user_id": it.uid}


@sample_of("fuel.announcement.version")
def announcement_version(it):
    return {"announcement_id": published(it.rpc), "number": 7, "name": it.name}


@sample_of("fuel.task")
def task(it):
    return {"name": it.name, "deadline": LATER}


@sample_of("fuel.task.assignment")
def task_assignment(it):
    return {"task_id": 0, "user_id": it.uid, "deadline": LATER}


@sample_of("fuel.task.assignment.customer")
def task_customer(it):
    return {"customer_id": it.office.customer}


def issued(rpc, uid, values):
    """A task that a user has an assignment of, with a customer."""
    [user] = rpc("res.users", "read", [uid], fields=["all_group_ids"])
    is_able = rpc.ref("crm_fuel.group_fuel_user") in user["all_group_ids"]
    customer = (
        values.get("customer_id")
        or rpc("res.partner", "search", [("fuel_customer", "=", True)], limit=1)[0]
    )
    made = rpc(
        "fuel.task",
        "create",
        {
            "name": "Access",
            "deadline": LATER,
            "audience_user_ids": [(6, 0, [uid if is_able else rpc.uid])],
            "customer_source": "picked",
            "customer_ids": [(6, 0, [customer])],
            "customer_share": "all",
        },
    )
    rpc("fuel.task", "action_issue", [made])
    return made


@sample_of("fuel.work.missing")
def work_missing(it):
    return {"user_id": it.uid, "kind": "plan"}


def month_of(it):
    # A month of its own each: there is one plan a person and period.
    date_from = f"{2100 + it.number // 12}-{it.number % 12 + 1:02d}-01"
    return {"user_id": it.uid, "period": "month", "date_from": date_from}


@sample_of("fuel.work.plan")
def work_plan(it):
    return {**month_of(it), "note": it.name}


@sample_of("fuel.work.plan.line")
def work_plan_line(it):
    month = month_of(it)
    return {
        "plan_id": it.new("fuel.work.plan", month),
        "date": month["date_from"],
        "kind": "other",
        "name": it.name,
    }


@sample_of("fuel.work.reminder")
def work_reminder(it):
    return {
        "user_id": it.uid,
        "kind": "plan",
        "period": "week",
        "date_from": "2026-03-02",
        "date": "2026-03-02",
        "company_id": it.office.company,
    }


@sample_of("fuel.work.summary")
def work_summary(it):
    return {**month_of(it), "text": it.name}


# --- service ---


@sample_of("fuel.complaint")
def complaint(it):
    return {
        "name": it.name,
        "customer_id": it.office.customer,
        "type_id": it.rpc.ref("crm_fuel.fuel_complaint_type_service"),
        "user_id": it.uid,
    }


@sample_of("fuel.complaint.analysis")
def complaint_analysis(it):
    return {"customer_id": it.office.customer}


@sample_of("fuel.satisfaction")
def satisfaction(it):
    return {"customer_id": it.office.customer}


@sample_of("fuel.complaint.evidence")
def complaint_evidence(it):
    return {
        "complaint_id": it.new("fuel.complaint", complaint(it)),
        "type_id": it.rpc.ref("crm_fuel.fuel_complaint_evidence_type_bdn"),
        "note": it.name,
    }


@sample_of("fuel.complaint.pause")
def complaint_pause(it):
    return {
        "complaint_id": it.new("fuel.complaint", complaint(it)),
        "date_from": "2026-03-02 02:00:00",
        "reason": it.name,
    }


@sample_of("fuel.suggestion")
def suggestion(it):
    return {"text": it.name, "customer_id": it.office.customer, "user_id": it.uid}


@sample_of("fuel.portal.token")
def portal_token(it):
    return {
        "token_hash": it.name,
        "res_model": "res.partner",
        "res_id": it.office.customer,
        "record_name": it.name,
        "partner_id": it.office.customer,
        "customer_id": it.office.customer,
        "company_id": it.office.company,
        "expires_at": LATER,
    }
