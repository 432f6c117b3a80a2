from datetime import date

from odoo.tests import tagged

from .common_complaint import ComplaintCommon


@tagged("-at_install", "post_install")
class TestFuelWorkSummaryComplaints(ComplaintCommon):
    """Complaints count for the account manager of who complains, on the day they do."""

    def count(self, first, last):
        people = self.am_anna | self.am_bo
        figures = self.env["fuel.work.summary"]._fuel_figures(people, first, last)
        return figures[self.am_anna.id]["complaints"], figures[self.am_bo.id][
            "complaints"
        ]

    def test_complaints_of_ones_customers(self):
        # By the company's clock: 16:30 UTC is the next day in Shanghai.
        for moment in (
            "2026-03-01 16:30:00",
            "2026-03-08 15:59:59",
            "2026-03-08 16:00:00",
        ):
            complaint = self.complain()
            complaint.user_id = self.am_bo  # helps out; the customer stays Anna's
            complaint.flush_recordset()
            self.env.cr.execute(
                "UPDATE fuel_complaint SET create_date = %s WHERE id = %s",
                [moment, complaint.id],
            )
        self.env.invalidate_all()
        self.assertEqual(self.count(date(2026, 3, 2), date(2026, 3, 8)), (2, 0))
        self.assertEqual(self.count(date(2026, 3, 9), date(2026, 3, 15)), (1, 0))

    def test_of_one_company(self):
        self.complain()
        elsewhere = self.env["fuel.work.summary"].with_company(self.other_company)
        figures = elsewhere._fuel_figures(
            self.am_anna, date(2000, 1, 1), date(2100, 1, 1)
        )
        self.assertEqual(figures[self.am_anna.id]["complaints"], 0)
