"""How the demonstration company's customers buy, and what became of them."""

import dataclasses

MONTHS = 36

# Orders of each month against the year's average, January to December.
SEASONS = {
    "sea": (1.2, 0.7, 1.0, 0.95, 0.9, 0.85, 0.85, 0.9, 1.0, 1.1, 1.2, 1.35),
    # The East China Sea is closed to fishing from May into August or September.
    "fishing": (1.4, 0.5, 1.1, 1.0, 0.1, 0.0, 0.0, 0.7, 1.9, 1.9, 1.8, 1.6),
    "ferry": (0.8, 1.2, 0.8, 1.0, 1.1, 1.0, 1.4, 1.4, 1.0, 1.2, 0.6, 0.5),
}
OCEAN = ("port_cnzos", "port_cnzos", "port_cnnbg", "port_cnysa", "port_cnchs")
LINER = ("port_cnnbg", "port_cnchs", "port_cnysa", "port_cnmsg")
COAST = ("port_cnzos", "port_cnzos", "port_cnblg", "port_cnmjs", "port_cnluh")
BARGE = ("barge",)
QUAY = ("truck", "truck", "pipeline", "barge")


@dataclasses.dataclass(frozen=True)
class Profile:
    """How a customer buys.

    `course` is what became of them over the months, `since` the months ago in which a
    new customer came or a lost one left, `monthly` their usual orders a month.
    """

    course: str
    monthly: float
    season: str = "sea"
    ports: tuple = COAST
    modes: tuple = BARGE
    unit: str = "tonne"
    since: int = 0

    def rate(self, months_ago):
        """Return the orders expected in a month, the season left aside."""
        passed = 1 - months_ago / (MONTHS - 1)
        factor = {
            "steady": 1.0,
            "occasional": 1.0,
            "growing": 0.35 + 1.3 * passed,
            "shrinking": 1.65 - 1.45 * passed,
            "lost": float(months_ago > self.since),
            "new": float(months_ago <= self.since),
        }[self.course]
        return self.monthly * factor


PROFILES = {
    "qiongying": Profile("steady", 1.98),
    "haolan": Profile("growing", 0.59, ports=LINER),
    "chenglan": Profile("steady", 0.53, ports=("port_cnzhi", "port_cndax")),
    "mutao": Profile("shrinking", 0.53, ports=("port_cntaz", "port_cnzos")),
    "hongyu": Profile("lost", 0.53, ports=("port_cnwzo",), since=11),
    "jihai": Profile("growing", 0.46, ports=("port_cnysa", "port_cnzos")),
    "shuolan": Profile("steady", 0.73, "ferry", ("port_cnzos",), QUAY),
    "lingyang": Profile("steady", 0.23, ports=("port_cnzos",)),
    "xigang": Profile("steady", 0.99, "fishing", ("port_cnzos",), QUAY, "m3"),
    "daicheng": Profile("growing", 0.73, "fishing", ("port_cnzos",), QUAY, "litre"),
    "tinglan": Profile("shrinking", 0.73, "fishing", ("port_cnxsp",), QUAY, "m3"),
    "linxi": Profile("lost", 0.59, "fishing", ("port_cnzos",), QUAY, "m3", 8),
    "zhifan": Profile("steady", 0.79, ports=("port_cnblg", "port_cnchs")),
    "jinghang": Profile("occasional", 0.17),
    "yuzhou": Profile("growing", 0.59, ports=OCEAN),
    "yanhai": Profile("steady", 0.53, ports=LINER),
    "longbo": Profile("shrinking", 0.4, ports=("port_cnysa", "port_cnshg")),
    "yunge": Profile("steady", 0.79, "sea", ("port_cnzpu",), ("truck",), "litre"),
    "zhanyu": Profile("new", 1.17, ports=("port_cnzos",), since=8),
    "muxi": Profile("new", 0.81, ports=("port_cnmsg",), since=6),
    "safan": Profile("occasional", 0.13, ports=("port_cntaz",)),
    "hexian": Profile("occasional", 0.2, ports=("port_cnzos",), modes=("truck",)),
    "jinyang": Profile("growing", 0.4, ports=("port_cnnde", "port_cnzos")),
    "lanzhu": Profile("lost", 0.46, ports=("port_cnntg", "port_cnzos"), since=14),
    "suou": Profile("occasional", 0.0),
    "qingluan": Profile("new", 0.9, since=9),
    "skarvberg": Profile("steady", 0.2, ports=OCEAN),
    "tanahbiru": Profile("growing", 0.99, ports=OCEAN),
    "kestrel": Profile("occasional", 0.2, ports=("port_sgsin", "port_cnzos")),
    "lioncrag": Profile("steady", 0.33, ports=OCEAN),
    "jadeharbour": Profile("shrinking", 0.33, ports=OCEAN),
    "hanbit": Profile("growing", 0.26, ports=LINER),
    "seiran": Profile("steady", 0.23, ports=OCEAN),
    "thalassomeli": Profile("occasional", 0.1, ports=("port_cnzos", "port_cnmjs")),
    "elbkontor": Profile("lost", 0.26, ports=LINER, since=13),
    "ombak": Profile("occasional", 0.1, ports=OCEAN),
    "songlam": Profile("new", 0.63, ports=OCEAN, since=7),
    "lantern": Profile("steady", 0.73, ports=LINER),
    "coral": Profile("lost", 0.26, ports=OCEAN, since=10),
    "yildizkaya": Profile("occasional", 0.07, ports=OCEAN),
}
