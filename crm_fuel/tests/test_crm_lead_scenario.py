from ast import literal_eval
from datetime import date

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_lead import FuelLeadCommon


@tagged("-at_install", "post_install")
class TestCrmLeadScenario(FuelLeadCommon):
    """From a visit to tonnes sold, as account manager Anna does it."""

    def test_from_visit_to_volume(self):
        self.company.fuel_tz = "Asia/Shanghai"
        vessel = self.make_vessel("LEAD OCEAN")
        port = self.make_port("ZZSCN")
        competitor = self.env["res.partner"].create({"name": "Rival Bunkers"})
        engineer = self.env["res.partner"].create(
            {"name": "Engineer Wang", "parent_id": self.customer.id}
        )
        campaign = self.env["utm.campaign"].create({"title": "Spring"})
        visit = (
            self.env["fuel.visit"]
            .with_user(self.am_anna)
            .create(
                {
                    "customer_id": self.customer.id,
                    "contact_ids": (self.buyer | engineer).ids,
                    "topic_id": self.env["fuel.visit.topic"].search([], limit=1).id,
                    "vessel_id": vessel.id,
                    "port_id": port.id,
                    "competitor_id": competitor.id,
                    "campaign_id": campaign.id,
                    "need_ids": [
                        Command.create(
                            {
                                "grade_id": self.vlsfo.id,
                                "quantity_mt": 500,
                                "date": date(2026, 3, 10),
                                "note": "Low viscosity",
                            }
                        ),
                        Command.create(
                            {
                                "grade_id": self.mgo.id,
                                "quantity_mt": 40,
                                "date": date(2026, 3, 20),
                            }
                        ),
                    ],
                }
            )
        )
        action = visit.action_new_lead()
        leads = self.env["crm.lead"].with_user(self.am_anna)
        with Form(leads.with_context(**action["context"])) as form:
            pass
        lead = leads.browse(form.record.id)
        self.assertEqual(lead.fuel_visit_id, visit)
        self.assertIn(lead.partner_id, self.buyer | engineer)
        self.assertEqual(lead.fuel_contact_ids, self.buyer | engineer)
        self.assertEqual(lead.source_id, self.env.ref("crm_fuel.utm_source_visit"))
        self.assertEqual(lead.campaign_id, campaign)
        self.assertEqual(lead.fuel_vessel_ids, vessel)
        self.assertEqual(lead.fuel_port_ids, port)
        self.assertEqual(lead.fuel_competitor_id, competitor)
        self.assertEqual(lead.fuel_window_start, date(2026, 3, 10))
        self.assertEqual(lead.fuel_window_end, date(2026, 3, 20))
        self.assertRecordValues(
            lead.fuel_line_ids,
            [
                {
                    "grade_id": self.vlsfo.id,
                    "expected_mt": 500,
                    "note": "Low viscosity",
                },
                {"grade_id": self.mgo.id, "expected_mt": 40, "note": False},
            ],
        )
        lead.fuel_line_ids[0].price_idea = 612

        self.env["product.product"].search(
            [("fuel_grade_id", "=", self.mgo.id)]
        ).sale_ok = False
        action = lead.action_sale_quotations_new()
        orders = self.env["sale.order"].with_user(self.am_anna)
        with Form(orders.with_context(**action["context"])) as form:
            pass
        order = orders.browse(form.record.id)
        self.assertEqual(order.opportunity_id, lead)
        self.assertEqual(order.fuel_vessel_id, vessel)
        self.assertEqual(order.fuel_port_id, port)
        self.assertEqual(order.fuel_visit_id, visit)
        self.assertEqual(order.campaign_id, campaign)
        # The days of Shanghai, in UTC.
        self.assertEqual(str(order.fuel_window_start), "2026-03-09 16:00:00")
        self.assertEqual(str(order.fuel_window_end), "2026-03-20 15:59:59")
        line, note = order.order_line
        self.assertRecordValues(
            line,
            [
                {
                    "product_id": self.fuel.id,
                    "product_uom_qty": 500,
                    "product_uom_id": self.ton.id,
                    "price_unit": 612,
                }
            ],
        )
        self.assertEqual(note.display_type, "line_note")
        self.assertIn("no product of this grade", note.name)

        order.action_confirm()
        self._deliver(order.sudo(), 480)
        volume = self._volume_of(order)
        self.assertRecordValues(
            volume,
            [
                {
                    "vessel_id": vessel.id,
                    "port_id": port.id,
                    "ordered_mt": 500,
                    "delivered_mt": 480,
                }
            ],
        )
        lead.action_set_won()
        self.assertEqual(lead.fuel_weighted_mt, 540)
        self.assertEqual(campaign.fuel_delivered_mt, 480)

    def test_lost_tonnes_by_reason(self):
        price = self.env["crm.lost.reason"].create({"name": "Price"})
        for tonnes in (300, 200):
            lead = self.make_lead((self.vlsfo, tonnes, self.ton))
            lead.action_set_lost(lost_reason_id=price.id)
        action = self.env.ref("crm_fuel.fuel_lead_lost_action")
        rows = (
            self.env["crm.lead"]
            .with_user(self.am_anna)
            .with_context(**literal_eval(action.context))
            ._read_group(
                literal_eval(action.domain),
                ["lost_reason_id"],
                ["fuel_expected_mt:sum"],
            )
        )
        self.assertIn((price, 500.0), rows)
