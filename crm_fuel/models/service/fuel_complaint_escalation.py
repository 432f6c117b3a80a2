from markupsafe import Markup

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
            batch._escalate()
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
        """Tell the supervisors which deadlines of these complaints were missed.

        As many queries for a batch as for one: each person gets one message.
        """
        missed = {complaint.id: complaint._missed_clocks() for complaint in self}
        late = self.filtered(lambda it: missed[it.id])
        if not late:
            return
        late._mark_reported(missed)
        for (lang, ids), users in late._escalation_readers().items():
            complaints = late.filtered(lambda it, ids=ids: it.id in ids)
            complaints.with_context(lang=lang)._tell_late(users, missed)

    def _mark_reported(self, missed):
        """Remember the deadlines that are reported now: one query for all of them."""
        marks = SQL(", ").join(
            SQL(
                "%(mark)s = CASE WHEN id = ANY(%(ids)s) THEN %(moment)s ELSE %(mark)s END",
                mark=SQL.identifier(f"{clock}_escalated_for"),
                moment=SQL.identifier(f"{clock}_deadline"),
                ids=[id_ for id_ in self.ids if clock in missed[id_]],
            )
            for clock in CLOCKS
        )
        self.flush_recordset()
        # In SQL: a report is no change of the complaint that its history should show.
        self.env.execute_query(
            SQL(
                "UPDATE fuel_complaint SET %s, escalated_at = %s"
                " WHERE id IN %s RETURNING id",
                marks,
                fields.Datetime.now(),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(self._escalation_fields())

    def _missed_clocks(self):
        """Return the clocks that ran out and that nobody was told of."""
        self.ensure_one()
        now = fields.Datetime.now()
        return [
            clock
            for clock, moment in self._running_deadlines().items()
            if moment <= now and self[f"{clock}_escalated_for"] != moment
        ]

    def _escalation_readers(self):
        """Return who reads the same message: users by language and complaints' ids."""
        mine = {}
        for complaint, users in self._users_by_complaint().items():
            for user in users:
                mine.setdefault(user, []).append(complaint.id)
        readers = {}
        for user, ids in mine.items():
            key = (user.lang, tuple(ids))
            readers[key] = readers.get(key, user.browse()) | user
        return readers

    def _tell_late(self, users, missed):
        """Notify users of these late complaints, in the context's language.

        One complaint's message belongs to it; of several it has a link to each.
        """
        labels = dict(self._fields["next_clock"]._description_selection(self.env))
        texts = [
            self.env._(
                "%(customer)s: %(clocks)s not in time. Owner: %(owner)s.",
                customer=complaint.customer_id.name or complaint.email_from or "-",
                clocks=", ".join(labels[clock] for clock in missed[complaint.id]),
                owner=complaint.user_id.name or "-",
            )
            for complaint in self
        ]
        if len(self) == 1:
            subject = self.env._("Late: %(complaint)s", complaint=self.display_name)
            self._notify_users(users, subject, plaintext2html(texts[0]))
            return
        rows = (
            Markup("<li>%s<br/>%s</li>") % (complaint._get_html_link(), text)
            for complaint, text in zip(self, texts, strict=True)
        )
        self.browse()._notify_users(
            users,
            self.env._("Late: %(count)s complaints", count=len(self)),
            Markup("<ul>%s</ul>") % Markup("").join(rows),
        )

    def _escalation_users(self):
        """Return whom lateness of a complaint is reported to."""
        self.ensure_one()
        return self._users_by_complaint()[self]

    def _users_by_complaint(self):
        """Return whom lateness is reported to, by complaint: the team's leader and the
        supervisors.

        Managers of the addon configure it; they are told where there is no supervisor.
        """
        users = self.env["res.users"].sudo()
        groups = {
            name: self.env.ref(f"crm_fuel.group_fuel_{name}").id
            for name in ("supervisor", "manager")
        }
        everybody = users.search(
            Domain("all_group_ids", "in", groups["supervisor"])
            & Domain("company_ids", "in", self.company_id.ids)
            & Domain("share", "=", False)
        )
        by_company = {}
        for company in self.company_id:
            there = everybody.filtered(
                lambda it, company=company: company in it.company_ids
            )
            supervisors = there.filtered(
                lambda it: groups["manager"] not in it.all_group_ids.ids
            )
            by_company[company] = supervisors or there
        # sudo: who leads a team is no secret to those who are told.
        return {
            complaint: by_company[complaint.company_id]
            | complaint.sudo().team_id.user_id
            for complaint in self
        }

    def _notify_users(self, users, subject, body):
        """Notify users of a complaint, or of several, by inbox or e-mail as they chose."""
        self.message_notify(
            # sudo: whom to notify, whoever may read them.
            partner_ids=users.sudo().partner_id.ids,
            subject=subject,
            body=body,
            model_description=self.env._("Complaint"),
        )
