from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_lead import FuelLeadCommon


@tagged("-at_install", "post_install")
class TestFuelAudience(FuelLeadCommon):
    """For whom a record is, and what joining and leaving changes: with opportunities
    shared, which have people and teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead((cls.vlsfo, 500, cls.ton), name="Season")
        cls.team_south = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id}
        )
        # Several teams a person, as in most companies.
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)

    @classmethod
    def make_users(cls, number, **values):
        return cls.env["res.users"].create(
            [
                {
                    "name": f"Reader {index}",
                    "login": f"fuel_reader_{index}_{values.get('tz', '')}",
                    "email": f"reader_{index}@fuel.example",
                    "group_ids": [
                        Command.set(cls.env.ref("crm_fuel.group_fuel_user").ids)
                    ],
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    **values,
                }
                for index in range(number)
            ]
        )

    def told(self, user):
        """Return the messages that told a user of opportunities."""
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("subject", "=", "Opportunity shared with you"),
            ]
        )

    def home(self, user):
        return self.lead.with_user(user)._fuel_shared_with_me()

    def people(self):
        return self.lead._audience_people()[self.lead]

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    def test_people_teams_and_leaders(self):
        self.assertFalse(self.people())
        self.lead.fuel_shared_user_ids = self.am_bo
        self.lead.fuel_shared_team_ids = self.team_north
        self.assertEqual(self.people(), self.am_bo | self.am_anna | self.leader)
        self.team_north.active = False
        self.env.invalidate_all()
        self.assertEqual(self.people(), self.am_bo)

    def test_only_those_who_could_open_it(self):
        # Neither of them works with Fuel CRM here and now.
        elsewhere = new_test_user(
            self.env,
            login="fuel_elsewhere",
            groups="crm_fuel.group_fuel_user",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        team = self.env["crm.team"].create({"name": "All", "company_id": False})
        team.member_ids = self.am_bo | self.plain | elsewhere
        lead = self.lead.sudo()
        lead.fuel_shared_team_ids = team
        lead.company_id = self.company
        self.assertEqual(self.people(), self.am_bo)
        lead.write({"team_id": False, "company_id": False})
        self.assertEqual(self.people(), self.am_bo | elsewhere)
        self.am_bo.active = False
        self.assertEqual(self.people(), elsewhere)

    def test_the_number_of_queries_is_constant(self):
        users = self.make_users(12)
        teams = self.env["crm.team"].create(
            [
                {
                    "name": f"Team {number}",
                    "company_id": self.company.id,
                    "member_ids": [Command.set(users[number::4].ids)],
                }
                for number in range(4)
            ]
        )
        leads = self.env["crm.lead"]
        for number in range(8):
            leads |= self.make_lead(name=f"Shared {number}")
        counts = []
        for some in (leads[:2], leads):
            some.write({"fuel_shared_team_ids": [Command.set(teams.ids)]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people = some._audience_people()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(people), set(some))
            for lead in some:
                self.assertEqual(people[lead], users)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 10)
        # Telling them is one message, and so is what it costs.
        counts = []
        for some in (leads[:2], leads[2:]):
            some.fuel_share_ids.sudo().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._audience_sync()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(some.fuel_share_ids), 12 * len(some))
        self.assertLessEqual(counts[1], counts[0] + 4, counts)

    # ------------------------------------------------------------
    # Joining and leaving
    # ------------------------------------------------------------

    def test_joining_a_team_tells_once(self):
        self.lead.fuel_shared_team_ids = self.team_south
        self.assertFalse(self.told(self.am_bo))
        member = (
            self.env["crm.team.member"]
            .with_user(self.manager)
            .create({"crm_team_id": self.team_south.id, "user_id": self.am_bo.id})
        )
        self.assertEqual(len(self.told(self.am_bo)), 1)
        self.assertIn("Season", self.told(self.am_bo).body)
        self.assertEqual(self.lead.fuel_share_ids.user_id, self.am_bo)
        self.assertEqual(self.home(self.am_bo), self.lead)
        self.team_south.with_user(self.manager).name = "Deep south"
        self.lead.fuel_shared_team_ids = [Command.link(self.team_north.id)]
        self.assertEqual(len(self.told(self.am_bo)), 1)
        member.with_user(self.manager).unlink()
        self.assertNotIn(self.am_bo, self.lead.fuel_share_ids.user_id)
        self.assertFalse(self.home(self.am_bo))

    def test_one_message_for_all_that_is_new(self):
        second = self.make_lead(name="Second season")
        lost = self.make_lead(name="Lost one")
        (self.lead | second | lost).write(
            {"fuel_shared_team_ids": [Command.link(self.team_south.id)]}
        )
        lost.sudo().active = False
        self.team_south.member_ids = self.am_bo
        message = self.told(self.am_bo)
        self.assertEqual(len(message), 1)
        self.assertIn("Second season", message.body)
        self.assertNotIn("Lost one", message.body)
        # Found again, it is theirs all the same.
        self.assertEqual(lost.sudo().fuel_share_ids.user_id, self.am_bo)

    def test_leading_a_team(self):
        self.lead.fuel_shared_team_ids = self.team_south
        self.team_south.with_user(self.manager).user_id = self.am_bo
        self.assertEqual(len(self.told(self.am_bo)), 1)
        self.assertEqual(self.home(self.am_bo), self.lead)
        self.team_south.with_user(self.manager).user_id = False
        self.assertFalse(self.lead.fuel_share_ids)
        self.assertFalse(self.home(self.am_bo))

    def test_moving_a_membership(self):
        self.lead.fuel_shared_team_ids = self.team_south
        other = self.env["crm.team"].create({"name": "Other"})
        other.member_ids = self.am_bo
        member = other.crm_team_member_ids
        member.crm_team_id = self.team_south
        self.assertEqual(self.lead.fuel_share_ids.user_id, self.am_bo)
        member.active = False
        self.assertFalse(self.lead.fuel_share_ids)
        member.active = True
        self.assertEqual(self.lead.fuel_share_ids.user_id, self.am_bo)

    def test_a_team_that_goes(self):
        self.lead.fuel_shared_team_ids = self.team_south
        self.team_south.member_ids = self.am_bo
        self.team_south.active = False
        self.assertFalse(self.lead.fuel_share_ids)
        self.team_south.active = True
        self.assertTrue(self.lead.fuel_share_ids)
        self.team_south.with_user(self.manager).unlink()
        self.assertFalse(self.lead.fuel_share_ids)

    def test_who_leaves_follows_no_more_who_may_read_does(self):
        self.team_south.member_ids = self.am_bo | self.supervisor
        self.lead.fuel_shared_team_ids = self.team_south
        partners = self.am_bo.partner_id | self.supervisor.partner_id
        self.lead.message_subscribe(partners.ids)
        self.team_south.member_ids = False
        self.assertFalse(self.lead.fuel_share_ids)
        self.assertEqual(
            self.lead.message_partner_ids & partners, self.supervisor.partner_id
        )

    # ------------------------------------------------------------
    # Users
    # ------------------------------------------------------------

    def test_who_leaves_the_company_or_fuel_crm(self):
        groups = self.am_bo.group_ids
        for leave, come_back in (
            ({"active": False}, {"active": True}),
            (
                {"group_ids": [Command.set(self.env.ref("base.group_user").ids)]},
                {"group_ids": [Command.set(groups.ids)]},
            ),
            (
                {
                    "company_id": self.other_company.id,
                    "company_ids": [Command.set(self.other_company.ids)],
                },
                {
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                },
            ),
        ):
            with self.subTest(leave=leave):
                lead = self.make_lead(name="Theirs", company_id=self.company.id)
                lead.fuel_shared_user_ids = self.am_bo
                self.assertEqual(lead.fuel_share_ids.user_id, self.am_bo)
                self.am_bo.write(leave)
                self.assertFalse(lead.fuel_share_ids)
                self.am_bo.write(come_back)
                self.assertEqual(lead.fuel_share_ids.user_id, self.am_bo)

    def test_groups_that_make_somebody_a_user(self):
        self.team_south.member_ids = self.plain
        self.lead.fuel_shared_team_ids = self.team_south
        self.assertFalse(self.lead.fuel_share_ids)
        fuel_user = self.env.ref("crm_fuel.group_fuel_user")
        fuel_user.user_ids = [Command.link(self.plain.id)]
        self.assertEqual(self.lead.fuel_share_ids.user_id, self.plain)
        fuel_user.user_ids = [Command.unlink(self.plain.id)]
        self.assertFalse(self.lead.fuel_share_ids)
        group = self.env["res.groups"].create(
            {"name": "Bunker desk", "user_ids": [Command.set(self.plain.ids)]}
        )
        group.implied_ids = [Command.link(fuel_user.id)]
        self.assertEqual(self.lead.fuel_share_ids.user_id, self.plain)
        group.unlink()
        self.assertFalse(self.lead.fuel_share_ids)

    def test_other_changes_of_users_ask_nothing(self):
        self.lead.fuel_shared_user_ids = self.am_bo
        self.am_bo.write({"signature": "Bo"})
        self.env.flush_all()
        with self.assertQueryCount(8):
            self.am_bo.write({"signature": "Bo B."})
            self.env.flush_all()
        self.assertEqual(len(self.told(self.am_bo)), 1)

    # ------------------------------------------------------------
    # Live
    # ------------------------------------------------------------

    def test_live_messages_go_to_each_own_channel(self):
        bus = self.env["bus.bus"]
        (self.am_anna | self.am_bo)._fuel_send_live(self.lead, "Season", "task")
        values = self.env.cr.precommit.data["bus.bus.values"]
        theirs = [it for it in values if "crm_fuel.live" in it["message"]]
        self.assertEqual(len(theirs), 2)
        for user, row in zip(self.am_anna | self.am_bo, theirs, strict=True):
            self.assertIn(f'"res.partner",{user.partner_id.id}]', row["channel"])
            self.assertIn('"kind":"task"', row["message"])
            self.assertIn('"title":"Season"', row["message"])
            self.assertIn(f'"id":{self.lead.id}', row["message"])
        self.assertFalse(bus.search([("message", "like", "crm_fuel.live")]))
