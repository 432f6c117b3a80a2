from collections import defaultdict
from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_datetime

from ...tools.local_time import to_local
from .calendar_event import QUIET

# What of a visit its event and to-do show.
TIME = {"planned_start", "planned_duration"}
PEOPLE = {"user_id", "companion_ids"}
WORDS = {"customer_id", "topic_id", "channel_id", "port_id", "vessel_id", "company_id"}
# What gives a visit that lost its event or to-do another one.
RENEWING = {"planned_start", "user_id", "state", "is_planned"}
# How many visits a message names before it says how many more there are.
MOST_TOLD = 30


def vals_key(record, vals):
    """Return the values that are others than the record's, as a key of a dict."""
    key = []
    for name, value in sorted(vals.items()):
        own = record[name]
        if isinstance(own, models.BaseModel):
            own = tuple(sorted(own.ids)) if isinstance(value, tuple) else own.id
        if own != value:
            key.append((name, value))
    # The hours of an event go together: Odoo would keep its length, and move its end.
    if {"start", "stop"} & {name for name, _value in key}:
        key = [pair for pair in key if pair[0] not in ("start", "stop")]
        key += [("start", vals["start"]), ("stop", vals["stop"])]
    return tuple(key)


class FuelVisit(models.Model):
    """A planned visit in the visitor's calendar and to-dos.

    The visit leads. Its event is private: colleagues see that the visitor is busy, and
    no more, because they do not see each other's visits either. Customers are no
    attendees, so that nothing is ever sent to them.

    - The event's hours and the to-do's day lead back to a planned visit: see
      ``calendar_event.py`` and ``mail_activity.py``.
    - Who deletes or archives the event, or marks the to-do done by hand, changes nothing
      about the visit. It is given another one once it is moved to another time or person.
    - Done archives the to-do and leaves the event, as what has been. Cancelled removes
      both, planned again brings both back.
    """

    _inherit = "fuel.visit"

    # === FIELDS === #

    event_ids = fields.One2many(
        comodel_name="calendar.event",
        inverse_name="fuel_visit_id",
        string="Calendar events",
        readonly=True,
        copy=False,
        help="The one event of the visit, unless somebody deleted it.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if len(vals_list) < 2:
            return super().create(vals_list)
        visits = super(FuelVisit, self._without_notice()).create(vals_list)
        visits = visits.with_env(self.env)
        visits._tell_visitors(
            visits._calendar_visits().filtered(lambda it: it.user_id != self.env.user)
        )
        return visits

    def write(self, vals):
        if len(self) < 2 or not vals.get("user_id"):
            return super().write(vals)
        new = self.filtered(lambda it: it.user_id.id != vals["user_id"])
        result = super(FuelVisit, self._without_notice()).write(vals)
        self._tell_visitors(new.filtered(lambda it: it.user_id != self.env.user))
        return result

    def unlink(self):
        events = self._visit_events()
        result = super().unlink()
        events.unlink()
        return result

    def _after_create(self):
        result = super()._after_create()
        self._calendar_visits()._add_to_calendar()
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if (TIME | PEOPLE | WORDS | RENEWING) & set(vals):
            before["calendar"] = {
                visit.id: {name: visit[name] for name in TIME | PEOPLE | RENEWING}
                for visit in self
            }
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "calendar" in before:
            self._follow_in_calendar(set(vals), before["calendar"])
        return result

    # === NOTICES === #

    def _without_notice(self):
        """Return visits of which Odoo does not tell their visitors one by one."""
        return self.with_context(mail_auto_subscribe_no_notify=True)

    @api.model
    def _tell_visitors(self, visits):
        """Tell people of the visits that others gave them: one message a person."""
        context = self.env.context
        if context.get("mail_auto_subscribe_no_notify") or context.get("install_mode"):
            return
        for user, theirs in visits.grouped("user_id").items():
            theirs.with_context(lang=user.lang)._tell_visitor(user)

    def _tell_visitor(self, user):
        visits = self.sorted("planned_start")
        zone = visits[0]._visitor_zone()
        rows = [
            Markup("<li>%s · %s</li>")
            % (
                format_datetime(self.env, it.planned_start, tz=zone.zone),
                it.display_name,
            )
            for it in visits[:MOST_TOLD]
        ]
        more = len(visits) - len(rows)
        if more:
            rows.append(Markup("<li>%s</li>") % self.env._("%s more", more))
        title = self.env._("%s visits were planned for you", len(visits))
        # sudo: the person to tell need not be one whose address the planner may read
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=title,
            body=Markup("<p>%s</p><ul>%s</ul>") % (title, Markup().join(rows)),
        )

    # === CALENDAR === #

    def _calendar_visits(self):
        """Return those that belong in a calendar: planned, and not just happening."""
        return self.filtered(lambda it: it.state == "planned" and it.is_planned)

    def _visitor_zone(self):
        """Return the time zone in which the visitor reads days and hours."""
        self.ensure_one()
        # sudo: the zone of a colleague, to tell which day it is for them
        name = self.user_id.sudo().tz or self.company_id.sudo().fuel_tz
        return pytz.timezone(name or "UTC")

    def _planned_end(self):
        self.ensure_one()
        # To the minute, as calendar.event has it.
        minutes = round(self.planned_duration * 60)
        return self.planned_start + timedelta(minutes=minutes)

    def _planned_day(self):
        """Return the day of the visit where the visitor is."""
        self.ensure_one()
        return to_local(self.planned_start, self._visitor_zone()).date()

    def _follow_in_calendar(self, changed, before):
        """Bring events and to-dos up to date after a change.

        :param set changed: names of the fields that were written
        :param dict before: values of each visit's id before that
        """
        now_otherwise = {
            name: self.filtered(lambda it, name=name: it[name] != before[it.id][name])
            for name in (TIME | RENEWING) & changed
        }
        nothing = self.browse()
        new_state = now_otherwise.get("state", nothing)
        new_state.filtered(lambda it: it.state == "cancelled")._drop_from_calendar()
        new_state.filtered(lambda it: it.state == "done")._close_to_dos()
        moved = nothing.union(*(now_otherwise.get(name, nothing) for name in TIME))
        moved = moved.filtered(lambda it: it.state == "planned")
        living = self.filtered(lambda it: it.state in ("planned", "in_progress"))
        if moved or (PEOPLE | WORDS) & changed:
            living._update_events(changed, moved, before)
        renewed = nothing.union(*(now_otherwise.get(it, nothing) for it in RENEWING))
        renewed._calendar_visits()._add_to_calendar()

    # === EVENTS AND TO-DOS === #

    def _quiet(self, model_name):
        # sudo: whoever may plan somebody's visit puts it in their calendar and to-dos,
        # private ones too; access to the visit is checked before. Names come in the
        # language of whom they are for, so they are never taken from this environment.
        return self.env[model_name].sudo().with_context(**QUIET)

    def _visit_activities(self):
        """Return the to-dos that this addon keeps for the visits."""
        return self._quiet("mail.activity").search(
            [
                ("res_model", "=", "fuel.visit"),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", self._visit_activity_type_id()),
                ("automated", "=", True),
            ]
        )

    def _visit_activity_type_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(
            "crm_fuel.mail_activity_type_visit", raise_if_not_found=True
        )

    def _visit_events(self):
        """Return the events of the visits, for all of them at once."""
        return self._quiet("calendar.event").search([("fuel_visit_id", "in", self.ids)])

    def _add_to_calendar(self):
        """Give visits the event and the to-do they lack."""
        if not self:
            return
        known = self._visit_activities()
        to_dos = {activity.res_id: activity for activity in known}
        with_event = set(self._visit_events().fuel_visit_id.ids)
        words = self._calendar_words()
        new_events, alone = [], []
        for visit in self.sudo():
            to_do = to_dos.get(visit.id)
            to_do_vals = [] if to_do else [visit._to_do_values(words[visit.id])]
            if visit.id in with_event:
                alone += to_do_vals
                continue
            commands = [Command.create(vals) for vals in to_do_vals]
            if to_do:
                commands = [Command.link(to_do.id)]
            new_events.append(
                {**visit._event_values(words[visit.id]), "activity_ids": commands}
            )
        if new_events:
            self._quiet("calendar.event").with_context(dont_notify=True).create(
                new_events
            )
        if alone:
            self._quiet("mail.activity").create(alone)

    def _calendar_words(self):
        """Return name and place of visits as their visitors read them: dict by id."""
        found = {}
        for lang, visits in self.sudo().grouped(lambda it: it.user_id.lang).items():
            for visit in visits.with_context(lang=lang or self.env.lang):
                found[visit.id] = (visit.display_name, visit._calendar_location())
        return found

    def _calendar_location(self):
        """Return where the visit is, in one line."""
        if self.channel_id.is_remote:
            return self.channel_id.display_name
        places = (self.vessel_id.display_name, self.port_id.display_name)
        on_board = ", ".join(filter(None, places))
        return on_board or self.customer_id.contact_address_inline

    def _event_values(self, words):
        """Return the values of a new event; ``words``: its name and place."""
        self.ensure_one()
        name, location = words
        visitor = self.user_id.partner_id
        people = visitor | self.companion_ids.partner_id
        return {
            "fuel_visit_id": self.id,
            "res_model_id": self.env["ir.model"]._get_id("fuel.visit"),
            "res_id": self.id,
            "name": name,
            "location": location,
            "start": self.planned_start,
            "stop": self._planned_end(),
            "allday": False,
            "privacy": "private",
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(people.ids)],
            "attendee_ids": [
                Command.create(
                    {
                        "partner_id": person.id,
                        "state": "accepted" if person == visitor else "needsAction",
                    }
                )
                for person in people
            ],
        }

    def _to_do_values(self, words):
        """Return the values of a new to-do."""
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id("fuel.visit"),
            "res_id": self.id,
            "activity_type_id": self._visit_activity_type_id(),
            "summary": words[0],
            "date_deadline": self._planned_day(),
            "user_id": self.user_id.id,
            "automated": True,
        }

    def _update_events(self, changed, moved, before):
        """Write what a change of the visits means for events and to-dos.

        What is the same for several is written at once.

        :param set changed: names of the fields that were written
        :param moved: those of the visits whose hours are others now
        :param dict before: values of each visit's id before that
        """
        words = self._calendar_words() if WORDS & changed else {}
        groups = defaultdict(list)
        events = self._visit_events()
        for event in events:
            visit, vals = event.fuel_visit_id, {}
            if visit.id in words:
                vals["name"], vals["location"] = words[visit.id]
            if visit in moved:
                vals["start"], vals["stop"] = visit.planned_start, visit._planned_end()
                vals["allday"] = False
            people = ()
            if PEOPLE & changed:
                vals["user_id"] = visit.user_id.id
                vals["partner_ids"], people = visit._attendance(event, before[visit.id])
            # Odoo looks for reminders to set anew where it is not told that there are none.
            quiet = not event.alarm_ids
            groups[vals_key(event, vals), people, quiet].append(event.id)
        for (vals, _people, quiet), ids in groups.items():
            vals = dict(vals)
            if "partner_ids" in vals:
                vals["partner_ids"] = [Command.set(vals["partner_ids"])]
            if vals:
                same = events.browse(ids).with_prefetch(events.ids)
                same.with_context(dont_notify=quiet).write(vals)
        self._update_to_dos(changed, moved, words)

    def _attendance(self, event, before):
        """Return who attends the event from now on, and who until now: ids.

        Guests whom somebody invited to the event stay.
        """
        was = (before["user_id"] | before["companion_ids"]).sudo().partner_id
        people = self.user_id.partner_id | self.companion_ids.partner_id
        partners = (event.partner_ids - was) | people
        return tuple(sorted(partners.ids)), tuple(sorted(event.partner_ids.ids))

    def _update_to_dos(self, changed, moved, words):
        groups = defaultdict(list)
        by_id = {visit.id: visit for visit in self.sudo()}
        for activity in self._visit_activities():
            visit, vals = by_id[activity.res_id], {}
            if visit.id in words:
                vals["summary"] = words[visit.id][0]
            if visit in moved or "user_id" in changed:
                vals["date_deadline"] = visit._planned_day()
            if "user_id" in changed:
                vals["user_id"] = visit.user_id.id
            groups[vals_key(activity, vals)].append(activity.id)
        for vals, ids in groups.items():
            if vals:
                self._quiet("mail.activity").browse(ids).write(dict(vals))

    def _drop_from_calendar(self):
        """Remove events and open to-dos."""
        if not self:
            return
        self._visit_activities().unlink()
        self._visit_events().unlink()

    def _close_to_dos(self):
        """Archive open to-dos, as Odoo does with those that are done.

        No message goes with it: the visit's own says that it is done, and by whom.
        """
        if self:
            self._visit_activities().action_archive()
