from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

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
        days = {company: company._fuel_today() for company in self.company_id}
        # sudo: the state of the visit, also once it was handed to a colleague
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
        # sudo: as in `action_tick`.
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

    # === TO-DO === #

    @api.model
    def _todo_domain(self):
        today = self.env.company._fuel_today()
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
