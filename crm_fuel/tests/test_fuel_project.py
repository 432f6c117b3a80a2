from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_project import FuelProjectCommon


@tagged("-at_install", "post_install")
class TestFuelProject(FuelProjectCommon):
    def test_a_lead_makes_a_project(self):
        with Form(
            self.env["project.project"]
            .with_user(self.am_anna)
            .with_context(default_fuel_is_key_account=True),
            view="project.edit_project",
        ) as form:
            form.name = "Win Ocean Line"
            form.fuel_customer_id = self.key_account
            form.fuel_goal_mt = 6000
            form.fuel_demand_mt = 24_000
            form.fuel_participant_ids.add(self.am_bo)
        project = form.record
        self.assertEqual(project.user_id, self.am_anna)
        self.assertEqual(project.privacy_visibility, "followers")
        self.assertEqual(
            project.stage_id, self.env.ref("crm_fuel.fuel_project_stage_identify")
        )
        self.assertEqual(project.fuel_customer_id, self.key_account)
        self.assertEqual(project.fuel_goal_share, 25)
        self.assertTrue(project.allow_milestones)
        self.assertLessEqual(
            (self.am_anna | self.am_bo).partner_id, project.message_partner_ids
        )

    def test_the_account_is_the_company_behind_a_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Mr Wu", "parent_id": self.key_account.id}
        )
        project = self.make_project("By contact", fuel_customer_id=contact.id)
        self.assertEqual(project.fuel_customer_id, self.key_account)

    def test_ordinary_projects_stay_as_they_are(self):
        plain = self.env["project.project"].create({"name": "Move the office"})
        self.assertEqual(plain.privacy_visibility, "portal")
        self.assertFalse(plain.stage_id.fuel_is_key_account)
        self.assertFalse(plain.allow_milestones)
        for user in (self.am_anna, self.supervisor, self.manager):
            mine = plain.with_user(user)
            self.assertTrue(mine.name)
            with self.assertRaises(AccessError):
                mine.name = "Ours"
        for user in (self.am_anna, self.supervisor):
            with self.assertRaises(AccessError):
                self.env["project.project"].with_user(user).create({"name": "Other"})

    def test_stages_of_the_two_kinds_do_not_mix(self):
        projects = self.env["project.project"]
        ordinary = self.env["project.project.stage"].search(
            [("fuel_is_key_account", "=", False)]
        )
        projects.create({"name": "Move the office"})

        def shown(key):
            groups = projects.with_context(
                **({"default_fuel_is_key_account": True} if key else {}),
                read_group_expand=True,
            ).formatted_read_group(
                [("fuel_is_key_account", "=", key)], ["stage_id"], []
            )
            return {group["stage_id"][0] for group in groups if group["stage_id"]}

        self.assertEqual(shown(key=False), set(ordinary.ids))
        self.assertEqual(len(shown(key=True)), 7)
        self.assertFalse(shown(key=True) & set(ordinary.ids))
        with self.assertRaisesRegex(ValidationError, "no stage of key-account"):
            self.project.stage_id = ordinary[0]

    def test_turning_an_ordinary_project_into_one(self):
        plain = self.env["project.project"].create(
            {"name": "Late", "fuel_customer_id": self.key_account.id}
        )
        plain.fuel_is_key_account = True
        self.assertTrue(plain.stage_id.fuel_is_key_account)

    @mute_logger("odoo.sql_db")
    def test_bad_input(self):
        for vals in (
            {"fuel_goal_mt": -1},
            {"fuel_demand_mt": -1, "fuel_goal_mt": -2},
            {"fuel_visit_budget": -1},
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self.project.write(vals)
                    self.project.flush_recordset()
                self.project.invalidate_recordset()
        for vals, message in (
            ({"fuel_demand_mt": 100}, "more than the customer needs"),
            ({"fuel_customer_id": False}, "which customer"),
            ({"fuel_participant_ids": [(4, self.portal.id)]}, "no users of Fuel CRM"),
            ({"fuel_participant_ids": [(4, self.plain.id)]}, "no users of Fuel CRM"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self.project.write(vals)

    def test_archived_people_do_not_take_part(self):
        self.am_bo.active = False
        with self.assertRaisesRegex(ValidationError, "no users of Fuel CRM"):
            self.project.fuel_participant_ids |= self.am_bo

    # ------------------------------------------------------------
    # Privacy
    # ------------------------------------------------------------

    def test_who_sees_a_private_project(self):
        projects = self.env["project.project"]
        for user, sees in (
            (self.leader, True),
            (self.am_anna, True),
            (self.supervisor, True),
            (self.manager, True),
            (self.am_bo, False),
            (self.plain, False),
            (self.portal, False),
        ):
            with self.subTest(user=user.name):
                found = projects.with_user(user).search([("id", "=", self.project.id)])
                self.assertEqual(bool(found), sees)

    def test_who_changes_a_project(self):
        for user, may in (
            (self.leader, True),
            (self.supervisor, True),
            (self.am_anna, False),
            (self.am_bo, False),
            (self.plain, False),
        ):
            with self.subTest(user=user.name):
                project = self.project.with_user(user)
                self.assertEqual(project.has_access("write"), may)
        self.assertFalse(self.project.with_user(self.supervisor).has_access("unlink"))
        self.assertTrue(self.project.with_user(self.manager).has_access("unlink"))

    def test_who_leaves_does_not_see_it_any_more(self):
        self.project.with_user(self.leader).fuel_participant_ids -= self.am_anna
        self.assertFalse(self.project.with_user(self.am_anna).has_access("read"))
        self.assertNotIn(self.am_anna.partner_id, self.project.message_partner_ids)
        self.project.with_user(self.leader).fuel_participant_ids |= self.am_bo
        self.assertTrue(self.project.with_user(self.am_bo).has_access("read"))

    def test_milestones_and_updates_are_the_members(self):
        milestone = self.env["project.milestone"].with_user(self.am_anna)
        milestone = milestone.create(
            {"name": "First stem", "project_id": self.project.id}
        )
        self.assertTrue(milestone.with_user(self.supervisor).has_access("read"))
        self.assertFalse(milestone.with_user(self.am_bo).has_access("read"))

    def test_a_link_needs_a_project_one_may_read(self):
        ordinary = self.env["project.project"].create({"name": "Ordinary"})
        for model, vals in (
            (
                "fuel.visit",
                {
                    "customer_id": self.key_account.id,
                    "topic_id": self.env["fuel.visit.topic"].search([], limit=1).id,
                },
            ),
            ("crm.lead", {"name": "Stem"}),
            ("sale.order", {"partner_id": self.key_account.id}),
        ):
            with self.subTest(model=model):
                records = self.env[model].with_user(self.am_bo)
                with self.assertRaises(AccessError):
                    records.create({**vals, "fuel_project_id": self.project.id})
                mine = self.env[model].with_user(self.am_anna)
                with self.assertRaisesRegex(ValidationError, "no key-account project"):
                    mine.create({**vals, "fuel_project_id": ordinary.id})
                self.assertTrue(
                    mine.create({**vals, "fuel_project_id": self.project.id})
                )

    # ------------------------------------------------------------
    # Links
    # ------------------------------------------------------------

    def test_visits_opportunities_and_orders_in_one_place(self):
        project = self.project.with_user(self.am_anna)
        topic = self.env["fuel.visit.topic"].search([], limit=1)
        action = project.action_fuel_open_visits()
        visit = (
            self.env["fuel.visit"]
            .with_user(self.am_anna)
            .with_context(**action["context"])
            .create({"topic_id": topic.id})
        )
        self.assertEqual(visit.customer_id, self.key_account)
        lead = (
            self.env["crm.lead"]
            .with_user(self.am_anna)
            .with_context(**visit.action_new_lead()["context"])
            .create({})
        )
        self.assertEqual(lead.fuel_project_id, self.project)
        order = (
            self.env["sale.order"]
            .with_user(self.am_anna)
            .create({"partner_id": self.key_account.id, "opportunity_id": lead.id})
        )
        self.assertEqual(order.fuel_project_id, self.project)
        self.ask()
        self.assertEqual(
            (
                project.fuel_visit_count,
                project.fuel_lead_count,
                project.fuel_order_count,
                project.fuel_question_count,
                project.fuel_pending_count,
            ),
            (1, 1, 1, 1, 1),
        )
        for method, record in (
            ("action_fuel_open_visits", visit),
            ("action_fuel_open_leads", lead),
            ("action_fuel_open_orders", order),
        ):
            action = getattr(project, method)()
            model = self.env[action["res_model"]].with_user(self.am_anna)
            self.assertEqual(model.search(action["domain"]), record)
        visit.unlink()
        self.assertEqual(project.fuel_visit_count, 0)

    def test_lists_take_as_many_queries_for_one_as_for_many(self):
        def count(projects):
            self.env.flush_all()
            self.env.invalidate_all()
            view = self.env.ref("crm_fuel.project_project_view_fuel_list")
            arch = self.env["project.project"].with_user(self.am_anna)
            fields = arch.get_view(view.id, "list")["models"]["project.project"]
            spec = {
                name: {"fields": {"display_name": {}}} if "_id" in name else {}
                for name in fields
                if not name.startswith(("fuel_visit_ids", "rating"))
            }
            before = self.cr.sql_log_count
            projects.with_user(self.am_anna).web_read(spec)
            return self.cr.sql_log_count - before

        many = self.project
        for number in range(12):
            many |= self.make_project(f"Project {number}")
        count(many)
        self.assertEqual(count(self.project), count(many))

    # ------------------------------------------------------------
    # Deleting
    # ------------------------------------------------------------

    def test_a_project_with_questions_is_not_deleted(self):
        question = self.ask()
        project = self.project.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "1 open questions"):
            project.unlink()
        question.action_withdraw()
        with self.assertRaisesRegex(UserError, "archive the project"):
            project.unlink()
        self.assertTrue(question.exists())
        project.action_archive()
        self.assertEqual(
            self.env["fuel.project.question"]
            .with_user(self.am_anna)
            .search([("content", "ilike", "sulphur")]),
            question,
        )
        question.with_user(self.manager).unlink()
        project.unlink()
        self.assertFalse(self.project.exists())
