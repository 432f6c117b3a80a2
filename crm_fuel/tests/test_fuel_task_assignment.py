from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import BaseCase, Form, tagged

from ..models.work import fuel_task_assignment_state, fuel_task_issue
from ..models.work.fuel_task_assignment import OPEN, STATES
from ..tools.progress import percentage
from .common_task import FuelTaskCommon


class TestProgress(BaseCase):
    """The arithmetic needs no database."""

    @given(done=st.integers(-5, 5000), total=st.integers(-5, 5000))
    def test_percentage(self, done, total):
        found = percentage(done, total)
        self.assertIsInstance(found, int)
        self.assertGreaterEqual(found, 0)
        self.assertLessEqual(found, 100)
        self.assertEqual(found == 100, total > 0 and done >= total)
        self.assertEqual(found == 0, total <= 0 or done <= 0)

    @given(total=st.integers(1, 5000), data=st.data())
    def test_more_is_never_less(self, total, data):
        one = data.draw(st.integers(0, total))
        more = data.draw(st.integers(one, total))
        self.assertLessEqual(percentage(one, total), percentage(more, total))

    def test_the_tables_name_every_state(self):
        for table, states in (
            (fuel_task_assignment_state.TRANSITIONS, dict(STATES)),
            (fuel_task_issue.TRANSITIONS, {"draft", "issued", "closed"}),
        ):
            self.assertEqual(set(table), set(states))
            self.assertLessEqual(set().union(*table.values()), set(states))
        self.assertLessEqual(set(OPEN), set(dict(STATES)))


@tagged("-at_install", "post_install")
class TestFuelTaskAssignment(FuelTaskCommon):
    # ------------------------------------------------------------
    # From to do to accepted
    # ------------------------------------------------------------

    def test_the_whole_way(self):
        task = self.issue_visits(need_note=True, need_file=True)
        mine = self.of(task, self.am_anna)
        mine.action_start()
        self.assertEqual(mine.state, "in_progress")
        self.assertTrue(mine.started_at)
        with self.refused(UserError, r"(?s)Haiyun.*Yongxing.*a note.*a file"):
            mine.action_submit()
        self.visit(self.customer)
        self.assertEqual((mine.visited_count, mine.progress), (1, 50.0))
        self.assertIn("Haiyun", mine.missing)
        self.assertNotIn("Yongxing", mine.missing)
        self.visit(self.second)
        self.assertEqual((mine.visited_count, mine.progress), (2, 100.0))
        mine.note = "Both want a sample."
        with self.refused(UserError, r"(?s)missing:\n• a file$"):
            mine.action_submit()
        photo = (
            self.env["ir.attachment"]
            .with_user(self.am_anna)
            .create({"name": "photo.txt", "raw": b"barge"})
        )
        mine.attachment_ids = photo
        self.assertFalse(mine.missing)
        mine.action_submit()
        self.assertEqual(mine.state, "submitted")
        self.assertTrue(mine.on_time)
        self.assertFalse(self.todos(mine), "Nothing left to do")
        with self.refused(UserError, "is finished"):
            mine.note = "Another one"

        seen = self.of(task, self.am_anna, self.supervisor)
        with self.refused(UserError, "Say why"):
            seen.send_back("  ")
        for rubbish in (None, False, 7, ["x"]):
            with self.refused(UserError, "Say why"):
                seen.send_back(rubbish)
        with self.refused(UserError, "at most 2,000 characters"):
            seen.send_back("x" * 2001)
        seen.send_back("Which grade?")
        self.assertEqual(mine.state, "returned")
        self.assertEqual(mine.return_reason, "Which grade?")
        self.assertFalse(mine.submitted_at)
        [todo] = self.todos(mine)
        self.assertEqual(todo.user_id, self.am_anna)
        self.assertTrue(self.notices(self.am_anna, "Returned"))

        mine.note = "RMD80; both want a sample."
        mine.action_submit()
        seen.action_accept()
        self.assertEqual(mine.state, "accepted")
        self.assertEqual(mine.reviewed_by_id, self.supervisor)
        self.assertFalse(mine.return_reason)
        self.assertFalse(self.todos(mine))

    def test_by_form(self):
        """Through the views, as the assignee and the supervisor do it."""
        task = self.issue(need_note=True)
        mine = self.of(task, self.am_anna)
        with Form(mine) as form:
            form.note = "Done"
        mine.action_submit()
        seen = self.of(task, self.am_anna, self.supervisor)
        action = seen.with_context(fuel_purpose="return").action_ask_change()
        change = Form(
            self.env["fuel.task.change"]
            .with_user(self.supervisor)
            .with_context(**action["context"])
        )
        change.reason = "More"
        change.save().action_apply()
        self.assertEqual(mine.state, "returned")

    @settings(max_examples=25, deadline=None)
    @given(path=st.lists(st.sampled_from(list(dict(STATES))), max_size=6))
    def test_no_way_but_by_the_table(self, path):
        with self.cr.savepoint() as savepoint:
            mine = self.of(self.issue(), self.am_anna).sudo()
            state = "todo"
            for to in path:
                allowed = fuel_task_assignment_state.TRANSITIONS[state]
                values = {"return_reason": "x"} if to == "returned" else {}
                if to in allowed:
                    mine._move_to(to, **values)
                    state = to
                else:
                    with self.assertRaises(UserError):
                        mine._move_to(to, **values)
                self.assertEqual(mine.state, state)
                self.assertEqual(mine.is_open, state in OPEN)
            savepoint.rollback()
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    def test_only_the_assignee_works_on_it(self):
        task = self.issue()
        mine = self.of(task, self.am_anna)
        for user in (self.supervisor, self.manager):
            seen = mine.with_user(user)
            for call in (seen.action_start, seen.action_submit):
                with self.refused(AccessError, "for Am Anna to do"):
                    call()
            with self.refused(AccessError, "Am Anna alone"):
                seen.note = "Mine"
        for user in (self.leader, self.am_bo, self.plain, self.portal):
            with self.refused(AccessError, ""):
                mine.with_user(user).action_submit()

    def test_only_supervisors_review(self):
        task = self.issue()
        mine = self.of(task, self.am_anna)
        mine.action_submit()
        for user in (self.am_anna, self.leader, self.am_bo, self.plain):
            seen = mine.with_user(user)
            for call in (
                seen.action_accept,
                lambda seen=seen: seen.send_back("x"),
                lambda seen=seen: seen.extend("2099-01-01 00:00:00"),
                lambda seen=seen: seen.reassign(self.am_bo.id),
                seen.action_remind,
            ):
                with self.refused(AccessError, ""):
                    call()
        self.assertEqual(mine.state, "submitted")
        for user in (self.am_anna, self.leader):
            for method in ("action_issue", "action_close", "action_remind"):
                with self.refused(AccessError, ""):
                    getattr(task.with_user(user), method)()

    def test_who_sees_what(self):
        task = self.issue_visits()
        assignments = self.env["fuel.task.assignment"]
        rows = self.env["fuel.task.assignment.customer"]
        anna, bo = self.of(task, self.am_anna), self.of(task, self.am_bo)
        for user, seen in (
            (self.am_anna, anna),
            (self.am_bo, bo),
            # Leads Anna's team.
            (self.leader, anna),
            (self.supervisor, anna | bo),
        ):
            with self.subTest(user=user.name):
                domain = [("task_id", "=", task.id)]
                self.assertEqual(assignments.with_user(user).search(domain), seen)
                self.assertEqual(
                    rows.with_user(user).search(domain), seen.sudo().line_ids
                )
                self.assertTrue(task.with_user(user).has_access("read"))
                self.assertEqual(
                    task.with_user(user).has_access("write"), user == self.supervisor
                )
        for user in (self.plain, self.portal):
            with self.assertRaises(AccessError):
                assignments.with_user(user).search([])
        outsider = self.issue(audience_user_ids=[Command.set(self.am_bo.ids)])
        self.assertFalse(outsider.with_user(self.am_anna).has_access("read"))
        self.assertFalse(self.make_task().with_user(self.am_anna).has_access("read"))

    def test_companies_are_kept_apart(self):
        task = self.issue()
        there = self.supervisor.copy(
            {
                "login": "fuel_there",
                "company_id": self.other_company.id,
                "company_ids": [Command.set(self.other_company.ids)],
            }
        )
        self.assertFalse(
            self.env["fuel.task.assignment"].with_user(there).search_count([])
        )
        for record in (task, task.assignment_ids[0]):
            with self.assertRaises(AccessError):
                record.with_user(there).read(["display_name"])

    def test_files_of_tasks_are_for_their_people(self):
        files = self.env["ir.attachment"]
        paper = files.with_user(self.supervisor).create(
            {"name": "price.txt", "raw": b"secret"}
        )
        task = self.issue(
            attachment_ids=[Command.set(paper.ids)],
            audience_user_ids=[Command.set(self.am_anna.ids)],
        )
        proof = files.with_user(self.am_anna).create({"name": "p.txt", "raw": b"mine"})
        self.of(task, self.am_anna).attachment_ids = proof
        for file in (paper, proof):
            file = file.with_user(self.am_anna)
            self.assertTrue(file.raw)
            self.env.invalidate_all()
            self.assertTrue(file.with_user(self.supervisor).raw)
            for user in (self.am_bo, self.plain, self.portal):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    file.with_user(user).read(["raw"])
        # Nobody attaches what they have not uploaded.
        with self.refused(AccessError, "not allowed"):
            other = files.with_user(self.am_bo).create({"name": "b", "raw": b"b"})
            self.of(task, self.am_anna).attachment_ids = [Command.link(other.id)]

    def test_forged_fields(self):
        task = self.issue_visits()
        mine = self.of(task, self.am_anna)
        for values in (
            {"state": "accepted"},
            {"deadline": "2099-01-01 00:00:00"},
            {"user_id": self.am_bo.id},
            {"progress": 100},
            {"visited_count": 2},
            {"is_open": False},
            {"submitted_at": "2026-01-01 00:00:00"},
            {"line_ids": [Command.clear()]},
            {"reviewed_by_id": self.am_anna.id},
        ):
            for user in (self.am_anna, self.supervisor):
                with (
                    self.subTest(values=values, user=user.name),
                    self.refused(AccessError, "server's own methods"),
                ):
                    mine.with_user(user).write(values)
        with self.refused(AccessError, ""):
            mine.line_ids.write({"visit_id": self.visit(self.customer).id})
        for model in ("fuel.task.assignment", "fuel.task.assignment.customer"):
            with self.refused(AccessError, ""):
                self.env[model].with_user(self.supervisor).create({})
        with self.refused(AccessError, ""):
            mine.with_user(self.supervisor).unlink()
        with self.refused(AccessError, "State"):
            self.make_task(state="issued")

    # ------------------------------------------------------------
    # Visits
    # ------------------------------------------------------------

    def test_which_visits_count(self):
        with freeze_time("2026-06-01 02:00:00"):
            before = self.visit(self.customer)
        with freeze_time("2026-06-02 02:00:00"):
            task = self.issue_visits(customer_share="all")
            anna, bo = self.of(task, self.am_anna), self.of(task, self.am_bo)
            self.assertEqual(anna.visited_count, 0, "Made before the task was issued")
        with freeze_time("2026-06-03 02:00:00"):
            planned = self.make_visit(customer_id=self.customer.id)
            self.assertEqual(anna.visited_count, 0, "Only planned")
            theirs = self.visit(self.customer, self.am_bo)
            self.assertEqual((anna.visited_count, bo.visited_count), (0, 1))
            planned.result_id = self.result
            planned.action_finish()
            self.assertEqual(anna.visited_count, 1)
            second = self.visit(self.customer)
            row = anna.line_ids.filtered("visit_id")
            self.assertEqual(row.visit_id, planned, "The first one")
            # A visit to a contact counts for the company.
            self.visit(self.contact)
            self.assertEqual(anna.visited_count, 1)
        planned.with_user(self.manager).unlink()
        self.assertEqual(row.visit_id, second, "The next one counts")
        (theirs | before).with_user(self.manager).unlink()
        self.assertEqual((bo.visited_count, bo.progress), (0, 0.0))
        self.assertEqual(anna.visited_count, 1)

    def test_what_is_accepted_stays(self):
        task = self.issue_visits(need_visit=False)
        mine = self.of(task, self.am_anna)
        self.visit(self.customer)
        mine.action_submit()
        mine.with_user(self.supervisor).action_accept()
        self.visit(self.second)
        self.assertEqual(mine.progress, 50.0)

    def test_visits_from_the_assignment(self):
        campaign = self.env["utm.campaign"].create({"name": "0.10 %"})
        task = self.issue_visits(campaign_id=campaign.id)
        mine = self.of(task, self.am_anna)
        first = self.visit(self.customer)
        rows = mine.line_ids
        done = rows.filtered("visit_id")
        self.assertEqual(done.action_visit()["res_id"], first.id)
        action = (rows - done).action_visit()
        form = self.env["fuel.visit"].with_user(self.am_anna)
        defaults = form.with_context(**action["context"]).default_get(
            ["customer_id", "campaign_id"]
        )
        self.assertEqual(defaults["customer_id"], self.second.id)
        self.assertEqual(defaults["campaign_id"], campaign.id)

        plan = mine.action_plan_visits()
        wizard = (
            self.env["fuel.visit.plan"]
            .with_user(self.am_anna)
            .with_context(**plan["context"])
            .create({"topic_id": self.topic.id})
        )
        self.assertEqual(wizard.customer_ids, self.second)
        wizard.action_plan()
        self.assertEqual(wizard.visit_ids.user_id, self.am_anna)
        self.visit(self.second)
        with self.refused(UserError, "All customers"):
            mine.action_plan_visits()

    def test_what_is_missing_follows_the_task(self):
        mine = self.of(self.issue(), self.am_anna)
        self.assertFalse(mine.missing)
        mine.sudo().task_id.need_file = True
        self.assertEqual(mine.missing, "a file")

    def test_progress_of_the_task_follows_the_assignments(self):
        task = self.issue_visits(audience_user_ids=[Command.set(self.am_anna.ids)])
        self.assertEqual(task.progress, 0)
        self.visit(self.customer)
        self.assertEqual(task.progress, 50)

    def test_without_customers(self):
        mine = self.of(self.issue(), self.am_anna)
        self.assertEqual(mine.progress, 0.0)
        mine.action_submit()
        self.assertEqual(mine.progress, 100.0)
