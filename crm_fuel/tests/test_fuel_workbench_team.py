from freezegun import freeze_time

from odoo.tests import tagged

from .common_visit_due import NOON
from .common_workbench import WorkbenchCommon


@tagged("-at_install", "post_install")
class TestFuelWorkbenchTeam(WorkbenchCommon):
    """How the people are getting on: the tab "team"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOON))

    def _ids(self, card):
        return [item["id"] for item in card["items"]]

    def test_who_is_where_and_since_when(self):
        visit = self.begin_visit("2026-03-15 02:05:00")
        elsewhere = self.begin_visit("2026-03-15 02:30:00", self.am_bo)
        card = self.card(self.leader, "people", "team")
        self.assertEqual(self._ids(card), visit.ids)
        self.assertEqual(card["items"][0]["user"], "Am Anna")
        self.assertEqual(card["items"][0]["customer"], "Yongxing Shipping")
        self.assertEqual(card["items"][0]["since"], "2026-03-15 02:05:00")
        self.assertEqual(card["today"]["in_progress"], 1)
        seen = self._ids(self.card(self.supervisor, "people", "team"))
        self.assertEqual(
            [id_ for id_ in seen if id_ in (visit + elsewhere).ids],
            (visit + elsewhere).ids,
        )

    def test_one_s_own_visit_is_not_the_team_s(self):
        self.team_north.member_ids = [(4, self.leader.id)]
        visit = self.begin_visit(NOON, self.leader)
        card = self.card(self.leader, "people", "team")
        self.assertNotIn(visit.id, self._ids(card))

    def test_who_is_late(self):
        self.plan_visit(planned_start="2026-03-15 02:00:00")
        self.plan_visit(planned_start="2026-03-12 02:00:00")
        # Within the grace, ahead, and too long ago to be anybody's day.
        self.plan_visit(planned_start="2026-03-15 03:50:00")
        self.plan_visit(planned_start="2026-03-15 06:00:00")
        self.plan_visit(planned_start="2026-02-12 02:00:00")
        [item] = self.card(self.leader, "late", "team")["items"]
        self.assertEqual(item["user_id"], self.am_anna.id)
        [line] = [line for line in item["lines"] if line["kind"] == "visits"]
        self.assertEqual(line["count"], 2)
        listed = self.env[line["model"]].with_user(self.leader).search(line["domain"])
        self.assertEqual(len(listed), 2, "The list has as many as the line says")

    def test_what_is_unreviewed_until_it_is_reviewed(self):
        visit = self.visit(self.customer, -3)
        self.visit(self.customer, -40)
        [line] = [
            line
            for line in self.card(self.leader, "review", "team")["items"]
            if line["kind"] == "visits"
        ]
        self.assertEqual(line["count"], 1)
        listed = self.env[line["model"]].with_user(self.leader).search(line["domain"])
        self.assertEqual(listed, visit)
        listed.action_review()
        card = self.card(self.leader, "review", "team")
        self.assertEqual(card["items"][0]["count"], 0)

    def test_other_teams_and_companies_stay_theirs(self):
        """A leader of another team sees nothing of North's."""
        self.env["crm.team"].create({"name": "South", "user_id": self.am_bo.id})
        self.plan_visit(planned_start="2026-03-12 02:00:00")
        self.begin_visit(NOON)
        self.visit(self.customer, -3)
        cards = self.load(self.am_bo, "team")["cards"]
        self.assertFalse(cards["people"]["items"])
        self.assertFalse(cards["late"]["items"])
        self.assertEqual(cards["review"]["count"], 0)
        self.assertEqual(cards["people"]["today"]["in_progress"], 0)
