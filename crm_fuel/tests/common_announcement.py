from odoo.fields import Command

from .common import FuelCommon


class FuelAnnouncementCommon(FuelCommon):
    """Announcements of the supervisor's, for team North: Anna and its leader.

    ``am_bo`` is an account manager outside that audience, ``am_cai`` in none either.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.am_cai = cls.make_colleague("am_cai")
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        cls.readers = cls.am_anna | cls.leader

    @classmethod
    def make_announcement(cls, user=None, **values):
        """Create a draft as the supervisor."""
        return (
            cls.env["fuel.announcement"]
            .with_user(user or cls.supervisor)
            .create(
                {
                    "name": "New density table",
                    "body": "<p>From Monday on.</p>",
                    "audience_team_ids": [Command.set(cls.team_north.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def publish(cls, **values):
        announcement = cls.make_announcement(**values)
        announcement.action_publish()
        return announcement

    def receipt(self, announcement, user):
        """Return a reader's current receipt, as the superuser."""
        return (
            self.env["fuel.announcement.receipt"]
            .sudo()
            .search(
                [
                    ("announcement_id", "=", announcement.id),
                    ("user_id", "=", user.id),
                    ("is_current", "=", True),
                ]
            )
        )

    def to_dos(self, user):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "fuel.announcement.receipt"),
                ("user_id", "=", user.id),
            ]
        )

    def told(self, user, words=""):
        """Return the notifications a user got of announcements."""
        return self.env["mail.message"].search(
            [
                ("model", "=", "fuel.announcement"),
                ("partner_ids", "in", user.partner_id.ids),
                ("subject", "ilike", words),
            ]
        )

    def live(self, user):
        """Return the live messages that are about to go to a user."""
        values = self.env.cr.precommit.data.get("bus.bus.values", [])
        channel = f'"res.partner",{user.partner_id.id}]'
        return [
            it["message"]
            for it in values
            if channel in it["channel"] and "crm_fuel.live" in it["message"]
        ]

    @classmethod
    def make_readers(cls, number, prefix="Reader", **values):
        group = cls.env.ref("crm_fuel.group_fuel_user")
        return (
            cls.env["res.users"]
            .with_context(mail_create_nolog=True, tracking_disable=True)
            .create(
                [
                    {
                        "name": f"{prefix} {index}",
                        "login": f"{prefix.lower()}_{index}",
                        "email": f"{prefix.lower()}_{index}@fuel.example",
                        "group_ids": [Command.set(group.ids)],
                        "company_id": cls.company.id,
                        "company_ids": [Command.set(cls.company.ids)],
                        **values,
                    }
                    for index in range(number)
                ]
            )
        )
