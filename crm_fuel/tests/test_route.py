import doctest
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import route
from ..tools.route import navigation_url, order_stops, route_length

# Other programs on the machine are no failure.
UNHURRIED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
# Harbours round Zhoushan, and one in Shanghai.
POINTS = st.tuples(st.floats(-80, 80), st.floats(-179, 179))
NEAR = st.tuples(st.floats(29.5, 31.5), st.floats(121, 123))
LISTS = st.lists(POINTS, max_size=9) | st.lists(NEAR, max_size=12)


class TestRoute(BaseCase):
    def test_examples_of_the_documentation(self):
        found = doctest.testmod(route)
        self.assertTrue(found.attempted)
        self.assertFalse(found.failed)

    def test_stops_on_a_line_are_in_its_order(self):
        line = [(30.0, 122.0 + step / 10) for step in (3, 0, 2, 4, 1)]
        order = order_stops(line)
        self.assertIn(order, ([1, 4, 2, 0, 3], [3, 0, 2, 4, 1]))
        self.assertEqual(order_stops(line, (30.0, 123.0)), [3, 0, 2, 4, 1])
        self.assertEqual(order_stops(line, (30.0, 121.0)), [1, 4, 2, 0, 3])

    def test_a_crossing_is_taken_out(self):
        # The nearest neighbour alone ends with a long way back.
        points = [(30.0, 122.0), (30.0, 122.1), (30.0, 121.85), (30.0, 122.5)]
        order = order_stops(points, (30.0, 122.02))
        along = [points[index] for index in order]
        self.assertLessEqual(
            route_length(along, (30.0, 122.02)),
            min(
                route_length(points, (30.0, 122.02)),
                route_length(
                    [points[0], points[1], points[2], points[3]], (30.0, 122.02)
                ),
            ),
        )

    def test_few_stops(self):
        self.assertEqual(order_stops([]), [])
        self.assertEqual(order_stops([(30, 122)]), [0])
        self.assertEqual(order_stops([(30, 122)], (31, 122)), [0])
        self.assertEqual(order_stops([(30, 122), (30, 122)]), [0, 1])
        self.assertEqual(route_length([]), 0)

    @UNHURRIED
    @given(LISTS, st.none() | NEAR)
    def test_every_stop_once_and_never_longer(self, points, start):
        order = order_stops(points, start)
        self.assertEqual(sorted(order), list(range(len(points))))
        found = route_length([points[index] for index in order], start)
        self.assertLessEqual(found, route_length(points, start) + 1e-6)

    @UNHURRIED
    @given(st.lists(NEAR, min_size=2, max_size=6))
    def test_a_start_at_a_stop_begins_there(self, points):
        first = order_stops(points, points[0])[0]
        self.assertEqual(points[first], points[0])

    def test_turning_round_never_makes_it_longer(self):
        points = [(30 + (i * 7 % 11) / 50, 122 + (i * 5 % 13) / 50) for i in range(14)]
        with patch.object(route, "_improve", lambda order, metres, first: order):
            nearest = order_stops(points)
        better = order_stops(points)
        self.assertLessEqual(
            route_length([points[i] for i in better]),
            route_length([points[i] for i in nearest]),
        )


class TestNavigationUrl(BaseCase):
    def test_amap_has_longitude_first_and_is_told_the_datum(self):
        url = urlsplit(navigation_url("amap", 29.9421, 122.1069, "永兴, 航运 (舟山)"))
        self.assertEqual(
            (url.scheme, url.netloc, url.path), ("https", "uri.amap.com", "/navigation")
        )
        asked = parse_qs(url.query)
        self.assertEqual(asked["to"], ["122.106900,29.942100,永兴 航运 (舟山)"])
        self.assertEqual(asked["coordinate"], ["wgs84"])
        self.assertEqual(asked["callnative"], ["1"])

    def test_google_and_apple_have_latitude_first(self):
        google = parse_qs(urlsplit(navigation_url("google", -29.5, 122.25)).query)
        self.assertEqual(google["destination"], ["-29.500000,122.250000"])
        self.assertEqual(google["api"], ["1"])
        apple = parse_qs(urlsplit(navigation_url("apple", 29.5, -122.25)).query)
        self.assertEqual(apple["daddr"], ["29.500000,-122.250000"])
        self.assertEqual(apple["dirflg"], ["d"])

    def test_the_phone_s_own(self):
        self.assertEqual(
            navigation_url("geo", 29.5, 122.25),
            "geo:29.500000,122.250000?q=29.500000,122.250000",
        )
        named = navigation_url("geo", 29.5, 122.25, "A & B (North)")
        self.assertTrue(unquote(named).endswith("(A & B (North))"))
        self.assertNotIn("&", named)

    @UNHURRIED
    @given(st.text(max_size=40), st.sampled_from(["geo", "amap", "google", "apple"]))
    def test_no_name_breaks_a_link(self, name, app):
        plain, named = navigation_url(app, 1, 2), navigation_url(app, 1, 2, name)
        self.assertEqual(
            set(parse_qs(urlsplit(plain).query)), set(parse_qs(urlsplit(named).query))
        )
        self.assertNotRegex(named, r"[\s<>#]")
