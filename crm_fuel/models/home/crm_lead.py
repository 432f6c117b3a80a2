from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _fuel_shared_card(self, limit):
        """Return the opportunities shared with the user, for the Workbench.

        :param int limit: how many at most
        :return: dict with ``count`` and ``items``, the latest first
        """
        domain = self._fuel_shared_with_me_domain()
        leads = self.search(domain, order="write_date desc, id desc", limit=limit)
        return {
            "count": self.search_count(domain),
            "items": [
                {
                    "model": self._name,
                    "id": lead.id,
                    "title": lead.name,
                    "detail": " · ".join(
                        filter(
                            None,
                            # sudo: names only, of an opportunity the caller reads.
                            (
                                lead.sudo().partner_id.commercial_partner_id.name
                                or lead.partner_name,
                                lead.sudo().user_id.name,
                            ),
                        )
                    )
                    or False,
                    "action": {
                        "method": "action_dismiss_share",
                        "label": self.env._("Dismiss"),
                    },
                }
                for lead in leads
            ],
        }
