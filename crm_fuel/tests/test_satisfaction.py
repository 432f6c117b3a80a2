import doctest
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import satisfaction
from ..tools.satisfaction import csat, nps, nps_category, share

RATINGS = st.lists(st.integers(1, 5))
RECOMMENDATIONS = st.lists(st.integers(0, 10), min_size=1)


@tagged("-at_install", "post_install")
class TestSatisfactionFigures(BaseCase):
    """CSAT and NPS without a database: definitions and what follows from them."""

    def test_examples(self):
        failed, tried = doctest.testmod(satisfaction)
        self.assertTrue(tried)
        self.assertFalse(failed)

    def test_each_recommendation_has_its_category(self):
        categories = Counter(map(nps_category, range(11)))
        self.assertEqual(categories, {"detractor": 7, "passive": 2, "promoter": 2})

    def test_what_is_no_recommendation_is_refused(self):
        for score in (-1, 11, 6.5, None):
            with self.subTest(score=score), self.assertRaisesRegex(ValueError, "0 and"):
                nps_category(score)

    @given(RATINGS)
    def test_csat_is_a_share(self, ratings):
        satisfied = sum(rating > 3 for rating in ratings)
        if not ratings:
            self.assertIs(csat(ratings), False)
        else:
            self.assertAlmostEqual(csat(ratings) * len(ratings), 100 * satisfied)

    @given(RECOMMENDATIONS)
    def test_nps_lies_between_and_is_the_average_of_points(self, scores):
        counts = Counter(map(nps_category, scores))
        value = nps(counts["promoter"], counts["detractor"], len(scores))
        self.assertTrue(-100 <= value <= 100)
        points = [100 if s >= 9 else -100 if s <= 6 else 0 for s in scores]
        self.assertAlmostEqual(value, sum(points) / len(points))

    @given(RECOMMENDATIONS, RECOMMENDATIONS)
    def test_nps_of_both_lies_between_the_nps_of_each(self, one, other):
        def of(scores):
            counts = Counter(map(nps_category, scores))
            return nps(counts["promoter"], counts["detractor"], len(scores))

        low, high = sorted((of(one), of(other)))
        self.assertLessEqual(low - 1e-9, of(one + other))
        self.assertLessEqual(of(one + other), high + 1e-9)

    @given(st.lists(st.integers(0, 10), min_size=2))
    def test_nps_does_not_follow_the_average_score(self, scores):
        # Any two passive scores give nothing, whatever their average.
        passive = [score for score in scores if score in (7, 8)]
        if passive:
            self.assertEqual(nps(0, 0, len(passive)), 0)

    def test_a_share_of_nothing_is_no_share(self):
        self.assertIs(share(0, 0), False)
        self.assertEqual(share(0, 3), 0)
