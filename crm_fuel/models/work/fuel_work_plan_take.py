from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.work_period import moved, spread

MOST_OFFERED = 20


class FuelWorkPlan(models.Model):
    """What a plan takes over: the last one's lines, customers due, open tasks."""

    _inherit = "fuel.work.plan"

    # === FIELDS === #

    due_ids = fields.Many2many(
        comodel_name="fuel.visit.due",
        string="Customers due",
        compute="_compute_due_ids",
        help="Customers whose visit is due by the end of the period and is neither "
        "planned nor in this plan.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "line_ids.customer_id", "line_ids.kind", "date_to", "user_id", "company_id"
    )
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
        first = max(self.date_from, self.company_id._fuel_today())
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


class FuelWorkPlanLine(models.Model):
    _inherit = "fuel.work.plan.line"

    # === TAKING LINES OVER === #

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
