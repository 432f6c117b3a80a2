from ast import literal_eval

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

# People times customers: what one issue may make.
MOST_PAIRS = 200_000


class FuelTask(models.Model):
    """Which customers a task concerns, and who gets which of them."""

    _inherit = "fuel.task"

    def _find_customers(self):
        """Return the customers concerned, as the task says it now.

        Looked up with the rights of who asks: nobody hands out customers they may not
        see. Contacts stand for their company.

        :raises UserError: where a filter or conditions cannot be used, or find nobody
        """
        self.ensure_one()
        if self.customer_source == "none":
            return self.env["res.partner"]
        if self.customer_source == "picked":
            found = self.customer_ids
        elif self.customer_source == "campaign":
            found = self.campaign_id.fuel_customer_ids
        else:
            found = self._search_customers(self._customer_domain())
        customers = found.commercial_partner_id.filtered(
            lambda it: it.active and it.company_id.id in (False, self.company_id.id)
        )
        if not customers:
            raise UserError(
                self.env._(
                    "%(task)s concerns no customer: %(where)s finds none. Choose "
                    "others, or say that it concerns no customers.",
                    task=self.name,
                    where=dict(
                        self._fields["customer_source"]._description_selection(self.env)
                    )[self.customer_source],
                )
            )
        return customers

    def _customer_domain(self):
        if self.customer_source == "filter":
            if not self.customer_filter_id:
                raise UserError(
                    self.env._("%(task)s: choose a saved filter.", task=self.name)
                )
            if self.customer_filter_id.model_id != "res.partner":
                raise UserError(
                    self.env._(
                        "%(filter)s is no filter of customers.",
                        filter=self.customer_filter_id.name,
                    )
                )
            return self.customer_filter_id.domain
        return self.customer_domain or "[]"

    def _search_customers(self, text):
        """Return the partners that a domain, given as text, finds.

        :raises UserError: where it is none, or names what there is not
        """
        try:
            domain = Domain(literal_eval(text))
            return self.env["res.partner"].search(
                domain & Domain("fuel_customer", "=", True)
            )
        except (
            ValueError,
            TypeError,
            SyntaxError,
            MemoryError,
            RecursionError,
        ) as error:
            raise UserError(
                self.env._(
                    "The conditions for customers cannot be used: %(reason)s. Conditions "
                    "that name the present day or the present user cannot be used here.",
                    reason=str(error)[:200],
                )
            ) from error

    def _people_with_customers(self, users, customers):
        """Return who of the users is to have an assignment."""
        if not customers or self.customer_share == "all":
            return users
        # sudo: account managers of customers, compared with the audience.
        return users & customers.sudo().user_id.sudo(False)

    def _check_size(self, users, customers):
        number = len(users) * len(customers) if self.customer_share == "all" else 0
        if number > MOST_PAIRS:
            raise UserError(
                self.env._(
                    "%(people)s people with %(customers)s customers each are too many: "
                    "issue the task in parts, or give each person their own customers.",
                    people=len(users),
                    customers=len(customers),
                )
            )

    def _keep_customers(self, customers):
        """What was found stays with the task."""
        if customers != self.customer_ids:
            # sudo: what is issued does not change from outside.
            self.sudo().write({"customer_ids": [Command.set(customers.ids)]})

    def _insert_customers(self, assignments):
        """Give new assignments their customers, in one statement for all of them."""
        if not assignments or not self.customer_ids:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO fuel_task_assignment_customer
                    (assignment_id, customer_id, user_id, team_id, company_id,
                     create_uid, create_date, write_uid, write_date)
                SELECT a.id, rel.customer_id, a.user_id, a.team_id, a.company_id,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM fuel_task_assignment a
                  JOIN fuel_task_customer_rel rel ON rel.task_id = a.task_id
                  JOIN res_partner p ON p.id = rel.customer_id
                 WHERE a.id IN %(assignments)s AND %(whose)s
                 ORDER BY a.id, p.complete_name, p.id
                    ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                assignments=tuple(assignments.ids),
                whose=SQL("TRUE")
                if self.customer_share == "all"
                else SQL("p.user_id = a.user_id"),
            )
        )
        rows = self.env["fuel.task.assignment.customer"]
        rows.invalidate_model()
        assignments.invalidate_recordset(["line_ids"])
        self._count_customers(assignments)

    @api.model
    def _count_customers(self, assignments):
        """Write how many customers new assignments have: none is visited yet."""
        self.env.execute_query(
            SQL(
                """
                UPDATE fuel_task_assignment AS assignment
                   SET customer_count = counted.number
                  FROM (SELECT assignment_id, count(*) AS number
                          FROM fuel_task_assignment_customer
                         WHERE assignment_id IN %s
                         GROUP BY assignment_id) AS counted
                 WHERE assignment.id = counted.assignment_id
                RETURNING assignment.id
                """,
                tuple(assignments.ids),
            )
        )
        assignments.invalidate_recordset(["customer_count"])
