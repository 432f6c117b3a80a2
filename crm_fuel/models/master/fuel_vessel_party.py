from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

VESSEL_ROLES = [
    ("registered_owner", "Registered owner"),
    ("ship_manager", "Ship manager"),
    ("operator", "Operator"),
    ("disponent_owner", "Disponent owner"),
    ("charterer", "Charterer"),
    ("bareboat_charterer", "Bareboat charterer"),
    ("agent", "Agent"),
]


class FuelVesselParty(models.Model):
    _name = "fuel.vessel.party"
    _description = "Party of a vessel"
    # Those without an end, the present ones, come first.
    _order = "date_to desc, role, id"

    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(selection=VESSEL_ROLES, required=True)
    date_from = fields.Date(string="From", help="First day; empty: since ever.")
    date_to = fields.Date(string="To", help="Last day; empty: until further notice.")
    is_current = fields.Boolean(
        string="Present",
        compute="_compute_is_current",
        search="_search_is_current",
        help="The period includes today.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A party's period cannot end before it begins."
    )
    # A period is a range, and so are single numbers here: the built-in operators for
    # ranges then suffice, where plain columns would need the extension btree_gist. The
    # database watches, because two people may add the same owner at the same moment.
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(vessel_id, vessel_id, '[]') WITH &&,
            int4range(partner_id, partner_id, '[]') WITH &&,
            int4range(hashtext(role), hashtext(role), '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        )""",
        "The same partner has the same role on this vessel already, in a period that "
        "overlaps with this one.",
    )

    # ------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------

    @api.depends("role", "partner_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for party in self:
            party.display_name = self.env._(
                "%(role)s: %(partner)s",
                role=roles.get(party.role, ""),
                partner=party.partner_id.display_name or "",
            )

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("partner_id.display_name", operator, value)

    @api.depends("date_from", "date_to")
    @api.depends_context("tz")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for party in self:
            party.is_current = (not party.date_from or party.date_from <= today) and (
                not party.date_to or party.date_to >= today
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        current = Domain.AND(
            [
                Domain("date_from", "=", False) | Domain("date_from", "<=", today),
                Domain("date_to", "=", False) | Domain("date_to", ">=", today),
            ]
        )
        return Domain.OR(current if wanted else ~current for wanted in value)

    # ------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------

    def _move_to(self, **target):
        """Hand parties over to another vessel or partner when two become one.

        Where the target has the same role already in a period that overlaps, one party
        remains, with the period that covers both.

        :param target: ``vessel_id`` or ``partner_id`` with the id of what remains
        """
        ((field_name, target_id),) = target.items()
        others = self.search([(field_name, "=", target_id)]) - self
        groups = defaultdict(list)
        for party in others + self:
            values = {**party._party_key(), **target}
            groups[tuple(values.values())].append(party)
        for parties in groups.values():
            self._join_periods(parties)
        self.exists().write(target)

    def _party_key(self):
        """Return what identifies a party, its period left aside."""
        return {
            "vessel_id": self.vessel_id.id,
            "partner_id": self.partner_id.id,
            "role": self.role,
        }

    @api.model
    def _join_periods(self, parties):
        """Make one party of those in the list whose periods overlap."""
        dawn = fields.Date.to_date("0001-01-01")
        doom = fields.Date.to_date("9999-12-31")
        joined, surplus = [], self.browse()
        for party in sorted(parties, key=lambda it: (it.date_from or dawn, it.id)):
            end = party.date_to or doom
            if joined and (party.date_from or dawn) <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
                surplus += party
            else:
                joined.append([party, end])
        # Out of the way first: the database looks at every single statement.
        surplus.unlink()
        for party, end in joined:
            if end != (party.date_to or doom):
                party.date_to = False if end == doom else end
