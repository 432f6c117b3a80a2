from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL


class FuelLeadShare(models.Model):
    """What one user did with an opportunity shared with them.

    With whom it is shared, ``crm.lead`` says. Nobody writes here from outside: the
    methods below do, as superuser, after they have checked who asks.
    """

    _name = "fuel.lead.share"
    _description = "Shared opportunity"
    _order = "id desc"
    _rec_name = "lead_id"

    # === FIELDS === #

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Shared with",
        required=True,
        index=True,
        ondelete="cascade",
    )
    dismissed_at = fields.Datetime(
        string="Dismissed at", help="When the user took it off their home page."
    )
    wants_write = fields.Boolean(string="Asks for write access")
    can_write = fields.Boolean(string="May change the opportunity")

    # === CONSTRAINTS === #

    _lead_user_unique = models.UniqueIndex(
        "(lead_id, user_id)", "An opportunity is shared with a user once."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _mine(self, leads):
        """Return the user's records for these opportunities, made where missing.

        :param leads: opportunities that are shared with the user
        """
        self._make(dict.fromkeys(leads, self.env.user))
        # sudo: the user's own records, see the domain.
        return self.sudo().search(
            [("lead_id", "in", leads.ids), ("user_id", "=", self.env.uid)]
        )

    @api.model
    def _make(self, people):
        """Make the records that are missing, in one query.

        Of two transactions that do it at once, one makes them.

        :param dict people: users by opportunity
        :return: (opportunity, user) of each that was made
        """
        pairs = [(lead, user) for lead, users in people.items() for user in users]
        if not pairs:
            return []
        self.flush_model(["lead_id", "user_id"])
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO fuel_lead_share
                       (lead_id, user_id, create_uid, write_uid,
                        create_date, write_date)
                SELECT lead, person, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM unnest(%(leads)s, %(users)s) AS pair (lead, person)
                    ON CONFLICT (lead_id, user_id) DO NOTHING
             RETURNING lead_id, user_id
                """,
                uid=self.env.uid,
                leads=[lead.id for lead, user in pairs],
                users=[user.id for lead, user in pairs],
            )
        )
        leads = self.env["crm.lead"].browse([lead for lead, user in made])
        leads.invalidate_recordset(["fuel_share_ids"])
        users = self.env["res.users"]
        return [(leads.browse(lead), users.browse(user)) for lead, user in made]

    def _fuel_forget(self):
        """Take what is left of a sharing from those it is shared with no more.

        Who may not read the opportunity any more does not follow it either: a follower
        would still be sent each message.
        """
        leads, users = self.lead_id, self.user_id
        gone = {(share.lead_id.id, share.user_id.id) for share in self}
        self.unlink()
        followers = self.env["mail.followers"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads.ids),
                ("partner_id", "in", users.partner_id.ids),
            ]
        )
        for user in users.filtered(lambda it: it.partner_id in followers.partner_id):
            theirs = followers.filtered(
                lambda it, user=user: (
                    it.partner_id == user.partner_id and (it.res_id, user.id) in gone
                )
            )
            followed = leads.browse(theirs.mapped("res_id"))
            # Not as superuser: what the rules leave to the user.
            readable = followed.with_user(user)._filtered_access("read")
            (followed - leads.browse(readable.ids)).message_unsubscribe(
                user.partner_id.ids
            )

    def _ask_owner(self):
        for share in self:
            lead = share.lead_id
            lead.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%(user)s asks for write access", user=share.user_id.name
                ),
                user_id=lead.user_id.id,
            )

    def _tell_granted(self):
        self.ensure_one()
        lead = self.lead_id.with_context(lang=self.user_id.lang)
        # sudo: notifying needs more than the right to share.
        lead.sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=lead.env._("Write access to an opportunity"),
            body=lead.env._(
                "%(user)s lets you change the opportunity “%(lead)s”.",
                user=self.env.user.name,
                lead=lead.name,
            ),
        )

    def _check_owner(self):
        for share in self:
            lead = share.lead_id
            lead.check_access("read")
            if not lead.fuel_may_share:
                raise AccessError(
                    self.env._(
                        "Only the salesperson of %(lead)s, their team leader or a "
                        "supervisor decide whose it is and with whom it is shared.",
                        lead=lead.display_name,
                    )
                )

    # === ACTIONS === #

    def action_grant_write(self):
        """Let those it is shared with change the opportunity.

        :raises AccessError: for whoever does not own the opportunity
        """
        self.check_access("read")
        self._check_owner()
        # sudo: nobody writes these from outside; who asks is checked above.
        self.sudo().write({"can_write": True, "wants_write": False})
        for share in self:
            share._tell_granted()
        return True

    def action_revoke_write(self):
        """Take the right to change from those it is shared with, or refuse it.

        :raises AccessError: for whoever does not own the opportunity
        """
        self.check_access("read")
        self._check_owner()
        # sudo: nobody writes these from outside; who asks is checked above.
        self.sudo().write({"can_write": False, "wants_write": False})
        return True

    def action_remove(self):
        """Stop sharing with these users; they lose access at once.

        :raises AccessError: for whoever does not own the opportunity
        :raises UserError: for a user who sees it as a member of a team
        """
        self.check_access("read")
        self._check_owner()
        for share in self:
            lead, user = share.lead_id, share.user_id
            lead.fuel_shared_user_ids = [Command.unlink(user.id)]
            if user in lead._audience_people()[lead]:
                raise UserError(
                    self.env._(
                        "%(user)s sees the opportunity as a member of a team: stop "
                        "sharing it with the team.",
                        user=user.name,
                    )
                )
        return True
