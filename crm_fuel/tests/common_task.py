from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from .common_visit import FuelVisitCommon


class FuelTaskCommon(FuelVisitCommon):
    """Three customers, two of Anna's and one of Bo's, and short ways to tasks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.make_customer("Haiyun Tankers", user_id=cls.am_anna.id)
        cls.third = cls.make_customer("Binhai Ferries", user_id=cls.am_bo.id)
        cls.customers = cls.customer | cls.second | cls.third
        cls.result = cls.follow_up

    @classmethod
    def make_task(cls, user=None, **values):
        """A draft of the supervisor's for Anna and Bo."""
        return (
            cls.env["fuel.task"]
            .with_user(user or cls.supervisor)
            .create(
                {
                    "name": "Present the new fuel",
                    "deadline": fields.Datetime.now() + timedelta(days=7),
                    "audience_user_ids": [Command.set((cls.am_anna | cls.am_bo).ids)],
                    **values,
                }
            )
        )

    @classmethod
    def issue(cls, **values):
        task = cls.make_task(**values)
        task.action_issue()
        return task

    @classmethod
    def issue_visits(cls, **values):
        """A marketing activity with all three customers, a visit to each of them."""
        return cls.issue(
            **{
                "kind": "marketing",
                "customer_source": "picked",
                "customer_ids": [Command.set(cls.customers.ids)],
                "need_visit": True,
                **values,
            }
        )

    def of(self, task, user, view_as=None):
        """Return one person's assignment, as they see it."""
        mine = task.sudo().assignment_ids.filtered(lambda it: it.user_id == user)
        return mine.with_user(view_as or user)

    def visit(self, customer, user=None, **values):
        """A visit that was made just now."""
        return self.make_visit(
            user,
            customer_id=customer.id,
            state="done",
            result_id=self.result.id,
            planned_start=fields.Datetime.now(),
            **values,
        )

    def todos(self, assignment, user=None, xml_id="crm_fuel.mail_activity_type_task"):
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "fuel.task.assignment"),
                ("res_id", "in", assignment.ids),
                ("activity_type_id", "=", self.env.ref(xml_id).id),
            ]
        )
        return activities.filtered(lambda it: not user or it.user_id == user)

    def notices(self, user, subject):
        """Return the messages with this subject that a user was notified of."""
        return (
            self.env["mail.notification"]
            .search([("res_partner_id", "=", user.partner_id.id)])
            .mail_message_id.filtered(lambda it: subject in (it.subject or ""))
        )

    @contextmanager
    def refused(self, exception, message):
        """Expect a refusal, and take back what was done until then."""
        with self.assertRaisesRegex(exception, message), self.cr.savepoint():
            yield
        self.env.invalidate_all()

    @contextmanager
    def live(self):
        """Collect what is sent to web clients: pairs of login and message."""
        sent = []

        def send(users, kind, message, **_named):
            sent.extend((user.login, message) for user in users)

        with patch.object(self.registry["res.users"], "_bus_send", send):
            yield sent
