from odoo import api, fields, models
from odoo.fields import Domain

from .fuel_announcement import BATCH

JOB = "crm_fuel.fuel_announcement_cron"


class FuelAnnouncementReceipt(models.Model):
    """How receipts are delivered."""

    _inherit = "fuel.announcement.receipt"

    @api.model
    def _pending_domain(self):
        return (
            Domain("is_current", "=", True)
            & (Domain("delivered_at", "=", False) | Domain("reminder_due", "=", True))
            & Domain("announcement_id.state", "=", "published")
        )

    @api.model
    def _count_pending(self):
        return self.search_count(self._pending_domain())

    @api.model
    def _pending(self, limit):
        return self.search(self._pending_domain(), limit=limit, order="id")

    def _deliver_soon(self):
        """Notify at once where they are few; else the job does, right afterwards."""
        if not self:
            return
        if len(self) <= BATCH:
            self._deliver()
        else:
            # sudo: the job that does it is the administrator's.
            self.env.ref(JOB).sudo()._trigger()

    def _deliver(self):
        """Notify readers of what is new to them, or remind them."""
        reminded = self.filtered(lambda it: it.delivered_at and it.reminder_due)
        new = self - reminded
        for some, reminder in ((reminded, True), (new, False)):
            groups = some.grouped(
                lambda it: (it.announcement_id, it.user_id.lang or self.env.lang)
            )
            for (announcement, lang), receipts in groups.items():
                # sudo: addresses of readers, and the announcement in their language.
                announcement = announcement.sudo().with_context(lang=lang)
                announcement._notify_readers(
                    receipts.user_id, *receipts[0]._notice(announcement, reminder)
                )
        self._ask()
        self.write({"delivered_at": fields.Datetime.now(), "reminder_due": False})
        # sudo: Odoo's own job, which sends what was queued.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _notice(self, announcement, reminder):
        """Return subject and text of a notification, in the announcement's language."""
        names = {"announcement": announcement.name}
        env = announcement.env
        if reminder:
            subject = env._("Reminder: %(announcement)s", **names)
        elif announcement.version > 1:
            subject = env._("Corrected: %(announcement)s", **names)
        else:
            subject = env._("Announcement: %(announcement)s", **names)
        text = (
            env._(
                "Please read the announcement “%(announcement)s” and acknowledge it.",
                **names,
            )
            if announcement.must_acknowledge
            else env._("Please read the announcement “%(announcement)s”.", **names)
        )
        return subject, text
