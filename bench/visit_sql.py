"""The twins by hand of what bench_visit.py reads: one to four statements each.

Record rules are written out as somebody would who knows them; names come along. Where
there are two good ways, both are here, and the faster of them is compared with.
"""

from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL


def period() -> tuple[Any, Any]:
    """The last 12 months."""
    today = fields.Date.today()
    return today - relativedelta(years=1, days=-1), today


def rules(env: Any, role: str) -> list[SQL]:
    """Which visits somebody sees: as a disjunction, and as a union of ids."""
    if role == "supervisor":
        return [SQL("visit.company_id = %s", env.company.id)]
    values = {"company": env.company.id, "user": env.uid}
    union = SQL(
        """
        visit.company_id = %(company)s AND visit.id IN (
            SELECT id FROM fuel_visit WHERE user_id = %(user)s
             UNION
            SELECT fuel_visit_id FROM fuel_visit_companion_rel
             WHERE res_users_id = %(user)s
             UNION
            SELECT fuel_visit_id FROM fuel_visit_shared_rel
             WHERE res_users_id = %(user)s
             UNION
            SELECT id FROM fuel_visit
             WHERE team_id IN (SELECT id FROM crm_team WHERE user_id = %(user)s)
        )
        """,
        **values,
    )
    disjunction = SQL(
        """
        visit.company_id = %(company)s AND (
            visit.user_id = %(user)s
            OR visit.id IN (SELECT fuel_visit_id FROM fuel_visit_companion_rel
                             WHERE res_users_id = %(user)s)
            OR visit.id IN (SELECT fuel_visit_id FROM fuel_visit_shared_rel
                             WHERE res_users_id = %(user)s)
            OR visit.team_id IN (SELECT id FROM crm_team WHERE user_id = %(user)s)
        )
        """,
        **values,
    )
    return [disjunction, union]


def visits(env: Any, where: SQL, offset: int) -> Callable[[], Any]:
    rows = SQL(
        """
        SELECT visit.id, customer.complete_name, visit.planned_start,
               visit.state, visit.verdict, visitor.name,
               topic.name->>'en_US', channel.name->>'en_US', result.name->>'en_US',
               result.tone
          FROM fuel_visit AS visit
          JOIN res_partner AS customer ON customer.id = visit.customer_id
          JOIN res_users ON res_users.id = visit.user_id
          JOIN res_partner AS visitor ON visitor.id = res_users.partner_id
          JOIN fuel_visit_topic AS topic ON topic.id = visit.topic_id
          JOIN fuel_visit_channel AS channel ON channel.id = visit.channel_id
          LEFT JOIN fuel_visit_result AS result ON result.id = visit.result_id
         WHERE %s
         ORDER BY visit.planned_start DESC, visit.id DESC
         LIMIT 80 OFFSET %s
        """,
        where,
        offset,
    )
    return page(env, rows, SQL("fuel_visit AS visit WHERE %s", where))


def page(env: Any, rows: SQL, source: SQL) -> Callable[[], Any]:
    """A page, and the number of rows as far as the web client counts."""
    count = SQL("SELECT count(*) FROM (SELECT 1 FROM %s LIMIT 10001) AS one", source)

    def read() -> tuple[list, int]:
        env.cr.execute(rows)
        found = env.cr.fetchall()
        env.cr.execute(count)
        return found, env.cr.fetchone()[0]

    return read


# ------------------------------------------------------------
# The screen
# ------------------------------------------------------------


def screen(env: Any, role: str, seen: SQL) -> Callable[[], Any]:
    first, last = period()
    where = SQL("%s AND visit.date BETWEEN %s AND %s", seen, first, last)
    charts = SQL(
        """
        SELECT GROUPING(result_id, channel_id, customer_id, user_id,
                        verdict, is_checked_in),
               result_id, channel_id, customer_id, user_id, verdict, is_checked_in,
               count(*), avg(actual_duration)
          FROM fuel_visit AS visit
         WHERE %s AND state = 'done'
         GROUP BY GROUPING SETS ((result_id), (channel_id), (customer_id), (user_id),
                                 (channel_id, verdict), (is_checked_in))
        """,
        where,
    )
    planned = SQL(
        """
        SELECT state, count(*), count(*) FILTER (WHERE date < %s)
          FROM fuel_visit AS visit WHERE %s AND is_planned GROUP BY state
        """,
        fields.Date.context_today(env["fuel.visit"]),
        where,
    )
    coverage = SQL(
        """
        SELECT count(*), count(within.date)
          FROM res_partner AS customer
          LEFT JOIN LATERAL (%(before)s) AS before ON TRUE
          LEFT JOIN LATERAL (%(within)s) AS within ON TRUE
         WHERE customer.fuel_customer AND customer.active AND %(whose)s
           AND customer.commercial_partner_id = customer.id
           AND customer.create_date::date <= %(last)s
           AND COALESCE(before.date + %(interval)s <= %(last)s, TRUE)
        """,
        first=first,
        last=last,
        before=last_contact(env, SQL("visit.date < %s", first)),
        within=last_contact(env, SQL("visit.date BETWEEN %s AND %s", first, last)),
        whose=own_customers(env, role),
        # sudo: a setting of the company, which account managers do not read
        interval=env.company.sudo().fuel_visit_interval,
    )
    names = SQL(
        """
        SELECT id, complete_name FROM res_partner
         WHERE id IN (SELECT customer_id FROM fuel_visit LIMIT 10)
        """
    )

    def read() -> dict[str, float]:
        answers = []
        for query in (charts, planned, coverage, names):
            env.cr.execute(query)
            answers.append(env.cr.fetchall())
        return _figures_by_hand(env, *answers[:3])

    return read


def last_contact(env: Any, condition: SQL) -> SQL:
    """The last day on which somebody of a customer was met."""
    return SQL(
        """
        SELECT visit.date
          FROM fuel_visit AS visit
          JOIN fuel_visit_channel AS channel ON channel.id = channel_id
          LEFT JOIN fuel_visit_result AS result ON result.id = result_id
         WHERE visit.customer_id = customer.id AND visit.company_id = %s
           AND state = 'done'
           AND channel.is_contact AND COALESCE(result.is_contact, TRUE)
           AND %s
         ORDER BY visit.date DESC
         LIMIT 1
        """,
        env.company.id,
        condition,
    )


def own_customers(env: Any, role: str) -> SQL:
    if role == "supervisor":
        return SQL("TRUE")
    return SQL("(customer.user_id = %s OR customer.user_id IS NULL)", env.uid)


def _figures_by_hand(env: Any, charts: list, planned: list, coverage: list) -> dict:
    sets = {name: {} for name in ("result", "channel", "customer", "user")}
    verdicts, duration = {}, 0
    # A bit for each column that is not grouped by.
    masks = {
        0b011111: ("result", 1),
        0b101111: ("channel", 2),
        0b110111: ("customer", 3),
        0b111011: ("user", 4),
    }
    for row in charts:
        if row[0] in masks:
            name, column = masks[row[0]]
            sets[name][row[column]] = row[7]
        elif row[0] == 0b101101:
            verdicts[row[2], row[5]] = row[7]
        elif row[6]:
            duration = row[8]
    remote = env["fuel.visit.channel"].search([("is_remote", "=", True)]).ids
    states = {state: number for state, number, _ in planned}
    [(due, visited)] = coverage
    return {
        "done": sum(sets["result"].values()),
        **{
            f"{name} {id_}": number
            for name in ("result", "channel")
            for id_, number in sets[name].items()
        },
        "top customer": max(sets["customer"].values()),
        "top user": max(sets["user"].values()),
        "customers": len(sets["customer"]),
        "on site": sum(
            number
            for (channel, verdict), number in verdicts.items()
            if verdict == "on_site" and channel not in remote
        ),
        "duration": duration,
        "planned": sum(states.values()),
        "missed": sum(past for state, _, past in planned if state == "planned"),
        "due": due,
        "visited": visited,
    }


def figures(overview: dict) -> dict[str, float]:
    """What the screen's call answers, as the SQL by hand answers it."""
    found = overview["figures"]
    return {
        "done": found["done"],
        **{
            f"{name} {row['id']}": row["count"]
            for name in ("result", "channel")
            for row in overview[f"{name}s"]
        },
        "top customer": overview["customers"][0]["count"],
        "top user": overview["users"][0]["count"],
        "customers": len(overview["customers"])
        + overview["rest"]["customers"]["number"],
        "on site": found["on_site"],
        "duration": found["duration"],
        "planned": found["planned"]["due"],
        "missed": found["planned"]["missed"],
        "due": found["coverage"]["due"],
        "visited": found["coverage"]["visited"],
    }
