from odoo import api, models

from .fuel_audience import FUEL_USER

# What decides for which records somebody is among the audience.
DECISIVE = {"active", "company_ids", "group_ids"}


class ResUsers(models.Model):
    """Who gets or loses what is for a group, a company, or everybody."""

    _inherit = "res.users"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._fuel_follow_audience({})
        return users

    def write(self, vals):
        if DECISIVE.isdisjoint(vals):
            return super().write(vals)
        before = self._fuel_audience_state()
        result = super().write(vals)
        self._fuel_follow_audience(before)
        return result

    # === AUDIENCE === #

    def _fuel_audience_state(self):
        """Return what decides where each of the users belongs."""
        # sudo: with the rights of whoever changes users, those of their companies that
        # the caller does not see would be missing before and after; compared, never shown.
        users = self.sudo()
        return {
            user.id: (
                user.active,
                set(user.company_ids.ids),
                set(user.all_group_ids.ids),
            )
            for user in users
        }

    def _fuel_follow_audience(self, before):
        """Bring audiences up to date after a change of users.

        :param dict before: what ``_fuel_audience_state`` was; who is not in there is new
        """
        fuel_user = self.env["ir.model.data"]._xmlid_to_res_id(
            FUEL_USER, raise_if_not_found=False
        )
        nothing = (False, set(), set())
        changed, groups = [], set()
        for user, after in self._fuel_audience_state().items():
            was = before.get(user, nothing)
            if was != after and fuel_user in was[2] | after[2]:
                changed.append(user)
                groups |= was[2] | after[2]
        if changed:
            audience = self.env["fuel.audience"]
            users = self.browse(changed)
            groups = self.env["res.groups"].browse(groups)
            audience._audience_sync_all(
                audience._audience_concerned(
                    lambda model: model._audience_domain(users, groups)
                )
            )

    # === NOTIFICATIONS === #

    def _fuel_notify(self, record, notice):
        """Notify users of a record by inbox or e-mail, as each of them has chosen.

        :param record: what it is about, with the rights to send to these users
        :param notice: function that returns the values of `message_notify`, such as
            subject and body, given the record in the language of those who read them
        """
        for lang, readers in self.grouped("lang").items():
            theirs = record.with_context(lang=lang or self.env.lang)
            theirs.message_notify(partner_ids=readers.partner_id.ids, **notice(theirs))

    def _fuel_send_live(self, record, title, kind):
        """Show in the web clients of these users, at once, that something is new.

        Titles go to these users' own channels, which nobody else can listen to.

        :param record: what is new; may be opened from the message
        :param str title: what to show
        :param str kind: "announcement", "task" or "question"
        """
        self._bus_send(
            "crm_fuel.live",
            {"kind": kind, "title": title, "model": record._name, "id": record.id},
        )
