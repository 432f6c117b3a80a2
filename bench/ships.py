"""Ships to load: real ones from a file, or invented ones with valid IMO numbers."""

import csv
import random
from pathlib import Path
from typing import Any

SHIP_TYPES = (
    "Bulk carrier",
    "Oil tanker",
    "Chemical tanker",
    "Container ship",
    "General cargo ship",
    "Ro-pax ship",
    "Passenger ship",
    "LNG carrier",
)
FLAGS = ("CN", "HK", "PA", "LR", "MH", "SG", "MT", "BS", "GR", "CY")
FIRST_NAMES = ("OCEAN", "PACIFIC", "GOLDEN", "EASTERN", "NORDIC", "STAR", "GRAND")
LAST_NAMES = ("HARMONY", "PIONEER", "TRADER", "SPIRIT", "FORTUNE", "HORIZON", "PEARL")


def imo_number(hull: int) -> str:
    """The IMO number of a hull's six digits: they and their check digit."""
    digits = f"{hull:06}"
    total = sum(
        int(digit) * weight
        for digit, weight in zip(digits, (7, 6, 5, 4, 3, 2), strict=True)
    )
    return f"{digits}{total % 10}"


def invented(count: int) -> list[dict[str, Any]]:
    """So many ships, the same ones in every run."""
    draw = random.Random(19)
    return [
        {
            "imo_number": imo_number(hull),
            "name": f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)} {hull % 997}",
            "type_id": draw.choice(SHIP_TYPES),
            "flag_id": draw.choice(FLAGS),
            "ice_class": draw.choice(("", "", "", "IA", "IB")),
        }
        for hull in sorted(draw.sample(range(910_000, 990_000), count))
    ]


def from_mrv(file: Path) -> list[dict[str, Any]]:
    """The ships of an EU MRV publication (columns imo_number, name, ship_type ...)."""
    with file.open(encoding="utf-8", newline="") as handle:
        return [
            {
                "imo_number": row["imo_number"],
                "name": row["name"],
                "type_id": row["ship_type"],
                "ice_class": row["ice_class"],
            }
            for row in csv.DictReader(handle)
        ]
