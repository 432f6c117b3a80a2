from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_complaint import ComplaintCommon


@tagged("-at_install", "post_install")
class TestComplaintProject(ComplaintCommon):
    """Complaints of a key account, in its project that the leader leads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["project.project"].create(
            {
                "name": "Win Yongxing",
                "fuel_is_key_account": True,
                "fuel_customer_id": cls.customer.id,
                "user_id": cls.leader.id,
                "fuel_participant_ids": [Command.set(cls.am_anna.ids)],
            }
        )

    def counts(self, user):
        project = self.project.with_user(user)
        project.invalidate_recordset()
        return project.fuel_open_complaint_count, project.fuel_complaint_count

    def test_raised_from_the_project(self):
        project = self.project.with_user(self.am_anna)
        action = project.action_fuel_open_complaints()
        complaints = self.env["fuel.complaint"].with_user(self.am_anna)
        with Form(complaints.with_context(**action["context"])) as form:
            form.name = "Short delivery"
            form.type_id = self.type_service
        complaint = form.record
        self.assertEqual(complaint.customer_id, self.customer)
        self.assertEqual(complaint.fuel_project_id, self.project)
        self.assertEqual(complaints.search(action["domain"]), complaint)
        self.assertEqual(self.counts(self.am_anna), (1, 1))

    def test_closed_ones_are_counted_apart(self):
        self.settled(fuel_project_id=self.project.id)
        self.complain(fuel_project_id=self.project.id)
        self.complain()
        self.assertEqual(self.counts(self.am_anna), (1, 2))
        figures = dict(self.project.with_user(self.am_anna)._fuel_update_figures())
        self.assertEqual(figures["Open complaints"], "1 / 2")

    def test_status_updates_begin_with_them(self):
        self.complain(fuel_project_id=self.project.id)
        updates = self.env["project.update"].with_user(self.leader)
        update = updates.with_context(default_project_id=self.project.id)
        description = update.default_get(["project_id", "description"])["description"]
        self.assertIn("Open complaints", description)
        self.assertIn("1 / 1", description)

    def test_who_may_not_read_the_project_does_not_link_to_it(self):
        mine = self.make_customer("Far Shipping", user_id=self.am_bo.id)
        with self.refused(AccessError, ""):
            self.complain(
                self.am_bo, customer_id=mine.id, fuel_project_id=self.project.id
            )
        complaint = self.complain(self.am_bo, customer_id=mine.id)
        with self.refused(AccessError, ""):
            complaint.fuel_project_id = self.project
        with self.refused(AccessError, ""):
            complaint.with_context(default_fuel_project_id=self.project.id).create(
                {
                    "name": "Late",
                    "customer_id": mine.id,
                    "type_id": self.type_service.id,
                }
            )
        self.assertFalse(complaint.fuel_project_id)

    def test_ordinary_projects_are_no_key_accounts(self):
        ordinary = self.env["project.project"].create({"name": "Move the office"})
        with self.refused(ValidationError, "no key-account project"):
            self.complain(fuel_project_id=ordinary.id)

    def test_what_one_may_not_see_is_not_counted(self):
        self.complain(fuel_project_id=self.project.id)
        other = self.make_customer("Sister Shipping", user_id=self.am_bo.id)
        # Bo's, of a sister company; a supervisor puts it into the project.
        hidden = self.complain(self.am_bo, customer_id=other.id)
        hidden.with_user(self.supervisor).fuel_project_id = self.project
        self.assertEqual(self.counts(self.am_anna), (1, 1))
        self.assertEqual(self.counts(self.supervisor), (2, 2))
        found = self.complaints.with_user(self.am_anna).search(
            self.project.action_fuel_open_complaints()["domain"]
        )
        self.assertNotIn(hidden, found)

    def test_a_closed_complaint_can_still_be_put_into_its_project(self):
        complaint = self.settled()
        complaint.fuel_project_id = self.project
        self.assertEqual(self.counts(self.am_anna), (0, 1))
        with self.refused(UserError, "is closed"):
            complaint.name = "Another"

    def test_a_visit_brings_its_project_along(self):
        visit = (
            self.env["fuel.visit"]
            .with_user(self.am_anna)
            .create(
                {
                    "customer_id": self.customer.id,
                    "topic_id": self.env["fuel.visit.topic"].search([], limit=1).id,
                    "fuel_project_id": self.project.id,
                }
            )
        )
        context = visit.action_new_complaint()["context"]
        self.assertEqual(context["default_fuel_project_id"], self.project.id)
        # Who has left the project raises it all the same.
        self.project.with_user(self.leader).fuel_participant_ids = [
            Command.unlink(self.am_anna.id)
        ]
        self.env.invalidate_all()
        context = visit.action_new_complaint()["context"]
        self.assertFalse(context["default_fuel_project_id"])
        complaint = (
            self.complaints.with_user(self.am_anna)
            .with_context(**context)
            .create({"name": "Late barge", "type_id": self.type_service.id})
        )
        self.assertEqual(complaint.visit_id, visit)

    def test_a_deleted_project_leaves_its_complaints(self):
        complaint = self.complain(fuel_project_id=self.project.id)
        self.project.with_user(self.manager).unlink()
        self.assertTrue(complaint.exists())
        self.assertFalse(complaint.fuel_project_id)

    def test_outsiders_are_told_nothing(self):
        self.complain(fuel_project_id=self.project.id)
        self.project.privacy_visibility = "employees"
        self.assertTrue(self.project.with_user(self.plain).has_access("read"))
        for name in ("fuel_complaint_count", "fuel_complaint_ids"):
            with self.refused(AccessError, ""):
                self.project.with_user(self.plain).read([name])

    def test_counts_take_as_many_queries_for_one_as_for_many(self):
        projects = self.project
        for number in range(8):
            projects |= self.project.copy({"name": f"Project {number}"})
        projects = projects.with_user(self.supervisor)
        for project in projects:
            self.complain(fuel_project_id=project.id)

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("fuel_open_complaint_count")
            return self.cr.sql_log_count - before

        queries(projects)
        self.assertEqual(queries(projects), queries(projects[:1]))
