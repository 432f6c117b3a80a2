from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelVesselParty(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vessels = cls.env["fuel.vessel"].with_user(cls.am_anna)

    @freeze_time("2026-05-10")
    def test_present_parties(self):
        customer = self.make_customer()
        vessel = self.vessels.create({"name": "A"})
        parties = self.env["fuel.vessel.party"].with_user(self.am_anna)
        periods = [
            ("operator", False, False, True),
            ("agent", "2026-05-10", "2026-05-10", True),
            ("ship_manager", "2026-05-11", False, False),
            ("charterer", False, "2026-05-09", False),
        ]
        made = parties.create(
            [
                {
                    "vessel_id": vessel.id,
                    "partner_id": customer.id,
                    "role": role,
                    "date_from": date_from,
                    "date_to": date_to,
                }
                for role, date_from, date_to, _is_current in periods
            ]
        )
        self.assertEqual(made.mapped("is_current"), [period[3] for period in periods])
        self.assertEqual(vessel.current_party_ids, made[:2])
        domain = [("vessel_id", "=", vessel.id)]
        present = [("is_current", "=", True)]
        self.assertEqual(parties.search(domain + present), made[:2])
        past = [("is_current", "=", False)]
        self.assertEqual(parties.search(domain + past), made[2:])
        both = [("is_current", "in", [True, False])]
        self.assertEqual(parties.search(domain + both), made)
        found = self.vessels.search([("current_party_ids", "in", made[0].ids)])
        self.assertEqual(found, vessel)
        found = self.vessels.search([("current_party_ids", "in", made[2].ids)])
        self.assertFalse(found)
        lonely = self.vessels.create({"name": "Lonely"})
        found = self.vessels.search([("current_party_ids", "=", False)])
        self.assertIn(lonely, found)
        self.assertNotIn(vessel, found)
        found = self.vessels.search([("current_party_ids.role", "=", "agent")])
        self.assertIn(vessel, found)
        with freeze_time("2026-05-12"):
            self.env.invalidate_all()
            self.assertEqual(
                set(vessel.current_party_ids.mapped("role")),
                {"operator", "ship_manager"},
            )

    def test_a_day_is_the_users_day(self):
        party = self.env["fuel.vessel.party"].create(
            {
                "vessel_id": self.make_vessel().id,
                "partner_id": self.make_customer().id,
                "role": "agent",
                "date_from": "2026-05-11",
            }
        )
        with freeze_time("2026-05-10 17:00:00"):  # 01:00 on the 11th in Shanghai
            self.assertTrue(party.with_context(tz="Asia/Shanghai").is_current)
            self.assertFalse(party.with_context(tz="Europe/London").is_current)

    def test_periods_of_one_role_do_not_overlap(self):
        vessel = self.make_vessel()
        customer, other = self.make_customer("A"), self.make_customer("B")

        def party(date_from, date_to, partner=customer, role="operator"):
            return {
                "vessel_id": vessel.id,
                "partner_id": partner.id,
                "role": role,
                "date_from": date_from,
                "date_to": date_to,
            }

        parties = self.env["fuel.vessel.party"].with_user(self.am_anna)
        parties.create(party("2026-01-01", "2026-03-31"))
        parties.create(
            [
                party("2026-04-01", False),
                party(False, "2025-12-31"),
                party("2026-02-01", False, partner=other),
                party("2026-02-01", False, role="agent"),
            ]
        )
        for date_from, date_to in (
            ("2026-03-31", "2026-03-31"),
            (False, False),
            ("2030-01-01", False),
            (False, "2020-01-01"),
        ):
            with (
                self.subTest(period=(date_from, date_to)),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError) as raised,
                self.env.cr.savepoint(),
            ):
                parties.create(party(date_from, date_to))
            self.assertIn(
                "in a period that overlaps",
                parties._sql_error_to_message(raised.exception),
            )

    def test_a_period_ends_after_it_begins(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as raised,
            self.env.cr.savepoint(),
        ):
            self.env["fuel.vessel.party"].with_user(self.am_anna).create(
                {
                    "vessel_id": self.make_vessel().id,
                    "partner_id": self.make_customer().id,
                    "role": "agent",
                    "date_from": "2026-02-01",
                    "date_to": "2026-01-31",
                }
            )
        self.assertIn(
            "cannot end before it begins",
            self.env["fuel.vessel.party"]._sql_error_to_message(raised.exception),
        )

    def test_a_party_reads_as_role_and_partner(self):
        party = self.env["fuel.vessel.party"].create(
            {
                "vessel_id": self.make_vessel().id,
                "partner_id": self.make_customer("Yongxing").id,
                "role": "ship_manager",
            }
        )
        self.assertEqual(party.display_name, "Ship manager: Yongxing")
        self.assertIn(
            party.id,
            [id_ for id_, _name in party.with_user(self.am_anna).name_search("Yongx")],
        )
