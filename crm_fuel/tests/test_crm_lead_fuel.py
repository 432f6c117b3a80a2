from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_lead import FuelLeadCommon


@tagged("-at_install", "post_install")
class TestCrmLeadFuel(FuelLeadCommon):
    # ------------------------------------------------------------
    # Tonnes
    # ------------------------------------------------------------

    def test_tonnes_of_any_unit(self):
        lead = self.make_lead(
            (self.vlsfo, 500, self.ton),
            (self.vlsfo, 2000, self.kg),
            (self.vlsfo, 100, self.cubic_metre),
            {
                "grade_id": self.vlsfo.id,
                "quantity": 10,
                "frequency": "month",
                "months": 6,
            },
        )
        self.assertEqual(lead.fuel_line_ids.mapped("expected_mt"), [500, 2, 95, 60])
        self.assertEqual(lead.fuel_expected_mt, 657)
        lead.probability = 25
        self.assertAlmostEqual(lead.fuel_weighted_mt, 164.25)
        lead.fuel_line_ids[0].unlink()
        self.assertEqual(lead.fuel_expected_mt, 157)

    def test_litres_need_a_density(self):
        with self.assertRaisesRegex(ValidationError, "needs a density at 15 °C"):
            self.make_lead((self.mgo, 1000, self.litre))
        lead = self.make_lead(
            {
                "grade_id": self.mgo.id,
                "quantity": 1000,
                "uom_id": self.litre.id,
                "density_15": 850,
            }
        )
        self.assertEqual(lead.fuel_expected_mt, 0.85)
        with self.assertRaisesRegex(ValidationError, "neither a unit of mass"):
            self.make_lead((self.vlsfo, 3, self.unit))

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses(self):
        lead = self.make_lead((self.vlsfo, 500, self.ton))
        for vals in (
            {"quantity": -1},
            {"months": 0},
            {"months": 121},
            {"price_idea": -1},
            {"density_15": 0.95},
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                lead.fuel_line_ids.write(vals)
                self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            lead.write(
                {
                    "fuel_window_start": date(2026, 3, 2),
                    "fuel_window_end": date(2026, 3, 1),
                }
            )
            self.env.flush_all()

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        quantities=st.lists(
            st.tuples(
                st.integers(0, 10**6),
                st.sampled_from(["ton", "kg", "cubic_metre"]),
                st.integers(1, 24),
            ),
            max_size=4,
        ),
        probability=st.integers(0, 100),
    )
    def test_totals_are_the_sum_of_lines(self, quantities, probability):
        tonnes = {"ton": 1, "kg": 0.001, "cubic_metre": 0.95}
        lead = self.env["crm.lead"].new(
            {
                "type": "opportunity",
                "name": "Any",
                "probability": probability,
                "fuel_line_ids": [
                    Command.create(
                        {
                            "grade_id": self.vlsfo.id,
                            "quantity": quantity,
                            "uom_id": self[unit].id,
                            "frequency": "month",
                            "months": months,
                        }
                    )
                    for quantity, unit, months in quantities
                ],
            }
        )
        expected = sum(q * tonnes[unit] * months for q, unit, months in quantities)
        self.assertAlmostEqual(
            lead.fuel_expected_mt, expected, delta=0.001 * len(quantities) + 1e-9
        )
        self.assertAlmostEqual(
            lead.fuel_weighted_mt,
            lead.fuel_expected_mt * probability / 100,
            delta=0.001,
        )
        self.assertLessEqual(lead.fuel_weighted_mt, lead.fuel_expected_mt + 0.001)

    def __getitem__(self, name):
        return getattr(type(self), name)

    # ------------------------------------------------------------
    # Duplicates
    # ------------------------------------------------------------

    def test_duplicates(self):
        march = {
            "fuel_window_start": date(2026, 3, 1),
            "fuel_window_end": date(2026, 3, 31),
        }
        line = (self.vlsfo, 500, self.ton)
        first = self.make_lead(line, **march)
        same = self.make_lead(line, partner_id=self.customer.id)
        self.make_lead((self.mgo, 1, self.ton), **march)
        self.make_lead(line, partner_id=self.make_customer("Other").id)
        self.make_lead(line, fuel_window_start=date(2026, 4, 1))
        lost = self.make_lead(line, **march)
        lost.action_set_lost()
        hidden = self.make_lead(line, user=self.am_bo, **march)
        self.assertEqual(first.fuel_duplicate_ids, same)
        self.assertEqual(first.fuel_duplicate_count, 1)
        everything = first.with_user(self.supervisor)
        self.assertEqual(set(everything.fuel_duplicate_ids.ids), {same.id, hidden.id})
        action = first.action_open_fuel_duplicates()
        self.assertEqual(action["domain"], [("id", "in", same.ids)])

    def test_duplicates_of_many_in_constant_queries(self):
        leads = self.env["crm.lead"]
        for _number in range(12):
            leads |= self.make_lead((self.vlsfo, 5, self.ton))

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records = records.with_env(records.env)
            start = self.env.cr.sql_log_count
            records.mapped("fuel_duplicate_count")
            return self.env.cr.sql_log_count - start

        count(leads)
        self.assertLessEqual(count(leads), count(leads[:3]))

    # ------------------------------------------------------------
    # Copies, merges, users of the native CRM
    # ------------------------------------------------------------

    def test_copies_and_merges_lose_nothing(self):
        vessel = self.make_vessel()
        lead = self.make_lead((self.vlsfo, 500, self.ton), fuel_vessel_ids=vessel.ids)
        copy = lead.copy()
        self.assertEqual(copy.fuel_expected_mt, 500)
        self.assertEqual(copy.fuel_vessel_ids, vessel)
        both = (lead | copy).merge_opportunity()
        self.assertEqual(len(both.fuel_line_ids), 2)
        self.assertEqual(both.fuel_expected_mt, 1000)

    def test_sales_people_without_fuel_crm(self):
        """Whoever uses the native CRM alone goes on as before."""
        seller = new_test_user(
            self.env, login="fuel_seller", groups="sales_team.group_sale_salesman"
        )
        lead = self.make_lead((self.vlsfo, 500, self.ton))
        lead.sudo().user_id = seller
        lead = lead.with_user(seller)
        lead.name = "Sold on"
        self.assertTrue(lead.copy())
        with self.assertRaises(AccessError):
            self.env["fuel.lead.line"].with_user(seller).search([])
        with Form(lead) as form:
            form.name = "Sold on again"
        self.assertEqual(lead.name, "Sold on again")

    def test_sales_people_without_fuel_crm_merge_and_quote(self):
        seller = new_test_user(
            self.env, login="fuel_seller", groups="sales_team.group_sale_salesman"
        )
        first = self.make_lead((self.vlsfo, 500, self.ton))
        second = self.make_lead(
            (self.mgo, 40, self.ton), fuel_vessel_ids=self.make_vessel().ids
        )
        vessel = second.fuel_vessel_ids
        (first | second).sudo().user_id = seller
        self.assertTrue(first.with_user(seller).read())
        action = first.with_user(seller).action_new_quotation()
        self.assertNotIn("default_order_line", action["context"])
        both = (first | second).with_user(seller).merge_opportunity().sudo()
        self.assertEqual(both.fuel_expected_mt, 540)
        self.assertEqual(both.fuel_line_ids.grade_id, self.vlsfo | self.mgo)
        self.assertEqual(both.fuel_vessel_ids, vessel)

    def test_stages_grow_stale(self):
        for number, days in ((1, 14), (2, 21), (3, 30)):
            stage = self.env.ref(f"crm.stage_lead{number}", raise_if_not_found=False)
            if stage:
                self.assertEqual(stage.rotting_threshold_days, days)
                stage.rotting_threshold_days = 5
        self.env["crm.stage"]._fuel_seed_rotting()
        self.assertEqual(
            self.env.ref("crm.stage_lead1").rotting_threshold_days, 5, "Kept"
        )

    # ------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------

    def test_lists_in_constant_queries(self):
        specification = {
            "name": {},
            "expected_revenue": {},
            "fuel_expected_mt": {},
            "fuel_weighted_mt": {},
            "fuel_grade_ids": {"fields": {"display_name": {}}},
            "fuel_vessel_ids": {"fields": {"display_name": {}}},
            "fuel_port_ids": {"fields": {"display_name": {}}},
        }
        port = self.make_port("ZZLEA")
        for number in range(20):
            self.make_lead(
                (self.vlsfo, 5, self.ton),
                fuel_vessel_ids=self.make_vessel(f"V{number}").ids,
                fuel_port_ids=port.ids,
            )
        leads = self.env["crm.lead"].with_user(self.am_anna)

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            found = leads.web_search_read([], specification, limit=limit)
            self.assertEqual(len(found["records"]), limit)
            return self.env.cr.sql_log_count - start

        count(3)
        self.assertEqual(count(3), count(20))
