from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

# What decides who else has a say: the owner changes these, not those it is shared with.
OWNERSHIP = ("user_id", "team_id", "fuel_shared_user_ids", "fuel_shared_team_ids")
SHARED = {"fuel_shared_user_ids", "fuel_shared_team_ids"}


class CrmLead(models.Model):
    """Opportunities shared with colleagues: they read and comment."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "fuel.audience"]

    _audience_user_field = "fuel_shared_user_ids"
    _audience_team_field = "fuel_shared_team_ids"

    # === FIELDS === #

    fuel_shared_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="crm_lead_fuel_shared_user_rel",
        string="Shared with",
        domain="[('share', '=', False)]",
        copy=False,
        help="Colleagues who see the opportunity and comment on it.",
    )
    fuel_shared_team_ids = fields.Many2many(
        comodel_name="crm.team",
        relation="crm_lead_fuel_shared_team_rel",
        string="Shared with teams",
        copy=False,
        help="All members of these teams see the opportunity, also those who join "
        "later.",
    )
    fuel_share_ids = fields.One2many(
        comodel_name="fuel.lead.share",
        inverse_name="lead_id",
        string="Who it is shared with",
        readonly=True,
        copy=False,
        groups="crm_fuel.group_fuel_user",
    )
    fuel_is_shared_with_me = fields.Boolean(
        string="Shared with me",
        compute="_compute_fuel_is_shared_with_me",
        search="_search_fuel_is_shared_with_me",
    )
    fuel_may_write = fields.Boolean(
        string="May change", compute="_compute_fuel_may_write"
    )
    fuel_may_share = fields.Boolean(
        string="May share", compute="_compute_fuel_may_share"
    )
    fuel_is_dismissed = fields.Boolean(
        string="Dismissed",
        compute="_compute_fuel_my_share",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_wants_write = fields.Boolean(
        string="Write access asked for",
        compute="_compute_fuel_my_share",
        groups="crm_fuel.group_fuel_user",
    )

    # === COMPUTE METHODS === #

    @api.depends_context("uid")
    @api.depends("fuel_shared_user_ids", "fuel_shared_team_ids")
    def _compute_fuel_is_shared_with_me(self):
        shared = self.filtered_domain(self._fuel_shared_domain(self.env.user))
        shared.fuel_is_shared_with_me = True
        (self - shared).fuel_is_shared_with_me = False

    def _search_fuel_is_shared_with_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._fuel_shared_domain(self.env.user)
        return Domain.OR(domain if wanted else ~domain for wanted in value)

    @api.depends_context("uid")
    @api.depends("user_id", "team_id", "fuel_share_ids")
    def _compute_fuel_may_write(self):
        allowed = self._origin._filtered_access("write")
        for lead in self:
            lead.fuel_may_write = not lead._origin or lead._origin in allowed

    @api.depends_context("uid")
    @api.depends("user_id", "team_id")
    def _compute_fuel_may_share(self):
        supervisor = self.env.user.has_group("crm_fuel.group_fuel_supervisor")
        native = self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        for lead in self:
            # sudo: who leads the team, whoever may read teams.
            leader = lead.team_id.sudo().user_id
            lead.fuel_may_share = (
                supervisor
                or native
                or not lead.user_id
                or self.env.user in (lead.user_id, leader)
            )

    @api.depends_context("uid")
    @api.depends("fuel_share_ids.dismissed_at", "fuel_share_ids.wants_write")
    def _compute_fuel_my_share(self):
        shares = self.env["fuel.lead.share"].search(
            [("lead_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        )
        mine = {share.lead_id.id: share for share in shares}
        for lead in self:
            share = mine.get(lead.id)
            lead.fuel_is_dismissed = bool(share and share.dismissed_at)
            lead.fuel_wants_write = bool(share and share.wants_write)

    @api.model
    def _fuel_shared_domain(self, users):
        """Return what is shared with any of these users: as the record rules say it."""
        return self._audience_domain(users)

    @api.model
    def _fuel_shared_with_me(self):
        """Return what is shared with the user and not dismissed: the home page's."""
        return self.search(
            self._fuel_shared_with_me_domain(), order="write_date desc, id desc"
        )

    @api.model
    def _fuel_shared_with_me_domain(self):
        return self._fuel_shared_domain(self.env.user) & Domain(
            "fuel_share_ids",
            "not any",
            [("user_id", "=", self.env.uid), ("dismissed_at", "!=", False)],
        )

    # === CONSTRAINS === #

    @api.constrains("fuel_shared_user_ids", "company_id")
    def _check_fuel_shared_user_ids(self):
        for lead in self:
            # sudo: whose account is closed is hidden from others by default.
            for user in (
                lead.sudo().with_context(active_test=False).fuel_shared_user_ids
            ):
                problem = lead._fuel_sharing_problem(user)
                if problem:
                    raise ValidationError(problem)

    def _fuel_sharing_problem(self, user):
        """Explain why nothing can be shared with a user; False where it can."""
        if not user.active:
            return self.env._(
                "%(user)s has left: the account is archived. Share with somebody else.",
                user=user.name,
            )
        if user.share or not user.has_group("crm_fuel.group_fuel_user"):
            return self.env._(
                "%(user)s does not use Fuel CRM and could not open the opportunity. "
                "Share with an account manager.",
                user=user.name,
            )
        if self.company_id and self.company_id not in user.company_ids:
            return self.env._(
                "%(user)s does not work in %(company)s and could not open the "
                "opportunity.",
                user=user.name,
                company=self.company_id.name,
            )
        return False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        shared = leads.filtered(
            lambda lead: lead.fuel_shared_user_ids or lead.fuel_shared_team_ids
        )
        shared._audience_sync()
        return leads

    def write(self, vals):
        if set(OWNERSHIP).isdisjoint(vals):
            return super().write(vals)
        guarded = self._fuel_not_mine()
        before = {lead: lead._fuel_ownership() for lead in guarded}
        result = super().write(vals)
        for lead, ownership in before.items():
            if lead._fuel_ownership() != ownership:
                raise AccessError(
                    self.env._(
                        "Only the salesperson of %(lead)s, their team leader or a "
                        "supervisor decide whose it is and with whom it is shared.",
                        lead=lead.display_name,
                    )
                )
        if SHARED & set(vals):
            self._audience_sync()
        return result

    def _fuel_not_mine(self):
        """Return those the user may perhaps write, but not give to others."""
        if self.env.su:
            return self.browse()
        return self.filtered(lambda lead: not lead.fuel_may_share)

    def _fuel_ownership(self):
        # sudo: compared, never shown; a user may have been taken from the reader.
        return [self.sudo()[name].ids for name in OWNERSHIP]

    # === WHO === #

    def _audience_sync(self):
        """Give everybody it is shared with their own record, and tell them once;
        take it from those it is shared with no more.

        The number of queries grows with those who lose it and follow it, and with
        nothing else.
        """
        # sudo: the records of others, which nobody writes from outside.
        shares = self.env["fuel.lead.share"].sudo()
        people = self._audience_people()
        gone = shares.search([("lead_id", "in", self.ids)]).filtered(
            lambda share: share.user_id not in people[self.browse(share.lead_id.id)]
        )
        gone._fuel_forget()
        told = {}
        for lead, user in shares._make(people):
            if user != self.env.user:
                told.setdefault(user, self.browse())
                told[user] |= lead
        self._fuel_tell(told)

    @api.model
    def _fuel_tell(self, told):
        """Notify as each prefers, in the inbox or by e-mail: once for all that is new.

        :param dict told: opportunities by user
        """
        groups = {}
        for user, leads in told.items():
            # sudo: their languages and addresses, which others may not read.
            user = user.sudo()
            # Nobody needs to hear of what was lost before they came.
            leads = leads.sudo().filtered("active")
            if leads:
                partners = groups.setdefault((leads, user.lang or self.env.lang), [])
                partners.append(user.partner_id.id)
        for (leads, lang), partners in groups.items():
            leads = leads.with_context(lang=lang)
            sender = leads if len(leads) == 1 else leads.env["mail.thread"]
            sender.message_notify(
                partner_ids=partners,
                subject=leads.env._("Opportunity shared with you"),
                body=leads._fuel_share_text(),
            )

    def _fuel_share_text(self):
        joined = self.env.context.get("fuel_audience_joined")
        if len(self) == 1 and not joined:
            return self.env._(
                "%(user)s shares the opportunity “%(lead)s” with you: you can read "
                "it and comment.",
                user=self.env.user.name,
                lead=self.name,
            )
        return Markup("%s<ul>%s</ul>") % (
            self.env._(
                "These opportunities are shared with you or with your team: you can "
                "read them and comment."
            ),
            Markup().join(
                Markup("<li><a href='%s'>%s</a></li>")
                % (f"/odoo/crm.lead/{lead.id}", lead.name)
                for lead in self
            ),
        )

    # === CHATTER === #

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Whoever it is shared with comments; for everybody else nothing changes."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create" and operations:
            # sudo: asked for as the user; the read access named here is checked after.
            shared = self.sudo().filtered_domain(
                self._fuel_shared_domain(self.env.user)
            )
            operations.update(dict.fromkeys(self.browse(shared.ids), "read"))
        return operations

    # === ACTIONS === #

    def _fuel_my_shares(self):
        """Return the user's own records of these, made where there are none yet.

        Somebody who joined a team after it was shared with has none until they need
        it.
        """
        outside = self.filtered(lambda lead: not lead.fuel_is_shared_with_me)
        if outside:
            raise UserError(
                self.env._(
                    "%(lead)s is not shared with you.", lead=outside[0].display_name
                )
            )
        return self.env["fuel.lead.share"]._mine(self)

    def action_dismiss_share(self):
        """Take shared opportunities off the user's own home page; they stay shared.

        :raises UserError: where one is not shared with the user
        """
        self._fuel_my_shares().dismissed_at = fields.Datetime.now()
        return True

    def action_ask_write(self):
        """Ask the owner of a shared opportunity for write access.

        The owner gets an activity, once however often it is asked.

        :raises UserError: where it is not shared with the user, or has no owner
        """
        for lead in self:
            share = lead._fuel_my_shares()
            if lead.fuel_may_write or share.wants_write:
                continue
            if not lead.user_id:
                raise UserError(
                    self.env._(
                        "%(lead)s has no salesperson who could allow it.",
                        lead=lead.display_name,
                    )
                )
            share.wants_write = True
            share._ask_owner()
        return True

    def action_stop_share(self):
        """Stop sharing with all: users and teams.

        :raises AccessError: for whoever does not own the opportunity
        """
        self.write(
            {
                "fuel_shared_user_ids": [Command.clear()],
                "fuel_shared_team_ids": [Command.clear()],
            }
        )
        return True
