from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .fuel_visit import LONGEST_TEXT

NOTES = ("result_id", "summary", "next_step", "next_step_date", "contact_ids")
LONGEST_STEP = 500
# Of the latest notes; a phone repeats what it sent last.
KEYS_KEPT = 20


class FuelVisit(models.Model):
    """What came of a visit, as it is written down on the spot."""

    _inherit = "fuel.visit"

    note_keys = fields.Char(
        string="Keys of notes",
        copy=False,
        readonly=True,
        help="Of the notes saved last: the same notes sent again are not written twice.",
    )

    def save_notes(self, values, key):
        """Write down what came of a visit, without ending it.

        :param dict values: any of ``result_id``, ``summary``, ``next_step``,
            ``next_step_date`` (``YYYY-MM-DD``), ``contact_ids`` (list of ids: who was
            met)
        :param str key: as for :meth:`action_check_in`; the same key again changes
            nothing, even where the notes were changed since
        :return: dict of ``visit_id``, ``state``, ``repeated``
        :raises UserError: for bad input, and where the visit is cancelled
        """
        visit = self._one()
        visit.check_access("write")
        visit._read_key(key)
        visit._lock_rows()
        keys = (visit.note_keys or "").split()
        repeated = key in keys
        if not repeated:
            notes = visit._read_notes(values)
            if visit.state == "cancelled":
                raise UserError(visit._ended_already())
            visit.write(notes)
            # sudo: the guard of write() lets nobody touch the keys from outside.
            visit.sudo().write({"note_keys": " ".join([*keys, key][-KEYS_KEPT:])})
        return {"visit_id": visit.id, "state": visit.state, "repeated": repeated}

    def _read_notes(self, values):
        """Return the values to write, or refuse with what is wrong with them."""
        values = self._read_names(values, NOTES)
        notes = {}
        for name, value in values.items():
            is_empty = value is None or value is False
            label = self._fields[name]._description_string(self.env)
            if name == "result_id":
                notes[name] = not is_empty and self._read_record(name, value).id
            elif name == "contact_ids":
                notes[name] = [Command.set(self._read_contacts(label, value))]
            elif name == "next_step_date":
                notes[name] = not is_empty and self._read_date(label, value)
            else:
                longest = LONGEST_TEXT if name == "summary" else LONGEST_STEP
                notes[name] = self._read_text(label, value, longest) or False
        return notes

    def _read_contacts(self, label, value):
        if not isinstance(value or [], list | tuple):
            raise UserError(self.env._("%(field)s: a list of ids.", field=label))
        return [self._read_record("contact_ids", id_).id for id_ in value or []]

    def _read_date(self, label, value):
        try:
            date = fields.Date.to_date(value)
            if fields.Date.to_string(date) != value:
                raise ValueError(value)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "%(field)s: %(given)s is not a date such as 2026-03-02.",
                    field=label,
                    given=repr(value)[:50],
                )
            ) from error
        return date
