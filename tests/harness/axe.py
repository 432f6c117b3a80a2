"""Accessibility of a page by axe-core (Deque, MPL-2.0), as package-lock.json pins it."""

from playwright.sync_api import Page

from tooling import node

GRAVE = ("serious", "critical")
RUN = """
    async (selector) => {
        const { violations } = await axe.run(selector, { resultTypes: ["violations"] });
        return violations.map(({ id, impact, nodes }) => ({
            id,
            impact,
            nodes: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
        }));
    }
"""


def findings(page: Page, selector: str, *, impacts: tuple[str, ...] = GRAVE) -> str:
    """What axe-core finds wrong below `selector`, as text; empty where nothing is."""
    script = node.package("axe-core") / "axe.min.js"
    # Evaluated, not added as a tag: the page's own policy has no say in it.
    page.evaluate(script.read_text())
    lines = []
    for finding in page.evaluate(RUN, selector):
        if finding["impact"] in impacts:
            lines.append(f"{finding['impact']}: {finding['id']}")
            lines += [f"    {text}" for text in finding["nodes"]]
    return "\n".join(lines)
