from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fuel_task_remind_days = fields.Integer(
        string="Remind of tasks (days before)",
        default=2,
        help="So many days before its deadline, whoever has not submitted a task is "
        "reminded. 0: nobody is.",
    )
    fuel_task_chase_days = fields.Integer(
        string="Chase late tasks (every so many days)",
        default=3,
        help="After the deadline, whoever has not submitted a task is reminded every so "
        "many days. 0: nobody is.",
    )

    _fuel_task_days_range = models.Constraint(
        "CHECK (fuel_task_remind_days BETWEEN 0 AND 90"
        " AND fuel_task_chase_days BETWEEN 0 AND 90)",
        "Days of reminders lie between 0 and 90.",
    )
