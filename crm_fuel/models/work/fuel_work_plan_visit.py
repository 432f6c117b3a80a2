from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.local_time import at_hour
from ...tools.work_period import free_hours


class FuelWorkPlan(models.Model):
    """How the visits of a plan come into the calendar."""

    _inherit = "fuel.work.plan"

    # === FIELDS === #

    to_plan_count = fields.Integer(
        string="Visits to enter",
        compute="_compute_to_plan_count",
        help="Lines of visits that are not in the calendar yet.",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.visit_id", "line_ids.kind", "line_ids.date")
    def _compute_to_plan_count(self):
        for plan in self:
            plan.to_plan_count = len(plan.line_ids._to_enter())

    # === ACTIONS === #

    def action_enter_visits(self):
        """Make visits of all lines that plan one and have none yet.

        A visit of the same person, customer and day that there is already is taken
        instead of a second one. Days that are over are left out. A line whose visit was
        cancelled keeps it.

        :return: notification of how many were entered
        :raises UserError: for another's plan
        """
        self._refuse_others()
        # One after the other: what the first entered, the second sees.
        self._lock()
        self.line_ids.invalidate_recordset(["visit_id"])
        count = len(self.line_ids._enter_visits())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": self.env._("Visits entered: %(count)s", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_visits(self):
        """Open the visits of these plans.

        :return: window action on ``fuel.visit``
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_action"
        )
        action["domain"] = [("id", "in", self.line_ids.visit_id.ids)]
        action["context"] = {"create": False}
        return action


class FuelWorkPlanLine(models.Model):
    """Which visit a line stands for."""

    _inherit = "fuel.work.plan.line"

    # === VISITS === #

    def _to_enter(self):
        """Return the lines of visits that have none, and whose day is not over."""
        days = {company: company._fuel_today() for company in self.company_id}
        return self.filtered(
            lambda line: (
                line.kind == "visit"
                and not line.visit_id
                and line.customer_id
                and line.date >= days[line.company_id]
            )
        )

    def _enter_visits(self):
        """Make a visit of each line that has none; return the lines."""
        lines = self._to_enter()
        # Of two clicks at once the second finds the lines changed, and is repeated.
        lines._lock()
        lines._link_visits(lines._visits_there())
        for_new = lines.filtered(lambda line: not line.visit_id)
        visits = self.env["fuel.visit"].with_context(fuel_plan_entering=True)
        made = visits.create(for_new._prepare_visits())
        # sudo: visit_id is protected; that the plan is the caller's own is checked.
        for line, visit in zip(for_new.sudo(), made, strict=True):
            line.visit_id = visit
        return lines

    def _visits_there(self):
        """Return planned or held visits of the lines' people, customers and days."""
        return self.env["fuel.visit"].search(
            [
                ("user_id", "in", self.user_id.ids),
                ("customer_id", "in", self.customer_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("date", "in", list(set(self.mapped("date")))),
                ("state", "!=", "cancelled"),
            ],
            order="planned_start, id",
        )

    def _link_visits(self, visits):
        """Give each line without a visit one of its person, customer and day."""
        # sudo: whether a visit belongs to a line already, whoever's; visit_id is
        # protected.
        # sudo: visits that somebody else's plan has, too.
        taken = self.sudo().search([("visit_id", "in", visits.ids)]).visit_id
        free = defaultdict(list)
        for visit in visits - taken:
            free[visit._plan_key()].append(visit)
        for line in self.sudo().filtered(lambda it: not it.visit_id):
            found = free[line.user_id, line.customer_id, line.company_id, line.date]
            if found:
                line.visit_id = found.pop(0)

    def _hours(self):
        """Return when the visit of each line begins: decimal hours by id of line."""
        hours = {}
        for _key, lines in self.grouped(lambda it: (it.user_id, it.date)).items():
            timed = lines.filtered("hour")
            others = lines - timed
            taken = timed.mapped("hour")
            hours |= {line.id: line.hour for line in timed}
            hours |= dict(zip(others.ids, free_hours(taken, len(others)), strict=True))
        return hours

    def _prepare_visits(self):
        """Return the values of a visit for each line."""
        hours = self._hours()
        usual = self.env["fuel.visit.topic"].search([], limit=1)
        return [
            line._prepare_visit(hours[line.id], line.topic_id or usual) for line in self
        ]

    def _prepare_visit(self, hour, topic):
        self.ensure_one()
        return {
            "customer_id": self.customer_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "topic_id": topic.id,
            "planned_start": at_hour(self.date, hour, self.company_id._fuel_zone()),
        }

    def action_open_visit(self):
        """Open the visit of this line.

        :return: window action on ``fuel.visit``
        """
        self.ensure_one()
        if not self.visit_id:
            raise UserError(self.env._("The visit is not in the calendar yet."))
        return self.visit_id.get_formview_action()


class FuelVisit(models.Model):
    """A visit takes its place in its visitor's plan, however it came about."""

    _inherit = "fuel.visit"

    def _plan_key(self):
        return self.user_id, self.customer_id, self.company_id, self.date

    # === HOOKS === #

    def _after_create(self):
        result = super()._after_create()
        if not self.env.context.get("fuel_plan_entering"):
            self._find_plan_lines()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        moved = {
            "planned_start",
            "actual_start",
            "customer_id",
            "user_id",
        } & vals.keys()
        if moved or vals.get("state") == "planned":
            self._find_plan_lines()
        return result

    def _find_plan_lines(self):
        """Give visits to the lines of plans that stand for them and have none."""
        visits = self.filtered(lambda visit: visit.state != "cancelled")
        if not visits:
            return
        # sudo: whoever enters the visit, it is its visitor's plan that it belongs to.
        lines = self.env["fuel.work.plan.line"].sudo()
        lines = lines.search(
            [
                ("kind", "=", "visit"),
                ("visit_id", "=", False),
                ("user_id", "in", visits.user_id.ids),
                ("customer_id", "in", visits.customer_id.ids),
                ("date", "in", list(set(visits.mapped("date")))),
            ]
        )
        if lines:
            lines._link_visits(visits)
