import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.local_time import at_hour, to_local
from ...tools.repeats import WEEKDAYS, occurrences

_logger = logging.getLogger(__name__)

# How far ahead visits are planned, and how many repeats before the work is committed.
WEEKS_AHEAD = 8
BATCH = 100
# What visit and repeat have in common, by the field of the visit.
SAME = {
    "customer_id": "customer_id",
    "user_id": "user_id",
    "topic_id": "topic_id",
    "channel_id": "channel_id",
    "port_id": "port_id",
    "vessel_id": "vessel_id",
    "company_id": "company_id",
    "planned_duration": "duration",
}


class FuelVisitRepeat(models.Model):
    """Planning ahead what is repeated.

    A daily job plans the visits of the next weeks. How far it came is written in the
    same transaction as the visits, so that a job that is killed has done a batch or has
    not; and a visit of one repeat and one day exists once, or the database refuses.
    """

    _inherit = "fuel.visit.repeat"

    # === PLANNING === #

    @api.model
    def _cron_plan_ahead(self, batch=BATCH):
        """Plan the visits of the coming weeks that are not planned yet, in batches."""
        horizon = fields.Date.today() + timedelta(weeks=WEEKS_AHEAD)
        domain = [
            "|",
            ("planned_until", "=", False),
            ("planned_until", "<", horizon),
        ]
        remaining = self.search(domain)
        while remaining:
            todo, remaining = remaining[:batch], remaining[batch:]
            # Others may be changing them just now; they plan ahead themselves.
            todo = todo.exists().try_lock_for_update().filtered("active")
            todo._plan_ahead_each()
            self.env["ir.cron"]._commit_progress(len(todo), remaining=len(remaining))

    def _plan_ahead_each(self):
        """Plan all at once; where that fails, one by one, and stop those that cannot."""
        try:
            with self.env.cr.savepoint():
                self._plan_ahead()
                self.env.flush_all()
            return
        except (UserError, IntegrityError) as error:
            _logger.info("Repeated visits are planned one by one: %s", error)
        for repeat in self:
            try:
                with self.env.cr.savepoint():
                    repeat._plan_ahead()
                    self.env.flush_all()
            except (UserError, IntegrityError) as error:
                repeat._stop(str(error))

    def _plan_ahead(self):
        """Plan the visits up to the horizon that are not planned yet."""
        self = self.filtered("active")
        self._stop_where_somebody_left()
        repeats = self.filtered("active")
        # sudo: planned_until is nobody's to write, and what a repeat says is planned,
        # whoever starts it; access to the repeat is checked before.
        visits = self.env["fuel.visit"].sudo()
        visits = visits.with_context(mail_auto_subscribe_no_notify=True)
        taken = repeats._taken_days()
        now = fields.Datetime.now()
        vals_list, reached = [], defaultdict(self.browse)
        for repeat in repeats.sudo():
            zone = repeat._zone()
            today = to_local(now, zone).date()
            horizon = today + timedelta(weeks=WEEKS_AHEAD)
            first = today
            if repeat.planned_until:
                first = max(first, repeat.planned_until + timedelta(days=1))
            for day in occurrences(repeat._pattern(), first, horizon):
                start = at_hour(day, repeat.hour, zone)
                if start > now and (repeat.id, day) not in taken:
                    vals_list.append(repeat._visit_values(day, start))
            if not repeat.planned_until or repeat.planned_until < horizon:
                reached[horizon] |= repeat
        for horizon, those in reached.items():
            those.sudo().planned_until = horizon
        return visits.create(vals_list)

    def _taken_days(self):
        """Return on which days none is to be planned: set of (repeat id, day).

        Because there is a visit already, or because somebody deleted it.
        """
        # sudo: also those that were given to people whose visits one does not see
        visits = self.env["fuel.visit"].sudo()
        yesterday = fields.Date.today() - timedelta(days=1)
        visits = visits.search_fetch(
            [("repeat_id", "in", self.ids), ("repeat_date", ">=", yesterday)],
            ["repeat_id", "repeat_date"],
        )
        taken = {(visit.repeat_id.id, visit.repeat_date) for visit in visits}
        for repeat in self:
            for day in repeat.days_left_out or ():
                taken.add((repeat.id, fields.Date.to_date(day)))
        return taken

    def _visit_values(self, day, start):
        self.ensure_one()
        values = {}
        for name, own in SAME.items():
            value = self[own]
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        return {
            **values,
            "planned_start": start,
            "repeat_id": self.id,
            "repeat_date": day,
        }

    # === CHANGES === #

    def _untouched_visits(self):
        """Return the coming visits that are still as the repeats planned them."""
        # sudo: what a repeat planned goes with it, wherever its visits are shared
        visits = self.env["fuel.visit"].sudo()
        visits = visits.search(
            [
                ("repeat_id", "in", self.ids),
                ("state", "=", "planned"),
                ("planned_start", ">", fields.Datetime.now()),
            ]
        )
        return visits.filtered(lambda visit: visit._is_as_repeated())

    def _plan_anew(self, untouched):
        """Replace untouched visits by those of the pattern as it is now."""
        if self.env.context.get("fuel_visit_repeat_stop"):
            return
        untouched.unlink()
        # sudo: see _plan_ahead
        self.sudo().planned_until = False
        self._plan_ahead()

    def _stop_where_somebody_left(self):
        for repeat in self:
            # sudo: to see that a colleague or customer is archived
            visitor, customer = repeat.sudo().user_id, repeat.sudo().customer_id
            if not visitor.active:
                repeat._stop(self.env._("%s is not a user any more.", visitor.name))
            elif not customer.active:
                repeat._stop(self.env._("%s is archived.", customer.display_name))

    def _stop(self, reason):
        """Stop repeating, and say why to those who follow."""
        # sudo: whoever's turn it is to plan, the repeat must stop
        repeat = self.sudo()
        # What is planned already stays, for somebody to hand over or cancel.
        quiet = {"tracking_disable": True, "fuel_visit_repeat_stop": True}
        repeat.with_context(**quiet).write({"active": False, "stopped_reason": reason})
        repeat.message_post(
            body=self.env._("The visit is not repeated any more: %s", reason)
        )


class FuelVisit(models.Model):
    """A visit that a repeat planned."""

    _inherit = "fuel.visit"

    repeat_id = fields.Many2one(
        comodel_name="fuel.visit.repeat",
        string="Repetition",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    repeat_date = fields.Date(
        string="Day of the repetition",
        copy=False,
        readonly=True,
        help="The day the repetition planned it for, wherever it was moved since.",
    )

    _repeat_unique = models.UniqueIndex(
        "(repeat_id, repeat_date)", "This visit was planned already."
    )

    def unlink(self):
        # What the server deletes as superuser, it does to plan it anew.
        if not self.env.su:
            self._leave_days_out()
        return super().unlink()

    def _leave_days_out(self):
        """What somebody deletes stays deleted, whatever becomes of the pattern."""
        yesterday = fields.Date.today() - timedelta(days=1)
        # sudo: who may delete a visit need not be able to change its repeat
        visits = self.sudo().filtered(
            lambda it: it.repeat_id and it.repeat_date >= yesterday
        )
        for repeat, gone in visits.grouped("repeat_id").items():
            days = {fields.Date.to_string(day) for day in gone.mapped("repeat_date")}
            days |= {
                day
                for day in repeat.days_left_out or ()
                if fields.Date.to_date(day) >= yesterday
            }
            repeat.days_left_out = sorted(days)

    def _is_as_repeated(self):
        """Tell whether a visit is as its repeat planned it, untouched by anybody."""
        self.ensure_one()
        repeat = self.repeat_id
        start = at_hour(self.repeat_date, repeat.hour, repeat._zone())
        return (
            self.planned_start == start
            and not (self.companion_ids or self.shared_user_ids or self.contact_ids)
            and not (self.summary or self.next_step or self.need_ids)
            and all(self[name] == repeat[own] for name, own in SAME.items())
        )

    def action_repeat(self):
        """Open a new repetition that begins with what this visit is."""
        self.ensure_one()
        start = to_local(self.planned_start, self._visitor_zone())
        context = {
            f"default_{own}": self[name].id
            if isinstance(self[name], models.BaseModel)
            else self[name]
            for name, own in SAME.items()
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repeat the visit"),
            "res_model": "fuel.visit.repeat",
            "views": [(False, "form")],
            "context": {
                **context,
                "default_duration": self.planned_duration or 1.0,
                "default_hour": start.hour + start.minute / 60,
                # From the day after: this visit is planned already.
                "default_date_from": fields.Date.to_string(
                    start.date() + timedelta(days=1)
                ),
                "default_month_day": start.day,
                "default_month_weekday": str(start.weekday()),
                "default_month_nth": str(min((start.day - 1) // 7 + 1, 4)),
                f"default_{WEEKDAYS[start.weekday()]}": True,
            },
        }
