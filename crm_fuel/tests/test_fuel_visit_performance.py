from freezegun import freeze_time

from odoo.tests import tagged

from .common import FuelCommon

LIST = {
    "planned_start": {},
    "customer_id": {"fields": {"display_name": {}}},
    "topic_id": {"fields": {"display_name": {}}},
    "channel_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "team_id": {"fields": {"display_name": {}}},
    "vessel_id": {"fields": {"display_name": {}}},
    "state": {},
    "result_id": {"fields": {"display_name": {}}},
    "result_tone": {},
    "verdict": {},
    "actual_duration": {},
}
KANBAN = {**LIST, "activity_ids": {"fields": {}}, "activity_state": {}}
CALENDAR = {
    "planned_start": {},
    "planned_duration": {},
    "display_name": {},
    "user_id": {"fields": {"display_name": {}}},
    "customer_id": {"fields": {"display_name": {}}},
    "topic_id": {"fields": {"display_name": {}}},
    "channel_id": {"fields": {"display_name": {}}},
    "state": {},
}


@tagged("-at_install", "post_install")
class TestFuelVisitPerformance(FuelCommon):
    """Views of visits ask as many queries for 80 visits as for 8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-20 04:00:00"))
        topics = cls.env["fuel.visit.topic"].search([], limit=5)
        results = cls.env["fuel.visit.result"].search([], limit=5)
        vessels = cls.make_vessels(80, "Visited")
        cls.visits = cls.env["fuel.visit"].create(
            [
                {
                    "customer_id": cls.make_customer(f"Visited {number}").id,
                    "user_id": (cls.am_anna if number % 2 else cls.leader).id,
                    "topic_id": topics[number % 5].id,
                    "vessel_id": vessels[number].id,
                    "state": "done" if number % 3 else "planned",
                    "result_id": results[number % 5].id,
                    "planned_start": "2026-03-19 01:00:00",
                }
                for number in range(80)
            ]
        )
        for visit in cls.visits[::4]:
            visit.activity_schedule(
                "mail.mail_activity_data_todo", user_id=cls.leader.id
            )
        cls.env.flush_all()

    def _count(self, spec, number):
        self.env.invalidate_all()
        visits = self.env["fuel.visit"].with_user(self.leader)
        before = self.env.cr.sql_log_count
        found = visits.web_search_read(
            [("id", "in", self.visits.ids)], spec, limit=number
        )
        self.assertEqual(len(found["records"]), number)
        return self.env.cr.sql_log_count - before

    def _check_constant(self, spec):
        self._count(spec, 80)  # fills the caches of rights and translations
        self.assertEqual(self._count(spec, 8), self._count(spec, 80))

    def test_list(self):
        self._check_constant(LIST)

    def test_kanban(self):
        self._check_constant(KANBAN)

    def test_calendar(self):
        self._check_constant(CALENDAR)

    def test_groups_have_measures_that_mean_something(self):
        """Sums of prices or distances are not offered."""
        fields = self.env["fuel.visit"].fields_get(attributes=["aggregator"])
        for name in ("distance", "actual_duration"):
            self.assertEqual(fields[name]["aggregator"], "avg", name)
        for name in ("competitor_price",):
            self.assertFalse(fields[name].get("aggregator"), name)
