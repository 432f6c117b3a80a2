from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_check import NOW, CheckCommon


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestCheckInNew(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = cls.env["fuel.visit"].with_user(cls.am_anna)

    def test_a_visit_that_nobody_planned(self):
        vessel = self.make_vessel()
        values = {"customer_id": self.customer.id, "vessel_id": vessel.id}
        key = self.key()
        answer = self.visits.check_in_new(values, key, **self.fix())
        self.assertEqual(answer["verdict"], "on_site")
        visit = self.visits.browse(answer["visit_id"])
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "in_progress",
                    "is_planned": False,
                    "user_id": self.am_anna.id,
                    "vessel_id": vessel.id,
                    "customer_id": self.customer.id,
                    "channel_id": self.on_site.id,
                }
            ],
        )
        self.assertTrue(visit.topic_id)
        again = self.visits.check_in_new(values, key, **self.fix())
        self.assertEqual(again, {**answer, "repeated": True})
        self.assertEqual(
            self.visits.search_count([("customer_id", "=", self.customer.id)]), 1
        )

    def test_made_without_a_network(self):
        answer = self.visits.check_in_new(
            {"customer_id": self.customer.id},
            self.key(),
            **self.fix(),
            made_at="2026-03-01 22:00:00",
            sent_at="2026-03-02 01:30:00",
        )
        visit = self.visits.browse(answer["visit_id"])
        self.assertEqual(str(visit.planned_start), "2026-03-01 22:00:00")
        self.assertEqual(str(visit.actual_start), "2026-03-01 22:00:00")

    def test_bad_values(self):
        count = self.visits.search_count([])
        customer = self.customer.id
        secret = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": self.other_company.id}
        )
        for values, message in (
            ({}, "Customer: whom"),
            ({"customer_id": False}, "Customer: whom"),
            ({"customer_id": "7"}, "Customer: there is no '7'"),
            ({"customer_id": True}, "Customer: there is no True"),
            ({"customer_id": 0}, "Customer: there is no 0"),
            ({"customer_id": -1}, "Customer: there is no -1"),
            ({"customer_id": 2**31}, "Customer: there is no 2147483648"),
            ({"customer_id": 2**31 - 1}, "Customer: there is no"),
            ({"customer_id": secret.id}, "Customer: there is no .* may not see"),
            ({"customer_id": customer, "port_id": 2**31 - 1}, "Port: there is no"),
            ({"customer_id": customer, "topic_id": [1]}, "Topic: there is no"),
            ({"customer_id": customer, "user_id": self.am_bo.id}, "nothing but"),
            ({"customer_id": customer, "verdict": "on_site"}, "nothing but"),
            ("customer", "nothing but"),
            (None, "nothing but"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, message),
            ):
                self.visits.check_in_new(values, self.key(), **self.fix())
        self.assertEqual(self.visits.search_count([]), count)

    def test_not_while_another_is_in_progress(self):
        self.check_in(self.make_visit())
        with self.assertRaisesRegex(UserError, "is in progress: check out of it"):
            self.visits.check_in_new(
                {"customer_id": self.customer.id}, self.key(), **self.fix()
            )

    def test_who_may(self):
        for user in (self.plain, self.portal):
            with self.assertRaises(AccessError):
                self.env["fuel.visit"].with_user(user).check_in_new(
                    {"customer_id": self.customer.id}, self.key(), **self.fix()
                )

    def test_by_telephone(self):
        with self.assertRaisesRegex(UserError, "nobody checks in"):
            self.visits.check_in_new(
                {"customer_id": self.customer.id, "channel_id": self.telephone.id},
                self.key(),
                **self.fix(),
            )


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestPreview(CheckCommon):
    def test_what_a_check_in_would_find(self):
        visit = self.make_visit()
        answer = visit.preview_position(**self.fix(north=800, accuracy=20))
        self.assertEqual(answer["verdict"], "off_site")
        self.assertEqual(answer["distance"], 800)
        self.assertTrue(answer["needs_note"])
        self.assertEqual(answer["state"], "planned")
        self.assertEqual(answer["time"], NOW)
        self.assertFalse(visit.preview_position(**self.fix())["needs_note"])
        self.assertFalse(self.positions(visit))
        with self.assertRaisesRegex(UserError, "Latitude: 91"):
            visit.preview_position(91, 122, 10)

    def test_only_who_sees_the_visit(self):
        visit = self.make_visit()
        with self.assertRaises(AccessError):
            visit.with_user(self.am_bo).preview_position(**self.fix())
