from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

# The dimensions that accompany the month-by-month table, where they are not fixed.
LISTED = ("vessel_id", "customer_id")
LISTED_MAX = 20


class FuelVolume(models.Model):
    _inherit = "fuel.volume"

    @api.model
    def _overview(self, scope):
        """Tell delivered tonnes of this year against last: what the tab shows.

        A fixed number of queries, whatever the history. All figures end today, so
        that months, totals and lists add up to each other.

        :param Domain scope: whose sales, e.g. one customer's
        :return: ``today``, ``year`` and ``month`` (1 to 12) of the reader; ``domain``:
            the scope, to open what is behind a figure; ``grades``: one dict per grade
            with ``id``, ``name``, ``this_year`` and ``last_year``, each a list of 12
            figures in MT; ``vessels`` and ``customers``: the greatest first, with
            ``id``, ``name``, ``this_year`` (to date), ``last_year``,
            ``last_year_to_date`` in MT, cut at 20; ``totals`` with the same and
            ``last_12_months`` in MT and ``growth`` in percent or False;
            ``last_order_date``, or False
        :rtype: dict
        """
        today = fields.Date.context_today(self)
        start = today.replace(year=today.year - 1, month=1, day=1)
        scope = Domain(scope)
        recent = scope & Domain("date", ">=", start) & Domain("date", "<=", today)
        [(last_order,)] = self._read_group(scope, [], ["date:max"])
        months = self._read_group(
            recent,
            ["grade_id", "date:month"],
            ["delivered_mt:sum"],
        )
        return {
            "today": today,
            "year": today.year,
            "month": today.month,
            "domain": list(scope),
            "grades": self._overview_grades(months, today),
            "totals": self._overview_totals(recent, today),
            "last_order_date": last_order or False,
            **{
                f"{name.removesuffix('_id')}s": self._overview_listed(
                    recent, name, today
                )
                for name in LISTED
            },
        }

    @api.model
    def _overview_grades(self, months, today):
        grades = {}
        for grade, month, tonnes in months:
            # sudo: names of grades are shown to whoever sees the sale.
            figures = grades.setdefault(
                grade.id,
                {
                    "id": grade.id,
                    "name": grade.sudo().display_name,
                    "this_year": [0.0] * 12,
                    "last_year": [0.0] * 12,
                },
            )
            year = "this_year" if month.year == today.year else "last_year"
            figures[year][month.month - 1] += tonnes
        return sorted(
            grades.values(),
            key=lambda grade: -sum(grade["this_year"] + grade["last_year"]),
        )

    @api.model
    def _overview_listed(self, domain, name, today):
        named = domain & Domain(name, "!=", False)
        same_days = self._read_group(
            named & Domain("date", "<=", today - relativedelta(years=1)),
            [name],
            ["delivered_mt:sum"],
        )
        to_date = {record.id: tonnes for record, tonnes in same_days}
        figures = {}
        for record, year, tonnes in self._read_group(
            named,
            [name, "date:year"],
            ["delivered_mt:sum"],
        ):
            entry = figures.setdefault(
                record,
                {
                    "id": record.id,
                    "this_year": 0.0,
                    "last_year": 0.0,
                    "last_year_to_date": to_date.get(record.id, 0.0),
                },
            )
            entry["this_year" if year.year == today.year else "last_year"] += tonnes
        greatest = sorted(
            figures.items(),
            key=lambda item: -(item[1]["this_year"] + item[1]["last_year"]),
        )[:LISTED_MAX]
        # sudo: names only, of what the caller's own sales refer to.
        return [
            {**entry, "name": record.sudo().display_name} for record, entry in greatest
        ]

    @api.model
    def _overview_totals(self, domain, today):
        this_year = today.replace(month=1, day=1)
        last_year = this_year - relativedelta(years=1)
        figures = {
            name: self._delivered_between(domain, first, last)
            for name, first, last in (
                ("this_year", this_year, today),
                ("last_year", last_year, this_year - relativedelta(days=1)),
                ("last_year_to_date", last_year, today - relativedelta(years=1)),
                (
                    "last_12_months",
                    today - relativedelta(years=1) + relativedelta(days=1),
                    today,
                ),
            )
        }
        figures["growth"] = self._growth(
            figures["this_year"], figures["last_year_to_date"]
        )
        return figures

    @api.model
    def _delivered_between(self, domain, first, last):
        [(tonnes,)] = self._read_group(
            domain & Domain("date", ">=", first) & Domain("date", "<=", last),
            [],
            ["delivered_mt:sum"],
        )
        return tonnes or 0.0

    @api.model
    def _growth(self, present, past):
        """Growth in percent, or False (which XML-RPC can carry, other than None) where
        there is nothing to compare with."""
        return (present - past) / past * 100 if past else False
