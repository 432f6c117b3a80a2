from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_complaint import MONDAY, ComplaintCommon


@tagged("-at_install", "post_install")
class TestComplaintPartnerTab(ComplaintCommon):
    """The tab "Complaints" of a customer of Anna's."""

    def overview(self, user=None, partner=None):
        partner = (partner or self.customer).with_user(user or self.am_anna)
        return partner.fuel_complaint_overview()

    def listed(self, **arguments):
        return [it["name"] for it in self.overview(**arguments)["complaints"]]

    def test_what_it_tells(self):
        with freeze_time(MONDAY):
            complaint = self.complain(
                type_id=self.type_quantity.id, claimed_mt=4.2, name="4.2 t short"
            )
        overview = self.overview()
        self.assertEqual((overview["count"], overview["open"]), (1, 1))
        self.assertEqual(
            overview["complaints"],
            [
                {
                    "id": complaint.id,
                    "number": complaint.number,
                    "name": "4.2 t short",
                    "type": self.type_quantity.name,
                    "state": "new",
                    "state_label": "New",
                    "deadline": str(complaint.next_deadline),
                    "is_waiting": False,
                    "claimed_mt": 4.2,
                    "received_on": MONDAY,
                }
            ],
        )

    def test_open_ones_by_deadline_then_the_latest_closed(self):
        with freeze_time("2026-02-02 01:00:00"):
            self.settled(name="Settled long ago")
        with freeze_time("2026-02-03 01:00:00"):
            self.settled(name="Settled")
        with freeze_time(MONDAY):
            waits = self.complain(name="Waits")
            waits.action_wait()
            self.complain(name="Replied").action_mark_replied()
            self.complain(name="Late")
        self.assertEqual(
            self.listed(),
            ["Late", "Replied", "Waits", "Settled", "Settled long ago"],
        )
        self.assertTrue(self.overview()["complaints"][2]["is_waiting"])
        overview = self.overview()
        self.assertEqual((overview["count"], overview["open"]), (5, 3))

    def test_ten_are_listed_and_all_are_counted(self):
        with freeze_time(MONDAY):
            self.settled(name="Settled")
            for number in range(11):
                self.complain(name=f"Number {number}")
        overview = self.overview()
        self.assertEqual((overview["count"], overview["open"]), (12, 11))
        self.assertEqual(len(overview["complaints"]), 10)
        self.assertNotIn("Settled", self.listed())

    def test_only_those_that_one_may_see(self):
        self.complain(name="Anna's")
        self.customer.user_id = self.am_bo
        self.env["fuel.complaint"].with_user(self.supervisor).create(
            {
                "name": "Bo's",
                "customer_id": self.customer.id,
                "type_id": self.type_service.id,
                "user_id": self.am_bo.id,
            }
        )
        self.assertEqual(self.listed(), ["Anna's"])
        self.assertEqual(self.overview()["count"], 1)
        self.assertEqual(len(self.listed(user=self.supervisor)), 2)
        for user in (self.plain, self.portal):
            with self.subTest(user=user.name), self.refused(AccessError, ""):
                self.overview(user=user)

    def test_a_contact_shows_the_companys(self):
        self.complain(name="Short")
        self.assertEqual(self.listed(partner=self.buyer), ["Short"])

    def test_words_are_the_readers(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.complain()
        partner = self.customer.with_user(self.am_anna).with_context(lang="zh_CN")
        [line] = partner.fuel_complaint_overview()["complaints"]
        field = self.complaints.with_context(lang="zh_CN")._fields["state"]
        labels = dict(field._description_selection(partner.env))
        self.assertEqual(line["state_label"], labels["new"])

    def test_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.overview()
            return self.cr.sql_log_count - before

        self.settled()
        self.complain(type_id=self.type_quantity.id)
        queries()
        few = queries()
        for number in range(7):
            self.complain(
                type_id=(self.type_quality if number % 2 else self.type_quantity).id
            )
        self.assertEqual(queries(), few)
