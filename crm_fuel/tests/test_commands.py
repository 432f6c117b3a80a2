from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..tools.commands import link_also


@tagged("-at_install", "post_install")
class TestCommands(BaseCase):
    """An integrator's plain ids are as good as commands."""

    def test_one_more_is_linked(self):
        more = Command.link(9)
        self.assertEqual(link_also(False, 9), [more])
        self.assertEqual(link_also([], 9), [more])
        self.assertEqual(link_also([7, 8], 9), [Command.set([7, 8]), more])
        self.assertEqual(link_also((7,), 9), [Command.set([7]), more])
        # As JSON writes a command.
        self.assertEqual(link_also([[4, 7]], 9), [[4, 7], more])

    def test_what_was_given_is_left_alone(self):
        given = [Command.link(7)]
        self.assertEqual(link_also(given, 9), [Command.link(7), Command.link(9)])
        self.assertEqual(given, [Command.link(7)])
