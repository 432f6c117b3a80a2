from collections import defaultdict
from datetime import timedelta

import pytz
from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..tools.local_time import at_hour

MOST_LINES = 500
MOST_DAYS = 92


class FuelVisitPlan(models.TransientModel):
    """Plans visits to several customers at once, after a look at what that gives."""

    _name = "fuel.visit.plan"
    _description = "Plan visits"

    # === FIELDS === #

    state = fields.Selection(
        selection=[("draft", "To plan"), ("done", "Planned")],
        default="draft",
        readonly=True,
    )
    customer_ids = fields.Many2many(
        comodel_name="res.partner", string="Customers", required=True
    )
    topic_id = fields.Many2one(comodel_name="fuel.visit.topic", required=True)
    channel_id = fields.Many2one(
        comodel_name="fuel.visit.channel",
        required=True,
        default=lambda self: self.env["fuel.visit"]._default_channel_id(),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        domain="[('share', '=', False)]",
        help="Empty: each customer's own account manager.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    mode = fields.Selection(
        selection=[
            ("spread", "Each customer once, spread over the days"),
            ("every", "Each customer on every one of the days"),
        ],
        required=True,
        default="spread",
    )
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=1),
    )
    date_to = fields.Date(
        string="Last day",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=7),
    )
    skip_weekends = fields.Boolean(string="Skip weekends", default=True)
    per_day = fields.Integer(
        string="Visits a day",
        default=4,
        help="Of one person; for visits that are spread.",
    )
    hour = fields.Float(string="First visit at", default=9.0)
    duration = fields.Float(default=1.0, help="In hours.")
    gap = fields.Float(
        string="Time between", default=0.5, help="In hours, for the way there."
    )
    line_ids = fields.One2many(
        comodel_name="fuel.visit.plan.line",
        inverse_name="plan_id",
        string="Visits",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    warning = fields.Char(compute="_compute_warning")
    visit_ids = fields.Many2many(
        comodel_name="fuel.visit", string="Planned visits", readonly=True
    )

    # === CONSTRAINTS === #

    _dates_order = models.Constraint(
        f"CHECK (date_to >= date_from AND date_to - date_from < {MOST_DAYS})",
        "The days to plan begin before they end, and are at most 92.",
    )
    _per_day_positive = models.Constraint(
        "CHECK (per_day > 0)", "Plan at least one visit a day."
    )
    _hours_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24 AND duration > 0 AND duration <= 24"
        " AND gap >= 0 AND gap <= 24)",
        "Hours of a day lie between 0 and 24, and a visit takes some time.",
    )

    # === COMPUTE METHODS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if (
            "customer_ids" in fields
            and not values.get("customer_ids")
            and self.env.context.get("active_model") == "res.partner"
        ):
            active_ids = self.env.context.get("active_ids") or []
            partners = self.env["res.partner"].browse(active_ids)
            values["customer_ids"] = [Command.set(partners.commercial_partner_id.ids)]
        return values

    @api.depends(
        "customer_ids",
        "user_id",
        "company_id",
        "mode",
        "date_from",
        "date_to",
        "skip_weekends",
        "per_day",
        "hour",
        "duration",
        "gap",
    )
    def _compute_line_ids(self):
        for plan in self.filtered(lambda it: it.state != "done"):
            plan.line_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in plan._prepare_lines()),
            ]

    @api.depends("customer_ids", "mode", "date_from", "date_to", "skip_weekends")
    def _compute_warning(self):
        for plan in self:
            days = len(plan._days()) if plan.mode == "every" else 1
            number = len(plan.customer_ids) * days
            plan.warning = number > MOST_LINES and self.env._(
                "These are %(number)s visits. Plan at most %(most)s at a time: choose "
                "fewer customers or days.",
                number=number,
                most=MOST_LINES,
            )

    def _days(self):
        """Return the days to plan on."""
        if not (self.date_from and self.date_to) or self.date_to < self.date_from:
            return []
        number = min((self.date_to - self.date_from).days + 1, MOST_DAYS)
        days = [self.date_from + timedelta(days=index) for index in range(number)]
        return [day for day in days if not self.skip_weekends or day.weekday() < 5]

    def _prepare_lines(self):
        """Return values of a line for each customer, and day where so chosen."""
        customers = self.customer_ids._origin.commercial_partner_id
        days = self._days()
        if self.warning:
            return []
        pairs = []
        if self.mode == "every":
            pairs = [(customer, day) for day in days for customer in customers]
        else:
            pairs = self._spread(customers, days)
        used, lines = defaultdict(int), []
        for customer, day in pairs:
            visitor = self._visitor(customer)
            slot = used[visitor, day]
            used[visitor, day] += 1
            lines.append(
                {
                    "customer_id": customer.id,
                    "user_id": visitor.id,
                    "planned_start": self._slot_start(visitor, day, slot),
                    "planned_duration": self.duration,
                }
            )
        return lines

    def _spread(self, customers, days):
        """Return each customer with a day, or None where no day has room left."""
        used, pairs = defaultdict(int), []
        for customer in customers:
            visitor = self._visitor(customer)
            number = used[visitor] // max(self.per_day, 1)
            used[visitor] += 1
            pairs.append((customer, days[number] if number < len(days) else None))
        return pairs

    def _visitor(self, customer):
        if self.user_id:
            return self.user_id._origin
        # sudo: who looks after a customer, to plan for them
        manager = customer.sudo().user_id.sudo(False)
        return manager if manager.sudo().active else manager.browse()

    def _slot_start(self, visitor, day, slot):
        """Return when the visitor's visit number ``slot`` of the day begins, if it can."""
        hour = self.hour + slot * (self.duration + self.gap)
        if not day or hour >= 24:
            return False
        # sudo: the zone of a colleague, to tell which hour is meant
        name = visitor.sudo().tz or self.company_id.fuel_tz or "UTC"
        return at_hour(day, hour, pytz.timezone(name))

    # === ACTIONS === #

    def action_plan(self):
        """Plan the visits of the lines, save those that cannot be or are planned already.

        The good ones are kept, and why others were left out is written on their line.
        Again, it does nothing but show what was done.

        :return: the action to open what came of it
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state == "done":
            return self._open_outcome()
        if self.warning:
            raise UserError(self.warning)
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to plan: choose customers."))
        todo = self.line_ids.filtered(lambda it: not it.problem)
        for line in self.line_ids - todo:
            line.outcome = line.problem
        self.visit_ids = todo._plan()
        self.state = "done"
        self.visit_ids._tell_visitors(
            self.visit_ids.filtered(lambda it: it.user_id != self.env.user)
        )
        return self._open_outcome()

    def action_open_visits(self):
        """Open the visits that were planned."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_action"
        )
        action["domain"] = [("id", "in", self.visit_ids.ids)]
        action["context"] = {}
        return action

    def _open_outcome(self):
        if not any(self.line_ids.mapped("outcome")):
            return self.action_open_visits()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Planned visits"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class FuelVisitPlanLine(models.TransientModel):
    _name = "fuel.visit.plan.line"
    _description = "Visit to plan"
    _order = "plan_id, planned_start, id"

    plan_id = fields.Many2one(
        comodel_name="fuel.visit.plan", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(comodel_name="res.partner", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Visitor", domain="[('share', '=', False)]"
    )
    planned_start = fields.Datetime(string="Planned for")
    planned_duration = fields.Float(string="Duration", default=1.0, help="In hours.")
    problem = fields.Char(
        compute="_compute_problem", help="Why this visit will not be planned."
    )
    outcome = fields.Char(string="Not planned", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("customer_id", "user_id", "planned_start", "plan_id.state")
    def _compute_problem(self):
        busy = self._busy_days()
        seen = set()
        for line in self:
            day = line._day()
            key = (line.customer_id._origin.id, day)
            line.problem = False
            if line.plan_id.state == "done":
                continue
            if not line.planned_start:
                line.problem = self.env._("No room left on these days.")
            elif not line.user_id:
                line.problem = self.env._("No account manager: choose a visitor.")
            elif key in busy:
                line.problem = self.env._("A visit is planned on that day already.")
            elif (*key, line.user_id._origin.id) in seen:
                line.problem = self.env._("This visit is on the list twice.")
            seen.add((*key, line.user_id._origin.id))

    def _day(self):
        """Return the day as a visit would tell it: in the company's time zone."""
        self.ensure_one()
        start = self.planned_start
        return start and self.plan_id.company_id._fuel_day(start)

    def _busy_days(self):
        """Return on which days the customers have a visit: set of (customer id, day)."""
        lines = self.filtered("planned_start")
        days = {line._day() for line in lines}
        # sudo: a colleague's visit counts too; nothing is told of it but that it is.
        visits = self.env["fuel.visit"].sudo()
        visits = visits.search_fetch(
            [
                ("customer_id", "in", lines.customer_id._origin.ids),
                ("date", "in", list(days)),
                ("state", "in", ("planned", "in_progress")),
                ("company_id", "in", lines.plan_id.company_id.ids),
            ],
            ["customer_id", "date"],
        )
        return {(visit.customer_id.id, visit.date) for visit in visits}

    # === PLANNING === #

    def _plan(self):
        """Create the visits: at once, or one by one where that fails."""
        visits = self.env["fuel.visit"].with_context(mail_auto_subscribe_no_notify=True)
        vals_list = [line._visit_values() for line in self]
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                created = visits._create_planned(vals_list)
            return created.with_env(self.env)
        except (UserError, IntegrityError):
            created = visits
        for line, vals in zip(self, vals_list, strict=True):
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    created |= visits._create_planned([vals])
            except UserError as error:
                line.outcome = str(error)
            except IntegrityError:
                line.outcome = self.env._("A visit is planned on that day already.")
        return created.with_env(self.env)

    def _visit_values(self):
        self.ensure_one()
        plan = self.plan_id
        return {
            "customer_id": self.customer_id.id,
            "user_id": self.user_id.id,
            "planned_start": self.planned_start,
            "planned_duration": self.planned_duration,
            "topic_id": plan.topic_id.id,
            "channel_id": plan.channel_id.id,
            "company_id": plan.company_id.id,
            "plan_key": f"{plan.company_id.id}:{self.customer_id.id}:{self._day()}",
        }
