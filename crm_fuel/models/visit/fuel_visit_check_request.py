import re
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.device_time import MomentError, true_moment
from ...tools.geo import Fix, PositionError, is_known, read_fix
from ...tools.text import holds_unstorable

KEY = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
FAILURES = ("denied", "unavailable", "timeout")
LONGEST_NOTE = 2_000
LARGEST_ID = 2**31 - 1


class CheckRequest(NamedTuple):
    """A check-in or check-out as a device sent it, made sure of."""

    key: str
    fix: Fix | None
    failure: str | None
    made_at: object
    received_at: object
    clock_skew: int
    note: str | None


class FuelVisit(models.Model):
    """What comes from a device is checked here, field by field, before it is used."""

    _inherit = "fuel.visit"

    @api.model
    def _read_check_request(
        self, key, latitude, longitude, accuracy, failure, made_at, sent_at, note
    ):
        """Return the :class:`CheckRequest`, or refuse with what is wrong with it."""
        self._read_key(key)
        fix, failure = self._read_position(latitude, longitude, accuracy, failure)
        now = fields.Datetime.now()
        moment = self._read_moment(now, made_at, sent_at)
        return CheckRequest(
            key=key,
            fix=fix,
            failure=failure,
            made_at=moment.made_at.replace(microsecond=0),
            received_at=now,
            clock_skew=moment.clock_skew,
            note=self._read_text(self.env._("Explanation"), note, LONGEST_NOTE),
        )

    @api.model
    def _read_key(self, key):
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise UserError(
                self.env._(
                    "Key: 16 to 64 letters, digits and hyphens, made anew for each "
                    "check-in and check-out, such as a UUID."
                )
            )
        return key

    @api.model
    def _read_position(self, latitude, longitude, accuracy, failure):
        """Return the fix, or the reason why there is none."""
        position = (latitude, longitude, accuracy)
        is_given = any(value is not None and value is not False for value in position)
        if failure:
            if failure not in FAILURES:
                raise UserError(
                    self.env._(
                        "Failure: %(failures)s, not %(given)s.",
                        failures=", ".join(FAILURES),
                        given=repr(failure)[:50],
                    )
                )
            if is_given:
                raise UserError(
                    self.env._("Give a position or why there is none, not both.")
                )
            return None, failure
        if not is_given:
            raise UserError(
                self.env._(
                    "Position: give latitude, longitude and accuracy, or as failure why "
                    "there is none (%(failures)s).",
                    failures=", ".join(FAILURES),
                )
            )
        try:
            fix = read_fix(*position)
        except PositionError as error:
            raise UserError(self._position_problem(error)) from error
        # 0/0 to the sixth decimal is what a broken device says, and no ship's berth.
        if not is_known(round(fix.latitude, 6), round(fix.longitude, 6)):
            return None, "unavailable"
        return fix, None

    @api.model
    def _position_problem(self, error):
        """Return the sentence for what is no position."""
        labels = {
            "latitude": self.env._("Latitude"),
            "longitude": self.env._("Longitude"),
            "accuracy": self.env._("Accuracy"),
        }
        given = {"field": labels[error.field], "given": repr(error.value)[:50]}
        if error.reason == "missing":
            return self.env._(
                "%(field)s is missing: a position has latitude, longitude and accuracy.",
                **given,
            )
        if error.reason == "number":
            return self.env._("%(field)s: %(given)s is not a number.", **given)
        if error.field == "latitude":
            return self.env._(
                "%(field)s: %(given)s does not lie between -90 and 90 degrees.", **given
            )
        if error.field == "longitude":
            return self.env._(
                "%(field)s: %(given)s does not lie between -180 and 180 degrees.",
                **given,
            )
        return self.env._(
            "%(field)s: %(given)s is not from 0 to less than 10,000 metres. Find the "
            "position again, in the open, or go on without one.",
            **given,
        )

    @api.model
    def _read_moment(self, now, made_at, sent_at):
        try:
            return true_moment(
                now,
                self._read_datetime("made_at", made_at),
                self._read_datetime("sent_at", sent_at),
            )
        except MomentError as error:
            raise UserError(
                {
                    "future": self.env._(
                        "The time lies in the future: check the clock of the device."
                    ),
                    "order": self.env._(
                        "It was sent before it was made: check the two times."
                    ),
                    "old": self.env._(
                        "It was made more than 30 days ago: record the visit without "
                        "check-in."
                    ),
                }[error.reason]
            ) from error

    @api.model
    def _read_datetime(self, name, value):
        if not value:
            return None
        try:
            # Odoo's own reader would take a date, or lose a time zone.
            if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value, re.ASCII):
                raise ValueError(value)
            return fields.Datetime.to_datetime(value)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "%(field)s: %(given)s is not a time in UTC such as 2026-03-02 "
                    "09:30:00.",
                    field=name,
                    given=repr(value)[:50],
                )
            ) from error

    @api.model
    def _read_text(self, label, value, longest):
        """Return a text without blanks around it, or None."""
        if value is None or value is False:
            return None
        if not isinstance(value, str) or holds_unstorable(value):
            raise UserError(self.env._("%(field)s: not a text.", field=label))
        if len(value) > longest:
            raise UserError(
                self.env._(
                    "%(field)s: at most %(longest)s characters.",
                    field=label,
                    longest=longest,
                )
            )
        return value.strip() or None

    @api.model
    def _read_record(self, name, value):
        """Return the record that an id stands for, in the model of a field."""
        field = self._fields[name]
        is_id = isinstance(value, int) and not isinstance(value, bool)
        record = self.env[field.comodel_name].browse(
            value if is_id and 0 < value <= LARGEST_ID else []
        )
        if not record or not record.exists() or not record.has_access("read"):
            raise UserError(
                self.env._(
                    "%(field)s: there is no %(given)s, or you may not see it.",
                    field=field._description_string(self.env),
                    given=repr(value)[:50],
                )
            )
        return record

    @api.model
    def _read_names(self, values, allowed):
        """Return a dict of values, all of them with names that are allowed."""
        if not isinstance(values, dict) or not set(values) <= set(allowed):
            raise UserError(
                self.env._(
                    "Values: a mapping with nothing but %(names)s.",
                    names=", ".join(allowed),
                )
            )
        return values
