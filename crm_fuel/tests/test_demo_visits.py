from collections import Counter
from datetime import datetime, timedelta

from odoo.tests import TransactionCase

from ..demo import order_plan, visit_plan
from .common_demo import DemoCommon


class TestVisitPlan(TransactionCase):
    """The plan needs no database, so it is tried on all sorts of days."""

    DAYS = (
        datetime(2027, 1, 1, 0, 30),
        datetime(2028, 2, 29, 16, 0),
        datetime(2029, 7, 15, 3, 0),
        datetime(2030, 12, 31, 23, 59),
    )

    def test_same_moment_same_plan(self):
        one, two = (visit_plan.make_plan(self.DAYS[0]) for _ in "12")
        self.assertEqual(one, two)

    def test_size_and_span(self):
        for now in self.DAYS:
            with self.subTest(now=now):
                visits = visit_plan.make_plan(now)
                self.assertGreater(len(visits), 350)
                self.assertLess(len(visits), 900)
                states = Counter(visit.state for visit in visits)
                self.assertEqual(
                    set(states), {"planned", "in_progress", "done", "cancelled"}
                )
                self.assertEqual(states["in_progress"], 2)
                coming = [visit for visit in visits if visit.start > now]
                self.assertGreater(len(coming), 8)
                self.assertTrue(
                    all(visit.state == "planned" for visit in coming), "not begun yet"
                )
                self.assertLess(visits[0].start, now - timedelta(days=380))

    def test_only_who_went_somewhere_has_a_place(self):
        for visit in visit_plan.make_plan(self.DAYS[0]):
            if visit.verdict:
                self.assertIn(visit.channel, ("on_site", "on_board"))
                self.assertNotIn(visit.customer, visit_plan.FAR)
            self.assertEqual(bool(visit.failure), visit.verdict == "unverified")

    def test_customers_are_visited_as_they_deserve(self):
        visits = visit_plan.make_plan(self.DAYS[0])
        counts = Counter(visit.customer for visit in visits)
        self.assertFalse(visit_plan.NEVER_VISITED & set(counts))
        growing = [
            counts[key]
            for key, it in order_plan.PROFILES.items()
            if it.course == "growing"
        ]
        occasional = [
            counts[key]
            for key, it in order_plan.PROFILES.items()
            if it.course == "occasional"
        ]
        self.assertGreater(min(growing), max(occasional))


class TestDemoVisits(DemoCommon):
    """The visits of the demonstration company as records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits_planned = visit_plan.make_plan(cls.plan.now)
        cls.visits_made = cls.demo._make_visits(cls.visits_planned)
        cls.env.flush_all()

    def test_visits_are_as_planned(self):
        for visit, planned in zip(self.visits_made, self.visits_planned, strict=True):
            self.assertEqual(visit.state, planned.state)
            self.assertEqual(visit.user_id, visit.customer_id.user_id)
            self.assertEqual(visit.team_id, visit.user_id.sale_team_id)
            if planned.state == "done":
                self.assertTrue(visit.summary)
                self.assertEqual(visit.verdict, planned.verdict or "unverified")
                self.assertEqual(visit.actual_duration, planned.hours)

    def test_positions(self):
        checked_in = self.visits_made.filtered("is_checked_in")
        self.assertGreater(len(checked_in), 100)
        for visit in checked_in:
            kinds = visit.position_ids.mapped("kind")
            self.assertEqual(kinds, ["in", "out"] if visit.state == "done" else ["in"])
        known = checked_in.position_ids.filtered("has_fix")
        self.assertTrue(all(known.mapped("latitude")))
        off_site = known.filtered(lambda it: it.verdict == "off_site")
        self.assertGreater(min(off_site.mapped("distance")), 500)

    def test_loading_visits_again_changes_nothing(self):
        before = self.env["fuel.visit"].search_count([])
        self.demo._load_visits()
        self.assertEqual(self.env["fuel.visit"].search_count([]), before)
