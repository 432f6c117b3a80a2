from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_complaint import MONDAY, ComplaintCommon


@tagged("-at_install", "post_install")
class TestFuelComplaint(ComplaintCommon):
    # ------------------------------------------------------------
    # Raising one
    # ------------------------------------------------------------

    def test_raised_by_hand(self):
        order = self.delivered()
        with Form(self.complaints.with_user(self.am_anna)) as form:
            form.name = "Two tonnes short"
            form.customer_id = self.buyer
            form.type_id = self.type_quantity
            form.order_id = order
            form.claimed_mt = 2
        complaint = form.record
        self.assertEqual(complaint.customer_id, self.customer)
        self.assertEqual(complaint.contact_id, self.buyer)
        self.assertEqual(complaint.user_id, self.am_anna)
        self.assertEqual(complaint.team_id, self.team_north)
        self.assertEqual(complaint.state, "new")
        self.assertRegex(complaint.number, r"^CP\d{4}-\d{5}$")
        self.assertEqual(complaint.source, "form")
        self.assertEqual(complaint.delivered_mt, 500)
        self.assertTrue(complaint.delivered_at)
        self.assertFalse(complaint.helper_ids)
        self.assertEqual(
            complaint.evidence_ids.type_id, self.type_quantity.evidence_type_ids
        )
        self.assertEqual(complaint.evidence_missing, 3)
        self.assertTrue(
            complaint.activity_ids.filtered(lambda it: it.user_id == self.am_anna)
        )

    def test_order_brings_vessel_port_and_customer(self):
        vessel = self.make_vessel()
        port = self.make_port("ZZTST")
        order = self.delivered(fuel_vessel_id=vessel.id, fuel_port_id=port.id)
        complaint = self.complain(
            customer_id=False, order_line_id=order.order_line.id, name="By line"
        )
        self.assertRecordValues(
            complaint,
            [
                {
                    "customer_id": self.customer.id,
                    "order_id": order.id,
                    "vessel_id": vessel.id,
                    "port_id": port.id,
                }
            ],
        )

    def test_numbers_differ(self):
        one, two = self.complain(), self.complain()
        self.assertNotEqual(one.number, two.number)
        self.assertIn(one.number, one.display_name)

    def test_raised_for_a_colleague_stays_in_sight(self):
        complaint = self.complain(user=self.am_bo)
        self.assertEqual(complaint.user_id, self.am_anna)
        self.assertEqual(complaint.helper_ids, self.am_bo)
        complaint.with_user(self.am_bo).check_access("write")
        complaint = self.complain(user=self.am_bo, helper_ids=self.leader.ids)
        self.assertEqual(complaint.helper_ids, self.am_bo | self.leader)

    def test_handing_over_keeps_the_giver_in_sight(self):
        self.customer.user_id = self.am_bo
        complaint = self.complain(user_id=self.am_anna.id)
        self.assertFalse(complaint.helper_ids)
        complaint.user_id = self.am_bo
        self.assertEqual(complaint.helper_ids, self.am_anna)
        owners = complaint.activity_ids.user_id
        self.assertEqual(owners, self.am_bo, "The to-do goes along")

    def test_another_type_asks_for_other_evidence(self):
        complaint = self.complain(type_id=self.type_quantity.id)
        bdn = complaint.evidence_ids.filtered(lambda it: it.type_id.code == "bdn")
        log = complaint.evidence_ids.filtered(lambda it: it.type_id.code == "log")
        log.note = "Engine log of 2 March"
        bdn.is_received = True
        self.assertTrue(bdn.received_on)
        complaint.type_id = self.env.ref("crm_fuel.fuel_complaint_type_invoice")
        self.assertEqual(
            set(complaint.evidence_ids.type_id.mapped("code")),
            {"bdn", "log", "invoice"},
            "What came in, or was written about, stays",
        )

    def test_open_from(self):
        complaint = self.complaints.sudo()._open_from(
            {"name": "Low score", "customer_id": self.customer.id, "source": "survey"}
        )
        self.assertEqual(complaint.type_id.code, "other")
        self.assertEqual(complaint.source, "survey")

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    def test_order_of_another_customer(self):
        other = self.make_customer("Other Shipping")
        order = self.delivered(partner_id=other.id)
        with self.refused(ValidationError, "Order: .* not an order of Yongxing"):
            self.complain(order_id=order.id)
        with self.refused(ValidationError, "Order line: "):
            self.complain(
                order_id=self.delivered().id, order_line_id=order.order_line.id
            )

    def test_order_nobody_may_see(self):
        order = self.delivered(user=self.am_bo)
        with self.refused(AccessError, "Order: there is none"):
            self.complain(order_id=order.id)
        with self.refused(AccessError, "Order: there is none"):
            self.complain(order_id=2_000_000_000)

    def test_tonnes(self):
        order = self.delivered(tonnes=100)
        values = {"order_id": order.id}
        for tonnes, message in (
            (-5, "Claimed .MT.: -5 is not possible"),
            (100.001, "more than the 100.000 MT"),
            (float("nan"), "not possible"),
            (float("inf"), "not possible"),
        ):
            with self.subTest(tonnes=tonnes), self.refused(ValidationError, message):
                self.complain(claimed_mt=tonnes, **values)
        complaint = self.complain(claimed_mt=100, **values)
        with self.refused(ValidationError, "Settlement .MT.: 101.000 MT is more"):
            complaint.settlement_mt = 101
        with self.refused(ValidationError, "Claimed .MT."):
            self.complain(claimed_mt=2_000_000)
        with self.refused(ValidationError, "Claimed amount"):
            self.complain(claimed_amount=-1)

    def test_nothing_was_delivered(self):
        order = self._order((self.fuel, 50, self.ton))
        with self.refused(ValidationError, "more than the 0.000 MT"):
            self.complain(order_id=order.id, claimed_mt=1)
        self.assertFalse(self.complain(order_id=order.id).delivered_at)

    def test_delivery_in_cubic_metres(self):
        self.mgo.density_15 = 850
        order = self._order((self.gasoil, 100, self.cubic_metre))
        self._deliver(order)
        complaint = self.complain(
            order_id=order.id, picking_id=order.picking_ids.id, claimed_mt=85
        )
        self.assertAlmostEqual(complaint.delivered_mt, 85)
        self.assertEqual(complaint.delivered_at, order.picking_ids.date_done)
        with self.refused(ValidationError, "more than the 85.000 MT"):
            complaint.claimed_mt = 85.01

    def test_other_nonsense(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        vessel, other = self.make_vessel(), self.make_vessel("Other")
        order = self.delivered(fuel_vessel_id=vessel.id)
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        for values, message in (
            ({"name": "  "}, "Subject"),
            ({"contact_id": stranger.id}, "Contact: Stranger does not belong"),
            ({"order_id": order.id, "vessel_id": other.id}, "Vessel: order"),
            ({"received_at": "2126-01-01 00:00:00"}, "Received on: .* future"),
            ({"user_id": self.portal.id}, "Owner, helpers"),
            ({"helper_ids": [Command.link(self.portal.id)]}, "Owner, helpers"),
        ):
            with self.subTest(values=values), self.refused(ValidationError, message):
                self.complain(**values)
        complaint = self.complain()
        with self.refused(ValidationError, "Credit note: "):
            complaint.sudo().credit_note_id = invoice
        with self.refused(UserError, "Source: survey"):
            self.complain(source="survey")

    def test_credit_note_of_the_customer(self):
        note = self.env["account.move"].create(
            {"move_type": "out_refund", "partner_id": self.buyer.id}
        )
        complaint = self.settled()
        complaint.sudo().credit_note_id = note
        self.assertEqual(complaint.sudo().credit_note_id, note)

    def test_protected_fields(self):
        complaint = self.complain()
        for name, value in (
            ("state", "settled"),
            ("number", "CP1"),
            ("closed_at", MONDAY),
            ("reply_deadline", MONDAY),
            ("next_deadline", False),
            ("satisfaction", "5"),
            ("is_time_barred", False),
            ("cost", 0),
        ):
            with self.subTest(field=name):
                with self.refused(AccessError, "server's own methods"):
                    complaint.write({name: value})
                with self.refused(AccessError, "server's own methods"):
                    self.complain(**{name: value})
        with self.refused(AccessError, "server's own methods"):
            self.complaints.with_user(self.am_anna).with_context(
                default_state="settled"
            ).create({"name": "X", "customer_id": self.customer.id})
        with self.refused(UserError, "stays as it is"):
            complaint.received_at = MONDAY

    # ------------------------------------------------------------
    # States
    # ------------------------------------------------------------

    @freeze_time(MONDAY)
    def test_from_new_to_settled(self):
        complaint = self.complain()
        with self.refused(UserError, "is New and cannot become Settled"):
            complaint.action_settle()
        with self.refused(UserError, "cannot become Settlement proposed"):
            complaint.action_propose()
        complaint.action_investigate()
        with self.refused(UserError, "Proposed settlement"):
            complaint.action_propose()
        complaint.proposal = "Two tonnes free of charge."
        complaint.action_propose()
        self.assertTrue(complaint.first_reply_at, "An offer is an answer")
        self.assertTrue(complaint.waiting_since, "It is the customer's turn")
        with self.refused(UserError, "Cause"):
            complaint.action_settle()
        complaint.cause_id = self.cause
        with self.refused(UserError, "Corrective"):
            complaint.action_settle()
        complaint.write({"corrective_action": "Calibrate.", "settlement_amount": 700})
        complaint.action_settle()
        self.assertRecordValues(
            complaint,
            [{"state": "settled", "cost": 700, "waiting_since": False}],
        )
        self.assertFalse(complaint.next_deadline)
        self.assertFalse(complaint.activity_ids)
        with self.refused(UserError, "is closed: reopen"):
            complaint.settlement_amount = 7
        complaint.helper_ids = self.am_bo
        complaint.action_reopen()
        self.assertEqual(complaint.reopen_count, 1)
        self.assertFalse(complaint.closed_at)
        self.assertTrue(complaint.activity_ids)
        complaint.settlement_amount = 900
        complaint.action_propose()
        complaint.action_settle()
        self.assertEqual(complaint.cost, 900)

    def test_rejection_needs_a_reason(self):
        complaint = self.complain()
        with self.refused(UserError, "Reason of rejection"):
            complaint.action_reject()
        complaint.reject_reason = "Ship's own figures were wrong."
        complaint.action_reject()
        self.assertEqual(complaint.state, "rejected")
        with self.refused(UserError, "is closed"):
            complaint.action_wait()

    def test_back_to_investigation(self):
        complaint = self.proposed()
        complaint.action_investigate()
        self.assertFalse(complaint.waiting_since)
        self.assertEqual(complaint.state, "investigating")

    def test_cost_in_the_company_s_currency(self):
        foreign = self.env["res.currency"].create(
            {
                "name": "XTF",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4})],
            }
        )
        complaint = self.complain(currency_id=foreign.id)
        complaint.settlement_amount = 1_000
        self.assertAlmostEqual(
            complaint.cost, 250 * self.company.currency_id.rate, places=2
        )

    # ------------------------------------------------------------
    # Satisfaction
    # ------------------------------------------------------------

    def test_satisfaction_is_asked_and_told(self):
        complaint = self.proposed(contact_id=self.buyer.id)
        with self.refused(UserError, "not closed yet"):
            complaint.record_satisfaction(4)
        complaint.write({"cause_id": self.cause.id, "corrective_action": "Calibrate."})
        complaint.action_settle()
        letter = self.env["mail.mail"].search(
            [("model", "=", "fuel.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(letter.recipient_ids, self.buyer)
        self.assertIn(complaint.number, letter.subject)
        self.assertTrue(complaint.satisfaction_asked_at)
        for score in (0, 6, True, "good", None, 2.5):
            with self.subTest(score=score), self.refused(UserError, "from 1 to 5"):
                complaint.record_satisfaction(score)
        complaint.record_satisfaction(4, "Quick enough 👍")
        self.assertRecordValues(
            complaint,
            [{"satisfaction": "4", "satisfaction_comment": "Quick enough 👍"}],
        )

    def test_who_has_no_address_is_not_asked(self):
        complaint = self.settled()
        self.assertFalse(self.customer.email)
        self.assertFalse(complaint.satisfaction_asked_at)
