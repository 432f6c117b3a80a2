from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .fuel_visit_position import UNVERIFIED_REASONS, VERDICTS

STATES = [
    ("planned", "Planned"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
LONGEST_TEXT = 20_000


class FuelVisit(models.Model):
    _name = "fuel.visit"
    _description = "Visit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "planned_start desc, id desc"
    _rec_names_search = ["customer_id", "topic_id"]
    _mail_post_access = "read"
    _check_company_auto = True

    # === DEFAULTS === #

    @api.model
    def _default_channel_id(self):
        return self.env["fuel.visit.channel"].search([], limit=1)

    # === FIELDS === #

    # Whom, where, about what
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="The unit visited: always the company, whichever contact is given.",
    )
    contact_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="fuel_visit_contact_rel",
        string="Contacts met",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    port_id = fields.Many2one(
        comodel_name="fuel.port", index="btree_not_null", ondelete="restrict"
    )
    topic_id = fields.Many2one(
        comodel_name="fuel.visit.topic",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    channel_id = fields.Many2one(
        comodel_name="fuel.visit.channel",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_channel_id(),
    )
    is_remote = fields.Boolean(related="channel_id.is_remote")

    # Who
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Visitor",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    companion_ids = fields.Many2many(
        comodel_name="res.users",
        relation="fuel_visit_companion_rel",
        string="Companions",
        domain="[('share', '=', False)]",
        help="Colleagues who come along; they see the visit.",
    )
    shared_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="fuel_visit_shared_rel",
        string="Shared with",
        domain="[('share', '=', False)]",
        help="Colleagues who see the visit and comment on it.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )

    # When
    planned_start = fields.Datetime(
        string="Planned for",
        required=True,
        default=lambda self: fields.Datetime.now(),
        tracking=True,
    )
    planned_duration = fields.Float(
        string="Planned duration", default=1.0, help="In hours."
    )
    actual_start = fields.Datetime(string="Began", copy=False)
    actual_end = fields.Datetime(string="Ended", copy=False)
    actual_duration = fields.Float(
        string="Duration",
        compute="_compute_actual_duration",
        store=True,
        aggregator="avg",
        help="In hours, from check-in to check-out.",
    )
    date = fields.Date(
        compute="_compute_date",
        store=True,
        precompute=True,
        help="The day of the visit in the company's time zone.",
    )
    is_planned = fields.Boolean(
        string="Planned ahead",
        default=True,
        copy=False,
        help="Off for a visit that was recorded as it happened, or afterwards.",
    )

    # What came of it
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="planned",
        copy=False,
        tracking=True,
        group_expand=True,
    )
    result_id = fields.Many2one(
        comodel_name="fuel.visit.result",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    result_tone = fields.Selection(related="result_id.tone", string="Tone")
    summary = fields.Text(copy=False, help="What was said and seen.")
    need_ids = fields.One2many(
        comodel_name="fuel.visit.need",
        inverse_name="visit_id",
        string="Customer needs",
    )
    competitor_id = fields.Many2one(
        comodel_name="res.partner",
        string="Competitor seen",
        index="btree_not_null",
        copy=False,
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    competitor_price = fields.Monetary(
        string="Competitor's price",
        copy=False,
        aggregator=None,
        help="Per metric tonne.",
    )
    next_step = fields.Char(string="Next step", copy=False)
    next_step_date = fields.Date(string="Next step by", copy=False)
    photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_visit_photo_rel",
        string="Photos and files",
        copy=False,
    )
    cancel_reason = fields.Char(string="Reason of cancellation", copy=False)

    # What the check-in showed: see fuel_visit_check.py
    is_checked_in = fields.Boolean(string="Checked in", copy=False, readonly=True)
    verdict = fields.Selection(
        selection=VERDICTS,
        copy=False,
        readonly=True,
        help="Whether the visitor was where the customer is, as the server found it.",
    )
    verdict_reason = fields.Selection(
        selection=UNVERIFIED_REASONS,
        string="Why unverified",
        copy=False,
        readonly=True,
    )
    distance = fields.Float(
        string="Distance (m)",
        digits=(12, 1),
        copy=False,
        readonly=True,
        aggregator="avg",
        help="Metres between the check-in and the customer, port or vessel.",
    )
    check_out_verdict = fields.Selection(
        selection=VERDICTS, string="Verdict at check-out", copy=False, readonly=True
    )
    position_ids = fields.One2many(
        comodel_name="fuel.visit.position",
        inverse_name="visit_id",
        string="Positions",
        readonly=True,
        copy=False,
    )

    # What supervisors add: see fuel_visit_review.py
    is_forced = fields.Boolean(
        string="Ended by a supervisor", copy=False, readonly=True
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed by", copy=False, readonly=True
    )
    reviewed_at = fields.Datetime(string="Reviewed at", copy=False, readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_in_progress = models.UniqueIndex(
        "(user_id) WHERE state = 'in_progress'",
        "Another visit of this person is in progress: check out of it first.",
    )
    _user_date_idx = models.Index("(user_id, date)")
    _customer_done_idx = models.Index("(customer_id, date) WHERE state = 'done'")
    _date_idx = models.Index("(date)")
    # As lists are ordered: a page of them sorts nothing.
    _order_idx = models.Index("(planned_start DESC, id DESC)")
    # One person's, as ordered; what record rules ask for lies in it, so that counting
    # them reads no rows.
    _user_order_idx = models.Index(
        "(user_id, planned_start DESC, id DESC) INCLUDE (company_id, team_id)"
    )
    _planned_duration_range = models.Constraint(
        "CHECK (planned_duration >= 0 AND planned_duration <= 240)",
        "A planned duration lies between 0 and 240 hours.",
    )
    _actual_order = models.Constraint(
        "CHECK (actual_end >= actual_start)", "A visit cannot end before it begins."
    )
    _done_has_result = models.Constraint(
        "CHECK (state != 'done' OR is_forced IS TRUE OR result_id IS NOT NULL)",
        "Say what came of the visit: choose its result.",
    )
    _cancelled_has_reason = models.Constraint(
        "CHECK (state != 'cancelled' OR cancel_reason IS NOT NULL)",
        "Say why the visit is cancelled.",
    )
    _competitor_price_positive = models.Constraint(
        "CHECK (competitor_price >= 0)", "A competitor's price cannot be negative."
    )
    _summary_length = models.Constraint(
        f"CHECK (length(summary) <= {LONGEST_TEXT})",
        "A summary has at most 20,000 characters.",
    )

    # === COMPUTE METHODS === #

    @api.depends("customer_id", "topic_id")
    def _compute_display_name(self):
        for visit in self:
            parts = (visit.customer_id.display_name, visit.topic_id.display_name)
            visit.display_name = " · ".join(filter(None, parts))

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for visit in self:
            team = visit.user_id.sale_team_id
            if not team.company_id or team.company_id == visit.company_id:
                visit.team_id = team
            else:
                visit.team_id = False

    @api.depends("actual_start", "actual_end")
    def _compute_actual_duration(self):
        for visit in self:
            visit.actual_duration = (
                (visit.actual_end - visit.actual_start).total_seconds() / 3600
                if visit.actual_start and visit.actual_end
                else 0.0
            )

    @api.depends("actual_start", "planned_start", "company_id")
    def _compute_date(self):
        for visit in self:
            moment = visit.actual_start or visit.planned_start
            visit.date = moment and visit.company_id._fuel_day(moment)

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("user_id", "companion_ids", "shared_user_ids")
    def _check_users_are_internal(self):
        for visit in self:
            people = visit.user_id | visit.companion_ids | visit.shared_user_ids
            outside = people.filtered("share")
            if outside:
                raise ValidationError(
                    self.env._(
                        "%(people)s cannot take part in a visit: they are not users "
                        "of the company.",
                        people=", ".join(outside.mapped("name")),
                    )
                )

    @api.onchange("customer_id")
    def _onchange_customer_id(self):
        customer = self.customer_id.commercial_partner_id
        if customer and customer != self.customer_id:
            self.contact_ids |= self.customer_id
            self.customer_id = customer

    # === HOOKS === #

    # Here and not beside create() and write(), so that whichever file extends them has
    # these below it: Python finds the class of the file that is imported last first.

    def _after_create(self):
        """Hook: what else a new visit brings about."""

    def _before_write(self, vals):
        """Hook: what to remember of the visits until they are written: a dict."""
        return {}

    def _after_write(self, vals, before):
        """Hook: what else follows from a change."""
