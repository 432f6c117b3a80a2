"""Satisfaction over 200,000 answers, against SQL written by hand; the job after deliveries.

    ./fuel bench service [ANSWERS]

Each bound is "at most 1.5 times the SQL, plus a constant". The SQL gives the same figures
from the same tables, the record rules written out in it; the constant is for what it
does not do and what does not grow with the answers (access rights, turning domains into
SQL, labels and names): what our call takes longer than the SQL while there is only one
answer of each customer, so that both have as many groups to name.
"""

import math
import statistics
from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from bench import service_data, service_job
from bench.harness import Bench, Case
from bench.service_data import Opinions
from tooling import databases
from tooling.steps import Failure

MANY = 200_000
FACTOR = 1.5
RUNS = 5
PAGE = 80
FIGURES = ["csat:avg", "rating:avg", "answers:count_distinct"]


def run(bench: Bench) -> None:
    many = int(next(iter(bench.options), MANY))
    with bench.database() as database, bench.environment(database) as env:
        opinions = service_data.prepare(env)
        grow(bench, env, opinions, len(opinions.customers))
        constants = {
            name: max(0.0, ours - by_hand)
            for name, (ours, by_hand) in measure(bench, env, opinions).items()
        }
        grow(bench, env, opinions, many)
        for name, (ours, by_hand) in measure(bench, env, opinions).items():
            constant = constants[name]
            bench.record(
                Case(
                    f"{name}, {many:,} answers",
                    ours,
                    f"SQL by hand: {by_hand * 1000:.1f} ms, + {constant * 1000:.1f} ms",
                    by_hand + constant / FACTOR,
                    at_most=FACTOR,
                )
            )
    service_job.run(bench)


def grow(bench: Bench, env: Any, opinions: Opinions, answers: int) -> None:
    seconds = bench.timed(lambda: service_data.grow(env, opinions, answers))
    env.cr.commit()
    # As autovacuum would have in the months that it takes to get so many.
    with databases.cursor(env.cr.dbname) as cr:
        cr.execute("VACUUM ANALYZE")
    bench.say(f"  {answers:,} answers: made in {seconds:.0f} s")


def measure(bench: Bench, env: Any, opinions: Opinions) -> dict:
    """Return the medians of both ways of each case, after comparing their answers."""
    found = {}
    for name, (ours, by_hand) in pairs(env, opinions).items():
        check_same(name, ours(), by_hand())
        times: list[list[float]] = [[], []]
        for number in range(RUNS + 1):
            # Who comes first changes.
            for which in (0, 1) if number % 2 else (1, 0):
                seconds = bench.timed((ours, by_hand)[which])
                if number:
                    times[which].append(seconds)
        found[name] = tuple(map(statistics.median, times))
    return found


def pairs(env: Any, opinions: Opinions) -> dict[str, tuple[Callable, Callable]]:
    people = {
        "supervisor": env(user=opinions.supervisor),
        "account manager": env(user=opinions.managers[1]),
    }
    cases = {}
    for role, own in people.items():
        cases[f"dimension × month, {role}"] = (
            by_dimension(own),
            by_dimension_by_hand(own, role),
        )
        cases[f"NPS by customer, {role}"] = (
            by_customer(own),
            by_customer_by_hand(own, role),
        )
    own = people["supervisor"]
    customers = opinions.customers[:PAGE]
    cases["figures of a page of customers"] = (
        of_customers(own, customers),
        of_customers_by_hand(own, customers),
    )
    return cases


# --- ours ---


def by_dimension(env: Any) -> Callable[[], Any]:
    def read() -> Any:
        env.invalidate_all()
        groups = env["fuel.satisfaction"].formatted_read_group(
            [("measure", "=", "dimension")], ["dimension_id", "date:month"], FIGURES
        )
        return {
            (group["dimension_id"][0], group["date:month"][0]): [
                group[name] for name in FIGURES
            ]
            for group in groups
        }

    return read


def by_customer(env: Any) -> Callable[[], Any]:
    def read() -> Any:
        env.invalidate_all()
        groups = env["fuel.satisfaction"].formatted_read_group(
            [("measure", "=", "recommend")], ["customer_id"], ["nps:avg", "__count"]
        )
        return {
            group["customer_id"][0]: [group["nps:avg"], group["__count"]]
            for group in groups
        }

    return read


def of_customers(env: Any, ids: list[int]) -> Callable[[], Any]:
    names = ["fuel_csat", "fuel_nps", "fuel_survey_answer_count"]

    def read() -> Any:
        env.invalidate_all()
        rows = env["res.partner"].browse(ids).read(names)
        return {row["id"]: [row[name] for name in names] for row in rows}

    return read


# --- by hand ---


def rules(env: Any, role: str) -> SQL:
    """The record rules as one would write them."""
    if role == "supervisor":
        return SQL("answer.fuel_company_id = %s", env.company.id)
    return SQL(
        """
        answer.fuel_company_id = %(company)s AND (
            answer.fuel_manager_id = %(user)s
            OR answer.fuel_customer_id IN
               (SELECT id FROM res_partner WHERE user_id = %(user)s)
            OR answer.fuel_visit_id IN
               (SELECT id FROM fuel_visit WHERE user_id = %(user)s)
        )
        """,
        company=env.company.id,
        user=env.uid,
    )


def by_dimension_by_hand(env: Any, role: str) -> Callable[[], Any]:
    query = SQL(
        """
        SELECT dimension.id, date_trunc('month', answer.fuel_answered_on)::date,
               avg(CASE WHEN value_scale >= 4 THEN 100 ELSE 0 END)::float8,
               avg(value_scale)::float8, count(DISTINCT line.user_input_id)
          FROM survey_user_input_line AS line
          JOIN survey_user_input AS answer ON answer.id = line.user_input_id
          JOIN fuel_survey_dimension AS dimension
            ON dimension.id = line.fuel_dimension_id
         WHERE line.fuel_measure = 'dimension' AND answer.fuel_answered_on IS NOT NULL
           AND %s
         GROUP BY dimension.id, 2
         ORDER BY dimension.sequence, 2
        """,
        rules(env, role),
    )

    def read() -> Any:
        rows = env.execute_query(query)
        return {(row[0], fields.Date.to_string(row[1])): list(row[2:]) for row in rows}

    return read


def by_customer_by_hand(env: Any, role: str) -> Callable[[], Any]:
    query = SQL(
        """
        SELECT partner.id, partner.complete_name,
               avg(CASE WHEN value_scale >= 9 THEN 100 WHEN value_scale <= 6 THEN -100
                        ELSE 0 END)::float8,
               count(*)
          FROM survey_user_input_line AS line
          JOIN survey_user_input AS answer ON answer.id = line.user_input_id
          JOIN res_partner AS partner ON partner.id = answer.fuel_customer_id
         WHERE line.fuel_measure = 'recommend' AND answer.fuel_answered_on IS NOT NULL
           AND %s
         GROUP BY partner.id
         ORDER BY partner.complete_name
        """,
        rules(env, role),
    )

    def read() -> Any:
        return {row[0]: list(row[2:]) for row in env.execute_query(query)}

    return read


def of_customers_by_hand(env: Any, ids: list[int]) -> Callable[[], Any]:
    today = fields.Date.context_today(env["res.partner"])
    query = SQL(
        """
        SELECT fuel_customer_id,
               round(avg(CASE WHEN fuel_overall >= 4 THEN 100 ELSE 0 END), 1)::float8,
               round(avg(CASE fuel_nps_category WHEN 'promoter' THEN 100
                         WHEN 'detractor' THEN -100 ELSE 0 END), 1)::float8,
               count(*)
          FROM survey_user_input AS answer
         WHERE fuel_customer_id IN %(customers)s AND fuel_answered_on > %(since)s
           AND fuel_answered_on <= %(today)s AND fuel_company_id = %(company)s
         GROUP BY fuel_customer_id
        """,
        customers=tuple(ids),
        since=today - relativedelta(years=1),
        today=today,
        company=env.company.id,
    )

    def read() -> Any:
        found = {row[0]: list(row[1:]) for row in env.execute_query(query)}
        return {id_: found.get(id_, [0.0, 0.0, 0]) for id_ in ids}

    return read


def check_same(name: str, ours: dict, by_hand: dict) -> None:
    """Refuse to compare what does not answer the same question."""
    different = {
        key: (ours.get(key), by_hand.get(key))
        for key in ours.keys() | by_hand.keys()
        if not (key in ours and key in by_hand)
        or not all(
            math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)
            for one, other in zip(ours[key], by_hand[key], strict=True)
        )
    }
    if different or not ours:
        raise Failure(
            f"{name}: ours and SQL by hand differ", str(list(different.items())[:3])
        )
