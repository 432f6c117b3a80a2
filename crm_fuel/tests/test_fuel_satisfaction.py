import random
from collections import Counter, defaultdict
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_survey import MOMENT, SurveyCommon

NUMBER = 10_000
# Figures of customers have one decimal.
SHOWN = 0.05 + 1e-9


@tagged("-at_install", "post_install")
class TestSatisfactionAnalysis(SurveyCommon):
    """Figures over many answers, against a computation of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "fuel_survey_complaint_score": 0,
                "fuel_survey_activity_score": 0,
                "fuel_survey_activity_recommend": -1,
            }
        )
        dice = random.Random(6)
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Satisfaction Customer {index}",
                    "is_company": True,
                    "fuel_customer": True,
                    "user_id": (cls.am_anna, cls.am_bo)[index % 2].id,
                }
                for index in range(20)
            ]
        )
        cls.asked = cls.yearly.question_ids.filtered("fuel_measure")
        cls.given = [cls._dice_answer(dice) for _index in range(NUMBER)]
        cls._insert(cls.given)

    @classmethod
    def _dice_answer(cls, dice):
        scores = {}
        for question in cls.asked:
            # One in eight leaves a question out.
            if dice.random() > 0.125:
                scores[question] = dice.randint(question.scale_min, question.scale_max)
        return {
            "customer": dice.choice(cls.customers),
            "day": date(2025, 3, 3) + timedelta(days=dice.randrange(364)),
            "scores": scores,
        }

    @classmethod
    def _insert(cls, given):
        """Store answers that are about to be finished, and finish them for real."""
        cls.env.flush_all()
        rows = cls.cr.execute_values(
            """INSERT INTO survey_user_input
                      (survey_id, state, access_token, partner_id, fuel_customer_id,
                       fuel_manager_id, fuel_company_id, test_entry, start_datetime)
               VALUES %s RETURNING id""",
            [
                (
                    cls.yearly.id,
                    "in_progress",
                    f"satisfaction-{index}",
                    answer["customer"].id,
                    answer["customer"].id,
                    answer["customer"].user_id.id,
                    cls.company.id,
                    False,
                    answer["day"],
                )
                for index, answer in enumerate(given)
            ],
            fetch=True,
        )
        ids = [row[0] for row in rows]
        cls.cr.execute_values(
            """INSERT INTO survey_user_input_line
                      (user_input_id, question_id, survey_id, answer_type, value_scale,
                       skipped)
               VALUES %s""",
            [
                (id_, question.id, cls.yearly.id, "scale", score, False)
                for id_, answer in zip(ids, given, strict=True)
                for question, score in answer["scores"].items()
            ],
        )
        inputs = cls.inputs.browse(ids)
        by_day = defaultdict(list)
        for user_input, answer in zip(inputs, given, strict=True):
            by_day[answer["day"]].append(user_input.id)
        inputs._fuel_finish()
        # Finished on their days, which only time itself could do.
        for day, of_day in by_day.items():
            cls.inputs.browse(of_day).write({"fuel_answered_on": day, "state": "done"})
        cls.env.flush_all()
        cls.env.invalidate_all()
        # As autovacuum does after so many.
        cls.cr.execute("ANALYZE survey_user_input, survey_user_input_line")

    # --- the independent computation ---

    def nps_of(self, scores):
        counts = Counter(
            "up" if score > 8 else "down" if score < 7 else "flat" for score in scores
        )
        total = sum(counts.values())
        if not total:
            return 0
        return 100 * counts["up"] / total - 100 * counts["down"] / total

    def csat_of(self, scores):
        scores = list(scores)
        if not scores:
            return 0
        return 100 * len([score for score in scores if score >= 4]) / len(scores)

    def scores(self, measure, answers=None):
        return [
            score
            for answer in (answers or self.given)
            for question, score in answer["scores"].items()
            if question.fuel_measure == measure
        ]

    # --- against it ---

    def test_nps_and_csat_of_everything(self):
        rows = self.env["fuel.satisfaction"].with_user(self.supervisor)
        domain = [("survey_id", "=", self.yearly.id)]
        [(nps, csat, answers)] = rows._read_group(
            domain, [], ["nps:avg", "csat:avg", "answers:count_distinct"]
        )
        self.assertAlmostEqual(nps, self.nps_of(self.scores("recommend")))
        self.assertAlmostEqual(
            csat, self.csat_of(self.scores("overall") + self.scores("dimension"))
        )
        self.assertEqual(answers, len([it for it in self.given if it["scores"]]))

    def test_by_customer_and_month(self):
        rows = self.env["fuel.satisfaction"].with_user(self.supervisor)
        groups = rows._read_group(
            [("survey_id", "=", self.yearly.id), ("measure", "!=", "dimension")],
            ["customer_id", "date:month"],
            ["nps:avg", "csat:avg", "answers:count_distinct"],
        )
        expected = defaultdict(list)
        for answer in self.given:
            expected[answer["customer"].id, answer["day"].replace(day=1)].append(answer)
        self.assertEqual(len(groups), len(expected))
        for customer, month, nps, csat, answers in groups:
            of_group = expected[customer.id, month]
            recommend = self.scores("recommend", of_group)
            overall = self.scores("overall", of_group)
            self.assertAlmostEqual(nps or 0, self.nps_of(recommend))
            self.assertAlmostEqual(csat or 0, self.csat_of(overall))
            asked = [
                it
                for it in of_group
                if any(q.fuel_measure != "dimension" for q in it["scores"])
            ]
            self.assertEqual(answers, len(asked))

    def test_by_dimension(self):
        rows = self.env["fuel.satisfaction"].with_user(self.supervisor)
        groups = rows.formatted_read_group(
            [("survey_id", "=", self.yearly.id), ("measure", "=", "dimension")],
            ["dimension_id"],
            ["csat:avg", "rating:avg", "__count"],
        )
        self.assertEqual(len(groups), 6)
        for group in groups:
            scores = [
                score
                for answer in self.given
                for question, score in answer["scores"].items()
                if question.fuel_dimension_id.id == group["dimension_id"][0]
            ]
            self.assertAlmostEqual(group["csat:avg"], self.csat_of(scores))
            self.assertAlmostEqual(group["rating:avg"], sum(scores) / len(scores))
            self.assertEqual(group["__count"], len(scores))

    @freeze_time("2026-03-02 06:00:00")
    def test_figures_of_customers(self):
        partners = self.customers.with_user(self.supervisor)

        def queries(some):
            some.mapped("fuel_csat")  # warm
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("fuel_csat")
            some.mapped("fuel_nps")
            some.mapped("fuel_survey_answer_count")
            return self.cr.sql_log_count - before

        self.assertEqual(queries(partners), queries(partners[0].with_prefetch()))
        for partner in partners:
            answers = [it for it in self.given if it["customer"].id == partner.id]
            self.assertEqual(partner.fuel_survey_answer_count, len(answers))
            overall = self.scores("overall", answers)
            self.assertAlmostEqual(
                partner.fuel_csat, self.csat_of(overall), delta=SHOWN
            )
            recommend = self.scores("recommend", answers)
            self.assertAlmostEqual(
                partner.fuel_nps, self.nps_of(recommend), delta=SHOWN
            )

    def test_managers_see_their_own_customers(self):
        rows = self.env["fuel.satisfaction"].with_user(self.am_anna)
        groups = rows._read_group(
            [("survey_id", "=", self.yearly.id)], ["customer_id"], []
        )
        self.assertEqual(
            {customer for (customer,) in groups},
            set(self.customers.filtered(lambda it: it.user_id == self.am_anna)),
        )


@tagged("-at_install", "post_install")
class TestSatisfactionAccess(SurveyCommon):
    """Who sees which answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.given = cls.answer(
            overall=4, timeliness=2, quality=5, recommend=9, remark="Late, but friendly"
        )
        cls.env.flush_all()

    def sees(self, user):
        answer = self.inputs.with_user(user).search([("id", "=", self.given.id)])
        lines = self.env["survey.user_input.line"].with_user(user)
        rows = self.env["fuel.satisfaction"].with_user(user)
        found = {
            bool(answer),
            bool(lines.search([("user_input_id", "=", self.given.id)])),
            bool(rows.search([("user_input_id", "=", self.given.id)])),
        }
        self.assertEqual(len(found), 1, "All of it or nothing")
        return found.pop()

    def test_who_sees_it(self):
        self.assertTrue(self.sees(self.am_anna))
        self.assertTrue(self.sees(self.leader))
        self.assertTrue(self.sees(self.supervisor))
        self.assertTrue(self.sees(self.manager))
        self.assertFalse(self.sees(self.am_bo))
        for user in (self.plain, self.portal):
            with self.refused(AccessError, ""):
                self.sees(user)

    def test_a_new_manager_sees_what_was_answered_before(self):
        self.customer.user_id = self.am_bo
        self.assertTrue(self.sees(self.am_bo))
        self.assertTrue(self.sees(self.am_anna))

    def test_companies(self):
        abroad = new_test_user(
            self.env,
            login="fuel_abroad",
            groups="crm_fuel.group_fuel_supervisor",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        self.assertFalse(self.sees(abroad))

    def test_survey_officers_see_no_answers(self):
        officer = new_test_user(
            self.env, login="survey_officer", groups="survey.group_survey_user"
        )
        answers = self.inputs.with_user(officer)
        self.assertFalse(answers.search([("id", "=", self.given.id)]))
        # Odoo shows them every questionnaire that is not restricted to somebody.
        with self.refused(UserError, "archive it"):
            self.delivery.with_user(officer).unlink()

    def test_who_reads_cannot_answer(self):
        answer = self.given.with_user(self.am_anna)
        with self.refused(AccessError, "access_token"):
            answer.read(["access_token"])
        self.assertNotIn("access_token", answer.fields_get())
        for values in ({"state": "new"}, {"fuel_overall": 5}):
            with self.refused(AccessError, ""):
                answer.write(values)
        with self.refused(AccessError, ""):
            answer.user_input_line_ids[0].value_scale = 5
        with self.refused(AccessError, ""):
            answer.unlink()

    def test_nobody_writes_the_analysis(self):
        row = self.env["fuel.satisfaction"].with_user(self.manager).search([], limit=1)
        with self.refused(AccessError, ""):
            row.write({"nps": 100})

    def test_a_row_opens_its_answer(self):
        row = self.env["fuel.satisfaction"].with_user(self.am_anna)
        row = row.search([("user_input_id", "=", self.given.id)], limit=1)
        action = row.action_open_answer()
        self.assertEqual(action["res_id"], self.given.id)
        view = self.env.ref("crm_fuel.survey_user_input_view_form")
        self.assertEqual(action["views"], [(view.id, "form")])


@tagged("-at_install", "post_install")
class TestSatisfactionOfCustomer(SurveyCommon):
    """Figures and the tab of a customer; what else counts them."""

    def answered(self, day, **given):
        with freeze_time(f"{day} 06:00:00"):
            return self.answer(self.invite(), **given)

    @freeze_time(MOMENT)
    def test_figures(self):
        self.assertEqual(self.figures_of(self.customer), (0, 0, 0))
        self.answered("2025-03-01", overall=1, recommend=0)  # more than a year ago
        self.answered("2025-03-03", overall=5, recommend=10)
        self.answered("2026-01-10", overall=4, recommend=8)
        self.answered("2026-03-02", overall=2, recommend=3)
        self.assertEqual(self.figures_of(self.customer), (3, 66.7, 0))
        # A contact's are their company's.
        self.assertEqual(self.figures_of(self.buyer), (3, 66.7, 0))
        self.assertEqual(self.figures_of(self.customer, self.am_bo), (0, 0, 0))

    @freeze_time(MOMENT)
    def test_tab(self):
        self.answered("2025-05-05", overall=5, quality=5, recommend=10)
        self.answered("2026-02-03", overall=2, quality=1, timeliness=4, remark="Dirty")
        tab = self.customer.with_user(self.am_anna).fuel_satisfaction_overview()
        self.assertEqual(tab["total"], {"answers": 2, "csat": 50, "nps": 100})
        self.assertEqual(
            [(it["year"], it["quarter"], it["answers"]) for it in tab["quarters"]],
            [
                (2024, 2, 0),
                (2024, 3, 0),
                (2024, 4, 0),
                (2025, 1, 0),
                (2025, 2, 1),
                (2025, 3, 0),
                (2025, 4, 0),
                (2026, 1, 1),
            ],
        )
        self.assertIs(tab["quarters"][0]["csat"], False)
        self.assertEqual(tab["quarters"][-1]["csat"], 0)
        self.assertIs(tab["quarters"][-1]["nps"], False)
        self.assertEqual(
            [(it["name"], it["rating"], it["answers"]) for it in tab["dimensions"]],
            [("Product quality", 3, 2), ("Delivery timeliness", 4, 1)],
        )
        [remark] = tab["remarks"]
        self.assertEqual(
            (remark["text"], remark["contact"], remark["overall"]),
            ("Dirty", "Purchaser Li", 2),
        )

    @freeze_time(MOMENT)
    def test_tab_takes_the_same_number_of_queries(self):
        customer = self.customer.with_user(self.am_anna)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            customer.fuel_satisfaction_overview()  # warm
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            customer.fuel_satisfaction_overview()
            return self.cr.sql_log_count - before

        self.answered("2026-02-03", overall=4, quality=4, recommend=9, remark="A")
        few = queries()
        for index in range(10):
            self.answered(
                f"2026-01-{index + 1:02d}",
                overall=4,
                quality=4,
                recommend=9,
                remark="B",
            )
        self.assertEqual(queries(), few)

    def test_other_peoples_tab_is_empty(self):
        self.answer(overall=4, recommend=9, remark="Secret")
        tab = self.customer.with_user(self.am_bo).fuel_satisfaction_overview()
        self.assertEqual((tab["total"]["answers"], tab["remarks"]), (0, []))
        with self.refused(AccessError, ""):
            self.customer.with_user(self.portal).fuel_satisfaction_overview()

    @freeze_time(MOMENT)
    def test_the_dissatisfied_are_visited_sooner(self):
        due = self.env["fuel.visit.due"].with_user(self.am_anna)

        def row():
            self.env.flush_all()
            due.invalidate_model()
            return due.browse(self.customer.id)

        before = row().score
        self.assertFalse(row().satisfaction)
        self.answered("2026-02-03", overall=3, recommend=8)
        self.answered("2026-02-04", overall=4, recommend=8)
        self.assertEqual(row().satisfaction, 50)
        self.assertAlmostEqual(row().score, before + 5)

    @freeze_time(MOMENT)
    def test_work_summary(self):
        self.answered("2026-02-03", overall=3, recommend=8)
        self.answered("2026-02-04", overall=4, recommend=8)
        self.answered("2026-03-01", overall=4, recommend=8)
        summaries = self.env["fuel.work.summary"]
        figures = summaries._fuel_figures(
            self.am_anna + self.am_bo, "2026-02-01", "2026-02-28"
        )
        self.assertEqual(
            (
                figures[self.am_anna.id]["csat"],
                figures[self.am_anna.id]["survey_answers"],
            ),
            (50, 2),
        )
        self.assertIs(figures[self.am_bo.id]["csat"], False)
        self.assertEqual(figures[self.am_bo.id]["survey_answers"], 0)
