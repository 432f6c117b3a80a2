"""Announcements: one pinned, one to be acknowledged, one to come, one for customers."""

from datetime import timedelta

from odoo import api, fields, models

PINNED = {
    "name": "Typhoon season: who decides about deliveries at anchorage / 台风季锚地供油决定权",
    "body": """
<p>From wind force 7 on, the barge's master decides alone. Tell the customer as soon as
you know, and note a new window in the visit.</p>
<ul><li>Duty telephone: +86 580 000 0000</li><li>No promise of a time before the port
reopens.</li></ul>
<p>风力七级及以上，由加油船船长决定是否作业。请第一时间告知客户，并在拜访记录中注明新的窗口期。</p>
""",
    "pinned": True,
    "must_acknowledge": False,
}
ASKED = {
    "name": "New rules for samples / 新留样规定",
    "body": """
<p>Each delivery keeps <b>four</b> sealed samples from the first of next month: ship,
barge, laboratory, and the MARPOL sample. Customers ask you first, so please know it.</p>
<p>自下月一日起，每次供油须留存四份铅封样品：船方、供油方、化验室及MARPOL样品。客户会先问您，请务必掌握。</p>
""",
    "pinned": False,
    "must_acknowledge": True,
}
COMING = {
    "name": "Autumn meeting of account managers / 客户经理秋季会议",
    "body": """
<p>Two days in Zhoushan. Bring three customers we could win next year, and what it takes.</p>
<p>会议两天，地点舟山。请准备三家明年可争取的客户及所需支持。</p>
""",
    "pinned": False,
    "must_acknowledge": False,
}
FOR_CUSTOMERS = {
    "name": "Mass flow meters on all our barges / 全部加油船已装质量流量计",
    "body": """
<p>Since the first of this month each of our barges measures by <b>mass flow meter</b>. The
meter's ticket comes with the bunker delivery note.</p>
<p>自本月一日起，我司全部加油船均以<b>质量流量计</b>计量，流量计小票随供油单一并交付。</p>
""",
    "pinned": False,
    "must_acknowledge": False,
    "for_customers": True,
}


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_announcements(self):
        """Make the demonstration company's announcements, once."""
        announcements = self.env["fuel.announcement"]
        supervisor = self._ref("user_demo_supervisor")
        if announcements.search_count([("issuer_id", "=", supervisor.id)], limit=1):
            return
        now = fields.Datetime.now()
        for content, days, audience in (
            (PINNED, 9, {"audience_everyone": True}),
            (ASKED, 2, {"audience_team_ids": [(6, 0, self._ref("team_ningbo").ids)]}),
            (COMING, -6, {"audience_everyone": True}),
            (FOR_CUSTOMERS, 4, {}),
        ):
            announcement = announcements.with_user(supervisor).create(
                {
                    **content,
                    **audience,
                    "company_id": self.env.ref("base.main_company").id,
                    "date_from": days < 0
                    and fields.Date.context_today(self) + timedelta(days=-days),
                }
            )
            if days < 0:
                announcement.action_publish()
            else:
                # sudo: when it was published is protected from everybody
                self._publish_before(announcement.sudo(), now - timedelta(days=days))

    def _publish_before(self, announcement, moment):
        """Publish as if it had been done then, without writing to anybody."""
        announcement._move_to("published", published_at=moment)
        receipts = self.env["fuel.announcement.receipt"]._make(
            announcement._audience_people()
        )
        receipts.delivered_at = moment
        receipts._ask()
        # Some have done it, others have not got round to it.
        readers = receipts.sorted("user_id")
        readers[::2].read_at = moment + timedelta(hours=20)
        if announcement.must_acknowledge:
            for receipt in readers[::4]:
                receipt.with_user(receipt.user_id).action_acknowledge()
