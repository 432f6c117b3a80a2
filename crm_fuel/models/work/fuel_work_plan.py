from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.work_period import moved, spread

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("returned", "Returned"),
]
# From each state, where a plan may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "draft": {"submitted"},
    "submitted": {"draft", "approved", "returned"},
    "approved": {"draft"},
    "returned": {"submitted"},
}
# While the person whose plan it is still writes it.
WRITABLE = ("draft", "returned")
MOST_OFFERED = 20


class FuelWorkPlan(models.Model):
    """What a person means to do in a week or month, and what became of it."""

    _name = "fuel.work.plan"
    _description = "Work plan"
    _inherit = ["fuel.work.period"]

    _fuel_transitions = TRANSITIONS
    _fuel_protected = frozenset(
        {
            "state",
            "date_to",
            "team_id",
            "submitted_at",
            "reviewed_by_id",
            "reviewed_at",
            "return_reason",
        }
    )

    # === FIELDS === #

    state = fields.Selection(
        selection=STATES,
        required=True,
        default="draft",
        index=True,
        copy=False,
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many(
        comodel_name="fuel.work.plan.line",
        inverse_name="plan_id",
        string="Lines",
    )
    note = fields.Text(string="Goals", help="What the period is to bring about.")
    submitted_at = fields.Datetime(string="Submitted on", copy=False, readonly=True)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed by", copy=False, readonly=True
    )
    reviewed_at = fields.Datetime(string="Reviewed on", copy=False, readonly=True)
    return_reason = fields.Text(string="Why returned", copy=False, readonly=True)
    line_count = fields.Integer(string="Planned", compute="_compute_progress")
    done_count = fields.Integer(string="Done", compute="_compute_progress")
    progress = fields.Float(
        string="Done (%)",
        digits=(5, 0),
        compute="_compute_progress",
        help="Of the lines, how many are done: visits that took place, tasks handed in, "
        "calls and other lines that their person ticked.",
    )
    to_plan_count = fields.Integer(
        string="Visits to enter",
        compute="_compute_to_plan_count",
        help="Lines of visits that are not in the calendar yet.",
    )
    due_ids = fields.Many2many(
        comodel_name="fuel.visit.due",
        string="Customers due",
        compute="_compute_due_ids",
        help="Customers whose visit is due by the end of the period and is neither "
        "planned nor in this plan.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _one_a_period = models.UniqueIndex(
        "(user_id, company_id, period, date_from)",
        "There is a plan of this person for this period already: open that one instead.",
    )
    _first_day = models.Constraint(
        "CHECK (EXTRACT(ISODOW FROM date_from) = 1 AND period = 'week'"
        " OR EXTRACT(DAY FROM date_from) = 1 AND period = 'month')",
        "A week begins on Monday, a month on the first.",
    )
    _note_length = models.Constraint(
        "CHECK (length(note) <= 20000)", "Goals have at most 20,000 characters."
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.done")
    def _compute_progress(self):
        counts = {}
        for plan, done, count in self.env["fuel.work.plan.line"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id", "done"], ["__count"]
        ):
            counts[plan.id, done] = count
        for plan in self:
            done = counts.get((plan._origin.id, True), 0)
            total = done + counts.get((plan._origin.id, False), 0)
            plan.done_count = done
            plan.line_count = total
            plan.progress = 100 * done / total if total else 0.0

    @api.depends("line_ids.visit_id", "line_ids.kind", "line_ids.date")
    def _compute_to_plan_count(self):
        for plan in self:
            plan.to_plan_count = len(plan.line_ids._to_enter())

    @api.depends("line_ids.customer_id", "line_ids.kind", "date_to", "user_id")
    def _compute_due_ids(self):
        for plan in self:
            plan.due_ids = plan._due_customers()

    def _due_customers(self):
        """Return the person's customers whose turn comes by the end of the period."""
        self.ensure_one()
        if not self.date_to:
            return self.env["fuel.visit.due"]
        planned = self.line_ids.filtered(lambda it: it.kind == "visit").customer_id
        return self.env["fuel.visit.due"].search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("status", "!=", "none"),
                ("due_date", "<=", self.date_to),
                ("next_visit_date", "=", False),
                ("customer_id", "not in", planned.ids),
            ],
            limit=MOST_OFFERED,
        )

    # === CONSTRAINS === #

    @api.constrains("period", "date_from")
    def _check_lines_within(self):
        self.line_ids._check_day()

    # === CRUD METHODS === #

    def write(self, vals):
        if {"period", "date_from", "line_ids", "note"} & vals.keys():
            self._refuse_handed_in()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_in(self):
        if not self.env.user.has_group("crm_fuel.group_fuel_manager"):
            self._refuse_handed_in()

    def copy_data(self, default=None):
        """Refuse: there is one plan a period; a new one takes the last one's lines."""
        raise UserError(
            self.env._(
                "There is one plan for a period: make a new one, and copy the last plan's "
                "lines into it."
            )
        )

    def _refuse_handed_in(self):
        """Refuse to change what was submitted or approved.

        :raises UserError: naming the plan and what to do
        """
        if self.env.su:
            return
        # Held, so that nobody approves what changes at the same moment.
        self._lock(share=True)
        for plan in self:
            if plan.state not in WRITABLE:
                raise UserError(
                    self.env._(
                        "%(plan)s is handed in: take it back before you change it. "
                        "Lines of an approved plan are only ticked.",
                        plan=plan.display_name,
                    )
                )

    # === STATES === #

    def action_submit(self):
        """Hand in one's own plans.

        :raises UserError: for a plan without lines, another's, or one handed in already
        """
        self._refuse_others()
        for plan in self:
            if not plan.line_ids:
                raise UserError(
                    self.env._(
                        "%(plan)s has no lines yet: write down what you plan to do.",
                        plan=plan.display_name,
                    )
                )
        self._move_to("submitted", submitted_at=fields.Datetime.now())
        return True

    def action_take_back(self):
        """Take back one's own plans that nobody has reviewed yet, to change them.

        :raises UserError: for another's plan, or one that is not just submitted
        """
        self._refuse_others()
        approved = self.filtered(lambda it: it.state == "approved")
        if approved:
            raise UserError(
                self.env._(
                    "%(plan)s is approved: ask whoever approved it to open it again.",
                    plan=approved[0].display_name,
                )
            )
        self._move_to("draft", submitted_at=False)
        return True

    def action_approve(self):
        """Approve submitted plans of others.

        :raises UserError: where a plan is not the caller's to review or not submitted,
            for instance because somebody else was first
        """
        self._refuse_reviewing()
        self._move_to("approved", return_reason=False, **self._reviewed())
        self._tell_person(self.env._("The plan is approved."))
        return True

    def return_plan(self, reason):
        """Return submitted plans of others with a reason.

        :param str reason: what is to be changed, 1 to 2,000 characters
        :raises UserError: without a reason; else as ``action_approve``
        """
        reason = self._read_reason(reason)
        self._refuse_reviewing()
        self._move_to("returned", return_reason=reason, **self._reviewed())
        self._tell_person(self.env._("The plan is returned: %(reason)s", reason=reason))
        return True

    def action_reopen(self):
        """Open approved plans of others again, so that their person can change them.

        :raises UserError: where a plan is not the caller's to review or not approved
        """
        self._refuse_reviewing()
        for plan in self:
            if plan.state != "approved":
                raise UserError(
                    self.env._("%(plan)s is not approved.", plan=plan.display_name)
                )
        self._move_to("draft", reviewed_by_id=False, reviewed_at=False)
        self._tell_person(self.env._("The plan is open again: change it, submit it."))
        return True

    def _reviewed(self):
        return {
            "reviewed_by_id": self.env.uid,
            "reviewed_at": fields.Datetime.now(),
        }

    @api.model
    def _read_reason(self, reason):
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say what is to be changed."))
        if len(reason) > 2000:
            raise UserError(self.env._("A reason has at most 2,000 characters."))
        return reason

    def action_ask_return(self):
        """Open the dialogue that asks why plans are returned.

        :return: window action on ``fuel.work.review``
        """
        self._refuse_reviewing()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return the plan"),
            "res_model": "fuel.work.review",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_plan_ids": [(6, 0, self.ids)],
                "default_purpose": "return",
            },
        }

    # === TAKING LINES OVER === #

    def action_copy_last(self):
        """Copy all lines of the person's last plan: what is done again and again.

        Days move to the same day of the week; what is in the plan already, and customers
        that are archived, are left out, so that a second time adds nothing.

        :raises UserError: where there is no plan before, or this one is handed in
        """
        for plan in self:
            plan._copy_lines(plan._last_plan().line_ids)
        return True

    def action_copy_open(self):
        """Copy the lines of the person's last plan that were not done.

        As ``action_copy_last`` does.
        """
        for plan in self:
            plan._copy_lines(
                plan._last_plan().line_ids.filtered(lambda it: not it.done)
            )
        return True

    def _last_plan(self):
        self.ensure_one()
        self._refuse_others()
        last = self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("period", "=", self.period),
                ("date_from", "<", self.date_from),
            ],
            order="date_from desc",
            limit=1,
        )
        if not last:
            raise UserError(self.env._("There is no plan before this one to copy."))
        return last

    def _copy_lines(self, lines):
        self.ensure_one()
        there = {line._copy_key(line.date) for line in self.line_ids}
        values = []
        for line in lines:
            day = moved(self.period, line.date, self.date_from)
            key = line._copy_key(day)
            # sudo: whether a customer is archived, also one that changed hands
            if key in there or not line._is_copied():
                continue
            there.add(key)
            values.append({**line._prepare_copy(), "plan_id": self.id, "date": day})
        return self.env["fuel.work.plan.line"].create(values)

    def action_take_due(self):
        """Take all offered customers over as lines of visits, spread over the days left.

        :raises UserError: where the plan is another's or handed in
        """
        for plan in self:
            plan._take_customers(plan.due_ids.customer_id)
        return True

    def _take_customers(self, customers):
        """Add a line of a visit for each customer, where the plan has none."""
        self.ensure_one()
        self._refuse_others()
        there = self.line_ids.filtered(lambda it: it.kind == "visit").customer_id
        customers -= there
        days = self._days_for(len(customers))
        return self.env["fuel.work.plan.line"].create(
            [
                {
                    "plan_id": self.id,
                    "kind": "visit",
                    "customer_id": customer.id,
                    "date": day,
                }
                for customer, day in zip(customers, days, strict=True)
            ]
        )

    def _days_for(self, number):
        """Return days for new lines: working days that are left, the emptiest first."""
        first = max(self.date_from, self._today_in(self.company_id))
        taken = {}
        for line in self.line_ids:
            taken[line.date] = taken.get(line.date, 0) + 1
        days = spread(taken, first, self.date_to, number)
        if number and not days:
            raise UserError(
                self.env._(
                    "%(plan)s is over: nothing is planned for it any more.",
                    plan=self.display_name,
                )
            )
        return days

    def _open_assignments(self):
        """Hook: the person's open task assignments that the plan does not have yet.

        :return: list of values of new lines, without plan and day
        """
        return []

    def action_take_tasks(self):
        """Take the person's open tasks over as lines.

        :raises UserError: where the plan is another's or handed in
        """
        for plan in self:
            plan._refuse_others()
            offered = plan._open_assignments()
            days = plan._days_for(len(offered))
            self.env["fuel.work.plan.line"].create(
                [
                    {"date": day, **values, "plan_id": plan.id}
                    for values, day in zip(offered, days, strict=True)
                ]
            )
        return True

    # === VISITS === #

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

    # === STATUS === #

    @api.model
    def _fuel_team_status(self):
        """Tell what of others' plans waits, of all that the caller may read.

        :return: ``submitted``: plans to review; ``missing``: ids of users whose plan is
            missing
        :rtype: dict
        """
        return {
            "submitted": self.search_count(
                [("state", "=", "submitted"), ("user_id", "!=", self.env.uid)]
            ),
            "missing": self.env["fuel.work.missing"]._missing_users("plan"),
        }


class FuelVisitDue(models.Model):
    _inherit = "fuel.visit.due"

    def action_take_into_plan(self):
        """Take these customers into the plan that the context names.

        :raises UserError: where the plan is not the caller's own, or handed in
        """
        plan_id = self.env.context.get("fuel_plan_id")
        plan = self.env["fuel.work.plan"].browse(
            plan_id if isinstance(plan_id, int) else ()
        )
        if not plan.exists():
            raise ValidationError(self.env._("Save the plan first."))
        plan._take_customers(self.customer_id)
        return True
