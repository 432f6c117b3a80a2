import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

MT_DIGITS = 3
MOST = {
    "claimed_mt": 1e6,
    "settlement_mt": 1e6,
    "claimed_amount": 1e12,
    "settlement_amount": 1e12,
}
# A device's clock may be a little ahead.
CLOCK_MINUTES = 5


class FuelComplaint(models.Model):
    """What is refused, with the field and the reason."""

    _inherit = "fuel.complaint"

    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.constrains("name")
    def _check_name(self):
        for complaint in self:
            if not complaint.name.strip():
                raise ValidationError(
                    self.env._("Subject: say in a few words what happened.")
                )

    @api.constrains("customer_id", "order_id", "order_line_id", "picking_id")
    def _check_order(self):
        # sudo: that the caller may see these records was checked when they were given.
        for complaint in self.sudo():
            order = complaint.order_id
            if (
                order
                and order.partner_id.commercial_partner_id != complaint.customer_id
            ):
                raise ValidationError(
                    self.env._(
                        "Order: %(order)s is not an order of %(customer)s. Choose one "
                        "of this customer's.",
                        order=order.name,
                        customer=complaint.customer_id.name or "-",
                    )
                )
            if complaint.order_line_id and complaint.order_line_id.order_id != order:
                raise ValidationError(
                    self.env._(
                        "Order line: %(line)s is not in order %(order)s.",
                        line=complaint.order_line_id.name,
                        order=order.name or "-",
                    )
                )
            if complaint.picking_id and complaint.picking_id.sale_id != order:
                raise ValidationError(
                    self.env._(
                        "Delivery: %(delivery)s does not belong to order %(order)s.",
                        delivery=complaint.picking_id.name,
                        order=order.name or "-",
                    )
                )

    @api.constrains("order_id", "picking_id", "vessel_id")
    def _check_vessel(self):
        for complaint in self.sudo():
            # Another ship than the nominated one may have taken the fuel.
            delivered = complaint.picking_id.fuel_vessel_id
            vessel = delivered or complaint.order_id.fuel_vessel_id
            if vessel and complaint.vessel_id and vessel != complaint.vessel_id:
                raise ValidationError(
                    self.env._(
                        "Vessel: order %(order)s was for %(vessel)s, not for %(other)s.",
                        order=complaint.order_id.name,
                        vessel=vessel.name,
                        other=complaint.vessel_id.name,
                    )
                )

    @api.constrains(
        "claimed_mt", "settlement_mt", "order_id", "order_line_id", "picking_id"
    )
    def _check_tonnes(self):
        for complaint in self.sudo():
            for name in ("claimed_mt", "settlement_mt"):
                delivered = complaint.delivered_mt
                if complaint.order_id and (
                    float_compare(complaint[name], delivered, MT_DIGITS) > 0
                ):
                    raise ValidationError(
                        self.env._(
                            "%(field)s: %(tonnes)s MT is more than the %(delivered)s MT "
                            "that were delivered.",
                            field=self._label(name),
                            tonnes=f"{complaint[name]:,.3f}",
                            delivered=f"{delivered:,.3f}",
                        )
                    )

    @api.model
    def _check_numbers(self, vals):
        """Refuse numbers that are none, before anything is stored.

        :raises ValidationError: naming the field
        """
        for name, most in MOST.items():
            value = vals.get(name)
            if value is None or value is False:
                continue
            # Neither nan nor infinity is below, equal or above anything useful.
            usable = isinstance(value, int | float) and math.isfinite(value)
            if not usable or not 0 <= value <= most:
                raise ValidationError(
                    self.env._(
                        "%(field)s: %(value)s is not possible. Give a number from 0 to "
                        "%(most)s.",
                        field=self._label(name),
                        value=str(value)[:40],
                        most=f"{most:,.0f}",
                    )
                )

    @api.constrains("received_at")
    def _check_received_at(self):
        latest = fields.Datetime.add(fields.Datetime.now(), minutes=CLOCK_MINUTES)
        for complaint in self:
            if complaint.received_at > latest:
                raise ValidationError(
                    self.env._("Received on: that is in the future. Give the real day.")
                )

    @api.constrains("credit_note_id", "customer_id")
    def _check_credit_note(self):
        for complaint in self.sudo():
            note = complaint.credit_note_id
            if note and (
                note.move_type != "out_refund"
                or note.commercial_partner_id != complaint.customer_id
            ):
                raise ValidationError(
                    self.env._(
                        "Credit note: %(note)s is not a credit note to %(customer)s.",
                        note=note.display_name,
                        customer=complaint.customer_id.name or "-",
                    )
                )

    @api.constrains("visit_id", "customer_id")
    def _check_visit(self):
        for complaint in self.sudo():
            visit = complaint.visit_id
            if visit and visit.customer_id != complaint.customer_id:
                raise ValidationError(
                    self.env._(
                        "Visit: %(visit)s was not to %(customer)s.",
                        visit=visit.display_name,
                        customer=complaint.customer_id.name or "-",
                    )
                )

    @api.constrains("user_id", "helper_ids", "company_id")
    def _check_people(self):
        for complaint in self.sudo():
            outside = (complaint.user_id | complaint.helper_ids).filtered(
                lambda it, company=complaint.company_id: (
                    it.share or company not in it.company_ids
                )
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "Owner, helpers: %(people)s do not work in %(company)s.",
                        people=", ".join(outside.mapped("name")),
                        company=complaint.company_id.name,
                    )
                )
