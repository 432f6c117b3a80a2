"""The demonstration company's key-account projects and their questions, as a plan.

Days count from the day of loading: `asked=12` is twelve days ago, `due=3` in three days.
Names of people are logins without `demo_`.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Answer:
    author: str
    text: str
    # Hours after the question.
    hours: float
    is_solution: bool = False


@dataclasses.dataclass(frozen=True)
class Question:
    asker: str
    name: str
    text: str
    asked: int
    responsible: str = ""
    assignees: tuple = ()
    due: int | None = None
    priority: str = "0"
    answers: tuple = ()
    solved_hours: float = 0.0
    withdrawn: bool = False
    # The solution did not hold: it is asked again.
    reopened: bool = False


@dataclasses.dataclass(frozen=True)
class Project:
    key: str
    name: str
    customer: str
    lead: str
    participants: tuple
    stage: str
    goal: float
    demand: float
    started: int
    visits: int
    # (name, days from now, reached)
    milestones: tuple
    # (days ago, status, title, remark)
    updates: tuple
    questions: tuple


PROJECTS = (
    Project(
        "haolan",
        "Haolan: from spot to a year contract",
        "haolan",
        "leader_ningbo",
        ("david", "anna", "emma"),
        "fuel_project_stage_contract",
        9_000,
        36_000,
        150,
        12,
        (
            ("Fleet list and consumption known", -120, True),
            ("Trial stem on string 3", -45, True),
            ("Offer to the tender committee", 12, False),
            ("Contract signed", 45, False),
        ),
        (
            (
                30,
                "on_track",
                "Trial stem went well",
                "Delivered on time at Beilun; no dispute about the quantity.",
            ),
        ),
        (
            Question(
                "david",
                "Which density do we invoice by when the BDN and the lab differ?",
                "Their superintendent saw 0.9873 on the BDN and 0.9861 in the lab "
                "report of the same stem. They ask before they sign a year contract.",
                40,
                "anna",
                answers=(
                    Answer(
                        "emma",
                        "We always took the BDN with my own customers, but nobody "
                        "ever asked.",
                        5,
                    ),
                    Answer(
                        "anna",
                        "The BDN counts unless the retained sample says otherwise: "
                        "clause 7 of our terms. Offer a joint analysis of the sealed "
                        "sample, costs to whoever is wrong.",
                        26,
                        True,
                    ),
                ),
                solved_hours=49,
            ),
            Question(
                "anna",
                "Can we hold a barge at Beilun for two deliveries a week?",
                "String 3 calls Tuesday and Friday nights. Without a fixed barge the "
                "contract is not worth signing for them.",
                9,
                "leader_ningbo",
                ("david",),
                due=2,
                priority="1",
                answers=(
                    Answer(
                        "david",
                        "Planning says Tuesday is safe; Friday depends on the ferry "
                        "round until the end of the month.",
                        30,
                    ),
                ),
            ),
            Question(
                "leader_ningbo",
                "What credit limit may we offer?",
                "They want 45 days. Our standard is 30.",
                14,
                "emma",
                due=-3,
                priority="2",
            ),
            Question(
                "emma",
                "Does the tender ask for ISO 14001?",
                "",
                20,
                "david",
                withdrawn=True,
            ),
        ),
    ),
    Project(
        "qingluan",
        "青鸾散运：成为主要供应商",
        "qingluan",
        "leader_islands",
        ("bo", "carol"),
        "fuel_project_stage_growth",
        6_000,
        14_000,
        210,
        10,
        (
            ("First stem", -52, True),
            ("Half of their stems in Zhoushan", 60, False),
        ),
        (
            (
                14,
                "at_risk",
                "Straits undercuts us",
                "采购反映海峡公司报价低 5 美元，我们靠锚地供油速度留住客户。",
            ),
        ),
        (
            Question(
                "bo",
                "船上要求每小时 600 吨的供油速度，我们哪条驳船可以？",
                "青鸾 7 轮下周到锚地，船期很紧，等潮水只有六小时。",
                18,
                "carol",
                due=-10,
                answers=(
                    Answer(
                        "carol",
                        "瑶澜 6 号实测 620 吨/小时，两根软管同时供。请提前一天通知调度。",
                        3,
                        True,
                    ),
                ),
                solved_hours=8,
            ),
            Question(
                "carol",
                "客户要求延长到 45 天账期，能否同意？",
                "他们愿意把一半的加油量交给我们。",
                4,
                "leader_islands",
                ("bo",),
                due=1,
                priority="1",
            ),
            Question(
                "leader_islands",
                "Who decides on bunkers in their Singapore office?",
                "We know the purchaser in Dinghai only.",
                11,
                "bo",
                due=-2,
            ),
        ),
    ),
    Project(
        "hanbit",
        "Hanbit Haeun: China calls",
        "hanbit",
        "leader_islands",
        ("bo", "david"),
        "fuel_project_stage_trial",
        5_000,
        48_000,
        90,
        8,
        (
            ("Meet the fuel desk in Busan", -60, True),
            ("Trial stem in Zhoushan", 20, False),
        ),
        (),
        (
            Question(
                "bo",
                "Do we have a Korean-speaking cargo officer for the trial stem?",
                "Their chief engineers are more at ease in Korean, and the first "
                "delivery decides.",
                6,
                "leader_islands",
                due=5,
                answers=(
                    Answer(
                        "leader_islands",
                        "Not on staff. The agency Yuzhou can lend us one; I have asked "
                        "for a price.",
                        20,
                    ),
                ),
            ),
            Question(
                "david",
                "Which customs form does a Korean flag ship need for bonded fuel?",
                "Their agent asks for it before every call.",
                13,
                "bo",
                due=1,
                answers=(
                    Answer(
                        "bo",
                        "The same as for any foreign ship. The agency fills it in.",
                        7,
                        True,
                    ),
                    Answer(
                        "david",
                        "Customs sent it back yesterday: there is a new form.",
                        220,
                    ),
                ),
                reopened=True,
            ),
            Question(
                "david",
                "Which B24 certificate do Korean flag ships accept?",
                "ISCC EU or the domestic one?",
                2,
                "bo",
                due=7,
            ),
        ),
    ),
)
