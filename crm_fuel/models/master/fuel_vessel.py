import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.imo import (
    ImoNumberError,
    clean_imo,
    clean_mmsi,
    is_valid_mmsi,
    normalise_imo,
)

VESSEL_STATUSES = [
    ("in_service", "In service"),
    ("laid_up", "Laid up"),
    ("scrapped", "Scrapped"),
]
OLDEST_YEAR_BUILT = 1850
LONGEST_TEXT = 250
# Ships are ordered years ahead and appear in registers before they are built.
YEARS_AHEAD = 3

# "IMO 9074729" inside a search text or a label such as "OCEAN MAJESTY (IMO 9074729)".
IMO_IN_TEXT = re.compile(r"\bIMO[\s:.#\-]*([0-9]{1,7})\b", re.IGNORECASE)


class FuelVessel(models.Model):
    _name = "fuel.vessel"
    _description = "Vessel"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin"]
    _order = "name, id"
    _rec_names_search = [
        "name",
        "imo_number",
        "former_name_ids.name",
        "call_sign",
        "mmsi",
        "ref",
    ]
    _mail_post_access = "read"

    name = fields.Char(
        required=True,
        tracking=True,
        index="trigram",
        help="Present name. When it changes, the old one is kept as a former name.",
    )
    imo_number = fields.Char(
        string="IMO number",
        copy=False,
        tracking=True,
        help="Seven digits, permanent to the hull. Small and inland craft have none.",
    )
    mmsi = fields.Char(
        string="MMSI",
        copy=False,
        index="btree_not_null",
        help="Nine digits of the ship's radio; it changes with the flag.",
    )
    call_sign = fields.Char(string="Call sign", copy=False, index="btree_not_null")
    ref = fields.Char(
        string="Reference",
        copy=False,
        help="Number of the vessel in another system: the key for loading vessels that "
        "have no IMO number.",
    )
    flag_id = fields.Many2one(comodel_name="res.country", index=True, tracking=True)
    type_id = fields.Many2one(
        comodel_name="fuel.vessel.type", index=True, ondelete="restrict"
    )
    gross_tonnage = fields.Integer(
        string="Gross tonnage (GT)", help="A measure of volume; it has no unit."
    )
    deadweight = fields.Integer(string="Deadweight (t)", help="In tonnes.")
    length = fields.Float(string="Length (m)", digits=(6, 2), help="In metres.")
    draught = fields.Float(string="Draught (m)", digits=(6, 2), help="In metres.")
    year_built = fields.Integer(string="Year built")
    ice_class = fields.Char(
        string="Ice class", help="As the classification society writes it."
    )
    has_scrubber = fields.Boolean(
        string="Scrubber",
        help="With an exhaust gas cleaning system a ship may burn fuel above the "
        "sulphur limit where that is allowed.",
    )
    grade_ids = fields.Many2many(
        comodel_name="fuel.grade", string="Fuel grades", help="Grades the vessel takes."
    )
    tank_capacity_mt = fields.Float(
        string="Tank capacity (MT)",
        digits=(10, 3),
        help="What the bunker tanks hold, in metric tonnes.",
    )
    home_port_id = fields.Many2one(
        comodel_name="fuel.port", string="Home port", index="btree_not_null"
    )
    status = fields.Selection(
        selection=VESSEL_STATUSES, required=True, default="in_service", tracking=True
    )
    tag_ids = fields.Many2many(comodel_name="crm.tag", string="Tags")
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: all companies share the vessel.",
    )
    active = fields.Boolean(default=True)
    former_name_ids = fields.One2many(
        comodel_name="fuel.vessel.name",
        inverse_name="vessel_id",
        string="Former names",
    )
    party_ids = fields.One2many(
        comodel_name="fuel.vessel.party",
        inverse_name="vessel_id",
        string="Parties",
        help="Who owns, manages, operates, charters or represents the vessel, when.",
    )
    current_party_ids = fields.Many2many(
        comodel_name="fuel.vessel.party",
        compute="_compute_current_party_ids",
        search="_search_current_party_ids",
        string="Present parties",
    )
    _imo_number_unique = models.UniqueIndex(
        "(imo_number) WHERE imo_number IS NOT NULL",
        "Another vessel has this IMO number already; it may be archived or belong to "
        "another company.",
    )
    _ref_unique = models.UniqueIndex(
        "(ref) WHERE ref IS NOT NULL",
        "Another vessel has this reference already; it may be archived or belong to "
        "another company.",
    )
    # Longer than any ship's name, shorter than what an index of the database takes.
    _text_length = models.Constraint(
        f"CHECK (length(name) <= {LONGEST_TEXT} AND length(ref) <= {LONGEST_TEXT})",
        "The name and the reference of a vessel have at most 250 characters.",
    )
    _gross_tonnage_positive = models.Constraint(
        "CHECK (gross_tonnage >= 0)", "A gross tonnage cannot be negative."
    )
    _deadweight_positive = models.Constraint(
        "CHECK (deadweight >= 0)", "A deadweight cannot be negative."
    )
    _length_positive = models.Constraint(
        "CHECK (length >= 0)", "A length cannot be negative."
    )
    _draught_positive = models.Constraint(
        "CHECK (draught >= 0)", "A draught cannot be negative."
    )
    _tank_capacity_positive = models.Constraint(
        "CHECK (tank_capacity_mt >= 0)", "A tank capacity cannot be negative."
    )

    # ------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------

    @api.depends("name", "imo_number")
    def _compute_display_name(self):
        """The name with the number beside it: ships share names and change them."""
        for vessel in self:
            vessel.display_name = (
                f"{vessel.name} (IMO {vessel.imo_number})"
                if vessel.imo_number
                else vessel.name
            )

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        texts = [value] if isinstance(value, str) else value or ()
        for text in texts:
            found = isinstance(text, str) and IMO_IN_TEXT.search(text)
            if not found:
                continue
            digits = found.group(1)
            if len(digits) == 7:
                domain |= Domain("imo_number", "=", digits)
            elif operator.endswith("like"):
                domain |= Domain("imo_number", "=like", f"{digits}%")
        return domain

    @api.depends("party_ids.is_current")
    def _compute_current_party_ids(self):
        for vessel in self:
            vessel.current_party_ids = vessel.party_ids.filtered("is_current")

    def _search_current_party_ids(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        current = Domain("is_current", "in", [True])
        if operator != "in":
            return Domain("party_ids", operator, current & Domain(value))
        domain = Domain("party_ids", "any", current & Domain("id", "in", list(value)))
        if False in value:
            domain |= ~Domain("party_ids", "any", current)
        return domain

    # ------------------------------------------------------------
    # Constrains and onchange
    # ------------------------------------------------------------

    @api.constrains("imo_number")
    def _check_imo_number(self):
        self._raise_first_error("imo_number", self._imo_number_error)

    @api.constrains("mmsi")
    def _check_mmsi(self):
        self._raise_first_error("mmsi", self._mmsi_error)

    @api.constrains("year_built")
    def _check_year_built(self):
        self._raise_first_error("year_built", self._year_built_error)

    def _raise_first_error(self, field_name, find_error):
        for vessel in self:
            error = vessel[field_name] and find_error(vessel[field_name])
            if error:
                raise ValidationError(error)

    @api.model
    def _imo_number_error(self, number):
        """Return why ``number`` is no IMO number, or nothing where it is one."""
        try:
            normalise_imo(number)
        except ImoNumberError as error:
            return {
                "form": self.env._(
                    "%(number)s is not an IMO number: seven digits are expected.",
                    number=number,
                ),
                "zero": self.env._(
                    "0000000 is not an IMO number: leave it empty where a vessel has "
                    "none."
                ),
                "check_digit": self.env._(
                    "%(number)s is not an IMO number: its last digit does not fit the "
                    "first six. Please look for a mistyped digit.",
                    number=number,
                ),
            }[error.reason]
        return None

    @api.model
    def _mmsi_error(self, number):
        """Return why ``number`` is not the MMSI of a ship, or nothing."""
        if is_valid_mmsi(number):
            return None
        return self.env._(
            "%(number)s is not the MMSI of a ship: nine digits are expected, the first "
            "one 2 to 7.",
            number=number,
        )

    @api.model
    def _year_built_error(self, year):
        """Return why no vessel was built in ``year``, or nothing."""
        newest = fields.Date.context_today(self).year + YEARS_AHEAD
        if OLDEST_YEAR_BUILT <= year <= newest:
            return None
        return self.env._(
            "%(year)s is not a year in which a vessel was built: it must lie between "
            "%(oldest)s and %(newest)s.",
            # As text, or the language would put a separator into the year.
            year=str(year),
            oldest=str(OLDEST_YEAR_BUILT),
            newest=str(newest),
        )

    @api.onchange("imo_number", "mmsi", "call_sign")
    def _onchange_numbers(self):
        """Show at once what will be stored."""
        self.imo_number = clean_imo(self.imo_number) or False
        self.mmsi = clean_mmsi(self.mmsi) or False
        self.call_sign = self._clean_call_sign(self.call_sign)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_vessel_vals(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._prepare_vessel_vals(vals)
        self._file_former_names(vals)
        return super().write(vals)

    @api.model
    def _prepare_vessel_vals(self, vals):
        """Return ``vals`` with names and numbers as they are stored.

        An empty number is stored as none: the unique indexes leave out NULL only.
        """
        cleaners = {
            "name": lambda text: " ".join((text or "").split()),
            "imo_number": clean_imo,
            "mmsi": clean_mmsi,
            "call_sign": self._clean_call_sign,
            "ref": lambda text: str(text or "").strip(),
        }
        cleaned = {
            field_name: clean(vals[field_name]) or False
            for field_name, clean in cleaners.items()
            if field_name in vals
        }
        return {**vals, **cleaned}

    @api.model
    def _clean_call_sign(self, text):
        """Return a call sign in upper case, without blanks."""
        text = unicodedata.normalize("NFKC", text or "")
        return "".join(text.split()).upper() or False

    def _file_former_names(self, vals):
        """Keep the names that ``vals`` is about to replace.

        A name in other letters (``Aurora``, ``AURORA``) is the same name.
        """
        new_name = vals.get("name")
        if not new_name:
            return
        today = fields.Date.context_today(self)
        self.env["fuel.vessel.name"].create(
            [
                {"vessel_id": vessel.id, "name": vessel.name, "date_until": today}
                for vessel in self
                if vessel.name.casefold() != new_name.casefold()
            ]
        )


class FuelVesselName(models.Model):
    _name = "fuel.vessel.name"
    _description = "Former name of a vessel"
    _order = "date_until desc, id desc"

    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, index="trigram")
    date_until = fields.Date(
        string="Until", help="Last day under this name; empty where it is not known."
    )
