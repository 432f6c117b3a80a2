from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.text import holds_unstorable

storable = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
nested = st.recursive(storable | st.integers() | st.none(), st.lists, max_leaves=20)


@tagged("-at_install", "post_install")
class TestText(BaseCase):
    def test_zero_bytes_and_half_characters(self):
        for text in ("\x00", "a\x00b", "\ud800", "x\udfff"):
            self.assertTrue(holds_unstorable(text))
            self.assertTrue(holds_unstorable([1, ["name", "=", (text,)]]))

    @settings(deadline=None)
    @given(nested)
    def test_everything_else_is_fine(self, value):
        self.assertFalse(holds_unstorable(value))
