from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelPortalToken(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Haiping Lines")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Mr Pei", "parent_id": cls.customer.id}
        )
        cls.vessel = cls.make_vessel("Sea Link")
        cls.tokens = cls.env["fuel.portal.token"]

    def make(self, days=30):
        raw = self.tokens._make(self.vessel, self.contact, days)
        return raw, self.tokens._find(raw)

    def test_a_link_opens_its_record(self):
        raw, token = self.make()
        self.assertRecordValues(
            token,
            [
                {
                    "res_model": "fuel.vessel",
                    "res_id": self.vessel.id,
                    "record_name": "Sea Link",
                    "partner_id": self.contact.id,
                    "customer_id": self.customer.id,
                    "company_id": self.company.id,
                    "is_live": True,
                }
            ],
        )
        self.assertEqual(token._record(), self.vessel)
        self.assertGreaterEqual(len(raw), 43, "As many as nobody can try")
        self.assertNotEqual(self.make()[0], raw)

    def test_the_token_itself_is_not_stored(self):
        raw, token = self.make()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT t::text FROM fuel_portal_token t WHERE id = %s", [token.id]
        )
        self.assertNotIn(raw, self.env.cr.fetchone()[0])

    def test_whatever_else_stands_in_the_url(self):
        raw, token = self.make()
        stored = token.token_hash
        for wrong in (
            "",
            "x",
            raw[:-1],
            raw + "x",
            raw.swapcase(),
            stored,
            "' OR 1=1 --",
            "\x00",
            "\ud800",
            "x" * 100_000,
            None,
            False,
            7,
            [raw],
        ):
            with self.subTest(wrong=str(wrong)[:20]):
                self.assertFalse(self.tokens._find(wrong))

    def test_links_expire(self):
        with freeze_time("2026-03-02 08:00:00") as clock:
            raw, _token = self.make(days=2)
            clock.tick(timedelta(days=2, seconds=-1))
            self.assertTrue(self.tokens._find(raw))
            clock.tick(timedelta(seconds=1))
            self.assertFalse(self.tokens._find(raw))

    def test_links_work_for_some_days(self):
        for days in (0, -1, 401):
            with self.subTest(days=days), self.assertRaises(ValidationError):
                self.make(days=days)

    def test_revoking(self):
        raw, token = self.make()
        other, _token = self.make()
        token.with_user(self.supervisor).action_revoke()
        self.assertFalse(self.tokens._find(raw))
        self.assertTrue(self.tokens._find(other))
        self.assertEqual(token.revoked_by_id, self.supervisor)
        # Who did it first stays on record.
        token.with_user(self.manager).action_revoke()
        self.assertEqual(token.revoked_by_id, self.supervisor)

    def test_who_may_revoke(self):
        raw, token = self.make()
        for user in (self.am_anna, self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                token.with_user(user).action_revoke()
        self.assertTrue(self.tokens._find(raw))

    def test_nobody_makes_or_changes_links_by_hand(self):
        _raw, token = self.make()
        for user in (self.supervisor, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    token.with_user(user).write({"expires_at": "2099-01-01"})
                with self.assertRaises(AccessError):
                    token.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    token.with_user(user).copy()
                with self.assertRaises(AccessError):
                    token.with_user(user).read(["token_hash"])

    def test_companies_are_kept_apart(self):
        raw = self.tokens.with_company(self.other_company)._make(
            self.vessel, self.contact, 5
        )
        token = self.tokens._find(raw)
        self.assertEqual(token.company_id, self.other_company)
        self.assertNotIn(token, self.tokens.with_user(self.supervisor).search([]))
        with self.assertRaises(AccessError):
            token.with_user(self.supervisor).action_revoke()

    def test_a_contact_who_leaves_the_customer(self):
        raw, _token = self.make()
        self.contact.parent_id = self.make_customer("Another Line")
        self.assertFalse(self.tokens._find(raw))

    def test_an_archived_contact(self):
        raw, _token = self.make()
        self.contact.active = False
        self.assertFalse(self.tokens._find(raw))

    def test_a_record_that_is_gone(self):
        raw, _token = self.make()
        self.vessel.unlink()
        self.assertFalse(self.tokens._find(raw))

    def test_searching_those_that_work(self):
        _raw, live = self.make()
        _raw, revoked = self.make()
        revoked.action_revoke()
        with freeze_time(fields.Datetime.now() - timedelta(days=10)):
            raw = self.tokens._make(self.vessel, self.contact, 5)
        expired = self.tokens.search([("token_hash", "=", self.tokens._hash(raw))])
        mine = [("partner_id", "=", self.contact.id)]
        search = self.tokens.with_user(self.supervisor).search
        self.assertEqual(search([*mine, ("is_live", "=", True)]), live)
        self.assertEqual(search([*mine, ("is_live", "=", False)]), revoked + expired)

    def test_old_links_are_forgotten(self):
        with freeze_time("2026-01-05 08:00:00") as clock:
            for days in (1, 200):
                self.make(days=days)
            _raw, revoked = self.make(days=300)
            revoked.action_revoke()
            mine = [("partner_id", "=", self.contact.id)]
            clock.tick(timedelta(days=90))
            self.tokens._gc_dead()
            # The day of the first one's end is not yet 90 days ago.
            self.assertEqual(self.tokens.search_count(mine), 3)
            clock.tick(timedelta(days=1, seconds=1))
            self.tokens._gc_dead()
            self.assertEqual(len(self.tokens.search(mine)), 1)
