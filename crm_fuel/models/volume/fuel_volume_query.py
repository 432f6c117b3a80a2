from collections import defaultdict

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.text import holds_unstorable

# What `query` can group by: the column, or the granularity of the date.
DIMENSIONS = {
    "customer": "customer_id",
    "vessel": "vessel_id",
    "port": "port_id",
    "grade": "grade_id",
    "product": "product_id",
    "salesperson": "salesperson_id",
    "team": "team_id",
    "company": "company_id",
    "delivery_mode": "delivery_mode",
}
PERIODS = {
    "day": "date:day",
    # Odoo's weeks begin as the user's language says; ISO weeks are told from days.
    "week": "date:day",
    "month": "date:month",
    "quarter": "date:quarter",
    "year": "date:year",
}
MEASURES = ("ordered_mt", "delivered_mt", "amount", "orders")


class FuelVolume(models.Model):
    _inherit = "fuel.volume"

    @api.model
    @api.readonly
    def query(self, group_by=(), date_from=None, date_to=None, domain=()):
        """Sum sales volumes by any dimensions; made for integrators.

        Sees what the caller may see: an account manager's own orders, a
        supervisor's companies.

        :param list(str) group_by: any of ``customer``, ``vessel``, ``port``,
            ``grade``, ``product``, ``salesperson``, ``team``, ``company``,
            ``delivery_mode`` and at most one of ``day``, ``week`` (ISO), ``month``,
            ``quarter``, ``year``; empty for one total
        :param str date_from: first date included, ``YYYY-MM-DD``
        :param str date_to: last date included, ``YYYY-MM-DD``
        :param list domain: further conditions on ``fuel.volume``
        :return: one dict per group, sorted by its keys in the order of ``group_by``:
            records as ``[id, name]`` or False, periods as text (``2026-01-31``,
            ``2026-W05``, ``2026-01``, ``2026-Q1``, ``2026``), ``ordered_mt`` and
            ``delivered_mt`` in metric tonnes, ``amount`` untaxed in the company's
            currency, ``orders`` the number of different sale orders
        :rtype: list(dict)
        :raises UserError: on an unknown dimension, a date that is none, a period
            that ends before it begins, or a domain that is none
        """
        group_by = self._check_dimensions(group_by)
        where = self._query_domain(date_from, date_to, domain)
        specs = [{**DIMENSIONS, **PERIODS}[name] for name in group_by]
        try:
            rows = self._read_group(
                where,
                specs,
                [
                    "ordered_mt:sum",
                    "delivered_mt:sum",
                    "amount:sum",
                    "order_id:count_distinct",
                ],
            )
        except (TypeError, ValueError, psycopg2.DataError) as error:
            # A value that does not fit its field shows only when it is compared.
            raise self._bad_domain(error) from error
        totals = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
        for row in rows:
            key = tuple(map(self._query_key, group_by, row))
            measures = totals[key]
            for index, value in enumerate(row[len(group_by) :]):
                # An order has one date, so orders counted by day add up by week.
                measures[index] += value or 0
        return [
            {
                **{
                    name: self._query_value(part)
                    for name, part in zip(group_by, key, strict=True)
                },
                **dict(zip(MEASURES, measures, strict=True)),
            }
            for key, measures in sorted(totals.items(), key=self._query_sort_key)
        ]

    # === HELPERS === #

    @api.model
    def _check_dimensions(self, group_by):
        allowed = [*DIMENSIONS, *PERIODS]
        if isinstance(group_by, str) or not isinstance(group_by, (list, tuple)):
            raise UserError(
                self.env._("group_by must be a list of names, such as %s.", allowed[:2])
            )
        unknown = [name for name in group_by if name not in allowed]
        if unknown:
            raise UserError(
                self.env._(
                    "group_by cannot contain %(unknown)s. Choose from: %(allowed)s.",
                    unknown=", ".join(map(repr, unknown)),
                    allowed=", ".join(allowed),
                )
            )
        if len(set(group_by)) < len(group_by):
            raise UserError(self.env._("group_by names a dimension twice."))
        if len([name for name in group_by if name in PERIODS]) > 1:
            raise UserError(
                self.env._(
                    "group_by takes one period at most: %s.",
                    ", ".join(PERIODS),
                )
            )
        return list(group_by)

    @api.model
    def _query_domain(self, date_from, date_to, domain):
        first = self._query_date("date_from", date_from)
        last = self._query_date("date_to", date_to)
        if first and last and first > last:
            raise UserError(
                self.env._(
                    "date_from (%(first)s) is after date_to (%(last)s).",
                    first=first,
                    last=last,
                )
            )
        if holds_unstorable(domain):
            raise self._bad_domain("a zero byte or half a character")
        try:
            where = Domain(list(domain or ()))
            where.validate(self)
        except (TypeError, ValueError) as error:
            raise self._bad_domain(error) from error
        if first:
            where &= Domain("date", ">=", first)
        if last:
            where &= Domain("date", "<=", last)
        return where

    @api.model
    def _bad_domain(self, error):
        return UserError(self.env._("domain is not valid: %s", ascii(str(error))))

    @api.model
    def _query_date(self, name, value):
        if not value:
            return None
        try:
            if not isinstance(value, str) or len(value) != 10:
                raise ValueError(value)
            return fields.Date.to_date(value)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(name)s must be a date as YYYY-MM-DD, not %(value)s.",
                    name=name,
                    value=repr(value),
                )
            ) from error

    @api.model
    def _query_key(self, name, value):
        """Turn a group's value into a hashable key: a record or a text."""
        if name not in PERIODS or not value:
            return value
        return {
            "day": lambda: value.isoformat(),
            "week": lambda: "{}-W{:02}".format(*value.isocalendar()),
            "month": lambda: f"{value:%Y-%m}",
            "quarter": lambda: f"{value.year}-Q{(value.month + 2) // 3}",
            "year": lambda: str(value.year),
        }[name]()

    @api.model
    def _query_value(self, part):
        """Turn a key into what a client gets: a record becomes ``[id, name]``."""
        if not isinstance(part, models.BaseModel):
            return part
        # sudo: the name of what the caller's own sales refer to, as any many2one
        # shows it, even where the record itself is another company's.
        return [part.id, part.sudo().display_name] if part else False

    @api.model
    def _query_sort_key(self, item):
        return [
            (part.id or 0, "")
            if isinstance(part, models.BaseModel)
            else (0, part or "")
            for part in item[0]
        ]
