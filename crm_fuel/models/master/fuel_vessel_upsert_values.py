"""Reading the values of a row: what each may be, and what is said where it is not."""

import re
import reprlib
from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ...tools.text import UNSTORABLE
from .fuel_vessel import LONGEST_TEXT

# What a row may hold, and the method that reads the value.
READERS = {
    **dict.fromkeys(
        ("name", "ref", "call_sign", "ice_class"),
        "_upsert_read_text",
    ),
    **dict.fromkeys(("imo_number", "mmsi"), "_upsert_read_number_as_text"),
    **dict.fromkeys(
        ("gross_tonnage", "deadweight", "year_built"),
        "_upsert_read_integer",
    ),
    **dict.fromkeys(("length", "draught", "tank_capacity_mt"), "_upsert_read_number"),
    **dict.fromkeys(("has_scrubber", "active"), "_upsert_read_boolean"),
    "status": "_upsert_read_selection",
    **dict.fromkeys(
        ("flag_id", "type_id", "home_port_id", "company_id"),
        "_upsert_read_relation",
    ),
    **dict.fromkeys(("grade_ids", "tag_ids"), "_upsert_read_relations"),
}
# An empty key says that the row does not know it, not that it should be removed.
KEYS = ("imo_number", "ref")
CANNOT_BE_EMPTY = ("name", "status", "active")

PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
LARGEST_INTEGER = 2**31 - 1  # of the database's column

# How a value that is refused is shown: long enough to be recognised, and no longer,
# for a message must not carry the megabytes that came in the wrong field.
_shortener = reprlib.Repr()
_shortener.maxstring = _shortener.maxother = _shortener.maxlong = 80
show = _shortener.repr


class RowValueError(Exception):
    """A value of one row that cannot be taken; its text is meant for the caller."""


class FuelVessel(models.Model):
    _inherit = "fuel.vessel"

    def _upsert_read_value(self, row, field_name, value, ids_by_code):
        """Put one value, in the form the field takes it, into the row."""
        if field_name not in READERS:
            raise RowValueError(
                self.env._(
                    "A vessel cannot be loaded with the field %(field)s. The known "
                    "ones are %(known)s.",
                    field=show(str(field_name))[1:-1],
                    known=", ".join(sorted(READERS)),
                )
            )
        if self._upsert_is_empty(field_name, value):
            if field_name in CANNOT_BE_EMPTY:
                raise RowValueError(
                    self.env._(
                        "The field %(field)s must not be empty.", field=field_name
                    )
                )
            if field_name not in KEYS:
                is_list = self._fields[field_name].type == "many2many"
                row.vals[field_name] = frozenset() if is_list else False
            return
        codes = ids_by_code.get(field_name, {})
        row.vals[field_name] = getattr(self, READERS[field_name])(
            field_name, value, codes
        )

    def _upsert_is_empty(self, field_name, value):
        if isinstance(value, str):
            return not value.strip()
        if value is False:
            return self._fields[field_name].type != "boolean"
        return value is None or value == []

    def _upsert_read_text(self, field_name, value, _codes):
        if not isinstance(value, str):
            raise RowValueError(
                self.env._("Text is expected, not %(value)s.", value=show(value))
            )
        if UNSTORABLE.search(value):
            raise RowValueError(
                self.env._(
                    "A text cannot hold a zero byte or half a character (a lone "
                    "surrogate)."
                )
            )
        if len(value.strip()) > LONGEST_TEXT:
            raise RowValueError(
                self.env._(
                    "This text is too long: %(length)s characters, where %(most)s "
                    "are the most.",
                    length=str(len(value.strip())),
                    most=str(LONGEST_TEXT),
                )
            )
        return self._prepare_vessel_vals({field_name: value.strip()})[field_name]

    def _upsert_read_number_as_text(self, field_name, value, codes):
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        text = self._upsert_read_text(field_name, value, codes)
        error = getattr(self, f"_{field_name}_error")(text)
        if error:
            raise RowValueError(error)
        return text

    def _upsert_read_integer(self, field_name, value, codes):
        number = self._upsert_read_number(field_name, value, codes)
        if number != int(number):
            raise RowValueError(
                self.env._(
                    "A whole number is expected, not %(value)s.", value=show(value)
                )
            )
        if field_name == "year_built" and number:
            error = self._year_built_error(int(number))
            if error:
                raise RowValueError(error)
        return int(number)

    def _upsert_read_number(self, field_name, value, _codes):
        number = value
        if isinstance(value, str):
            if not PLAIN_NUMBER.fullmatch(value.strip()):
                raise RowValueError(
                    self.env._(
                        "%(value)s is not a plain number. Please send it without "
                        "thousands separators and units, with a point before decimals.",
                        value=show(value),
                    )
                )
            number = float(value)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise RowValueError(
                self.env._("A number is expected, not %(value)s.", value=show(value))
            )
        if number < 0:
            raise RowValueError(
                self.env._("%(value)s is negative, which cannot be.", value=show(value))
            )
        # The other way round, for what is not a number at all compares with nothing.
        if not number <= LARGEST_INTEGER:
            raise RowValueError(
                self.env._("%(value)s is too large to be true.", value=show(value))
            )
        return number

    def _upsert_read_boolean(self, field_name, value, _codes):
        if not isinstance(value, int) or value not in (0, 1):
            raise RowValueError(
                self.env._(
                    "True or false is expected, not %(value)s.", value=show(value)
                )
            )
        return bool(value)

    def _upsert_read_selection(self, field_name, value, _codes):
        keys = self._fields[field_name].get_values(self.env)
        if value not in keys:
            raise RowValueError(
                self.env._(
                    "%(value)s is not one of %(keys)s.",
                    value=show(value),
                    keys=", ".join(keys),
                )
            )
        return value

    # ------------------------------------------------------------
    # Relations, by their codes
    # ------------------------------------------------------------

    def _upsert_find_codes(self, rows):
        """Look up the codes of all rows, one query a field.

        :return: dict of each relational field to a dict of code to id
        """
        codes = defaultdict(set)
        for row in rows:
            if not isinstance(row, dict):
                continue
            for field_name, value in row.items():
                if field_name in READERS and self._fields[field_name].relational:
                    values = value if isinstance(value, (list, tuple)) else [value]
                    codes[field_name].update(
                        text for text in values if isinstance(text, str)
                    )
        return {
            field_name: getattr(self, f"_upsert_find_{field_name}")(
                {text for text in texts if not UNSTORABLE.search(text)}
            )
            for field_name, texts in codes.items()
        }

    def _upsert_find_flag_id(self, codes):
        given = {code: code.strip().upper() for code in codes}
        countries = self.env["res.country"].search_fetch(
            [("code", "in", list(given.values()))], ["code"]
        )
        found = {country.code: country.id for country in countries}
        return {code: found[clean] for code, clean in given.items() if clean in found}

    def _upsert_find_type_id(self, codes):
        return self.env["fuel.vessel.type"]._find_by_name(codes)

    def _upsert_find_home_port_id(self, codes):
        return self.env["fuel.port"]._find_by_code(codes)

    def _upsert_find_grade_ids(self, codes):
        return self.env["fuel.grade"]._find_by_code(codes)

    def _upsert_find_company_id(self, codes):
        return self._upsert_find_names(self.env.user.company_ids, codes)

    def _upsert_find_tag_ids(self, codes):
        tags = self.env["crm.tag"].search_fetch(
            Domain("name", "in", [code.strip() for code in codes]), ["name"]
        )
        return self._upsert_find_names(tags, codes)

    def _upsert_find_names(self, records, names):
        found = {record.name: record.id for record in records}
        return {name: found[name.strip()] for name in names if name.strip() in found}

    def _upsert_read_relation(self, field_name, value, codes):
        if not isinstance(value, str):
            raise RowValueError(
                self.env._(
                    "A code or name is expected, as text, not %(value)s.",
                    value=show(value),
                )
            )
        if value not in codes:
            raise RowValueError(
                self.env._(
                    "%(label)s: nothing is known by the code or name %(value)s.",
                    label=self._fields[field_name]._description_string(self.env),
                    value=show(value),
                )
            )
        return codes[value]

    def _upsert_read_relations(self, field_name, value, codes):
        if not isinstance(value, (list, tuple)):
            raise RowValueError(
                self.env._("A list is expected, not %(value)s.", value=show(value))
            )
        return frozenset(
            self._upsert_read_relation(field_name, item, codes) for item in value
        )
