import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

# What a reviewer has read: a change of it is to be read again.
OUTCOME = {
    "result_id",
    "summary",
    "need_ids",
    "competitor_id",
    "competitor_price",
    "next_step",
    "next_step_date",
    "contact_ids",
    "photo_ids",
    "actual_start",
    "actual_end",
}


class FuelVisit(models.Model):
    """What supervisors and team leaders do with the visits of others.

    They comment in the chatter, mark visits as reviewed, and end visits that their
    visitor forgot or cannot end.
    """

    _inherit = "fuel.visit"

    # === FIELDS === #

    force_reason = fields.Char(
        string="Why ended by a supervisor", copy=False, readonly=True
    )
    can_review = fields.Boolean(
        string="To be reviewed by me",
        compute="_compute_can_review",
        help="Supervisors review the visits of others, team leaders their team's.",
    )

    # === COMPUTE METHODS === #

    @api.depends("user_id", "team_id.user_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        user = self.env.user
        is_supervisor = user.has_group("crm_fuel.group_fuel_supervisor")
        for visit in self:
            visit.can_review = visit.user_id != user and (
                is_supervisor or visit.team_id.user_id == user
            )

    # === ACTIONS === #

    def action_review(self):
        """Mark done visits of others as reviewed; the first review of a visit stays.

        :raises UserError: where a visit is not done, or not the user's to review;
            then none is marked
        """
        self._refuse_reviewing()
        for visit in self:
            if visit.state != "done":
                raise UserError(
                    self.env._(
                        "%(visit)s is not done: there is nothing to review yet.",
                        visit=visit.display_name,
                    )
                )
        # sudo: the guard of write() lets nobody mark a review from outside.
        self.filtered(lambda visit: not visit.reviewed_by_id).sudo().write(
            {"reviewed_by_id": self.env.uid, "reviewed_at": fields.Datetime.now()}
        )
        return True

    def action_ask_force(self):
        """Open the dialogue that asks why visits are ended for their visitor."""
        self._refuse_reviewing()
        return self._ask_reason("force", self.env._("End the visit for its visitor"))

    def force_check_out(self, reason):
        """End visits in progress that their visitors did not check out of.

        They end now, unverified and with no result asked for; their visitors are told.

        :param str reason: why, for those who read it later
        :raises UserError: without a reason, or where a visit is not in progress or not
            the user's to end
        """
        reason = self._read_text(self.env._("Reason"), reason, 500)
        if not reason:
            raise UserError(self.env._("Say why you end the visit."))
        self._refuse_reviewing()
        for visit in self:
            if visit.state != "in_progress":
                raise UserError(
                    self.env._(
                        "%(visit)s is not in progress: there is nothing to end.",
                        visit=visit.display_name,
                    )
                )
        now = fields.Datetime.now().replace(microsecond=0)
        self._move_to(
            "done",
            actual_end=now,
            check_out_verdict="unverified",
            is_forced=True,
            force_reason=reason,
        )
        self._record_position(
            [self._prepare_forced_position(visit, reason, now) for visit in self]
        )
        for visit in self:
            visit.message_post(
                body=self.env._(
                    "Ended by %(user)s: %(reason)s",
                    user=self.env.user.name,
                    reason=reason,
                ),
                partner_ids=visit.user_id.partner_id.ids,
            )
        return True

    @api.model
    def _prepare_forced_position(self, visit, reason, now):
        """Return the values of a check-out at which nobody stood anywhere."""
        return {
            "visit_id": visit.id,
            "kind": "out",
            "key": f"forced-{uuid.uuid4()}",
            "verdict": "unverified",
            "reason": "forced",
            "note": reason,
            "made_at": now,
            "received_at": now,
        }

    def _refuse_reviewing(self):
        """Refuse where a visit is not the user's to review."""
        self.check_access("write")
        for visit in self:
            if not visit.can_review:
                raise UserError(
                    self.env._(
                        "%(visit)s is not yours to review: supervisors review the "
                        "visits of others, team leaders those of their team.",
                        visit=visit.display_name,
                    )
                )

    # === HOOKS === #

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if not OUTCOME.isdisjoint(vals) and not self.env.su:
            before["outcome"] = {
                visit.id: visit._outcome(vals)
                for visit in self
                if visit.reviewed_by_id and not visit.can_review
            }
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        changed = [
            id_
            for id_, outcome in before.get("outcome", {}).items()
            if self.browse(id_)._outcome(vals) != outcome
        ]
        if changed:
            self.browse(changed)._forget_review()
        return result

    def _outcome(self, vals):
        """Return what is written of the outcome, to compare it."""
        names = sorted(OUTCOME & set(vals))
        # What is inside a need is not compared: that one is touched is enough.
        return [self[name] for name in names] + (
            [object()] if vals.get("need_ids") else []
        )

    def _forget_review(self):
        """Take the mark off visits that their visitor changed after the review."""
        for visit in self:
            visit._message_log(
                body=self.env._(
                    "Changed after the review by %(user)s, and to be reviewed again.",
                    user=visit.reviewed_by_id.name,
                )
            )
        # sudo: the guard of write() lets nobody change a review from outside.
        self.sudo().write({"reviewed_by_id": False, "reviewed_at": False})


class FuelVisitNeed(models.Model):
    _inherit = "fuel.visit.need"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        needs = super().create(vals_list)
        needs._forget_reviews()
        return needs

    def write(self, vals):
        result = super().write(vals)
        self._forget_reviews()
        return result

    def unlink(self):
        self._forget_reviews()
        return super().unlink()

    def _forget_reviews(self):
        """Take the mark off the visits, unless their reviewers changed the needs."""
        if not self.env.su:
            self.visit_id.filtered(
                lambda visit: visit.reviewed_by_id and not visit.can_review
            )._forget_review()
