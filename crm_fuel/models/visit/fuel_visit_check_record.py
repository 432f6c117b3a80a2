from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL


class FuelVisit(models.Model):
    """How check-ins and check-outs are stored, found again by their key, answered."""

    _inherit = "fuel.visit"

    def _prepare_finding(self, fix, failure):
        """Return what is stored of a position, and of what it proves."""
        finding = self._find(fix, failure)
        return {
            "latitude": fix.latitude if fix else 0.0,
            "longitude": fix.longitude if fix else 0.0,
            "accuracy": fix.accuracy if fix else 0.0,
            "has_fix": bool(fix),
            "verdict": finding.verdict,
            "reason": finding.reason or False,
            "distance": round(finding.distance, 1) if finding.target else 0.0,
            "target": finding.target.name if finding.target else False,
            "radius": round(finding.target.radius) if finding.target else 0,
        }

    def _prepare_position(self, kind, request):
        return {
            **self._prepare_finding(request.fix, request.failure),
            "visit_id": self.id,
            "kind": kind,
            "key": request.key,
            "note": request.note or False,
            "made_at": request.made_at,
            "received_at": request.received_at,
            "clock_skew": request.clock_skew,
        }

    @api.model
    def _record_position(self, values):
        # sudo: nobody has a right to write positions; this and the values above, which
        # the server itself found, are how they come to be.
        self.env["fuel.visit.position"].sudo().create(values)

    @api.model
    def _position_with_key(self, key):
        """Return the position that a key stands for, once nobody else is at work on it."""
        self._read_key(key)
        self._queue_up()
        # sudo: a key of somebody else's has to be found as well, to be refused.
        positions = self.env["fuel.visit.position"].sudo()
        return positions.search([("key", "=", key)], order="id")

    @api.model
    def _queue_up(self):
        """Let one request of the user at a time check in or out.

        Who comes second begins anew: their transaction may have begun before the first
        one's ended, and does not see what that wrote.
        """
        uid = self.env.uid
        latest = SQL(
            "SELECT COALESCE(max(id), 0) FROM fuel_visit_position WHERE user_id = %s",
            uid,
        )
        ((is_free, seen),) = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('fuel.visit.check'), %s), (%s)",
                uid,
                latest,
            )
        )
        if not is_free:
            raise ConcurrencyError("another check-in of this user is under way")
        with self.env.registry.cursor() as cr:
            cr.execute(latest)
            ((committed,),) = cr.fetchall()
        if committed > seen:
            raise ConcurrencyError("another check-in of this user has just ended")

    def _answer_repeated(self, kind, key):
        """Return what was answered to this key before, or None.

        :raises UserError: where the key was for something else
        """
        position = self._position_with_key(key)
        if not position:
            return None
        if (
            position.kind != kind
            or position.user_id != self.env.user
            or (self != position.visit_id)
        ):
            raise UserError(
                self.env._(
                    "This key was used for another check-in or check-out: make a new "
                    "one."
                )
            )
        values = position.read(load="")[0]
        return self._check_answer(values, repeated=True)

    def _check_answer(self, values, repeated=False):
        """Return the answer of all methods here, from the values of a position.

        What is not known is False, as in every answer of Odoo's: XML-RPC has no null.
        """
        reasons = dict(
            self.env["fuel.visit.position"]
            ._fields["reason"]
            ._description_selection(self.env)
        )
        has_target = bool(values["target"])
        return {
            "visit_id": self.id,
            "state": self.state,
            "verdict": values["verdict"],
            "reason": values["reason"] or False,
            "reason_text": reasons.get(values["reason"], False),
            "distance": has_target and values["distance"],
            "accuracy": bool(values["has_fix"]) and values["accuracy"],
            "radius": has_target and values["radius"],
            "target": values["target"] or False,
            "needs_note": values["verdict"] == "off_site" and not values["note"],
            "proposal": self._is_place_proposal(
                values["latitude"], values["longitude"], values["accuracy"]
            ),
            "time": fields.Datetime.to_string(values["made_at"]),
            "repeated": repeated,
        }
