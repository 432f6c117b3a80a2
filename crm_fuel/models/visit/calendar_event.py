from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.local_time import on_day

# Told to Odoo while an event or to-do follows its visit: nobody is mailed, and neither
# of the two moves the other or the visit in turn.
QUIET = {
    "fuel_visit_sync": True,
    "calendar_event_meeting_update": True,
    "mail_activity_meeting_update": True,
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}
TIME = {"start", "stop", "duration", "allday", "start_date", "stop_date"}


class CalendarEvent(models.Model):
    """The event of a visit: see ``fuel_visit_calendar.py``."""

    _inherit = "calendar.event"

    fuel_visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        string="Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The visit that this event shows; moving one moves the other.",
    )

    _fuel_visit_unique = models.UniqueIndex(
        "(fuel_visit_id) WHERE fuel_visit_id IS NOT NULL",
        "This visit has an event already.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        if not self.env.su and (
            context.get("default_fuel_visit_id")
            or any(vals.get("fuel_visit_id") for vals in vals_list)
        ):
            self._refuse_fuel_visit()
        return super().create(vals_list)

    def write(self, vals):
        if "fuel_visit_id" in vals and not self.env.su:
            self._refuse_fuel_visit()
        # Before: Odoo takes out of the values what it has dealt with.
        names = set(vals)
        if vals.get("active") is False:
            self._fuel_let_go_of_visits()
        result = super().write(vals)
        if TIME & names and not self.env.context.get("fuel_visit_sync"):
            self.exists()._fuel_move_visits()
        return result

    def unlink(self):
        self._fuel_let_go_of_visits()
        return super().unlink()

    @api.model
    def _refuse_fuel_visit(self):
        raise AccessError(
            self.env._("Plan a visit, and its event appears: it is not made by hand.")
        )

    # === VISITS === #

    def _sync_activities(self, fields):
        """Leave to-dos of visits to their visits."""
        return super(
            CalendarEvent, self.filtered(lambda it: not it.sudo().fuel_visit_id)
        )._sync_activities(fields)

    def _fuel_let_go_of_visits(self):
        """Part the events that go from their visits, whose to-dos stay."""
        # sudo: who may delete the event need not see the visit
        events = self.sudo().filtered("fuel_visit_id").with_context(**QUIET)
        if events:
            events.activity_ids.calendar_event_id = False
            events.fuel_visit_id = False

    def _fuel_move_visits(self):
        """Move planned visits to where their events are.

        :raises AccessError: for who may not change the visit
        """
        # sudo: to see whether there is a visit at all; changed under the user's rights
        for event in self.sudo().filtered("fuel_visit_id"):
            visit = event.fuel_visit_id
            vals = event._fuel_moved_values(visit)
            if vals and visit.state == "planned":
                visit.with_env(self.env).write(vals)

    def _fuel_moved_values(self, visit):
        """Return what of the visit's hours differs from the event's."""
        self.ensure_one()
        if self.allday:
            zone = visit._visitor_zone()
            start = on_day(visit.planned_start, self.start_date, zone)
            return {} if start == visit.planned_start else {"planned_start": start}
        vals = {}
        if self.start != visit.planned_start:
            vals["planned_start"] = self.start
        if self.stop - self.start != visit._planned_end() - visit.planned_start:
            vals["planned_duration"] = (self.stop - self.start) / timedelta(hours=1)
        return vals
