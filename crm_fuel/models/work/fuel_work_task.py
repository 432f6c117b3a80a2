from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .fuel_task_assignment import DONE


class FuelWorkPlan(models.Model):
    _inherit = "fuel.work.plan"

    def _open_assignments(self):
        self.ensure_one()
        there = self.line_ids.assignment_id
        offered = self.env["fuel.task.assignment"].search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_open", "=", True),
                ("task_id.state", "=", "issued"),
            ]
        )
        return [
            {"kind": "task", "name": it.task_id.name, "assignment_id": it.id}
            for it in offered - there
        ]


class FuelWorkPlanLine(models.Model):
    _inherit = "fuel.work.plan.line"

    assignment_id = fields.Many2one(
        comodel_name="fuel.task.assignment",
        index="btree_not_null",
        ondelete="set null",
        domain="[('user_id', '=', user_id)]",
    )

    @api.depends("assignment_id.state")
    def _compute_done(self):
        return super()._compute_done()

    def _is_done(self):
        # sudo: the state of the person's own assignment, also once it was reassigned
        if self.assignment_id:
            return self.sudo().assignment_id.state in DONE
        return super()._is_done()

    def _is_tickable(self):
        return super()._is_tickable() and not self.assignment_id

    def _is_copied(self):
        return super()._is_copied() and not (self.assignment_id and self.done)

    def _prepare_copy(self):
        return {**super()._prepare_copy(), "assignment_id": self.assignment_id.id}

    @api.model
    def _todo_domain(self):
        # The assignment is a to-do of its own.
        return super()._todo_domain() & Domain("assignment_id", "=", False)

    @api.constrains("assignment_id")
    def _check_assignment(self):
        for line in self:
            # sudo: whose it is, to refuse it where it is another's
            if line.assignment_id and line.sudo().assignment_id.user_id != line.user_id:
                raise ValidationError(self.env._("This task is another person's."))


class FuelWorkSummary(models.Model):
    _inherit = "fuel.work.summary"

    @api.model
    def _figures_tasks(self, users, first, last):
        return self.env["fuel.task.assignment"]._fuel_done_counts(users, first, last)


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    @api.model
    def _fuel_overdue_tasks(self, companies, moment):
        groups = self.env["fuel.task.assignment"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("is_open", "=", True),
                ("task_id.state", "=", "issued"),
                ("deadline", "<", moment),
            ],
            ["company_id"],
            ["__count"],
        )
        return {company.id: count for company, count in groups}
