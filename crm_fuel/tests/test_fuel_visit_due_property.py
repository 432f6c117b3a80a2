import random
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ..tools.care_score import care_score
from .common_visit_due import NOON, TODAY, VisitDueCommon

days = st.integers(0, 20_000)
intervals = st.integers(0, 3650)
# To the kilogram, as the list sums them.
tonnes = st.integers(-(10**9), 10**10).map(lambda kilograms: kilograms / 1000)
complaints = st.integers(0, 50)
satisfactions = st.none() | st.integers(0, 1000).map(lambda tenths: tenths / 10)
inputs = st.tuples(days, intervals, tonnes, tonnes, complaints, satisfactions)
# Machines that are busy otherwise draw slowly.
patient = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)


@tagged("-at_install", "post_install")
class TestCareScore(BaseCase):
    def test_by_hand(self):
        for given_, wanted in (
            ((0, 30, 0, 0), 0),
            ((30, 30, 0, 0), 40 / 3),
            ((90, 30, 0, 0), 40),
            ((9000, 30, 0, 0), 40),
            ((9000, 0, 0, 0), 0),
            ((0, 30, 10_000, 10_000), 12.5),
            ((0, 30, 5_000, 10_000), 12.5 + 7.5),
            ((0, 30, 0, 10_000), 12.5 + 15),
            ((0, 30, 20_000, 10_000), 25 * 2 / 3),
            ((0, 30, 0, 0, 1), 5),
            ((0, 30, 0, 0, 7), 10),
            ((0, 30, 0, 0, 0, 100), 0),
            ((0, 30, 0, 0, 0, 25), 7.5),
            # Returns can make a volume negative.
            ((0, 30, -50, -20), 0),
        ):
            with self.subTest(given=given_):
                self.assertAlmostEqual(care_score(*given_), wanted)

    @patient
    @given(inputs)
    def test_lies_between_0_and_100(self, values):
        self.assertGreaterEqual(care_score(*values), 0)
        self.assertLessEqual(care_score(*values), 100)

    @patient
    @given(inputs, days)
    def test_later_is_never_less_urgent(self, values, more):
        late, *rest = values
        self.assertGreaterEqual(care_score(late + more, *rest), care_score(*values))

    @patient
    @given(inputs, st.floats(0, 1))
    def test_a_lower_volume_is_never_less_urgent(self, values, share):
        late, interval, _recent, earlier, *rest = values
        earlier = abs(earlier)
        self.assertGreaterEqual(
            care_score(late, interval, earlier * share, earlier, *rest),
            care_score(late, interval, earlier, earlier, *rest),
        )

    @patient
    @given(inputs, complaints)
    def test_complaints_never_calm(self, values, more):
        *others, count, satisfaction = values
        self.assertGreaterEqual(
            care_score(*others, count + more, satisfaction), care_score(*values)
        )


@tagged("-at_install", "post_install")
class TestFuelVisitDueProperty(VisitDueCommon):
    """SQL against Python, on many inputs."""

    @patient
    @given(st.lists(inputs, min_size=1, max_size=30))
    def test_sql_and_python_score_alike(self, rows):
        score = self.due._score_sql()
        values = SQL(", ").join(
            SQL("(%s, %s, %s::float8, %s::float8, %s, %s::float8)", *row)
            for row in rows
        )
        found = self.env.execute_query(
            SQL(
                """
                SELECT %s
                  FROM (VALUES %s) AS given (days, every, recent, earlier, open, happy)
                 CROSS JOIN LATERAL (SELECT days AS days_overdue) AS turn
                 CROSS JOIN LATERAL (SELECT every AS visit_interval) AS basis
                 CROSS JOIN LATERAL (SELECT given.recent, given.earlier) AS volume
                 CROSS JOIN LATERAL (
                           SELECT open AS open_complaints, happy AS satisfaction
                       ) AS care
                """,
                score,
                values,
            )
        )
        for row, (answer,) in zip(rows, found, strict=True):
            self.assertAlmostEqual(answer, care_score(*row), places=9, msg=str(row))

    def test_dates_and_status_of_random_customers(self):
        chance = random.Random(20260315)
        customers, wanted, visits = [], {}, []
        for number in range(150):
            interval = chance.choice((0, 0, 1, 7, 14, 60, 90, 365))
            entered = chance.randint(0, 800)
            customer = self.make_due_customer(
                f"Random {number}", entered=entered, fuel_visit_interval=interval
            )
            customers.append(customer)
            offsets = [
                -chance.choice((0, 1, 6, 7, 8, 29, 30, 31, chance.randint(0, 700)))
                for _ in range(chance.randint(0, 3))
            ]
            visits += [self.visit_vals(customer, offset) for offset in offsets]
            wanted[customer] = self.expected(interval or 30, entered, offsets)
        self.visits.with_context(tracking_disable=True).create(visits)
        self.env.flush_all()
        with freeze_time(NOON):
            rows = self.due.with_user(self.supervisor).search([])
            found = {
                row.customer_id.with_user(self.env.user): (
                    row.status,
                    row.due_date,
                    row.days_overdue,
                )
                for row in rows
            }
        self.assertEqual(found, wanted)
        self.assertEqual(
            {status for status, *_rest in wanted.values()},
            {"never", "overdue", "due", "ok"},
        )

    def expected(self, interval, entered, offsets):
        """Status, due date and days overdue, the plain way."""
        if not offsets:
            return "never", TODAY - timedelta(days=entered), entered
        left = max(offsets) + interval
        due = TODAY + timedelta(days=left)
        if left < 0:
            return "overdue", due, -left
        return ("due" if left <= 7 else "ok"), due, 0
