from odoo import models
from odoo.exceptions import AccessError, UserError

USER = "crm_fuel.group_fuel_user"
LINK_DAYS = 30


class StockPicking(models.Model):
    """Links that show a delivery and its note to the customer, without a password."""

    _inherit = "stock.picking"

    # === ACTIONS === #

    def action_fuel_send_link(self):
        """Send who ordered a link to each delivery and its note, in their language.

        :raises UserError: where a delivery has no issued note, or nobody to write to
        :raises AccessError: for others than users of Fuel CRM
        """
        for picking in self:
            # sudo: whom the order or the delivery is for; the delivery is the caller's.
            contact = picking.sudo().sale_id.partner_id or picking.sudo().partner_id
            if not contact.email:
                raise UserError(
                    self.env._(
                        "%(delivery)s: %(contact)s has no e-mail address. Enter one, "
                        "then send the link.",
                        delivery=picking.name,
                        contact=contact.display_name or self.env._("the customer"),
                    )
                )
            url = picking.fuel_customer_link(contact.id)
            # sudo: a template of the addon's own, to a contact of the customer.
            template = self.env.ref("crm_fuel.mail_template_fuel_delivery_link").sudo()
            template.with_context(fuel_link=url).send_mail(
                picking.id, email_values={"recipient_ids": [(4, contact.id)]}
            )
            # sudo: a note in the log, by who sent the link.
            picking.sudo().message_post(
                author_id=self.env.user.partner_id.id,
                body=self.env._(
                    "A link to this delivery was sent to %(contact)s; it works for "
                    "%(days)s days.",
                    contact=contact.display_name,
                    days=LINK_DAYS,
                ),
            )
        return True

    # === BUSINESS METHODS === #

    def fuel_customer_link(self, partner_id, days=LINK_DAYS):
        """Return a new link that shows a contact this delivery and its note.

        :param int partner_id: the contact it is for, one of the customer's
        :param int days: how long it works, 1 to 400
        :return: URL, which is told here and never again
        :raises UserError: where no note has been issued, or the contact is another
            customer's
        :raises AccessError: for others than users of Fuel CRM who may read the delivery
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(USER):
            raise AccessError(
                self.env._("Links for customers are made by users of Fuel CRM alone.")
            )
        self.check_access("read")
        # sudo: whose delivery it is; links are made by their own method.
        picking = self.sudo()
        contact = picking.env["res.partner"].browse(partner_id).exists()
        if picking.state != "done" or picking.fuel_bdn_state != "issued":
            raise UserError(
                self.env._(
                    "%(delivery)s: issue its bunker delivery note first.",
                    delivery=picking.name,
                )
            )
        if not contact or contact.commercial_partner_id != picking.fuel_customer_id:
            raise UserError(
                self.env._(
                    "%(delivery)s: choose a contact of %(customer)s.",
                    delivery=picking.name,
                    customer=picking.fuel_customer_id.display_name,
                )
            )
        raw = picking.env["fuel.portal.token"]._make(picking, contact, days)
        return f"{picking.get_base_url()}/fuel/delivery/{raw}"
