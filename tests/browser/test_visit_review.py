"""What a team leader does with the team's visits: review one, end another."""

import uuid
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from harness.rpc import Rpc
from harness.visits import new_customer, new_manager, new_visit, positions, read_visit


@pytest.fixture
def team(rpc, server):
    """A leader, a member of the team, and a visit of theirs in progress."""
    leader, member = new_manager(rpc), new_manager(rpc)
    rpc(
        "crm.team",
        "create",
        {"name": "Quay team", "user_id": leader.id, "member_ids": [(4, member.id)]},
    )
    customer = new_customer(rpc, f"Review Shipping {leader.login[3:7]}", member)
    visit = new_visit(rpc, member, customer)
    own = Rpc(server.url, server.database, member.login, member.password)
    own("fuel.visit", "action_check_in", [visit], str(uuid.uuid4()), failure="denied")
    return SimpleNamespace(leader=leader, member=member, visit=visit, own=own)


def open_visit(page: Page, server, visit: int) -> None:
    page.goto(f"{server.url}/odoo/fuel.visit/{visit}")
    expect(page.locator(".o_form_view [name=customer_id]").first).to_be_visible()


def finish(team, rpc) -> None:
    team.own(
        "fuel.visit",
        "action_check_out",
        [team.visit],
        str(uuid.uuid4()),
        failure="denied",
        values={"result_id": rpc.ref("crm_fuel.fuel_visit_result_follow_up")},
    )


def test_a_leader_ends_a_forgotten_visit_with_a_reason(
    open_page, server, rpc, team, screenshot
):
    page = open_page(server, team.leader.login, team.leader.password)
    open_visit(page, server, team.visit)
    expect(page.get_by_role("button", name="Mark as reviewed")).to_have_count(0)
    page.get_by_role("button", name="End for the visitor").click()
    dialog = page.get_by_role("dialog")
    # Without a reason nothing happens.
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog.locator("[name=reason].o_field_invalid")).to_have_count(1)
    assert read_visit(rpc, team.visit).state == "in_progress"
    dialog.locator("[name=reason] input").fill("Went home without checking out")
    screenshot(page, "visit-force-desktop")
    dialog.get_by_role("button", name="Confirm").click()

    expect(page.locator(".o_form_view .alert-warning").first).to_contain_text(
        "Went home without checking out"
    )
    assert read_visit(rpc, team.visit).state == "done"
    assert [(row["kind"], row["has_fix"]) for row in positions(rpc, team.visit)] == [
        ("in", False),
        ("out", False),
    ]
    expect(page.get_by_role("button", name="End for the visitor")).to_have_count(0)


def test_a_leader_reviews_on_a_phone(open_page, server, rpc, team, screenshot):
    finish(team, rpc)
    page = open_page(
        server, team.leader.login, team.leader.password, "zh_CN", size="phone"
    )
    open_visit(page, server, team.visit)
    review = page.get_by_role("button", name="标记为已审阅")
    if not review.is_visible():
        # A phone folds the buttons of a form together.
        page.locator(
            ".o_statusbar_buttons .dropdown-toggle, .o_cp_action_menus"
        ).first.click()
    screenshot(page, "visit-review-phone")
    review.click()
    expect(review).to_have_count(0)
    [visit] = rpc("fuel.visit", "read", [team.visit], fields=["reviewed_by_id"])
    assert visit["reviewed_by_id"][0] == team.leader.id


def test_the_visitor_cannot_review_it(open_page, server, rpc, team):
    finish(team, rpc)
    page = open_page(server, team.member.login, team.member.password)
    open_visit(page, server, team.visit)
    expect(page.get_by_role("button", name="Mark as reviewed")).to_have_count(0)
