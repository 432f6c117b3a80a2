from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        leaving = self.browse()
        if "active" in vals and not vals["active"]:
            leaving = self.filtered("active")
        result = super().write(vals)
        if leaving:
            # sudo: assignments of those who are archived, whoever does it.
            assignments = self.env["fuel.task.assignment"].sudo()
            assignments.search(
                [
                    ("user_id", "in", leaving.ids),
                    ("is_open", "=", True),
                    ("task_id.state", "=", "issued"),
                ]
            )._ask_to_reassign()
        return result
