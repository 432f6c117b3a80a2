from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

from .fuel_work_missing import KINDS
from .fuel_work_period import PERIODS

BATCH = 100


class FuelWorkReminder(models.Model):
    """Who was asked for what: the memory that keeps anybody from being chased twice."""

    _name = "fuel.work.reminder"
    _description = "Reminder of a plan or summary"
    _order = "date desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(
        selection=KINDS, string="Plan or summary", required=True, readonly=True
    )
    period = fields.Selection(selection=PERIODS, required=True, readonly=True)
    date_from = fields.Date(string="First day", required=True, readonly=True)
    date = fields.Date(string="Reminded on", required=True, readonly=True)

    _one_a_thing = models.UniqueIndex(
        "(user_id, kind, period, date_from)", "They were reminded of this already."
    )


class FuelWorkMissing(models.Model):
    """How people are asked for what is missing."""

    _inherit = "fuel.work.missing"

    @api.model
    def _cron_remind(self, batch=BATCH):
        """Ask each person once for each thing that is missing, in batches.

        Who is asked is written down in the transaction that asks: a job that is killed
        has asked a batch or has not, and the next one goes on with the rest.
        """
        todo = self.search([("reminded_on", "=", False)])
        while todo:
            now, todo = todo[:batch], todo[batch:]
            now._remind()
            self.env["ir.cron"]._commit_progress(len(now), remaining=len(todo))

    def _remind(self, again=False):
        """Notify the people of these rows, each once for all that is missing.

        :param bool again: also of what they were reminded of before today
        :return: the rows that somebody was reminded of now
        """
        claimed = self._claim(again)
        for user, rows in claimed.grouped("user_id").items():
            # sudo: the person may be one whose account the caller does not manage
            user = user.sudo()
            lang = self.with_context(lang=user.lang or self.env.lang)
            lang._notify_missing(user, lang.browse(rows.ids))
        return claimed

    def _notify_missing(self, user, rows):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        lines = [
            self.env._(
                "%(what)s from %(first)s to %(last)s, due on %(date)s",
                what=kinds[row.kind],
                first=fields.Date.to_string(row.date_from),
                last=fields.Date.to_string(row.date_to),
                date=fields.Date.to_string(row.due_date),
            )
            for row in rows
        ]
        # sudo: addresses of colleagues
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("Please hand in your plan or summary"),
            body=plaintext2html("\n".join(lines)),
            author_id=self.env.ref("base.partner_root").id,
        )

    def _claim(self, again):
        """Write down who is reminded now; return the rows nobody else has taken.

        In SQL, because two jobs at once may not ask twice: the second waits for the
        first, and finds that nothing is left.
        """
        if not self:
            return self
        days = {it: it._fuel_today() for it in self.company_id}
        reminders = self.env["fuel.work.reminder"]
        reminders.flush_model()
        claimed = self.env.execute_query(
            SQL(
                """
                INSERT INTO fuel_work_reminder AS reminder
                       (user_id, company_id, kind, period, date_from, date,
                        create_uid, write_uid, create_date, write_date)
                SELECT missing.*, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(users)s, %(companies)s, %(kinds)s, %(periods)s,
                              %(firsts)s, %(days)s)
                       AS missing (user_id, company_id, kind, period, date_from, date)
                 ORDER BY user_id, kind, period, date_from
                    ON CONFLICT (user_id, kind, period, date_from) DO UPDATE
                   SET date = EXCLUDED.date,
                       write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                 WHERE %(again)s AND reminder.date < EXCLUDED.date
                RETURNING user_id, kind, period, date_from
                """,
                users=[row.user_id.id for row in self],
                companies=[row.company_id.id for row in self],
                kinds=[row.kind for row in self],
                periods=[row.period for row in self],
                firsts=[row.date_from for row in self],
                days=[days[row.company_id] for row in self],
                uid=self.env.uid,
                now=fields.Datetime.now(),
                again=again,
            )
        )
        reminders.invalidate_model()
        self.invalidate_model(["reminded_on"])
        keys = set(claimed)
        return self.filtered(
            lambda row: (row.user_id.id, row.kind, row.period, row.date_from) in keys
        )
