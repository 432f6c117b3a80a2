from odoo import api, fields, models
from odoo.fields import Domain

from ..project.fuel_project_question import PENDING


class FuelProjectQuestion(models.Model):
    _inherit = "fuel.project.question"

    @api.model
    def _fuel_todos(self, limit):
        """Return the questions that wait for the user's answer: see `_todo_models`.

        :param int limit: how many at most
        :return: dict with ``count`` and ``items``, the most urgent first
        """
        domain = Domain("assignee_ids", "in", self.env.user.ids) & Domain(
            "state", "in", PENDING
        )
        # NULLs last, as PostgreSQL has it: no due date waits longest.
        questions = self.search(
            domain, order="date_deadline, priority desc, id", limit=limit
        )
        return {
            "count": self.search_count(domain),
            "items": [
                {
                    "model": self._name,
                    "id": question.id,
                    "title": question.name,
                    "detail": question.project_id.display_name,
                    "deadline": fields.Date.to_string(question.date_deadline) or False,
                    "priority": question.priority != "0",
                    # An answer takes words: it is written on the form.
                    "action": False,
                }
                for question in questions
            ],
        }
