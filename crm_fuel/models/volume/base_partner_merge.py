from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Repair the volumes after a merge, which rewrites foreign keys past the ORM."""
        orders = self.env["sale.order"].sudo()  # sudo: a merge sees every order
        orders = orders.search([("partner_id", "child_of", partner_ids)])
        result = super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
        if orders:
            self.env["fuel.volume"]._rebuild(
                SQL("sale_order.id IN %s", tuple(orders.ids))
            )
        return result
