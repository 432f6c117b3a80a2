from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .common_bdn import COMMENCED, BdnCommon
from .common_complaint import MONDAY


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestFuelBdnLinks(BdnCommon):
    """What hangs on a note, and what shows it."""

    def claim(self, picking, **values):
        return self.complain(
            type_id=self.type_quantity.id,
            order_id=picking.sudo().sale_id.id,
            picking_id=picking.id,
            **values,
        )

    def bdn_of(self, complaint):
        return complaint.evidence_ids.filtered(lambda it: it.type_id.code == "bdn")

    # === COMPLAINTS === #

    def test_complaint_takes_the_facts_of_the_note(self):
        picking = self.issued()
        complaint = self.claim(picking)
        self.assertRecordValues(
            complaint,
            [
                {
                    "vessel_id": self.vessel.id,
                    "port_id": self.port.id,
                    "barge_id": self.barge.id,
                    "delivered_at": Datetime.to_datetime(COMMENCED),
                    "delivered_mt": 500,
                }
            ],
        )

    def test_complaint_in_the_form(self):
        picking = self.issued()
        with Form(self.env["fuel.complaint"].with_user(self.am_anna)) as form:
            form.name = "Short"
            form.customer_id = self.customer
            form.type_id = self.type_quantity
            form.order_id = picking.sudo().sale_id.with_user(self.am_anna)
            self.assertFalse(form.barge_id)
            form.picking_id = picking.with_user(self.am_anna)
            self.assertEqual(form.barge_id, self.barge)

    def test_ship_that_took_the_fuel_instead(self):
        picking = self.ready()
        other = self.make_vessel("Substitute", imo_number=self.imo(44))
        picking.fuel_vessel_id = other
        picking.action_fuel_issue_bdn()
        self.assertEqual(self.claim(picking).vessel_id, other)
        with self.refused(ValidationError, "for Substitute, not for Ever Ready"):
            self.claim(picking, vessel_id=self.vessel.id)

    def test_note_that_is_issued_later(self):
        picking = self.ready()
        complaint = self.claim(picking)
        self.assertEqual(complaint.delivered_at, picking.date_done)
        picking.action_fuel_issue_bdn()
        self.assertEqual(complaint.delivered_at, Datetime.to_datetime(COMMENCED))

    def test_claim_above_what_the_note_says(self):
        with self.refused(ValidationError, "more than the 500.000 MT"):
            self.claim(self.issued(), claimed_mt=500.001)

    def test_signed_note_is_evidence(self):
        picking = self.signed()
        evidence = self.bdn_of(self.claim(picking))
        self.assertTrue(evidence.is_received)
        self.assertIn(picking.fuel_bdn_number, evidence.note)
        self.assertFalse(evidence.attachment_ids, "It stays with the delivery")

    def test_evidence_that_comes_later(self):
        picking = self.issued()
        complaint, noted = self.claim(picking), self.claim(picking)
        self.bdn_of(noted).note = "The customer's own copy"
        self.assertFalse(self.bdn_of(complaint).is_received)
        copy = self.copy_of(picking)
        picking.fuel_bdn_signed_ids = [Command.link(copy.id)]
        self.assertTrue(self.bdn_of(complaint).is_received)
        self.assertEqual(self.bdn_of(noted).note, "The customer's own copy")

    def test_delivery_chosen_later(self):
        picking = self.signed()
        complaint = self.complain(
            type_id=self.type_quantity.id, order_id=picking.sudo().sale_id.id
        )
        self.assertFalse(self.bdn_of(complaint).is_received)
        complaint.picking_id = picking.with_user(self.am_anna)
        self.assertTrue(self.bdn_of(complaint).is_received)
        self.assertEqual(complaint.barge_id, self.barge)

    def test_analysis_by_barge(self):
        self.claim(self.issued())
        self.env.flush_all()
        [(barge, count)] = self.env["fuel.complaint.analysis"]._read_group(
            [("customer_id", "=", self.customer.id)], ["barge_id"], ["__count"]
        )
        self.assertEqual((barge, count), (self.barge, 1))

    # === BUTTONS === #

    def test_counts_and_actions(self):
        picking = self.issued()
        self.claim(picking)
        records = (
            picking.sudo().sale_id.with_user(self.am_anna),
            self.vessel.with_user(self.am_anna),
            self.buyer.with_user(self.am_anna),
        )
        for record in records:
            with self.subTest(record=record):
                self.assertEqual(record.fuel_bdn_count, 1)
                action = record.action_open_fuel_bdns()
                self.assertEqual(action["res_id"], picking.id)
        self.delivery()
        action = self.vessel.with_user(self.am_anna).action_open_fuel_bdns()
        self.assertFalse(action["res_id"])
        self.assertEqual(self.pickings.search_count(action["domain"]), 2)
        note = picking.with_user(self.am_anna)
        self.assertEqual(note.fuel_complaint_count, 1)
        domain = note.action_open_fuel_complaints()["domain"]
        self.assertEqual(self.env["fuel.complaint"].search_count(domain), 1)
        self.assertEqual(note.action_fuel_open_bdn()["res_id"], picking.id)

    def test_counts_are_of_what_one_sees(self):
        self.issued()
        self.env.invalidate_all()
        self.assertEqual(self.vessel.with_user(self.am_bo).fuel_bdn_count, 0)

    def test_counts_in_one_query(self):
        self.issued()
        vessels = self.make_vessels(20, prefix="Counted") + self.vessel
        vessels = vessels.with_user(self.supervisor)
        vessels[0].read(["fuel_bdn_count"])  # the rules are read once
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            vessels.mapped("fuel_bdn_count")

    def test_list_has_a_constant_number_of_queries(self):
        self.mgo.density_15 = 845
        first = self.signed((self.fuel, 5, self.ton), (self.gasoil, 4, self.ton))
        specification = {
            name: {}
            for name in (
                "fuel_bdn_number",
                "name",
                "date_done",
                "fuel_bdn_mt",
                "fuel_bdn_is_signed",
                "fuel_bdn_state",
                "fuel_bdn_keep_until",
            )
        } | {
            name: {"fields": {"display_name": {}}}
            for name in ("fuel_customer_id", "fuel_vessel_id", "fuel_port_id")
        }

        def queries(pickings):
            pickings = pickings.with_user(self.am_anna)
            self.env.flush_all()
            self.env.invalidate_all()
            pickings.web_read(specification)  # warm up
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            pickings.web_read(specification)
            return self.cr.sql_log_count - before

        one = queries(first)
        many = first
        for _index in range(4):
            many += self.delivery((self.fuel, 3, self.ton), (self.gasoil, 3, self.ton))
        copies = self.pickings
        for _index in range(75):
            copies += first.sudo().copy()
        self.assertEqual(len(many + copies), 80)
        self.assertLessEqual(queries(many + copies), one)
