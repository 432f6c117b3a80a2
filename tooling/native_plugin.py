"""A pytest plugin for Odoo's own tours: an error of the console that is not theirs.

Debian's package of Odoo leaves an unfree file of the voice calls out. The bundle that
should hold it says so on each page of the web client, which ends every tour there:
with the addon as without, so that nothing would be compared.
"""

import functools

MISSING_FILE = "selfie_segmentation"


def is_known(kind: str, arguments: object) -> bool:
    """Whether a line of the browser's console tells of the missing file.

    :param kind: "error", "warning", "log" and so on, as Chromium names them
    :param arguments: what was logged, as Chromium's protocol describes it
    """
    return kind == "error" and MISSING_FILE in repr(arguments)


def pytest_configure() -> None:
    from odoo.tests.common import ChromeBrowser

    original = ChromeBrowser._handle_console

    # Not the tour's own `error_checker`: the page says it before the tour begins.
    @functools.wraps(original)
    def _handle_console(self, type, args=None, **named):
        if not is_known(type, args):
            return original(self, type, args=args, **named)
        return None

    ChromeBrowser._handle_console = _handle_console
