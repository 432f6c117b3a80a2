import random
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_visit_due import NOON, TODAY, VisitDueCommon

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@tagged("-at_install", "post_install")
class TestFuelVisitCoverage(VisitDueCommon):
    """Of those who were due in a period, who was visited."""

    def setUp(self):
        super().setUp()
        frozen = freeze_time(NOON)
        frozen.start()
        self.addCleanup(frozen.stop)

    def coverage(self, *period, user=None, domain=()):
        visits = self.visits.with_user(user or self.supervisor)
        found = visits._coverage(*period, domain)
        return found["due"], found["visited"], found["rate"]

    def test_nobody_is_due_without_customers(self):
        self.assertEqual(self.coverage(*MARCH), (0, 0, False))

    def test_cases_of_march(self):
        for last, within, interval, due, visited in (
            (None, None, 0, 1, 0),  # never visited
            (None, date(2026, 3, 2), 0, 1, 1),
            (date(2026, 3, 1), None, 0, 1, 1),  # the first day is part of it
            (date(2026, 2, 28), None, 31, 1, 0),  # its turn comes on the last day
            (date(2026, 2, 28), None, 32, 0, 0),  # and here the day after
            (date(2026, 2, 28), date(2026, 3, 14), 32, 0, 0),  # early, not asked for
            (date(2026, 1, 5), date(2026, 3, 14), 0, 1, 1),
        ):
            customer = self.make_due_customer("Case", fuel_visit_interval=interval)
            for day in filter(None, (last, within)):
                self.visit(customer, day)
            with self.subTest(last=last, within=within, interval=interval):
                self.assertEqual(
                    self.coverage(*MARCH, domain=[("id", "=", customer.id)])[:2],
                    (due, visited),
                )

    def test_what_does_not_count_as_a_visit(self):
        customer = self.make_due_customer("Not met")
        self.visit(customer, -2, result_id=self.nobody.id)
        self.visit(customer, -2, "cancelled")
        self.visit(customer, 5, "planned")
        self.assertEqual(self.coverage(*MARCH), (1, 0, 0.0))

    def test_customers_entered_later_were_not_due(self):
        self.make_due_customer("New", entered=0)
        self.assertEqual(self.coverage(*MARCH), (1, 0, 0.0))
        self.assertEqual(
            self.coverage(date(2026, 2, 1), date(2026, 2, 28)), (0, 0, False)
        )

    def test_no_interval_nobody_due(self):
        self.make_due_customer("Calm")
        self.company.fuel_visit_interval = 0
        self.assertEqual(self.coverage(*MARCH), (0, 0, False))

    def test_narrowed_by_customers_and_rights(self):
        self.visit(self.make_due_customer("Of Anna", ref="A"), -1)
        self.make_due_customer("Of Bo", user=self.am_bo)
        self.assertEqual(self.coverage(*MARCH), (2, 1, 0.5))
        self.assertEqual(self.coverage(*MARCH, domain=[("ref", "=", "A")]), (1, 1, 1.0))
        self.assertEqual(self.coverage(*MARCH, user=self.am_anna), (1, 1, 1.0))
        self.assertEqual(self.coverage(*MARCH, user=self.am_bo), (1, 0, 0.0))

    def test_by_account_manager_and_team(self):
        self.visit(self.make_due_customer("Of Anna"), -1)
        self.make_due_customer("Too of Anna")
        self.make_due_customer("Of Bo", user=self.am_bo)
        self.visit(self.make_due_customer("Fine", user=self.leader), date(2026, 2, 28))
        self.leader.company_id.fuel_visit_interval = 31
        visits = self.visits.with_user(self.supervisor)
        by_user = visits._coverage_by("user_id", *MARCH)
        self.assertEqual(
            {user.login: figures for user, figures in by_user.items()},
            {
                "fuel_am_anna": {"due": 2, "visited": 1, "rate": 0.5},
                "fuel_am_bo": {"due": 1, "visited": 0, "rate": 0.0},
                "fuel_leader": {"due": 1, "visited": 0, "rate": 0.0},
            },
        )
        by_team = visits._coverage_by("team_id", *MARCH)
        self.assertEqual(
            {team.name: figures["due"] for team, figures in by_team.items()},
            {"North": 2, False: 2},
        )
        self.leader.company_id.fuel_visit_interval = 32
        self.assertNotIn(self.leader, visits._coverage_by("user_id", *MARCH))

    def test_bad_periods_and_groups_are_refused(self):
        for period in ((MARCH[1], MARCH[0]), (False, MARCH[1]), (MARCH[0], None)):
            with self.subTest(period=period), self.assertRaises(ValidationError):
                self.visits._coverage(*period)
        with self.assertRaisesRegex(ValidationError, "not by score"):
            self.visits._coverage_by("score", *MARCH)

    def test_one_query_for_any_number(self):
        visits = self.visits.with_user(self.supervisor)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            visits._coverage_by("user_id", *MARCH)
            return self.env.cr.sql_log_count - before

        self.make_due_customer("One")
        count()
        few = count()
        for number in range(20):
            self.visit(self.make_due_customer(f"More {number}"), -number)
        self.env.flush_all()
        self.assertEqual(count(), few)

    def test_random_histories_counted_one_by_one(self):
        chance = random.Random(7)
        people = (self.am_anna, self.am_bo, self.supervisor)
        histories, vals_list = [], []
        for number in range(60):
            user = chance.choice(people)
            interval = chance.choice((0, 7, 30, 45, 90))
            entered = chance.randint(0, 300)
            customer = self.make_due_customer(
                f"Random {number}",
                entered=entered,
                user=user,
                fuel_visit_interval=interval,
            )
            days = {
                TODAY - timedelta(days=chance.randint(0, 250))
                for _ in range(chance.randint(0, 8))
            }
            counted = set()
            for day in days:
                met = chance.random() < 0.7
                result = self.met if met else self.nobody
                vals_list.append(self.visit_vals(customer, day, result_id=result.id))
                if met:
                    counted.add(day)
            entry = TODAY - timedelta(days=entered)
            histories.append((user.login, interval or 30, entry, counted))
        self.visits.with_context(tracking_disable=True).create(vals_list)
        self.env.flush_all()
        for _ in range(25):
            first = TODAY - timedelta(days=chance.randint(0, 250))
            last = first + timedelta(days=chance.randint(0, 120))
            with self.subTest(first=first, last=last):
                self.compare(histories, first, last)

    def compare(self, histories, first, last):
        wanted = {}
        for login, interval, entry, days in histories:
            before = [day for day in days if day < first]
            turn = max(before) + timedelta(days=interval) if before else date.min
            if entry > last or turn > last:
                continue
            due, visited = wanted.get(login, (0, 0))
            was_visited = any(first <= day <= last for day in days)
            wanted[login] = (due + 1, visited + was_visited)
        visits = self.visits.with_user(self.supervisor)
        found = {
            user.login: (figures["due"], figures["visited"])
            for user, figures in visits._coverage_by("user_id", first, last).items()
        }
        self.assertEqual(found, wanted)
        total = visits._coverage(first, last)
        self.assertEqual(
            (total["due"], total["visited"]),
            tuple(map(sum, zip(*wanted.values(), strict=True))) or (0, 0),
        )
