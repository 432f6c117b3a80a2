from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# A visit here and there, for nearly everybody.
FEW = 2_000
# In the context: how to look for them, never whether.
BY_VISITOR = "fuel_visit_by_visitor"


class FuelVisit(models.Model):
    """Who comes along, or is shown a visit."""

    _inherit = "fuel.visit"

    is_guest = fields.Boolean(
        string="With me or shared with me",
        compute="_compute_is_guest",
        search="_search_is_guest",
        help="You come along, or the visit is shared with you.",
    )

    @api.depends("companion_ids", "shared_user_ids")
    @api.depends_context("uid")
    def _compute_is_guest(self):
        for visit in self:
            # sudo: whether the user is among them, not who they are.
            people = visit.sudo().companion_ids | visit.sudo().shared_user_ids
            visit.is_guest = self.env.uid in people.ids

    @api.model
    def _search(self, domain, *args, **kwargs):
        # "Visitor is I, and visitor is I or ...": PostgreSQL takes the two for
        # independent, expects a handful of rows and reads and sorts thousands. A
        # subquery in the disjunction, of which it knows nothing, makes it go by order.
        domain = Domain(domain)
        if any(
            condition.field_expr == "user_id" and condition.operator in ("=", "in")
            for condition in domain.iter_conditions()
        ):
            self = self.with_context(**{BY_VISITOR: True})
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _search_is_guest(self, operator, value):
        """Find them by id: record rules ask for this in every query.

        Ids can be looked up in an index beside the user's own visits; two conditions
        on relations, in a disjunction, make PostgreSQL try all visits there are.
        """
        if operator != "in":
            return NotImplemented
        found = SQL(
            """
            SELECT fuel_visit_id FROM fuel_visit_companion_rel
             WHERE res_users_id = %(user)s
             UNION
            SELECT fuel_visit_id FROM fuel_visit_shared_rel
             WHERE res_users_id = %(user)s
            """,
            user=self.env.uid,
        )
        self.env["fuel.visit"].flush_model(["companion_ids", "shared_user_ids"])
        if not self.env.context.get(BY_VISITOR):
            few = self.env.execute_query(SQL("%s LIMIT %s", found, FEW + 1))
            if len(few) <= FEW:
                return Domain("id", "in", [id_ for (id_,) in few])
        return Domain("id", "in", SQL("(%s)", found))
