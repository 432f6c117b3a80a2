from odoo import api, fields, models

from .fuel_task_assignment import DONE


class FuelTaskAssignment(models.Model):
    """What the home page and the summaries ask of assignments."""

    _inherit = "fuel.task.assignment"

    @api.model
    def _fuel_todos(self, limit):
        """Return the caller's open assignments, most urgent first.

        :param int limit: how many to list
        :return: dict with ``count`` and ``items``; see the home page
        """
        domain = [
            ("user_id", "=", self.env.uid),
            ("is_open", "=", True),
            ("task_id.state", "=", "issued"),
        ]
        found = self.search(domain, limit=limit, order="deadline, id")
        count = self.search_count(domain)
        # One tap where nothing is missing: looked up for all of them at once.
        # sudo: names of customers, of one's own assignments.
        found.sudo().line_ids.customer_id.mapped("display_name")
        return {"count": count, "items": [it._fuel_todo() for it in found]}

    def _fuel_todo(self):
        submit = not self._missing_evidence()
        return {
            "model": self._name,
            "id": self.id,
            "title": self.task_id.name,
            "detail": self.env._(
                "%(visited)s of %(all)s customers",
                visited=self.visited_count,
                all=self.customer_count,
            )
            if self.customer_count
            # sudo: the name of who issued it.
            else self.sudo().issuer_id.name,
            "deadline": fields.Date.to_string(self._deadline_day()),
            "priority": self.priority == "1" or self.state == "returned",
            "action": submit
            and {"method": "action_submit", "label": self.env._("Submit")},
        }

    @api.model
    def _fuel_team_status(self):
        """Return who is late, and whose work waits for a review, of all the caller sees.

        :return: dict with ``late``, ``submitted`` and ``by_user``: the same by user id
        """
        by_user = {}
        for name, domain in (
            ("late", [("is_late", "=", True)]),
            ("submitted", [("state", "=", "submitted")]),
        ):
            for user, count in self._read_group(domain, ["user_id"], ["__count"]):
                figures = by_user.setdefault(user.id, {"late": 0, "submitted": 0})
                figures[name] = count
        return {
            "late": sum(it["late"] for it in by_user.values()),
            "submitted": sum(it["submitted"] for it in by_user.values()),
            "by_user": by_user,
        }

    @api.model
    def _fuel_done_counts(self, users, first, last):
        """Return what users have submitted in a period, and how much of it in time.

        In the current company. What was returned and not submitted again does not count.

        :param users: ``res.users``
        :param date first: first day, in the company's time zone
        :param date last: last day, inclusive
        :return: dict of ``(done, on_time)`` by user id, one query
        """
        counts = {user.id: [0, 0] for user in users}
        for user, on_time, count in self._read_group(
            [
                ("user_id", "in", users.ids),
                ("company_id", "=", self.env.company.id),
                ("state", "in", DONE),
                ("submitted_on", ">=", first),
                ("submitted_on", "<=", last),
            ],
            ["user_id", "on_time"],
            ["__count"],
        ):
            counts[user.id][0] += count
            counts[user.id][1] += count if on_time else 0
        return {user: tuple(values) for user, values in counts.items()}
