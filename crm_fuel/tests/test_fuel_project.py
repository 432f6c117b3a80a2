from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_project import FuelProjectCommon
from .common_volume import FuelVolumeCommon


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


@tagged("-at_install", "post_install")
class TestFuelProjectVolume(FuelVolumeCommon, FuelProjectCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo keeps a start only together with an end.
        cls.project.write({"date_start": "2026-05-01", "date": "2027-12-31"})
        for tonnes, moment in (
            (300, "2025-12-20 04:00:00"),
            (500, "2026-02-10 04:00:00"),
            (700, "2026-05-10 04:00:00"),
        ):
            order = cls._sell(tonnes, moment)
            cls._deliver(order)

    @classmethod
    def _sell(cls, tonnes, moment, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.key_account.id,
                "user_id": cls.am_bo.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": cls.fuel.id,
                            "product_uom_qty": tonnes,
                            "price_unit": 500,
                        },
                    )
                ],
                **vals,
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def figures(self, user):
        project = self.project.with_user(user)
        project.invalidate_recordset()
        return (
            project.fuel_volume_year_mt,
            project.fuel_volume_start_mt,
            project.fuel_progress,
        )

    @freeze_time("2026-06-30 04:00:00")
    def test_progress_is_the_customers_whole_volume(self):
        # Bo sold it all; the project is Anna's and the leader's.
        for user in (self.am_anna, self.leader, self.supervisor):
            self.assertEqual(self.figures(user), (1200, 700, 10))

    @freeze_time("2026-06-30 04:00:00")
    def test_who_takes_no_part_is_not_told(self):
        self.project.privacy_visibility = "employees"
        self.assertEqual(self.figures(self.am_bo), (0, 0, 0))
        with self.assertRaises(AccessError):
            self.figures(self.plain)

    @freeze_time("2027-01-02 04:00:00")
    def test_a_new_year_begins_at_nothing(self):
        self.assertEqual(self.figures(self.am_anna), (0, 700, 0))

    @freeze_time("2026-06-30 04:00:00")
    def test_a_project_without_a_company_counts_the_orders_of_all(self):
        self.project.company_id = False
        self.assertEqual(self.figures(self.am_anna), (1200, 700, 10))

    @freeze_time("2026-06-30 04:00:00")
    def test_figures_take_one_query_for_any_number(self):
        many = self.project
        for number in range(8):
            many |= self.make_project(f"Project {number}")
        many = many.with_user(self.supervisor)
        many.mapped("company_id")
        many.mapped("date_start")
        self.env.flush_all()
        self.env.invalidate_all()
        many.mapped("fuel_goal_mt")
        self.assertTrue(self.supervisor.has_group("crm_fuel.group_fuel_supervisor"))
        with self.assertQueryCount(1):
            many._fuel_tonnes()

    @freeze_time("2026-06-30 04:00:00")
    def test_a_status_update_begins_with_the_figures(self):
        update = (
            self.env["project.update"]
            .with_user(self.am_anna)
            .with_context(default_project_id=self.project.id)
            .create({"name": "June"})
        )
        self.assertEqual(update.progress, 10)
        self.assertIn("1,200 MT (10.0 %)", update.description)
        self.assertIn("12,000 MT", update.description)
        self.assertEqual(self.project.last_update_id, update)
        self.assertEqual(update.date, date(2026, 6, 30))

    def test_milestones_show_as_odoo_has_it(self):
        """Odoo gives the group of milestones to all once a project has them, and takes
        it back after the last. Where our own groups implied it, each new project wrote
        groups again."""
        milestones = self.env.ref("project.group_project_milestone")
        fuel_user = self.env.ref("crm_fuel.group_fuel_user")
        self.assertNotIn(milestones, fuel_user.implied_ids)
        self.make_project("Another", allow_milestones=True)
        self.assertTrue(self.am_anna.has_group("project.group_project_milestone"))

    def test_an_ordinary_projects_update_is_the_native_one(self):
        plain = self.env["project.project"].create({"name": "Move the office"})
        update = (
            self.env["project.update"]
            .with_context(default_project_id=plain.id)
            .create({"name": "June"})
        )
        self.assertNotIn("fuel_figures", update.description)
        self.assertEqual(update.progress, 0)
