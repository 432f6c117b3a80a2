from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import units

TONNE = 1_000_000.0  # grams
CUBIC_METRE = 1_000_000.0  # millilitres
LITRE = 1_000.0

quantities = st.floats(0, 1e7, allow_nan=False)
densities = st.floats(units.DENSITY_MIN, units.DENSITY_MAX, allow_nan=False)
# A slow machine is no fault of the arithmetic.
patient = settings(deadline=None)
factors = st.floats(1e-3, 1e7, allow_nan=False)


@tagged("-at_install", "post_install")
class TestUnits(BaseCase):
    def test_thousand_litres_of_heavy_fuel_are_not_a_tonne(self):
        tonnes = units.volume_to_tonnes(1000, LITRE, CUBIC_METRE, 991)
        self.assertAlmostEqual(tonnes, 0.991, places=12)

    def test_kilograms(self):
        self.assertEqual(units.mass_to_tonnes(1250, 1000, TONNE), 1.25)

    def test_volume_without_density_is_refused(self):
        for density in (0, 0.0, None, -991):
            with self.subTest(density=density), self.assertRaises(ValueError):
                units.volume_to_tonnes(1, LITRE, CUBIC_METRE, density)
            with self.subTest(density=density), self.assertRaises(ValueError):
                units.tonnes_to_volume(1, LITRE, CUBIC_METRE, density)

    def test_plausible_density(self):
        for density in (600, 843.5, 991, 1200):
            self.assertTrue(units.is_plausible_density(density), density)
        for density in (0, 0.991, 599.9, 1200.1, 8450, -991):
            self.assertFalse(units.is_plausible_density(density), density)

    @patient
    @given(quantities, factors, densities)
    def test_there_and_back(self, quantity, factor, density):
        tonnes = units.volume_to_tonnes(quantity, factor, CUBIC_METRE, density)
        back = units.tonnes_to_volume(tonnes, factor, CUBIC_METRE, density)
        self.assertAlmostEqual(back, quantity, delta=max(quantity, 1) * 1e-12)

    @patient
    @given(quantities, densities, densities)
    def test_denser_fuel_weighs_more(self, quantity, one, other):
        light, heavy = sorted((one, other))
        self.assertLessEqual(
            units.volume_to_tonnes(quantity, LITRE, CUBIC_METRE, light),
            units.volume_to_tonnes(quantity, LITRE, CUBIC_METRE, heavy),
        )

    @patient
    @given(st.lists(quantities, max_size=20), factors)
    def test_parts_add_up(self, parts, factor):
        whole = units.mass_to_tonnes(sum(parts), factor, TONNE)
        pieces = sum(units.mass_to_tonnes(part, factor, TONNE) for part in parts)
        self.assertAlmostEqual(whole, pieces, delta=max(abs(whole), 1) * 1e-9)
