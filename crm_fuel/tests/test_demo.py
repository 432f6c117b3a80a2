from collections import Counter
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import TransactionCase

from ..demo import order_plan
from .common_demo import DemoCommon


class TestOrderPlan(TransactionCase):
    """The plan needs no database, so it is tried on all sorts of days at full size."""

    DAYS = (
        datetime(2027, 1, 1, 0, 30),
        datetime(2028, 2, 29, 16, 0),
        datetime(2029, 7, 15, 3, 0),
        datetime(2030, 12, 31, 23, 59),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ship = order_plan.Ship(
            "vessel_any", 1200, frozenset({"grade_vlsfo_rmg380", "grade_lsmgo_dma"})
        )
        cls.fleets = {customer: [ship] for customer in order_plan.PROFILES}

    def test_same_moment_same_plan(self):
        one, two = (order_plan.make_plan(self.DAYS[0], self.fleets) for _ in "12")
        self.assertEqual(one, two)

    def test_size_and_span(self):
        for now in self.DAYS:
            with self.subTest(now=now):
                orders = order_plan.make_plan(now, self.fleets).orders
                self.assertGreater(len(orders), 500)
                self.assertLess(len(orders), 900)
                self.assertLess(orders[0].ordered_at, now - timedelta(days=1000))
                self.assertLess(orders[-1].ordered_at, now)
                self.assertEqual(
                    set(Counter(order.state for order in orders)),
                    {"draft", "sent", "sale", "cancel"},
                )
                self.assertTrue(any(order.shortage_mt for order in orders))
                coming = [
                    order
                    for order in orders
                    if order.state == "sale" and order.delivered_at > now
                ]
                self.assertGreaterEqual(len(coming), len(order_plan.WAITING))
                for order in orders:
                    self.assertLess(order.ordered_at, order.eta)
                    self.assertLess(order.eta, order.delivered_at)
                    self.assertLess(order.window[0], order.window[1])

    def test_customers_follow_their_course(self):
        for now in self.DAYS:
            years = order_plan.tonnes_by_year(order_plan.make_plan(now, self.fleets))
            for customer, profile in order_plan.PROFILES.items():
                last, before, first = years[customer]
                with self.subTest(now=now, customer=customer):
                    if profile.course == "growing":
                        self.assertGreater(last, first)
                    elif profile.course == "shrinking":
                        self.assertLess(last, first)
                    elif profile.course == "lost":
                        self.assertLess(last, before)
                    elif profile.course == "new":
                        self.assertGreater(last, 0)
                        self.assertEqual(before + first, 0)

    def test_fishing_rests_in_summer(self):
        plan = order_plan.make_plan(self.DAYS[0], self.fleets)
        fleet = {
            customer
            for customer, profile in order_plan.PROFILES.items()
            if profile.season == "fishing"
        }
        months = Counter(
            (order.ordered_at + order_plan.UTC_OFFSET).month
            for order in plan.orders
            if order.customer in fleet
        )
        self.assertFalse(months[6] + months[7])
        self.assertGreater(months[10], 5)

    def test_rates_end_today(self):
        for now in self.DAYS:
            for rates in order_plan.make_plan(now, self.fleets).rates.values():
                self.assertLessEqual(min(rates), (now - timedelta(days=1090)).date())
                self.assertTrue(all(rate > 0 for rate in rates.values()))


class TestDemoCompany(DemoCommon):
    """The orders, volumes and people of the demonstration company as records."""

    def test_orders_are_as_planned(self):
        now = fields.Datetime.now()
        for order, planned in zip(self.orders, self.plan.orders, strict=True):
            self.assertEqual(order.state, planned.state)
            self.assertEqual(order.date_order, planned.ordered_at)
            self.assertLess(order.date_order, now)
            self.assertEqual(
                order.fuel_vessel_id,
                self.demo._ref(planned.vessel)
                if planned.vessel
                else order.browse().fuel_vessel_id,
            )
            self.assertTrue(order.user_id)
            self.assertIn(order.user_id, order.team_id.member_ids)
        done = self.orders.picking_ids.filtered(lambda it: it.state == "done")
        self.assertTrue(done)
        for picking in done:
            self.assertLess(picking.date_done, now)
            self.assertTrue(all(move.date < now for move in picking.move_ids))
        self.assertEqual(
            set(self.orders.picking_ids.mapped("state")), {"done", "assigned"}
        )

    def test_what_is_sold_is_what_was_delivered(self):
        for order, planned in zip(self.orders, self.plan.orders, strict=True):
            if planned.state != "sale":
                continue
            for index, (line, wanted) in enumerate(
                zip(order.order_line, planned.lines, strict=True)
            ):
                expected = (
                    wanted.delivered if planned.delivered_at < self.plan.now else 0
                )
                if index == 0:
                    expected -= planned.shortage_mt
                # A kilogram of stock is a litre and more.
                self.assertAlmostEqual(
                    line.qty_delivered,
                    expected,
                    delta=2 if wanted.unit == "litre" else 0.002,
                )

    def test_volumes(self):
        volumes = self.env["fuel.volume"]
        self.assertEqual(volumes._verify(), [])
        rows = volumes.search([("order_id", "in", self.orders.ids)])
        self.assertTrue(rows)
        self.assertFalse(rows.filtered("is_unconverted"))
        self.assertEqual(rows.filtered("grade_id"), rows)
        self.assertGreater(len(rows.grade_id), 4)
        self.assertGreater(len(rows.port_id), 5)
        self.assertGreater(len(set(rows.mapped("delivery_mode"))), 1)
        units = rows.line_id.product_uom_id
        self.assertEqual({unit._fuel_kind() for unit in units}, {"mass", "volume"})
        self.assertEqual(
            {"CNY", "USD"} - set(self.orders.currency_id.mapped("name")), set()
        )

    def test_nobody_takes_fuel_their_vessel_does_not(self):
        for line in self.orders.order_line.filtered(lambda it: it._is_fuel()):
            vessel = line.order_id.fuel_vessel_id
            if vessel:
                self.assertIn(line.fuel_grade_id, vessel.grade_ids)

    def test_stock_never_runs_dry(self):
        """Of no product was more delivered than received by any moment."""
        moves = self.env["stock.move"].search(
            [
                ("state", "=", "done"),
                ("product_id", "in", self.orders.order_line.product_id.ids),
            ],
            order="date, id",
        )
        levels = Counter()
        for move in moves:
            quantity = move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, round=False
            )
            if move.location_dest_id.usage == "internal":
                levels[move.product_id] += quantity
            if move.location_id.usage == "internal":
                levels[move.product_id] -= quantity
                self.assertGreaterEqual(levels[move.product_id], 0)

    def test_people(self):
        contacts = self.customers.child_ids
        self.assertGreater(len(contacts), 80)
        self.assertEqual(
            set(contacts.mapped("fuel_contact_role")),
            {"decision_maker", "purchaser", "technical", "finance", "on_board"},
        )
        today = fields.Date.today()
        for contact in contacts:
            self.assertGreater(today - contact.fuel_birthday, timedelta(days=9000))
        for customer in self.customers:
            self.assertGreater(customer.fuel_annual_demand_mt, 0)
            self.assertTrue(customer.user_id.has_group("crm_fuel.group_fuel_user"))
            if customer.fuel_customer_since:
                self.assertLessEqual(customer.fuel_customer_since, today)

    def test_real_ships_belong_to_nobody_invented(self):
        """A ship with an IMO number is real: invented companies are at most her agent,
        and her operator, a real company, is no customer."""
        real = self.env["fuel.vessel"].search(
            [("party_ids.partner_id.category_id", "=", self.operators().id)]
        )
        self.assertGreater(len(real), 20)
        self.assertTrue(all(real.mapped("imo_number")))
        for party in real.party_ids:
            if party.partner_id in self.customers:
                self.assertEqual(party.role, "agent")
            else:
                self.assertFalse(party.partner_id.fuel_customer)
        invented = self.customers.fuel_vessel_party_ids.vessel_id - real
        self.assertGreater(len(invented), 30)
        self.assertFalse(any(invented.mapped("imo_number")))

    def operators(self):
        return self.demo._ref("partner_category_operator")

    def test_chinese_names(self):
        """Every name of the demo files that Odoo translates has one."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.demo._write_languages()
        names = self.env["ir.model.data"].search([("module", "=", "crm_fuel")])
        files = ("crm.team", "crm.tag", "res.partner.category", "product.pricelist")
        for data in names.filtered(lambda it: it.model in (*files, "product.product")):
            record = self.env[data.model].browse(data.res_id)
            with self.subTest(record=data.name):
                chinese = record.with_context(lang="zh_CN").name
                self.assertRegex(chinese, "[\u4e00-\u9fff]")

    def test_loading_again_changes_nothing(self):
        before = self.env["sale.order"].search_count([])
        self.demo._load()
        self.assertEqual(self.env["sale.order"].search_count([]), before)
