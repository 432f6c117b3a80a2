from odoo import api, fields, models
from odoo.fields import Domain


class FuelAnnouncement(models.Model):
    """Announcements that customers read on their own pages."""

    _inherit = "fuel.announcement"

    # === FIELDS === #

    for_customers = fields.Boolean(
        string="Meant for customers",
        tracking=True,
        help="Customers read it on their own pages while it is current: the text, the "
        "pictures and the files.",
    )
    customer_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="fuel_announcement_customer_rel",
        string="Only these customers",
        domain="[('fuel_customer', '=', True)]",
        help="Contacts of these companies. No company and no tag: all customers.",
    )
    customer_tag_ids = fields.Many2many(
        comodel_name="res.partner.category",
        relation="fuel_announcement_customer_tag_rel",
        string="Only customers with a tag",
        help="Contacts of companies that have one of these tags. No company and no tag: "
        "all customers.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _customer_domain(self, customer, companies):
        """Return the domain of what a customer may read now.

        :param customer: ``res.partner``, the commercial entity; nothing for nobody
        :param companies: ``res.company`` whose announcements the reader gets
        """
        if not customer:
            return Domain.FALSE
        commercial = customer.commercial_partner_id
        today = fields.Date.context_today(self)
        everyone = Domain("customer_ids", "=", False) & Domain(
            "customer_tag_ids", "=", False
        )
        chosen = Domain(
            "customer_ids.commercial_partner_id", "=", commercial.id
        ) | Domain("customer_tag_ids", "in", commercial.category_id.ids)
        return (
            self._current_domain()
            & Domain("for_customers", "=", True)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & Domain("company_id", "in", companies.ids)
            & (everyone | chosen)
        )

    def _needs_readers(self):
        return super()._needs_readers() and not self.for_customers
