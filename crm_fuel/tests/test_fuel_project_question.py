from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_project import QuestionCase


@tagged("-at_install", "post_install")
class TestFuelProjectQuestion(QuestionCase):
    def test_from_first_question_to_solution(self):
        """Each by those who may do no more than that, through form and RPC methods."""
        form = Form(self.env["fuel.project.question"].with_user(self.am_anna))
        form.name = "Who blends 0.10 % in Zhoushan?"
        form.project_id = self.project
        self.assertEqual(form.responsible_id, self.leader)
        form.text = "The customer asks for a trial stem in March."
        form.responsible_id = self.am_cai
        form.date_deadline = fields.Date.today() + timedelta(days=3)
        question = form.save()
        self.assertEqual(question.asker_id, self.am_anna)
        self.assertEqual(question.assignee_ids, self.am_cai)
        self.assertEqual(question.state, "open")

        [todo] = self.activities(question)
        self.assertEqual(todo.user_id, self.am_cai)
        self.assertEqual(todo.date_deadline, question.date_deadline)
        self.assertTrue(self.notified(self.am_cai, question))
        pending = self.env.ref("crm_fuel.fuel_project_question_pending_action")
        domain = [
            ("assignee_ids", "in", self.am_cai.id),
            ("state", "in", ["open", "reopened"]),
        ]
        self.assertIn("assignee_ids", pending.domain)
        mine = self.env["fuel.project.question"].with_user(self.am_cai)
        self.assertEqual(mine.search(domain), question)

        answer = self.answer(question, self.am_cai, "Chimbusco does.")
        self.assertEqual(question.state, "answered")
        self.assertGreater(question.hours_to_answer, 0)
        self.assertEqual(answer.author_id, self.am_cai)
        self.assertFalse(mine.search(domain))
        self.assertFalse(self.activities(question))
        self.assertTrue(self.activities(question, active=False))
        self.assertIn("Answered", self.notified(self.am_anna, question)[0].subject)

        better = self.answer(question, self.leader, "And Sinopec, from April.")
        better.with_user(self.am_anna).action_mark_solution()
        self.assertEqual(question.state, "solved")
        self.assertEqual(question.solution_id, better)
        self.assertEqual(question.solution_author_id, self.leader)
        self.assertEqual(question.solved_by_id, self.am_anna)
        self.assertTrue(question.solved_at)
        self.assertIn("Solved", self.notified(self.leader, question)[0].subject)

    def test_each_is_told_in_their_own_language(self):
        """Anna asks in English, Cai works in Chinese, and the leader in English."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.am_cai.lang = "zh_CN"
        question = self.ask(assignee_ids=(self.am_cai | self.leader).ids)
        todos = self.activities(question).grouped("user_id")
        self.assertEqual(todos[self.am_cai].summary, "请回答：Sulphur limit?")
        self.assertEqual(todos[self.leader].summary, "Answer: Sulphur limit?")
        chinese = question.with_user(self.am_cai).with_context(lang="zh_CN")
        answer = self.answer(chinese, self.am_cai)
        [told] = self.notified(self.am_anna, question)
        self.assertEqual(told.subject, "Answered: Sulphur limit?")
        answer.with_user(self.leader).action_mark_solution()
        subjects = self.notified(self.am_cai, question).mapped("subject")
        self.assertIn("已解决：Sulphur limit?", subjects)
        subjects = self.notified(self.am_anna, question).mapped("subject")
        self.assertIn("Solved: Sulphur limit?", subjects)

    def test_only_who_asked_or_leads_decides(self):
        question = self.ask()
        answer = self.answer(question, self.am_cai)
        for user in (self.am_cai, self.supervisor):
            with self.assertRaisesRegex(AccessError, "Am Anna, Leader"):
                answer.with_user(user).action_mark_solution()
            with self.assertRaises(AccessError):
                question.with_user(user).action_withdraw()
        with self.assertRaises(AccessError):
            answer.with_user(self.am_bo).action_mark_solution()
        answer.with_user(self.leader).action_mark_solution()
        with self.assertRaises(AccessError):
            question.with_user(self.am_cai).action_reopen()
        question.with_user(self.leader).action_reopen()
        self.assertEqual(question.state, "reopened")

    def test_the_table_of_transitions(self):
        question = self.ask()
        with self.assertRaisesRegex(UserError, "Unanswered and cannot become Reopened"):
            question.action_reopen()
        answer = self.answer(question, self.am_cai)
        answer.with_user(self.am_anna).action_mark_solution()
        with self.assertRaisesRegex(UserError, "Solved and cannot become Withdrawn"):
            question.action_withdraw()
        # Once more changes nothing.
        solved_at = question.solved_at
        answer.with_user(self.am_anna).action_mark_solution()
        self.assertEqual(question.solved_at, solved_at)

    def test_a_second_solution_is_refused(self):
        question = self.ask()
        first = self.answer(question, self.am_cai)
        second = self.answer(question, self.leader, "1.00 %")
        first.with_user(self.am_anna).action_mark_solution()
        with self.assertRaisesRegex(UserError, "proposed by Am Cai"):
            second.with_user(self.leader).action_mark_solution()
        self.assertEqual(question.solution_id, first)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            second.sudo().is_solution = True
            second.flush_recordset()
        second.invalidate_recordset()
        question.action_reopen()
        self.assertFalse(question.solution_id)
        self.assertFalse(question.solved_by_id)
        self.assertEqual(len(question.answer_ids), 2)
        # Those who are assigned are asked again.
        self.assertEqual(self.activities(question).user_id, self.leader)
        second.with_user(self.am_anna).action_mark_solution()
        self.assertEqual(question.solution_id, second)

    def test_an_answer_to_a_withdrawn_question_is_refused(self):
        question = self.ask()
        question.action_withdraw()
        self.assertFalse(self.activities(question))
        self.assertFalse(self.activities(question, active=False), "Nobody did it")
        with self.assertRaisesRegex(UserError, "was withdrawn"):
            self.answer(question, self.am_cai)
        question.action_reopen()
        self.answer(question, self.am_cai)
        self.assertEqual(question.state, "answered")

    def test_assigning_someone_outside_the_project_is_refused(self):
        for users in (self.am_bo, self.plain, self.supervisor):
            with self.assertRaisesRegex(ValidationError, "do not take part"):
                self.ask(responsible_id=users.id)
            with self.assertRaisesRegex(ValidationError, "do not take part"):
                self.ask(assignee_ids=[(6, 0, users.ids)])
        question = self.ask()
        with self.assertRaisesRegex(ValidationError, "do not take part"):
            question.assignee_ids |= self.am_bo

    def test_who_is_assigned_cannot_leave_the_project(self):
        question = self.ask(responsible_id=self.am_cai.id)
        project = self.project.with_user(self.leader)
        with self.refused(ValidationError, "is assigned to them"):
            project.fuel_participant_ids -= self.am_cai
        led = self.ask(responsible_id=self.leader.id)
        with self.refused(ValidationError, "is assigned to them"):
            project.user_id = self.am_anna
        self.assertEqual(led.lead_id, self.leader)
        question.write(
            {"responsible_id": self.leader.id, "assignee_ids": [(3, self.am_cai.id)]}
        )
        project.fuel_participant_ids -= self.am_cai
        self.assertFalse(question.with_user(self.am_cai).has_access("read"))

    def test_assignees_come_and_go(self):
        question = self.ask(
            responsible_id=self.leader.id, assignee_ids=[(6, 0, self.am_cai.ids)]
        )
        self.assertEqual(question.assignee_ids, self.leader | self.am_cai)
        self.assertEqual(self.activities(question).user_id, self.leader | self.am_cai)
        values = self.env.cr.precommit.data["bus.bus.values"]
        sent = [it for it in values if "crm_fuel.live" in it["message"]]
        self.assertEqual(len(sent), 2, "Shown at once to both, not to who asks")
        question.assignee_ids -= self.am_cai
        self.assertEqual(self.activities(question).user_id, self.leader)
        question.date_deadline = "2030-01-01"
        self.assertEqual(
            self.activities(question).date_deadline, fields.Date.to_date("2030-01-01")
        )

    def test_an_ordinary_project_has_no_questions(self):
        plain = self.env["project.project"].create({"name": "Move the office"})
        with self.assertRaisesRegex(ValidationError, "take part|is none"):
            self.ask(project_id=plain.id, responsible_id=self.am_anna.id)
        with self.assertRaisesRegex(ValidationError, "is none"):
            self.env["fuel.project.question"].create(
                {
                    "name": "?",
                    "project_id": plain.id,
                    "responsible_id": plain.user_id.id or self.env.uid,
                    "assignee_ids": [],
                }
            )

    def test_a_project_without_a_lead_wants_a_responsible_one(self):
        self.project.user_id = False
        with self.assertRaisesRegex(UserError, "has no lead"):
            self.ask()
        self.assertTrue(self.ask(responsible_id=self.am_cai.id))

    @mute_logger("odoo.sql_db")
    def test_bad_texts(self):
        for name in ("  ", ""):
            with self.assertRaisesRegex(ValidationError, "title|Title"):
                self.ask(name=name)
        question = self.ask()
        for text in ("", " \n "):
            with self.assertRaisesRegex(ValidationError, "Write an answer"):
                self.answer(question, self.am_cai, text)
        self.assertEqual(question.state, "open")
        for text in ("x" * 20_001,):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.answer(question, self.am_cai, text)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.ask(text="x" * 20_001)

    # ------------------------------------------------------------
    # Forged writes
    # ------------------------------------------------------------

    def test_nobody_writes_what_methods_write(self):
        question = self.ask()
        answer = self.answer(question, self.am_cai)
        for user in (self.am_anna, self.leader, self.supervisor, self.manager):
            for vals in (
                {"state": "solved"},
                {"asker_id": user.id},
                {"solved_by_id": user.id},
                {"answered_at": "2020-01-01 00:00:00"},
                {"hours_to_answer": 1},
                {"overdue_notified_on": "2020-01-01"},
                {"company_id": self.other_company.id},
            ):
                with self.assertRaisesRegex(AccessError, "own methods"):
                    question.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                answer.with_user(user).is_solution = True
        with self.assertRaises(AccessError):
            self.ask(state="solved")
        with self.assertRaises(AccessError):
            self.ask(asker_id=self.leader.id)
        with self.assertRaises(AccessError):
            answer.with_user(self.am_anna).create(
                {"question_id": question.id, "text": "x", "author_id": self.leader.id}
            )
        with self.assertRaises(AccessError):
            answer.with_user(self.am_anna).with_context(
                default_is_solution=True
            ).create({"question_id": question.id, "text": "x"})

    def test_a_question_stays_in_its_project(self):
        other = self.make_project("Other", privacy_visibility="employees")
        question = self.ask()
        with self.assertRaisesRegex(UserError, "stays in its project"):
            question.project_id = other
        answer = self.answer(question, self.am_anna)
        with self.assertRaisesRegex(UserError, "stays with its question"):
            answer.question_id = self.ask()

    def test_what_is_finished_is_not_reworded(self):
        question = self.ask()
        answer = self.answer(question, self.am_cai)
        answer.text = "0.5 %"
        answer.with_user(self.am_anna).action_mark_solution()
        with self.assertRaisesRegex(UserError, "reopen it"):
            answer.text = "1 %"
        with self.assertRaisesRegex(UserError, "reopen it"):
            question.text = "Something else"
        with self.assertRaisesRegex(UserError, "solution of a question stays"):
            answer.with_user(self.manager).unlink()
        # Knowing more later is welcome.
        self.answer(question, self.am_cai, "In ECAs 0.10 %.")
        self.assertEqual(question.state, "solved")

    def test_a_copy_begins_anew(self):
        question = self.solved("Copy me")
        copy = question.with_user(self.am_anna).copy()
        self.assertEqual(copy.state, "open")
        self.assertEqual(copy.asker_id, self.am_anna)
        self.assertFalse(copy.answer_ids)
        self.assertFalse(copy.solved_at)
