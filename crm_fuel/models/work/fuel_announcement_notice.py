from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .fuel_announcement import BATCH


class FuelAnnouncement(models.Model):
    """Whom an announcement reaches, when, and how often."""

    _inherit = "fuel.announcement"

    # === HANDING OUT === #

    def _hand_out(self, people):
        """Give readers their receipts, show it in their web clients, notify them.

        :param dict people: users by announcement
        """
        made = self.env["fuel.announcement.receipt"]._make(people)
        for announcement, receipts in made.grouped("announcement_id").items():
            readers = receipts.user_id - self.env.user
            readers._fuel_send_live(announcement, announcement.name, "announcement")
        made._deliver_soon()

    def _current_receipts(self):
        # sudo: receipts of others, whoever may correct and withdraw.
        return (
            self.env["fuel.announcement.receipt"]
            .sudo()
            .search([("announcement_id", "in", self.ids), ("is_current", "=", True)])
        )

    # === READERS === #

    def _my_receipts(self):
        """Return the calling user's own receipts of these, one each."""
        # sudo: their own, see the domain; nobody writes them from outside.
        return (
            self.env["fuel.announcement.receipt"]
            .sudo()
            .search(
                [
                    ("announcement_id", "in", self.ids),
                    ("user_id", "=", self.env.uid),
                    ("is_current", "=", True),
                ]
            )
        )

    def action_read(self):
        """Remember that the calling user has opened announcements.

        The web client calls it from the form, which alone shows the text. Who only
        manages an announcement has no receipt, and nothing is remembered.

        :return: the number of announcements that were unread
        """
        self.check_access("read")
        return self._my_receipts().with_env(self.env).action_read()

    def action_acknowledge(self):
        """Say that one has read announcements; to-dos are done.

        :raises UserError: where one is not for the calling user
        """
        self.check_access("read")
        receipts = self._my_receipts()
        outside = self - self.browse(receipts.announcement_id.ids)
        if outside:
            raise UserError(
                self.env._(
                    "%(announcement)s is not for you: there is nothing to acknowledge.",
                    announcement=outside[0].name,
                )
            )
        return receipts.with_env(self.env).action_acknowledge()

    @api.model
    def _fuel_current(self, limit):
        """Return what is announced to the calling user now, pinned ones first.

        :param int limit: at most so many items
        :return: {"count", "unread", "items": [dict]}
        """
        domain = self._current_domain() & Domain("is_mine", "=", True)
        found = self.search(domain, limit=limit)
        receipts = {it.announcement_id.id: it for it in found._my_receipts()}
        count = self.search_count(domain)
        unread = self.search_count(domain & Domain("is_unread", "=", True))
        items = []
        for announcement in found:
            receipt = receipts[announcement.id]
            day = fields.Datetime.context_timestamp(self, announcement.published_at)
            items.append(
                {
                    "id": announcement.id,
                    "title": announcement.name,
                    "date": fields.Date.to_string(day.date()),
                    "pinned": announcement.pinned,
                    "read": bool(receipt.read_at),
                    "must_acknowledge": announcement.must_acknowledge,
                    "acknowledged": bool(receipt.acknowledged_at),
                }
            )
        return {"count": count, "unread": unread, "items": items}

    # === SUPERVISORS === #

    def _open_receipts(self, name, *filters):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_announcement_receipt_action"
        )
        return {
            **action,
            "name": name,
            "domain": [("announcement_id", "=", self.id)],
            "context": {f"search_default_{it}": 1 for it in ("current", *filters)},
        }

    def action_open_readers(self):
        """Open the list of all readers of an announcement."""
        name = self.env._("Readers")
        return self._open_receipts(name)

    def action_open_unread(self):
        """Open the list of who has not read an announcement."""
        name = self.env._("Not read")
        return self._open_receipts(name, "unread")

    def action_open_unacknowledged(self):
        """Open the list of who has not acknowledged an announcement."""
        name = self.env._("Not acknowledged")
        return self._open_receipts(name, "unacknowledged")

    def action_remind(self):
        """Remind those who have not read an announcement, or not acknowledged it where
        that is asked for; each of them once a day.

        :return: a message for the user: how many are reminded
        :raises UserError: where nobody is left to be reminded today, or the announcement
            is not published
        :raises AccessError: for others than supervisors
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        if self.state != "published":
            raise UserError(
                self.env._(
                    "%(announcement)s is not published: nobody waits for an answer.",
                    announcement=self.name,
                )
            )
        today = self._today()
        missing = "acknowledged_at" if self.must_acknowledge else "read_at"
        behind = self._current_receipts().filtered(lambda it: not it[missing])
        late = behind.filtered(
            lambda it: it.reminded_on != today and it.user_id != self.env.user
        )
        if not late:
            raise UserError(
                self.env._("Everybody who is behind has been reminded today.")
                if behind
                else self.env._("Nobody is behind: everybody has done it.")
            )
        late._update(SQL("reminder_due = TRUE, reminded_on = %s", today))
        late._deliver_soon()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s people are reminded.", count=len(late)
                ),
            },
        }

    # === NOTIFICATIONS === #

    def _notify_readers(self, users, subject, text):
        """Notify as each prefers, in the inbox or by e-mail.

        Mails wait for Odoo's queue: an address or a server that does not work keeps
        nobody else's from going.
        """
        self.ensure_one()
        self.with_context(mail_notify_force_send=False).message_notify(
            partner_ids=users.partner_id.ids,
            author_id=self.issuer_id.partner_id.id,
            subject=subject,
            body=text,
            model_description=self.env._("Announcement"),
        )

    # === JOB === #

    @api.model
    def _cron_announcements(self):
        """Publish what begins, notify who waits for it, and stop asking for what ended.

        Each batch is one transaction with the marks that keep it from being done again:
        killed in the middle or run twice, nobody is told twice, and nobody is left out.
        """
        self._release_due()
        self._deliver_pending()
        self._close_ended()

    @api.model
    def _release_due(self):
        # The latest "today" on earth; each company has its own clock.
        latest = fields.Date.add(fields.Date.today(), days=1)
        due = self.search(
            [("state", "=", "scheduled"), ("date_from", "<=", latest)], order="id"
        ).filtered(lambda it: it.date_from <= it._today())
        for index, announcement in enumerate(due, start=1):
            # What goes wrong is told to the issuer, who reads it in their language.
            announcement = announcement.with_context(lang=announcement.issuer_id.lang)
            people = announcement._audience_people()[announcement]
            try:
                announcement._check_complete(people)
            except UserError as problem:
                announcement._give_back(str(problem))
            else:
                announcement._release({announcement: people})
            self.env["ir.cron"]._commit_progress(1, remaining=len(due) - index)

    def _give_back(self, problem):
        """Make it a draft again, and tell its issuer why it was not published."""
        self._move_to("draft")
        self.with_context(mail_notify_force_send=False).message_notify(
            partner_ids=self.issuer_id.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=self.env._(
                "Not published: %(announcement)s", announcement=self.name
            ),
            body=problem,
        )

    @api.model
    def _deliver_pending(self):
        receipts = self.env["fuel.announcement.receipt"]
        left = receipts._count_pending()
        while left and (batch := receipts._pending(BATCH)):
            batch._deliver()
            left = max(left - len(batch), 0)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                break

    @api.model
    def _close_ended(self):
        """To-dos of announcements that have ended are in nobody's way any more."""
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        ended = self.search([("state", "=", "published"), ("date_to", "<", yesterday)])
        to_dos = ended._current_receipts()._to_dos()
        for start in range(0, len(to_dos), BATCH):
            to_dos[start : start + BATCH].unlink()
            self.env["ir.cron"]._commit_progress(0)
