from odoo import models
from odoo.tools import SQL


class FuelTaskAssignment(models.Model):
    """Who hears what is written to assignments."""

    _inherit = "fuel.task.assignment"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """As Odoo does; not for followers that issuing adds by itself, all at once."""
        if self.env.context.get("fuel_followers_known"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _follow(self):
        """The assignees hear what is written to their assignments.

        In SQL: Odoo would insert a hundred at a time. They are new, so nobody follows
        them yet and nothing of this is in its cache.
        """
        # sudo: what one who follows hears of by default.
        subtype = self.env["mail.message.subtype"].sudo()
        default = subtype.default_subtypes(self._name)[0]
        self.flush_model(["user_id"])
        self.env.execute_query(
            SQL(
                """
                WITH followers AS (
                    INSERT INTO mail_followers (res_model, res_id, partner_id)
                    SELECT %(model)s, assignment.id, res_users.partner_id
                      FROM fuel_task_assignment AS assignment
                      JOIN res_users ON res_users.id = assignment.user_id
                     WHERE assignment.id IN %(ids)s
                 RETURNING id
                )
                INSERT INTO mail_followers_mail_message_subtype_rel
                    (mail_followers_id, mail_message_subtype_id)
                SELECT followers.id, subtype.id
                  FROM followers, unnest(%(subtypes)s::int[]) AS subtype (id)
                RETURNING mail_followers_id
                """,
                model=self._name,
                ids=tuple(self.ids),
                subtypes=default.ids,
            )
        )
        self.env["mail.followers"].invalidate_model()
        self.invalidate_recordset(["message_follower_ids", "message_partner_ids"])
