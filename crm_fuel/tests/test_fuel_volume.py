from datetime import date, datetime

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_volume import FuelVolumeCommon


@tagged("-at_install", "post_install")
class TestFuelVolume(FuelVolumeCommon):
    # === When a row exists === #

    def test_row_appears_with_confirmation_and_goes_with_cancellation(self):
        order = self._order((self.fuel, 100, self.ton), confirm=False)
        self.assertFalse(self._volume_of(order), "A quotation is no sale")
        order.with_user(self.am_anna).action_confirm()
        self.assertRecordValues(
            self._volume_of(order),
            [
                {
                    "line_id": order.order_line.id,
                    "customer_id": self.customer.id,
                    "grade_id": self.vlsfo.id,
                    "product_id": self.fuel.id,
                    "salesperson_id": self.am_anna.id,
                    "company_id": order.company_id.id,
                    "ordered_mt": 100.0,
                    "delivered_mt": 0.0,
                    "amount": 10000.0,
                    "is_unconverted": False,
                }
            ],
        )
        order._action_cancel()
        self.assertFalse(self._volume_of(order), "A cancelled order is no sale")
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self._volume_of(order).ordered_mt, 100)
        self.assertTableRight()

    def test_only_fuel_counts(self):
        order = self._order(
            (self.fuel, 10, self.ton),
            (self.hose, 1, self.unit),
            {"display_type": "line_note", "name": "Hoses at starboard"},
        )
        self.assertEqual(self._volume_of(order).product_id, self.fuel)

    def test_line_added_to_a_confirmed_order(self):
        order = self._order((self.fuel, 10, self.ton))
        order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.fuel.id,
                            "product_uom_qty": 5,
                            "price_unit": 1,
                        }
                    )
                ]
            }
        )
        self.assertEqual(self._volume_of(order).mapped("ordered_mt"), [10, 5])
        self.assertTableRight()

    def test_order_created_in_confirmed_state(self):
        """Imports of past orders create them confirmed."""
        order = self._order((self.fuel, 7, self.ton), confirm=False, state="sale")
        self.assertEqual(self._volume_of(order).ordered_mt, 7)

    def test_deleted_line_takes_its_row(self):
        order = self._order((self.fuel, 10, self.ton))
        self.assertTrue(self._volume_of(order))
        self.env.cr.execute(
            "DELETE FROM sale_order_line WHERE id = %s", [order.order_line.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self._volume_of(order))

    # === Columns follow the native record in the same transaction === #

    def test_columns_follow(self):
        order = self._order((self.fuel, 10, self.ton))
        vessel = self.env["fuel.vessel"].create({"name": "MV TEST"})
        port = self.env["fuel.port"].create({"unlocode": "CNZZ9", "name": "Test port"})
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        team = self.env["crm.team"].create({"name": "Islands"})
        order.write(
            {
                "fuel_vessel_id": vessel.id,
                "fuel_port_id": port.id,
                "fuel_delivery_mode": "truck",
                "partner_id": other.id,
                "user_id": self.am_bo.id,
                "team_id": team.id,
            }
        )
        order.order_line.price_unit = 50
        order.order_line.product_uom_qty = 20
        self.assertRecordValues(
            self._volume_of(order),
            [
                {
                    "vessel_id": vessel.id,
                    "port_id": port.id,
                    "delivery_mode": "truck",
                    "customer_id": other.id,
                    "salesperson_id": self.am_bo.id,
                    "team_id": team.id,
                    "ordered_mt": 20.0,
                    "amount": 1000.0,
                }
            ],
        )
        self.assertTableRight()

    def test_customer_is_the_commercial_entity_even_after_it_moves(self):
        order = self._order((self.fuel, 10, self.ton))
        self.assertEqual(self._volume_of(order).customer_id, self.customer)
        group = self.env["res.partner"].create({"name": "Group", "is_company": True})
        self.buyer.parent_id = group
        self.assertEqual(self._volume_of(order).customer_id, group)
        self.assertTableRight()

    def test_delivery_and_return(self):
        order = self._order((self.fuel, 100, self.ton))
        self._deliver(order)
        self.assertEqual(self._volume_of(order).delivered_mt, 100)
        self._return(order, 30)
        self.assertEqual(self._volume_of(order).delivered_mt, 70)
        self.assertTableRight()

    def test_service_beside_fuel_keeps_its_delivered_quantity(self):
        """A line whose delivered quantity is typed by hand, beside a stocked one."""
        order = self._order((self.fuel, 10, self.ton), (self.hose, 1, self.unit))
        fuel, hose = order.order_line
        hose.qty_delivered = 1
        fuel.fuel_density_15 = 900
        hose.invalidate_recordset()
        (fuel | hose)._compute_qty_delivered()
        self.assertEqual(hose.qty_delivered, 1)
        self.assertEqual(self._volume_of(order).ordered_mt, 10)

    # === Dates, currencies, companies === #

    def test_date_is_told_where_the_company_is(self):
        self.env.company.fuel_tz = "Asia/Shanghai"
        # 02:00 on 1 January in Shanghai is still December in UTC.
        order = self._order((self.fuel, 1, self.ton), date=datetime(2025, 12, 31, 18))
        self.assertEqual(self._volume_of(order).date, date(2026, 1, 1))
        self.env.company.fuel_tz = "America/New_York"
        self.assertEqual(self._volume_of(order).date, date(2025, 12, 31))
        self.assertTableRight()

    def test_amount_is_in_the_companys_currency(self):
        company = self.env.company
        foreign = self.env["res.currency"].create(
            {"name": "TST", "symbol": "T", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "company_id": company.id,
                "name": "2025-01-01",
                "rate": 7.123457,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        order = self._order(
            (self.fuel, 3, self.ton),
            date=datetime(2025, 6, 1),
            pricelist_id=pricelist.id,
        )
        self.assertEqual(order.currency_id, foreign)
        expected = company.currency_id.round(
            order.order_line.price_subtotal / order.currency_rate
        )
        self.assertEqual(self._volume_of(order).amount, expected)
        self.assertNotEqual(expected, order.order_line.price_subtotal)
        self.assertTableRight()

    # === Past sales of a product that becomes fuel === #

    def test_product_that_becomes_fuel_brings_its_history(self):
        self.fuel.fuel_grade_id = False
        order = self._order((self.fuel, 1000, self.litre), (self.fuel, 2, self.ton))
        self.assertFalse(self._volume_of(order))
        self.fuel.fuel_grade_id = self.vlsfo
        volumes = self._volume_of(order)
        self.assertAlmostEqual(volumes[0].ordered_mt, 0.95, places=9)
        self.assertEqual(volumes[1].ordered_mt, 2)
        self.assertEqual(order.order_line[0].fuel_iso_edition, "2017")
        self.fuel.fuel_grade_id = self.mgo
        self.assertEqual(self._volume_of(order).grade_id, self.mgo)
        self.fuel.fuel_grade_id = False
        self.assertFalse(self._volume_of(order))
        self.assertTableRight()

    def test_past_sales_without_density_are_listed_not_guessed(self):
        self.gasoil.fuel_grade_id = False
        order = self._order((self.gasoil, 1000, self.litre))
        self.gasoil.fuel_grade_id = self.mgo
        self.assertRecordValues(
            self._volume_of(order), [{"is_unconverted": True, "ordered_mt": 0.0}]
        )
        order.order_line.fuel_density_15 = 845
        self.assertRecordValues(
            self._volume_of(order), [{"is_unconverted": False, "ordered_mt": 0.845}]
        )
        self.assertTableRight()

    # === Verify and rebuild === #

    def test_verify_finds_and_rebuild_mends_what_was_changed_behind_the_orm(self):
        order = self._order((self.fuel, 10, self.ton), (self.fuel, 20, self.ton))
        wrong, missing = self._volume_of(order)
        self.env.cr.execute(
            "UPDATE fuel_volume SET ordered_mt = 99 WHERE id = %s", [wrong.id]
        )
        self.env.cr.execute("DELETE FROM fuel_volume WHERE id = %s", [missing.id])
        self.env.invalidate_all()
        found = self.volumes._verify()
        self.assertEqual(
            [(row["side"], row["line_id"], row["ordered_mt"]) for row in found],
            [
                ("expected", order.order_line[0].id, 10.0),
                ("stored", order.order_line[0].id, 99.0),
                ("expected", order.order_line[1].id, 20.0),
            ],
        )
        self.assertEqual(self.volumes._rebuild(), (2, 0))
        self.assertEqual(self._volume_of(order).mapped("ordered_mt"), [10, 20])
        self.assertEqual(self.volumes._rebuild(), (0, 0), "Nothing left to mend")

    def test_merged_customers(self):
        order = self._order((self.fuel, 10, self.ton))
        twin = self.env["res.partner"].create(
            {"name": "Yongxing Shipping Co", "is_company": True}
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.customer.id, twin.id], twin
        )
        self.assertEqual(self._volume_of(order).customer_id, twin)
        self.assertTableRight()

    def test_merged_into_a_contact_of_another_company(self):
        order = self._order((self.fuel, 10, self.ton))
        group = self.env["res.partner"].create({"name": "Group", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": group.id})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.buyer.id, contact.id], contact
        )
        self.assertEqual(self._volume_of(order).customer_id, group)
        self.assertTableRight()

    # === Nobody writes === #

    def test_nobody_writes(self):
        volume = self._volume_of(self._order((self.fuel, 10, self.ton)))
        for user in (self.am_anna, self.supervisor, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    volume.with_user(user).write({"delivered_mt": 1})
                with self.assertRaises(AccessError):
                    volume.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    self.volumes.with_user(user).create({"line_id": volume.line_id.id})

    # === In the form === #

    def test_order_form_of_an_account_manager(self):
        vessel = self.env["fuel.vessel"].create({"name": "MV FORM"})
        form = Form(self.env["sale.order"].with_user(self.am_anna))
        form.partner_id = self.buyer
        form.fuel_vessel_id = vessel
        form.fuel_delivery_mode = "barge"
        with form.order_line.new() as line:
            line.product_id = self.fuel
            line.product_uom_qty = 12
        order = form.save()
        self.assertEqual(order.order_line.fuel_density_15, 950)
        order.action_confirm()
        self.assertEqual(self._volume_of(order).vessel_id, vessel)

    def test_delivery_window_in_order(self):
        with (
            self.assertRaisesRegex(CheckViolation, "fuel_window_order"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._order(
                (self.fuel, 1, self.ton),
                confirm=False,
                fuel_window_start=datetime(2026, 1, 2),
                fuel_window_end=datetime(2026, 1, 1),
            )
            self.env.flush_all()
