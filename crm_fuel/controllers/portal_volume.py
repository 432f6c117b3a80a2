from datetime import date

from odoo import fields
from odoo.fields import Domain
from odoo.http import request

from ..tools.month_chart import MONTHS, month_chart
from .portal import FuelPortal, customer_route

FIRST_YEAR = 2000


class FuelPortalVolume(FuelPortal):
    """Tonnes by month, this year against last, as a chart and as a table."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_volume_count" in counters:
            # sudo: within the fence of the domain.
            volumes = request.env["fuel.volume"].sudo()
            values["fuel_volume_count"] = volumes.search_count(
                self._fuel_portal_domain("customer_id"), limit=1
            )
        return values

    @customer_route("/my/fuel/volumes", readonly=True)
    def fuel_portal_volumes(self, year=None, **_ignored):
        """The chart and the table.

        :param str year: which year, against the one before; the present one where it is
            none
        """
        self._fuel_require_customer()
        present = fields.Date.context_today(request.env["fuel.volume"]).year
        year = self._fuel_year(year, present)
        ordered, delivered = self._fuel_months(year)
        before, now = delivered[year - 1], delivered[year]
        names = self._fuel_month_names(year)
        return self._fuel_page(
            "crm_fuel.portal_fuel_volumes",
            {
                "year": str(year),
                "last_year": str(year - 1),
                "earlier_url": self._fuel_year_url(year - 1, present),
                "later_url": self._fuel_year_url(year + 1, present),
                "has_figures": any(before + now + ordered[year - 1] + ordered[year]),
                "chart": self._fuel_chart(before, now),
                "months": [
                    {
                        "name": names[month],
                        "before": self._fuel_number(before[month]),
                        "now": self._fuel_number(now[month]),
                        "ordered": self._fuel_number(ordered[year][month]),
                    }
                    for month in range(MONTHS)
                ],
                "total": {
                    "before": self._fuel_number(sum(before)),
                    "now": self._fuel_number(sum(now)),
                    "ordered": self._fuel_number(sum(ordered[year])),
                },
            },
            [(request.env._("Volumes"), None)],
        )

    def _fuel_year(self, text, present):
        text = str(text or "")
        if not (text.isascii() and text.isdecimal() and len(text) == 4):
            return present
        return int(text) if FIRST_YEAR <= int(text) <= present else present

    def _fuel_year_url(self, year, present):
        if FIRST_YEAR <= year <= present:
            return f"/my/fuel/volumes?year={year}"
        return ""

    def _fuel_months(self, year):
        """Return tonnes ordered and delivered: lists of twelve by year, one query."""
        period = Domain("date", ">=", date(year - 1, 1, 1)) & Domain(
            "date", "<=", date(year, 12, 31)
        )
        # sudo: within the fence of the domain.
        groups = (
            request.env["fuel.volume"]
            .sudo()
            ._read_group(
                self._fuel_portal_domain("customer_id") & period,
                ["date:month"],
                ["ordered_mt:sum", "delivered_mt:sum"],
            )
        )
        ordered = {it: [0.0] * MONTHS for it in (year - 1, year)}
        delivered = {it: [0.0] * MONTHS for it in (year - 1, year)}
        for month, ordered_mt, delivered_mt in groups:
            ordered[month.year][month.month - 1] = ordered_mt
            delivered[month.year][month.month - 1] = delivered_mt
        return ordered, delivered

    def _fuel_month_names(self, year):
        return [
            self._fuel_date_as(date(year, month, 1), "LLLL")
            for month in range(1, MONTHS + 1)
        ]

    def _fuel_chart(self, before, now):
        chart = month_chart(before, now)
        for tick in chart["ticks"]:
            digits = 0 if tick["value"] == int(tick["value"]) else 2
            tick["label"] = self._fuel_number(tick["value"], digits)
        return chart
