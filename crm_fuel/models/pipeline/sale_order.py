from odoo import api, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """Quotations of shared opportunities are their owners' to make."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._fuel_refuse_readers()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "opportunity_id" in vals:
            self._fuel_refuse_readers()
        return result

    def _fuel_refuse_readers(self):
        """Refuse an order of an opportunity that is shared with the user to read it.

        Not by @api.constrains, which Odoo calls as superuser here. Opportunities one
        cannot read at all are no matter: an order keeps the one that was given to
        somebody else meanwhile, as natively.

        :raises AccessError: naming the opportunity
        """
        if self.env.su or not self.opportunity_id:
            return
        read = self.opportunity_id._filtered_access("read")
        only_read = read - read._filtered_access("write")
        shared = only_read.filtered("fuel_is_shared_with_me")
        if shared:
            raise AccessError(
                self.env._(
                    "%(lead)s is shared with you to read it: ask for write access "
                    "before you make a quotation of it.",
                    lead=shared[0].display_name,
                )
            )
