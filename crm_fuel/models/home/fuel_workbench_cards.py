from odoo import api, fields, models
from odoo.fields import Domain

from .fuel_workbench import MOST_LINES, MOST_TODOS

# A volume that fell by so much against the year before needs looking after.
FALL_PERCENT = 20
WAITING = ("never", "overdue", "due")
# After every day that is named: what has no deadline is urgent last.
NO_DEADLINE = "9999-12-31"


class FuelWorkbench(models.AbstractModel):
    """The cards of the tab "mine"."""

    _inherit = "fuel.workbench"

    # === VISITS AND TO-DOS === #

    @api.model
    def _card_visits(self):
        return self.env["fuel.visit"].today_visits()

    @api.model
    def _card_todos(self):
        """Return what the user is to do, whatever it is, the most urgent first."""
        count, items = 0, []
        for name in self._todo_models():
            todos = self.env[name]._fuel_todos(MOST_TODOS)
            count += todos["count"]
            items += todos["items"]
        today = fields.Date.to_string(self._today())
        items.sort(key=lambda item: self._urgency(item, today))
        return {"count": count, "items": items[:MOST_TODOS]}

    @api.model
    def _urgency(self, item, today):
        """Return what to-dos are sorted by: late ones, then important ones, then by day."""
        deadline = item["deadline"] or NO_DEADLINE
        return deadline >= today, not item["priority"], deadline

    # === SHARED === #

    @api.model
    def _card_shared(self):
        return self.env["crm.lead"]._fuel_shared_card(MOST_LINES)

    # === CUSTOMERS === #

    @api.model
    def _card_due(self):
        """Return the user's customers who are due for a visit, whom to see first."""
        domain = Domain("user_id", "=", self.env.uid) & Domain("status", "in", WAITING)
        return self._customer_card(domain)

    @api.model
    def _card_risk(self):
        """Return the user's customers who buy less, or complain: by the same score."""
        domain = Domain("user_id", "=", self.env.uid) & (
            Domain("growth", "<=", -FALL_PERCENT) | Domain("open_complaints", ">", 0)
        )
        return self._customer_card(domain)

    @api.model
    def _customer_card(self, domain):
        due = self.env["fuel.visit.due"]
        rows = due.search_fetch(
            domain,
            [
                "customer_id",
                "status",
                "days_overdue",
                "due_date",
                "next_visit_date",
                "growth",
                "volume_12m_mt",
                "volume_previous_12m_mt",
                "open_complaints",
                "score",
            ],
            limit=MOST_LINES,
        )
        # A full answer is counted, a short one is all there is.
        count = len(rows) if len(rows) < MOST_LINES else due.search_count(domain)
        return {
            "count": count,
            "domain": list(domain),
            "items": [row._workbench_values() for row in rows],
        }

    # === FIGURES === #

    @api.model
    def _card_announcements(self):
        return self.env["fuel.announcement"]._fuel_current(MOST_LINES)

    @api.model
    def _card_month(self):
        """Return the user's figures from the first of the month until today."""
        today = self._today()
        first = today.replace(day=1)
        user = self.env.user
        figures = self.env["fuel.work.summary"]._fuel_figures(user, first, today)
        return {
            "date_from": fields.Date.to_string(first),
            "date_to": fields.Date.to_string(today),
            "figures": figures[user.id],
        }
