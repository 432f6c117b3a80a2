import re
import unicodedata
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...tools.imo import clean_imo, clean_mmsi

# "M/V", "MT ", "m.v." before a name say what moves the ship, not what she is called.
NAME_PREFIX = re.compile(r"^(?:M\W?[TVSY]|S\W?S)\W+", re.IGNORECASE)


def name_key(name):
    """Return what is left of a ship's name without signs, blanks and accents.

    >>> name_key("M/V Ocean-Majesty")
    'OCEANMAJESTY'
    """
    plain = unicodedata.normalize("NFKD", NAME_PREFIX.sub("", (name or "").strip()))
    return re.sub(r"[\W_]+", "", plain).upper()


class FuelVessel(models.Model):
    _inherit = "fuel.vessel"

    name_key = fields.Char(
        compute="_compute_name_key",
        store=True,
        index=True,
        help="The name without signs and blanks, by which duplicates are found.",
    )
    duplicate_ids = fields.Many2many(
        comodel_name="fuel.vessel",
        compute="_compute_duplicate_ids",
        context={"active_test": False},
        string="Possible duplicates",
        help="Vessels with the same number or call sign, or with much the same name.",
    )

    # ------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------

    @api.depends("name")
    def _compute_name_key(self):
        for vessel in self:
            vessel.name_key = name_key(vessel.name)

    @api.depends("name", "imo_number", "mmsi", "call_sign")
    def _compute_duplicate_ids(self):
        """Find vessels that may be the same hull, for the warning on the form.

        Two different IMO numbers are two hulls, whatever they are called: ships share
        names, so the name alone counts only where a number is missing.
        """
        keys = {vessel: vessel._duplicate_keys() for vessel in self}
        wanted = defaultdict(set)
        for pairs in keys.values():
            for field_name, value in pairs:
                wanted[field_name].add(value)
        candidates = self.with_context(active_test=False).search_fetch(
            Domain.OR(
                Domain(field_name, "in", list(values))
                for field_name, values in wanted.items()
            ),
            list(wanted),
        )
        by_key = defaultdict(set)
        for candidate in candidates:
            for pair in candidate._duplicate_keys():
                by_key[pair].add(candidate.id)
        for vessel, pairs in keys.items():
            ids = set()
            for field_name, value in pairs:
                for other in self.browse(by_key[field_name, value]):
                    if field_name != "name_key" or not (
                        vessel.imo_number and other.imo_number
                    ):
                        ids.add(other.id)
            ids.discard(vessel._origin.id)
            vessel.duplicate_ids = [Command.set(sorted(ids))]

    def _duplicate_keys(self):
        """Return what two records of the same vessel would have in common."""
        self.ensure_one()
        pairs = [
            ("imo_number", clean_imo(self.imo_number)),
            ("mmsi", clean_mmsi(self.mmsi)),
            ("call_sign", self._clean_call_sign(self.call_sign)),
            ("name_key", name_key(self.name)),
        ]
        return [(field_name, value) for field_name, value in pairs if value]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_duplicates(self):
        """Open the vessel beside those that may be the same, ready to be merged."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Possible duplicates"),
            "res_model": "fuel.vessel",
            "view_mode": "list,form",
            "domain": [("id", "in", (self + self.duplicate_ids).ids)],
            "context": {"active_test": False},
        }
