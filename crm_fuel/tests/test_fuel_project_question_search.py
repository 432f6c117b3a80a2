from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ..tools.similar import coverage, pieces
from .common_project import QuestionCase


@tagged("-at_install", "post_install")
class TestSimilar(BaseCase):
    def test_pieces(self):
        self.assertEqual(pieces("VLSFO 0.50%"), {"vlsfo", "0", "50"})
        self.assertEqual(pieces("硫含量超标"), {"硫含", "含量", "量超", "超标"})
        self.assertEqual(pieces("船"), {"船"})
        self.assertEqual(pieces(None), set())

    @given(st.text(), st.text())
    def test_coverage_is_a_part(self, text, document):
        self.assertTrue(0 <= coverage(text, document) <= 1)
        if pieces(text):
            self.assertEqual(coverage(text, f"{text} {document}"), 1)


@tagged("-at_install", "post_install")
class TestFuelProjectQuestionSearch(QuestionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sulphur = cls.solved(
            "Sulphur above the limit in the second sample",
            "Ask the joint laboratory in Zhoushan.",
        )
        cls.chinese = cls.solved(
            "船上化验硫含量超标怎么处理",
            "请联合实验室复检留样。",
            text="船方拒收，要求退油",
        )
        cls.hose = cls.solved("Hose connection of the barge", "Six inches, flange B.")

    def found(self, words, user=None):
        questions = self.env["fuel.project.question"].with_user(user or self.am_anna)
        return questions.search(
            [("content", "ilike", words), ("project_id", "=", self.project.id)]
        )

    def test_words_in_title_text_and_answers(self):
        self.assertEqual(self.found("sulphur"), self.sulphur)
        self.assertEqual(self.found("limit SULPHUR zhoushan"), self.sulphur)
        self.assertEqual(self.found("硫含量"), self.chinese)
        self.assertEqual(self.found("拒收"), self.chinese)
        self.assertEqual(self.found("复检 超标"), self.chinese)
        self.assertFalse(self.found("sulphur flange"))
        self.assertFalse(self.found("50% of_it"))

    def test_other_operators_are_refused(self):
        questions = self.env["fuel.project.question"]
        with self.assertRaisesRegex(UserError, "operator `ilike`"):
            questions.search([("content", "=", "x")])
        rest = questions.search(
            [("content", "not ilike", "sulphur"), ("project_id", "=", self.project.id)]
        )
        self.assertEqual(rest, self.chinese | self.hose)

    def test_the_search_is_indexed(self):
        if not self.env.registry.has_trigram:
            self.skipTest("pg_trgm is missing")
        self.env.cr.execute(
            "SELECT tablename, substring(indexdef FROM '[(](.*) gin_trgm_ops')"
            "  FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'"
            "   AND tablename LIKE 'fuel_project_question%' ORDER BY 1, 2"
        )
        self.assertEqual(
            self.env.cr.fetchall(),
            [
                ("fuel_project_question", "name"),
                ("fuel_project_question", "question_text"),
                ("fuel_project_question_answer", "text"),
            ],
        )

    def test_similar_titles_come_from_the_index(self):
        if not self.env.registry.has_trigram:
            self.skipTest("pg_trgm is missing")
        questions = self.env["fuel.project.question"].with_user(self.am_cai)
        query = questions._similar_titles("hose", Domain("state", "=", "solved"))
        # A handful of rows is read faster without any index.
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off;"
            "SET LOCAL enable_indexonlyscan = off"
        )
        plan = self.env.execute_query(SQL("EXPLAIN %s", query))
        self.assertIn(
            "Bitmap Index Scan on fuel_project_question__name_index",
            "\n".join(line for (line,) in plan),
        )

    def test_a_text_counts_where_titles_resemble(self):
        first = self.solved("Berth closed", "Wait.", text="Typhoon signal raised")
        second = self.solved("Berth closed", "Shift.", text="Strike of the pilots")
        for typed, best in (("Typhoon", first), ("pilots strike", second)):
            with self.subTest(typed=typed):
                found = self.similar(f"Berth closed {typed}")
                self.assertEqual(found[0]["id"], best.id)

    def similar(self, text, user=None, **options):
        questions = self.env["fuel.project.question"].with_user(user or self.am_cai)
        return questions.similar_questions(text, **options)

    def check_similar(self):
        for typed, question in (
            ("sulphur limit sample", self.sulphur),
            ("硫含量超标", self.chinese),
            ("barge hose", self.hose),
        ):
            with self.subTest(typed=typed):
                best = self.similar(typed)[0]
                self.assertEqual(best["id"], question.id)
                self.assertEqual(best["name"], question.name)
                self.assertEqual(best["project"], self.project.name)
                self.assertEqual(best["solution"], question.answer_ids.text)
                self.assertTrue(0 < best["score"] <= 1)
        for typed in ("credit note of invoice", "客户生日", "?", "", " "):
            with self.subTest(typed=typed):
                self.assertEqual(self.similar(typed), [])

    def test_similar_questions(self):
        self.check_similar()

    def test_similar_questions_without_the_extension(self):
        with patch.object(self.registry, "has_trigram", False):
            self.check_similar()

    def test_only_solved_ones_of_projects_one_may_read(self):
        typed = "Sulphur above the limit"
        self.assertEqual(self.similar(typed, exclude_id=self.sulphur.id), [])
        self.assertFalse(self.similar(typed, self.am_bo))
        self.project.privacy_visibility = "employees"
        self.assertEqual(self.similar(typed, self.am_bo)[0]["id"], self.sulphur.id)
        self.sulphur.with_user(self.leader).action_reopen()
        self.assertEqual(self.similar(typed), [])

    def test_bad_input(self):
        for text in (None, 7, ["x"], "a\x00b", "\ud800"):
            with self.assertRaisesRegex(UserError, "no text"):
                self.similar(text)
        for limit in (0, 21, -1, "5", True, None):
            with self.assertRaisesRegex(UserError, "1 to 20"):
                self.similar("sulphur", limit=limit)
        self.assertEqual(len(self.similar("sulphur hose barge limit " * 500)), 2)

    def test_a_look_up_takes_few_queries(self):
        def count(text):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.similar(text)
            return self.cr.sql_log_count - before

        one = count("Hose connection of the barge")
        for number in range(10):
            self.solved(f"Hose connection of the barge {number}")
        count("Hose connection of the barge")
        self.assertLessEqual(count("Hose connection of the barge"), one + 1)
