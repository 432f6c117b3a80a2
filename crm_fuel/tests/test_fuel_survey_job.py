from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.service import survey_user_input_job
from .common_survey_send import SurveySendCommon


class Killed(Exception):
    pass


@tagged("post_install", "-at_install")
class TestFuelSurveyJob(SurveySendCommon):
    def people(self, number, prefix="Buyer"):
        """Contacts with an order each that was delivered yesterday."""
        people = self.env["res.partner"].create(
            [
                {"name": f"{prefix} {index}", "email": f"{prefix}{index}@many.example"}
                for index in range(number)
            ]
        )
        orders = self.env["sale.order"]
        for person in people:
            orders |= self.delivered(partner_id=person.id)
        return orders

    # ------------------------------------------------------------
    # After deliveries
    # ------------------------------------------------------------

    def test_asked_once_all_of_it_is_delivered(self):
        order = self.delivered()
        self.ask()
        invitation = self.invitations(self.buyer)
        self.assertRecordValues(
            invitation,
            [
                {
                    "fuel_order_id": order.id,
                    "fuel_picking_id": order.picking_ids.id,
                    "fuel_manager_id": self.am_anna.id,
                    "fuel_customer_id": self.customer.id,
                    "fuel_automatic": True,
                    "fuel_mail_state": "queued",
                    "survey_id": self.survey.id,
                }
            ],
        )
        self.assertEqual(order.fuel_survey_outcome, "asked")
        self.assertEqual(len(self.mails(invitation)), 1)

    def test_not_before_its_time(self):
        order = self.delivered(ago=timedelta(hours=23))
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)
        self.assertFalse(self.invitations(self.buyer))

    def test_not_while_some_is_still_to_come(self):
        order = self._order((self.fuel, 500, self.ton))
        self._deliver(order, 200)
        self.assertEqual(len(order.picking_ids), 2)
        done = order.picking_ids.filtered(lambda it: it.state == "done")
        done.date_done = fields.Datetime.now() - timedelta(days=2)
        self.company.fuel_survey_since = fields.Datetime.now() - timedelta(days=60)
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)
        (order.picking_ids - done).action_cancel()
        self.ask()
        self.assertEqual(order.fuel_survey_outcome, "asked")
        self.assertEqual(self.invitations(self.buyer).fuel_picking_id, done)

    def test_only_fuel(self):
        chair = self.env["product.product"].create(
            {"name": "Chair", "type": "consu", "is_storable": True}
        )
        order = self._order((chair, 1, self.unit))
        self._deliver(order)
        order.picking_ids.date_done = fields.Datetime.now() - timedelta(days=2)
        self.company.fuel_survey_since = fields.Datetime.now() - timedelta(days=60)
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)

    def test_off_by_default(self):
        self.assertFalse(self.other_company.fuel_survey_automatic)
        self.company.fuel_survey_automatic = False
        order = self.delivered()
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)

    def test_not_about_what_was_before_it_was_switched_on(self):
        order = self.delivered()
        self.company.fuel_survey_automatic = False
        self.assertFalse(self.company.fuel_survey_since)
        self.company.fuel_survey_automatic = True
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)

    def test_not_about_what_nobody_remembers(self):
        order = self.delivered(ago=timedelta(days=31))
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)

    def test_left_out_with_the_reason(self):
        cases = {
            "opted_out": {"fuel_survey_opt_out": True, "email": "a@cases.example"},
            "no_address": {"email": False},
            "recent": {
                "fuel_survey_asked_at": fields.Datetime.now(),
                "email": "b@cases.example",
            },
        }
        orders = {
            reason: self.delivered(
                partner_id=self.env["res.partner"].create({"name": reason, **values}).id
            )
            for reason, values in cases.items()
        }
        self.ask()
        for reason, order in orders.items():
            with self.subTest(reason=reason):
                self.assertEqual(order.fuel_survey_outcome, reason)
                self.assertFalse(self.invitations(order.partner_id))

    def test_two_orders_of_one_contact(self):
        first, second = self.delivered(), self.delivered()
        self.ask()
        self.assertEqual(
            (first | second).mapped("fuel_survey_outcome"), ["asked", "recent"]
        )
        self.assertEqual(len(self.invitations(self.buyer)), 1)

    def test_run_twice(self):
        self.delivered()
        self.inputs._cron_fuel_surveys()
        self.inputs._cron_fuel_surveys()
        self.assertEqual(len(self.invitations(self.buyer)), 1)
        self.assertEqual(len(self.mails(self.invitations(self.buyer))), 1)

    def test_killed_in_the_middle(self):
        """What was committed stays, the rest is done by the next run; nobody twice."""
        orders = self.people(6)
        transactions = [self.cr.savepoint()]

        def commit(*args, **kwargs):
            if len(transactions) == 2:
                raise Killed
            transactions[-1].close(rollback=False)
            transactions.append(self.cr.savepoint())
            return 60.0

        killed = False
        with (
            patch.object(survey_user_input_job, "BATCH", 2),
            patch.object(self.registry["ir.cron"], "_commit_progress", commit),
        ):
            try:
                self.ask()
            # Odoo's assertRaises has a savepoint of its own, which a commit ends.
            except Killed:
                killed = True
        self.assertTrue(killed)
        transactions[-1].close(rollback=True)
        self.env.invalidate_all()
        self.assertEqual(len(orders.filtered("fuel_survey_outcome")), 2)
        self.ask()
        self.assertEqual(set(orders.mapped("fuel_survey_outcome")), {"asked"})
        made = self.inputs.search([("fuel_order_id", "in", orders.ids)])
        self.assertEqual(len(made), 6)
        self.assertEqual(len(self.mails(made)), 6)

    def test_time_is_up(self):
        orders = self.people(4)
        with (
            patch.object(survey_user_input_job, "BATCH", 2),
            patch.object(
                self.registry["ir.cron"], "_commit_progress", return_value=0.0
            ),
        ):
            self.inputs._cron_fuel_surveys()
            self.assertEqual(len(orders.filtered("fuel_survey_outcome")), 2)
            self.inputs._cron_fuel_surveys()
        self.assertEqual(len(orders.filtered("fuel_survey_outcome")), 4)

    def test_database_refuses_a_second_one(self):
        order = self.delivered()
        self.ask()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.invitations(self.buyer).copy(
                {"fuel_order_id": order.id, "fuel_automatic": True}
            ).flush_recordset()

    def test_a_lost_mark_stops_nobody(self):
        order, other = self.people(2)
        self.ask()
        order.fuel_survey_outcome = False
        third = self.people(1, "Third")
        self.ask()
        self.assertEqual(order.fuel_survey_outcome, "asked")
        self.assertEqual(third.fuel_survey_outcome, "asked")
        self.assertEqual(len(self.invitations(order.partner_id)), 1)
        self.assertEqual(len(self.invitations(other.partner_id)), 1)

    def test_contact_in_use_is_asked_by_the_next_run(self):
        order = self.delivered()
        partners = self.env.registry["res.partner"]
        native = partners.try_lock_for_update
        buyer = self.buyer

        def lock(records, **kwargs):
            if records._name == "res.partner":
                records -= buyer
            return native(records, **kwargs)

        with patch.object(partners, "try_lock_for_update", lock):
            self.ask()
        self.assertFalse(order.fuel_survey_outcome)
        self.ask()
        self.assertEqual(order.fuel_survey_outcome, "asked")

    def test_own_questionnaire(self):
        self.company.fuel_survey_id = self.yearly
        self.delivered()
        self.ask()
        self.assertEqual(self.invitations(self.buyer).survey_id, self.yearly)

    def test_archived_questionnaire_waits(self):
        order = self.delivered()
        self.survey.active = False
        self.ask()
        self.assertFalse(order.fuel_survey_outcome)
        self.survey.active = True
        self.ask()
        self.assertEqual(order.fuel_survey_outcome, "asked")

    def test_companies_have_their_own_settings(self):
        self.assertEqual(
            self.env["sale.order"]._fuel_orders_to_ask_about(),
            [],
        )
        order = self.delivered()
        self.assertEqual(self.env["sale.order"]._fuel_orders_to_ask_about(), order.ids)
        self.company.fuel_survey_hours = 48
        self.assertEqual(self.env["sale.order"]._fuel_orders_to_ask_about(), [])

    def test_queries_do_not_grow_with_the_orders(self):
        """Making invitations is one set of queries a batch; letters are rendered one
        by one, each with the same few."""
        self.people(1, "Warm")
        self.ask()
        counts = {}
        for number in (3, 9):
            self.people(number, f"Batch{number}")
            ids = self.env["sale.order"]._fuel_orders_to_ask_about()
            self.assertEqual(len(ids), number)
            self.env.flush_all()
            self.env.invalidate_all()
            with patch.object(self.registry["survey.user_input"], "_fuel_queue_mails"):
                before = self.cr.sql_log_count
                self.env["sale.order"]._fuel_ask_batch(ids)
                self.env.flush_all()
                counts[number] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[9], counts[3] + 2, counts)

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    def sent(self, days, contact=None, **values):
        self.company.fuel_survey_reminder_days = 5
        invitation = self.invite(contact)
        self.mailed(invitation)
        invitation.write(
            {"fuel_sent_at": fields.Datetime.now() - timedelta(days=days), **values}
        )
        return invitation

    def test_reminded_once(self):
        invitation = self.sent(6)
        self.inputs._cron_fuel_surveys()
        self.assertTrue(invitation.fuel_reminded_at)
        mail = self.mails(invitation)
        self.assertIn("Reminder", mail.subject)
        self.assertIn(invitation.get_start_url(), mail.body_html)
        self.mailed(invitation)
        self.assertFalse(self.mails(invitation))
        self.inputs._cron_fuel_surveys()
        self.assertFalse(self.mails(invitation))
        self.assertEqual(invitation.fuel_mail_state, "sent")

    def test_who_is_not_reminded(self):
        now = fields.Datetime.now()
        for values in (
            {"state": "done"},
            {"fuel_revoked_at": now},
            {"deadline": now - timedelta(hours=1)},
            {"fuel_mail_state": "bounced"},
            {"fuel_sent_at": now - timedelta(days=4)},
        ):
            contact = self.captain.copy({"email": "c@case.example"})
            contact.lang = "en_US"
            invitation = self.sent(6, contact, **values)
            self.inputs._cron_fuel_surveys()
            with self.subTest(values=values):
                self.assertFalse(invitation.fuel_reminded_at)
                self.assertFalse(self.mails(invitation))

    def test_nobody_is_reminded_where_it_is_off(self):
        invitation = self.sent(6)
        self.company.fuel_survey_reminder_days = 0
        self.inputs._cron_fuel_surveys()
        self.assertFalse(invitation.fuel_reminded_at)

    def test_opted_out_and_archived_are_not_reminded(self):
        first = self.sent(6)
        self.captain.fuel_survey_opt_out = True
        second = self.sent(6, self.buyer)
        self.buyer.active = False
        other = self.make_customer("Blacklisted", email="black@list.example")
        third = self.sent(6, other)
        self.env["mail.blacklist"]._add("black@list.example")
        self.inputs._cron_fuel_surveys()
        self.assertFalse((first | second | third).filtered("fuel_reminded_at"))

    # ------------------------------------------------------------
    # No address to send from
    # ------------------------------------------------------------

    def test_company_without_an_address(self):
        """The address is entered later: all invitations go, once."""
        self.company.partner_id.email = False
        alias_domain = self.company.alias_domain_id
        self.company.alias_domain_id = False
        servers = self.registry["ir.mail_server"]
        with patch.object(servers, "_get_default_from_address", lambda it: None):
            order = self.delivered()
            self.ask()
            invitation = self.invitations(self.buyer)
            self.assertEqual(order.fuel_survey_outcome, "asked")
            self.assertEqual(invitation.fuel_mail_state, "waiting")
            self.assertIn("no e-mail address to send from", invitation.fuel_mail_note)
            self.assertTrue(self.dialogue(self.captain).sender_missing)
            self.assertEqual(self.send(self.captain), {self.captain: "asked"})
            self.inputs._cron_fuel_surveys()
            self.assertEqual(invitation.fuel_mail_state, "waiting")
            self.company.partner_id.email = "late@fuel.example"
            self.inputs._cron_fuel_surveys()
            self.inputs._cron_fuel_surveys()
        made = invitation | self.invitations(self.captain)
        self.assertEqual(set(made.mapped("fuel_mail_state")), {"queued"})
        self.assertFalse(invitation.fuel_mail_note)
        self.assertEqual(len(self.mails(made)), 2)
        self.assertIn("late@fuel.example", self.mails(invitation).email_from)
        self.company.alias_domain_id = alias_domain

    def test_waited_past_the_time_to_answer(self):
        invitation = self.invite()
        self.mails(invitation).unlink()
        invitation.write(
            {
                "fuel_mail_state": "waiting",
                "deadline": fields.Datetime.now() - timedelta(hours=1),
            }
        )
        self.inputs._cron_fuel_surveys()
        self.assertEqual(invitation.fuel_mail_state, "failed")
        self.assertIn("time to answer passed", invitation.fuel_mail_note)

    def test_default_address(self):
        self.company.partner_id.email = False
        self.company.alias_domain_id = False
        servers = self.registry["ir.mail_server"]
        with patch.object(
            servers, "_get_default_from_address", lambda it: "default@host.example"
        ):
            self.assertEqual(self.company._fuel_survey_sender(), "default@host.example")

    def test_teams_of_the_order_are_kept(self):
        order = self.delivered(team_id=self.team_north.id)
        self.ask()
        self.assertEqual(self.invitations(self.buyer).fuel_team_id, order.team_id)

    def test_language_the_questionnaire_does_not_have(self):
        self.survey.lang_ids = [
            Command.set(self.env["res.lang"]._lang_get("en_US").ids)
        ]
        self.delivered()
        self.ask()
        self.assertFalse(self.invitations(self.buyer).lang_id)
