from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

CLOCKS = ("reply", "solution", "time_bar")
BATCH = 100


class FuelComplaint(models.Model):
    """Supervisors learn of each deadline that was missed, once."""

    _inherit = "fuel.complaint"

    # The deadline that was reported: another one, later, is reported anew.
    reply_escalated_for = fields.Datetime(readonly=True, copy=False)
    solution_escalated_for = fields.Datetime(readonly=True, copy=False)
    time_bar_escalated_for = fields.Datetime(readonly=True, copy=False)
    escalated_at = fields.Datetime(string="Escalated on", readonly=True, copy=False)

    @api.model
    def _escalation_fields(self):
        return [f"{clock}_escalated_for" for clock in CLOCKS] + ["escalated_at"]

    @api.model
    def _cron_escalate(self):
        """Report missed deadlines to supervisors, each of them once.

        Complaint and mark are one transaction: killed in the middle or run twice,
        nobody is told twice, and nobody is left out.
        """
        todo = self._search_escalation()
        remaining = len(todo)
        for start in range(0, len(todo), BATCH):
            # Two jobs at once: each takes what the other one does not hold.
            batch = todo[start : start + BATCH].try_lock_for_update()
            batch.invalidate_recordset()
            for complaint in batch:
                complaint._escalate()
            remaining -= len(todo[start : start + BATCH])
            self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)

    @api.model
    def _search_escalation(self):
        """Return complaints with a missed deadline that nobody was told of."""
        self.flush_model()
        now = fields.Datetime.now()
        # A reply that was given has no deadline any more; see _running_deadlines.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM fuel_complaint
                 WHERE next_deadline <= %(now)s
                   AND (
                        (first_reply_at IS NULL AND reply_deadline <= %(now)s
                         AND reply_escalated_for IS DISTINCT FROM reply_deadline)
                        OR (solution_deadline <= %(now)s AND
                            solution_escalated_for IS DISTINCT FROM solution_deadline)
                        OR (time_bar_deadline <= %(now)s AND
                            time_bar_escalated_for IS DISTINCT FROM time_bar_deadline)
                   )
                 ORDER BY next_deadline, id
                """,
                now=now,
            )
        )
        return self.browse(row[0] for row in rows)

    def _escalate(self):
        """Tell the supervisors which deadlines of this complaint were missed."""
        self.ensure_one()
        now = fields.Datetime.now()
        missed = [
            clock
            for clock, moment in self._running_deadlines().items()
            if moment <= now and self[f"{clock}_escalated_for"] != moment
        ]
        if not missed:
            return
        # sudo: protected fields; the job is the only caller.
        self.sudo().write(
            {
                **{
                    f"{clock}_escalated_for": self[f"{clock}_deadline"]
                    for clock in missed
                },
                "escalated_at": now,
            }
        )
        for user in self._escalation_users():
            complaint = self.with_context(lang=user.lang)
            labels = dict(
                self._fields["next_clock"]._description_selection(complaint.env)
            )
            complaint._notify_users(
                user,
                complaint.env._(
                    "Late: %(complaint)s", complaint=complaint.display_name
                ),
                complaint.env._(
                    "%(customer)s: %(clocks)s not in time. Owner: %(owner)s.",
                    customer=complaint.customer_id.name or complaint.email_from or "-",
                    clocks=", ".join(labels[clock] for clock in missed),
                    owner=complaint.user_id.name or "-",
                ),
            )

    def _escalation_users(self):
        """Return whom lateness is reported to: the team's leader and the supervisors.

        Managers of the addon configure it; they are told where there is no supervisor.
        """
        self.ensure_one()
        users = self.env["res.users"].sudo()
        groups = {
            name: self.env.ref(f"crm_fuel.group_fuel_{name}").id
            for name in ("supervisor", "manager")
        }
        everybody = users.search(
            Domain("all_group_ids", "in", groups["supervisor"])
            & Domain("company_ids", "in", self.company_id.id)
            & Domain("share", "=", False)
        )
        supervisors = everybody.filtered(
            lambda it: groups["manager"] not in it.all_group_ids.ids
        )
        return (supervisors or everybody) | self.sudo().team_id.user_id

    def _notify_users(self, users, subject, text):
        """Notify users of a complaint, by inbox or e-mail as they have chosen."""
        for complaint in self:
            complaint.message_notify(
                partner_ids=users.sudo().partner_id.ids,
                subject=subject,
                body=plaintext2html(text),
                model_description=complaint.env._("Complaint"),
            )
