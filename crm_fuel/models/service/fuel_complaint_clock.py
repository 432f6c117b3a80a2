from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import waiting
from ...tools.local_time import at_hour, to_local
from .fuel_complaint import CLOSED, LONGEST_TEXT


class FuelComplaint(models.Model):
    """The clocks of a complaint: time bar, first reply, solution.

    All three stand while we wait for the customer. A clock that stands has no deadline;
    it gets a new one, later by as much, once the customer has answered.
    """

    _inherit = "fuel.complaint"

    # === FIELDS === #

    received_at = fields.Datetime(
        string="Received on",
        required=True,
        default=lambda self: fields.Datetime.now(),
        copy=False,
        help="When the customer complained: what the clocks count from.",
    )
    first_reply_at = fields.Datetime(string="First reply", readonly=True, copy=False)
    proposed_at = fields.Datetime(
        string="Settlement proposed on", readonly=True, copy=False
    )
    closed_at = fields.Datetime(string="Closed on", readonly=True, copy=False)
    days_to_close = fields.Float(
        string="Days to close",
        compute="_compute_days_to_close",
        store=True,
        aggregator="avg",
        help="Days from receipt until the complaint was settled or rejected.",
    )
    reopen_count = fields.Integer(string="Times reopened", readonly=True, copy=False)
    pause_ids = fields.One2many(
        comodel_name="fuel.complaint.pause",
        inverse_name="complaint_id",
        string="Waiting for the customer",
        readonly=True,
        copy=False,
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)

    # As the type said when it was chosen: a change of contract is not retroactive.
    has_time_bar = fields.Boolean(
        compute="_compute_targets", store=True, precompute=True
    )
    time_bar_days = fields.Integer(
        string="Time bar (days)",
        compute="_compute_targets",
        store=True,
        precompute=True,
        aggregator=None,
    )
    reply_hours = fields.Float(
        string="First reply within (working hours)",
        compute="_compute_targets",
        store=True,
        precompute=True,
        aggregator=None,
    )
    solution_hours = fields.Float(
        string="Solution within (working hours)",
        compute="_compute_targets",
        store=True,
        precompute=True,
        aggregator=None,
    )

    time_bar_deadline = fields.Datetime(
        string="Time bar", compute="_compute_deadlines", store=True
    )
    reply_deadline = fields.Datetime(
        string="Reply by", compute="_compute_deadlines", store=True
    )
    solution_deadline = fields.Datetime(
        string="Solution by", compute="_compute_deadlines", store=True
    )
    reply_hours_left = fields.Float(
        string="Working hours left to reply",
        compute="_compute_deadlines",
        store=True,
        aggregator=None,
        help="When the clock last stopped or started.",
    )
    solution_hours_left = fields.Float(
        string="Working hours left to solve",
        compute="_compute_deadlines",
        store=True,
        aggregator=None,
        help="When the clock last stopped or started.",
    )
    next_deadline = fields.Datetime(
        compute="_compute_next_deadline",
        store=True,
        help="The first of the deadlines that still runs.",
    )
    next_clock = fields.Selection(
        selection=[
            ("reply", "First reply"),
            ("solution", "Solution"),
            ("time_bar", "Time bar"),
        ],
        string="Next is",
        compute="_compute_next_deadline",
        store=True,
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_time_barred = fields.Boolean(
        string="Raised after the time bar",
        compute="_compute_deadlines",
        store=True,
        help="The customer complained after the time bar had passed.",
    )

    # === COMPUTE METHODS === #

    @api.depends("type_id")
    def _compute_targets(self):
        for complaint in self:
            kind = complaint.type_id
            complaint.has_time_bar = kind.has_time_bar
            complaint.time_bar_days = kind.time_bar_days
            complaint.reply_hours = kind.reply_hours
            complaint.solution_hours = kind.solution_hours

    @api.depends("received_at", "closed_at")
    def _compute_days_to_close(self):
        for complaint in self:
            complaint.days_to_close = (
                waiting.wall_hours(complaint.received_at, complaint.closed_at) / 24
                if complaint.received_at and complaint.closed_at
                else 0.0
            )

    @api.depends(
        "received_at",
        "delivered_at",
        "has_time_bar",
        "time_bar_days",
        "reply_hours",
        "solution_hours",
        "company_id",
        "pause_ids.date_from",
        "pause_ids.date_to",
    )
    def _compute_deadlines(self):
        for complaint in self:
            # sudo: the company's working schedule.
            calendar = complaint.company_id.sudo().resource_calendar_id
            pauses = [(it.date_from, it.date_to or None) for it in complaint.pause_ids]
            for clock in ("reply", "solution"):
                moment, left = None, 0.0
                if complaint.received_at and complaint[f"{clock}_hours"] > 0:
                    moment, left = waiting.due(
                        complaint.received_at,
                        complaint[f"{clock}_hours"],
                        pauses,
                        *self._working_clock(calendar),
                    )
                complaint[f"{clock}_deadline"] = moment
                complaint[f"{clock}_hours_left"] = left
            bar = complaint._get_time_bar()
            complaint.is_time_barred = bool(bar) and complaint.received_at > bar
            complaint.time_bar_deadline = (
                bar
                and waiting.due(
                    complaint.delivered_at,
                    waiting.wall_hours(complaint.delivered_at, bar),
                    pauses,
                    waiting.wall_hours,
                    waiting.wall_plan,
                )[0]
            )

    @api.model
    def _working_clock(self, calendar):
        """Return the two functions that measure time by a working schedule."""
        if not calendar:
            return waiting.wall_hours, waiting.wall_plan

        def worked(begin, end):
            return calendar.get_work_hours_count(begin, end)

        def plan(hours, begin):
            # False where a schedule has no hours at all: no deadline, then.
            return calendar.plan_hours(hours, begin, compute_leaves=True) or None

        return worked, plan

    def _get_time_bar(self):
        """Return the end of the last day for the claim, where the company is."""
        self.ensure_one()
        if not self.has_time_bar or not self.delivered_at:
            return False
        zone = pytz.timezone(self.company_id.fuel_tz or "UTC")
        day = to_local(self.delivered_at, zone).date()
        last = at_hour(day + timedelta(days=self.time_bar_days + 1), 0, zone)
        return last - timedelta(seconds=1)

    @api.depends(
        "state",
        "first_reply_at",
        "waiting_since",
        "reply_deadline",
        "solution_deadline",
        "time_bar_deadline",
    )
    def _compute_next_deadline(self):
        for complaint in self:
            running = complaint._running_deadlines()
            clock = min(running, key=running.get, default=False)
            complaint.next_clock = clock
            complaint.next_deadline = running.get(clock, False)

    def _running_deadlines(self):
        """Return the deadlines that still have to be kept, by clock."""
        self.ensure_one()
        if self.state in CLOSED or self.waiting_since:
            return {}
        deadlines = {
            "reply": not self.first_reply_at and self.reply_deadline,
            "solution": self.solution_deadline,
            "time_bar": self.time_bar_deadline,
        }
        return {clock: moment for clock, moment in deadlines.items() if moment}

    @api.depends("next_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.is_late = (
                bool(complaint.next_deadline) and complaint.next_deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        late = Domain("next_deadline", "<", now)
        found = Domain.FALSE
        if True in value:
            found |= late
        if False in value:
            found |= ~late
        return found

    # === ACTIONS === #

    def action_mark_replied(self):
        """Say that the customer has had a first reply, by telephone for example.

        A message to the customer in the complaint's own thread does that by itself.

        :raises UserError: where a complaint is closed
        """
        self._check_open()
        self._note_first_reply()
        return True

    def _note_first_reply(self):
        # sudo: protected; who may write the complaint may reply.
        waits = self.sudo().filtered(lambda it: not it.first_reply_at)
        waits.write({"first_reply_at": fields.Datetime.now()})

    def wait_for_customer(self, reason):
        """Stop the clocks, because the customer has to do something first.

        :param str reason: what is awaited, at most 20,000 characters
        :raises UserError: without a reason, or where a complaint is closed or waits
            already
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Reason: say what the customer has to do."))
        self._check_open()
        self._lock()
        for complaint in self:
            if complaint.waiting_since:
                raise UserError(
                    self.env._(
                        "%(complaint)s waits for the customer already.",
                        complaint=complaint.display_name,
                    )
                )
        self._stop_clocks(reason.strip()[:LONGEST_TEXT])
        return True

    def action_wait(self):
        """Stop the clocks until the customer has answered."""
        return self.wait_for_customer(
            self.env._("Evidence or an answer of the customer")
        )

    def action_resume(self):
        """Start the clocks again: the customer has answered.

        :raises UserError: where a complaint waits for nobody
        """
        self._check_open()
        self._lock()
        for complaint in self:
            if not complaint.waiting_since:
                raise UserError(
                    self.env._(
                        "%(complaint)s does not wait for the customer.",
                        complaint=complaint.display_name,
                    )
                )
        self._start_clocks()
        return True

    def _stop_clocks(self, reason):
        now = fields.Datetime.now()
        # sudo: protected; access is checked by those who call.
        complaints = self.sudo().filtered(lambda it: not it.waiting_since)
        self.env["fuel.complaint.pause"].sudo().create(
            [
                {"complaint_id": complaint.id, "date_from": now, "reason": reason}
                for complaint in complaints
            ]
        )
        complaints.write({"waiting_since": now})

    def _start_clocks(self):
        # sudo: as above.
        complaints = self.sudo().filtered("waiting_since")
        complaints.pause_ids.filtered(lambda it: not it.date_to).write(
            {"date_to": fields.Datetime.now()}
        )
        complaints.write({"waiting_since": False})


class FuelComplaintPause(models.Model):
    """A time in which the customer had to act, and no clock of ours ran."""

    _name = "fuel.complaint.pause"
    _description = "Waiting for the customer"
    _order = "date_from, id"
    _rec_name = "reason"

    complaint_id = fields.Many2one(
        comodel_name="fuel.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date_from = fields.Datetime(string="From", required=True, readonly=True)
    date_to = fields.Datetime(string="Until", readonly=True)
    reason = fields.Text(required=True, readonly=True)

    _one_open = models.UniqueIndex(
        "(complaint_id) WHERE date_to IS NULL",
        "The complaint waits for the customer already.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "Waiting cannot end before it begins."
    )
