"""What stands behind one person's Workbench, by the ten thousand, made by SQL.

An account manager who leads a team, with customers and sales of volume_data.py, visits
of years, questions assigned to them and opportunities shared with them. Every visit,
question and opportunity is a copy of one that the ORM made, all columns included.

However few there are, no card is empty: a card with nothing in it asks for no names, and
would make few records look cheaper than they are.
"""

import dataclasses
from datetime import timedelta
from typing import Any

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from bench import volume_data
from bench.volume_data import Ledger, copy_rows

# Of each hundred records: customers and order lines come from volume_data.
SHARES = {"customers": 4, "lines": 20, "visits": 56, "questions": 10, "leads": 10}


@dataclasses.dataclass
class Desk:
    """One person's, in one database; `made` counts what is behind them, by kind."""

    ledger: Ledger
    user: int
    member: int
    visit: int
    question: int
    lead: int
    made: dict[str, int] = dataclasses.field(default_factory=dict)


def prepare(env: Any) -> Desk:
    """Make the people, and one record of each kind."""
    env = env(context={**env.context, "tracking_disable": True})
    ledger = volume_data.prepare(env)
    group = env.ref("crm_fuel.group_fuel_user").id
    owner, member, other = env["res.users"].create(
        [
            {
                "name": name,
                "login": f"home_{name.lower()}",
                "tz": "Asia/Shanghai",
                "group_ids": [Command.link(group)],
            }
            for name in ("Owner", "Member", "Other")
        ]
    )
    env["crm.team"].create(
        {
            "name": "Home",
            "user_id": owner.id,
            "member_ids": [Command.set(member.ids)],
        }
    )
    project = env["project.project"].create(
        {
            "name": "Win the market",
            "fuel_is_key_account": True,
            "fuel_customer_id": ledger.steady,
            "user_id": other.id,
            "fuel_participant_ids": [Command.set(owner.ids)],
        }
    )
    visit = env["fuel.visit"].create(
        {
            "customer_id": ledger.steady,
            "user_id": owner.id,
            "topic_id": env["fuel.visit.topic"].search([], limit=1).id,
        }
    )
    # Questions are asked by those who take part.
    question = env(user=other.id)["fuel.project.question"].create(
        {"name": "Why?", "project_id": project.id, "responsible_id": owner.id}
    )
    lead = env["crm.lead"].create(
        {
            "name": "A season's bunkers",
            "type": "opportunity",
            "partner_id": ledger.steady,
            "user_id": other.id,
            "fuel_shared_user_ids": [Command.link(owner.id)],
        }
    )
    _fill_cards(env, ledger, visit, member)
    env.flush_all()
    return Desk(ledger, owner.id, member.id, visit.id, question.id, lead.id)


def _fill_cards(env: Any, ledger: Ledger, visit: Any, member: Any) -> None:
    """Make what else a card shows: one of each, for any number of copies."""
    now = fields.Datetime.now()
    # sudo: only the check-in writes how far a visit has come, as superuser as well;
    # it wants a position and a moment of now, and these visits are of other days.
    visits = env["fuel.visit"].sudo()
    done = {
        "state": "done",
        "result_id": env["fuel.visit.result"].search([], limit=1).id,
    }
    for days, user, values in (
        (0, visit.user_id, {}),
        (0, visit.user_id, done),
        # Late, not reviewed, and under way.
        (1, member, {}),
        (2, member, done),
        (0, member, {}),
    ):
        made = visits.create(
            {
                "customer_id": ledger.greatest,
                "user_id": user.id,
                "topic_id": visit.topic_id.id,
                "planned_start": now - timedelta(days=days, hours=1),
                **values,
            }
        )
    # The last one has begun.
    made.write({"state": "in_progress", "actual_start": now})
    # A customer at risk. One who is due for a visit is left by `grow`.
    env["fuel.complaint"].create(
        {
            "name": "Short delivery",
            "customer_id": ledger.greatest,
            "type_id": env["fuel.complaint.type"].search([], limit=1).id,
            "user_id": visit.user_id.id,
        }
    )


def grow(env: Any, desk: Desk, records: int) -> None:
    """Add of each kind until there are so many records behind the person."""
    env = env(context={**env.context, "tracking_disable": True})
    wanted = {kind: records * share // 100 for kind, share in SHARES.items()}
    customers = [*desk.ledger.customers, desk.ledger.steady][: wanted["customers"]]
    partners = env["res.partner"].browse(customers)
    partners.user_id = desk.user
    volume_data.grow(env, desk.ledger, wanted["lines"])
    env["fuel.volume"]._rebuild()
    env.flush_all()
    more = {kind: count - desk.made.get(kind, 0) for kind, count in wanted.items()}
    # The last one is never visited.
    _add_visits(env.cr, desk, customers[:-1] or customers, more["visits"])
    _add_questions(env.cr, desk, more["questions"])
    _add_leads(env.cr, desk, more["leads"])
    # They were customers before all this.
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            fields.Datetime.subtract(fields.Datetime.now(), years=3),
            customers,
        )
    )
    env.invalidate_all()
    desk.made = wanted


def _copies(table: str, template: int, count: int) -> SQL:
    return SQL(
        "(SELECT nextval(%s)::int AS id, number, random() AS chance, random() AS other"
        "   FROM generate_series(1, %s) AS number) AS made"
        "  JOIN %s AS template ON template.id = %s",
        f"{table}_id_seq",
        count,
        SQL.identifier(table),
        template,
    )


def _add_visits(cr: Any, desk: Desk, customers: list[int], count: int) -> None:
    """Nine of ten done in two years; of the last month many are the team member's."""
    done = SQL("chance < 0.9")
    # Eight of today, whatever the number: nobody makes a thousand visits in a day.
    start = SQL(
        "date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 hour'"
        " - CASE WHEN number <= 8 THEN 0 ELSE 1 + floor(other * 700)::int END"
        "   * interval '1 day'"
    )
    member = SQL(
        "CASE WHEN made.number %% 4 = 0 THEN %s ELSE %s END", desk.member, desk.user
    )
    values = {
        "id": SQL("made.id"),
        "customer_id": SQL(
            "(%s::int[])[1 + floor(%s * other)::int]", customers, len(customers)
        ),
        "user_id": member,
        "team_id": SQL("(SELECT sale_team_id FROM res_users WHERE id = %s)", member),
        "state": SQL("CASE WHEN %s THEN 'done' ELSE 'planned' END", done),
        "result_id": SQL(
            "CASE WHEN %s THEN (SELECT min(id) FROM fuel_visit_result) END", done
        ),
        "planned_start": start,
        "date": SQL("(%s)::date", start),
        "actual_start": SQL("CASE WHEN %s THEN %s END", done, start),
        "actual_end": SQL("CASE WHEN %s THEN %s + interval '1 hour' END", done, start),
    }
    copy_rows(cr, "fuel_visit", values, _copies("fuel_visit", desk.visit, count))


def _add_questions(cr: Any, desk: Desk, count: int) -> None:
    values = {
        "id": SQL("made.id"),
        "date_deadline": SQL("current_date - 30 + floor(90 * other)::int"),
        "priority": SQL("CASE WHEN chance < 0.1 THEN '1' ELSE '0' END"),
    }
    table = "fuel_project_question"
    copy_rows(cr, table, values, _copies(table, desk.question, count))
    cr.execute(
        SQL(
            "INSERT INTO fuel_project_question_assignee_rel"
            " SELECT question.id, %s FROM fuel_project_question AS question"
            " ON CONFLICT DO NOTHING",
            desk.user,
        )
    )


def _add_leads(cr: Any, desk: Desk, count: int) -> None:
    values = {
        "id": SQL("made.id"),
        "write_date": SQL("template.write_date - other * interval '300 days'"),
    }
    copy_rows(cr, "crm_lead", values, _copies("crm_lead", desk.lead, count))
    cr.execute(
        SQL(
            "INSERT INTO crm_lead_fuel_shared_user_rel"
            " SELECT lead.id, %s FROM crm_lead AS lead ON CONFLICT DO NOTHING",
            desk.user,
        )
    )
