from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .fuel_complaint import CLOSED

# From each state, where a complaint may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "new": {"investigating", "rejected"},
    "investigating": {"proposed", "rejected"},
    "proposed": {"investigating", "settled", "rejected"},
    "settled": {"reopened"},
    "rejected": {"reopened"},
    "reopened": {"investigating", "proposed", "rejected"},
}
# What has to be filled before a state is reached.
NEEDED = {
    "proposed": ("customer_id", "user_id", "proposal"),
    "settled": ("cause_id", "corrective_action"),
    "rejected": ("reject_reason",),
}


class FuelComplaint(models.Model):
    """How a complaint goes from new to settled."""

    _inherit = "fuel.complaint"

    def _move_to(self, state, **values):
        """Bring complaints into a state, where the table of transitions allows it.

        :param str state: the state to reach
        :param values: other values to write along, protected ones included
        :raises AccessError: for who may not change the complaint
        :raises UserError: where it cannot go there, or something is missing, naming it
        """
        self.check_access("write")
        self._lock()
        for complaint in self:
            complaint._check_move(state)
        # sudo: the guard of protected fields lets nobody else through.
        self.sudo().write({**values, "state": state})
        self._after_move(state)

    def _check_move(self, state):
        self.ensure_one()
        if state not in TRANSITIONS[self.state]:
            raise UserError(self._why_not(state))
        for name in NEEDED.get(state, ()):
            value = self[name]
            if not (value.strip() if isinstance(value, str) else value):
                raise UserError(
                    self.env._(
                        "%(complaint)s: fill in “%(field)s” first.",
                        complaint=self.display_name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _check_open(self):
        """Let through who may change complaints that are not closed.

        :raises AccessError: for everybody else
        :raises UserError: for closed ones
        """
        self.check_access("write")
        for complaint in self:
            if complaint.state in CLOSED:
                raise UserError(
                    self.env._(
                        "%(complaint)s is closed: reopen it first.",
                        complaint=complaint.display_name,
                    )
                )

    # === ACTIONS === #

    def action_investigate(self):
        """Take complaints up, or take a proposal back to work on it further.

        :raises UserError: where a complaint is closed or being investigated already
        """
        self._move_to("investigating")
        self._start_clocks()
        return True

    def action_propose(self):
        """Propose a settlement: from now on it is the customer's turn.

        :raises UserError: without the proposal in words, an owner and a customer
        """
        self._move_to("proposed", proposed_at=fields.Datetime.now())
        # What is offered is an answer, too.
        self._note_first_reply()
        self._stop_clocks(self.env._("Answer to the proposed settlement"))
        return True

    def action_settle(self):
        """Close complaints: the customer agrees.

        :raises UserError: without cause and corrective action, or where nothing was
            proposed
        """
        self._close("settled")
        return True

    def action_reject(self):
        """Close complaints that are unfounded, or on which nobody agrees.

        :raises UserError: without a reason, or where a complaint is closed
        """
        self._close("rejected")
        return True

    def _close(self, state):
        self._move_to(state, closed_at=fields.Datetime.now())
        self._note_first_reply()
        self._start_clocks()
        self.filtered("customer_id")._ask_satisfaction()

    def action_reopen(self):
        """Take closed complaints up again.

        :raises UserError: where a complaint is not closed
        """
        for complaint in self:
            complaint._move_to(
                "reopened", closed_at=False, reopen_count=complaint.reopen_count + 1
            )
        self.sudo().write(dict.fromkeys(self._escalation_fields(), False))
        return True

    def _check_linked_access(self, vals):
        """Nobody names records in a complaint that they may not read.

        :raises AccessError: naming the field
        """
        if self.env.su:
            return
        for name in ("order_id", "order_line_id", "picking_id", "credit_note_id"):
            if vals.get(name):
                record = self.env[self._fields[name].comodel_name].browse(vals[name])
                if not record.exists() or not record.has_access("read"):
                    raise AccessError(
                        self.env._(
                            "%(field)s: there is none with this number that you may "
                            "see.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
