from odoo import api, fields, models
from odoo.tools import SQL


class FuelTaskAssignmentCustomer(models.Model):
    """One customer of one person's assignment, and the visit that was made to them."""

    _name = "fuel.task.assignment.customer"
    _description = "Customer of an assignment"
    _inherit = ["fuel.guarded"]
    _order = "assignment_id, id"
    _rec_name = "customer_id"
    _fuel_protected = frozenset(
        {"assignment_id", "customer_id", "visit_id", "user_id", "team_id", "company_id"}
    )

    # === FIELDS === #

    assignment_id = fields.Many2one(
        comodel_name="fuel.task.assignment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade"
    )
    visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The first visit to this customer that was done since the task was issued.",
    )
    visit_date = fields.Date(related="visit_id.date", string="Visited on")
    task_id = fields.Many2one(related="assignment_id.task_id")
    state = fields.Selection(
        related="assignment_id.state", string="State of the assignment"
    )
    # Stored, as record rules ask for them.
    user_id = fields.Many2one(
        related="assignment_id.user_id", store=True, index=True, string="Assigned to"
    )
    team_id = fields.Many2one(
        related="assignment_id.team_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, index=True
    )

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(assignment_id, customer_id)", "A customer is on an assignment once."
    )

    # === VISITS === #

    @api.model
    def _sync_visits(self, customers):
        """Bring up to date which visits count, for assignments with these customers.

        A visit counts that is done, by the assignee or one who had the assignment
        before, and began after the task was issued. What is accepted stays as it was.

        :param customers: ``res.partner``
        """
        if not customers:
            return
        self.env["fuel.visit"].flush_model(
            ["state", "user_id", "customer_id", "company_id", "actual_start"]
        )
        self.flush_model()
        self.env["fuel.task"].flush_model(["state", "issued_at"])
        self.env["fuel.task.assignment"].flush_model(
            ["state", "user_id", "former_user_ids"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, found.id
                  FROM fuel_task_assignment_customer c
                  JOIN fuel_task_assignment a ON a.id = c.assignment_id
                  JOIN fuel_task t ON t.id = a.task_id
             LEFT JOIN LATERAL (
                    SELECT v.id
                      FROM fuel_visit v
                     WHERE v.customer_id = c.customer_id
                       AND v.state = 'done'
                       AND v.company_id = a.company_id
                       AND v.actual_start >= t.issued_at
                       AND (v.user_id = a.user_id OR EXISTS (
                            SELECT FROM fuel_task_assignment_former_rel f
                             WHERE f.assignment_id = a.id AND f.user_id = v.user_id))
                     ORDER BY v.actual_start, v.id
                     LIMIT 1) found ON TRUE
                 WHERE c.customer_id IN %s
                   AND t.state = 'issued'
                   AND a.state != 'accepted'
                   AND c.visit_id IS DISTINCT FROM found.id
                """,
                tuple(customers.ids),
            )
        )
        # sudo: protected; whoever makes a visit makes progress.
        for row, visit in rows:
            self.sudo().browse(row).visit_id = visit

    # === ACTIONS === #

    def action_visit(self):
        """Open the visit that counts, or a new one to this customer.

        :return: window action on ``fuel.visit``
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = {
            "type": "ir.actions.act_window",
            "res_model": "fuel.visit",
            "views": [(False, "form")],
        }
        if self.visit_id:
            return {**action, "res_id": self.visit_id.id}
        return {
            **action,
            "context": {
                "default_customer_id": self.customer_id.id,
                "default_campaign_id": self.task_id.campaign_id.id,
            },
        }
