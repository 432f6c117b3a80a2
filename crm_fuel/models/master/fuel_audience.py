from odoo import api, fields, models
from odoo.fields import Domain

FUEL_USER = "crm_fuel.group_fuel_user"


class FuelAudience(models.AbstractModel):
    """Records that are for certain people: by name, by sales team, by group, or all.

    A model names its fields in the class attributes below. ``_audience_people`` says
    who that is now; where somebody joins or leaves a team, a group or a company,
    ``_audience_sync`` of the records that follow is called.
    """

    _name = "fuel.audience"
    _description = "Audience"

    # Names of fields; None where a model has no such field.
    _audience_user_field = None
    _audience_team_field = None
    _audience_group_field = None
    _audience_everyone_field = None
    _audience_company_field = "company_id"

    # === HOOKS === #

    def _audience_sync(self):
        """Hook: give those who joined what is theirs, tell them once, and take it from
        those who left. Called as superuser, for records that follow."""

    @api.model
    def _audience_live_domain(self):
        """Hook: return the domain of the records that follow who joins and leaves."""
        return Domain.TRUE

    # === WHO === #

    def _audience_people(self):
        """Return for whom each record is now, in a constant number of queries.

        Those alone who could open it: active internal users of Fuel CRM who work in the
        record's company, where it has one. Leaders belong to their teams.

        :return: dict of ``res.users`` by record
        """
        # sudo: who belongs to a team or a group is asked for, whoever asks.
        records = self.sudo().with_context(active_test=True)
        members = records._audience_team_members()
        in_groups = records._audience_group_users()
        named = {}
        for record in records:
            users = set(record._audience_ids(self._audience_user_field))
            for team in record._audience_ids(self._audience_team_field):
                users |= members.get(team, set())
            for group in record._audience_ids(self._audience_group_field):
                users |= in_groups.get(group, set())
            named[record.id] = users
        everyone = self._audience_everyone_field
        to_all = everyone and any(record[everyone] for record in records)
        able = self._audience_able(None if to_all else set().union(*named.values()))
        people = {}
        for record in records:
            company = (
                self._audience_company_field and record[self._audience_company_field]
            )
            users = able.get(company.id if company else None, set())
            if not (everyone and record[everyone]):
                users = users & named[record.id]
            people[self.browse(record.id)] = self.env["res.users"].browse(sorted(users))
        return people

    def _audience_ids(self, name):
        return self[name].ids if name else []

    def _audience_team_members(self):
        """Return sets of user ids by team id: members and leaders."""
        if not self._audience_team_field:
            return {}
        teams = self[self._audience_team_field]
        members = {
            team.id: set(users)
            for team, users in self.env["crm.team.member"]._read_group(
                [("crm_team_id", "in", teams.ids), ("active", "=", True)],
                ["crm_team_id"],
                ["user_id:array_agg"],
            )
        }
        for team in teams:
            members.setdefault(team.id, set()).update(team.user_id.ids)
        return members

    def _audience_group_users(self):
        """Return sets of user ids by group id, users of implying groups among them."""
        if not self._audience_group_field:
            return {}
        groups = self[self._audience_group_field]
        explicit = {
            group.id: set(users)
            for group, users in self.env["res.users"]._read_group(
                [("group_ids", "in", groups.all_implied_by_ids.ids)],
                ["group_ids"],
                ["id:array_agg"],
            )
        }
        return {
            group.id: set().union(
                *(explicit.get(it, ()) for it in group.all_implied_by_ids.ids)
            )
            for group in groups
        }

    @api.model
    def _audience_able(self, users=None):
        """Return who could open records: sets of user ids by company id, all of them
        under None.

        :param users: some ids to look at; None for everybody
        """
        domain = (
            Domain("active", "=", True)
            & Domain("share", "=", False)
            & Domain("all_group_ids", "in", self.env.ref(FUEL_USER).ids)
        )
        if users is not None:
            domain &= Domain("id", "in", sorted(users))
        # sudo: users of companies that the caller may not see.
        able = {
            company.id: set(ids)
            for company, ids in self.env["res.users"]
            .sudo()
            ._read_group(domain, ["company_ids"], ["id:array_agg"])
        }
        return {**able, None: set().union(*able.values())}

    # === WHAT === #

    @api.model
    def _audience_domain(self, users, groups=None):
        """Return the domain of what is for any of these users, as the fields say it.

        :param groups: the users' groups; those they have now where left out
        """
        domain = Domain.FALSE
        if self._audience_user_field:
            domain |= Domain(self._audience_user_field, "in", users.ids)
        if self._audience_team_field:
            team = self._audience_team_field
            domain |= Domain(f"{team}.crm_team_member_ids.user_id", "in", users.ids)
            domain |= Domain(f"{team}.user_id", "in", users.ids)
        if self._audience_group_field:
            if groups is None:
                # sudo: users may not read the groups of others.
                groups = users.sudo().all_group_ids
            domain |= Domain(self._audience_group_field, "in", groups.ids)
        if self._audience_everyone_field:
            domain |= Domain(self._audience_everyone_field, "=", True)
        return domain

    # === JOINING AND LEAVING === #

    @api.model
    def _audience_models(self):
        names = self.env.registry.descendants(["fuel.audience"], "_inherit")
        return [
            self.env[name] for name in sorted(names) if not self.env[name]._abstract
        ]

    @api.model
    def _audience_concerned(self, domain_of):
        """Return the live records that a change concerns, one recordset a model.

        :param domain_of: function that returns a domain for a model
        """
        found = []
        for model in self._audience_models():
            domain = domain_of(model) & model._audience_live_domain()
            # sudo: whoever changes a team or a user changes what that opens; lost
            # opportunities count like others.
            records = model.sudo().with_context(active_test=False).search(domain)
            found.append(
                records.with_context(active_test=True, fuel_audience_joined=True)
            )
        return found

    @api.model
    def _audience_concerned_by_teams(self, teams):
        return self._audience_concerned(
            lambda model: (
                Domain(model._audience_team_field, "in", teams.ids)
                if model._audience_team_field
                else Domain.FALSE
            )
        )

    @api.model
    def _audience_sync_all(self, found):
        for records in found:
            records = records.exists()
            if records:
                records._audience_sync()


class FuelAudienceFields(models.AbstractModel):
    """The usual fields of an audience."""

    _name = "fuel.audience.fields"
    _inherit = ["fuel.audience"]
    _description = "Audience with its fields"

    _audience_user_field = "audience_user_ids"
    _audience_team_field = "audience_team_ids"
    _audience_group_field = "audience_group_ids"
    _audience_everyone_field = "audience_everyone"

    # === FIELDS === #

    audience_user_ids = fields.Many2many(
        comodel_name="res.users",
        string="People",
        domain="[('share', '=', False)]",
    )
    audience_team_ids = fields.Many2many(
        comodel_name="crm.team",
        string="Sales teams",
        help="Their members and leaders.",
    )
    audience_group_ids = fields.Many2many(comodel_name="res.groups", string="Groups")
    audience_everyone = fields.Boolean(
        string="Everybody",
        help="Everybody of the company who uses Fuel CRM.",
    )
    audience_follows = fields.Boolean(
        string="Also those who join later",
        default=True,
        help="Who joins a team, a group or the company later gets it, too, and who "
        "leaves loses it.",
    )

    @api.model
    def _audience_live_domain(self):
        return Domain("audience_follows", "=", True)
