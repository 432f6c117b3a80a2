from odoo.tests import tagged

from .common_lead import FuelLeadCommon


@tagged("-at_install", "post_install")
class TestUtmCampaignFuel(FuelLeadCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_customer("Not visited")
        cls.campaign = (
            cls.env["utm.campaign"]
            .with_user(cls.am_anna)
            .create(
                {
                    "title": "VLSFO spring",
                    "fuel_customer_ids": (cls.customer | cls.other).ids,
                }
            )
        )

    def visit(self, user=None, **values):
        user = user or self.am_anna
        return (
            self.env["fuel.visit"]
            .with_user(user)
            .create(
                {
                    "customer_id": self.customer.id,
                    "topic_id": self.env["fuel.visit.topic"].search([], limit=1).id,
                    "campaign_id": self.campaign.id,
                    "user_id": user.id,
                    **values,
                }
            )
        )

    def fill(self):
        result = self.env["fuel.visit.result"].search([], limit=1)
        self.visit(state="done", result_id=result.id)
        self.visit(user=self.am_bo)
        lead = self.make_lead((self.vlsfo, 500, self.ton), campaign_id=self.campaign.id)
        lost = self.make_lead((self.vlsfo, 30, self.ton), campaign_id=self.campaign.id)
        lost.action_set_lost()
        lead.action_set_won()
        order = self._order((self.fuel, 40, self.ton), campaign_id=self.campaign.id)
        self._deliver(order, 25)
        self._order(
            (self.fuel, 7, self.ton), campaign_id=self.campaign.id, confirm=False
        )

    def test_figures(self):
        self.fill()
        self.env.flush_all()
        self.env.invalidate_all()
        campaign = self.campaign.with_user(self.supervisor)
        self.assertRecordValues(
            campaign,
            [
                {
                    "fuel_customer_count": 2,
                    "fuel_visit_count": 2,
                    "fuel_visited_count": 1,
                    "fuel_lead_mt": 530,
                    "fuel_won_mt": 500,
                    "fuel_order_count": 1,
                    "fuel_ordered_mt": 40,
                    "fuel_delivered_mt": 25,
                }
            ],
        )
        # Everybody counts what they may see.
        self.assertEqual(self.campaign.with_user(self.am_bo).fuel_visit_count, 1)
        self.assertEqual(self.campaign.with_user(self.am_bo).fuel_lead_mt, 0)
        self.assertEqual(self.campaign.with_user(self.plain).fuel_lead_mt, 0)

    def test_what_is_behind(self):
        self.fill()
        visits = self.campaign.action_open_fuel_visits()
        self.assertEqual(self.env["fuel.visit"].search_count(visits["domain"]), 2)
        orders = self.campaign.action_open_fuel_orders()
        self.assertEqual(self.env["sale.order"].search_count(orders["domain"]), 2)
        plan = self.campaign.action_plan_fuel_visits()
        self.assertEqual(plan["context"]["default_customer_id"], self.other.id)

    def test_many_in_constant_queries(self):
        self.fill()
        campaigns = self.campaign
        for number in range(10):
            campaigns |= self.campaign.create({"title": f"Many {number}"})

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.mapped("fuel_ordered_mt")
            return self.env.cr.sql_log_count - start

        count(campaigns)
        self.assertEqual(count(campaigns[:1]), count(campaigns))
