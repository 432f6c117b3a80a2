from freezegun import freeze_time

from odoo.tests import tagged

from .common_project import QuestionCase


@tagged("-at_install", "post_install")
class TestFuelProjectQuestionFigures(QuestionCase):
    """Averages, and how many queries a list takes."""

    def test_averages_leave_out_what_has_no_answer_yet(self):
        with freeze_time("2026-06-01 04:00:00"):
            first, second, _third = self.ask(), self.ask(), self.ask()
            self.env.cr.execute(
                "UPDATE fuel_project_question SET create_date = '2026-06-01 04:00:00'"
            )
            self.env.invalidate_all()
        with freeze_time("2026-06-01 06:00:00"):
            self.answer(first, self.am_cai)
        with freeze_time("2026-06-01 08:00:00"):
            self.answer(second, self.am_cai)
        [(hours, total)] = self.env["fuel.project.question"]._read_group(
            [("project_id", "=", self.project.id)],
            [],
            ["hours_to_answer:avg", "__count"],
        )
        self.assertEqual((hours, total), (3, 3))

    def test_the_kanban_shows_states_in_their_order(self):
        self.ask()
        questions = self.env["fuel.project.question"].with_user(self.am_anna)

        def columns(**context):
            groups = questions.with_context(
                read_group_expand=True, **context
            ).formatted_read_group([], ["state"], ["__count"])
            return [group["state"] for group in groups]

        self.assertEqual(
            columns(), ["open", "answered", "solved", "reopened", "withdrawn"]
        )
        self.assertEqual(columns(fuel_pending_questions=True), ["open", "reopened"])

    def test_lists_take_as_many_queries_for_one_as_for_many(self):
        def count(questions):
            self.env.flush_all()
            self.env.invalidate_all()
            fields_ = questions.with_user(self.am_anna).get_view(
                self.env.ref("crm_fuel.fuel_project_question_view_list").id, "list"
            )["models"][questions._name]
            spec = {
                name: {"fields": {"display_name": {}}}
                if questions._fields[name].relational
                else {}
                for name in fields_
                if not name.startswith(("message_", "activity_", "website_"))
            }
            before = self.cr.sql_log_count
            questions.with_user(self.am_anna).web_read(spec)
            return self.cr.sql_log_count - before

        questions = self.ask()
        for number in range(15):
            questions |= self.ask(name=f"Question {number}")
        for question in questions:
            self.answer(question, self.am_cai)
        count(questions)
        self.assertEqual(count(questions[0]), count(questions))
