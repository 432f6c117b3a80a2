from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ...tools.device_time import TOLERANCE

# Values of an unplanned visit, and whether they must be there.
NEW_VISIT = ("customer_id", "topic_id", "channel_id", "port_id", "vessel_id")


class FuelVisit(models.Model):
    """Check-in and check-out: the only ways in for positions.

    A device sends what it knows; distance and verdict are found here. A key makes it
    safe to send the same thing again, as phones do that never got an answer.
    """

    _inherit = "fuel.visit"

    # === ACTIONS === #

    def action_check_in(
        self,
        key,
        latitude=None,
        longitude=None,
        accuracy=None,
        failure=None,
        made_at=None,
        sent_at=None,
        note=None,
    ):
        """Begin a planned visit of the user's own where they stand.

        :param str key: 16 to 64 of ``A-Za-z0-9-``, made by the device; the same key
            again is the same check-in
        :param float latitude: degrees north, WGS-84
        :param float longitude: degrees east, WGS-84
        :param float accuracy: metres, 95 % confidence, less than 10,000
        :param str failure: ``denied``, ``unavailable`` or ``timeout``, in the place of a
            position
        :param str made_at: UTC ``YYYY-MM-DD HH:MM:SS`` by the device's clock; now unless
            given
        :param str sent_at: the same, when it is sent: puts a wrong clock right
        :param str note: why off site, without which that is refused
        :return: dict of ``visit_id``, ``state``, ``verdict``, ``reason``,
            ``reason_text``, ``distance`` (m), ``accuracy`` (m), ``radius`` (m),
            ``target``, ``needs_note``, ``proposal``, ``time`` (UTC), ``repeated``;
            False where something is not known
        :raises UserError: for bad input, and where the visit cannot begin
        """
        visit = self._one_of_mine()
        repeated = visit._answer_repeated("in", key)
        if repeated:
            return repeated
        request = visit._read_check_request(
            key, latitude, longitude, accuracy, failure, made_at, sent_at, note
        )
        return visit._check_in(request)

    def action_check_out(
        self,
        key,
        latitude=None,
        longitude=None,
        accuracy=None,
        failure=None,
        made_at=None,
        sent_at=None,
        note=None,
        values=None,
    ):
        """End a visit of the user's own that is in progress.

        Parameters and answer as for :meth:`action_check_in`.

        :param dict values: what came of it, written in the same transaction; see
            :meth:`save_notes`
        :raises UserError: for bad input, without a result, and where the visit is not
            in progress
        """
        visit = self._one_of_mine()
        repeated = visit._answer_repeated("out", key)
        if repeated:
            return repeated
        request = visit._read_check_request(
            key, latitude, longitude, accuracy, failure, made_at, sent_at, note
        )
        notes = visit._read_notes(values or {})
        return visit._check_out(request, notes)

    @api.model
    def check_in_new(
        self,
        values,
        key,
        latitude=None,
        longitude=None,
        accuracy=None,
        failure=None,
        made_at=None,
        sent_at=None,
        note=None,
    ):
        """Create a visit that nobody planned and check in to it, both or neither.

        :param dict values: ids: ``customer_id``, and if wanted ``topic_id``,
            ``channel_id``, ``port_id``, ``vessel_id``
        :return: as :meth:`action_check_in`; with a key that was here before, the visit
            made then
        :raises UserError: for bad input, and where another visit is in progress
        """
        model = self.with_env(self.env(context=clean_context(self.env.context)))
        model.check_access("create")
        position = model._position_with_key(key)
        if position:
            return position.visit_id.with_env(model.env)._answer_repeated("in", key)
        request = model._read_check_request(
            key, latitude, longitude, accuracy, failure, made_at, sent_at, note
        )
        visit = model.create(model._prepare_unplanned(values, request))
        return visit._check_in(request)

    @api.readonly
    def preview_position(self, latitude, longitude, accuracy):
        """Tell what a check-in at a position would find; nothing is written.

        :return: as :meth:`action_check_in`
        :raises UserError: where that is no position
        """
        visit = self._one()
        fix, failure = visit._read_position(latitude, longitude, accuracy, None)
        now = fields.Datetime.now().replace(microsecond=0)
        values = visit._prepare_finding(fix, failure)
        return visit._check_answer({**values, "made_at": now, "note": False})

    # === CHECK-IN AND CHECK-OUT === #

    def _one(self):
        """Return the one visit that is meant, if the user may see it."""
        if len(self) != 1:
            raise UserError(self.env._("Check in to one visit at a time."))
        visit = self.with_env(self.env(context=clean_context(self.env.context)))
        if not visit.exists():
            raise UserError(self.env._("There is no such visit; it was deleted."))
        visit.check_access("read")
        return visit

    def _one_of_mine(self):
        """Return the one visit that is meant, if it is the user's own."""
        visit = self._one()
        if visit.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(visit)s is the visit of %(visitor)s, who alone checks in to it "
                    "and out of it.",
                    visit=visit.display_name,
                    visitor=visit.user_id.name,
                )
            )
        return visit

    def _check_in(self, request):
        self._refuse_check_in()
        values = self._prepare_position("in", request)
        if values["verdict"] == "off_site" and not request.note:
            raise UserError(
                self.env._(
                    "You are %(distance)s m from %(target)s: say in a note why you "
                    "check in off site.",
                    distance=f"{values['distance']:,.0f}",
                    target=values["target"],
                )
            )
        self._record_position(values)
        self._move_to(
            "in_progress",
            is_checked_in=True,
            actual_start=request.made_at,
            verdict=values["verdict"],
            verdict_reason=values["reason"],
            **self._distance_found(values),
        )
        return self._check_answer(values)

    def _check_out(self, request, notes):
        self._refuse_check_out(request, notes)
        # Within the tolerance a clock that was put right meanwhile is no contradiction.
        request = request._replace(made_at=max(request.made_at, self.actual_start))
        values = self._prepare_position("out", request)
        self._record_position(values)
        self._move_to(
            "done",
            actual_end=request.made_at,
            check_out_verdict=values["verdict"],
            **notes,
        )
        return self._check_answer(values)

    @api.model
    def _distance_found(self, values):
        # Where there is none, 0 would be counted into averages.
        return {"distance": values["distance"]} if values["target"] else {}

    def _refuse_check_in(self):
        """Refuse where the visit cannot begin, with what to do instead."""
        if self.is_remote:
            raise UserError(
                self.env._(
                    "%(visit)s is by %(channel)s: nobody checks in to that. Record it "
                    "as done.",
                    visit=self.display_name,
                    channel=self.channel_id.name,
                )
            )
        if self.state != "planned":
            raise UserError(
                {
                    "in_progress": self.env._(
                        "You have checked in to %(visit)s already.",
                        visit=self.display_name,
                    ),
                    "done": self.env._(
                        "%(visit)s is done: plan a new visit.", visit=self.display_name
                    ),
                    "cancelled": self.env._(
                        "%(visit)s is cancelled: plan it again, or plan a new visit.",
                        visit=self.display_name,
                    ),
                }[self.state]
            )
        # sudo: of another company, it may be one that is not chosen at the moment.
        other = self.sudo().search(
            [("user_id", "=", self.env.uid), ("state", "=", "in_progress")], limit=1
        )
        if other:
            raise UserError(
                self.env._(
                    "Your visit %(visit)s is in progress: check out of it first.",
                    visit=other.display_name,
                )
            )

    def _refuse_check_out(self, request, notes):
        """Refuse where the visit cannot end, with what to do instead."""
        if self.state == "planned":
            raise UserError(
                self.env._("Check in to %(visit)s first.", visit=self.display_name)
            )
        if self.state != "in_progress":
            raise UserError(self._ended_already())
        if request.made_at < self.actual_start - TOLERANCE:
            raise UserError(
                self.env._(
                    "%(visit)s began at %(start)s UTC: the check-out cannot lie before "
                    "the check-in.",
                    visit=self.display_name,
                    start=fields.Datetime.to_string(self.actual_start),
                )
            )
        if not notes.get("result_id", self.result_id.id):
            raise UserError(
                self.env._("Say what came of the visit: choose its result.")
            )

    def _ended_already(self):
        """Return the sentence for a visit that ended before this check-out."""
        if self.state == "cancelled":
            return self.env._(
                "%(visit)s is cancelled: %(reason)s",
                visit=self.display_name,
                reason=self.cancel_reason,
            )
        if self.is_forced:
            return self.env._(
                "%(visit)s was ended by a supervisor, at %(end)s UTC: %(reason)s",
                visit=self.display_name,
                end=fields.Datetime.to_string(self.actual_end),
                reason=self.force_reason,
            )
        return self.env._(
            "%(visit)s has ended already, at %(end)s UTC.",
            visit=self.display_name,
            end=fields.Datetime.to_string(self.actual_end),
        )

    @api.model
    def _prepare_unplanned(self, values, request):
        """Return the values of a visit that begins as it is created."""
        values = self._read_names(values, NEW_VISIT)
        vals = {
            name: self._read_record(name, value).id
            for name, value in values.items()
            if value is not None and value is not False
        }
        if "customer_id" not in vals:
            raise UserError(self.env._("Customer: whom do you visit?"))
        if "topic_id" not in vals:
            vals["topic_id"] = self.env["fuel.visit.topic"].search([], limit=1).id
        return {**vals, "planned_start": request.made_at, "is_planned": False}
