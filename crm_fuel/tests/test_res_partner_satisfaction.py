from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_survey import MOMENT, SurveyCommon


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
