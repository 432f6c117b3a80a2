from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_survey_send import SurveySendCommon


@tagged("post_install", "-at_install")
class TestFuelSurveySend(SurveySendCommon):
    def test_good_ones_are_asked_others_left_out(self):
        refuser, gone, lately = self.env["res.partner"].create(
            [
                {
                    "name": "Refuser",
                    "parent_id": self.customer.id,
                    "email": "no@yongxing.example",
                    "fuel_survey_opt_out": True,
                },
                {
                    "name": "Gone",
                    "parent_id": self.customer.id,
                    "email": "gone@yongxing.example",
                    "active": False,
                },
                {
                    "name": "Lately",
                    "parent_id": self.customer.id,
                    "email": "lately@yongxing.example",
                    "fuel_survey_asked_at": fields.Datetime.now() - timedelta(days=29),
                },
            ]
        )
        contacts = self.buyer | self.captain | self.clerk | refuser | gone | lately
        self.assertEqual(
            self.send(contacts),
            {
                self.buyer: "asked",
                self.captain: "asked",
                self.clerk: "no_address",
                refuser: "opted_out",
                gone: "archived",
                lately: "recent",
            },
        )
        made = self.invitations(fuel_customer_id=self.customer.id)
        self.assertEqual(made.partner_id, self.buyer | self.captain)
        self.assertEqual(len(self.mails(made)), 2)

    def test_counts_of_the_outcome(self):
        dialogue = self.dialogue(self.buyer | self.clerk)
        action = dialogue.action_send()
        self.assertEqual(action["res_id"], dialogue.id)
        self.assertRecordValues(
            dialogue, [{"state": "done", "asked_count": 1, "left_out_count": 1}]
        )
        with self.refused(UserError, "has been sent"):
            dialogue.action_send()

    def test_each_letter_speaks_its_readers_language(self):
        self.survey.with_context(lang="zh_CN").title = "上次供油"
        self.send(self.buyer | self.captain)
        chinese, english = self.invitations(self.buyer), self.invitations(self.captain)
        self.assertEqual(chinese.lang_id.code, "zh_CN")
        self.assertIn("上次供油", self.mails(chinese).subject)
        self.assertIn("Your last delivery", self.mails(english).subject)

    def test_letter(self):
        self.company.partner_id.email = "service@fuel.example"
        invitation = self.invite()
        mail = self.mails(invitation)
        self.assertEqual(mail.recipient_ids, self.captain)
        self.assertIn("service@fuel.example", mail.email_from)
        self.assertIn("am_anna@fuel.example", mail.reply_to)
        self.assertIn(invitation.get_start_url(), mail.body_html)
        self.assertIn(f"/fuel/survey/opt-out/{invitation.access_token}", mail.body_html)
        self.assertIn("List-Unsubscribe=One-Click", mail.headers)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(invitation.fuel_message_id, mail.message_id)
        self.assertEqual(invitation.fuel_mail_state, "queued")
        self.assertTrue(invitation.invite_token)
        self.assertEqual(
            invitation.deadline.date(), fields.Date.today() + timedelta(14)
        )

    def test_company_means_its_first_contact_with_an_address(self):
        self.assertEqual(self.send(self.customer), {self.buyer: "asked"})
        lonely = self.make_customer("Lonely", email="info@lonely.example")
        self.assertEqual(self.send(lonely), {lonely: "asked"})

    def test_one_person_by_two_ways_is_asked_once(self):
        dialogue = self.dialogue(self.customer | self.buyer)
        dialogue.action_send()
        self.assertEqual(
            sorted(dialogue.line_ids.mapped("outcome")), ["asked", "recent"]
        )
        self.assertEqual(len(self.invitations(self.buyer)), 1)

    def test_second_time_within_the_days(self):
        self.assertEqual(self.send(self.buyer), {self.buyer: "asked"})
        self.assertEqual(self.send(self.buyer), {self.buyer: "recent"})
        self.buyer.fuel_survey_asked_at -= timedelta(days=31)
        self.assertEqual(self.send(self.buyer), {self.buyer: "asked"})

    def test_no_days_between_surveys(self):
        self.company.fuel_survey_days = 0
        self.assertEqual(self.send(self.buyer), {self.buyer: "asked"})
        self.assertEqual(self.send(self.buyer), {self.buyer: "asked"})

    def test_same_address_of_who_opted_out(self):
        twin = self.make_customer("Twin", email="LI@yongxing.example")
        twin.fuel_survey_opt_out = True
        self.assertEqual(self.send(self.buyer), {self.buyer: "opted_out"})

    def test_native_blacklist(self):
        self.env["mail.blacklist"]._add("wu@yongxing.example")
        self.assertEqual(self.send(self.captain), {self.captain: "opted_out"})

    def test_address_that_is_none(self):
        self.clerk.email = "not an address"
        self.assertEqual(self.send(self.clerk), {self.clerk: "no_address"})

    def test_contact_in_use(self):
        """Who is held by another transaction is told of; the others are asked."""
        partners = self.env.registry["res.partner"]
        native = partners.try_lock_for_update
        held = self.captain

        def lock(records, **kwargs):
            if records._name == "res.partner":
                records -= held
            return native(records, **kwargs)

        with patch.object(partners, "try_lock_for_update", lock):
            outcomes = self.send(self.buyer | self.captain)
        self.assertEqual(outcomes, {self.buyer: "asked", self.captain: "busy"})

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    def test_from_order(self):
        vessel = self.make_vessel("Yongxing 8")
        port = self.make_port("ZZTST")
        order = self.delivered(fuel_vessel_id=vessel.id, fuel_port_id=port.id)
        action = order.with_user(self.am_anna).action_fuel_send_survey()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.am_anna)
            .with_context(**action["context"])
        )
        form.save().action_send()
        self.assertRecordValues(
            self.invitations(self.buyer),
            [
                {
                    "survey_id": self.survey.id,
                    "fuel_customer_id": self.customer.id,
                    "fuel_order_id": order.id,
                    "fuel_picking_id": order.picking_ids.id,
                    "fuel_vessel_id": vessel.id,
                    "fuel_port_id": port.id,
                    "fuel_manager_id": self.am_anna.id,
                    "fuel_company_id": self.company.id,
                    "fuel_automatic": False,
                }
            ],
        )

    def test_from_visit(self):
        visit = self.env["fuel.visit"].create(
            {
                "customer_id": self.customer.id,
                "contact_ids": [fields.Command.set(self.captain.ids)],
                "user_id": self.am_anna.id,
                "topic_id": self.env.ref("crm_fuel.fuel_visit_topic_complaint").id,
                "channel_id": self.env.ref("crm_fuel.fuel_visit_channel_telephone").id,
            }
        )
        action = visit.with_user(self.am_anna).action_fuel_send_survey()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.am_anna)
            .with_context(**action["context"])
        )
        form.save().action_send()
        self.assertRecordValues(
            self.invitations(self.captain),
            [
                {
                    "fuel_visit_id": visit.id,
                    "fuel_customer_id": self.customer.id,
                    "fuel_manager_id": self.am_anna.id,
                    "fuel_team_id": self.team_north.id,
                }
            ],
        )

    def test_from_customer(self):
        action = self.customer.with_user(self.am_anna).action_fuel_send_survey()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.am_anna)
            .with_context(**action["context"])
        )
        form.survey_id = self.yearly
        form.save().action_send()
        invitation = self.invitations(self.buyer)
        self.assertEqual(invitation.survey_id, self.yearly)
        self.assertEqual(invitation.fuel_manager_id, self.am_anna)
        self.assertEqual(invitation.fuel_team_id, self.team_north)

    def test_native_share_button_opens_our_dialogue(self):
        action = self.survey.with_user(self.manager).action_send_survey()
        self.assertEqual(action["res_model"], "fuel.survey.send")
        self.assertEqual(action["context"]["default_survey_id"], self.survey.id)

    def test_native_dialogue_refuses(self):
        native = (
            self.env["survey.invite"]
            .with_user(self.manager)
            .create(
                {
                    "survey_id": self.survey.id,
                    "partner_ids": [fields.Command.set(self.buyer.ids)],
                    "subject": "Hello",
                    "body": "<p>Hello</p>",
                }
            )
        )
        with self.refused(UserError, "Send satisfaction survey"):
            native.action_invite()

    # ------------------------------------------------------------
    # A filter
    # ------------------------------------------------------------

    def test_filter(self):
        dialogue = self.dialogue(
            self.buyer.browse(),
            by="filter",
            filter_domain=f"[('id', 'in', {[self.customer.id, self.clerk.id]})]",
        )
        dialogue.action_send()
        self.assertEqual(dialogue.line_ids.partner_id, self.customer | self.clerk)
        self.assertEqual(dialogue.asked_count, 1)

    def test_bad_filters(self):
        for domain in (
            "[('nothing', '=', 1)]",
            "nonsense",
            "[(",
            "{'a': 1}",
            "__import__('os')",
        ):
            dialogue = self.dialogue(
                self.buyer.browse(), by="filter", filter_domain=domain
            )
            with self.subTest(domain=domain), self.refused(UserError, "Filter: "):
                dialogue.action_send()

    def test_nobody(self):
        with self.refused(UserError, "choose whom"):
            self.dialogue(self.buyer.browse()).action_send()

    def test_many_are_left_to_the_job(self):
        people = self.env["res.partner"].create(
            [
                {"name": f"Person {index}", "email": f"p{index}@many.example"}
                for index in range(60)
            ]
        )
        outcomes = self.send(people)
        self.assertEqual(set(outcomes.values()), {"asked"})
        states = self.inputs._read_group(
            [("partner_id", "in", people.ids)], ["fuel_mail_state"], ["__count"]
        )
        self.assertEqual(dict(states), {"queued": 50, "waiting": 10})
        self.inputs._cron_fuel_surveys()
        made = self.inputs.search([("partner_id", "in", people.ids)])
        self.assertEqual(set(made.mapped("fuel_mail_state")), {"queued"})
        self.assertEqual(len(self.mails(made)), 60)

    # ------------------------------------------------------------
    # Who may, and what is refused
    # ------------------------------------------------------------

    def test_who_may(self):
        for user in (self.am_anna, self.supervisor, self.manager):
            with self.subTest(user=user.login):
                contact = self.make_customer(f"Of {user.login}", email="a@b.example")
                self.assertEqual(self.send(contact, user), {contact: "asked"})
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.refused(AccessError, ""):
                self.dialogue(self.buyer, user)

    def test_what_one_may_not_see(self):
        hidden = self.make_customer(
            "Hidden", email="h@b.example", company_id=self.other_company.id
        )
        with self.refused(AccessError, ""):
            self.send(hidden)
        order = self._order((self.fuel, 10, self.ton), user=self.am_bo)
        with self.refused(AccessError, ""):
            self.send(self.buyer, order_id=order.id)
        self.assertFalse(self.invitations(hidden) | self.invitations(self.buyer))

    def test_contact_of_another_customer_than_the_orders(self):
        order = self.delivered()
        stranger = self.make_customer("Stranger", email="s@b.example")
        with self.refused(UserError, "Stranger does not belong to Yongxing"):
            self.send(stranger, order_id=order.id)

    def test_another_company(self):
        with self.refused(UserError, "Company: you do not work in it"):
            self.send(self.buyer, company_id=self.other_company.id)

    def test_questionnaire_that_does_not_suit(self):
        other = self.env["survey.survey"].create(
            {"title": "Quiz", "survey_type": "survey"}
        )
        with self.refused((UserError, AccessError), ""):
            self.send(self.buyer, survey_id=other.id)
        self.survey.active = False
        with self.refused(UserError, "is archived"):
            self.send(self.buyer)
        self.survey.active = True
        self.survey.question_and_page_ids.unlink()
        with self.refused(UserError, "has no questions"):
            self.send(self.buyer)

    def test_account_managers_do_not_write_invitations(self):
        invitation = self.invite().with_user(self.am_anna)
        self.assertEqual(invitation.fuel_mail_state, "queued")
        for values in ({"fuel_mail_state": "sent"}, {"fuel_customer_id": False}):
            with self.subTest(values=values), self.refused(AccessError, ""):
                invitation.write(values)

    def test_settings_have_bounds(self):
        for name, value in (
            ("fuel_survey_hours", -1),
            ("fuel_survey_hours", 721),
            ("fuel_survey_days", -1),
            ("fuel_survey_deadline_days", 0),
            ("fuel_survey_reminder_days", 366),
        ):
            with (
                self.subTest(name=name, value=value),
                mute_logger("odoo.sql_db"),
                self.refused(IntegrityError, f"{name}_range"),
            ):
                self.company.write({name: value})
                self.env.flush_all()
