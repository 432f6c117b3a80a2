from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .fuel_work_period import LONGEST_REASON

# From each state, where an assignment may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "todo": {"in_progress", "submitted"},
    "in_progress": {"submitted"},
    "submitted": {"accepted", "returned"},
    "returned": {"in_progress", "submitted"},
    "accepted": set(),
}


class FuelTaskAssignment(models.Model):
    """How an assignment goes from to do to accepted."""

    _inherit = "fuel.task.assignment"
    _fuel_transitions = TRANSITIONS

    # === STATES === #

    def _why_not(self, state):
        if state not in ("accepted", "returned") or not self.reviewed_by_id:
            return super()._why_not(state)
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(assignment)s is %(from)s already, by %(reviewer)s, and cannot become "
            "%(to)s.",
            assignment=self.display_name,
            reviewer=self.reviewed_by_id.name,
            **{"from": labels[self.state], "to": labels[state]},
        )

    def _check_mine(self):
        """Let through whose assignments these are.

        :raises AccessError: for everybody else
        :raises UserError: where the task is closed
        """
        self.check_access("write")
        for assignment in self:
            if assignment.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(assignment)s: that is for %(user)s to do.",
                        assignment=assignment.display_name,
                        # sudo: the name of a colleague, for the message.
                        user=assignment.sudo().user_id.name,
                    )
                )
            assignment._check_running()

    def _check_running(self):
        for assignment in self:
            # sudo: the state and name of the task, which the assignee works by.
            if assignment.sudo().task_state != "issued":
                raise UserError(
                    self.env._(
                        "%(task)s is closed: nothing more is to be done.",
                        task=assignment.sudo().task_id.name,
                    )
                )

    # === ASSIGNEE === #

    def action_start(self):
        """Begin with one's assignments.

        :raises UserError: where one is begun or finished already
        :raises AccessError: for others than the assignee
        """
        self._check_mine()
        self._move_to("in_progress", started_at=fields.Datetime.now())
        return True

    def action_submit(self):
        """Hand in one's assignments for review.

        :raises UserError: where evidence is missing, with the list of what
        :raises AccessError: for others than the assignee
        """
        self._check_mine()
        for assignment in self:
            missing = assignment._missing_evidence()
            if missing:
                raise UserError(
                    self.env._(
                        "%(task)s cannot be submitted yet. Still missing:\n%(list)s",
                        task=assignment.task_id.name,
                        list="\n".join(f"• {text}" for text in missing),
                    )
                )
        now = fields.Datetime.now()
        for company, assignments in self.grouped("company_id").items():
            assignments._move_to(
                "submitted",
                submitted_at=now,
                submitted_on=company._fuel_day(now),
            )
        # sudo: protected; the assignee is checked above.
        self.filtered(lambda it: not it.started_at).sudo().started_at = now
        self._end_todos()
        return True

    # === REVIEW === #

    def action_accept(self):
        """Accept what was submitted.

        :raises UserError: where another one was quicker, or nothing was submitted
        :raises AccessError: for others than supervisors
        """
        self.task_id._check_supervisor()
        self._move_to("accepted", **self._review_values(), return_reason=False)
        # sudo: a deleted or archived user's to-do may still be there.
        self.sudo()._drop_todos()
        return True

    def send_back(self, reason):
        """Return what was submitted to the assignee, who gets a new to-do.

        :param str reason: what is missing, for the assignee
        :raises UserError: without a reason, where another one was quicker, nothing was
            submitted, or the task is closed
        :raises AccessError: for others than supervisors
        """
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the assignment is returned."))
        if len(reason) > LONGEST_REASON:
            raise UserError(self.env._("A reason has at most 2,000 characters."))
        self.task_id._check_supervisor()
        self._check_running()
        self._move_to(
            "returned",
            **self._review_values(),
            return_reason=reason,
            submitted_at=False,
            submitted_on=False,
            reminded_on=False,
            chased_on=False,
        )
        # sudo: to-dos of others, and whom to notify.
        for assignment in self.sudo():
            assignment._ask()
            assignment.task_id._tell(
                assignment.user_id.sudo(False).with_env(self.env),
                lambda it: (it.env._("Returned: %(task)s", task=it.name), reason),
            )
        return True

    def _review_values(self):
        return {
            "reviewed_by_id": self.env.uid,
            "reviewed_at": fields.Datetime.now(),
        }
