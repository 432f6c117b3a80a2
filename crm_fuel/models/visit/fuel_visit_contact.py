from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class FuelVisit(models.Model):
    """Which visits count when somebody asks whether a customer was visited."""

    _inherit = "fuel.visit"

    _customer_open_idx = models.Index(
        "(customer_id, date) WHERE state IN ('planned', 'in_progress')"
    )

    @api.model
    def _contact_domain(self):
        """Hook: tell which visits count for a customer being visited.

        Those that are done, whatever the verdict and also without a place, except where
        the result or the channel says otherwise ("No one met"). A visit that a
        supervisor ended has no result and counts: somebody had checked in.

        :return: domain on ``fuel.visit`` over its stored fields, without subqueries, so
            that a partial index serves it
        :rtype: Domain
        """
        domain = Domain("state", "=", "done")
        for name in ("result_id", "channel_id"):
            silent = self.env[self._fields[name].comodel_name]._silent_ids()
            if silent:
                domain &= Domain(name, "not in", silent)
        return domain

    @api.model
    def _open_domain(self):
        """Return which visits are still to come, or under way."""
        return Domain("state", "in", ("planned", "in_progress"))

    @api.model
    def _date_sql(self, function, domain, condition):
        """Return a query for the first or last day of some visits.

        For reports that follow rights of their own: record rules do not narrow it.

        :param str function: ``"min"`` or ``"max"``
        :param Domain domain: on ``fuel.visit``
        :param SQL condition: over ``fuel_visit`` and what surrounds the query
        :rtype: SQL
        """
        query = self._search(domain, bypass_access=True)
        query.add_where(condition)
        return query.select(
            SQL("%s(fuel_visit.date) AS date", SQL.identifier(function))
        )
