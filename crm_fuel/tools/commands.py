"""Values of x2many fields as clients send them."""

from odoo.fields import Command


def link_also(value, record_id):
    """Return the commands of a value for a many2many field, with one record more.

    :param value: commands, plain ids, or nothing, as `create` and `write` take them
    :param int record_id: the record that is linked whatever the value says
    :return: list of commands
    """
    commands = list(value or [])
    if commands and not isinstance(commands[0], (list, tuple)):
        commands = [Command.set(commands)]
    return [*commands, Command.link(record_id)]
