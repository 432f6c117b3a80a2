"""Turns the plan of three years' sales into orders, deliveries and returns."""

import random
from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from . import order_plan
from .chinese_names import CHINESE_NAMES, CHINESE_READERS

BATCH = 150
# The stock never runs dry: each quarter's receipts are ready before its first order.
RECEIPT_STEP_MT = 500
UNITS = {
    "tonne": "uom.product_uom_ton",
    "m3": "uom.product_uom_cubic_meter",
    "litre": "uom.product_uom_litre",
    "unit": "uom.product_uom_unit",
}


class FuelDemo(models.AbstractModel):
    """The way from a demo data file into Python.

    A ``<function>`` of a data file can only call a method of a model. This one has no
    table and no record, and its methods are private: no client can call them.
    """

    _name = "fuel.demo"
    _description = "Demonstration Data of Fuel CRM"

    @api.model
    def _load(self):
        """Make the demonstration company's history, once."""
        customers = [self._ref(f"customer_{key}").id for key in order_plan.PROFILES]
        if self.env["sale.order"].search_count(
            [("partner_id", "child_of", customers)], limit=1
        ):
            return
        plan = self._plan()
        self._write_languages()
        self._write_rates(plan)
        self._write_people(plan)
        self._make_orders(plan)

    @api.model
    def _plan(self, share=1.0):
        """Plan the company's sales for its customers' vessels.

        :param float share: part of the usual number of orders
        :rtype: order_plan.Plan
        """
        fleets = {}
        for key in order_plan.PROFILES:
            parties = self._ref(f"customer_{key}").fuel_vessel_party_ids
            fleets[key] = [
                order_plan.Ship(
                    key=self._key(party.vessel_id),
                    tank_mt=party.vessel_id.tank_capacity_mt,
                    grades=frozenset(map(self._key, party.vessel_id.grade_ids)),
                    first=party.date_from or None,
                    last=party.date_to or None,
                )
                for party in parties.sorted("id")
            ]
        return order_plan.make_plan(fields.Datetime.now(), fleets, share)

    def _ref(self, key):
        return self.env.ref(f"crm_fuel.{key}")

    def _key(self, record):
        """Return a record's external id, without the name of this addon."""
        return record.get_external_id()[record.id].removeprefix("crm_fuel.")

    # ------------------------------------------------------------
    # People and rates
    # ------------------------------------------------------------

    def _write_languages(self):
        """Give people and customers their language, as far as it is active here."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        languages = {
            lang: lang if lang in installed else False for lang in ("en_US", "zh_CN")
        }
        if "zh_CN" in installed:
            for key, name in CHINESE_NAMES.items():
                self._ref(key).with_context(lang="zh_CN").name = name
        for login, user in self._users().items():
            lang = "zh_CN" if login in CHINESE_READERS else "en_US"
            user.lang = languages[lang] or user.lang
        for key in order_plan.PROFILES:
            customer = self._ref(f"customer_{key}")
            lang = "zh_CN" if customer.country_id.code == "CN" else "en_US"
            people = customer + customer.child_ids
            people.lang = languages[lang] or customer.lang

    def _users(self):
        users = self.env["res.users"].search([("login", "=like", "demo\\_%")])
        return {user.login: user for user in users}

    def _write_rates(self, plan):
        """Add the rates of days that have none yet."""
        rates = self.env["res.currency.rate"]
        company = self.env.company
        present = {
            (rate.currency_id, rate.name)
            for rate in rates.search([("company_id", "in", [company.id, False])])
        }
        for code, by_day in plan.rates.items():
            currency = self.env.ref(f"base.{code}")
            rates.create(
                [
                    {
                        "currency_id": currency.id,
                        "company_id": company.id,
                        "name": day,
                        "rate": rate,
                    }
                    for day, rate in by_day.items()
                    if day <= plan.now.date() and (currency, day) not in present
                ]
            )

    def _write_people(self, plan):
        """Date what is known of customers and contacts: since when, how much, when
        born."""
        today = plan.now.date()
        years = order_plan.tonnes_by_year(plan)
        first_orders = {}
        for order in plan.orders:
            first_orders.setdefault(order.customer, order.ordered_at.date())
        for key, profile in order_plan.PROFILES.items():
            dice = random.Random(f"{order_plan.SEED} people {key}")
            customer = self._ref(f"customer_{key}")
            since = first_orders.get(key)
            if since and profile.course != "new":
                since = today - relativedelta(
                    years=dice.randint(3, 14), days=dice.randrange(365)
                )
            share_of_demand = dice.uniform(0.35, 0.9)
            demand = max(years[key]) / share_of_demand or 600
            customer.write(
                {
                    "fuel_customer_since": since,
                    "fuel_annual_demand_mt": round(demand, -2) or 100,
                }
            )
            for contact in customer.child_ids.sorted("id"):
                contact.fuel_birthday = today - relativedelta(
                    years=dice.randint(27, 60), days=dice.randrange(-40, 320)
                )

    # ------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------

    def _make_orders(self, plan):
        """Make the plan's orders as users do: quote, confirm, deliver, take back.

        :return: the orders, in the order of the plan
        :rtype: sale.order
        """
        self = self.with_context(  # noqa: PLW0642
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            # Invented customers get no text messages.
            skip_sms=True,
        )
        self._receive_stock(plan)
        made = self.env["sale.order"]
        for start in range(0, len(plan.orders), BATCH):
            made += self._make_batch(plan, plan.orders[start : start + BATCH])
        return made

    def _make_batch(self, plan, batch):
        orders = self.env["sale.order"].create(
            [self._prepare_order(planned) for planned in batch]
        )
        pairs = list(zip(orders, batch, strict=True))
        confirmed = orders.browse(
            [order.id for order, planned in pairs if planned.state == "sale"]
        )
        confirmed.action_confirm()
        for order, planned in pairs:
            if planned.state == "sale":
                # Confirmation has just dated the order with this moment.
                order.date_order = planned.ordered_at
            elif planned.state == "sent":
                order.state = "sent"
        cancelled = orders.browse(
            [order.id for order, planned in pairs if planned.state == "cancel"]
        )
        cancelled.with_context(disable_cancel_warning=True).action_cancel()
        delivered = [
            (order, planned)
            for order, planned in pairs
            if planned.state == "sale" and planned.delivered_at < plan.now
        ]
        self._deliver(delivered)
        for order, planned in delivered:
            if planned.shortage_mt:
                self._take_back(order, planned)
        self.env.flush_all()
        return orders

    def _prepare_order(self, planned):
        customer = self._ref(f"customer_{planned.customer}")
        purchaser = self.env.ref(
            f"crm_fuel.contact_{planned.customer}_purchaser", raise_if_not_found=False
        )
        buyer = purchaser if purchaser and planned.by_purchaser else customer
        pricelist = customer.property_product_pricelist
        rate = self._rate(planned.ordered_at.date(), pricelist.currency_id)
        local = planned.ordered_at + order_plan.UTC_OFFSET
        return {
            "partner_id": buyer.id,
            "partner_invoice_id": customer.id,
            "partner_shipping_id": customer.id,
            "pricelist_id": pricelist.id,
            "payment_term_id": customer.property_payment_term_id.id,
            "user_id": customer.user_id.id,
            "team_id": customer.user_id.sale_team_id.id,
            "client_order_ref": f"{planned.customer[:4].upper()}-{local:%y%m%d}",
            # Kept while the addon is being installed: Odoo lets no one else say when
            # a record was made.
            "create_date": planned.ordered_at - timedelta(hours=2),
            "date_order": planned.ordered_at,
            "validity_date": planned.ordered_at.date() + timedelta(days=3),
            "commitment_date": planned.window[0],
            "fuel_vessel_id": planned.vessel and self._ref(planned.vessel).id,
            "fuel_port_id": self._ref(planned.port).id,
            "fuel_delivery_mode": planned.mode,
            "fuel_eta": planned.eta,
            "fuel_window_start": planned.window[0],
            "fuel_window_end": planned.window[1],
            "order_line": [
                Command.create(self._prepare_line(line, rate)) for line in planned.lines
            ],
        }

    def _prepare_line(self, line, rate):
        values = {
            "product_id": self._ref(line.product).id,
            "product_uom_qty": line.quantity,
            "product_uom_id": self.env.ref(UNITS[line.unit]).id,
            "price_unit": round(line.price_usd * rate, 2),
        }
        if line.density:
            values["fuel_density_15"] = line.density
        return values

    def _rate(self, day, currency):
        """Return how many of a currency one US dollar bought on a day."""
        dollar = self.env.ref("base.USD")
        return dollar._convert(1.0, currency, self.env.company, day, round=False)

    # ------------------------------------------------------------
    # Stock
    # ------------------------------------------------------------

    def _receive_stock(self, plan):
        """Fill the tanks: at the start of each quarter, with what it will sell."""
        wanted = defaultdict(lambda: defaultdict(float))
        for order in plan.orders:
            quarter = self._quarter(order.ordered_at)
            for line in order.lines:
                if order.state != "sale" or line.unit == "unit":
                    continue
                is_fuel = line.product in order_plan.PRODUCTS
                amount = line.tonnes if is_fuel else line.quantity
                wanted[quarter][line.product] += amount * 1.02
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        seen, pickings, days = set(), self.env["stock.picking"], []
        for quarter in sorted(wanted):
            moves = []
            for product, amount in sorted(wanted[quarter].items()):
                # Some is always left in the tank.
                amount += 0 if product in seen else amount / 2
                seen.add(product)
                amount = (amount // RECEIPT_STEP_MT + 1) * RECEIPT_STEP_MT
                moves.append(
                    Command.create(self._prepare_receipt(product, amount, warehouse))
                )
            pickings += pickings.create(
                {
                    "picking_type_id": warehouse.in_type_id.id,
                    "partner_id": self._ref("supplier_refinery").id,
                    "location_id": self.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": warehouse.lot_stock_id.id,
                    "move_ids": moves,
                }
            )
            days.append(quarter)
        pickings.action_confirm()
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        pickings._action_done()
        for picking, day in zip(pickings, days, strict=True):
            self._date_transfer(picking, day)

    def _prepare_receipt(self, product_key, amount, warehouse):
        product = self._ref(product_key)
        return {
            "product_id": product.id,
            "product_uom_qty": amount,
            "product_uom": product.uom_id.id,
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": warehouse.lot_stock_id.id,
        }

    @staticmethod
    def _quarter(moment):
        local = moment + order_plan.UTC_OFFSET
        first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return first - relativedelta(months=(first.month - 1) % 3)

    def _deliver(self, pairs):
        """Validate the deliveries of orders, with what the barge's tanks said."""
        done = []
        for order, planned in pairs:
            lines = dict(zip(order.order_line, planned.lines, strict=True))
            for move in order.picking_ids.move_ids:
                line = lines[move.sale_line_id]
                move.quantity = move.product_uom_qty * line.delivered / line.quantity
                move.picked = True
            for order_line, line in lines.items():
                if line.unit == "unit":
                    order_line.qty_delivered = line.delivered
            done += [(picking, planned.delivered_at) for picking in order.picking_ids]
        pickings = self.env["stock.picking"].union(*(picking for picking, _at in done))
        pickings.with_context(cancel_backorder=True)._action_done()
        for picking, delivered_at in done:
            self._date_transfer(picking, delivered_at)

    def _take_back(self, order, planned):
        """Return what a delivery fell short of, a day later."""
        picking = order.picking_ids[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            of_main = line.move_id.sale_line_id == order.order_line[:1]
            line.quantity = planned.shortage_mt if of_main else 0
        returned = wizard._create_return()
        for move in returned.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        returned._action_done()
        self._date_transfer(returned, planned.delivered_at + timedelta(days=1))

    def _date_transfer(self, picking, moment):
        """Date a done transfer back; its moves follow, their lines do not."""
        picking.date_done = moment
        picking.move_line_ids.date = moment
