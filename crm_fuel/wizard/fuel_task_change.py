from odoo import api, fields, models
from odoo.exceptions import UserError


class FuelTaskChange(models.TransientModel):
    """Asks what is needed before assignments are returned, extended or reassigned."""

    _name = "fuel.task.change"
    _description = "Change of assignments"

    assignment_ids = fields.Many2many(
        comodel_name="fuel.task.assignment", string="Assignments", required=True
    )
    # Set where a whole task is extended.
    task_id = fields.Many2one(comodel_name="fuel.task", readonly=True)
    purpose = fields.Selection(
        selection=[
            ("return", "Return"),
            ("extend", "Extend"),
            ("reassign", "Reassign"),
        ],
        required=True,
        default="extend",
    )
    reason = fields.Text(help="The assignee reads it.")
    deadline = fields.Datetime(string="New deadline")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Hand to",
        domain="[('share', '=', False), ('id', 'not in', taken_ids)]",
    )
    taken_ids = fields.Many2many(
        comodel_name="res.users", compute="_compute_taken_ids", string="Have it already"
    )

    @api.depends("assignment_ids")
    def _compute_taken_ids(self):
        for change in self:
            change.taken_ids = change.assignment_ids.task_id.assignment_ids.user_id

    def action_apply(self):
        """Do to the assignments what was asked for.

        :raises UserError: where what is needed for it is not given
        """
        self.ensure_one()
        if self.purpose == "return":
            self.assignment_ids.send_back(self.reason)
        elif self.purpose == "reassign":
            if not self.user_id:
                raise UserError(self.env._("Choose to whom it is handed."))
            self.assignment_ids.reassign(self.user_id.id)
        elif self.task_id:
            self.task_id.extend(self.deadline)
        else:
            self.assignment_ids.extend(self.deadline)
        return {"type": "ir.actions.act_window_close"}
