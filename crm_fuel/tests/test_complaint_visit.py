from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_complaint import ComplaintCommon
from .common_visit_due import NOON, VisitDueCommon


@tagged("-at_install", "post_install")
class TestComplaintOfVisit(ComplaintCommon):
    def visit(self, **values):
        return (
            self.env["fuel.visit"]
            .with_user(self.am_anna)
            .create(
                {
                    "customer_id": self.customer.id,
                    "contact_ids": self.buyer.ids,
                    "topic_id": self.env.ref("crm_fuel.fuel_visit_topic_complaint").id,
                    "channel_id": self.env.ref(
                        "crm_fuel.fuel_visit_channel_telephone"
                    ).id,
                    "summary": "They miss two tonnes.",
                    **values,
                }
            )
        )

    def test_from_visit_to_complaint(self):
        visit = self.visit(
            result_id=self.env.ref("crm_fuel.fuel_visit_result_complaint").id
        )
        self.assertTrue(visit.lacks_complaint)
        action = visit.action_new_complaint()
        with Form(
            self.complaints.with_user(self.am_anna).with_context(**action["context"])
        ) as form:
            form.name = "Two tonnes short"
            form.type_id = self.type_quantity
        complaint = form.record
        self.assertRecordValues(
            complaint,
            [
                {
                    "visit_id": visit.id,
                    "customer_id": self.customer.id,
                    "contact_id": self.buyer.id,
                    "source": "visit",
                    "description": "They miss two tonnes.",
                }
            ],
        )
        self.assertEqual(visit.complaint_count, 1)
        self.assertFalse(visit.lacks_complaint)
        opened = visit.action_open_complaints()
        self.assertEqual(self.complaints.search(opened["domain"]), complaint)

    def test_visit_to_somebody_else(self):
        other = self.make_customer("Other")
        with self.refused(ValidationError, "Visit: "):
            self.complain(visit_id=self.visit(customer_id=other.id).id)

    def test_customer_counts_open_ones(self):
        self.complain()
        self.settled()
        partners = (self.customer | self.buyer).with_user(self.am_anna)
        self.assertEqual(partners.mapped("fuel_open_complaint_count"), [1, 1])
        action = partners[1].action_open_fuel_complaints()
        self.assertEqual(len(self.complaints.search(action["domain"])), 2)
        customers = self.env["res.partner"].concat(
            *(self.make_customer(f"Count {index}") for index in range(10))
        )
        customers = (customers | self.customer).with_user(self.am_anna)
        self.env.flush_all()
        self.env.invalidate_all()
        customers.mapped("commercial_partner_id")
        with self.assertQueryCount(1):
            customers.mapped("fuel_open_complaint_count")


@tagged("-at_install", "post_install")
class TestComplaintMakesDue(VisitDueCommon):
    @freeze_time(NOON)
    def test_open_complaints_raise_the_score(self):
        customer = self.make_due_customer("Unhappy")
        before = self.row(customer)
        self.assertEqual(before.open_complaints, 0)
        score = before.score
        values = {
            "name": "Late barge",
            "customer_id": customer.id,
            "type_id": self.env.ref("crm_fuel.fuel_complaint_type_delay").id,
        }
        complaints = self.env["fuel.complaint"].with_user(self.am_anna)
        one = complaints.create(values)
        after = self.row(customer)
        self.assertEqual(after.open_complaints, 1)
        self.assertAlmostEqual(after.score, score + 5)
        complaints.create(values)
        complaints.create(values)
        self.assertAlmostEqual(self.row(customer).score, score + 10, msg="and no more")
        one.reject_reason = "Fog"
        one.action_reject()
        self.assertEqual(self.row(customer).open_complaints, 2)
