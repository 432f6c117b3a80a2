"""The demonstration company's opportunities and campaign: a plan without a database.

Days count from the day of loading. Names are external ids without the module.
"""

import dataclasses

CAMPAIGN = "Bio-blend B24 for liners"
CAMPAIGN_CUSTOMERS = ("haolan", "yanhai", "hanbit", "lantern", "skarvberg", "seiran")
# How many of the latest visits to each of them belong to the campaign.
CAMPAIGN_VISITS = 2


@dataclasses.dataclass(frozen=True)
class Line:
    """A grade; `months` above 1 repeat it. Prices are CNY a tonne."""

    grade: str
    tonnes: float
    price: float
    months: int = 1
    basis: str = ""


@dataclasses.dataclass(frozen=True)
class Opportunity:
    customer: str
    name: str
    stage: str
    probability: float
    lines: tuple
    opened: int
    # First and last day of the delivery window.
    window: tuple
    port: str = "port_cnzos"
    source: str = "utm_source_visit"
    competitor: str = ""
    note: str = ""
    users: tuple = ()
    teams: tuple = ()
    campaign: bool = False
    # Days ago on which it was won or lost.
    closed: int = 0
    outcome: str = ""
    reason: str = ""


VLSFO = "grade_vlsfo_rmg380"
HSFO = "grade_hsfo_rmg380"
LSMGO = "grade_lsmgo_dma"
BIO = "grade_bio_rf380_2024"
MOPS = "MOPS 0.5 % + 14"

OPPORTUNITIES = (
    Opportunity(
        "qiongying",
        "琼瀛 2 月航次加油",
        "stage_lead3",
        70,
        (Line(VLSFO, 850, 4310, basis=MOPS), Line(LSMGO, 60, 6120)),
        12,
        (6, 10),
        note="船东要求夜间锚地供油，需安排大驳船。",
        users=("user_demo_carol",),
    ),
    Opportunity(
        "haolan",
        "Year contract, liner string 3",
        "stage_lead2",
        45,
        (Line(VLSFO, 1200, 4290, 12, MOPS), Line(LSMGO, 80, 6090, 12)),
        34,
        (30, 395),
        port="port_cnchs",
        competitor="competitor_huanhai",
        note="Decision with the tender committee at the end of next month. They weigh "
        "barge availability as much as the price.",
        users=("user_demo_anna",),
        teams=("team_islands",),
    ),
    Opportunity(
        "haolan",
        "B24 trial on two feeders",
        "stage_lead2",
        40,
        (Line(BIO, 400, 5480),),
        21,
        (25, 40),
        port="port_cnchs",
        campaign=True,
        note="Wants a sustainability certificate per delivery.",
    ),
    Opportunity(
        "chenglan",
        "Domestic tankers, spring",
        "stage_lead1",
        20,
        (Line(LSMGO, 140, 6050, 3),),
        5,
        (14, 104),
        port="port_cnzhi",
        source="utm_source_inbound",
    ),
    Opportunity(
        "jihai",
        "Four managed bulkers, Yangshan",
        "stage_lead3",
        65,
        (Line(VLSFO, 2100, 4275, basis="Platts 0.5 % FO"),),
        18,
        (9, 20),
        port="port_cnysa",
        users=("user_demo_bo",),
    ),
    Opportunity(
        "tanahbiru",
        "Monthly allocation, resale in Zhoushan",
        "stage_lead2",
        35,
        (Line(VLSFO, 3000, 4240, 6, "MOPS 0.5 % + 9"), Line(HSFO, 900, 3460, 6)),
        40,
        (20, 200),
        source="utm_source_exhibition",
        competitor="competitor_straits",
        note="Asks for 30 days credit; limit is with the credit committee.",
    ),
    Opportunity(
        "hanbit",
        "釜山—舟山航线 B24 混合燃料",
        "stage_lead1",
        25,
        (Line(BIO, 600, 5420),),
        9,
        (35, 60),
        campaign=True,
        source="utm_source_web_search",
        note="客户先要样品与化验报告。",
    ),
    Opportunity(
        "skarvberg",
        "Scrubber fitted pair, HSFO",
        "stage_lead1",
        15,
        (Line(HSFO, 1500, 3430),),
        3,
        (28, 36),
        source="utm_source_tender",
    ),
    Opportunity(
        "qingluan",
        "First stem, Qingluan Bulk",
        "stage_lead4",
        100,
        (Line(VLSFO, 620, 4300),),
        75,
        (-50, -44),
        closed=52,
        outcome="won",
        note="首单成交，供油顺利。",
    ),
    Opportunity(
        "lantern",
        "B24 for the transpacific loop",
        "stage_lead4",
        100,
        (Line(BIO, 350, 5510),),
        60,
        (-20, -12),
        port="port_cnysa",
        campaign=True,
        closed=26,
        outcome="won",
        users=("user_demo_david",),
    ),
    Opportunity(
        "elbkontor",
        "Autumn allocation",
        "stage_lead2",
        0,
        (Line(VLSFO, 1800, 4330),),
        90,
        (-40, -20),
        closed=45,
        outcome="lost",
        reason="lost_reason_1",
        competitor="competitor_straits",
        note="Lost by four dollars to a supplier that took the vessel at Singapore.",
    ),
    Opportunity(
        "seiran",
        "Bio sample batch",
        "stage_lead1",
        0,
        (Line(BIO, 120, 5600),),
        55,
        (-15, -5),
        campaign=True,
        closed=20,
        outcome="lost",
        reason="lost_reason_2",
    ),
)
