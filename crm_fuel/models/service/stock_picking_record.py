import math

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...tools.imo import clean_imo
from ...tools.text import UNSTORABLE

# A row that a constraint refuses is that row's error; anything else ends the call.
ROW_ERRORS = (UserError, psycopg2.IntegrityError, psycopg2.DataError)
TEXTS = {
    "number": "fuel_bdn_number",
    "seals": "fuel_bdn_seals",
    "representative": "fuel_bdn_representative",
}
VESSELS = {"vessel": "fuel_vessel_id", "barge": "fuel_barge_id"}
NUMBERS = {
    "density": "fuel_density",
    "sulphur": "fuel_sulphur",
    "flashpoint": "fuel_flashpoint",
    "limit_value": "fuel_sulphur_limit_value",
}
LIMITS = ("area", "global", "purchaser")
GRADE_KEYS = {*NUMBERS, "flashpoint_above_70", "limit", "product"}
ROW_KEYS = {*TEXTS, *VESSELS, "delivery", "port", "commenced_at", "grades", "issue"}


class RowError(Exception):
    """What is wrong with one value of a row; meant for the caller."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field


class StockPicking(models.Model):
    """Bunker delivery notes from another system, many at once."""

    _inherit = "stock.picking"

    @api.model
    def fuel_record_bdns(self, rows):
        """Write, and issue, many bunker delivery notes; say what became of each row.

        A row is a dict:

        - ``delivery``: the delivery's reference, such as ``WH/OUT/00012``
        - ``number``, ``representative``: text; ``seals``: text, one sample a line
        - ``vessel``, ``barge``: IMO number; ``port``: UN/LOCODE, or another code kept
          for the port
        - ``commenced_at``: ``YYYY-MM-DD HH:MM:SS`` in UTC
        - ``grades``: list of dicts with ``density`` (kg/m³ at 15 °C), ``sulphur`` (% m/m),
          ``flashpoint`` (°C) or ``flashpoint_above_70`` (true), ``limit`` (``global``,
          ``area`` or ``purchaser``), ``limit_value``; and, where the delivery has several
          fuels, ``product``: internal reference or name of the product
        - ``issue``: true to issue the note as well

        The quantity is the delivered one and is never taken from a row. What a row does
        not name stays. Rows do not depend on each other: a bad one changes nothing. A row
        that comes a second time changes nothing either.

        :param list rows: the rows
        :return: one dict a row, in order: ``{"index": 0, "status": "issued" | "updated" |
            "unchanged" | "error", "id": 12 or False, "number": "BDN/2026/00001" or False,
            "errors": [{"field": "port", "message": "..."}]}``
        :rtype: list[dict]
        :raises AccessError: for who may not write notes
        """
        self._fuel_bdn_check_issuer()
        self.browse().check_access("write")
        if not isinstance(rows, list | tuple):
            raise UserError(self.env._("The rows must be a list of dictionaries."))
        found = self._fuel_record_find(rows)
        return [
            {"index": index, **self._fuel_record_row(row, found)}
            for index, row in enumerate(rows)
        ]

    # === FINDING === #

    @api.model
    def _fuel_record_find(self, rows):
        """Find everything that rows speak of, in one query for each kind."""

        def given(*keys):
            return {
                row[key].strip()
                for row in rows
                if isinstance(row, dict)
                for key in keys
                if isinstance(row.get(key), str) and not UNSTORABLE.search(row[key])
            }

        deliveries = self.search(
            Domain("name", "in", list(given("delivery")))
            & Domain("company_id", "in", self.env.companies.ids)
        )
        by_name = {}
        for picking in deliveries:
            by_name.setdefault(picking.name, self.browse())
            by_name[picking.name] += picking
        numbers = {clean_imo(text) for text in given("vessel", "barge")}
        vessels = self.env["fuel.vessel"].search_fetch(
            [("imo_number", "in", list(numbers))], ["imo_number"]
        )
        return {
            "delivery": by_name,
            "vessel": {vessel.imo_number: vessel.id for vessel in vessels},
            "port": self.env["fuel.port"]._find_by_code(given("port")),
        }

    # === ONE ROW === #

    @api.model
    def _fuel_record_row(self, row, found):
        picking, issued = self.browse(), False
        try:
            picking = self._fuel_record_delivery(row, found)
            with self.env.cr.savepoint():
                changes = picking._fuel_record_values(row, found)
                if changes:
                    picking.write(changes)
                if row.get("issue") and picking.fuel_bdn_state != "issued":
                    picking.action_fuel_issue_bdn()
                    issued = True
        except RowError as error:
            return self._fuel_record_failed(picking, error.field, str(error))
        except ROW_ERRORS as error:
            self.env.invalidate_all(flush=False)
            message = (
                str(error)
                if isinstance(error, UserError)
                else self._fuel_record_constraint(error)
            )
            return self._fuel_record_failed(picking, False, message)
        return {
            "status": "issued" if issued else "updated" if changes else "unchanged",
            "id": picking.id,
            "number": picking.fuel_bdn_number,
            "errors": [],
        }

    @api.model
    def _fuel_record_constraint(self, error):
        """Return the sentence of the constraint that the database has refused."""
        moves = self.env["stock.move"]
        model = moves if error.diag.table_name == moves._table else self
        return model._sql_error_to_message(error)

    @api.model
    def _fuel_record_failed(self, picking, field, message):
        return {
            "status": "error",
            "id": picking.id,
            "number": False,
            "errors": [{"field": field, "message": message}],
        }

    @api.model
    def _fuel_record_delivery(self, row, found):
        """Return the one delivery that a row is about.

        :raises RowError: where there is none, or no fuel goes out with it
        """
        if not isinstance(row, dict):
            raise RowError(
                False,
                self.env._("A row must be a dictionary of field names to values."),
            )
        unknown = sorted(map(str, row.keys() - ROW_KEYS))
        if unknown:
            raise RowError(
                unknown[0][:80],
                self.env._(
                    "A note has no such field. The known ones are %(known)s.",
                    known=", ".join(sorted(ROW_KEYS)),
                ),
            )
        name = row.get("delivery")
        pickings = found["delivery"].get(
            name.strip() if isinstance(name, str) else name
        )
        if not pickings or len(pickings) > 1 or not pickings.fuel_is_fuel:
            raise RowError(
                "delivery",
                self.env._(
                    "%(given)s: there is not exactly one delivery of fuel with this "
                    "reference that you may see.",
                    given=str(name)[:80],
                ),
            )
        return pickings

    def _fuel_record_values(self, row, found):
        """Return what a row says otherwise than the delivery does: values to write."""
        self.ensure_one()
        values = {}
        for key, name in TEXTS.items():
            if key in row:
                values[name] = self._fuel_record_text(key, row[key])
        for key, name in VESSELS.items():
            if key in row:
                values[name] = self._fuel_record_code(
                    key, row[key], found["vessel"], clean_imo
                )
        if "port" in row:
            values["fuel_port_id"] = self._fuel_record_code(
                "port", row["port"], found["port"], str.strip
            )
        if "commenced_at" in row:
            values["fuel_bdn_commenced_at"] = self._fuel_record_moment(
                row["commenced_at"]
            )
        changes = {
            name: value
            for name, value in self._prepare_bdn(values).items()
            if self._fuel_differs(self, name, value)
        }
        lines = self._fuel_record_grades(row.get("grades") or [])
        if lines:
            changes["fuel_move_ids"] = lines
        return changes

    @api.model
    def _fuel_differs(self, record, name, value):
        field = record._fields[name]
        given = field.convert_to_cache(value, record)
        return given != field.convert_to_cache(record[name], record)

    def _fuel_record_text(self, key, value):
        if value in (False, None, ""):
            return False
        if not isinstance(value, str) or UNSTORABLE.search(value):
            raise RowError(key, self.env._("Text is expected."))
        return value.strip()

    def _fuel_record_code(self, key, value, known, clean):
        if value in (False, None, ""):
            return False
        text = str(value)
        record_id = known.get(clean(text)) or known.get(text)
        if not record_id:
            raise RowError(
                key,
                self.env._("%(code)s is not known here.", code=text[:80]),
            )
        return record_id

    def _fuel_record_moment(self, value):
        try:
            return self._fields["fuel_bdn_commenced_at"].convert_to_cache(value, self)
        except (TypeError, ValueError) as error:
            raise RowError(
                "commenced_at",
                self.env._("A time is expected as YYYY-MM-DD HH:MM:SS, in UTC."),
            ) from error

    def _fuel_record_grades(self, grades):
        """Return the commands that write what a row says of each fuel."""
        if not isinstance(grades, list | tuple):
            raise RowError("grades", self.env._("A list of dictionaries is expected."))
        commands = []
        for grade in grades:
            if not isinstance(grade, dict) or grade.keys() - GRADE_KEYS:
                raise RowError(
                    "grades",
                    self.env._(
                        "A grade is a dictionary of %(known)s.",
                        known=", ".join(sorted(GRADE_KEYS)),
                    ),
                )
            move = self._fuel_record_move(grade.get("product"))
            values = {
                name: self._fuel_record_number(key, grade[key])
                for key, name in NUMBERS.items()
                if key in grade
            }
            if "flashpoint_above_70" in grade:
                values["fuel_flashpoint_above_70"] = bool(grade["flashpoint_above_70"])
            if "limit" in grade:
                if grade["limit"] not in LIMITS:
                    raise RowError(
                        "limit",
                        self.env._("One of %(known)s.", known=", ".join(LIMITS)),
                    )
                values["fuel_sulphur_limit"] = grade["limit"]
            changes = {
                name: value
                for name, value in values.items()
                if self._fuel_differs(move, name, value)
            }
            if changes:
                commands.append(Command.update(move.id, changes))
        return commands

    def _fuel_record_move(self, product):
        moves = self.fuel_move_ids
        if product:
            moves = moves.filtered(
                lambda it: product in (it.product_id.default_code, it.product_id.name)
            )
        if len(moves) != 1:
            raise RowError(
                "product",
                self.env._(
                    "Say by its internal reference or its name which of the delivered "
                    "fuels is meant: %(fuels)s.",
                    fuels=", ".join(self.fuel_move_ids.product_id.mapped("name")),
                ),
            )
        return moves

    def _fuel_record_number(self, key, value):
        usable = (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and math.isfinite(value)
        )
        if value in (False, None, ""):
            return 0.0
        if not usable:
            raise RowError(
                key,
                self.env._(
                    "A number is expected, not %(value)s.", value=str(value)[:40]
                ),
            )
        return float(value)
