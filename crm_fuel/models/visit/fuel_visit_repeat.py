import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.repeats import WEEKDAYS, Pattern

# What of a repeat decides about its visits: a change plans the untouched ones anew.
PLANNING = {
    "customer_id",
    "user_id",
    "topic_id",
    "channel_id",
    "port_id",
    "vessel_id",
    "company_id",
    "duration",
    "hour",
    "frequency",
    *WEEKDAYS,
    "month_by",
    "month_day",
    "month_nth",
    "month_weekday",
    "date_from",
    "date_to",
    "active",
}
# What planning alone writes.
PLANNED_ALONE = {"planned_until", "days_left_out"}


class FuelVisitRepeat(models.Model):
    """A visit that comes again and again: see ``fuel_visit_repeat_plan.py``."""

    _name = "fuel.visit.repeat"
    _description = "Repeated visit"
    _inherit = ["mail.thread"]
    _order = "customer_id, id"
    _rec_names_search = ["customer_id", "topic_id"]
    _check_company_auto = True

    # === FIELDS === #

    active = fields.Boolean(default=True, tracking=True)
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    topic_id = fields.Many2one(
        comodel_name="fuel.visit.topic", required=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        comodel_name="fuel.visit.channel",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["fuel.visit"]._default_channel_id(),
    )
    port_id = fields.Many2one(comodel_name="fuel.port", ondelete="restrict")
    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel", ondelete="restrict", check_company=True
    )
    duration = fields.Float(default=1.0, help="In hours.")
    hour = fields.Float(
        string="Time of day",
        default=9.0,
        help="In the visitor's time zone, or the company's where they have none.",
    )
    frequency = fields.Selection(
        selection=[
            ("weekly", "Every week"),
            ("fortnightly", "Every two weeks"),
            ("monthly", "Every month"),
        ],
        required=True,
        default="weekly",
        tracking=True,
    )
    mon = fields.Boolean(string="Monday")
    tue = fields.Boolean(string="Tuesday")
    wed = fields.Boolean(string="Wednesday")
    thu = fields.Boolean(string="Thursday")
    fri = fields.Boolean(string="Friday")
    sat = fields.Boolean(string="Saturday")
    sun = fields.Boolean(string="Sunday")
    month_by = fields.Selection(
        selection=[("day", "Day of the month"), ("weekday", "Day of the week")],
        string="Monthly by",
        required=True,
        default="day",
    )
    month_day = fields.Integer(
        string="On day",
        default=1,
        help="1 to 31; in a month that is shorter, its last day.",
    )
    month_nth = fields.Selection(
        selection=[
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("-1", "Last"),
        ],
        string="Which",
        default="1",
    )
    month_weekday = fields.Selection(
        selection=[
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Weekday",
        default="0",
    )
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_to = fields.Date(string="Last day", help="Empty: without end.")
    planned_until = fields.Date(
        readonly=True,
        copy=False,
        help="Up to this day, its visits are planned; each day moves it on.",
    )
    days_left_out = fields.Json(
        string="Days left out",
        readonly=True,
        copy=False,
        help="Coming days whose visit somebody deleted: no other one is planned for them.",
    )
    stopped_reason = fields.Char(string="Why it stopped", readonly=True, copy=False)
    visit_ids = fields.One2many(
        comodel_name="fuel.visit",
        inverse_name="repeat_id",
        string="Visits",
        readonly=True,
        copy=False,
    )

    # === CONSTRAINTS AND INDEXES === #

    _duration_range = models.Constraint(
        "CHECK (duration > 0 AND duration <= 240)",
        "A visit takes more than nothing and at most 240 hours.",
    )
    _hour_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "A time of day lies between 0:00 and 23:59."
    )
    _month_day_range = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 31)",
        "A day of the month lies between 1 and 31.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A repetition cannot end before it begins."
    )
    _planned_until_idx = models.Index("(planned_until) WHERE active IS TRUE")

    # === COMPUTE METHODS === #

    @api.depends("customer_id", "topic_id")
    def _compute_display_name(self):
        for repeat in self:
            parts = (repeat.customer_id.display_name, repeat.topic_id.display_name)
            repeat.display_name = " · ".join(filter(None, parts))

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for repeat in self:
            team = repeat.user_id.sale_team_id
            own = not team.company_id or team.company_id == repeat.company_id
            repeat.team_id = team if own else False

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("frequency", *WEEKDAYS, "month_by", "month_nth", "month_weekday")
    def _check_pattern(self):
        for repeat in self:
            if repeat.frequency != "monthly":
                if not any(repeat[day] for day in WEEKDAYS):
                    raise ValidationError(
                        self.env._("Choose on which days of the week it is repeated.")
                    )
            elif repeat.month_by == "weekday" and not (
                repeat.month_nth and repeat.month_weekday
            ):
                raise ValidationError(
                    self.env._("Choose which weekday of the month it is repeated on.")
                )

    @api.constrains("user_id")
    def _check_visitor(self):
        for repeat in self:
            if repeat.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(people)s cannot take part in a visit: they are not users "
                        "of the company.",
                        people=repeat.user_id.name,
                    )
                )

    @api.onchange("customer_id")
    def _onchange_customer_id(self):
        self.customer_id = self.customer_id.commercial_partner_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        repeats = super().create([self._prepare_vals(vals) for vals in vals_list])
        repeats._plan_ahead()
        return repeats

    def write(self, vals):
        vals = self._prepare_vals(vals)
        changed = bool(PLANNING & set(vals))
        untouched = self._untouched_visits() if changed else None
        if vals.get("active"):
            vals["stopped_reason"] = False
        result = super().write(vals)
        if "user_id" in vals:
            # As for visits: nobody gives theirs to whom they may not plan for.
            self.check_access("write")
        if changed:
            self._plan_anew(untouched)
        return result

    def unlink(self):
        self._untouched_visits().unlink()
        return super().unlink()

    @api.model
    def _prepare_vals(self, vals):
        """Return ``vals`` with the company of a contact in the contact's place."""
        if PLANNED_ALONE & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "How far ahead is planned, and which days are left out, is not set by "
                    "hand."
                )
            )
        if not vals.get("customer_id"):
            return dict(vals)
        customer = self.env["res.partner"].browse(vals["customer_id"])
        return {**vals, "customer_id": customer.commercial_partner_id.id}

    # === ACTIONS === #

    def action_open_visits(self):
        """Open the visits that were planned by the repetition."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_action"
        )
        action["domain"] = [("repeat_id", "=", self.id)]
        action["context"] = {"default_customer_id": self.customer_id.id}
        return action

    # === PATTERN === #

    def _pattern(self):
        """Return when the visit is repeated, for ``tools.repeats``."""
        self.ensure_one()
        monthly = self.frequency == "monthly"
        by_weekday = monthly and self.month_by == "weekday"
        days = tuple(number for number, day in enumerate(WEEKDAYS) if self[day])
        return Pattern(
            frequency=self.frequency,
            start=self.date_from,
            until=self.date_to or None,
            weekdays=(int(self.month_weekday),) if by_weekday else days,
            month_day=self.month_day if monthly and not by_weekday else None,
            nth=int(self.month_nth) if by_weekday else None,
        )

    def _zone(self):
        self.ensure_one()
        # sudo: the zone of a colleague, to tell which hour is meant
        name = self.user_id.sudo().tz or self.company_id.sudo().fuel_tz
        return pytz.timezone(name or "UTC")
