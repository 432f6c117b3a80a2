from collections import defaultdict
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.local_time import at_hour
from ...tools.work_period import span_before


class FuelWorkSummary(models.Model):
    """The figures of a person's work: counted, never typed.

    As superuser, so that they do not depend on who looks, and therefore of the current
    company alone; whoever shows them sees to it that they may be seen.
    """

    _inherit = "fuel.work.summary"

    @api.model
    def _fuel_figures(self, users, first, last):
        """Count what users did between two days, in the current company.

        The number of queries does not depend on the number of users.

        :param users: ``res.users``
        :param date first: first day, in the company's time zone
        :param date last: last day, included
        :return: dict by user id of dicts: ``visits_done``, ``visits_planned`` (planned
            ahead for these days, cancelled ones left out), ``by_topic`` and
            ``by_result`` (lists of (id, name, number of visits done)), ``coverage``
            (0 to 100, False where nobody was due), ``mt`` and ``mt_before`` (tonnes
            delivered on their orders of these days, and of as many days before; a
            whole month is compared with the month before), ``target_mt`` (False where
            there is none), ``leads_opened``, ``leads_won``, ``questions_answered``,
            ``tasks_done``, ``tasks_on_time``, ``complaints``, ``csat`` (satisfied of the
            overall ratings by their customers, 0 to 100, False without any) and
            ``survey_answers`` (how many these are)
        :rtype: dict
        """
        first, last = map(fields.Date.to_date, (first, last))
        # sudo: see above
        summaries = self.sudo()
        users = users.sudo()
        figures = summaries._figures_visits(users, first, last)
        coverage = summaries._figures_coverage(users, first, last)
        tonnes = summaries._figures_tonnes(users, first, last)
        before = summaries._figures_tonnes(users, *span_before(first, last))
        targets = summaries._fuel_target_mt(users, first, last)
        opened, won = summaries._figures_leads(users, first, last)
        answered = summaries._figures_questions(users, first, last)
        tasks = summaries._figures_tasks(users, first, last)
        complaints = summaries._fuel_complaints(users, first, last)
        satisfaction = summaries._fuel_satisfaction(users, first, last)
        for user in users:
            csat, answers = satisfaction.get(user.id, (False, 0))
            done, on_time = tasks.get(user.id, (0, 0))
            figures[user.id] |= {
                "coverage": coverage.get(user.id, False),
                "mt": tonnes.get(user.id, 0.0),
                "mt_before": before.get(user.id, 0.0),
                "target_mt": targets.get(user.id, False),
                "leads_opened": opened.get(user.id, 0),
                "leads_won": won.get(user.id, 0),
                "questions_answered": answered.get(user.id, 0),
                "tasks_done": done,
                "tasks_on_time": on_time,
                "complaints": complaints.get(user.id, 0),
                "csat": csat,
                "survey_answers": answers,
            }
        return figures

    # === PARTS === #

    @api.model
    def _figures_domain(self, users, first, last, person="user_id"):
        return (
            Domain(person, "in", users.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("date", ">=", first)
            & Domain("date", "<=", last)
        )

    @api.model
    def _figures_moments(self, first, last):
        """Return the moment at which the days begin, and the one at which they are over."""
        zone = pytz.timezone(self.env.company.fuel_tz or "UTC")
        return at_hour(first, 0, zone), at_hour(last + timedelta(days=1), 0, zone)

    @api.model
    def _figures_visits(self, users, first, last):
        done, planned = defaultdict(int), defaultdict(int)
        topics, results = defaultdict(int), defaultdict(int)
        groups = self.env["fuel.visit"]._read_group(
            self._figures_domain(users, first, last)
            & Domain("state", "!=", "cancelled"),
            ["user_id", "state", "is_planned", "topic_id", "result_id"],
            ["__count"],
        )
        for user, state, is_planned, topic, result, count in groups:
            if is_planned:
                planned[user.id] += count
            if state == "done":
                done[user.id] += count
                topics[user.id, topic] += count
                results[user.id, result] += count

        def named(counts, user):
            found = [(it, n) for (uid, it), n in counts.items() if uid == user.id]
            found.sort(key=lambda pair: (-pair[1], pair[0].id or 0))
            return [[it.id, it.display_name or "-", n] for it, n in found]

        return {
            user.id: {
                "visits_done": done[user.id],
                "visits_planned": planned[user.id],
                "by_topic": named(topics, user),
                "by_result": named(results, user),
            }
            for user in users
        }

    @api.model
    def _figures_coverage(self, users, first, last):
        """Return percentages by user id; those with nobody due are left out."""
        if not users:
            return {}
        visits, rows = self.env["fuel.visit"], self.env["fuel.visit.due"]
        query, due, visited = visits._coverage_query(
            first, last, [("user_id", "in", users.ids)]
        )
        query.add_where(
            SQL(
                "%s = %s",
                rows._field_to_sql(rows._table, "company_id", query),
                self.env.company.id,
            )
        )
        key = rows._field_to_sql(rows._table, "user_id", query)
        query.groupby = key
        counts = self.env.execute_query(
            query.select(key, *visits._coverage_counts(due, visited))
        )
        return {user_id: 100 * visited / due for user_id, due, visited in counts if due}

    @api.model
    def _figures_tonnes(self, users, first, last):
        groups = self.env["fuel.volume"]._read_group(
            self._figures_domain(users, first, last, "salesperson_id"),
            ["salesperson_id"],
            ["delivered_mt:sum"],
        )
        return {user.id: round(tonnes, 3) for user, tonnes in groups}

    @api.model
    def _figures_leads(self, users, first, last):
        """Return numbers of opportunities opened and won, each by user id."""
        begin, end = self._figures_moments(first, last)
        leads = self.env["crm.lead"].with_context(active_test=False)
        theirs = Domain("user_id", "in", users.ids) & Domain("type", "=", "opportunity")
        # The company of an opportunity may be left open; then it is its person's.
        theirs &= Domain("company_id", "in", (self.env.company.id, False))

        def count(domain):
            groups = leads._read_group(theirs & domain, ["user_id"], ["__count"])
            return {user.id: number for user, number in groups}

        return (
            count(Domain("create_date", ">=", begin) & Domain("create_date", "<", end)),
            count(
                Domain("won_status", "=", "won")
                & Domain("date_closed", ">=", begin)
                & Domain("date_closed", "<", end)
            ),
        )

    @api.model
    def _figures_questions(self, users, first, last):
        """Return numbers of questions that users answered, by user id."""
        begin, end = self._figures_moments(first, last)
        groups = self.env["fuel.project.question.answer"]._read_group(
            [
                ("author_id", "in", users.ids),
                ("create_date", ">=", begin),
                ("create_date", "<", end),
                # A project may be open to all companies.
                ("question_id.company_id", "in", (self.env.company.id, False)),
            ],
            ["author_id"],
            ["question_id:count_distinct"],
        )
        return {user.id: number for user, number in groups}

    # === HOOKS === #

    @api.model
    def _figures_tasks(self, users, first, last):
        """Hook: assignments handed in, and how many of them in time.

        :return: dict by user id of (handed in, in time)
        """
        return {}

    @api.model
    def _fuel_target_mt(self, users, first, last):
        """Hook: tonnes that users are to sell between two days, by user id."""
        return {}

    @api.model
    def _fuel_complaints(self, users, first, last):
        """Hook: numbers of complaints about users' customers, by user id."""
        return {}

    @api.model
    def _fuel_satisfaction(self, users, first, last):
        """Hook: how satisfied users' customers said they are between two days.

        :return: dict by user id of (CSAT from 0 to 100, number of overall ratings)
        """
        return {}
