from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..visit.fuel_visit_today import OVERDUE_DAYS

# How far back the Workbench looks for visits nobody has reviewed.
REVIEW_DAYS = 30
# A visit is late when its time is past by more than this.
GRACE = timedelta(minutes=15)
MOST_PEOPLE = 50


class FuelWorkbench(models.AbstractModel):
    """The cards of the tab "team", and who has such a tab."""

    _inherit = "fuel.workbench"

    @api.model
    def _supervises(self):
        return self.env.user.has_group("crm_fuel.group_fuel_supervisor")

    @api.model
    def _has_team(self):
        return self._supervises() or bool(self.env.user.fuel_led_team_ids)

    @api.model
    def _team_visit_domain(self):
        """Return which visits are the team's: those of others, within the rules."""
        domain = Domain("user_id", "!=", self.env.uid)
        if not self._supervises():
            domain &= Domain("team_id", "in", self.env.user.fuel_led_team_ids.ids)
        return domain & Domain("company_id", "in", self.env.companies.ids)

    # === WHO IS WHERE === #

    @api.model
    def _card_people(self):
        """Return the visits in progress: who is where, since when."""
        visits = self.env["fuel.visit"]
        domain = self._team_visit_domain() & Domain("state", "=", "in_progress")
        found = visits.search(domain, order="actual_start, id", limit=MOST_PEOPLE)
        today = self._team_visit_domain() & Domain("date", "=", self._today())
        states = dict(
            visits._read_group(
                today & Domain("state", "in", ["planned", "in_progress", "done"]),
                ["state"],
                ["__count"],
            )
        )
        return {
            "count": visits.search_count(domain),
            "domain": list(domain),
            "items": [
                {
                    "model": "fuel.visit",
                    "id": visit.id,
                    "user_id": visit.user_id.id,
                    "user": visit.user_id.name,
                    "customer": visit.customer_id.display_name,
                    "since": fields.Datetime.to_string(visit.actual_start) or False,
                    "place": visit.vessel_id.display_name
                    or visit.port_id.display_name
                    or False,
                    "verdict": visit.verdict,
                }
                for visit in found
            ],
            "today": {
                "domain": list(today),
                "planned": states.get("planned", 0),
                "in_progress": states.get("in_progress", 0),
                "done": states.get("done", 0),
            },
        }

    # === WHO IS LATE === #

    @api.model
    def _late_by_user(self):
        """Hook: return what is late, by kind and user.

        :return: dict of kind to dict with ``label``, ``model``, ``domain`` (all of it),
            ``field`` (the user's, to narrow the domain) and ``by_user``: counts by user
            id
        """
        return {
            "visits": self._late_visits(),
            "tasks": self._late_tasks(),
            "missing": self._late_papers(),
        }

    @api.model
    def _late_visits(self):
        domain = self._team_visit_domain() & Domain(
            [
                ("state", "=", "planned"),
                ("date", ">=", self._today() - timedelta(days=OVERDUE_DAYS)),
                ("planned_start", "<", fields.Datetime.now() - GRACE),
            ]
        )
        groups = self.env["fuel.visit"]._read_group(domain, ["user_id"], ["__count"])
        return {
            "label": self.env._("Late visits"),
            "model": "fuel.visit",
            "domain": list(domain),
            "field": "user_id",
            "by_user": {user.id: count for user, count in groups},
        }

    @api.model
    def _late_tasks(self):
        status = self.env["fuel.task.assignment"]._fuel_team_status()
        return {
            "label": self.env._("Late tasks"),
            "model": "fuel.task.assignment",
            "domain": list(Domain("is_late", "=", True)),
            "field": "user_id",
            "by_user": {
                user_id: figures["late"]
                for user_id, figures in status["by_user"].items()
                if figures["late"] and user_id != self.env.uid
            },
        }

    @api.model
    def _late_papers(self):
        """Return whose plans and summaries are missing."""
        missing = self.env["fuel.work.missing"]
        domain = Domain("user_id", "!=", self.env.uid)
        groups = missing._read_group(domain, ["user_id"], ["__count"])
        return {
            "label": self.env._("Missing plans and summaries"),
            "model": missing._name,
            "domain": list(domain),
            "field": "user_id",
            "by_user": {user.id: count for user, count in groups},
        }

    @api.model
    def _card_late(self):
        """Return who is late with what, the person with the most first."""
        kinds = self._late_by_user()
        totals = {}
        for kind in kinds.values():
            for user_id, count in kind["by_user"].items():
                totals[user_id] = totals.get(user_id, 0) + count
        ids = sorted(totals, key=lambda id_: (-totals[id_], id_))
        # sudo: the names of colleagues, whose late work the caller may read.
        people = self.env["res.users"].sudo().browse(ids[:MOST_PEOPLE])
        return {
            "count": len(ids),
            "items": [
                {
                    "user_id": user.id,
                    "user": user.name,
                    "lines": [
                        {
                            "kind": name,
                            "label": kind["label"],
                            "model": kind["model"],
                            "count": kind["by_user"][user.id],
                            "domain": [
                                *kind["domain"],
                                (kind["field"], "=", user.id),
                            ],
                        }
                        for name, kind in kinds.items()
                        if kind["by_user"].get(user.id)
                    ],
                }
                for user in people
            ],
        }

    # === WHAT IS UNREVIEWED === #

    @api.model
    def _card_review(self):
        """Return what waits for the caller's review, a line for each kind."""
        lines = self._review_lines()
        return {"count": sum(line["count"] for line in lines), "items": lines}

    @api.model
    def _review_lines(self):
        """Hook: return what waits for a review: ``kind``, ``label``, ``model``,
        ``count``, and the ``domain`` that lists it."""
        visits = self._team_visit_domain() & Domain(
            [
                ("state", "=", "done"),
                ("reviewed_by_id", "=", False),
                ("date", ">", self._today() - timedelta(days=REVIEW_DAYS)),
            ]
        )
        submitted = Domain("state", "=", "submitted") & Domain(
            "user_id", "!=", self.env.uid
        )
        return [
            self._review_line(
                "visits",
                self.env._("Visits of the last %(days)s days", days=REVIEW_DAYS),
                "fuel.visit",
                visits,
            ),
            self._review_line(
                "tasks", self.env._("Work tasks"), "fuel.task.assignment", submitted
            ),
            self._review_line(
                "plans", self.env._("Work plans"), "fuel.work.plan", submitted
            ),
            self._review_line(
                "summaries",
                self.env._("Work summaries"),
                "fuel.work.summary",
                submitted,
            ),
        ]

    @api.model
    def _review_line(self, kind, label, model, domain):
        return {
            "kind": kind,
            "label": label,
            "model": model,
            "count": self.env[model].search_count(domain),
            "domain": list(domain),
        }
