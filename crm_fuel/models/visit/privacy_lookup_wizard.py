from odoo import models
from odoo.tools import SQL


class PrivacyLookupWizard(models.TransientModel):
    """Finds what is stored of a person: their visits and positions as well.

    Odoo looks at fields that hold one partner. A visit has its visitor as a user and the
    people met as a list, so that neither would be found.
    """

    _inherit = "privacy.lookup.wizard"

    def _get_query_models_blacklist(self):
        # Found below, and once only.
        return [*super()._get_query_models_blacklist(), "fuel.visit"]

    def _get_query(self):
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            super()._get_query(),
            self._fuel_visit_query(),
            self._fuel_position_query(),
        )

    def _fuel_visit_query(self):
        """Return visits of the person: made, accompanied, shared, or met on."""
        return SQL(
            """SELECT %s AS res_model_id, id AS res_id, TRUE AS is_active
                 FROM fuel_visit
                WHERE customer_id IN (SELECT id FROM indirect_references)
                   OR competitor_id IN (SELECT id FROM indirect_references)
                   OR user_id IN (%s)
                   OR id IN (SELECT fuel_visit_id FROM fuel_visit_contact_rel
                              WHERE res_partner_id IN (SELECT id FROM indirect_references))
                   OR id IN (SELECT fuel_visit_id FROM fuel_visit_companion_rel
                              WHERE res_users_id IN (%s))
                   OR id IN (SELECT fuel_visit_id FROM fuel_visit_shared_rel
                              WHERE res_users_id IN (%s))""",
            self.env["ir.model"]._get_id("fuel.visit"),
            self._fuel_users(),
            self._fuel_users(),
            self._fuel_users(),
        )

    def _fuel_position_query(self):
        """Return the check-ins and check-outs of the person."""
        return SQL(
            """SELECT %s AS res_model_id, id AS res_id, TRUE AS is_active
                 FROM fuel_visit_position
                WHERE user_id IN (%s)""",
            self.env["ir.model"]._get_id("fuel.visit.position"),
            self._fuel_users(),
        )

    def _fuel_users(self):
        return SQL(
            "SELECT id FROM res_users "
            "WHERE partner_id IN (SELECT id FROM indirect_references)"
        )
