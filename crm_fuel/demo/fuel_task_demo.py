"""A work task and a marketing activity that are under way."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.mail import plaintext2html

PEOPLE = ("anna", "bo", "carol", "david", "emma", "frank")


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_tasks(self):
        """Hand out the demonstration company's tasks, once."""
        if not self.env["fuel.task"].search_count([], limit=1):
            self._make_tasks(fields.Datetime.now())

    def _make_tasks(self, now):
        """Issue two tasks, and let people go on with them as far as they are."""
        post = self._ref("user_demo_supervisor")
        # Nobody reads mail at these addresses.
        tasks = self.env["fuel.task"].with_user(post).with_context(fuel_no_notify=True)
        people = {name: self._ref(f"user_demo_{name}") for name in PEOPLE}
        papers = tasks.create(
            {
                "name": "核对第三季度燃油交付单 Check bunker delivery notes",
                "kind": "task",
                "instructions": plaintext2html(
                    "逐一核对客户签收的交付单，缺少的补齐，结果写在备注里。\n"
                    "Compare the notes your customers signed with ours, ask for those "
                    "that are missing, and write down what you found."
                ),
                "deadline": now + timedelta(days=2),
                "priority": "1",
                "audience_user_ids": [
                    Command.set([user.id for user in people.values()])
                ],
                "audience_follows": False,
                "need_note": True,
            }
        )
        activity = tasks.create(
            {
                "name": "推介 0.10% 超低硫燃料油 Present the 0.10 % fuel",
                "kind": "marketing",
                "instructions": plaintext2html(
                    "拜访名下客户，介绍 RMD80 的价格与供应港口，了解明年需求。\n"
                    "Visit your customers, present RMD80 with prices and ports, and "
                    "ask what they will need next year."
                ),
                "deadline": now + timedelta(days=12),
                "audience_team_ids": [
                    Command.set(
                        [self._ref("team_islands").id, self._ref("team_ningbo").id]
                    )
                ],
                "customer_source": "domain",
                "customer_domain": "[('fuel_customer', '=', True)]",
                "need_visit": True,
            }
        )
        (papers | activity).action_issue()
        # They were handed out a while ago: visits since then count. sudo: when, and whose
        # assignments there are, is protected from everybody
        (papers | activity).sudo().issued_at = now - timedelta(days=21)
        lines = activity.sudo().assignment_ids.line_ids
        lines._sync_visits(lines.customer_id)
        self._go_on(papers, people, post)
        begun = activity.sudo().assignment_ids.filtered("visited_count")
        for assignment in begun:
            self._as(assignment, assignment.user_id).action_start()
        return papers | activity

    def _as(self, assignment, user):
        return assignment.with_user(user).with_context(fuel_no_notify=True)

    def _go_on(self, task, people, post):
        # sudo: assignments of all; each goes on as its own person below
        mine = {it.user_id: it for it in task.sudo().assignment_ids}
        notes = {
            "bo": "全部交付单已核对，两份缺签字，已补签。",
            "carol": "十二份交付单齐全。",
            "david": "All notes are there but one.",
        }
        for name, note in notes.items():
            assignment = self._as(mine[people[name]], people[name])
            assignment.note = note
            assignment.action_submit()
        self._as(mine[people["bo"]], post).action_accept()
        self._as(mine[people["david"]], post).send_back(
            "Which one is missing, and who sends it? 缺哪一份，由谁补？"
        )
        self._as(mine[people["anna"]], people["anna"]).action_start()
