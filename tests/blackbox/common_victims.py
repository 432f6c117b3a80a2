"""Records that others try to change and delete, and a change of them.

Most are created with sample values; what methods alone can make has a maker here.
"""

from collections.abc import Callable

from common_samples import issued, opportunity, published

# What is changed of a record, the first of these that it has.
CHANGED = ("name", "code", "text", "date_to", "next_step", "note", "duration")
_makers: dict[str, Callable] = {}


def victim_made_by(model: str) -> Callable:
    """Say that a function makes records of a model: it gives a domain and a change."""

    def register(maker):
        _makers[model] = maker
        return maker

    return register


def victim_of(rpc, model, samples, uid):
    """The ids of a record to be changed and deleted, and a change of it."""
    if model in _makers:
        domain, change = _makers[model](rpc, samples, uid)
        found = rpc(model, "search", domain)
        assert found
        return found, change
    if model in ("fuel.work.missing", "fuel.work.reminder"):
        # Rows come with what companies ask for, and by reminding.
        return [1], {"kind": "plan"}
    other = samples(model, uid)
    change = {key: other[key] for key in CHANGED if key in other}
    return [rpc(model, "create", samples(model, uid))], change


@victim_made_by("fuel.volume")
def volume(rpc, samples, uid):
    return [("line_id", "=", samples.line)], {"ordered_mt": 0}


@victim_made_by("fuel.visit.due")
def visit_due(rpc, samples, uid):
    # A query: its rows are the customers.
    return [("id", "=", samples.office.customer)], {"score": 0}


@victim_made_by("fuel.visit.position")
def visit_position(rpc, samples, uid):
    visit = rpc("fuel.visit", "create", samples("fuel.visit"))
    key = f"access-test-{visit}-check-in"
    rpc("fuel.visit", "action_check_in", [visit], key, failure="denied")
    rpc("fuel.visit", "cancel", [visit], "Only a test")
    return [("visit_id", "=", visit)], {"latitude": 1}


@victim_made_by("fuel.lead.share")
def lead_share(rpc, samples, uid):
    lead = opportunity(rpc, rpc.uid)
    rpc("crm.lead", "write", [lead], {"fuel_shared_user_ids": [(4, rpc.uid)]})
    return [("lead_id", "=", lead)], {"can_write": True}


@victim_made_by("fuel.announcement.receipt")
def announcement_receipt(rpc, samples, uid):
    return [("announcement_id", "=", published(rpc))], {"read_at": "2026-01-01"}


@victim_made_by("fuel.announcement.version")
def announcement_version(rpc, samples, uid):
    return [("announcement_id", "=", published(rpc))], {"name": "Never said"}


@victim_made_by("fuel.task.assignment")
def task_assignment(rpc, samples, uid):
    task = issued(rpc, uid, samples("fuel.task.assignment", uid))
    return [("task_id", "=", task)], {"note": "Access"}


@victim_made_by("fuel.task.assignment.customer")
def task_customer(rpc, samples, uid):
    task = issued(rpc, uid, samples("fuel.task.assignment.customer", uid))
    return [("task_id", "=", task)], {"visit_id": False}


@victim_made_by("fuel.complaint.analysis")
def complaint_analysis(rpc, samples, uid):
    # A query: its rows are the complaints.
    made = rpc("fuel.complaint", "create", samples("fuel.complaint", uid))
    return [("id", "=", made)], {"cost": 0}


@victim_made_by("fuel.complaint.pause")
def complaint_pause(rpc, samples, uid):
    made = rpc("fuel.complaint", "create", samples("fuel.complaint", uid))
    rpc("fuel.complaint", "action_wait", [made])
    return [("complaint_id", "=", made)], {"reason": "None"}


@victim_made_by("fuel.portal.token")
def portal_token(rpc, samples, uid):
    picking = delivered(rpc, samples)
    customer = samples.office.customer
    rpc("stock.picking", "fuel_customer_link", [picking], customer, 5)
    return [("res_id", "=", picking)], {"expires_at": "2099-01-01"}


def delivered(rpc, samples):
    """A delivery of the office's customer whose bunker delivery note is issued."""
    address = {"street": "18 Wharf Road", "city": "Zhoushan", "phone": "+86 580 5550"}
    rpc("res.company", "write", [samples.office.company], address)
    rpc("fuel.vessel", "write", [samples.vessel], {"gross_tonnage": 300})
    order = samples.office.order(
        rpc.uid, 5, fuel_vessel_id=samples.vessel, fuel_port_id=samples.port
    )
    [picking] = rpc("stock.picking", "search", [("sale_id", "=", order)])
    moves = rpc("stock.move", "search", [("picking_id", "=", picking)])
    rpc("stock.move", "write", moves, {"quantity": 5, "picked": True})
    rpc("stock.picking", "button_validate", [picking])
    rpc(
        "stock.move",
        "write",
        moves,
        {"fuel_density": 950, "fuel_sulphur": 0.4, "fuel_flashpoint_above_70": True},
    )
    rpc(
        "stock.picking",
        "write",
        [picking],
        {
            "fuel_bdn_commenced_at": "2026-03-02 02:00:00",
            "fuel_bdn_representative": "Capt. Access",
        },
    )
    rpc("stock.picking", "action_fuel_issue_bdn", [picking])
    return picking
