"""The due list by hand, in two ways: see visit_sql.py."""

from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from bench.visit_sql import last_contact, own_customers, page

# Looked up customer by customer, or summed for all and joined.
WAYS = ("lateral", "grouped")


def due(env: Any, role: str, way: str) -> Callable[[], Any]:
    today = fields.Date.context_today(env["fuel.visit"])
    whose = own_customers(env, role)
    customers = SQL(
        """
        res_partner AS customer
        WHERE customer.fuel_customer AND customer.active AND %s
          AND customer.commercial_partner_id = customer.id
        """,
        whose,
    )
    values = {
        "today": today,
        "company": env.company.id,
        "a_year_ago": today - relativedelta(years=1),
        "two_years_ago": today - relativedelta(years=2),
    }
    tables, joins = _due_grouped(values), _DUE_JOINS
    if way == "lateral":
        tables, joins = SQL(), _due_lateral(env, values)
    rows = SQL(
        """
        WITH %(tables)s turn AS (
            SELECT customer.id, customer.complete_name, visitor.name,
                   contact.date AS last, plan.next,
                   greatest(0, %(today)s - coalesce(contact.date + %(interval)s,
                                                    customer.create_date::date)) AS late,
                   coalesce(volume.recent, 0) AS recent,
                   coalesce(volume.earlier, 0) AS earlier
              FROM res_partner AS customer
              LEFT JOIN res_users ON res_users.id = customer.user_id
              LEFT JOIN res_partner AS visitor ON visitor.id = res_users.partner_id
              %(joins)s
             WHERE customer.fuel_customer AND customer.active AND %(whose)s
               AND customer.commercial_partner_id = customer.id
        )
        SELECT turn.*,
               40 * least(late::float8 / %(interval)s, 3) / 3
               + 25 * greatest(recent, earlier) / (greatest(recent, earlier) + 10000)
               + CASE WHEN earlier > 0
                      THEN 15 * greatest(0, (earlier - recent) / earlier)
                      ELSE 0 END AS score
          FROM turn
         ORDER BY score DESC, id
         LIMIT 80
        """,
        tables=tables,
        joins=joins,
        today=today,
        # sudo: a setting of the company, which account managers do not read
        interval=env.company.sudo().fuel_visit_interval,
        whose=whose,
    )
    return page(env, rows, customers)


def _due_lateral(env: Any, values: dict) -> SQL:
    return SQL(
        """
        LEFT JOIN LATERAL (%(contact)s) AS contact ON TRUE
        LEFT JOIN LATERAL (
            SELECT min(date) AS next
              FROM fuel_visit
             WHERE customer_id = customer.id AND company_id = %(company)s
               AND state IN ('planned', 'in_progress') AND date >= %(today)s
        ) AS plan ON TRUE
        LEFT JOIN LATERAL (
            SELECT %(sums)s
              FROM fuel_volume
             WHERE customer_id = customer.id AND company_id = %(company)s
               AND date > %(two_years_ago)s AND date <= %(today)s
        ) AS volume ON TRUE
        """,
        contact=last_contact(env, SQL("TRUE")),
        sums=_due_sums(values),
        **values,
    )


_DUE_JOINS = SQL(
    """
    LEFT JOIN contact ON contact.customer_id = customer.id
    LEFT JOIN plan ON plan.customer_id = customer.id
    LEFT JOIN volume ON volume.customer_id = customer.id
    """
)


def _due_grouped(values: dict) -> SQL:
    return SQL(
        """
        contact AS MATERIALIZED (
            SELECT customer_id, max(visit.date) AS date
              FROM fuel_visit AS visit
              JOIN fuel_visit_channel AS channel ON channel.id = channel_id
              LEFT JOIN fuel_visit_result AS result ON result.id = result_id
             WHERE state = 'done' AND visit.company_id = %(company)s
               AND channel.is_contact AND COALESCE(result.is_contact, TRUE)
             GROUP BY customer_id
        ),
        plan AS MATERIALIZED (
            SELECT customer_id, min(date) AS next
              FROM fuel_visit
             WHERE state IN ('planned', 'in_progress') AND date >= %(today)s
               AND company_id = %(company)s
             GROUP BY customer_id
        ),
        volume AS MATERIALIZED (
            SELECT customer_id, %(sums)s
              FROM fuel_volume
             WHERE date > %(two_years_ago)s AND date <= %(today)s
               AND company_id = %(company)s
             GROUP BY customer_id
        ),
        """,
        sums=_due_sums(values),
        **values,
    )


def _due_sums(values: dict) -> SQL:
    return SQL(
        """
        round(sum(delivered_mt) FILTER (WHERE date > %(a_year_ago)s)::numeric, 3)::float8
            AS recent,
        round(sum(delivered_mt) FILTER (WHERE date <= %(a_year_ago)s)::numeric, 3)::float8
            AS earlier
        """,
        **values,
    )
