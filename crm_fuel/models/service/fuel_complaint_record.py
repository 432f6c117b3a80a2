from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.commands import link_also
from .fuel_complaint import CLOSED

# Stored so that lists sort and group by them, and still only ever computed.
COMPUTED = frozenset(
    {
        "manager_id",
        "team_id",
        "cost",
        "days_to_close",
        "has_time_bar",
        "time_bar_days",
        "reply_hours",
        "solution_hours",
        "time_bar_deadline",
        "reply_deadline",
        "solution_deadline",
        "reply_hours_left",
        "solution_hours_left",
        "next_deadline",
        "next_clock",
        "is_time_barred",
    }
)
WRITTEN = frozenset(
    {
        "number",
        "state",
        "email_from",
        "user_input_id",
        "first_reply_at",
        "proposed_at",
        "closed_at",
        "reopen_count",
        "pause_ids",
        "waiting_since",
        "reply_escalated_for",
        "solution_escalated_for",
        "time_bar_escalated_for",
        "escalated_at",
        "satisfaction",
        "satisfaction_comment",
        "satisfaction_asked_at",
        "satisfaction_at",
        "proposal_answer",
        "proposal_answered_at",
    }
)
# What the clocks and the books hang on.
FIXED = frozenset({"received_at", "company_id", "source"})
# What people may still write in a closed complaint.
AFTERWARDS = frozenset({"helper_ids", "credit_note_id", "fuel_project_id"})
BY_HAND = frozenset({"form", "api", "visit"})


class FuelComplaint(models.Model):
    """How a complaint comes and changes, and what nobody writes from outside."""

    _inherit = "fuel.complaint"
    _fuel_protected = COMPUTED | WRITTEN

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_complaint(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_linked_access(vals)
        model = self._without_computed_defaults(COMPUTED)
        complaints = super(FuelComplaint, model).create(vals_list).with_env(self.env)
        complaints._number_from("fuel.complaint")
        complaints._after_create()
        return complaints

    def write(self, vals):
        self._refuse_late_change(vals)
        self._check_linked_access(vals)
        vals = self._prepare_complaint(vals, new=False)
        before = self._before_write(vals)
        own = self.filtered(lambda it: it.user_id == self.env.user)
        result = super().write(vals)
        if not self.env.su:
            own._stay_helper()
        self._after_write(vals, before)
        return result

    def _stay_helper(self):
        """Who hands a complaint over goes on seeing it."""
        # sudo: once it is another's, the caller may not write it; what is written is the
        # caller alone, who owned it until now.
        for complaint in self.sudo():
            if complaint.user_id != self.env.user:
                complaint.helper_ids = [Command.link(self.env.uid)]

    @api.model
    def _prepare_complaint(self, vals, new=True):
        """Return ``vals`` as they are stored.

        A contact given as the customer is the contact, and their company the customer.
        An order brings its customer and company along; a line or delivery its order.
        """
        vals = dict(vals)
        self._check_numbers(vals)
        if new:
            self._check_source(vals, BY_HAND)
        vals = self._with_company_as_customer(vals)
        if not new:
            return vals
        # sudo: whether the caller may see them is checked before anything is stored.
        line = (
            self.env["sale.order.line"].sudo().browse(vals.get("order_line_id") or [])
        )
        picking = self.env["stock.picking"].sudo().browse(vals.get("picking_id") or [])
        order = line.exists().order_id or picking.exists().sale_id
        if order and not vals.get("order_id"):
            vals["order_id"] = order.id
        order = (
            self.env["sale.order"].sudo().browse(vals.get("order_id") or []).exists()
        )
        if order:
            vals.setdefault("company_id", order.company_id.id)
            if not vals.get("customer_id"):
                vals["customer_id"] = order.partner_id.commercial_partner_id.id
        customer = self.env["res.partner"].sudo().browse(vals.get("customer_id") or [])
        owner = vals.get("user_id") or customer.user_id.id or self.env.uid
        if not self.env.su and owner != self.env.uid:
            # Who raises a complaint for a colleague goes on seeing it.
            vals["helper_ids"] = link_also(vals.get("helper_ids"), self.env.uid)
        return vals

    def _refuse_late_change(self, vals):
        """Refuse to change what is settled, or what the clocks count from."""
        if self.env.su:
            return
        for name in sorted(FIXED & vals.keys()):
            field = self._fields[name]
            for complaint in self:
                given = field.convert_to_cache(vals[name], complaint)
                if given != field.convert_to_cache(complaint[name], complaint):
                    raise UserError(
                        self.env._(
                            "%(field)s of %(complaint)s stays as it is.",
                            field=field._description_string(self.env),
                            complaint=complaint.display_name,
                        )
                    )
        changed = {
            name
            for name in vals.keys() - AFTERWARDS
            if name in self._fields
            and not name.startswith(("message_", "activity_", "website_message"))
        }
        closed = self.filtered(lambda it: it.state in CLOSED)
        if changed and closed:
            raise UserError(
                self.env._(
                    "%(complaint)s is closed: reopen it before you change it.",
                    complaint=closed[0].display_name,
                )
            )

    @api.model
    def _open_from(self, values):
        """Raise a complaint on behalf of whatever found out about it.

        Surveys, visits and the portal call this; with ``sudo()`` where their own
        caller may not create complaints, having checked what they pass on.

        :param dict values: values of ``fuel.complaint``; without ``type_id`` it is
            "other", for whoever takes it up to say
        :return: the new complaint
        """
        values = dict(values)
        if not values.get("type_id"):
            values["type_id"] = self._default_type().id
        return self.create(values)

    @api.model
    def _default_type(self):
        kind = self.env.ref("crm_fuel.fuel_complaint_type_other", False)
        return kind or self.env["fuel.complaint.type"].search([], limit=1)
