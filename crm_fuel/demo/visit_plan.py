"""Whom the demonstration company visited in 14 months: a plan made without a database.

Like ``order_plan``: the same moment always gives the same visits, and every date is
counted from that moment. One of today's visits is under way.
"""

import dataclasses
import random
from datetime import datetime, timedelta

from . import order_plan

MONTHS_BACK = 14
DAYS_AHEAD = 14
# Days between visits, by what became of the customer.
INTERVALS = {
    "steady": 30,
    "growing": 21,
    "new": 18,
    "shrinking": 55,
    "occasional": 75,
    "lost": 45,
}
# Nobody drives to them.
FAR = {
    "skarvberg",
    "tanahbiru",
    "kestrel",
    "lioncrag",
    "jadeharbour",
    "hanbit",
    "seiran",
    "thalassomeli",
    "elbkontor",
    "ombak",
    "songlam",
    "lantern",
    "coral",
    "yildizkaya",
}
NEAR_CHANNELS = {"on_site": 62, "on_board": 12, "our_office": 6, "telephone": 12}
NEAR_CHANNELS |= {"wechat": 8}
FAR_CHANNELS = {"video": 46, "telephone": 30, "exhibition": 8, "our_office": 16}
TOPICS = {
    "demand_research": 30,
    "new_product": 14,
    "technical_exchange": 12,
    "relationship": 20,
    "contract": 12,
    "complaint": 5,
    "collection": 7,
}
RESULTS = {
    "order_intended": 26,
    "follow_up": 32,
    "information": 26,
    "complaint": 4,
    "no_one": 7,
    "rejected": 5,
}
# What was found about the place at check-in.
VERDICTS = {"on_site": 84, "off_site": 6, "unverified": 10}
FAILURES = ("denied", "unavailable", "timeout")
# Some never get around to it.
NEVER_VISITED = {"suou", "yildizkaya", "safan"}


@dataclasses.dataclass
class Visit:
    """One visit; moments are naive UTC, as Odoo stores them."""

    customer: str
    start: datetime
    hours: float
    topic: str
    channel: str
    state: str
    is_planned: bool = True
    result: str | None = None
    verdict: str | None = None
    failure: str | None = None
    # Metres north and east of the customer's place, and of accuracy.
    offset: tuple = (0.0, 0.0)
    accuracy: float = 0.0
    tonnes: float = 0.0
    next_days: int = 0
    competitor_price: float = 0.0
    is_reviewed: bool = False
    number: int = 0


def make_plan(now):
    """Plan the visits around a moment.

    :param datetime now: naive UTC
    :return: visits by their start
    :rtype: list[Visit]
    """
    visits = []
    for key, profile in order_plan.PROFILES.items():
        dice = random.Random(f"{order_plan.SEED} visits {key}")
        visits += _of_customer(key, profile, now, dice)
    visits += _today(now)
    visits.sort(key=lambda visit: (visit.start, visit.customer))
    for number, visit in enumerate(visits):
        visit.number = number
    return visits


def _of_customer(key, profile, now, dice):
    if key in NEVER_VISITED:
        return
    every = INTERVALS[profile.course]
    since = MONTHS_BACK * 30
    if profile.course == "new":
        since = min(since, profile.since * 30 + 40)
    # Who has left is visited for two months more.
    until = 60 - profile.since * 30 if profile.course == "lost" else DAYS_AHEAD
    day = -since + dice.randrange(every)
    while day < until:
        # Today is a day of its own.
        if day != 0:
            yield _visit(key, now, day, dice)
        day += max(5, round(dice.gauss(every, every / 4)))


def _visit(key, now, day, dice):
    local = (now + order_plan.UTC_OFFSET).replace(minute=0, second=0, microsecond=0)
    date = local + timedelta(days=day)
    # Nobody is visited at the weekend.
    date += timedelta(days={5: 2, 6: 1}.get(date.weekday(), 0))
    start = date.replace(hour=dice.choice((9, 10, 10, 13, 14, 15)))
    start += timedelta(minutes=dice.choice((0, 0, 15, 30))) - order_plan.UTC_OFFSET
    channels = FAR_CHANNELS if key in FAR else NEAR_CHANNELS
    visit = Visit(
        customer=key,
        start=start,
        hours=dice.choice((0.5, 0.75, 1.0, 1.0, 1.5, 2.0)),
        topic=_choose(dice, TOPICS),
        channel=_choose(dice, channels),
        state="planned",
    )
    if start > now - timedelta(hours=3):
        return visit
    fate = dice.random()
    if fate < 0.05:
        visit.state = "cancelled"
    elif fate < 0.07 and day > -40:
        pass  # planned, and nobody went
    else:
        _hold(visit, now, dice)
    return visit


def _hold(visit, now, dice):
    visit.state = "done"
    visit.is_planned = dice.random() < 0.8
    visit.result = _choose(dice, RESULTS)
    visit.next_days = dice.choice((0, 3, 7, 14)) if visit.result != "no_one" else 2
    visit.is_reviewed = now - visit.start > timedelta(days=8) and dice.random() < 0.9
    if visit.result in ("order_intended", "follow_up"):
        visit.tonnes = dice.choice((120, 200, 300, 450, 600, 800, 1200))
    if dice.random() < 0.18:
        visit.competitor_price = dice.randrange(520, 640, 5)
    if visit.channel in ("on_site", "on_board"):
        _place(visit, dice)


def _place(visit, dice):
    visit.verdict = _choose(dice, VERDICTS)
    if visit.verdict == "unverified":
        visit.failure = dice.choice(FAILURES)
        return
    reach = 180 if visit.verdict == "on_site" else 4000
    nearest = 0 if visit.verdict == "on_site" else 1500
    visit.offset = tuple(
        dice.choice((-1, 1)) * dice.uniform(nearest, reach) for _axis in "ne"
    )
    visit.accuracy = round(dice.uniform(6, 45), 1)


def _today(now):
    """Plan a day for some: one visit over, one under way, others to come."""
    local = (now + order_plan.UTC_OFFSET).replace(minute=0, second=0, microsecond=0)
    dice = random.Random(f"{order_plan.SEED} today")
    for customers in (
        ("xigang", "shuolan", "zhanyu"),
        ("haolan", "chenglan", "zhifan"),
    ):
        for index, key in enumerate(customers):
            start = local + timedelta(hours=2 * index - 2) - order_plan.UTC_OFFSET
            visit = Visit(
                customer=key,
                start=start,
                hours=1.0,
                topic=_choose(dice, TOPICS),
                channel="on_site",
                state="planned",
            )
            if index == 0:
                _hold(visit, now, dice)
            elif index == 1:
                visit.state = "in_progress"
                visit.start = min(start, now - timedelta(minutes=20))
                visit.verdict, visit.accuracy = "on_site", 12.0
                visit.offset = (40.0, -25.0)
            yield visit


def _choose(dice, weights):
    return dice.choices(list(weights), list(weights.values()))[0]
