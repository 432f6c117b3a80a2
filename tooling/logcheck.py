"""Reading Odoo's log: a WARNING or worse that is not known and explained is a failure."""

import dataclasses
import functools
import re
import tomllib
from pathlib import Path

from . import paths
from .steps import Failure

# "2026-01-31 08:00:00,123 4711 WARNING database odoo.modules.loading: text"
LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<db>\S+) "
    r"(?P<logger>\S+?): (?P<text>.*)$"
)
BAD_LEVELS = frozenset({"WARNING", "ERROR", "CRITICAL"})


@dataclasses.dataclass(frozen=True)
class Known:
    """A log line that is expected, and why."""

    pattern: re.Pattern[str]
    reason: str


@dataclasses.dataclass(frozen=True)
class Record:
    """A log record with the lines that follow it (a traceback, mostly)."""

    level: str
    logger: str
    text: str

    def __str__(self) -> str:
        return f"{self.level} {self.logger}: {self.text}"


@functools.cache
def known(path: Path = paths.KNOWN_LOG_LINES) -> tuple[Known, ...]:
    entries = tomllib.loads(path.read_text())["line"]
    return tuple(
        Known(re.compile(entry["pattern"]), entry["reason"]) for entry in entries
    )


def bad_records(text: str, expected: tuple[Known, ...] | None = None) -> list[Record]:
    """The records of a log that should not be there.

    A pattern is searched in "LEVEL logger: text", the lines after the first included.
    """
    if expected is None:
        expected = known()
    records: list[Record] = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            records.append(Record(match["level"], match["logger"], match["text"]))
        elif records:
            last = records[-1]
            records[-1] = dataclasses.replace(last, text=f"{last.text}\n{line}")
    return [
        record
        for record in records
        if record.level in BAD_LEVELS
        and not any(line.pattern.search(str(record)) for line in expected)
    ]


def require_clean(log: Path) -> None:
    """Fail, showing them, when a log file has records that are not known."""
    bad = bad_records(log.read_text(errors="replace")) if log.is_file() else []
    if bad:
        shown = "\n".join(
            "    " + str(record).replace("\n", "\n    ") for record in bad[:20]
        )
        raise Failure(
            f"{len(bad)} unexpected warning(s) or error(s) in Odoo's log {log}:\n{shown}",
            "put the cause right; only where it is harmless and not ours, explain it in "
            f"{paths.KNOWN_LOG_LINES.relative_to(paths.ROOT)}",
        )
