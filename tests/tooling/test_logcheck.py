"""Odoo's log decides too: what is not known and explained fails."""

import re

import pytest

from tooling import logcheck
from tooling.steps import Failure

QUIET = "2026-01-31 08:00:00,123 4711 INFO db odoo.modules.loading: 91 modules loaded\n"
WARNING = "2026-01-31 08:00:01,456 4711 WARNING db odoo.fields: no index on x\n"
ERROR = (
    "2026-01-31 08:00:02,000 4711 ERROR ? odoo.http: Exception during request\n"
    "Traceback (most recent call last):\n"
    '  File "x.py", line 1\n'
    "ValueError: wrong\n"
)
KNOWN = (logcheck.Known(re.compile("no index on x"), "a reason"),)


def test_an_unlisted_warning_fails(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(QUIET + WARNING)
    with pytest.raises(Failure, match="no index on x"):
        logcheck.require_clean(log)


def test_an_unlisted_error_fails_with_its_traceback(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(QUIET + ERROR + QUIET)
    with pytest.raises(Failure, match="ValueError: wrong"):
        logcheck.require_clean(log)


def test_a_quiet_log_passes(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(QUIET)
    logcheck.require_clean(log)


def test_a_known_line_passes_and_only_that():
    assert logcheck.bad_records(WARNING, KNOWN) == []
    assert [
        record.level for record in logcheck.bad_records(WARNING + ERROR, KNOWN)
    ] == ["ERROR"]


def test_a_message_of_two_lines_is_one_record():
    assert len(logcheck.bad_records(ERROR, ())) == 1


def test_every_known_line_has_a_reason():
    assert all(len(line.reason) > 20 for line in logcheck.known())


def test_the_words_in_a_message_are_not_its_level():
    line = QUIET.replace("91 modules loaded", "WARNING: this is not one")
    assert logcheck.bad_records(line, ()) == []
