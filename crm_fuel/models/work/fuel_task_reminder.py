from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.local_time import at_hour
from .fuel_task_issue import QUIET

BATCH = 50
# What issuing keeps quiet is about many records; a notification is none of them.
LOUD = dict.fromkeys(QUIET, False)


class FuelTaskAssignment(models.Model):
    """Reminders before and after the deadline."""

    _inherit = "fuel.task.assignment"

    @api.model
    def _cron_remind(self):
        """Remind of what is due soon, and chase what is late.

        Each batch is one transaction with the day that keeps it from being told again:
        killed in the middle or run twice, nobody is told twice, and nobody is left out.
        """
        new = self.search(
            [
                ("is_told", "=", False),
                ("is_open", "=", True),
                ("task_id.state", "=", "issued"),
                ("user_id.active", "=", True),
            ]
        )
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            batch._tell_new()
            self.env["ir.cron"]._commit_progress(
                len(batch), remaining=len(new) - start - len(batch)
            )
        companies = self.env["res.company"].search(
            [
                "|",
                ("fuel_task_remind_days", ">", 0),
                ("fuel_task_chase_days", ">", 0),
            ]
        )
        for company in companies:
            todo = self._to_remind(company)
            for start in range(0, len(todo), BATCH):
                batch = todo[start : start + BATCH]
                batch._remind()
                self.env["ir.cron"]._commit_progress(
                    len(batch), remaining=len(todo) - start - len(batch)
                )

    def _tell_new(self):
        """Notify assignees of what was issued to them, once."""
        # What another run holds, it is about to tell.
        new = self.try_lock_for_update()
        new.invalidate_recordset(["is_told"])
        new = new.filtered(lambda it: not it.is_told)
        new.with_context(tracking_disable=True).is_told = True
        for task, assignments in new.grouped("task_id").items():
            task.with_context(**LOUD)._tell_issued(assignments.user_id)

    @api.model
    def _to_remind(self, company):
        """Return the assignments of a company that are to be reminded today."""
        today = company._fuel_today()
        now = fields.Datetime.now()
        domain = Domain.FALSE
        if company.fuel_task_remind_days:
            after = today + timedelta(days=company.fuel_task_remind_days + 1)
            end = at_hour(after, 0, company._fuel_zone())
            domain |= (
                Domain("deadline", ">=", now)
                & Domain("deadline", "<", end)
                & Domain("reminded_on", "=", False)
            )
        if company.fuel_task_chase_days:
            before = today - timedelta(days=company.fuel_task_chase_days)
            domain |= Domain("deadline", "<", now) & (
                Domain("chased_on", "=", False) | Domain("chased_on", "<=", before)
            )
        return self.search(
            domain
            & Domain("company_id", "=", company.id)
            & Domain("is_open", "=", True)
            & Domain("task_id.state", "=", "issued")
            & Domain("user_id.active", "=", True)
        )

    def _remind(self, by_hand=False):
        """Remind the assignees, once a day, and return the assignments that were.

        :param bool by_hand: a supervisor asks, whatever the rhythm is
        """
        # What another run holds, it is about to tell.
        due = self.try_lock_for_update()
        due.invalidate_recordset(["state", "is_open", "reminded_on", "chased_on"])
        now = fields.Datetime.now()
        told = self.browse()
        for company, assignments in due.grouped("company_id").items():
            today = company._fuel_today()
            chosen = assignments.filtered(
                lambda it, today=today: (
                    it.is_open
                    and it.user_id.active
                    and today not in (it.reminded_on, it.chased_on)
                    and (by_hand or not it.reminded_on or it.deadline < now)
                )
            )
            late = chosen.filtered(lambda it: it.deadline < now)
            # Quietly: a reminder is no change that the history should show.
            late.with_context(tracking_disable=True).chased_on = today
            (chosen - late).with_context(tracking_disable=True).reminded_on = today
            told |= chosen
        for task, assignments in told.grouped("task_id").items():
            for day, same in assignments.grouped(lambda it: it._deadline_day()).items():
                task._tell_due(same, day, same[0].deadline < now)
        return told


class FuelTask(models.Model):
    _inherit = "fuel.task"

    def _tell_issued(self, users):
        self._tell(
            users,
            lambda it: (
                it.env._("New: %(task)s", task=it.name),
                it.env._(
                    "%(issuer)s asks you: %(task)s. You find it among your tasks.",
                    issuer=it.issuer_id.name,
                    task=it.name,
                ),
            ),
            live=False,
        )

    def _tell_due(self, assignments, day, late):
        """One message to all who read the same language."""

        def notice(task):
            names = {"task": task.name, "day": fields.Date.to_string(day)}
            if late:
                return (
                    task.env._("Late: %(task)s", **names),
                    task.env._("%(task)s was due on %(day)s.", **names),
                )
            return (
                task.env._("Due soon: %(task)s", **names),
                task.env._("%(task)s is due on %(day)s.", **names),
            )

        self._tell(assignments.user_id, notice)
