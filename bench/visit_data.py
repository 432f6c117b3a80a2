"""Visits by the hundred thousand, made by SQL.

Customers, products and sales come from volume_data.py; visitors, teams and one template
visit from the ORM. Every visit is a copy of the template in set-based SQL, all columns
included, with customer, visitor, day, channel, result, state and verdict drawn from
believable distributions, and a position for each check-in and check-out. The random
numbers are seeded.
"""

import dataclasses
from typing import Any

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from bench import volume_data
from bench.volume_data import Ledger

MONTHS = 24
VISITORS = 40
TEAMS = 5


@dataclasses.dataclass
class Diary:
    """What was made in one database."""

    ledger: Ledger
    visitors: list[int]
    supervisor: int
    topics: list[int]
    template: int
    visits: int = 0


def prepare(env: Any) -> Diary:
    """Make the people, and give each customer an account manager."""
    env = env(context={**env.context, "tracking_disable": True})
    ledger = volume_data.prepare(env)
    group = env.ref("crm_fuel.group_fuel_user").id
    visitors = env["res.users"].create(
        [
            {
                "name": f"Visitor {number}",
                "login": f"visitor_{number}",
                "tz": "Asia/Shanghai",
                "group_ids": [Command.link(group)],
            }
            for number in range(VISITORS)
        ]
    )
    supervisor = env["res.users"].create(
        {
            "name": "Supervisor",
            "login": "visit_supervisor",
            "group_ids": [Command.link(env.ref("crm_fuel.group_fuel_supervisor").id)],
        }
    )
    for number in range(TEAMS):
        members = visitors[number::TEAMS]
        env["crm.team"].create(
            {
                "name": f"Team {number}",
                "user_id": members[0].id,
                "member_ids": [Command.set(members.ids)],
            }
        )
    customers = env["res.partner"].browse([*ledger.customers, ledger.steady])
    for number, visitor in enumerate(visitors):
        customers[number::VISITORS].user_id = visitor
    topics = env["fuel.visit.topic"].search([]).ids
    template = env["fuel.visit"].create(
        {
            "customer_id": ledger.steady,
            "user_id": visitors[0].id,
            "topic_id": topics[0],
        }
    )
    env.flush_all()
    # They were customers before the visits began.
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            fields.Datetime.subtract(fields.Datetime.now(), months=MONTHS),
            customers.ids,
        )
    )
    env.invalidate_all()
    return Diary(ledger, visitors.ids, supervisor.id, topics, template.id)


def grow(env: Any, diary: Diary, visits: int) -> None:
    """Add visits until there are so many."""
    count = visits - diary.visits
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    [is_superuser] = cr.fetchone()
    if is_superuser:
        # The rows are right by construction: checking millions of foreign keys takes
        # longer than writing the rows.
        cr.execute("SET LOCAL session_replication_role = replica")
    cr.execute("SELECT setseed(%s)", [1 / (1 + diary.visits)])
    _draw(env, diary, count)
    _insert_visits(cr, diary)
    _insert_positions(env)
    cr.execute(
        "INSERT INTO fuel_visit_companion_rel (fuel_visit_id, res_users_id)"
        " SELECT id, companion FROM bench_visit WHERE chance < 0.03"
        " ON CONFLICT DO NOTHING"
    )
    cr.execute(
        "INSERT INTO fuel_visit_shared_rel (fuel_visit_id, res_users_id)"
        " SELECT id, companion FROM bench_visit WHERE chance BETWEEN 0.5 AND 0.52"
        " ON CONFLICT DO NOTHING"
    )
    cr.execute("DROP TABLE bench_visit")
    if is_superuser:
        cr.execute("SET LOCAL session_replication_role = DEFAULT")
    env.invalidate_all()
    diary.visits = visits


def _draw(env: Any, diary: Diary, count: int) -> None:
    """Draw the visits: 93 % done, 4 % cancelled, 3 % in plan, some of those missed."""
    channels = env["fuel.visit.channel"].search([])
    remote = channels.filtered("is_remote").ids
    placed = (channels - channels.filtered("is_remote")).ids
    results = env["fuel.visit.result"].search([]).ids
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_visit AS
            WITH dice AS MATERIALIZED (
                SELECT number,
                       random() AS whom, random() AS who, random() AS what,
                       random() AS how, random() AS outcome, random() AS fate,
                       random() AS place, random() AS span, random() AS chance,
                       random() AS other, random() AS moment
                  FROM generate_series(0, %(count)s - 1) AS number
            ),
            drawn AS (
                SELECT dice.*,
                       CASE WHEN fate < 0.03 THEN 'planned'
                            WHEN fate < 0.07 THEN 'cancelled'
                            ELSE 'done'
                        END AS state,
                       how < 0.3 AS is_remote,
                       -- A plan lies up to a month ahead, or was missed.
                       date_trunc('day', now() AT TIME ZONE 'UTC')
                           + CASE WHEN fate < 0.02
                                  THEN ceil(30 * moment)::int * interval '1 day'
                                  -- Written down day by day, as rows lie in the table.
                                  ELSE -ceil(%(days)s * (1 - number::float8 / %(count)s)
                                       )::int * interval '1 day'
                              END
                           + interval '1 hour' + floor(other * 480) * interval '1 minute'
                           AS planned_start
                  FROM dice
            )
            SELECT nextval('fuel_visit_id_seq')::int AS id,
                   drawn.*,
                   -- A few customers are visited often, most now and then.
                   (%(customers)s::int[])
                       [1 + floor(%(units)s * power(whom, 2))::int] AS customer_id,
                   (%(visitors)s::int[])
                       [1 + floor(%(people)s * power(who, 1.3))::int] AS user_id,
                   (%(visitors)s::int[])[1 + floor(%(people)s * other)::int]
                       AS companion,
                   (%(topics)s::int[])
                       [1 + floor(%(kinds)s * power(what, 1.5))::int] AS topic_id,
                   CASE WHEN is_remote
                        THEN (%(remote)s::int[])
                                 [1 + floor(%(remotes)s * power(what, 2))::int]
                        ELSE (%(placed)s::int[])
                                 [1 + floor(%(places)s * power(what, 2))::int]
                    END AS channel_id,
                   CASE WHEN state = 'done'
                        THEN (%(results)s::int[])
                                 [1 + floor(%(outcomes)s * power(outcome, 1.5))::int]
                    END AS result_id,
                   state = 'done' AND NOT is_remote AND place < 0.95 AS is_checked_in,
                   CASE WHEN state != 'done' THEN NULL
                        WHEN is_remote OR place > 0.9 THEN 'unverified'
                        WHEN place < 0.75 THEN 'on_site'
                        ELSE 'off_site'
                    END AS verdict
              FROM drawn
            """,
            count=count,
            days=MONTHS * 30,
            customers=diary.ledger.customers,
            units=len(diary.ledger.customers),
            visitors=diary.visitors,
            people=len(diary.visitors),
            topics=diary.topics,
            kinds=len(diary.topics),
            remote=remote,
            remotes=len(remote),
            placed=placed,
            places=len(placed),
            results=results,
            outcomes=len(results),
        )
    )
    env.cr.execute("CREATE INDEX ON bench_visit (id)")
    env.cr.execute("ANALYZE bench_visit")


def _insert_visits(cr: Any, diary: Diary) -> None:
    done = SQL("bench_visit.state = 'done'")
    start = SQL("bench_visit.planned_start")
    values = {
        name: SQL.identifier("bench_visit", name)
        for name in (
            "id",
            "customer_id",
            "user_id",
            "topic_id",
            "channel_id",
            "result_id",
            "state",
            "is_checked_in",
            "verdict",
            "planned_start",
        )
    }
    values |= {
        "team_id": SQL("visitor.sale_team_id"),
        "date": SQL("%s::date", start),
        "actual_start": SQL("CASE WHEN %s THEN %s END", done, start),
        "actual_end": SQL(
            "CASE WHEN %s THEN %s + (0.25 + 2.5 * span) * interval '1 hour' END",
            done,
            start,
        ),
        "actual_duration": SQL("CASE WHEN %s THEN 0.25 + 2.5 * span ELSE 0 END", done),
        "is_planned": SQL("chance < 0.7 OR bench_visit.state != 'done'"),
        "distance": SQL(
            "CASE bench_visit.verdict WHEN 'on_site' THEN 400 * span"
            " WHEN 'off_site' THEN 600 + 9000 * span END"
        ),
        "summary": SQL(
            "CASE WHEN %s THEN 'Spoke of the month''s needs, of price and of quality, "
            "and of who bunkers where. Number ' || number END",
            done,
        ),
        "verdict_reason": SQL(
            "CASE WHEN bench_visit.verdict = 'unverified' THEN"
            " CASE WHEN bench_visit.is_remote THEN 'remote' ELSE 'denied' END END"
        ),
        "cancel_reason": SQL(
            "CASE WHEN bench_visit.state = 'cancelled' THEN 'Closed that day' END"
        ),
        "create_date": start,
        "write_date": start,
    }
    source = SQL(
        """
        bench_visit
        JOIN fuel_visit AS template ON template.id = %s
        JOIN res_users AS visitor ON visitor.id = bench_visit.user_id
        ORDER BY bench_visit.number
        """,
        diary.template,
    )
    volume_data.copy_rows(cr, "fuel_visit", values, source)


def _insert_positions(env: Any) -> None:
    """A row for each check-in and each check-out."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO fuel_visit_position (
                visit_id, user_id, company_id, kind, key, latitude, longitude, has_fix,
                accuracy, distance, verdict, reason, made_at, received_at
            )
            SELECT visit.id, visit.user_id, visit.company_id, kind,
                   gen_random_uuid()::text,
                   30 + 0.01 * span, 122 + 0.01 * other,
                   visit.verdict != 'unverified', 5 + 40 * span, visit.distance,
                   visit.verdict, visit.verdict_reason,
                   CASE kind WHEN 'in' THEN visit.actual_start ELSE visit.actual_end END,
                   CASE kind WHEN 'in' THEN visit.actual_start ELSE visit.actual_end END
              FROM bench_visit
              JOIN fuel_visit AS visit ON visit.id = bench_visit.id
             CROSS JOIN (VALUES ('in'), ('out')) AS kinds (kind)
             WHERE visit.is_checked_in
            """
        )
    )
