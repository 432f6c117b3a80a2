from odoo import models

from ...tools.local_time import on_day


class MailActivity(models.Model):
    """The to-do of a visit: see ``fuel_visit_calendar.py``."""

    _inherit = "mail.activity"

    def write(self, vals):
        context = self.env.context
        if "date_deadline" not in vals or context.get("fuel_visit_sync"):
            return super().write(vals)
        to_dos = self._fuel_visit_to_dos()
        if not to_dos:
            return super().write(vals)
        others = self - to_dos
        if others:
            super(MailActivity, others).write(dict(vals))
        # Odoo would move the event by whole days of UTC, and the visit would begin an
        # hour off after a change of clocks.
        result = super(
            MailActivity, to_dos.with_context(calendar_event_meeting_update=True)
        ).write(vals)
        to_dos._fuel_move_visits()
        return result

    def _fuel_visit_to_dos(self):
        """Return the open to-dos that are kept for planned visits."""
        kind = self.env["fuel.visit"]._visit_activity_type_id()
        return self.filtered(
            lambda it: (
                it.res_model == "fuel.visit"
                and it.activity_type_id.id == kind
                and it.automated
                and it.active
            )
        )

    def _fuel_move_visits(self):
        """Move visits to the day of their to-do; they keep their hour.

        :raises AccessError: for who may not change the visit
        """
        for to_do in self:
            visit = self.env["fuel.visit"].browse(to_do.res_id)
            # sudo: to see whether there is anything to move; then under the user's rights
            known = visit.sudo()
            zone = known._visitor_zone()
            start = on_day(known.planned_start, to_do.date_deadline, zone)
            if known.state == "planned" and start != known.planned_start:
                visit.write({"planned_start": start})
