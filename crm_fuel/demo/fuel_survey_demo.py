"""Some eighty answers to questionnaires over the demonstration company's last year.

Who was asked in the last weeks and has not answered yet, is there as well.
"""

import random
from datetime import timedelta

from odoo import api, fields, models

NUMBER = 80
YEARLY = 12
SILENT = 14
SEED = 2026
# By customer: how content they are at all, so that some stand out.
MOODS = (4.6, 4.2, 3.9, 3.4, 2.8)
# Remarks by how content they are, in the languages of who reads them.
REMARKS = {
    "high": (
        (
            "The barge was early and the crew friendly.",
            "加油船提前到达，船员态度友好。",
        ),
        (
            "Sample sealed and signed without a discussion.",
            "样品当场铅封签字，毫无争议。",
        ),
        ("Quick answer to our questions on density.", "对密度问题答复很快。"),
    ),
    "middle": (
        ("All right; the delivery note came late.", "尚可，供油单来得晚了些。"),
        ("Prices change too often within a day.", "一天之内价格变动太频繁。"),
    ),
    "low": (
        ("Six hours late, and nobody called us.", "迟到六小时，也没有人通知。"),
        ("Figures of barge and ship differ each time.", "每次船岸计量都有差异。"),
    ),
}


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_answers(self):
        """Make the answers, once.

        The past opens neither complaints nor to-dos: the thresholds are put off while
        it is made.
        """
        inputs = self.env["survey.user_input"]
        if inputs.search_count([("fuel_answered_on", "!=", False)], limit=1):
            return
        dice = random.Random(SEED)
        orders = self._answered_orders(dice)
        off = {
            "fuel_survey_complaint_score": 0,
            "fuel_survey_activity_score": 0,
            "fuel_survey_activity_recommend": -1,
        }
        companies = orders.company_id
        before = {company: company.read(list(off))[0] for company in companies}
        companies.write(off)
        moods = {}
        for number, order in enumerate(orders):
            customer = order.partner_id.commercial_partner_id
            mood = moods.setdefault(customer, MOODS[len(moods) % len(MOODS)])
            name = "yearly" if number % (NUMBER // YEARLY) == 0 else "delivery"
            self._answer_survey(self._ref(f"fuel_survey_{name}"), order, mood, dice)
        for company, values in before.items():
            company.write({name: values[name] for name in off})
        self._ask_silent_contacts(dice, orders)
        self.env.flush_all()

    @api.model
    def _answered_orders(self, dice):
        """Return delivered orders of the last year, of customers large and small."""
        since = fields.Date.today() - timedelta(days=360)
        rows = self.env["fuel.volume"].search(
            [("delivered_mt", ">", 0), ("date", ">", since)], order="date, id"
        )
        orders = sorted(rows.order_id, key=lambda order: order.id)
        chosen = dice.sample(orders, min(NUMBER, len(orders)))
        return self.env["sale.order"].union(
            *sorted(chosen, key=lambda order: order.date_order)
        )

    @api.model
    def _answer_survey(self, survey, order, mood, dice):
        customer = order.partner_id.commercial_partner_id
        facts = {}
        if survey.fuel_occasion == "delivery":
            done = order.picking_ids.filtered(lambda it: it.state == "done")
            facts = {"fuel_order_id": order.id, "fuel_picking_id": done[:1].id}
        answer = (
            self.env["survey.user_input"]
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                {
                    "survey_id": survey.id,
                    "partner_id": (customer.child_ids.sorted("id")[:1] or customer).id,
                    "fuel_customer_id": customer.id,
                    **facts,
                }
            )
        )
        overall = min(5, max(1, round(dice.gauss(mood, 0.7))))
        for question in survey.question_ids:
            given = self._answer_question(question, overall, customer.user_id, dice)
            if given:
                answer._save_lines(question, given)
        answer._mark_done()
        moment = order.date_order + timedelta(days=dice.randint(2, 5))
        moment = min(moment, fields.Datetime.now())
        answer.write(
            {
                "start_datetime": moment - timedelta(minutes=2),
                "end_datetime": moment,
                "fuel_answered_on": moment.date(),
                "fuel_mail_state": "sent",
                "fuel_sent_at": moment - timedelta(days=1),
            }
        )

    @api.model
    def _ask_silent_contacts(self, dice, answered):
        """Invite contacts whose answers are awaited, some beyond the deadline.

        They have been reminded already: invented addresses get no letters.
        """
        now = fields.Datetime.now()
        rows = self.env["fuel.volume"].search(
            [
                ("delivered_mt", ">", 0),
                ("date", ">", now.date() - timedelta(days=90)),
                ("order_id", "not in", answered.ids),
            ],
            order="date desc, id desc",
        )
        orders = {}
        for order in rows.order_id:
            orders.setdefault(order.partner_id.commercial_partner_id, order)
        survey = self._ref("fuel_survey_delivery")
        inputs = self.env["survey.user_input"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        values = []
        for customer, order in list(orders.items())[:SILENT]:
            sent = now - timedelta(days=dice.randint(8, 50))
            contact = customer.child_ids.sorted("id")[:1] or customer
            values.append(
                {
                    **inputs._fuel_invitation_values(survey, order.company_id, sent),
                    **inputs._fuel_contact_values(survey, contact),
                    "fuel_order_id": order.id,
                    "fuel_mail_state": "sent",
                    "fuel_sent_at": sent,
                    "fuel_reminded_at": sent + timedelta(days=5),
                }
            )
        return inputs.create(values)

    @api.model
    def _answer_question(self, question, overall, reader, dice):
        if question.fuel_measure == "overall":
            return str(overall)
        if question.fuel_measure == "recommend":
            return str(min(10, max(0, overall * 2 + dice.randint(-1, 1))))
        if question.fuel_measure == "dimension":
            return str(min(5, max(1, overall + dice.choice((-1, 0, 0, 0, 1)))))
        if dice.random() > 0.35:
            return ""
        kind = "high" if overall > 3 else "middle" if overall == 3 else "low"
        return self._said(reader, dice.choice(REMARKS[kind]))
