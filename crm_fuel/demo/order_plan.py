"""What the demonstration company sold in 36 months: a plan made without a database.

The same moment, fleet and share always give the same plan. Every date is counted from
the moment given, so that the company is as alive next year as it is today.
"""

import dataclasses
import random
from collections import defaultdict
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from .order_profiles import MONTHS, PROFILES, SEASONS

SEED = 20
# The company's clock; China has had no summer time since 1991.
UTC_OFFSET = timedelta(hours=8)
# One order's residual fuel, however large the ship.
LARGEST_STEM_MT = 1800
# Months ago in which the new product's sales began.
BIO_SINCE = 9

# Trade: price in USD/t 36 months ago, weekly volatility, grade, density.
PRODUCTS = {
    "product_vlsfo380": (585.0, 0.022, "grade_vlsfo_rmg380", 951.0),
    "product_vlsfo180": (598.0, 0.022, "grade_vlsfo_rmg180", 938.5),
    "product_hsfo380": (448.0, 0.026, "grade_hsfo_rmg380", 986.5),
    "product_lsmgo": (752.0, 0.024, "grade_lsmgo_dma", 843.0),
    "product_ulsfo": (702.0, 0.022, "grade_ulsfo_rmd80", 903.0),
    "product_lsmdo": (722.0, 0.023, "grade_lsmdo_dmb", 862.0),
    "product_bio": (768.0, 0.018, "grade_bio_rf380_2024", 945.5),
}
RESIDUALS = (
    "product_vlsfo380",
    "product_vlsfo180",
    "product_hsfo380",
    "product_ulsfo",
    "product_bio",
)
# Who asks for a price, and who waits for fuel, whatever the day.
ASKING = ("haolan", "tanahbiru", "yuzhou", "jinyang", "hanbit", "jihai", "kestrel")
WAITING = (
    "qiongying",
    "tanahbiru",
    "zhanyu",
    "yanhai",
    "lantern",
    "chenglan",
    "muxi",
    "songlam",
    "haolan",
    "qiongying",
    "zhifan",
    "yuzhou",
)
# Vessels out of service today took their last fuel so many months ago.
RETIRED = {"vessel_hongyu_2": 20, "vessel_qiongying_58": 9}


@dataclasses.dataclass(frozen=True)
class Ship:
    """A vessel a customer buys for, and the days on which they do."""

    key: str
    tank_mt: float
    grades: frozenset
    first: date | None = None
    last: date | None = None

    def is_theirs(self, day):
        return (not self.first or self.first <= day) and (
            not self.last or day <= self.last
        )


@dataclasses.dataclass(frozen=True)
class Line:
    """A fuel, lubricant or service line; `delivered` in the line's own unit."""

    product: str
    quantity: float
    unit: str
    price_usd: float
    density: float = 0.0
    delivered: float = 0.0

    @property
    def tonnes(self):
        """Return the ordered quantity in tonnes, 0 for what is no fuel."""
        if self.product not in PRODUCTS:
            return 0.0
        per_unit = {
            "tonne": 1.0,
            "m3": self.density / 1000,
            "litre": self.density / 1e6,
        }
        return self.quantity * per_unit[self.unit]


@dataclasses.dataclass
class Order:
    """One order; moments are naive UTC, as Odoo stores them."""

    customer: str
    vessel: str | None
    port: str
    mode: str
    ordered_at: datetime
    eta: datetime
    window: tuple
    delivered_at: datetime
    state: str
    lines: list
    by_purchaser: bool
    shortage_mt: float = 0.0

    @property
    def tonnes(self):
        return sum(line.tonnes for line in self.lines)


@dataclasses.dataclass
class Plan:
    """Orders by date, and the exchange rates (units of each for 1 CNY) by day."""

    now: datetime
    orders: list
    rates: dict


def make_plan(now, fleets, share=1.0):
    """Plan the orders of all customers.

    :param datetime now: naive UTC; orders and deliveries lie before it, except for
        deliveries still to come
    :param dict fleets: customer's key to a list of :class:`Ship`
    :param float share: part of the usual number of orders, for quick tests
    :rtype: Plan
    """
    chance = random.Random(SEED)
    market = _Market(now, chance)
    orders = []
    for customer, profile in PROFILES.items():
        # Each customer's own dice: one more ship moves nobody else's orders.
        dice = random.Random(f"{SEED} {customer}")
        ships = fleets.get(customer, [])
        for moment in _moments(now, profile, dice, share):
            orders.append(
                _plan_order(customer, profile, ships, moment, now, market, dice)
            )
    orders += _plan_open(now, fleets, market, chance)
    orders.sort(key=lambda order: (order.ordered_at, order.customer))
    _plan_shortages(orders, now, chance)
    return Plan(now, orders, market.rates)


def _moments(now, profile, dice, share):
    """Yield when a customer orders: evenly enough for a course to show."""
    local_now = now + UTC_OFFSET
    this_month = local_now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    carried = dice.random()
    for months_ago in reversed(range(MONTHS)):
        start = this_month - relativedelta(months=months_ago)
        season = SEASONS[profile.season][start.month - 1]
        carried += profile.rate(months_ago) * season * share
        days = (start + relativedelta(months=1) - start).days
        while carried >= 1:
            carried -= 1
            # A few call at night: what belongs to which day depends on the zone.
            hour = dice.choice((0, 1, 2, 7, *range(8, 19), *range(8, 19)))
            local = start + timedelta(
                days=dice.randrange(days), hours=hour, minutes=dice.randrange(60)
            )
            if local < local_now:
                yield local - UTC_OFFSET


def _plan_order(customer, profile, ships, moment, now, market, dice):
    day = (moment + UTC_OFFSET).date()
    months_ago = (now - moment).days / 30.4
    ship = _choose_ship(ships, day, months_ago, dice)
    mode = dice.choice(profile.modes)
    ahead = timedelta(days=dice.randint(2, 9)) if mode == "barge" else timedelta(days=1)
    eta = (moment + ahead).replace(minute=0) + timedelta(hours=dice.randint(0, 12))
    window = (
        eta + timedelta(hours=2),
        eta + timedelta(hours=dice.choice((8, 12, 18))),
    )
    delivered_at = eta + timedelta(hours=dice.randint(3, 8), minutes=dice.randrange(60))
    order = Order(
        customer=customer,
        vessel=ship and ship.key,
        port=dice.choice(profile.ports),
        mode=mode,
        ordered_at=moment,
        eta=eta,
        window=window,
        delivered_at=delivered_at,
        state=_choose_state(moment, now, dice),
        lines=[],
        by_purchaser=dice.random() < 0.55,
    )
    order.lines = _plan_lines(profile, ship, moment, months_ago, market, dice)
    if mode == "barge" and dice.random() < 0.4:
        order.lines.append(Line("product_barging", 1, "unit", 1350.0, delivered=1))
    if ship and ship.tank_mt > 300 and dice.random() < 0.06:
        litres = dice.randrange(2000, 12001, 1000)
        order.lines.append(
            Line("product_lubricant", litres, "litre", 2.95, delivered=litres)
        )
    return order


def _plan_open(now, fleets, market, chance):
    """Return this week's quotations, and orders to be delivered in the next days."""
    orders = []
    for customer in ASKING + WAITING:
        profile = PROFILES[customer]
        moment = now - timedelta(minutes=chance.randint(60, 5 * 24 * 60))
        order = _plan_order(
            customer, profile, fleets.get(customer, []), moment, now, market, chance
        )
        eta = now.replace(minute=0, second=0, microsecond=0) + timedelta(
            hours=chance.randint(8, 9 * 24)
        )
        later = eta - order.eta
        order.eta = eta
        order.window = tuple(end + later for end in order.window)
        order.delivered_at += later
        order.state = "sale"
        if len(orders) < len(ASKING):
            order.state = "draft" if len(orders) % 3 == 0 else "sent"
        orders.append(order)
    return orders


def _choose_ship(ships, day, months_ago, dice):
    able = [
        ship
        for ship in ships
        if ship.is_theirs(day) and months_ago > RETIRED.get(ship.key, -1)
    ]
    return dice.choice(able) if able else None


def _choose_state(moment, now, dice):
    """Return the order's state: the youngest may be quotations still."""
    if now - moment < timedelta(days=4):
        return dice.choice(("draft", "sent", "sale", "sale"))
    return "cancel" if dice.random() < 0.025 else "sale"


def _plan_lines(profile, ship, moment, months_ago, market, dice):
    """Return what is ordered: the main fuel, and gas oil for the auxiliaries."""
    grades = ship.grades if ship else {"grade_lsmgo_dma"}
    able = [name for name, trade in PRODUCTS.items() if trade[2] in grades]
    if months_ago > BIO_SINCE:
        able = [name for name in able if name != "product_bio"]
    residuals = [name for name in able if name in RESIDUALS]
    distillates = [name for name in able if name not in RESIDUALS]
    tank = ship.tank_mt if ship else 60.0
    mains = residuals or distillates
    for favourite, share in (("product_hsfo380", 0.6), ("product_bio", 0.4)):
        if favourite in mains and dice.random() < share:
            mains = [favourite]
    main = dice.choice(mains)
    tonnes = min(tank * dice.uniform(0.3, 0.65), LARGEST_STEM_MT)
    lines = [_fuel_line(main, tonnes, profile.unit, moment, market, dice)]
    if residuals and distillates and dice.random() < 0.45:
        tonnes = max(tank * dice.uniform(0.03, 0.07), 5)
        gas_oil = dice.choice(distillates)
        lines.append(_fuel_line(gas_oil, tonnes, profile.unit, moment, market, dice))
    return lines


def _fuel_line(product, tonnes, unit, moment, market, dice):
    # Each delivery has its own density.
    density = round(PRODUCTS[product][3] + dice.gauss(0, 2.2), 1)
    amount, step = {
        "tonne": (tonnes, 10 if tonnes > 100 else 5 if tonnes > 15 else 1),
        "m3": (tonnes / density * 1e3, 1),
        "litre": (tonnes / density * 1e6, 500),
    }[unit]
    quantity = max(round(amount / step), 1) * step
    # What the barge's tanks say in the end is never quite what was ordered.
    digits = 0 if unit == "litre" else 3
    delivered = round(
        quantity * (1 + max(min(dice.gauss(0, 0.003), 0.008), -0.01)), digits
    )
    per_tonne = market.price(product, moment) * dice.uniform(0.99, 1.015)
    price = per_tonne * {"tonne": 1, "m3": density / 1e3, "litre": density / 1e6}[unit]
    return Line(product, quantity, unit, price, density, delivered)


def _plan_shortages(orders, now, chance):
    """Let a few barge deliveries fall short: part of them is taken back."""
    delivered = [
        order
        for order in orders
        if order.state == "sale"
        and order.mode == "barge"
        and order.lines[0].unit == "tonne"
        and order.lines[0].quantity >= 50
        and timedelta(days=20) < now - order.delivered_at < timedelta(days=500)
    ]
    for order in chance.sample(delivered, min(6, len(delivered))):
        order.shortage_mt = round(
            order.lines[0].quantity * chance.uniform(0.006, 0.02), 3
        )


class _Market:
    """Prices and exchange rates, walking at random but not away."""

    def __init__(self, now, chance):
        self.start = (now + UTC_OFFSET).date().replace(day=1) - relativedelta(
            months=MONTHS + 1
        )
        weeks = ((now + UTC_OFFSET).date() - self.start).days // 7 + 1
        # All oils move together, each a little on its own.
        crude = self._walk(chance, 1.0, 0.02, weeks)
        self.prices = {}
        for product, (price, volatility, _grade, _density) in PRODUCTS.items():
            own = self._walk(chance, price, volatility / 2, weeks)
            self.prices[product] = [a * b for a, b in zip(crude, own, strict=True)]
        self.rates = {
            "USD": self._monthly(chance, 0.1385, 0.006),
            "SGD": self._monthly(chance, 0.1855, 0.005),
        }

    @staticmethod
    def _walk(chance, start, volatility, steps):
        values = [start]
        for _step in range(steps):
            pull = 0.03 * (start / values[-1] - 1)
            values.append(values[-1] * (1 + pull + chance.gauss(0, volatility)))
        return values

    def _monthly(self, chance, start, volatility):
        values = self._walk(chance, start, volatility, MONTHS + 1)
        days = [self.start + relativedelta(months=month) for month in range(MONTHS + 2)]
        return dict(zip(days, (round(value, 6) for value in values), strict=True))

    def price(self, product, moment):
        week = ((moment + UTC_OFFSET).date() - self.start).days // 7
        return self.prices[product][week]


def tonnes_by_year(plan):
    """Return the tonnes on confirmed orders by customer: the last 12 months, the 12
    before them, and the 12 before those."""
    years = defaultdict(lambda: [0.0, 0.0, 0.0])
    for order in plan.orders:
        if order.state == "sale":
            year = min((plan.now - order.ordered_at).days // 365, 2)
            years[order.customer][year] += order.tonnes
    return years
