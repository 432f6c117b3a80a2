from odoo import api, fields, models

from ...tools.units import DENSITY_MAX, DENSITY_MIN

EDITIONS = [
    ("2005", "ISO 8217:2005"),
    ("2010", "ISO 8217:2010"),
    ("2012", "ISO 8217:2012"),
    ("2017", "ISO 8217:2017"),
    ("2024", "ISO 8217:2024"),
]


class FuelGrade(models.Model):
    _name = "fuel.grade"
    _description = "Fuel grade"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code", "trade_names"]

    name = fields.Char(
        required=True, help="What the trade calls it, such as VLSFO RMG380."
    )
    code = fields.Char(string="ISO 8217 code", help="Such as RMG380 or DMA.")
    edition = fields.Selection(
        selection=EDITIONS,
        help="Edition of ISO 8217 that the limits come from; buyers still order "
        "old ones.",
    )
    family = fields.Selection(
        selection=[
            ("distillate", "Distillate"),
            ("residual", "Residual"),
            ("bio", "Bio"),
        ],
        required=True,
        default="residual",
    )
    sulphur_max = fields.Float(
        string="Maximum sulphur (%)",
        digits=(4, 2),
        help="Per cent by mass. 0 means that the grade states no limit.",
    )
    density_15 = fields.Float(
        string="Density at 15 °C",
        digits=(6, 1),
        help="Reference density in kg/m³, used to turn litres and cubic metres into "
        "tonnes where neither the product nor the order line has one. 0 means "
        "unknown.",
    )
    trade_names = fields.Char(
        string="Trade names",
        help="Other names buyers use, separated by commas; the search looks here too.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    # A grade without an ISO code is a trade name only, and there may be several.
    _code_edition_sulphur_unique = models.UniqueIndex(
        "(code, COALESCE(edition, ''), COALESCE(sulphur_max, 0)) "
        "WHERE code IS NOT NULL",
        "A grade with this code, edition and maximum sulphur exists already (perhaps "
        "archived).",
    )
    _sulphur_range = models.Constraint(
        "CHECK (sulphur_max BETWEEN 0 AND 5)",
        "Maximum sulphur is a percentage between 0 and 5.",
    )
    _density_range = models.Constraint(
        "CHECK (density_15 = 0 "
        f"OR density_15 BETWEEN {DENSITY_MIN:g} AND {DENSITY_MAX:g})",
        f"A fuel's density at 15 °C lies between {DENSITY_MIN:g} and {DENSITY_MAX:g} "
        "kg/m³ (0 means unknown).",
    )

    @api.onchange("code")
    def _onchange_code(self):
        self.code = self._clean_code(self.code)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_grade_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_grade_vals(vals))

    @api.model
    def _prepare_grade_vals(self, vals):
        """Return ``vals`` with the code as it is stored; an empty one as no code."""
        if "code" in vals:
            vals = {**vals, "code": self._clean_code(vals["code"])}
        return vals

    @api.model
    def _clean_code(self, code):
        """``rmg 380`` and ``RMG380`` are the same code."""
        return "".join((code or "").split()).upper() or False

    # ------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------

    @api.model
    def _find_by_code(self, codes):
        """Find grades by ISO code or by name, in one query.

        A code alone may stand for several grades (editions, sulphur limits); a name
        equal to the text wins over a code, then the order of the list decides.

        :return: dict of each text that was found, as it was given, to the grade's id
        """
        given = {text: text.strip() for text in codes if text and text.strip()}
        if not given:
            return {}
        grades = self.search_fetch([], ["name", "code"])  # a few dozen at most
        by_code, by_name = {}, {}
        for grade in grades:
            by_name.setdefault(grade.name.lower(), grade.id)
            if grade.code:
                by_code.setdefault(grade.code, grade.id)
        found = {}
        for text, name in given.items():
            grade_id = by_name.get(name.lower()) or by_code.get(self._clean_code(name))
            if grade_id:
                found[text] = grade_id
        return found
