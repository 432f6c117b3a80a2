from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

OVERDUE_DAYS = 14
# More people of one customer than a phone lists.
MOST_CONTACTS = 50


class FuelVisit(models.Model):
    """What a phone keeps, so that a visit goes on where there is no network."""

    _inherit = "fuel.visit"

    @api.model
    @api.readonly
    def today_visits(self):
        """Return the user's visits of today, and what is chosen from while on them.

        Of today by the company's clock; also those planned in the last 14 days and not
        done, and the one in progress.

        :return: dict of ``user_id``, ``visits`` (list of dicts), ``results``,
            ``topics``, ``channels`` (lists of dicts with ``id`` and ``name``), and
            ``notice_seen``: whether the user has read the notice about positions. A
            visit's ``contact_ids`` are those met so far, its ``contacts`` the people of
            the customer to choose from.
        """
        visits = self.search(self._today_domain(), order="planned_start, id")
        targets = visits._targets()
        contacts = visits._people_to_meet()
        return {
            "user_id": self.env.uid,
            "visits": [
                visit._today_values(targets[visit], contacts) for visit in visits
            ],
            "results": self._terms("fuel.visit.result", "tone"),
            "topics": self._terms("fuel.visit.topic"),
            "channels": self._terms("fuel.visit.channel", "is_remote"),
            "notice_seen": bool(self.env.user.fuel_position_notice_at),
        }

    @api.model
    def _today_domain(self):
        today = self.env.company._fuel_today()
        return Domain("user_id", "=", self.env.uid) & (
            Domain("state", "=", "in_progress")
            | (Domain("date", "=", today) & Domain("state", "in", ["planned", "done"]))
            | (
                Domain("state", "=", "planned")
                & Domain("date", "<", today)
                & Domain("date", ">=", today - timedelta(days=OVERDUE_DAYS))
            )
        )

    def _people_to_meet(self):
        """Return the people of the customers, in one query: dict of customer to list."""
        people = self.env["res.partner"].search_fetch(
            [
                ("commercial_partner_id", "in", self.customer_id.ids),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            ["commercial_partner_id", "name"],
        )
        self.contact_ids.fetch(["name"])
        return people.grouped("commercial_partner_id")

    @api.model
    def _terms(self, model_name, *names):
        return self.env[model_name].search_read(
            [("active", "=", True)], ["id", "name", *names]
        )

    def _today_values(self, targets, contacts):
        place = bool(targets) and targets[0]
        people = (
            self.contact_ids
            | contacts.get(self.customer_id, self.contact_ids)[:MOST_CONTACTS]
        )
        return {
            "id": self.id,
            "customer": self.customer_id.display_name,
            "customer_id": self.customer_id.id,
            "topic": self.topic_id.name,
            "channel": self.channel_id.name,
            "is_remote": self.is_remote,
            "state": self.state,
            "planned_start": fields.Datetime.to_string(self.planned_start),
            "planned_end": fields.Datetime.to_string(
                self.planned_start + timedelta(hours=self.planned_duration)
            ),
            "actual_start": fields.Datetime.to_string(self.actual_start) or False,
            "port": self.port_id.display_name or False,
            "vessel": self.vessel_id.display_name or False,
            "verdict": self.verdict,
            "latitude": place and place.latitude,
            "longitude": place and place.longitude,
            "radius": place and place.radius,
            "contacts": [
                {"id": person.id, "name": person.name or person.display_name}
                for person in people
            ],
            "contact_ids": self.contact_ids.ids,
            "result_id": self.result_id.id,
            "summary": self.summary or "",
            "next_step": self.next_step or "",
            "next_step_date": fields.Date.to_string(self.next_step_date) or False,
        }
