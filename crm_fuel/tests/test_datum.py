import math

# Hypothesis declares that assume() may not return; pylint takes it to never return.
# pylint: disable=unreachable
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import datum

# Published values, facts only: (latitude, longitude) in WGS-84, then in GCJ-02, and
# within how many degrees they agree.
#
# - "eviltransform": the test table of googollee/eviltransform (GitHub), which each of its
#   ports to a dozen languages repeats: Shanghai, Shenzhen, Beijing.
# - "gcoord": test/unit/crs/GCJ02.spec.js of hujiulong/gcoord (GitHub), 5 digits; given as
#   the inverse.
# - "geotool": the test of the Rust tool geotool for its command "crypto"; it computes
#   with other constants (2 mm).
# - "Amap": what Amap's own conversion service answers for a place in Beijing, as noted in
#   the tests of an R package for coordinates; the formula is good to half a metre.
PUBLISHED = (
    ("eviltransform", 31.1774276, 121.5272106, 31.17530398364597, 121.531541859215, 1e-9),
    ("eviltransform", 22.543847, 113.912316, 22.540796131694766, 113.9171764808363, 1e-9),
    ("eviltransform", 39.911954, 116.377817, 39.91334545536069, 116.38404722455657, 1e-9),
    ("gcoord", 44.99804071, 122.99395597, 45, 123, 1e-5),
    ("geotool", 30.6107779, 121.0917077, 30.608604331756705, 121.09626935575027, 1e-6),
    ("Amap", 39.90734, 116.39089, 39.90874539, 116.39713623, 1e-5),
)  # fmt: skip
# Where nothing is moved.
ELSEWHERE = {
    "Singapore": (1.264, 103.84),
    "Busan": (35.1, 129.04),
    "Ho Chi Minh City": (10.77, 106.72),
    "Haiphong": (20.86, 106.68),
    "Kaohsiung": (22.61, 120.28),
    "Osaka": (34.64, 135.43),
    "Vladivostok": (43.11, 131.88),
    "Rotterdam": (51.95, 4.14),
    "Null Island": (0.0, 0.0),
    "North Pole": (90.0, 0.0),
    "Date line": (45.0, -177.0),
}
IN_CHINA = {
    "Zhoushan": (30.0, 122.1),
    "Dalian": (38.93, 121.65),
    "Dandong": (39.85, 124.15),
    "Fangchenggang": (21.6, 108.33),
    "Sanya": (18.23, 109.49),
    "Hong Kong": (22.33, 114.12),
    "Xiamen": (24.48, 118.07),
    "Harbin": (45.75, 126.63),
    "Urumqi": (43.83, 87.6),
    "Kashgar": (39.47, 75.99),
    "Lhasa": (29.65, 91.1),
}
CHINA = {"latitude": st.floats(18.2, 53.5), "longitude": st.floats(73.6, 135.0)}
WORLD = {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}


def metres(first, second):
    """Return how far apart two near places are."""
    north = math.radians(second[0] - first[0])
    east = math.radians(second[1] - first[1]) * math.cos(math.radians(first[0]))
    return 6_371_000 * math.hypot(north, east)


@tagged("-at_install", "post_install")
class TestDatum(BaseCase):
    def test_published_values(self):
        for source, north, east, drawn_north, drawn_east, slack in PUBLISHED:
            with self.subTest(source=source, latitude=north):
                found = datum.wgs84_to_gcj02(north, east)
                self.assertAlmostEqual(found[0], drawn_north, delta=slack)
                self.assertAlmostEqual(found[1], drawn_east, delta=slack)
                back = datum.gcj02_to_wgs84(drawn_north, drawn_east)
                self.assertAlmostEqual(back[0], north, delta=slack)
                self.assertAlmostEqual(back[1], east, delta=slack)

    def test_nothing_moves_elsewhere(self):
        for name, place in ELSEWHERE.items():
            with self.subTest(place=name):
                self.assertEqual(datum.wgs84_to_gcj02(*place), place)
                self.assertEqual(datum.gcj02_to_wgs84(*place), place)

    def test_places_in_china_move(self):
        for name, place in IN_CHINA.items():
            with self.subTest(place=name):
                shift = metres(place, datum.wgs84_to_gcj02(*place))
                self.assertTrue(100 < shift < 900, shift)

    @given(**CHINA)
    def test_round_trip_is_below_a_metre(self, latitude, longitude):
        place = (latitude, longitude)
        assume(datum.is_shifted(*place))
        back = datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(*place))
        self.assertLess(metres(place, back), 0.001)

    @given(**CHINA)
    def test_the_shift_is_below_a_kilometre(self, latitude, longitude):
        place = (latitude, longitude)
        shift = metres(place, datum.wgs84_to_gcj02(*place))
        if datum.is_shifted(*place):
            self.assertTrue(1 < shift < 1_000, shift)
        else:
            self.assertEqual(shift, 0)

    @given(**WORLD)
    def test_outside_the_outline_nothing_moves(self, latitude, longitude):
        place = (latitude, longitude)
        assume(not datum.is_shifted(*place))
        self.assertEqual(datum.wgs84_to_gcj02(*place), place)

    @given(**WORLD)
    def test_results_are_places(self, latitude, longitude):
        for convert in (datum.wgs84_to_gcj02, datum.gcj02_to_wgs84):
            north, east = convert(latitude, longitude)
            self.assertTrue(-90 <= north <= 90)
            self.assertTrue(-180 <= east <= 180)

    @given(
        latitude=st.floats(24, 52),
        # The formula has a root of the distance to 105 degrees: a cusp there.
        longitude=st.floats(106, 116),
        north=st.floats(-0.001, 0.001),
        east=st.floats(-0.001, 0.001),
    )
    def test_near_places_stay_near(self, latitude, longitude, north, east):
        """The map bends places, it does not tear them apart."""
        first, second = (latitude, longitude), (latitude + north, longitude + east)
        assume(datum.is_shifted(*first) and datum.is_shifted(*second))
        apart = metres(first, second)
        drawn = metres(datum.wgs84_to_gcj02(*first), datum.wgs84_to_gcj02(*second))
        self.assertLess(abs(drawn - apart), 0.05 * apart + 0.01)
