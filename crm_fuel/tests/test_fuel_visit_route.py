from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_visit import FuelVisitCommon

NOW = "2026-03-02 01:00:00"
DAY = "2026-03-04"


@tagged("-at_install", "post_install")
class TestFuelVisitRoute(FuelVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.company.write({"fuel_tz": "Asia/Shanghai", "fuel_navigation_app": "amap"})
        cls.far, cls.near, cls.middle = (
            cls.stop(f"Stop {index}", latitude, 122.0, f"2026-03-04 0{index}:00:00")
            for index, latitude in enumerate((30.3, 30.1, 30.2))
        )

    @classmethod
    def stop(cls, name, latitude, longitude, start, **values):
        customer = cls.make_customer(
            name, partner_latitude=latitude, partner_longitude=longitude
        )
        return cls.make_visit(customer_id=customer.id, planned_start=start, **values)

    def route(self, user=None, **values):
        model = self.visits.with_user(user or self.am_anna)
        return model.day_route(**{"user_id": self.am_anna.id, "date": DAY, **values})

    def ids(self, route):
        return [stop["id"] for stop in route["stops"]]

    def test_stops_are_in_a_short_order(self):
        route = self.route(latitude=30.0, longitude=122.0)
        self.assertEqual(self.ids(route), (self.near | self.middle | self.far).ids)
        for stop in route["stops"]:
            self.assertAlmostEqual(stop["distance"], 11_119.5, delta=1)
        self.assertAlmostEqual(route["total"], 3 * 11_119.5, delta=3)
        first = route["stops"][0]
        self.assertEqual(first["customer"], "Stop 1")
        self.assertEqual(first["planned_start"], "2026-03-04 01:00:00")
        self.assertIn("uri.amap.com", first["url"])
        self.assertIn("to=122.000000,30.100000,Stop%201", first["url"])
        from_north = self.route(latitude=31.0, longitude=122.0)
        self.assertEqual(self.ids(from_north), self.ids(route)[::-1])

    def test_without_a_start_the_first_has_no_distance(self):
        route = self.route()
        self.assertIs(route["stops"][0]["distance"], False)
        self.assertAlmostEqual(route["total"], 2 * 11_119.5, delta=2)

    def test_what_is_not_on_the_way(self):
        self.make_visit(
            channel_id=self.telephone.id, planned_start="2026-03-04 02:00:00"
        )
        self.far.cancel("No need")
        self.stop("Tomorrow", 30, 122, "2026-03-05 02:00:00")
        self.assertEqual(
            sorted(self.ids(self.route())), sorted((self.near | self.middle).ids)
        )

    def test_unknown_places_come_last(self):
        unknown = self.make_visit(planned_start="2026-03-04 00:30:00")
        route = self.route(latitude=30.0, longitude=122.0)
        self.assertEqual(route["unknown"], 1)
        last = route["stops"][-1]
        self.assertEqual(
            (last["id"], last["url"], last["distance"], last["place"]),
            (unknown.id, False, False, False),
        )

    def test_a_visit_to_a_port_is_there(self):
        port = self.make_port("ZZRTE", "Route Port", latitude=30.9, longitude=122.0)
        blank = self.make_port("ZZRTB", "Blank Port")
        self.near.port_id = port
        self.middle.port_id = blank
        stops = {it["id"]: it for it in self.route()["stops"]}
        self.assertEqual(stops[self.near.id]["latitude"], 30.9)
        self.assertIn("Route Port", stops[self.near.id]["place"])
        self.assertEqual(stops[self.middle.id]["latitude"], 30.2)

    def test_an_empty_day(self):
        route = self.route(date="2026-03-20")
        self.assertEqual((route["stops"], route["total"]), ([], 0))

    def test_who_sees_whose_way(self):
        for user in (self.leader, self.supervisor):
            self.assertEqual(len(self.route(user)["stops"]), 3)
        self.assertEqual(self.route(self.am_bo)["stops"], [])
        own = self.visits.with_user(self.am_anna).day_route(False, DAY)
        self.assertEqual(own["user"], "Am Anna")
        self.assertEqual(len(own["stops"]), 3)

    def test_bad_input(self):
        for values, words in (
            ({"date": "4 March"}, "date:"),
            ({"date": False}, "date:"),
            ({"user_id": 2**31 - 1}, "user_id:"),
            ({"user_id": "1"}, "user_id:"),
            ({"user_id": True}, "user_id:"),
            ({"latitude": 91, "longitude": 0}, "latitude:"),
            ({"latitude": 30}, "longitude:"),
            ({"latitude": "30", "longitude": 122}, "latitude:"),
            ({"latitude": 30, "longitude": float("nan")}, "longitude:"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                self.route(**values)

    def test_the_number_of_queries_does_not_depend_on_stops(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.route(latitude=30.0, longitude=122.0)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for index in range(12):
            self.stop(f"More {index}", 30 + index / 100, 122.3, f"{DAY} 03:00:00")
        self.assertLessEqual(count(), few)
