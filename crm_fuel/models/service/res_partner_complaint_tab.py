from odoo import api, fields, models
from odoo.fields import Domain

from .fuel_complaint import CLOSED

LISTED_MAX = 10


class ResPartner(models.Model):
    """What the "Complaints" tab of a customer shows."""

    _inherit = "res.partner"

    @api.readonly
    def fuel_complaint_overview(self):
        """Tell what this customer complains of: the content of the "Complaints" tab.

        A fixed number of queries, whatever the history.

        :return: ``complaints``: the ten that matter most of those that the reader may
            see, open ones by their deadline, then closed ones, the latest first; each
            with ``id``, ``number``, ``name``, ``type``, ``state``, ``state_label``,
            ``deadline`` (a moment in UTC, or False), ``is_waiting`` (for the customer),
            ``claimed_mt`` and ``received_on`` (a moment in UTC); ``count`` and
            ``open``: how many there are in all, and how many of them are open
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        complaints = self.env["fuel.complaint"]
        mine = Domain("customer_id", "=", self.commercial_partner_id.id)
        closed = Domain("state", "in", CLOSED)
        found = complaints.search(
            mine & ~closed, order="next_deadline, id desc", limit=LISTED_MAX
        )
        if len(found) < LISTED_MAX:
            found |= complaints.search(
                mine & closed,
                order="closed_at desc, id desc",
                limit=LISTED_MAX - len(found),
            )
        counts = dict(complaints._read_group(mine, ["state"], ["__count"]))
        labels = dict(complaints._fields["state"]._description_selection(self.env))
        return {
            "complaints": [it._fuel_tab_line(labels) for it in found],
            "count": sum(counts.values()),
            "open": sum(counts[state] for state in counts if state not in CLOSED),
        }


class FuelComplaint(models.Model):
    _inherit = "fuel.complaint"

    def _fuel_tab_line(self, labels):
        self.ensure_one()
        return {
            "id": self.id,
            "number": self.number or "",
            "name": self.name,
            "type": self.type_id.name,
            "state": self.state,
            "state_label": labels[self.state],
            "deadline": fields.Datetime.to_string(self.next_deadline) or False,
            "is_waiting": bool(self.waiting_since),
            "claimed_mt": self.claimed_mt,
            "received_on": fields.Datetime.to_string(self.received_at),
        }
