import random
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from .common_complaint import MONDAY, ComplaintCommon


@tagged("-at_install", "post_install")
class TestComplaintAnalysis(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env["fuel.complaint.analysis"]

    def rate_of(self, complaint):
        return self.analysis.browse(complaint.id).repeat_rate

    @freeze_time(MONDAY)
    def test_repeat_within_twelve_months(self):
        first = self.complain(received_at="2025-01-01 00:00:00")
        year = self.complain(received_at="2026-01-01 00:00:00")
        later = self.complain(received_at="2026-01-02 00:00:00")
        other = self.complain(
            received_at="2026-01-03 00:00:00", type_id=self.type_quality.id
        )
        self.assertEqual(self.rate_of(first), 0)
        self.assertEqual(self.rate_of(year), 100, "to the day")
        self.assertEqual(self.rate_of(later), 100)
        self.assertEqual(self.rate_of(other), 0, "another type")
        self.analysis.invalidate_model()
        other.type_id = self.type_service
        self.assertEqual(self.rate_of(other), 100, "decided when it is asked")

    @freeze_time(MONDAY)
    def test_equals_an_independent_count(self):
        chance = random.Random(7)
        customers = [
            self.make_customer(f"Repeat {index}", user_id=self.am_anna.id)
            for index in range(4)
        ]
        kinds = [self.type_quality, self.type_service]
        plan = [
            (
                chance.choice(customers),
                chance.choice(kinds),
                datetime(2023, 1, 1) + timedelta(hours=chance.randrange(26_000)),
            )
            for _ in range(60)
        ]
        for customer, kind, moment in plan:
            self.complain(customer_id=customer.id, type_id=kind.id, received_at=moment)
        repeats = sum(
            any(
                (customer, kind) == (other_customer, other_kind)
                and moment - relativedelta(months=12) <= other < moment
                for other_customer, other_kind, other in plan
            )
            for customer, kind, moment in plan
        )
        [[count, rate]] = self.analysis.with_user(self.am_anna)._read_group(
            [("customer_id", "in", [customer.id for customer in customers])],
            [],
            ["__count", "repeat_rate:avg"],
        )
        self.assertEqual(count, 60)
        self.assertAlmostEqual(rate, 100 * repeats / 60)
        self.assertTrue(0 < repeats < 60)

    def test_figures(self):
        with freeze_time(MONDAY):
            complaint = self.proposed(customer_id=self.customer.id)
        with freeze_time("2026-03-07 01:00:00"):
            complaint.write(
                {
                    "cause_id": self.cause.id,
                    "corrective_action": "Calibrate",
                    "settlement_amount": 300,
                    "barge_id": self.make_vessel("Barge 7").id,
                }
            )
            complaint.action_settle()
            complaint.record_satisfaction(5)
        row = self.analysis.with_user(self.am_anna).browse(complaint.id)
        self.assertRecordValues(
            row,
            [
                {
                    "days_to_close": 5,
                    "cost": 300,
                    "satisfaction": 5,
                    "state": "settled",
                    "cause_id": self.cause.id,
                    "barge_id": complaint.barge_id.id,
                }
            ],
        )
        self.assertEqual(row.action_open_complaint()["res_id"], complaint.id)

    def test_only_what_one_may_see(self):
        complaint = self.complain()
        for user, expected in (
            (self.am_anna, True),
            (self.leader, True),
            (self.am_bo, False),
            (self.supervisor, True),
        ):
            rows = self.analysis.with_user(user).search([("id", "=", complaint.id)])
            with self.subTest(user=user.name):
                self.assertEqual(bool(rows), expected)
