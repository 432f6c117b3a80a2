"""What each kind of user may do from outside, tried one by one.

The tests inside Odoo ask the access rules; these do the thing as a client would, with
real records, and look at what comes back.
"""

import itertools
import xmlrpc.client

import pytest
import requests

from harness.rpc import JsonTwo, JsonTwoError, Rpc

ACCESS_DENIED, ACCESS_ERROR = 3, 4  # Odoo's fault codes

# Who may read (r), write (w), create (c) and delete (d). A model of the addon without a
# line fails the test: it is a decision to make.
NOBODY = ""
MATRIX = {
    #                       portal  plain   user    supervisor  manager  admin
    # Readers read what is for them; supervisors delete drafts.
    "fuel.announcement": (NOBODY, NOBODY, "r", "rwcd", "rwcd", "rwcd"),
    "fuel.announcement.receipt": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.announcement.version": (NOBODY, NOBODY, NOBODY, "r", "r", "r"),
    "fuel.complaint": (NOBODY, NOBODY, "rwc", "rwc", "rwcd", "rwcd"),
    "fuel.complaint.analysis": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.complaint.cause": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.complaint.evidence": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.complaint.evidence.type": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.complaint.pause": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.complaint.type": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.grade": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.lead.line": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.lead.share": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.port": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.port.alias": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.project.question": (NOBODY, NOBODY, "rwc", "rwc", "rwcd", "rwcd"),
    # An answer is changed by its author alone: here, the administrator.
    "fuel.project.question.answer": (NOBODY, NOBODY, "rc", "rc", "rcd", "rwcd"),
    "fuel.task": (NOBODY, NOBODY, "r", "rwcd", "rwcd", "rwcd"),
    # Issuing makes assignments; notes are written by the assignee alone.
    "fuel.task.assignment": (NOBODY, NOBODY, "rw", "rw", "rw", "rw"),
    "fuel.task.assignment.customer": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.vessel": (NOBODY, NOBODY, "rwc", "rwcd", "rwcd", "rwcd"),
    "fuel.vessel.name": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.vessel.party": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.vessel.type": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.visit": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.visit.channel": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.visit.due": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.visit.need": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.visit.position": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.visit.repeat": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.visit.result": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.visit.topic": (NOBODY, "r", "r", "r", "rwcd", "rwcd"),
    "fuel.volume": (NOBODY, NOBODY, "r", "r", "r", "r"),
    "fuel.work.missing": (NOBODY, NOBODY, "r", "r", "r", "r"),
    # Work is its person's alone to write; managers, too.
    "fuel.work.plan": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.work.plan.line": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
    "fuel.work.reminder": (NOBODY, NOBODY, NOBODY, "r", "r", "r"),
    "fuel.work.summary": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd", "rwcd"),
}
ROLES = ("portal", "plain", "user", "supervisor", "manager", "admin")
# Records of a dialogue that belong to whoever opened it.
DIALOGUES = {
    "fuel.announcement.correct",
    "fuel.task.change",
    "fuel.vessel.merge",
    "fuel.visit.plan",
    "fuel.visit.plan.line",
    "fuel.visit.reason",
    "fuel.visit.reassign",
    "fuel.work.review",
}
METHODS = {
    "fuel.announcement": {
        "action_acknowledge",
        "action_correct",
        "action_open_readers",
        "action_open_unacknowledged",
        "action_open_unread",
        "action_publish",
        "action_read",
        "action_remind",
        "action_unschedule",
        "action_withdraw",
    },
    "fuel.announcement.correct": {"action_apply"},
    "fuel.announcement.receipt": {"action_acknowledge", "action_open", "action_read"},
    "fuel.complaint": {
        "action_investigate",
        "action_mark_replied",
        "action_propose",
        "action_reject",
        "action_reopen",
        "action_resume",
        "action_settle",
        "action_wait",
        "record_satisfaction",
        "wait_for_customer",
    },
    "fuel.complaint.analysis": {"action_open_complaint"},
    "fuel.project.question": {
        "action_reopen",
        "action_withdraw",
        "answer",
        "similar_questions",
    },
    "fuel.project.question.answer": {"action_mark_solution"},
    "fuel.task": {
        "action_ask_extend",
        "action_close",
        "action_issue",
        "action_open_assignments",
        "action_open_mine",
        "action_remind",
        "extend",
    },
    "fuel.task.assignment": {
        "action_accept",
        "action_ask_change",
        "action_plan_visits",
        "action_remind",
        "action_start",
        "action_submit",
        "extend",
        "reassign",
        "send_back",
    },
    "fuel.task.assignment.customer": {"action_visit"},
    "fuel.task.change": {"action_apply"},
    "project.project": {
        "action_fuel_open_leads",
        "action_fuel_open_orders",
        "action_fuel_open_questions",
        "action_fuel_open_visits",
    },
    "crm.lead": {
        "action_ask_write",
        "action_dismiss_share",
        "action_open_fuel_duplicates",
        "action_stop_share",
    },
    "fuel.lead.share": {"action_grant_write", "action_remove", "action_revoke_write"},
    "fuel.vessel": {
        "upsert",
        "fuel_volume_overview",
        "action_open_duplicates",
        "action_open_fuel_volume",
    },
    "fuel.vessel.merge": {"action_merge"},
    "fuel.visit": {
        "action_ask_cancel",
        "action_ask_force",
        "action_check_in",
        "action_check_out",
        "action_confirm_place",
        "action_finish",
        "action_new_complaint",
        "action_new_lead",
        "action_open_complaints",
        "action_open_leads",
        "action_open_orders",
        "action_reopen",
        "action_repeat",
        "action_review",
        "cancel",
        "check_in_new",
        "day_route",
        "force_check_out",
        "overview",
        "preview_position",
        "save_notes",
        "today_visits",
    },
    "fuel.visit.due": {
        "action_log_visit",
        "action_open_customer",
        "action_plan_visits",
        "action_take_into_plan",
    },
    "fuel.visit.plan": {"action_open_visits", "action_plan"},
    "fuel.visit.reason": {"action_apply"},
    "fuel.visit.reassign": {"action_reassign"},
    "fuel.visit.repeat": {"action_open_visits"},
    "fuel.volume": {"query", "action_open_order", "action_open_orders"},
    "fuel.work.missing": {"action_open_work", "action_remind"},
    "fuel.work.plan": {
        "action_approve",
        "action_ask_return",
        "action_copy_last",
        "action_copy_open",
        "action_enter_visits",
        "action_open_visits",
        "action_reopen",
        "action_submit",
        "action_take_back",
        "action_take_due",
        "action_take_tasks",
        "return_plan",
    },
    "fuel.work.plan.line": {"action_open_visit", "action_tick", "action_untick"},
    "fuel.work.review": {"action_apply"},
    "fuel.work.summary": {
        "action_ask_review",
        "action_open_next_plan",
        "action_submit",
        "review",
    },
    "res.company": {"fuel_map_settings"},
    "res.partner": {
        "action_log_visit",
        "action_open_fuel_complaints",
        "action_open_fuel_visits",
        "action_plan_visits",
        "fuel_visit_overview",
        "fuel_volume_overview",
        "action_fuel_open_vessels",
        "action_fuel_release_place",
        "action_open_fuel_volume",
    },
    "res.users": {"action_accept_position_notice"},
    "utm.campaign": {
        "action_open_fuel_orders",
        "action_open_fuel_tasks",
        "action_open_fuel_visits",
        "action_plan_fuel_visits",
    },
}
# What is changed of a record, the first of these that it has.
CHANGED = ("name", "code", "text", "date_to", "next_step", "note", "duration")
# Odoo warns of each refusal in its log.
REFUSED = (
    r"WARNING odoo\.http: (You are not allowed to|Uh-oh|Private methods|Access to unauth"
    r"|.*written by the server's own methods)"
)


@pytest.fixture(scope="module")
def people(office, rpc):
    """A client for each role; `anna` and `bo` are account managers without a team."""
    groups = {
        "portal": "base.group_portal",
        "plain": "base.group_user",
        "user": "crm_fuel.group_fuel_user",
        "anna": "crm_fuel.group_fuel_user",
        "bo": "crm_fuel.group_fuel_user",
        "leader": "crm_fuel.group_fuel_user",
        "supervisor": "crm_fuel.group_fuel_supervisor",
        "manager": "crm_fuel.group_fuel_manager",
    }
    clients = {
        role: office.user(f"access_{role}", group) for role, group in groups.items()
    }
    return {**clients, "admin": rpc}


@pytest.fixture(scope="module")
def north(rpc, people):
    return rpc(
        "crm.team",
        "create",
        {"name": "North", "user_id": people["leader"].uid, "company_id": False},
    )


@pytest.fixture(scope="module")
def orders(office, people, north):
    """Orders of 10 t of Anna's, 20 t of Bo's in team North and 40 t of the supervisor's."""
    supervisor = people["supervisor"].uid
    return {
        "anna": office.order(people["anna"].uid, 10, team_id=False),
        "bo": office.order(people["bo"].uid, 20, team_id=north),
        "supervisor": office.order(supervisor, 40, team_id=False),
    }


@pytest.fixture(scope="module")
def samples(office, rpc, orders):
    """A function: values for a new record of a model, another one each time."""
    numbers = itertools.count(1)
    vessel = rpc("fuel.vessel", "create", {"name": "Access"})
    port = rpc("fuel.port", "create", {"unlocode": "ZZACC", "name": "Access"})
    line = rpc(
        "sale.order.line", "search", [("order_id", "=", orders["supervisor"])], limit=1
    )[0]
    visit = {
        "customer_id": office.customer,
        "topic_id": rpc.ref("crm_fuel.fuel_visit_topic_demand_research"),
    }
    grade = rpc.ref("crm_fuel.grade_vlsfo_rmg380")

    def project(uid):
        """A project that a user leads and the administrator takes part in."""
        return rpc(
            "project.project",
            "create",
            {
                "name": "Access",
                "fuel_is_key_account": True,
                "fuel_customer_id": office.customer,
                "user_id": uid or rpc.uid,
                "fuel_participant_ids": [(6, 0, [rpc.uid])],
            },
        )

    def values(model, uid=None):
        """Values that belong to a user, the administrator by default."""
        number = next(numbers)
        theirs = {**visit, "user_id": uid or rpc.uid}
        if model in ("fuel.visit.need", "fuel.visit.position"):
            theirs = {"visit_id": rpc("fuel.visit", "create", theirs)}
        # A month of its own each: there is one plan a person and period.
        month = f"{2100 + number // 12}-{number % 12 + 1:02d}-01"
        work = {"user_id": uid or rpc.uid, "period": "month", "date_from": month}
        complaint = {
            "name": f"Access {number}",
            "customer_id": office.customer,
            "type_id": rpc.ref("crm_fuel.fuel_complaint_type_service"),
            "user_id": uid or rpc.uid,
        }
        if model in ("fuel.complaint.evidence", "fuel.complaint.pause"):
            complaint = {"complaint_id": rpc("fuel.complaint", "create", complaint)}
        question = {}
        if model.startswith("fuel.project.question"):
            question = {"name": f"Access {number}", "project_id": project(uid)}
        if model == "fuel.project.question.answer":
            question = {
                "question_id": rpc("fuel.project.question", "create", question),
                "text": f"Access {number}",
            }
        return {
            "fuel.announcement": {
                "name": f"Access {number}",
                "body": "<p>Access</p>",
                "audience_user_ids": [(6, 0, [uid or rpc.uid])],
            },
            "fuel.announcement.receipt": {
                "announcement_id": announcement(rpc)
                if model == "fuel.announcement.receipt"
                else 0,
                "user_id": uid or rpc.uid,
            },
            "fuel.announcement.version": {
                "announcement_id": announcement(rpc)
                if model == "fuel.announcement.version"
                else 0,
                "number": 7,
                "name": f"Access {number}",
            },
            "fuel.complaint": complaint,
            "fuel.complaint.analysis": {"customer_id": office.customer},
            "fuel.complaint.cause": {"name": "Access", "code": f"acc{number}"},
            "fuel.complaint.evidence": {
                **complaint,
                "type_id": rpc.ref("crm_fuel.fuel_complaint_evidence_type_bdn"),
                "note": f"Access {number}",
            },
            "fuel.complaint.evidence.type": {"name": "Access", "code": f"acc{number}"},
            "fuel.complaint.pause": {
                **complaint,
                "date_from": "2026-03-02 02:00:00",
                "reason": f"Access {number}",
            },
            "fuel.complaint.type": {"name": "Access", "code": f"acc{number}"},
            "fuel.grade": {
                "name": f"Access {number}",
                "code": f"ACC{number}",
                "family": "residual",
            },
            "fuel.lead.line": {
                "lead_id": opportunity(rpc, uid) if model == "fuel.lead.line" else 0,
                "grade_id": grade,
                "quantity": 10,
                "note": f"{number}",
            },
            "fuel.lead.share": {
                "lead_id": opportunity(rpc, uid) if model == "fuel.lead.share" else 0,
                "user_id": uid or rpc.uid,
            },
            "fuel.port": {"unlocode": f"ZZ{number:03d}", "name": "Access"},
            "fuel.project.question": question,
            "fuel.project.question.answer": question,
            "fuel.port.alias": {"code": f"ZZX{number:03d}", "port_id": port},
            "fuel.task": {
                "name": f"Access {number}",
                "deadline": "2099-01-01 00:00:00",
            },
            "fuel.task.assignment": {
                "task_id": 0,
                "user_id": uid or rpc.uid,
                "deadline": "2099-01-01 00:00:00",
            },
            "fuel.task.assignment.customer": {"customer_id": office.customer},
            "fuel.vessel": {"name": f"Access {number}", "ref": f"access-{number}"},
            "fuel.vessel.name": {"name": f"Access {number}", "vessel_id": vessel},
            "fuel.vessel.party": {
                "vessel_id": vessel,
                "partner_id": rpc("res.partner", "create", {"name": "Agent"}),
                "role": "agent",
                "date_from": f"2026-01-{number % 28 + 1:02d}",
                "date_to": f"2027-01-{number % 28 + 1:02d}",
            },
            "fuel.vessel.type": {"name": f"Access {number}", "code": f"acc{number}"},
            "fuel.visit": {**theirs, "next_step": f"Access {number}"},
            "fuel.visit.channel": {"name": f"Access {number}", "code": f"acc{number}"},
            "fuel.visit.due": {"customer_id": office.customer},
            "fuel.visit.need": {**theirs, "grade_id": grade, "note": f"{number}"},
            "fuel.visit.position": {
                **theirs,
                "kind": "in",
                "key": f"access-{number}-position",
                "verdict": "on_site",
                "made_at": "2026-03-02 02:00:00",
                "received_at": "2026-03-02 02:00:00",
            },
            "fuel.visit.repeat": {**theirs, "mon": True, "duration": number / 100},
            "fuel.visit.result": {"name": f"Access {number}", "code": f"acc{number}"},
            "fuel.visit.topic": {"name": f"Access {number}", "code": f"acc{number}"},
            "fuel.volume": {"line_id": line},
            "fuel.work.missing": {"user_id": uid or rpc.uid, "kind": "plan"},
            "fuel.work.plan": {**work, "note": f"Access {number}"},
            "fuel.work.plan.line": {
                "plan_id": (
                    rpc("fuel.work.plan", "create", work)
                    if model == "fuel.work.plan.line"
                    else 0
                ),
                "date": work["date_from"],
                "kind": "other",
                "name": f"Access {number}",
            },
            "fuel.work.reminder": {
                "user_id": uid or rpc.uid,
                "kind": "plan",
                "period": "week",
                "date_from": "2026-03-02",
                "date": "2026-03-02",
                "company_id": office.company,
            },
            "fuel.work.summary": {**work, "text": f"Access {number}"},
        }[model]

    return values


def allowed(call, *arguments, **named):
    """Whether a call is carried out; any other failure than a refusal is an error."""
    try:
        call(*arguments, **named)
    except xmlrpc.client.Fault as fault:
        assert fault.faultCode == ACCESS_ERROR, fault.faultString
        assert "Traceback" not in fault.faultString
        return False
    return True


def is_internal(rpc, uid):
    [user] = rpc("res.users", "read", [uid], fields=["share"])
    return not user["share"]


def checked_in(rpc, samples):
    """A visit of the administrator's that has a position."""
    visit = rpc("fuel.visit", "create", samples("fuel.visit"))
    key = f"access-test-{visit}-check-in"
    rpc("fuel.visit", "action_check_in", [visit], key, failure="denied")
    rpc("fuel.visit", "cancel", [visit], "Only a test")
    return visit


def issued(rpc, uid, values):
    """A task that a user has an assignment of, with a customer."""
    able = (
        rpc.ref("crm_fuel.group_fuel_user")
        in (
            rpc("res.users", "read", [uid], fields=["all_group_ids"])[0][
                "all_group_ids"
            ]
        )
    )
    customer = (
        values.get("customer_id")
        or rpc("res.partner", "search", [("fuel_customer", "=", True)], limit=1)[0]
    )
    task = rpc(
        "fuel.task",
        "create",
        {
            "name": "Access",
            "deadline": "2099-01-01 00:00:00",
            "audience_user_ids": [(6, 0, [uid if able else rpc.uid])],
            "customer_source": "picked",
            "customer_ids": [(6, 0, [customer])],
            "customer_share": "all",
        },
    )
    rpc("fuel.task", "action_issue", [task])
    return task


def opportunity(rpc, uid):
    """A new opportunity of a user's."""
    return rpc(
        "crm.lead",
        "create",
        {"name": "Access", "type": "opportunity", "user_id": uid or rpc.uid},
    )


def announcement(rpc):
    """A published announcement for the administrator that has been corrected."""
    made = rpc(
        "fuel.announcement",
        "create",
        {
            "name": "Access",
            "body": "<p>Access</p>",
            "audience_user_ids": [(6, 0, [rpc.uid])],
        },
    )
    rpc("fuel.announcement", "action_publish", [made])
    rpc("fuel.announcement", "write", [made], {"name": "Access again"})
    return made


def victim_of(rpc, model, samples, uid):
    """A record to be changed and deleted, and a change of it."""
    values = samples(model, uid)
    if model == "fuel.volume":
        found = rpc(model, "search", [("line_id", "=", values["line_id"])])
        return found, {"ordered_mt": 0}
    if model == "fuel.visit.due":
        # A query: its rows are the customers.
        return [values["customer_id"]], {"score": 0}
    if model == "fuel.visit.position":
        found = rpc(model, "search", [("visit_id", "=", checked_in(rpc, samples))])
        return found, {"latitude": 1}
    if model in ("fuel.work.missing", "fuel.work.reminder"):
        # Rows come with what companies ask for, and by reminding.
        return [1], {"kind": "plan"}
    made_by_methods = victim_made_by_methods(rpc, model, samples, uid)
    if made_by_methods:
        assert made_by_methods[0]
        return made_by_methods
    other = samples(model, uid)
    change = {key: other[key] for key in CHANGED if key in other}
    return [rpc(model, "create", samples(model, uid))], change


def victim_made_by_methods(rpc, model, samples, uid):
    """The same, of models whose records are never made by hand."""
    if model == "fuel.lead.share":
        lead = opportunity(rpc, rpc.uid)
        rpc("crm.lead", "write", [lead], {"fuel_shared_user_ids": [(4, rpc.uid)]})
        return rpc(model, "search", [("lead_id", "=", lead)]), {"can_write": True}
    if model == "fuel.announcement.receipt":
        found = rpc(model, "search", [("announcement_id", "=", announcement(rpc))])
        return found, {"read_at": "2026-01-01"}
    if model == "fuel.announcement.version":
        found = rpc(model, "search", [("announcement_id", "=", announcement(rpc))])
        return found, {"name": "Never said"}
    if model.startswith("fuel.task.assignment"):
        values = samples(model, uid)
        found = rpc(model, "search", [("task_id", "=", issued(rpc, uid, values))])
        return found, {"note": "Access"} if "deadline" in values else {
            "visit_id": False
        }
    if model == "fuel.complaint.analysis":
        # A query: its rows are the complaints.
        made = [rpc("fuel.complaint", "create", samples("fuel.complaint", uid))]
        return made, {"cost": 0}
    if model == "fuel.complaint.pause":
        made = [rpc("fuel.complaint", "create", samples("fuel.complaint", uid))]
        rpc("fuel.complaint", "action_wait", made)
        return rpc(model, "search", [("complaint_id", "in", made)]), {"reason": "None"}
    return None


def attempt(client, rpc, model, samples):
    """The operations that a client can carry out on a model, each tried for real."""
    possible = ""
    if allowed(client, model, "search_read", [], fields=["display_name"], limit=1):
        possible += "r"
    # Nobody visits for the company who is not of it.
    uid = client.uid if is_internal(rpc, client.uid) else rpc.uid
    values = samples(model, uid)
    victim, change = victim_of(rpc, model, samples, uid)
    if allowed(client, model, "write", victim, change):
        possible += "w"
    if allowed(client, model, "create", values):
        possible += "c"
    if allowed(client, model, "unlink", victim):
        possible += "d"
    return possible


def test_every_model_has_a_line(rpc):
    models = rpc(
        "ir.model",
        "search_read",
        [("model", "=like", "fuel.%"), ("abstract", "=", False)],
        fields=["model"],
    )
    assert {row["model"] for row in models} == MATRIX.keys() | DIALOGUES


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_can_do(people, rpc, samples, expect_log, role):
    if any(line[ROLES.index(role)] != "rwcd" for line in MATRIX.values()):
        expect_log(REFUSED)
    found = {model: attempt(people[role], rpc, model, samples) for model in MATRIX}
    assert found == {model: line[ROLES.index(role)] for model, line in MATRIX.items()}


@pytest.mark.parametrize("role", ["portal", "plain", "user"])
def test_who_may_load_vessels(people, expect_log, role):
    rows = [{"ref": f"load-{role}", "name": "Loaded"}]
    if role == "user":
        assert people[role]("fuel.vessel", "upsert", rows)[0]["status"] == "created"
    else:
        expect_log(REFUSED)
        assert not allowed(people[role], "fuel.vessel", "upsert", rows)


@pytest.mark.parametrize("role", ["portal", "plain", "user"])
def test_who_may_merge_vessels(people, rpc, expect_log, role):
    expect_log(REFUSED)
    vessels = rpc("fuel.vessel", "create", [{"name": "Twin"}, {"name": "Twin"}])
    assert not allowed(
        people[role],
        "fuel.vessel.merge",
        "create",
        {"vessel_ids": [(6, 0, vessels)], "vessel_id": vessels[0]},
    )
    assert len(rpc("fuel.vessel", "read", vessels, fields=["name"])) == 2


def test_nobody_writes_volumes(people, rpc, orders, expect_log):
    expect_log(REFUSED)
    volumes = rpc("fuel.volume", "search", [("order_id", "in", list(orders.values()))])
    assert len(volumes) == 3
    before = rpc("fuel.volume", "read", volumes, load="")
    line = rpc(
        "sale.order.line", "search", [("order_id", "=", orders["anna"])], limit=1
    )[0]
    for role in ("user", "supervisor", "manager", "admin"):
        client = people[role]
        for arguments in (
            ("write", volumes, {"delivered_mt": 1}),
            ("write", volumes, {"customer_id": False}),
            ("create", {"line_id": line}),
            ("copy", volumes[:1]),
            ("unlink", volumes),
            ("web_save", volumes[:1], {"amount": 1}, {}),
            ("update_field_translations", volumes[:1], "delivery_mode", {}),
        ):
            assert not allowed(client, "fuel.volume", *arguments), (role, arguments)
        answer = client(
            "fuel.volume", "load", [".id", "ordered_mt"], [[str(volumes[0]), "1"]]
        )
        assert answer["ids"] is False
        # Who does not even see the row is told that there is none.
        message = answer["messages"][0]["message"]
        assert "not allowed" in message or (role == "user" and "Unknown" in message)
    assert rpc("fuel.volume", "read", volumes, load="") == before


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("fuel.volume", "_rebuild"),
        ("fuel.volume", "_verify"),
        ("fuel.volume", "_select_volumes"),
        ("fuel.volume", "_flush_sources"),
        ("fuel.volume", "_query_domain"),
        ("fuel.volume", "_overview"),
        ("fuel.task", "_move_to"),
        ("fuel.task", "_assign"),
        ("fuel.task.assignment", "_move_to"),
        ("fuel.task.assignment", "_cron_remind"),
        ("fuel.task.assignment.customer", "_sync_visits"),
        ("fuel.vessel", "_upsert_create"),
        ("fuel.vessel", "_merge"),
        ("fuel.port", "_find_by_code"),
        ("fuel.visit", "_move_to"),
        ("fuel.visit", "_check_in"),
        ("fuel.visit", "_record_position"),
        ("fuel.visit.position", "_cron_blank_old"),
        ("fuel.visit.repeat", "_cron_plan_ahead"),
        ("fuel.work.missing", "_cron_remind"),
        ("fuel.work.missing", "_remind"),
        ("fuel.work.plan", "_move_to"),
        ("fuel.work.plan.line", "_enter_visits"),
        ("fuel.work.summary", "_fuel_figures"),
        ("sale.order.line", "_fuel_sync_volume"),
        ("product.template", "_fuel_refresh_volume"),
    ],
)
def test_private_methods_cannot_be_called(rpc, json2, expect_log, model, method):
    expect_log(r"WARNING odoo\.http: Private methods")
    with pytest.raises(xmlrpc.client.Fault, match="Private methods") as fault:
        rpc(model, method, [])
    assert fault.value.faultCode == ACCESS_ERROR
    with pytest.raises(JsonTwoError, match="Private methods") as answer:
        json2(model, method)
    assert answer.value.status == 403


def test_public_methods_are_known(server, json2):
    """A method that RPC can call is an interface: it is on this list, or made private.

    What there is comes from Odoo's own documentation of its API.
    """
    found = {}
    native = [
        "project.project",
        "crm.lead",
        "crm.stage",
        "crm.team",
        "crm.team.member",
        "res.company",
        "res.partner",
        "res.users",
        "sale.order",
        "sale.order.line",
        "utm.campaign",
    ]
    for model in [*MATRIX, *DIALOGUES, *native]:
        answer = json2.session.get(f"{server.url}/doc-bearer/{model}.json", timeout=60)
        assert answer.status_code == 200, answer.text
        methods = answer.json()["methods"]
        ours = {name for name, it in methods.items() if it["module"] == "crm_fuel"}
        if ours:
            found[model] = ours
    assert found == METHODS


def test_account_managers_see_their_own_volumes(people, office, orders, expect_log):
    total = {}
    for role in ("anna", "bo", "leader", "supervisor", "manager", "user"):
        rows = people[role](
            "fuel.volume",
            "query",
            ["salesperson"],
            domain=[("order_id", "in", list(orders.values()))],
        )
        total[role] = {row["salesperson"][0]: row["ordered_mt"] for row in rows}
    everything = {
        people["anna"].uid: 10,
        people["bo"].uid: 20,
        people["supervisor"].uid: 40,
    }
    assert total == {
        "anna": {people["anna"].uid: 10},
        "bo": {people["bo"].uid: 20},
        # Leads the team of Bo's order.
        "leader": {people["bo"].uid: 20},
        "supervisor": everything,
        "manager": everything,
        "user": {},
    }


def test_no_way_round_to_the_volumes_of_others(people, rpc, orders, expect_log):
    expect_log(REFUSED)
    anna = people["anna"]
    theirs = rpc("fuel.volume", "search", [("order_id", "=", orders["bo"])])
    mine = rpc("fuel.volume", "search", [("order_id", "=", orders["anna"])])
    for arguments in (
        ("read", theirs, ["ordered_mt"]),
        ("web_read", theirs, {"ordered_mt": {}}),
        ("action_open_order", theirs),
    ):
        assert not allowed(anna, "fuel.volume", *arguments), arguments
    everything = [("id", "in", theirs + mine)]
    assert anna("fuel.volume", "search", everything) == mine
    assert anna("fuel.volume", "search_count", everything) == 1
    groups = anna(
        "fuel.volume", "formatted_read_group", everything, [], ["ordered_mt:sum"]
    )
    assert [group["ordered_mt:sum"] for group in groups] == [10]
    # What may not be read may not be guessed by conditions either.
    assert not anna(
        "fuel.volume", "search", [("id", "in", theirs), ("ordered_mt", ">", 0)]
    )
    assert anna("sale.order", "search", [("id", "in", list(orders.values()))]) == [
        orders["anna"]
    ]


def test_account_managers_by_json2(server, people, orders, rpc, expect_log):
    expect_log(REFUSED)
    anna = JsonTwo(server.url, server.database, server.api_key("access_anna"))
    rows = anna(
        "fuel.volume",
        "query",
        group_by=["salesperson"],
        domain=[["order_id", "in", list(orders.values())]],
    )
    assert [row["ordered_mt"] for row in rows] == [10]
    theirs = rpc("fuel.volume", "search", [("order_id", "=", orders["bo"])])
    for method, arguments in (
        ("read", {"fields": ["ordered_mt"]}),
        ("write", {"vals": {"ordered_mt": 1}}),
        ("unlink", {}),
    ):
        with pytest.raises(JsonTwoError) as answer:
            anna("fuel.volume", method, ids=theirs, **arguments)
        assert answer.value.status == 403
    # The key is Anna's with XML-RPC as well.
    key = server.api_key("access_anna")
    client = Rpc(server.url, server.database, "access_anna", key)
    assert client.uid == people["anna"].uid


def test_companies_do_not_see_each_other(office, people, rpc, orders, imo, expect_log):
    expect_log(REFUSED)
    other = rpc("res.company", "create", {"name": "Other Fuel Co"})
    rpc(
        "stock.warehouse",
        "create",
        {"name": "Other depot", "code": "OTHER", "company_id": other},
    )
    there = office.user("access_there", "crm_fuel.group_fuel_supervisor", other)
    here = people["supervisor"]
    order = office.order(there.uid, 80, company=other, team_id=False)
    (theirs,) = rpc("fuel.volume", "search", [("order_id", "=", order)])
    ours = rpc("fuel.volume", "search", [("order_id", "in", list(orders.values()))])

    assert there("fuel.volume", "search", []) == [theirs]
    assert theirs not in here("fuel.volume", "search", [])
    assert not allowed(here, "fuel.volume", "read", [theirs], ["ordered_mt"])
    assert not allowed(there, "fuel.volume", "read", ours, ["ordered_mt"])
    (total,) = there("fuel.volume", "query")
    assert (total["ordered_mt"], total["orders"]) == (80, 1)
    companies = {row["company"][0] for row in here("fuel.volume", "query", ["company"])}
    assert companies == {office.company}
    # Asking for a company that is not one's own is refused, not answered with nothing.
    context = {"allowed_company_ids": [office.company, other]}
    assert not allowed(here, "fuel.volume", "query", context=context)

    # Vessels: shared ones are seen by both, a company's own by that company.
    number = imo()
    (made,) = there(
        "fuel.vessel",
        "upsert",
        [{"imo_number": number, "name": "Theirs", "company_id": "Other Fuel Co"}],
    )
    assert made["status"] == "created"
    assert not here("fuel.vessel", "search", [("imo_number", "=", number)])
    assert not allowed(here, "fuel.vessel", "read", [made["id"]], ["name"])
    assert not allowed(here, "fuel.vessel", "write", [made["id"]], {"name": "Ours"})
    (refused,) = here("fuel.vessel", "upsert", [{"imo_number": number, "name": "Ours"}])
    assert refused["status"] == "error"
    assert "no access" in refused["errors"][0]["message"]
    assert there("fuel.vessel", "read", [made["id"]], ["name"])[0]["name"] == "Theirs"


def test_nobody_without_a_login(server, people, expect_log):
    expect_log(r"WARNING odoo\.http: Access Denied")
    common = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/common")
    models = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/object")
    assert common.authenticate(server.database, "access_anna", "wrong", {}) is False
    assert common.authenticate(server.database, "nobody", "", {}) is False
    for uid, password in ((people["anna"].uid, "wrong"), (1, "admin"), (4, "public")):
        with pytest.raises(xmlrpc.client.Fault) as fault:
            models.execute_kw(
                server.database, uid, password, "fuel.volume", "search", [[]]
            )
        assert fault.value.faultCode == ACCESS_DENIED
        assert "Traceback" not in fault.value.faultString
    for headers in ({}, {"Authorization": "bearer 0123456789"}):
        answer = requests.post(
            f"{server.url}/json/2/fuel.volume/query",
            json={},
            headers={"X-Odoo-Database": server.database, **headers},
            timeout=60,
        )
        assert answer.status_code == 401
        assert "ordered_mt" not in answer.text
