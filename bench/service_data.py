"""Answers to questionnaires by the hundred thousand, made by SQL.

People and customers come from the ORM; every answer has the ratings of the questionnaire
after a delivery, in the state that finishing it leaves. The random numbers are seeded.
"""

import dataclasses
from typing import Any

from odoo.fields import Command
from odoo.tools import SQL

MANAGERS = 40
CUSTOMERS = 2_000
DAYS = 730


@dataclasses.dataclass
class Opinions:
    """What was made in one database."""

    survey: int
    managers: list[int]
    supervisor: int
    customers: list[int]
    answers: int = 0


def prepare(env: Any) -> Opinions:
    """Make account managers, a supervisor and customers."""
    env = env(context={**env.context, "tracking_disable": True})
    managers = env["res.users"].create(
        [
            {
                "name": f"Manager {number}",
                "login": f"service_{number}",
                "tz": "Asia/Shanghai",
                "group_ids": [Command.link(env.ref("crm_fuel.group_fuel_user").id)],
            }
            for number in range(MANAGERS)
        ]
    )
    supervisor = env["res.users"].create(
        {
            "name": "Supervisor",
            "login": "service_supervisor",
            "tz": "Asia/Shanghai",
            "group_ids": [Command.link(env.ref("crm_fuel.group_fuel_supervisor").id)],
        }
    )
    customers = env["res.partner"].create(
        [
            {
                "name": f"Customer {number}",
                "is_company": True,
                "fuel_customer": True,
                "user_id": managers[number % MANAGERS].id,
            }
            for number in range(CUSTOMERS)
        ]
    )
    env.flush_all()
    return Opinions(
        survey=env.ref("crm_fuel.fuel_survey_delivery").id,
        managers=managers.ids,
        supervisor=supervisor.id,
        customers=customers.ids,
    )


def grow(env: Any, opinions: Opinions, answers: int) -> None:
    """Add answers until there are so many; the first ones are one of each customer."""
    cr = env.cr
    cr.execute("SELECT setseed(0.6)")
    cr.execute(
        SQL(
            """
            CREATE TEMP TABLE drawn ON COMMIT DROP AS
            SELECT nextval('survey_user_input_id_seq') AS id,
                   %(customers)s::int[] AS customers,
                   CASE WHEN n <= %(number)s THEN n
                        ELSE 1 + floor(random() * %(number)s)::int
                    END AS customer,
                   CURRENT_DATE - floor(random() * %(days)s)::int AS day,
                   1 + floor(random() * 5)::int AS overall,
                   floor(random() * 11)::int AS recommend
              FROM generate_series(%(first)s, %(answers)s) AS n
            """,
            customers=opinions.customers,
            number=len(opinions.customers),
            days=DAYS,
            first=opinions.answers + 1,
            answers=answers,
        )
    )
    cr.execute(
        SQL(
            """
            INSERT INTO survey_user_input (
                id, survey_id, state, access_token, test_entry, create_date,
                start_datetime, end_datetime, partner_id, fuel_customer_id,
                fuel_manager_id, fuel_company_id, fuel_answered_on, fuel_overall,
                fuel_recommend, fuel_nps_category
            )
            SELECT drawn.id, %(survey)s, 'done', 'bench-' || drawn.id, FALSE, day, day,
                   day, customers[customer], customers[customer], partner.user_id,
                   %(company)s, day, overall, recommend,
                   CASE WHEN recommend >= 9 THEN 'promoter'
                        WHEN recommend <= 6 THEN 'detractor' ELSE 'passive' END
              FROM drawn
              JOIN res_partner AS partner ON partner.id = customers[customer]
            """,
            survey=opinions.survey,
            company=env.company.id,
        )
    )
    cr.execute(
        SQL(
            """
            INSERT INTO survey_user_input_line (
                user_input_id, question_id, survey_id, answer_type, skipped,
                value_scale, fuel_measure, fuel_dimension_id, question_sequence
            )
            SELECT drawn.id, question.id, question.survey_id, 'scale', FALSE,
                   CASE question.fuel_measure WHEN 'overall' THEN overall
                        WHEN 'recommend' THEN recommend
                        ELSE 1 + floor(random() * 5)::int END,
                   question.fuel_measure, question.fuel_dimension_id,
                   question.sequence
              FROM drawn, survey_question AS question
             WHERE question.survey_id = %(survey)s
               AND question.fuel_measure IS NOT NULL
            """,
            survey=opinions.survey,
        )
    )
    env.invalidate_all()
    opinions.answers = answers
