"""A pytest plugin for Odoo's own tours: an error of the console that is not theirs.

Debian's package of Odoo leaves an unfree file of the voice calls out. The bundle that
should hold it says so on each page of the web client, which ends every tour there:
with the addon as without, so that nothing would be compared.
"""

import functools

MISSING_FILE = "selfie_segmentation"


def is_error(message: str) -> bool:
    return MISSING_FILE not in message


def pytest_configure() -> None:
    from odoo.tests.common import HttpCase

    original = HttpCase.browser_js

    @functools.wraps(original)
    def browser_js(self, *arguments, error_checker=None, **options):
        def checker(message):
            return is_error(message) and (not error_checker or error_checker(message))

        return original(self, *arguments, error_checker=checker, **options)

    HttpCase.browser_js = browser_js
