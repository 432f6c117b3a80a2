from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Hand over the vessels first.

        The native way is one SQL statement a table. It would be refused where both
        partners had the same role on a vessel at the same time.
        """
        # sudo: whoever may merge partners moves all that belongs to them.
        self.env["fuel.vessel.party"].sudo().search(
            [("partner_id", "in", src_partners.ids)]
        )._move_to(partner_id=dst_partner.id)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
