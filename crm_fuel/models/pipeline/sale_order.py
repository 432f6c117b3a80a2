from odoo import api, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """Quotations of shared opportunities are their owners' to make."""

    _inherit = "sale.order"

    @api.constrains("opportunity_id")
    def _check_fuel_opportunity_is_not_shared_for_reading(self):
        if self.env.su:
            return
        read = self.opportunity_id._filtered_access("read")
        only_read = read - read._filtered_access("write")
        # Not those one cannot read at all: an order keeps the opportunity that was
        # given to somebody else meanwhile, as natively.
        shared = only_read.filtered("fuel_is_shared_with_me")
        if shared:
            raise AccessError(
                self.env._(
                    "%(lead)s is shared with you to read it: ask for write access "
                    "before you make a quotation of it.",
                    lead=shared[0].display_name,
                )
            )
