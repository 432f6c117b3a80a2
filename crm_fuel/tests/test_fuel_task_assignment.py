import itertools
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
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

    def test_without_customers(self):
        mine = self.of(self.issue(), self.am_anna)
        self.assertEqual(mine.progress, 0.0)
        mine.action_submit()
        self.assertEqual(mine.progress, 100.0)

    # ------------------------------------------------------------
    # Extend, reassign
    # ------------------------------------------------------------

    @freeze_time("2026-06-01 02:00:00")
    def test_extend_one_or_all(self):
        task = self.issue()
        anna, bo = self.of(task, self.am_anna), self.of(task, self.am_bo)
        seen = anna.with_user(self.supervisor)
        old = task.deadline
        for rubbish in (None, False, "", "soon", 5, [], "2026-13-01"):
            with self.subTest(rubbish=rubbish), self.refused(UserError, "is no moment"):
                seen.extend(rubbish)
        with self.refused(UserError, "has to lie ahead"):
            seen.extend("2026-05-31 00:00:00")
        with self.refused(UserError, "until then already"):
            seen.extend(old - timedelta(days=1))
        self.assertEqual(seen.extend("2026-06-20 10:00:00"), 1)
        self.assertEqual(str(anna.deadline), "2026-06-20 10:00:00")
        self.assertEqual(bo.deadline, old)
        self.assertEqual(str(self.todos(anna).date_deadline), "2026-06-20")
        self.assertTrue(self.notices(self.am_anna, "More time"))
        # Anna has more time than the rest, and keeps it.
        self.assertEqual(task.extend("2026-06-15 10:00:00"), 1)
        self.assertEqual(str(bo.deadline), "2026-06-15 10:00:00")
        self.assertEqual(str(anna.deadline), "2026-06-20 10:00:00")
        self.assertEqual(str(task.deadline), "2026-06-15 10:00:00")
        with self.refused(UserError, "until then already"):
            task.extend("2026-06-15 10:00:00")
        anna.action_submit()
        with self.refused(UserError, "nothing to extend"):
            seen.extend("2026-07-15 10:00:00")
        with self.refused(UserError, "not issued"):
            self.make_task().extend("2026-07-15 10:00:00")

    def test_reassign_keeps_the_work(self):
        task = self.issue_visits(
            need_note=True, audience_user_ids=[Command.set(self.am_anna.ids)]
        )
        mine = self.of(task, self.am_anna)
        mine.action_start()
        mine.note = "One of two"
        self.visit(self.customer)
        with self.live() as sent:
            mine.with_user(self.supervisor).reassign(self.am_bo.id)
        theirs = self.of(task, self.am_bo)
        self.assertEqual(theirs.id, mine.id)
        self.assertEqual((theirs.state, theirs.note), ("in_progress", "One of two"))
        self.assertEqual((theirs.visited_count, theirs.progress), (1, 50.0))
        self.assertEqual(theirs.former_user_ids, self.am_anna)
        self.assertEqual(theirs.line_ids.user_id, self.am_bo)
        self.assertEqual(self.todos(theirs).user_id, self.am_bo)
        self.assertIn("fuel_am_bo", [login for login, _message in sent])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.read(["note"])
        # Both people's visits count now.
        self.visit(self.second, self.am_bo)
        self.assertEqual(theirs.progress, 100.0)
        theirs.action_submit()
        # The audience is brought up to date without giving it to Anna again.
        task.sudo()._audience_sync()
        self.assertEqual(task.assignment_ids.user_id, self.am_bo)

    def test_reassign_to_whom(self):
        task = self.issue()
        seen = self.of(task, self.am_anna, self.supervisor)
        for user in (self.plain, self.portal, self.env.ref("base.public_user")):
            with self.refused(UserError, "users of Fuel CRM"):
                seen.reassign(user.id)
        for rubbish in (None, False, True, "5", -1, 10**9, [self.leader.id]):
            with self.refused(UserError, "users of Fuel CRM"):
                seen.reassign(rubbish)
        with self.refused(UserError, "two assignments"):
            seen.reassign(self.am_bo.id)
        with self.refused(UserError, "two assignments"):
            task.assignment_ids.reassign(self.leader.id)
        mine = self.of(task, self.am_anna)
        mine.action_submit()
        with self.refused(UserError, "submitted already"):
            seen.reassign(self.leader.id)

    # ------------------------------------------------------------
    # What others ask
    # ------------------------------------------------------------

    def test_todos(self):
        todos = self.env["fuel.task.assignment"].with_user(self.am_anna)
        self.assertEqual(todos._fuel_todos(5), {"count": 0, "items": []})
        with freeze_time("2026-06-01 02:00:00"):
            far = self.issue_visits(name="Far", deadline="2026-07-01 16:30:00")
            near = self.issue(name="Near", deadline="2026-06-03 02:00:00", priority="1")
            self.issue(name="Gone", deadline="2026-06-04 02:00:00").action_close()
            found = todos._fuel_todos(5)
        self.assertEqual(found["count"], 2)
        self.company.fuel_tz = "Asia/Shanghai"
        first, second = todos._fuel_todos(5)["items"]
        self.assertEqual(
            first,
            {
                "model": "fuel.task.assignment",
                "id": self.of(near, self.am_anna).id,
                "title": "Near",
                "detail": "Supervisor",
                "deadline": "2026-06-03",
                "priority": True,
                "action": {"method": "action_submit", "label": "Submit"},
            },
        )
        # In the company's time zone.
        self.assertEqual(second["deadline"], "2026-07-02")
        self.assertEqual(second["detail"], "0 of 2 customers")
        self.assertFalse(second["action"], "Visits are missing")
        limited = todos._fuel_todos(1)
        self.assertEqual((limited["count"], len(limited["items"])), (2, 1))
        self.of(near, self.am_anna).action_submit()
        self.assertEqual(
            [it["id"] for it in todos._fuel_todos(5)["items"]],
            [self.of(far, self.am_anna).id],
        )

    def test_team_status_and_done_counts(self):
        assignments = self.env["fuel.task.assignment"]
        self.company.fuel_tz = "Asia/Shanghai"
        with freeze_time("2026-06-01 02:00:00"):
            tasks = [
                self.issue(deadline="2026-06-03 02:00:00"),
                self.issue(deadline="2026-06-10 02:00:00"),
            ]
        # One in the morning of the 5th, in Shanghai.
        with freeze_time("2026-06-04 17:00:00"):
            for task in tasks:
                self.of(task, self.am_anna).action_submit()
            everything = assignments.with_user(self.supervisor)._fuel_team_status()
            self.assertEqual(
                everything,
                {
                    "late": 1,
                    "submitted": 2,
                    "by_user": {
                        self.am_anna.id: {"late": 0, "submitted": 2},
                        self.am_bo.id: {"late": 1, "submitted": 0},
                    },
                },
            )
            led = assignments.with_user(self.leader)._fuel_team_status()
            self.assertEqual(set(led["by_user"]), {self.am_anna.id})
        users = self.am_anna | self.am_bo
        day = fields.Date.to_date
        counts = assignments._fuel_done_counts(
            users, day("2026-06-05"), day("2026-06-05")
        )
        self.assertEqual(counts, {self.am_anna.id: (2, 1), self.am_bo.id: (0, 0)})
        counts = assignments._fuel_done_counts(
            users, day("2026-06-01"), day("2026-06-04")
        )
        self.assertEqual(counts[self.am_anna.id], (0, 0))
        self.of(tasks[0], self.am_anna, self.supervisor).send_back("More")
        counts = assignments._fuel_done_counts(
            users, day("2026-06-01"), day("2026-06-30")
        )
        self.assertEqual(counts[self.am_anna.id], (1, 1))

    def test_late_ones_first(self):
        with freeze_time("2026-06-01 02:00:00"):
            late = self.issue(name="Late", deadline="2026-06-02 02:00:00")
            later = self.issue(name="Later", deadline="2026-06-09 02:00:00")
            self.of(late, self.am_bo).action_submit()
        with freeze_time("2026-06-03 02:00:00"):
            assignments = self.env["fuel.task.assignment"].with_user(self.supervisor)
            domain = [("task_id", "in", (late | later).ids)]
            found = assignments.search(domain)
            self.assertEqual(found[0], self.of(late, self.am_anna))
            self.assertEqual(found[-1], self.of(late, self.am_bo))
            overdue = assignments.search([*domain, ("is_late", "=", True)])
            self.assertEqual(overdue, found[0])
            others = assignments.search([*domain, ("is_late", "=", False)])
            self.assertEqual(others, found - overdue)
            self.assertEqual(found.filtered("is_late"), overdue)
            figures = late.with_user(self.supervisor)
            self.assertEqual(figures.late_count, 1)
            self.assertEqual(figures.submitted_count, 1)
            self.assertEqual(figures.progress, 50.0)

    def test_assignees_hear_what_is_written(self):
        task = self.issue_visits()
        mine = self.of(task, self.am_anna, self.supervisor)
        self.assertEqual(mine.message_partner_ids, self.am_anna.partner_id)
        default = self.env["mail.message.subtype"].default_subtypes(mine._name)[0]
        self.assertTrue(default)
        self.assertEqual(mine.message_follower_ids.subtype_ids, default)
        message = mine.message_post(body="Hurry!", subtype_xmlid="mail.mt_comment")
        self.assertIn(self.am_anna.partner_id, message.notified_partner_ids)

    def test_new_assignments_know_their_customers(self):
        task = self.issue_visits()
        mine = self.of(task, self.am_anna)
        self.assertEqual((mine.customer_count, mine.visited_count), (2, 0))
        self.assertEqual((mine.progress, mine.kind), (0, "marketing"))
        self.assertFalse(mine.on_time)
        self.visit(self.customer)
        self.assertEqual((mine.visited_count, mine.progress), (1, 50))

    def test_lists_ask_a_constant_number_of_queries(self):
        for number, share in itertools.product(range(6), ("own", "all")):
            self.issue_visits(name=f"Task {number}", customer_share=share)
        self.visit(self.customer)
        spec = {
            "task_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
            "deadline": {},
            "state": {},
            "progress": {},
            "is_late": {},
            "customer_count": {},
            "visited_count": {},
            "priority": {},
        }
        figures = {
            "name": {},
            "assignment_count": {},
            "late_count": {},
            "submitted_count": {},
            "progress": {},
        }

        def count(model, spec, number):
            self.env.flush_all()
            self.env.invalidate_all()
            records = self.env[model].with_user(self.supervisor)
            before = self.env.cr.sql_log_count
            found = records.web_search_read([], spec, limit=number)["records"]
            self.assertEqual(len(found), number)
            return self.env.cr.sql_log_count - before

        for model, fields_ in (("fuel.task.assignment", spec), ("fuel.task", figures)):
            count(model, fields_, 12)
            self.assertEqual(count(model, fields_, 2), count(model, fields_, 12))
        todos = self.env["fuel.task.assignment"].with_user(self.am_anna)

        def count_todos(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(todos._fuel_todos(limit)["items"]), limit)
            return self.env.cr.sql_log_count - before

        count_todos(12)
        self.assertEqual(count_todos(2), count_todos(12))
