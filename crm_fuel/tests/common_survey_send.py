from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from .common_volume import FuelVolumeCommon


class SurveySendCommon(FuelVolumeCommon):
    """A customer of Anna's with two contacts, and short ways to ask them.

    - ``buyer``: has an address and speaks Chinese
    - ``captain``: has an address and speaks English
    - ``clerk``: has no address
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.email = "service@fuel.example"
        cls.company.write(
            {
                "fuel_survey_automatic": True,
                "fuel_survey_hours": 24,
                "fuel_survey_days": 30,
                "fuel_survey_deadline_days": 14,
            }
        )
        cls.customer.user_id = cls.am_anna
        cls.buyer.write({"email": "li@yongxing.example", "lang": "zh_CN"})
        cls.captain, cls.clerk = cls.env["res.partner"].create(
            [
                {
                    "name": "Captain Wu",
                    "parent_id": cls.customer.id,
                    "email": "wu@yongxing.example",
                    "lang": "en_US",
                },
                {"name": "Clerk Ma", "parent_id": cls.customer.id},
            ]
        )
        cls.survey = cls.env.ref("crm_fuel.fuel_survey_delivery")
        cls.yearly = cls.env.ref("crm_fuel.fuel_survey_yearly")
        cls.inputs = cls.env["survey.user_input"]
        commit = patch.object(
            cls.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 60.0
        )
        commit.start()
        cls.addClassCleanup(commit.stop)

    # ------------------------------------------------------------
    # Short ways
    # ------------------------------------------------------------

    def dialogue(self, contacts, user=None, **values):
        return (
            self.env["fuel.survey.send"]
            .with_user(user or self.am_anna)
            .create(
                {
                    "survey_id": self.survey.id,
                    "contact_ids": [fields.Command.set(contacts.ids)],
                    **values,
                }
            )
        )

    def send(self, contacts, user=None, **values):
        """Send a survey by hand as Anna; return the outcome by contact."""
        dialogue = self.dialogue(contacts, user, **values)
        dialogue.action_send()
        return {line.contact_id: line.outcome for line in dialogue.line_ids}

    def invitations(self, contact=None, **values):
        domain = [("fuel_mail_state", "!=", False)]
        domain += [("partner_id", "=", contact.id)] if contact else []
        domain += [(name, "=", value) for name, value in values.items()]
        return self.inputs.search(domain, order="id")

    def invite(self, contact=None):
        contact = contact or self.captain
        contact.fuel_survey_asked_at = False
        self.send(contact)
        return self.invitations(contact)[-1]

    def mails(self, invitations):
        return self.env["mail.mail"].search(
            [("fuel_invitation_id", "in", invitations.ids)]
        )

    def mailed(self, invitation, **values):
        """Let the outgoing mail have done something with a letter, and collect it."""
        self.mails(invitation).write({"state": "sent", **values})
        self.inputs._fuel_collect_mails()

    @classmethod
    def delivered(cls, ago=timedelta(hours=25), **values):
        """An order of Anna's, delivered in full some time ago."""
        order = cls._order((cls.fuel, 500, cls.ton), **values)
        cls._deliver(order)
        order.picking_ids.date_done = fields.Datetime.now() - ago
        cls.company.fuel_survey_since = fields.Datetime.now() - timedelta(days=60)
        cls.env.flush_all()
        return order

    def ask(self):
        self.env["sale.order"]._fuel_ask_after_deliveries()

    @contextmanager
    def refused(self, exception, message):
        """Expect a refusal, and take back what was done until then."""
        with self.assertRaisesRegex(exception, message), self.cr.savepoint():
            yield
