from odoo import models

# What decides whether a visit counts for an assignment.
DECISIVE = {"state", "user_id", "customer_id", "company_id", "actual_start"}


class FuelVisit(models.Model):
    """Visits that are done make progress in the assignments of who did them."""

    _inherit = "fuel.visit"

    def _after_create(self):
        result = super()._after_create()
        done = self.filtered(lambda visit: visit.state == "done")
        if done:
            self._sync_assignments(done.customer_id)
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if DECISIVE & set(vals):
            before["assignment_customers"] = self._counting().customer_id
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "assignment_customers" in before:
            self._sync_assignments(
                before["assignment_customers"] | self._counting().customer_id
            )
        return result

    def unlink(self):
        # sudo: assignments of whoever made the visits.
        rows = self.env["fuel.task.assignment.customer"].sudo()
        rows = rows.search([("visit_id", "in", self.ids)])
        rows.visit_id = False
        customers = rows.customer_id
        result = super().unlink()
        self._sync_assignments(customers)
        return result

    def _counting(self):
        return self.filtered(lambda visit: visit.state == "done")

    def _sync_assignments(self, customers):
        # sudo: assignments of whoever made the visits.
        self.env["fuel.task.assignment.customer"].sudo()._sync_visits(customers.sudo())
