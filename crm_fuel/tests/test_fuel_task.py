from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common_task import FuelTaskCommon


@tagged("-at_install", "post_install")
class TestFuelTask(FuelTaskCommon):
    # ------------------------------------------------------------
    # Issuing
    # ------------------------------------------------------------

    def test_from_draft_to_people(self):
        """By form, as the management post does it."""
        form = Form(self.env["fuel.task"].with_user(self.supervisor))
        form.name = "Count the tanks"
        form.instructions = "<p>All of them<script>alert(1)</script></p>"
        form.deadline = fields.Datetime.now() + timedelta(days=3)
        form.audience_user_ids = self.am_anna
        form.audience_team_ids = self.team_north
        form.need_note = True
        task = form.save()
        self.assertEqual(task.issuer_id, self.supervisor)
        self.assertNotIn("script", task.instructions)
        self.assertFalse(task.assignment_ids)
        with self.live() as sent:
            task.action_issue()
        self.assertEqual(task.state, "issued")
        # Leaders belong to their teams.
        self.assertEqual(task.assignment_ids.user_id, self.am_anna | self.leader)
        self.assertEqual(set(task.assignment_ids.mapped("state")), {"todo"})
        self.assertEqual(self.of(task, self.am_anna).team_id, self.team_north)
        lives = [
            (login, it["kind"], it["id"])
            for login, it in sent
            if isinstance(it, dict) and it.get("kind") == "task"
        ]
        self.assertEqual(
            sorted(lives),
            sorted(
                (user.login, "task", task.id) for user in self.am_anna | self.leader
            ),
        )
        for user in self.am_anna | self.leader:
            [todo] = self.todos(self.of(task, user))
            self.assertEqual(todo.user_id, user)
            self.assertEqual(todo.summary, "Count the tanks")
            self.assertTrue(self.notices(user, "New: Count the tanks"))
        # The to-do stands in the assignee's own native list.
        activities = self.env["mail.activity"].with_user(self.am_anna)
        mine = activities.search([("user_id", "=", self.am_anna.id)])
        self.assertIn(self.of(task, self.am_anna).id, mine.mapped("res_id"))

    def test_an_empty_audience_is_refused(self):
        for values in (
            {"audience_user_ids": False},
            {"audience_user_ids": [Command.set(self.plain.ids)]},
            {"audience_user_ids": [Command.set(self.portal.ids)]},
        ):
            task = self.make_task(**values)
            with self.refused(UserError, "would reach nobody"):
                task.action_issue()
            self.assertEqual(task.state, "draft")
            self.assertFalse(task.assignment_ids)

    def test_a_deadline_in_the_past_is_refused(self):
        task = self.make_task(deadline=fields.Datetime.now() - timedelta(minutes=1))
        with self.refused(UserError, "is over: set one that lies ahead"):
            task.action_issue()
        task.deadline = fields.Datetime.now() + timedelta(minutes=1)
        task.action_issue()
        self.assertEqual(task.state, "issued")

    def test_issued_once(self):
        task = self.issue()
        with self.refused(UserError, "Issued and cannot become Issued"):
            task.action_issue()
        self.assertEqual(len(task.assignment_ids), 2)
        task.action_close()
        with self.refused(UserError, "Closed and cannot become Issued"):
            task.action_issue()

    def test_titles(self):
        with self.refused(ValidationError, "title"):
            self.make_task(name="   ")

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    def test_each_gets_their_own_customers(self):
        task = self.issue_visits()
        anna, bo = self.of(task, self.am_anna), self.of(task, self.am_bo)
        self.assertEqual(anna.line_ids.customer_id, self.customer | self.second)
        self.assertEqual(bo.line_ids.customer_id, self.third)
        self.assertEqual((anna.customer_count, bo.customer_count), (2, 1))
        self.assertEqual(anna.line_ids.user_id, self.am_anna)

    def test_or_all_of_them(self):
        task = self.issue_visits(customer_share="all")
        for user in self.am_anna | self.am_bo:
            mine = self.of(task, user)
            self.assertEqual(mine.line_ids.customer_id, self.customers)

    def test_who_has_none_of_the_customers_gets_no_assignment(self):
        nobody = self.make_customer("No Manager Lines")
        task = self.issue_visits(
            customer_ids=[Command.set((self.customer | nobody).ids)]
        )
        self.assertEqual(task.assignment_ids.user_id, self.am_anna)
        text = " ".join(task.message_ids.mapped("body"))
        self.assertIn("Am Bo", text)
        self.assertIn("No Manager Lines", text)
        task = self.make_task(
            customer_source="picked", customer_ids=[Command.set(nobody.ids)]
        )
        with self.refused(UserError, "none of its 2 people"):
            task.action_issue()

    def test_a_saved_filter(self):
        saved = self.env["ir.filters"].create(
            {
                "name": "Tankers",
                "model_id": "res.partner",
                "domain": "[('name', 'ilike', 'tankers')]",
                "user_ids": [Command.set(self.supervisor.ids)],
            }
        )
        task = self.issue(
            customer_source="filter", customer_filter_id=saved.id, need_visit=True
        )
        self.assertEqual(task.customer_ids, self.second)
        self.assertEqual(task.assignment_ids.user_id, self.am_anna)
        # It was looked up once: another such customer changes nothing.
        self.make_customer("More Tankers", user_id=self.am_bo.id)
        self.assertEqual(task.assignment_ids.line_ids.customer_id, self.second)

    def test_filters_that_cannot_be_used(self):
        task = self.make_task(customer_source="filter")
        with self.refused(UserError, "choose a saved filter"):
            task.action_issue()
        other = self.env["ir.filters"].create(
            {"name": "Leads", "model_id": "crm.lead", "domain": "[]"}
        )
        task.customer_filter_id = other
        with self.refused(UserError, "no filter of customers"):
            task.action_issue()
        other = self.env["ir.filters"].create(
            {
                "name": "Clock",
                "model_id": "res.partner",
                "domain": "[('create_date', '<', context_today())]",
            }
        )
        task.customer_filter_id = other
        with self.refused(UserError, "cannot be used"):
            task.action_issue()

    def test_conditions(self):
        for text, message in (
            ("[('name', '=', 'Nobody at all')]", "concerns no customer"),
            ("[('no_such_field', '=', 1)]", "cannot be used"),
            ("[('name', 'like', ]", "cannot be used"),
            ("__import__('os')", "cannot be used"),
            ("[(1, 2)]", "cannot be used"),
        ):
            task = self.make_task(customer_source="domain", customer_domain=text)
            with self.subTest(text=text), self.refused(UserError, message):
                task.action_issue()
        task = self.issue(
            customer_source="domain",
            customer_domain=f"[('id', 'in', {self.customers.ids})]",
        )
        self.assertEqual(task.customer_ids, self.customers)

    def test_the_customers_of_a_campaign(self):
        campaign = self.env["utm.campaign"].create(
            {"name": "0.10 %", "fuel_customer_ids": [Command.set(self.third.ids)]}
        )
        task = self.issue(
            kind="marketing", campaign_id=campaign.id, customer_source="campaign"
        )
        self.assertEqual(task.customer_ids, self.third)
        campaign = campaign.with_user(self.supervisor)
        self.assertEqual(campaign.fuel_task_count, 1)
        action = campaign.action_open_fuel_tasks()
        self.assertEqual(self.env["fuel.task"].search(action["domain"]), task)
        self.assertEqual(campaign.with_user(self.am_anna).fuel_task_count, 0)

    def test_visits_need_customers(self):
        with self.refused(ValidationError, "say which customers"):
            self.make_task(need_visit=True)

    def test_contacts_and_customers_of_other_companies(self):
        elsewhere = self.make_customer(
            "Elsewhere", company_id=self.other_company.id, user_id=self.am_anna.id
        )
        task = self.issue(
            customer_source="domain",
            customer_domain=f"[('id', 'in', {(elsewhere | self.customer).ids})]",
        )
        self.assertEqual(task.customer_ids, self.customer)

    # ------------------------------------------------------------
    # After issue
    # ------------------------------------------------------------

    def test_what_people_work_by_stays(self):
        task = self.issue_visits()
        for values in (
            {"audience_everyone": True},
            {"audience_user_ids": [Command.clear()]},
            {"customer_ids": [Command.clear()]},
            {"customer_share": "all"},
            {"need_visit": False},
            {"kind": "task"},
        ):
            with (
                self.subTest(values=values),
                self.refused(UserError, "cannot change any more"),
            ):
                task.write(values)
        with self.refused(UserError, "extend its deadline"):
            task.deadline = fields.Datetime.now() + timedelta(days=30)
        with self.refused(AccessError, "State"):
            task.state = "closed"

    def test_corrections_are_told(self):
        task = self.issue(need_note=True)
        done = self.of(task, self.am_bo)
        done.note = "Done"
        done.action_submit()
        task.instructions = "<p>The other list</p>"
        self.assertTrue(self.notices(self.am_anna, "Corrected"))
        self.assertFalse(self.notices(self.am_bo, "Corrected"), "Bo has submitted")
        self.assertIn("The other list", self.of(task, self.am_anna).instructions)
        task.action_close()
        with self.refused(UserError, "cannot change any more"):
            task.name = "Something else"

    def test_closing_ends_it_for_everybody(self):
        task = self.issue(need_note=True)
        anna, bo = self.of(task, self.am_anna), self.of(task, self.am_bo)
        bo.note = "Done"
        bo.action_submit()
        task.action_close()
        self.assertFalse(self.todos(anna))
        for call in (anna.action_start, anna.action_submit):
            with self.refused(UserError, "is closed"):
                call()
        with self.refused(UserError, "is finished"):
            anna.note = "Too late"
        with self.refused(UserError, "is closed"):
            self.of(task, self.am_bo, self.supervisor).send_back("More")
        # What was submitted can still be accepted.
        self.of(task, self.am_bo, self.supervisor).action_accept()
        self.assertEqual(bo.state, "accepted")

    def test_only_drafts_are_deleted(self):
        self.make_task().unlink()
        task = self.issue()
        with self.refused(UserError, "close it"):
            task.unlink()
        task.with_user(self.manager).unlink()
        self.assertFalse(task.exists())

    # ------------------------------------------------------------
    # Later joiners
    # ------------------------------------------------------------

    def test_who_joins_later_gets_it_once(self):
        task = self.issue_visits(
            audience_user_ids=False,
            audience_team_ids=[Command.set(self.team_north.ids)],
        )
        self.assertEqual(task.assignment_ids.user_id, self.am_anna)
        with self.live() as sent:
            self.team_north.member_ids = [Command.link(self.am_bo.id)]
        bo = self.of(task, self.am_bo)
        self.assertEqual(bo.line_ids.customer_id, self.third)
        self.assertTrue(self.todos(bo, self.am_bo))
        self.assertIn("fuel_am_bo", [login for login, _message in sent])
        task.sudo()._audience_sync()
        self.assertEqual(len(task.assignment_ids), 2)
        self.assertEqual(len(self.notices(self.am_bo, "New:")), 1)

    def test_who_leaves_loses_what_is_not_begun(self):
        task = self.issue(
            audience_user_ids=False,
            audience_team_ids=[Command.set(self.team_north.ids)],
        )
        task.sudo()
        self.of(task, self.leader).action_start()
        self.team_north.sudo().write(
            {"member_ids": [Command.set(self.am_bo.ids)], "user_id": self.am_bo.id}
        )
        users = task.assignment_ids.user_id
        self.assertIn(self.am_bo, users)
        self.assertNotIn(self.am_anna, users, "Anna had not begun")
        self.assertIn(self.leader, users, "The leader had")
        [todo] = self.todos(
            self.of(task, self.leader), xml_id="mail.mail_activity_data_todo"
        )
        self.assertEqual(todo.user_id, self.supervisor)

    def test_nobody_joins_where_it_does_not_follow_or_is_over(self):
        team = [Command.set(self.team_north.ids)]
        values = {"audience_user_ids": False, "audience_team_ids": team}
        fixed = self.issue(**values, audience_follows=False)
        closed = self.issue(**values)
        closed.action_close()
        late = self.issue(**values)
        draft = self.make_task(**values)
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.team_north.member_ids = [Command.link(self.am_bo.id)]
        for task in fixed | closed | late | draft:
            self.assertNotIn(self.am_bo, task.assignment_ids.user_id)

    def test_new_users_of_the_company(self):
        task = self.issue(audience_user_ids=False, audience_everyone=True)
        before = task.assignment_ids.user_id
        self.assertLessEqual(
            self.am_anna | self.am_bo | self.leader | self.supervisor, before
        )
        self.assertNotIn(self.plain, before)
        new = new_test_user(
            self.env,
            login="fuel_task_new",
            groups="crm_fuel.group_fuel_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertIn(new, task.assignment_ids.user_id)

    def test_an_archived_assignee_is_reported_to_the_issuer_once(self):
        for follows in (False, True):
            task = self.issue(audience_follows=follows)
            bo = self.of(task, self.am_bo)
            self.am_bo.active = False
            self.assertIn(self.am_bo, task.sudo().assignment_ids.user_id)
            self.am_bo.action_archive()
            [todo] = self.todos(bo, xml_id="mail.mail_activity_data_todo")
            self.assertEqual(todo.user_id, self.supervisor)
            self.assertIn("Am Bo", todo.summary)
            self.of(task, self.am_bo, self.supervisor).reassign(self.leader.id)
            self.assertFalse(todo.exists())
            self.assertTrue(self.todos(self.of(task, self.leader), self.leader))
            self.am_bo.active = True
