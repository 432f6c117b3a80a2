from collections import defaultdict
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.local_time import at_hour
from ...tools.work_period import free_hours

KINDS = [
    ("visit", "Visit"),
    ("call", "Call"),
    ("task", "Task"),
    ("other", "Other"),
]
# What is older is history, not a to-do.
TODO_DAYS = 31


class FuelWorkPlanLine(models.Model):
    """One thing that is planned for a day.

    Whether it is done is computed: of a visit by the visit, of what nobody else knows by
    the tick of its person.
    """

    _name = "fuel.work.plan.line"
    _description = "Line of a work plan"
    _inherit = ["fuel.guarded"]
    _order = "date, hour, id"
    _rec_names_search = ["name", "customer_id"]
    _check_company_auto = True

    _fuel_protected = frozenset(
        {
            "visit_id",
            "is_ticked",
            "ticked_at",
            "done",
            "user_id",
            "company_id",
            "team_id",
        }
    )

    # === FIELDS === #

    plan_id = fields.Many2one(
        comodel_name="fuel.work.plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # Stored: record rules ask for them.
    user_id = fields.Many2one(
        related="plan_id.user_id", string="Account manager", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    team_id = fields.Many2one(
        related="plan_id.team_id", store=True, precompute=True, index="btree_not_null"
    )
    plan_state = fields.Selection(related="plan_id.state", string="State of the plan")
    is_mine = fields.Boolean(related="plan_id.is_mine")
    date = fields.Date(string="Day", required=True)
    hour = fields.Float(
        string="Time",
        help="In the company's time zone. 0: no time yet; visits then begin after each "
        "other from nine o'clock on.",
    )
    kind = fields.Selection(selection=KINDS, required=True, default="visit")
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('fuel_customer', '=', True)]",
    )
    name = fields.Char(string="What to do")
    topic_id = fields.Many2one(
        comodel_name="fuel.visit.topic", ondelete="restrict", help="Of the visit."
    )
    visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="The visit in the calendar that this line stands for.",
    )
    visit_state = fields.Selection(
        related="visit_id.state", string="State of the visit"
    )
    is_ticked = fields.Boolean(string="Ticked", copy=False, readonly=True)
    ticked_at = fields.Datetime(string="Ticked on", copy=False, readonly=True)
    done = fields.Boolean(
        compute="_compute_done",
        store=True,
        help="A visit: once it took place. A task: once it is handed in. A call or "
        "something else: once it is ticked.",
    )
    status = fields.Selection(
        selection=[
            ("open", "Not done"),
            ("late", "Late"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_status",
    )

    # === CONSTRAINTS AND INDEXES === #

    _visit_unique = models.UniqueIndex(
        "(visit_id) WHERE visit_id IS NOT NULL",
        "This visit belongs to another line already.",
    )
    _open_idx = models.Index("(user_id, date) WHERE done IS NOT TRUE")
    _company_idx = models.Index("(company_id, date)")
    _has_subject = models.Constraint(
        "CHECK (kind IN ('visit', 'call') AND customer_id IS NOT NULL"
        " OR kind IN ('task', 'other') AND name IS NOT NULL)",
        "Visits and calls need a customer, tasks and others a word on what they are.",
    )
    _hour_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "A time of day lies between 0:00 and 23:59."
    )
    _name_length = models.Constraint(
        "CHECK (length(name) <= 500)", "A line has at most 500 characters."
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "kind", "customer_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            what = line.customer_id.display_name or line.name or ""
            line.display_name = f"{kinds.get(line.kind, '')} · {what}"

    @api.depends("kind", "visit_id.state", "is_ticked")
    def _compute_done(self):
        for line in self:
            line.done = line._is_done()

    def _is_done(self):
        """Tell whether a line is done; tasks override this for their assignments."""
        self.ensure_one()
        if self.kind == "visit":
            # sudo: the state of the visit, also once it was handed to a colleague
            return self.sudo().visit_id.state == "done"
        return self.is_ticked

    @api.depends("done", "visit_id.state", "date", "company_id")
    def _compute_status(self):
        days = {
            company: self.env["fuel.work.plan"]._today_in(company)
            for company in self.company_id
        }
        for line in self:
            if line.done:
                line.status = "done"
            elif line.visit_id.sudo().state == "cancelled":
                line.status = "cancelled"
            elif line.date and line.date < days.get(line.company_id, line.date):
                line.status = "late"
            else:
                line.status = "open"

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("date", "plan_id")
    def _check_day(self):
        for line in self:
            plan = line.plan_id
            if not plan.date_from <= line.date <= plan.date_to:
                raise ValidationError(
                    self.env._(
                        "%(line)s is on %(day)s, outside of %(plan)s: choose a day from "
                        "%(first)s to %(last)s.",
                        line=line.display_name,
                        day=fields.Date.to_string(line.date),
                        plan=plan.display_name,
                        first=fields.Date.to_string(plan.date_from),
                        last=fields.Date.to_string(plan.date_to),
                    )
                )

    @api.onchange("customer_id")
    def _onchange_customer_id(self):
        self.customer_id = self.customer_id.commercial_partner_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever moves a line into a plan changes that plan.
        plans = self.env["fuel.work.plan"].browse(
            {vals["plan_id"] for vals in vals_list if vals.get("plan_id")}
        )
        plans._refuse_handed_in()
        return super().create([self._prepare_line(vals) for vals in vals_list])

    def write(self, vals):
        self.plan_id._refuse_handed_in()
        if "plan_id" in vals and any(it.plan_id.id != vals["plan_id"] for it in self):
            raise UserError(self.env._("A line stays in its plan: copy it instead."))
        entered = self.filtered("visit_id") if not self.env.su else self.browse()
        if entered and {"kind", "customer_id"} & vals.keys():
            raise UserError(
                self.env._(
                    "%(line)s is in the calendar already: cancel the visit, and add "
                    "another line.",
                    line=entered[0].display_name,
                )
            )
        return super().write(self._prepare_line(vals))

    def unlink(self):
        self.plan_id._refuse_handed_in()
        return super().unlink()

    @api.model
    def _prepare_line(self, vals):
        """Return ``vals`` with the company of a contact in the contact's place."""
        if not vals.get("customer_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["customer_id"])
        return {**vals, "customer_id": partner.commercial_partner_id.id}

    def _copy_key(self, day):
        return (day, self.kind, self.customer_id.id, (self.name or "").strip())

    def _is_copied(self):
        """Hook: whether a line still makes sense in another plan."""
        self.ensure_one()
        # sudo: whether a customer is archived, also one that changed hands
        return not self.customer_id or self.customer_id.sudo().active

    def _prepare_copy(self):
        self.ensure_one()
        return {
            "kind": self.kind,
            "customer_id": self.customer_id.id,
            "name": self.name,
            "topic_id": self.topic_id.id,
            "hour": self.hour,
        }

    # === TICKING === #

    def action_tick(self):
        """Mark calls and others of one's own plans as done.

        :raises UserError: for lines of others, and for what is not ticked: visits are
            done when they have taken place
        """
        self._refuse_ticking()
        # sudo: protected, so that nobody writes it for somebody else.
        self.filtered(lambda it: not it.is_ticked).sudo().write(
            {"is_ticked": True, "ticked_at": fields.Datetime.now()}
        )
        return True

    def action_untick(self):
        """Take the mark off calls and others of one's own plans.

        :raises UserError: as ``action_tick``
        """
        self._refuse_ticking()
        self.sudo().write({"is_ticked": False, "ticked_at": False})
        return True

    def _refuse_ticking(self):
        self.plan_id._refuse_others()
        for line in self:
            if not line._is_tickable():
                raise UserError(
                    self.env._(
                        "%(line)s is not ticked: it is done once the visit or the task "
                        "itself is.",
                        line=line.display_name,
                    )
                )

    def _is_tickable(self):
        """Hook: whether nothing but a tick can tell that a line is done."""
        self.ensure_one()
        return self.kind != "visit"

    # === VISITS === #

    def _to_enter(self):
        """Return the lines of visits that have none, and whose day is not over."""
        plans = self.env["fuel.work.plan"]
        days = {company: plans._today_in(company) for company in self.company_id}
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
        hours = for_new._hours()
        visits = self.env["fuel.visit"].with_context(fuel_plan_entering=True)
        made = visits.create([line._prepare_visit(hours[line.id]) for line in for_new])
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

    def _prepare_visit(self, hour):
        self.ensure_one()
        zone = pytz.timezone(self.company_id.fuel_tz or "UTC")
        topic = self.topic_id or self.env["fuel.visit.topic"].search([], limit=1)
        return {
            "customer_id": self.customer_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "topic_id": topic.id,
            "planned_start": at_hour(self.date, hour, zone),
        }

    def action_open_visit(self):
        """Open the visit of this line.

        :return: window action on ``fuel.visit``
        """
        self.ensure_one()
        if not self.visit_id:
            raise UserError(self.env._("The visit is not in the calendar yet."))
        return self.visit_id.get_formview_action()

    # === TO-DO === #

    @api.model
    def _todo_domain(self):
        today = self.env["fuel.work.plan"]._today_in(self.env.company)
        return (
            Domain("user_id", "=", self.env.uid)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("done", "=", False)
            & Domain("date", "<=", today)
            & Domain("date", ">", today - timedelta(days=TODO_DAYS))
            & (
                Domain("visit_id", "=", False)
                | Domain("visit_id.state", "!=", "cancelled")
            )
        )

    @api.model
    def _fuel_todos(self, limit):
        """Return what the calling user planned for today and before and has not done.

        :param int limit: most items to return
        :return: ``count`` of all, and ``items``, the oldest first
        :rtype: dict
        """
        domain = self._todo_domain()
        lines = self.search(domain, limit=limit) if limit else self.browse()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        tick = {"method": "action_tick", "label": self.env._("Done")}
        return {
            "count": self.search_count(domain),
            "items": [
                {
                    "model": line._name,
                    "id": line.id,
                    "title": line.name or line.display_name,
                    "detail": line.customer_id.display_name or kinds[line.kind],
                    "deadline": fields.Date.to_string(line.date),
                    "priority": False,
                    "open": {
                        "model": (line.visit_id or line.plan_id)._name,
                        "id": (line.visit_id or line.plan_id).id,
                    },
                    "action": tick if line._is_tickable() else False,
                }
                for line in lines
            ],
        }


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
