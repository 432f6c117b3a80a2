import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# What `_compute_display_name` writes, read back: "Ningbo (CNNBG)" -> "CNNBG".
LABEL_CODE = re.compile(r"\(([A-Z0-9]{5})\)\s*$")


def clean_code(code):
    """Return a port code as it is stored: upper case, without any blanks.

    Lists write ``cnnbg``, ``CN NBG`` and ``CN-NBG`` for the same port.
    """
    return re.sub(r"[\s\-]+", "", code or "").upper()


class FuelPort(models.Model):
    _name = "fuel.port"
    _description = "Port"
    _order = "country_id, name, id"
    _rec_names_search = ["unlocode", "name", "name_zh", "alias_ids.code"]

    unlocode = fields.Char(
        string="UN/LOCODE",
        required=True,
        copy=False,
        help="Five letters or digits; the first two are the country: CNZOS, SGSIN.",
    )
    name = fields.Char(required=True, help="English name.")
    name_zh = fields.Char(string="Chinese name")
    country_id = fields.Many2one(
        comodel_name="res.country",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        index=True,
        help="Taken from the first two letters of the UN/LOCODE where it is empty.",
    )
    state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="Province",
        domain="[('country_id', '=?', country_id)]",
    )
    latitude = fields.Float(
        digits=(9, 6), help="Degrees north, WGS-84. 0/0 means unknown."
    )
    longitude = fields.Float(
        digits=(9, 6), help="Degrees east, WGS-84. 0/0 means unknown."
    )
    is_eca = fields.Boolean(
        string="Emission control area",
        help="Ships may burn at most 0.10 % sulphur here, unless they have a scrubber.",
    )
    alias_ids = fields.One2many(
        comodel_name="fuel.port.alias",
        inverse_name="port_id",
        string="Other codes",
        help="Codes that other lists use for this same port.",
    )
    active = fields.Boolean(default=True)

    _unlocode_unique = models.UniqueIndex(
        "(unlocode)",
        "A port with this UN/LOCODE exists already (perhaps archived).",
    )
    _unlocode_form = models.Constraint(
        "CHECK (unlocode ~ '^[A-Z]{2}[A-Z0-9]{3}$')",
        "A UN/LOCODE is two letters for the country and three letters or digits for "
        "the place, such as CNZOS.",
    )
    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)",
        "A latitude lies between -90 and 90 degrees.",
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)",
        "A longitude lies between -180 and 180 degrees.",
    )

    # ------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------

    @api.depends("unlocode")
    def _compute_country_id(self):
        country_by_code = {
            country.code: country.id
            for country in self.env["res.country"].search_fetch([], ["code"])
        }
        for port in self:
            port.country_id = port.country_id or country_by_code.get(
                clean_code(port.unlocode)[:2]
            )

    @api.depends("name", "name_zh", "unlocode")
    @api.depends_context("lang")
    def _compute_display_name(self):
        in_chinese = (self.env.lang or "").startswith("zh")
        for port in self:
            name = (in_chinese and port.name_zh) or port.name
            port.display_name = f"{name} ({port.unlocode})" if port.unlocode else name

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        # A label copied from a list ("Ningbo (CNNBG)") finds its port again: that
        # is what an import of an export sends.
        labels = [value] if isinstance(value, str) else value or ()
        codes = [
            found.group(1)
            for label in labels
            if isinstance(label, str) and (found := LABEL_CODE.search(label))
        ]
        return domain | Domain("unlocode", "in", codes) if codes else domain

    # ------------------------------------------------------------
    # Constrains and onchange
    # ------------------------------------------------------------

    @api.constrains("unlocode")
    def _check_unlocode_is_no_alias(self):
        taken = self.env["fuel.port.alias"].search_fetch(
            [("code", "in", self.mapped("unlocode"))], ["code", "port_id"]
        )
        port_by_code = {alias.code: alias.port_id for alias in taken}
        for port in self:
            other = port_by_code.get(port.unlocode, port)
            if other != port:
                raise ValidationError(
                    self.env._(
                        "%(code)s is already kept as another code of %(port)s.",
                        code=port.unlocode,
                        port=other.display_name,
                    )
                )

    @api.onchange("unlocode")
    def _onchange_unlocode(self):
        self.unlocode = clean_code(self.unlocode) or False

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_port_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_port_vals(vals))

    @api.model
    def _prepare_port_vals(self, vals):
        """Return ``vals`` with the code as it is stored."""
        if vals.get("unlocode"):
            vals = {**vals, "unlocode": clean_code(vals["unlocode"])}
        return vals

    # ------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------

    @api.model
    def _find_by_code(self, codes):
        """Find ports by UN/LOCODE or by any other code kept for them.

        One query for any number of codes; archived ports are found as well, for a
        vessel may still name one as its home.

        :param codes: codes in any case, with or without blanks
        :return: dict of each code that was found, as it was given, to the port's id
        """
        self.check_access("read")
        given = {code: clean_code(code) for code in codes if code}
        if not given:
            return {}
        self.env["fuel.port"].flush_model(["unlocode"])
        self.env["fuel.port.alias"].flush_model(["code", "port_id"])
        wanted = list(set(given.values()))
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT code, port_id
                      FROM fuel_port_alias
                     WHERE code = ANY(%(codes)s)
                     UNION ALL
                    SELECT unlocode, id
                      FROM fuel_port
                     WHERE unlocode = ANY(%(codes)s)
                    """,
                    codes=wanted,
                )
            )
        )
        return {code: found[clean] for code, clean in given.items() if clean in found}


class FuelPortAlias(models.Model):
    _name = "fuel.port.alias"
    _description = "Other code of a port"
    _order = "code, id"
    _rec_name = "code"

    port_id = fields.Many2one(
        comodel_name="fuel.port", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(
        required=True, help="Letters and digits, such as CNNGB for Ningbo's seaport."
    )

    _code_unique = models.UniqueIndex(
        "(code)", "This code is already kept as another code of a port."
    )
    _code_form = models.Constraint(
        "CHECK (code ~ '^[A-Z0-9]{2,10}$')",
        "Another code of a port is 2 to 10 letters or digits.",
    )

    @api.constrains("code", "port_id")
    def _check_code_is_no_unlocode(self):
        taken = (
            self.env["fuel.port"]
            .with_context(active_test=False)
            .search_fetch([("unlocode", "in", self.mapped("code"))], ["unlocode"])
        )
        port_by_code = {port.unlocode: port for port in taken}
        for alias in self:
            other = port_by_code.get(alias.code, alias.port_id)
            if other != alias.port_id:
                raise ValidationError(
                    self.env._(
                        "%(code)s is the UN/LOCODE of %(port)s and cannot also stand "
                        "for another port.",
                        code=alias.code,
                        port=other.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_alias_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_alias_vals(vals))

    @api.model
    def _prepare_alias_vals(self, vals):
        """Return ``vals`` with the code as it is stored."""
        if vals.get("code"):
            vals = {**vals, "code": clean_code(vals["code"])}
        return vals
