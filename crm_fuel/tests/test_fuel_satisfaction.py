import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import partial

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_survey import SurveyCommon

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

    def test_customers_are_named_in_one_narrow_query(self):
        rows = self.env["fuel.satisfaction"].with_user(self.supervisor)
        domain = [("survey_id", "=", self.yearly.id), ("measure", "=", "recommend")]
        read = partial(rows.formatted_read_group, domain, ["customer_id"], ["__count"])
        read()  # access rules and the like, once
        self.env.invalidate_all()
        # The groups; the names.
        with self.assertQueryCount(2):
            groups = read()
        for group, customer in zip(groups, self.customers.sorted("name"), strict=True):
            self.assertEqual(group["customer_id"], (customer.id, customer.name))
            self.assertEqual(
                group["__extra_domain"], [("customer_id", "=", customer.id)]
            )

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

    def test_labels_are_of_ones_own_groups_and_of_names_alone(self):
        rows = self.env["fuel.satisfaction"].with_user(self.am_anna)
        mine = self.customers.filtered(lambda it: it.user_id == self.am_anna)
        # A record that its account manager may not read: another company's.
        hidden = mine[0]
        hidden.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.invalidate_all()
        groups = rows.formatted_read_group(
            [("survey_id", "=", self.yearly.id)], ["customer_id"], ["__count"]
        )
        self.assertEqual(
            {group["customer_id"] for group in groups},
            {(customer.id, customer.name) for customer in mine},
        )
        # The name was no way in to the rest of the record.
        with self.assertRaises(AccessError):
            hidden.with_user(self.am_anna).read(["email"])
