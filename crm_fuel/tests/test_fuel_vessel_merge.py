from datetime import datetime, timedelta

from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelVesselMerge(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls.make_vessel("ALPHA", imo_number=cls.imo(1))
        cls.lost = cls.make_vessel("BETA")
        cls.customer = cls.make_customer()

    def merge(self, kept=None, others=None, user=None):
        kept = (kept or self.kept).with_user(user or self.supervisor)
        kept._merge((others or self.lost).with_user(user or self.supervisor))

    def party(self, vessel, date_from=False, date_to=False, **vals):
        return self.env["fuel.vessel.party"].create(
            {
                "vessel_id": vessel.id,
                "partner_id": self.customer.id,
                "role": "operator",
                "date_from": date_from,
                "date_to": date_to,
                **vals,
            }
        )

    # ------------------------------------------------------------
    # What moves
    # ------------------------------------------------------------

    def test_names(self):
        self.lost.name = "GAMMA"
        other = self.make_vessel("Alpha")
        self.merge(others=self.lost + other)
        self.assertFalse((self.lost + other).exists())
        self.assertEqual(self.kept.name, "ALPHA")
        self.assertEqual(
            sorted(self.kept.former_name_ids.mapped("name")), ["BETA", "GAMMA"]
        )
        found = self.env["fuel.vessel"].with_user(self.am_anna).name_search("GAMMA")
        self.assertEqual([id_ for id_, _name in found], self.kept.ids)

    def test_missing_values_are_taken_over(self):
        grades = self.env["fuel.grade"].create(
            [{"name": "ZZ 1", "family": "bio"}, {"name": "ZZ 2", "family": "bio"}]
        )
        self.kept.write({"deadweight": 100, "grade_ids": grades[0].ids})
        self.lost.write(
            {
                "deadweight": 200,
                "gross_tonnage": 50,
                "mmsi": "412345678",
                "ref": "BETA-1",
                "flag_id": self.panama.id,
                "grade_ids": grades[1].ids,
                "image_1920": self.png(),
            }
        )
        self.merge()
        self.assertRecordValues(
            self.kept,
            [
                {
                    "deadweight": 100,
                    "gross_tonnage": 50,
                    "mmsi": "412345678",
                    "ref": "BETA-1",
                    "flag_id": self.panama.id,
                    "grade_ids": grades.ids,
                }
            ],
        )
        self.assertTrue(self.kept.image_128)

    @staticmethod
    def png():
        return (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
            b"+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )

    def test_the_imo_number_moves_to_a_vessel_without_one(self):
        number = self.kept.imo_number
        self.merge(kept=self.lost, others=self.kept)
        self.assertEqual(self.lost.imo_number, number)

    def test_records_that_point_to_the_vessel_move(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "fuel_vessel_id": self.lost.id}
        )
        self.merge()
        self.assertEqual(order.fuel_vessel_id, self.kept)

    def test_every_pointer_of_the_addon_is_found(self):
        """A field added by a later area moves too, without a line of code here."""
        found = {
            (model._name, field.name)
            for kind in ("many2one", "many2many")
            for model, field in self.kept._merge_pointers(kind)
        }
        expected = {
            (model_name, field.name)
            for model_name, model in self.env.registry.items()
            for field in model._fields.values()
            if field.type in ("many2one", "many2many")
            and field.comodel_name == "fuel.vessel"
            and field.store
            # Computed, and changed by hand where people know better.
            and not (field.compute and field.readonly)
            and model._auto
            and not model._transient
            and not model._abstract
            and not model_name.startswith("fuel.vessel")
        }
        self.assertEqual(found, expected)
        self.assertIn(("sale.order", "fuel_vessel_id"), found)

    def test_discussion_and_attachments_move(self):
        self.lost.message_subscribe(self.customer.ids)
        message = self.lost.message_post(body="Tanks were cleaned")
        attachment = self.env["ir.attachment"].create(
            {
                "name": "certificate.txt",
                "raw": b"valid",
                "res_model": "fuel.vessel",
                "res_id": self.lost.id,
            }
        )
        activity = self.lost.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.am_anna.id
        )
        self.lost.message_post(body="Attached", attachment_ids=attachment.ids)
        self.merge()
        self.assertIn(message, self.kept.message_ids)
        self.assertEqual(attachment.res_id, self.kept.id)
        self.assertEqual(self.kept.activity_ids, activity)
        self.assertIn(self.customer, self.kept.message_partner_ids)
        self.assertIn("Merged with BETA", self.kept.message_ids[0].body)

    def test_scheduled_messages_move(self):
        text = (
            self.env["ir.attachment"]
            .with_user(self.am_anna)
            .create({"name": "later.txt", "raw": b"later"})
        )
        message = (
            self.env["mail.scheduled.message"]
            .with_user(self.am_anna)
            .create(
                {
                    "model": "fuel.vessel",
                    "res_id": self.lost.id,
                    "author_id": self.am_anna.partner_id.id,
                    "body": "See you tomorrow",
                    "scheduled_date": datetime.now() + timedelta(days=1),
                    "attachment_ids": [Command.set(text.ids)],
                }
            )
        )
        text.sudo().write({"res_model": message._name, "res_id": message.id})
        self.merge()
        moved = self.env["mail.scheduled.message"].search(
            [("model", "=", "fuel.vessel"), ("res_id", "=", self.kept.id)]
        )
        self.assertIn("See you tomorrow", moved.body)
        self.assertEqual(moved.create_uid, self.am_anna)
        self.assertEqual(moved.attachment_ids, text.sudo().exists())
        self.assertTrue(moved.attachment_ids)

    def test_external_ids_go_on_working(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "vessel_beta",
                "model": "fuel.vessel",
                "res_id": self.lost.id,
            }
        )
        self.merge()
        self.assertEqual(self.env.ref("__import__.vessel_beta"), self.kept)

    # ------------------------------------------------------------
    # Parties
    # ------------------------------------------------------------

    def test_parties_move(self):
        party = self.party(self.lost)
        other = self.party(self.kept, role="agent")
        self.merge()
        self.assertEqual(self.kept.party_ids, party + other)

    def test_overlapping_periods_become_one(self):
        self.party(self.kept, "2026-01-01", "2026-03-31")
        self.party(self.kept, "2026-06-01", "2026-06-30")
        self.party(self.kept, "2027-01-01", False)
        self.party(self.lost, "2025-12-01", "2026-01-15")
        self.party(self.lost, "2026-03-31", "2026-06-01")
        self.party(self.lost, "2026-07-01", "2026-07-31")
        self.merge()
        self.assertEqual(
            sorted(
                (str(party.date_from), str(party.date_to or "open"))
                for party in self.kept.party_ids
            ),
            [
                ("2025-12-01", "2026-06-30"),
                ("2026-07-01", "2026-07-31"),
                ("2027-01-01", "open"),
            ],
        )

    def test_open_periods_become_one(self):
        self.party(self.kept, "2026-01-01", False)
        self.party(self.lost, False, "2026-02-01")
        self.merge()
        self.assertRecordValues(
            self.kept.party_ids, [{"date_from": False, "date_to": False}]
        )

    def test_merging_customers_joins_their_parties(self):
        other = self.make_customer("Second name")
        self.party(self.kept, "2026-01-01", "2026-03-31")
        self.party(self.kept, "2026-03-01", False, partner_id=other.id)
        self.party(self.lost, partner_id=other.id, role="agent")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, self.customer)
        self.assertFalse(other.exists())
        self.assertEqual(
            [
                (party.partner_id, str(party.date_from), party.date_to)
                for party in self.kept.party_ids
            ],
            [(self.customer, "2026-01-01", False)],
        )
        self.assertEqual(self.lost.party_ids.partner_id, self.customer)

    # ------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------

    def test_two_hulls_stay_two(self):
        other = self.make_vessel("OTHER", imo_number=self.imo(2))
        with self.assertRaisesRegex(UserError, "different ships"):
            self.merge(others=self.lost + other)
        self.assertTrue((self.lost + other).exists())

    def test_two_companies_stay_two(self):
        self.kept.company_id = self.company
        self.lost.company_id = self.other_company
        self.supervisor.company_ids += self.other_company
        kept = self.kept.with_user(self.supervisor).with_context(
            allowed_company_ids=(self.company + self.other_company).ids
        )
        with self.assertRaisesRegex(UserError, "different companies"):
            kept._merge(self.lost)

    def test_one_vessel_alone(self):
        with self.assertRaisesRegex(UserError, "At least two"):
            self.merge(others=self.kept)

    def test_account_managers_do_not_merge(self):
        with self.assertRaises(AccessError):
            self.merge(user=self.am_anna)
        with self.assertRaises(AccessError):
            self.env["fuel.vessel.merge"].with_user(self.am_anna).create(
                {
                    "vessel_ids": (self.kept + self.lost).ids,
                    "vessel_id": self.kept.id,
                }
            )

    def test_a_vessel_that_someone_else_is_changing(self):
        def locked(records, **kwargs):
            raise LockError("Cannot grab a lock on records")

        self.patch(self.env.registry["fuel.vessel"], "lock_for_update", locked)
        with self.assertRaises(LockError):
            self.merge()
        self.assertTrue(self.lost.exists())

    # ------------------------------------------------------------
    # The wizard
    # ------------------------------------------------------------

    def test_wizard(self):
        vessels = self.lost + self.kept
        wizard = Form(
            self.env["fuel.vessel.merge"]
            .with_user(self.supervisor)
            .with_context(active_model="fuel.vessel", active_ids=vessels.ids)
        )
        self.assertEqual(wizard.vessel_id, self.kept, "It has an IMO number")
        action = wizard.save().action_merge()
        self.assertEqual(action["res_id"], self.kept.id)
        self.assertFalse(self.lost.exists())

    def test_wizard_keeps_one_of_those_it_merges(self):
        wizard = (
            self.env["fuel.vessel.merge"]
            .with_user(self.supervisor)
            .create(
                {
                    "vessel_ids": [Command.set(self.lost.ids)],
                    "vessel_id": self.kept.id,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "one of those to merge"):
            wizard.action_merge()

    def test_action_is_for_supervisors(self):
        actions = self.env["ir.actions.actions"]
        for user, offered in ((self.am_anna, False), (self.supervisor, True)):
            bindings = actions.with_user(user).get_bindings("fuel.vessel")
            names = [action["name"] for kind in bindings.values() for action in kind]
            self.assertEqual("Merge" in names, offered, user.name)
