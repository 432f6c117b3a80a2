from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_bdn import BdnCommon
from .common_complaint import MONDAY


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestFuelBdnIssued(BdnCommon):
    """An issued note stays as it is, until a supervisor corrects it."""

    # === WHAT STAYS === #

    def test_issued_facts_stay(self):
        picking = self.issued()
        for values in (
            {"fuel_bdn_number": "X"},
            {"fuel_bdn_commenced_at": "2026-02-27 23:00:00"},
            {"fuel_vessel_id": self.barge.id},
            {"fuel_port_id": False},
            {"fuel_barge_id": False},
            {"fuel_bdn_seals": "other"},
            {"fuel_bdn_representative": "Somebody"},
        ):
            with self.subTest(values=values), self.refused(UserError, "is issued"):
                picking.write(values)
        # What a form sends along unchanged is no change.
        picking.write({"fuel_vessel_id": self.vessel.id})

    def test_issued_quantity_stays(self):
        picking = self.issued()
        picking.is_locked = False
        move = picking.move_ids
        for change in (
            lambda: move.write({"quantity": 490}),
            lambda: move.move_line_ids.write({"quantity": 490}),
            lambda: move.write({"fuel_density": 949}),
            lambda: move.copy({"picking_id": picking.id, "quantity": 3}),
            lambda: move.move_line_ids.copy({"quantity": 3}),
        ):
            with self.refused(UserError, "is issued"):
                change()
        self.assertEqual(move.quantity, 500)

    def test_return_leaves_the_note_alone(self):
        picking = self.issued()
        self._return(picking.sudo().sale_id, 20)
        self.assertEqual(picking.fuel_bdn_mt, 500)
        self.assertEqual(picking.fuel_bdn_facts["grades"][0]["mt"], 500)

    def test_renamed_ship_leaves_the_note_alone(self):
        picking = self.issued()
        self.vessel.name = "New Name"
        self.company.phone = "+86 1"
        facts = picking._fuel_facts()
        self.assertEqual(facts["vessel"], "Ever Ready")
        self.assertEqual(facts["phone"], "+86 580 5550 1000")

    def test_merged_ship(self):
        picking = self.issued()
        other = self.make_vessel("Ever Ready (twice)")
        other.with_user(self.supervisor)._merge(self.vessel.with_user(self.supervisor))
        self.assertEqual(picking.sudo().fuel_vessel_id, other)
        self.assertEqual(picking._fuel_facts()["vessel"], "Ever Ready")

    def test_nothing_is_forged(self):
        picking = self.ready()
        for values in (
            {"fuel_bdn_state": "issued"},
            {"fuel_bdn_issued_by": self.am_bo.id},
            {"fuel_bdn_revision": 7},
            {"fuel_bdn_facts": {"vessel": "x"}},
            {"fuel_is_fuel": False},
            {"fuel_customer_id": self.buyer.id},
        ):
            with self.subTest(values=values), self.refused(AccessError, "own methods"):
                picking.write(values)

    def test_copy_has_no_note(self):
        picking = self.issued().sudo().copy()
        self.assertRecordValues(
            picking,
            [
                {
                    "fuel_bdn_number": False,
                    "fuel_bdn_state": "draft",
                    "fuel_bdn_facts": False,
                    "fuel_bdn_commenced_at": False,
                }
            ],
        )

    # === CORRECTING === #

    def test_correct_with_a_reason(self):
        picking = self.issued()
        number = picking.fuel_bdn_number
        note = picking.with_user(self.supervisor)
        dialogue = (
            self.env["fuel.bdn.correct"]
            .with_user(self.supervisor)
            .with_context(**note.action_fuel_ask_correct_bdn()["context"])
            .create({"reason": "Density of another tank"})
        )
        dialogue.action_apply()
        self.assertEqual(note.fuel_bdn_state, "draft")
        self.assertIn("Density of another tank", note.message_ids[0].body)
        with self.refused(UserError, "has been issued and stays"):
            note.fuel_bdn_number = "X"
        note.fuel_move_ids.fuel_density = 951
        note.fuel_move_ids.quantity = 498
        note.action_fuel_issue_bdn()
        self.assertEqual((note.fuel_bdn_number, note.fuel_bdn_revision), (number, 2))
        log = note.message_ids.filtered(lambda it: "revision 2" in (it.body or ""))
        self.assertIn("Density at 15 °C (kg/m³): 950.0 → 951.0", log.body)
        self.assertIn("Quantity (MT): 500.0 → 498.0", log.body)

    def test_only_supervisors_correct(self):
        picking = self.issued()
        for user in (self.storekeeper, self.am_anna):
            with self.refused(AccessError, "corrected by supervisors"):
                picking.with_user(user).fuel_correct_bdn("because")
        note = picking.with_user(self.supervisor)
        for reason in ("", "  ", None, 7):
            with self.refused(UserError, "Reason"):
                note.fuel_correct_bdn(reason)
        note.fuel_correct_bdn("because")
        with self.refused(UserError, "not issued"):
            note.fuel_correct_bdn("again")
