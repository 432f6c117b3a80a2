from contextlib import contextmanager

from .common import FuelCommon


class FuelProjectCommon(FuelCommon):
    """A private key-account project: ``leader`` leads, ``am_anna`` takes part.

    ``am_bo`` does not, nor does anybody else. ``am_cai`` is another participant.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.am_cai = cls.make_colleague("am_cai")
        cls.key_account = cls.make_customer("Ever Bright Shipping")
        cls.project = cls.make_project("Win Ever Bright")

    @classmethod
    def make_project(cls, name, **vals):
        return cls.env["project.project"].create(
            {
                "name": name,
                "fuel_is_key_account": True,
                "fuel_customer_id": cls.key_account.id,
                "user_id": cls.leader.id,
                "fuel_participant_ids": [(6, 0, (cls.am_anna | cls.am_cai).ids)],
                "fuel_goal_mt": 12_000,
                **vals,
            }
        )

    @classmethod
    def ask(cls, user=None, **vals):
        """Ask as Anna, unless another one is given."""
        return (
            cls.env["fuel.project.question"]
            .with_user(user or cls.am_anna)
            .create(
                {"name": "Sulphur limit?", "project_id": cls.project.id, **vals},
            )
        )

    @classmethod
    def solved(cls, name, answer="It is 0.50 %.", project=None, **vals):
        question = cls.ask(
            cls.leader, name=name, project_id=(project or cls.project).id, **vals
        )
        answers = cls.env["fuel.project.question.answer"].with_user(cls.leader)
        answers.browse(question.answer(answer)).action_mark_solution()
        return question

    @contextmanager
    def refused(self, exception, message):
        """Expect a refusal, and take back what was done until then."""
        with self.assertRaisesRegex(exception, message), self.cr.savepoint():
            yield


class QuestionCase(FuelProjectCommon):
    """What follows from questions: to-dos, notices, answers."""

    def activities(self, question, active=True):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", question._name),
                    ("res_id", "=", question.id),
                    ("active", "=", active),
                ]
            )
        )

    def notified(self, user, question=None):
        """Return the messages that a user was notified of."""
        domain = [("res_partner_id", "=", user.partner_id.id)]
        if question:
            domain += [
                ("mail_message_id.model", "=", question._name),
                ("mail_message_id.res_id", "=", question.id),
            ]
        return self.env["mail.notification"].search(domain).mail_message_id

    def answer(self, question, user, text="0.50 %"):
        answers = self.env["fuel.project.question.answer"].with_user(user)
        return answers.browse(question.with_user(user).answer(text))
