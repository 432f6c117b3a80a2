from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

COVERAGE_GROUPS = ("user_id", "team_id", "company_id")


class FuelVisit(models.Model):
    """Coverage: of the customers who were due in a period, how many were visited."""

    _inherit = "fuel.visit"

    @api.model
    def _coverage(self, date_from, date_to, domain=()):
        """Tell how many customers were due in a period, and how many of them visited.

        A customer was due in the period where, without any visit in it, their turn
        would have come by its last day: they were entered by then, visits to them are
        due at all, and their last visit before the period, the days between visits
        added, is not after its last day; who had never been visited before is due. They
        were visited where a visit in the period counts (see ``_contact_domain``). Each
        customer counts once, however long the period. Intervals are those of today.

        :param date date_from: first day
        :param date date_to: last day
        :param domain: on ``res.partner``: which customers; all that the caller may see
            in ``fuel.visit.due`` without it
        :return: ``due`` and ``visited``: numbers of customers; ``rate``: their
            quotient from 0 to 1, or False where nobody was due
        :rtype: dict
        """
        query, due, visited = self._coverage_query(date_from, date_to, domain)
        [row] = self.env.execute_query(
            query.select(*self._coverage_counts(due, visited))
        )
        return self._coverage_figures(*row)

    @api.model
    def _coverage_by(self, groupby, date_from, date_to, domain=()):
        """Tell the coverage of each account manager, team or company.

        :param str groupby: ``"user_id"``, ``"team_id"`` or ``"company_id"``
        :return: as ``_coverage``, by record, which is empty for customers without one;
            those with nobody due are left out
        :rtype: dict
        """
        if groupby not in COVERAGE_GROUPS:
            raise ValidationError(
                self.env._(
                    "Coverage is told by %(allowed)s, not by %(groupby)s.",
                    allowed=", ".join(COVERAGE_GROUPS),
                    groupby=groupby,
                )
            )
        query, due, visited = self._coverage_query(date_from, date_to, domain)
        rows = self.env["fuel.visit.due"]
        key = rows._field_to_sql(rows._table, groupby, query)
        query.groupby = key
        query.having = SQL("count(*) FILTER (WHERE %s) > 0", due)
        records = self.env[rows._fields[groupby].comodel_name]
        return {
            records.browse(id_ or ()): self._coverage_figures(*counts)
            for id_, *counts in self.env.execute_query(
                query.select(key, *self._coverage_counts(due, visited))
            )
        }

    @api.model
    def _coverage_query(self, date_from, date_to, domain):
        """Return a query over customers and the conditions of being due and visited."""
        date_from, date_to = map(fields.Date.to_date, (date_from, date_to))
        if not (date_from and date_to) or date_from > date_to:
            raise ValidationError(
                self.env._("A period begins on a day that is not after its last one.")
            )
        rows = self.env["fuel.visit.due"]
        query = rows._search(self._coverage_domain(domain))
        same = SQL(
            "fuel_visit.customer_id = fuel_visit_due.customer_id"
            " AND fuel_visit.company_id = fuel_visit_due.company_id"
        )
        contact = self._contact_domain()
        for alias, period in (
            ("before", Domain("date", "<", date_from)),
            ("within", Domain("date", ">=", date_from) & Domain("date", "<=", date_to)),
        ):
            query.add_join(
                "LEFT JOIN",
                alias,
                SQL("LATERAL (%s)", self._date_sql("max", contact & period, same)),
                SQL("TRUE"),
            )
        due = SQL(
            """(
                fuel_visit_due.visit_interval > 0
                AND fuel_visit_due.entry_date <= %(last)s
                AND COALESCE(
                    before.date + fuel_visit_due.visit_interval <= %(last)s, TRUE
                )
            )""",
            last=date_to,
        )
        return query, due, SQL("(%s AND within.date IS NOT NULL)", due)

    @api.model
    def _coverage_domain(self, domain):
        domain = Domain(domain)
        if domain.is_true():
            return domain
        partners = self.env["res.partner"]._search(domain)
        return Domain("customer_id", "in", partners)

    @api.model
    def _coverage_counts(self, due, visited):
        return [
            SQL("count(*) FILTER (WHERE %s)", due),
            SQL("count(*) FILTER (WHERE %s)", visited),
        ]

    @api.model
    def _coverage_figures(self, due, visited):
        return {
            "due": due,
            "visited": visited,
            "rate": visited / due if due else False,
        }
