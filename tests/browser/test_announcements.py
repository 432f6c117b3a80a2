"""An announcement from the management post to a reader's screen and back."""

import pytest
from playwright.sync_api import expect

MODEL = "fuel.announcement"
RECEIPT = "fuel.announcement.receipt"
PASSWORD = "reads-what-is-new"


@pytest.fixture(scope="module")
def people(rpc):
    """Ids of a supervisor and of two readers, by login."""
    return {
        login: rpc(
            "res.users",
            "create",
            {
                "name": name,
                "login": login,
                "email": f"{login}@fuel.example",
                "password": PASSWORD,
                "group_ids": [(6, 0, [rpc.ref(f"crm_fuel.{group}")])],
            },
            context={"no_reset_password": True},
        )
        for login, name, group in (
            ("news_boss", "Wang Fang", "group_fuel_supervisor"),
            ("news_anna", "Anna Chen", "group_fuel_user"),
            ("news_bo", "Bo Lin", "group_fuel_user"),
        )
    }


def draft(rpc, people, **values) -> int:
    return rpc(
        MODEL,
        "create",
        {
            "name": "New rules for samples",
            "body": "<p>Each delivery keeps <b>four</b> sealed samples.</p>"
            "<ul><li>ship</li><li>barge</li><li>laboratory</li><li>MARPOL</li></ul>",
            "audience_user_ids": [(6, 0, [people["news_anna"], people["news_bo"]])],
            "must_acknowledge": True,
            **values,
        },
    )


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def receipt_of(rpc, announcement, user) -> dict:
    [receipt] = rpc(
        RECEIPT,
        "search_read",
        [
            ("announcement_id", "=", announcement),
            ("user_id", "=", user),
            ("is_current", "=", True),
        ],
        ["read_at", "acknowledged_at"],
    )
    return receipt


def test_live_read_and_acknowledged(open_page, server, rpc, people, screenshot):
    announcement = draft(rpc, people)
    reader = open_page(server, "news_anna", PASSWORD)
    reader.goto(f"{server.url}/odoo/fuel-announcements")
    expect(reader.locator(".o_view_nocontent")).to_contain_text("Nothing is announced")
    reader.wait_for_timeout(1_500)  # until its connection for live messages is there
    boss = open_page(server, "news_boss", PASSWORD)
    boss.goto(f"{server.url}/odoo/fuel-announcements-manage/{announcement}")
    screenshot(boss, "announcement-draft-desktop")
    boss.locator("button[name=action_publish]").click()
    expect(boss.locator("button[name=action_correct]")).to_be_visible()
    expect(boss.locator("button[name=action_open_unread]")).to_contain_text("2")
    screenshot(boss, "announcement-published-desktop")
    # Without a reload, in the reader's client.
    toast = reader.locator(".o_notification", has_text="New rules for samples")
    expect(toast).to_be_visible()
    screenshot(reader, "announcement-toast-desktop")
    # The list of titles is no reading.
    reader.goto(f"{server.url}/odoo/fuel-announcements")
    expect(reader.locator(".o_data_row")).to_contain_text("New rules for samples")
    screenshot(reader, "announcement-list-desktop")
    assert not receipt_of(rpc, announcement, people["news_anna"])["read_at"]
    reader.locator(".o_data_row .o_data_cell[name=name]").click()
    expect(reader.locator(".o_fuel_announcement_body")).to_contain_text("four")
    screenshot(reader, "announcement-form-desktop")
    button = reader.locator("button[name=action_acknowledge]")
    button.click()
    expect(button).to_have_count(0)
    expect(reader.locator(".alert-success")).to_contain_text("You acknowledged it on")
    receipt = receipt_of(rpc, announcement, people["news_anna"])
    assert receipt["read_at"]
    assert receipt["acknowledged_at"]
    assert not receipt_of(rpc, announcement, people["news_bo"])["read_at"]
    # The supervisor sees who has not, and corrects.
    boss.reload()
    boss.locator("button[name=action_open_unacknowledged]").click()
    expect(boss.locator(".o_data_row")).to_have_count(1)
    expect(boss.locator(".o_data_row")).to_contain_text("Bo Lin")
    screenshot(boss, "announcement-receipts-desktop")
    boss.goto(f"{server.url}/odoo/fuel-announcements-manage/{announcement}")
    boss.locator("button[name=action_correct]").click()
    dialogue = boss.locator(".modal")
    dialogue.locator("div[name=name] input").fill("New rules for samples, corrected")
    screenshot(boss, "announcement-correct-desktop")
    dialogue.locator("button[name=action_apply]").click()
    expect(dialogue).to_have_count(0)
    expect(boss.locator(".o_form_view div[name=name]").first).to_contain_text(
        "corrected"
    )
    toast = reader.locator(".o_notification", has_text="corrected")
    toast.get_by_role("button", name="Open").click()
    expect(reader.locator("button[name=action_acknowledge]")).to_be_visible()
    reader.wait_for_timeout(500)
    assert receipt_of(rpc, announcement, people["news_anna"])["read_at"]
    boss.locator("button[name=action_withdraw]").click()
    boss.locator(".modal-footer .btn-primary").click()
    expect(boss.locator("button[name=action_withdraw]")).to_have_count(0)


@pytest.mark.parametrize(("size", "lang"), [("phone", "zh_CN"), ("desktop", "zh_CN")])
def test_on_a_phone_in_chinese(open_page, server, rpc, people, screenshot, size, lang):
    made = [
        draft(
            rpc, people, name="新留样规定", body="<p>每次供油须留存四份铅封样品。</p>"
        ),
        draft(
            rpc,
            people,
            name="台风季锚地供油决定权",
            body="<p>风力七级及以上，由加油船船长决定。</p>",
            pinned=True,
            must_acknowledge=False,
        ),
    ]
    rpc(MODEL, "action_publish", made)
    page = open_page(server, "news_bo", PASSWORD, lang=lang, size=size)
    page.goto(f"{server.url}/odoo/fuel-announcements")
    row = page.locator(".o_kanban_record:not(.o_kanban_ghost), .o_data_row")
    expect(row.first).to_contain_text("台风季锚地供油决定权")
    assert fits(page)
    screenshot(page, f"announcement-mine-{size}-zh")
    page.goto(f"{server.url}/odoo/fuel-announcements/{made[0]}")
    expect(page.locator(".o_fuel_announcement_body")).to_contain_text("四份")
    assert fits(page)
    screenshot(page, f"announcement-form-{size}-zh")
    boss = open_page(server, "news_boss", PASSWORD, lang=lang, size=size)
    boss.goto(f"{server.url}/odoo/fuel-announcements-manage")
    expect(
        boss.locator(".o_kanban_record:not(.o_kanban_ghost), .o_data_row").first
    ).to_be_visible()
    assert fits(boss)
    screenshot(boss, f"announcement-manage-{size}-zh")
    boss.goto(f"{server.url}/odoo/fuel-announcements-manage/{made[0]}")
    expect(boss.locator("div[name=audience_user_ids]")).to_be_visible()
    assert fits(boss)
    screenshot(boss, f"announcement-manage-form-{size}-zh")
    rpc(MODEL, "action_withdraw", made)
