from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import is_html_empty

from .fuel_announcement import AUDIENCE, CONTENT

# From each state, where an announcement may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "draft": {"scheduled", "published"},
    "scheduled": {"draft", "published"},
    "published": {"withdrawn"},
    "withdrawn": set(),
}


class FuelAnnouncement(models.Model):
    """How an announcement reaches its readers, is corrected and withdrawn."""

    _inherit = "fuel.announcement"

    # === STATES === #

    def _move_to(self, state, **values):
        """Bring announcements into a state, where the table of transitions allows it.

        :raises UserError: where one cannot go there from where it is
        """
        # sudo: the guard of protected fields lets nobody else through.
        announcements = self.sudo()
        announcements._lock()
        for announcement in announcements:
            if state not in TRANSITIONS[announcement.state]:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(announcement)s is %(from)s and cannot become %(to)s.",
                        announcement=announcement.name,
                        **{"from": labels[announcement.state], "to": labels[state]},
                    )
                )
        announcements.write({**values, "state": state})

    def _today(self):
        """Return today's date where the announcement's company is."""
        self.ensure_one()
        zone = self.sudo().company_id.fuel_tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    # === ACTIONS === #

    def action_publish(self):
        """Publish announcements: now, or on their first day where that is to come.

        :raises UserError: where one is empty, is for nobody, has ended, or has been
            published already
        :raises AccessError: for others than supervisors
        """
        self.check_access("write")
        self._lock()
        people = self._audience_people()
        for announcement in self:
            announcement._check_complete(people[announcement])
        later = self.filtered(lambda it: it.date_from and it.date_from > it._today())
        later._move_to("scheduled")
        (self - later)._release(people)
        return True

    def _check_complete(self, people):
        self.ensure_one()
        if self._is_empty():
            raise UserError(
                self.env._(
                    "%(announcement)s says nothing yet: write a text or attach a file.",
                    announcement=self.name,
                )
            )
        if self.date_to and self.date_to < self._today():
            raise UserError(
                self.env._(
                    "%(announcement)s ended on %(day)s: choose a later last day.",
                    announcement=self.name,
                    day=self.date_to,
                )
            )
        if not people and self._needs_readers():
            raise UserError(
                self.env._(
                    "%(announcement)s is for nobody who could read it: choose people, "
                    "teams or groups who use Fuel CRM in %(company)s.",
                    announcement=self.name,
                    company=self.company_id.name,
                )
            )

    def _needs_readers(self):
        """Hook: whether it is for the company's own people, and nobody else."""
        self.ensure_one()
        return True

    def _is_empty(self):
        self.ensure_one()
        return is_html_empty(self.body) and not self.attachment_ids

    def _release(self, people):
        """Hand out announcements.

        :param dict people: users by announcement
        """
        self._move_to("published", published_at=fields.Datetime.now())
        self._hand_out({it: people[it] for it in self})

    def action_unschedule(self):
        """Make drafts again of announcements that have not been published yet.

        :raises UserError: where one is not scheduled
        :raises AccessError: for others than supervisors
        """
        self.check_access("write")
        self._move_to("draft")
        return True

    def action_withdraw(self):
        """Take announcements back: nobody but supervisors can read them any more.

        :raises UserError: where one is not published
        :raises AccessError: for others than supervisors
        """
        self.check_access("write")
        self._move_to("withdrawn")
        self._current_receipts()._stop_asking()
        return True

    def action_correct(self):
        """Open the dialogue that corrects a published announcement.

        :return: the dialogue's window action
        :raises UserError: where it is not published
        :raises AccessError: for others than supervisors
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "published":
            raise UserError(
                self.env._(
                    "%(announcement)s is not published: change it as it is.",
                    announcement=self.name,
                )
            )
        dialogue = self.env["fuel.announcement.correct"]._begin(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the announcement"),
            "res_model": dialogue._name,
            "res_id": dialogue.id,
            "view_mode": "form",
            "target": "new",
        }

    # === VERSIONS === #

    def _content_before(self, vals):
        """Return the content that a change may replace, of published announcements."""
        if not CONTENT & vals.keys():
            return {}
        self.check_access("write")
        published = self.filtered(lambda it: it.state == "published")
        if published:
            published._lock()
        return {it: it._content() for it in published}

    def _content(self):
        self.ensure_one()
        return {
            "name": self.name,
            "body": self.body,
            "attachment_ids": self.attachment_ids.ids,
        }

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        for announcement, content in before.items():
            if announcement._content() != content:
                announcement._begin_version(content)
        if AUDIENCE & vals.keys():
            self._follow_new_audience()
        return result

    def _begin_version(self, content):
        """Keep what was said, and ask the readers again."""
        self.ensure_one()
        if self._is_empty():
            raise UserError(
                self.env._(
                    "%(announcement)s would say nothing any more: withdraw it instead.",
                    announcement=self.name,
                )
            )
        now = fields.Datetime.now()
        # sudo: versions and receipts, which nobody writes from outside.
        old = (
            self.env["fuel.announcement.version"]
            .sudo()
            .create(
                {
                    "announcement_id": self.id,
                    "number": self.version,
                    "name": content["name"],
                    "body": content["body"],
                    "attachment_ids": [(6, 0, content["attachment_ids"])],
                    "valid_from": self.corrected_at or self.published_at,
                    "valid_to": now,
                    "corrected_by_id": self.env.uid,
                }
            )
        )
        # Files that were taken out are the old version's: readers lose them.
        (old.attachment_ids - self.sudo().attachment_ids).write(
            {"res_model": old._name, "res_id": old.id}
        )
        self.sudo().write(
            {
                "version": self.version + 1,
                "corrected_at": now,
                "corrected_by_id": self.env.uid,
            }
        )
        people = self._audience_people()[self]
        if not self.audience_follows:
            people &= self._current_receipts().user_id
        self._current_receipts()._retire()
        self._hand_out({self: people})

    # === AUDIENCE === #

    @api.model
    def _audience_live_domain(self):
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        return (
            super()._audience_live_domain()
            & Domain("state", "=", "published")
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", yesterday))
        )

    def _audience_sync(self):
        """Give receipts to those who have joined, take them from those who have left."""
        people = self.filtered(lambda it: it.state == "published")._audience_people()
        receipts = self.env["fuel.announcement.receipt"]
        present = receipts._users_by_announcement(list(people))
        new, gone = {}, []
        for announcement, users in people.items():
            there = present.get(announcement.id, set())
            new[announcement] = users.filtered(
                lambda it, there=there: it.id not in there
            )
            gone += [(announcement.id, user) for user in there - set(users.ids)]
        left = receipts._of_pairs(gone)
        left._unfollow()
        left._retire()
        self._hand_out(new)

    def _follow_new_audience(self):
        """After supervisors have changed for whom it is.

        :raises UserError: where it would be for nobody
        """
        published = self.filtered(lambda it: it.state == "published")
        for announcement, users in published._audience_people().items():
            if not users and announcement._needs_readers():
                raise UserError(
                    self.env._(
                        "%(announcement)s would be for nobody any more: withdraw it "
                        "instead.",
                        announcement=announcement.name,
                    )
                )
        published._audience_sync()
