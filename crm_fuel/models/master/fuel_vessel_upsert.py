from collections import defaultdict

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import float_compare

from ...tools.text import UNSTORABLE
from .fuel_vessel_upsert_values import KEYS, READERS, RowValueError

# A row that the database or a constraint refuses is that row's error. Anything else
# (a lost connection, a conflict between transactions, which Odoo repeats by itself, a
# mistake in code) is not, and ends the whole call.
ROW_ERRORS = (UserError, psycopg2.IntegrityError, psycopg2.DataError)


class UpsertRow:
    """One row on its way: what it says, what became of it, what is wrong with it."""

    def __init__(self, index):
        self.index = index
        self.vals = {}
        self.vessel_id = False
        self.status = "unchanged"
        self.errors = []

    def fail(self, field_name, message):
        """Take note of an error: the row will change nothing."""
        self.status = "error"
        self.vessel_id = False
        if isinstance(field_name, str):
            # An unknown name comes back as it came, where an answer can carry it.
            field_name = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", field_name)
        self.errors.append({"field": field_name, "message": message})

    def outcome(self):
        """Return what the caller gets for this row."""
        return {
            "index": self.index,
            "status": self.status,
            "id": self.vessel_id,
            "errors": self.errors,
        }


class FuelVessel(models.Model):
    _inherit = "fuel.vessel"

    @api.model
    def upsert(self, rows):
        """Create or update many vessels at once, and say what became of each row.

        A row is a dict of field names to values. It is matched with a vessel (archived
        ones included) by ``imo_number`` or, failing that, by ``ref``; one of them must
        be there. A row that matches none becomes a vessel and needs a ``name``. Fields
        that a row does not name stay as they are. An empty value (``False``, ``None``
        or ``""``) empties the field; an empty key is as good as none.

        - ``name``, ``ref``, ``call_sign``, ``ice_class``: text of up to 250 characters
        - ``imo_number``, ``mmsi``: text or integer
        - ``gross_tonnage``, ``deadweight``, ``year_built``: integer
        - ``length``, ``draught``, ``tank_capacity_mt``: number
        - ``has_scrubber``, ``active``: true or false
        - ``status``: ``in_service``, ``laid_up`` or ``scrapped``
        - ``flag_id``: country code, such as ``PA``
        - ``type_id``: type by name, in any installed language, or by code
        - ``home_port_id``: UN/LOCODE, or another code kept for the port
        - ``company_id``: company by name
        - ``grade_ids``: list of grades by name or ISO code; replaces the present ones
        - ``tag_ids``: list of tags by name; replaces the present ones

        Numbers may come as text (``"12.5"``), but not with thousands separators, which
        countries read differently.

        Rows do not depend on each other: a bad one changes nothing and the good ones
        are stored. A row that says what is known already writes nothing.

        :param list rows: the rows
        :return: one dict a row, in order: ``{"index": 0, "status": "created" |
            "updated" | "unchanged" | "error", "id": 12 or False, "errors": [{"field":
            "imo_number", "message": "..."}]}``; ``field`` is false where an error
            concerns the row as a whole
        :rtype: list[dict]
        """
        self.browse().check_access("create")
        self.browse().check_access("write")
        if not isinstance(rows, (list, tuple)):
            raise UserError(self.env._("The rows must be a list of dictionaries."))
        results = [UpsertRow(index) for index in range(len(rows))]
        self._upsert_read_rows(rows, results)
        matches = self._upsert_match(results)
        self._upsert_create(matches)
        self._upsert_update(matches)
        return [row.outcome() for row in results]

    # ------------------------------------------------------------
    # Reading the rows
    # ------------------------------------------------------------

    def _upsert_read_rows(self, rows, results):
        """Turn what came in into values of fields; take note of what is wrong."""
        ids_by_code = self._upsert_find_codes(rows)
        for data, row in zip(rows, results, strict=True):
            if not isinstance(data, dict):
                row.fail(
                    False,
                    self.env._("A row must be a dictionary of field names to values."),
                )
                continue
            for field_name, value in data.items():
                try:
                    self._upsert_read_value(row, field_name, value, ids_by_code)
                except RowValueError as error:
                    row.fail(field_name, str(error))
            if not row.errors and not any(key in row.vals for key in KEYS):
                row.fail(
                    "imo_number",
                    self.env._(
                        "A row needs an IMO number (imo_number) or else a reference "
                        "(ref), by which the vessel is found again."
                    ),
                )

    # ------------------------------------------------------------
    # Matching with what is there
    # ------------------------------------------------------------

    def _upsert_match(self, results):
        """Find the vessels that the rows speak of; refuse rows that are in doubt.

        :return: dict of each good row to its vessel, which is empty where it is new
        """
        rows = [row for row in results if not row.errors]
        self._upsert_refuse_repeated(rows)
        rows = [row for row in rows if not row.errors]
        wanted = Domain.OR(
            Domain(key, "in", [row.vals[key] for row in rows if key in row.vals])
            for key in KEYS
        )
        vessels = self.with_context(active_test=False).search_fetch(
            wanted, list(READERS)
        )
        by_key = {
            (key, vessel[key]): vessel
            for vessel in vessels
            for key in KEYS
            if vessel[key]
        }
        hidden_keys = self._upsert_find_hidden_keys(rows, by_key)
        editable = vessels._filtered_access("write")
        matches, row_of_vessel = {}, {}
        for row in rows:
            self._upsert_match_row(row, by_key, hidden_keys)
            vessel = self.browse(row.vessel_id or ())
            if vessel and vessel not in editable:
                row.fail(False, self.env._("You may not change this vessel."))
            elif vessel and vessel in row_of_vessel:
                self._upsert_fail_repeated(row, "ref", row_of_vessel[vessel])
            if not row.errors:
                row_of_vessel[vessel] = row
                matches[row] = vessel
        return matches

    def _upsert_find_hidden_keys(self, rows, by_key):
        """Find the keys that vessels of companies out of the user's reach have taken.

        :return: set of pairs of field name and value
        """
        missing = {
            key: [
                row.vals[key]
                for row in rows
                if key in row.vals and (key, row.vals[key]) not in by_key
            ]
            for key in KEYS
        }
        # sudo: the database refuses these numbers in any case, and a clear reason
        # tells no more than that, for the caller sent the number.
        hidden = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch(
                Domain.OR(Domain(key, "in", missing[key]) for key in KEYS), list(KEYS)
            )
        )
        return {(key, vessel[key]) for vessel in hidden for key in KEYS}

    def _upsert_refuse_repeated(self, rows):
        """Refuse rows with a key that an earlier row has: which one is right?"""
        first_with = {}
        for row in rows:
            for key in KEYS:
                if key in row.vals:
                    first = first_with.setdefault((key, row.vals[key]), row)
                    if first is not row:
                        self._upsert_fail_repeated(row, key, first)

    def _upsert_fail_repeated(self, row, key, first):
        row.fail(
            key,
            self.env._(
                "Row %(index)s of this call is about the same vessel.",
                index=str(first.index),
            ),
        )

    def _upsert_match_row(self, row, by_key, hidden_keys):
        """Find the one vessel that the row's keys agree upon."""
        for key in KEYS:
            if key in row.vals and (key, row.vals[key]) in hidden_keys:
                row.fail(
                    key,
                    self.env._(
                        "%(value)s belongs to a vessel that you have no access to.",
                        value=row.vals[key],
                    ),
                )
        by_imo, by_ref = (
            by_key.get((key, row.vals.get(key)), self.browse()) for key in KEYS
        )
        clash = by_imo and by_ref and by_imo != by_ref
        if by_ref and not by_imo and "imo_number" in row.vals:
            # The number has become known, unless the vessel has another one already.
            clash = bool(by_ref.imo_number)
        if clash:
            row.fail(
                "ref",
                self.env._(
                    "The reference %(ref)s belongs to another vessel, %(vessel)s.",
                    ref=row.vals["ref"],
                    vessel=by_ref.display_name,
                ),
            )
        elif not (by_imo or by_ref) and "name" not in row.vals:
            row.fail("name", self.env._("A new vessel needs a name."))
        if not row.errors:
            row.vessel_id = (by_imo or by_ref).id

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    def _upsert_create(self, matches):
        """Create the vessels that are new, all at once where nothing is wrong."""
        # There is no history to track yet, and thousands of "Vessel created" notes and
        # followers would take longer to write than the vessels.
        creator = self.with_context(tracking_disable=True)

        def create(rows):
            vessels = creator.create([self._upsert_vals(row.vals) for row in rows])
            for row, vessel in zip(rows, vessels, strict=True):
                row.vessel_id = vessel.id
                row.status = "created"

        self._upsert_try(
            [row for row, vessel in matches.items() if not vessel],
            create,
        )

    def _upsert_update(self, matches):
        """Write what differs, once for all vessels that change in the same way."""
        changes_of = {}
        for row, vessel in matches.items():
            changes = vessel and self._upsert_changes(vessel, row.vals)
            if changes:
                changes_of[row] = changes

        def update(rows):
            ids_by_change = defaultdict(list)
            for row in rows:
                ids_by_change[frozenset(changes_of[row].items())].append(row.vessel_id)
                row.status = "updated"
            for change, vessel_ids in ids_by_change.items():
                self.browse(vessel_ids).write(self._upsert_vals(dict(change)))

        self._upsert_try(list(changes_of), update)

    def _upsert_changes(self, vessel, vals):
        """Return those of the values that the vessel does not have yet."""
        changes = {}
        for field_name, value in vals.items():
            field = self._fields[field_name]
            present = vessel[field_name]
            if field.type == "many2many":
                is_same = frozenset(present.ids) == value
            elif field.type == "many2one":
                is_same = present.id == value
            elif field.type == "float":
                digits = field.get_digits(self.env)[1]
                is_same = not float_compare(present, value, precision_digits=digits)
            else:
                is_same = (present or False) == (value or False)
            if not is_same:
                changes[field_name] = value
        return changes

    def _upsert_vals(self, vals):
        """Return the values as ``create`` and ``write`` take them."""
        return {
            field_name: [Command.set(sorted(value))]
            if isinstance(value, frozenset)
            else value
            for field_name, value in vals.items()
        }

    def _upsert_try(self, rows, work):
        """Do the work for all rows; where that fails, for ever smaller parts of them.

        What validation did not foresee (another session took the number meanwhile, a
        constraint of another addon) costs the bad rows, and only them.
        """
        if not rows:
            return
        try:
            with self.env.cr.savepoint():
                work(rows)
        except ROW_ERRORS as error:
            if len(rows) > 1:
                middle = len(rows) // 2
                self._upsert_try(rows[:middle], work)
                self._upsert_try(rows[middle:], work)
            elif isinstance(error, UserError):
                rows[0].fail(False, str(error))
            else:
                rows[0].fail(False, self._sql_error_to_message(error))
