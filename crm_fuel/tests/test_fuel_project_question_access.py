from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_project import QuestionCase


@tagged("-at_install", "post_install")
class TestFuelProjectQuestionAccess(QuestionCase):
    """From the side of those who take no part in a private project."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.question = cls.ask(name="Secret discount?", text="Ten dollars a tonne")
        cls.given = cls.env["fuel.project.question.answer"].browse(
            cls.question.with_user(cls.am_cai).answer("Twelve dollars")
        )
        cls.done = cls.solved("Secret bunker trader?", "Ocean Bunkers")
        cls.message = cls.question.message_post(body="Secret note")
        cls.file = (
            cls.env["ir.attachment"]
            .with_user(cls.am_anna)
            .create(
                {
                    "name": "secret.txt",
                    "raw": b"secret",
                    "res_model": "fuel.project.question",
                    "res_id": cls.question.id,
                }
            )
        )
        cls.outsiders = (cls.am_bo, cls.plain, cls.portal)

    def denied(self, call):
        with self.assertRaises(AccessError):
            call()

    def test_by_no_method_of_the_orm(self):
        for user in self.outsiders:
            with self.subTest(user=user.name):
                questions = self.env["fuel.project.question"].with_user(user)
                answers = self.env["fuel.project.question.answer"].with_user(user)
                question, answer = questions.browse(self.question.id), self.given
                self.denied(lambda q=question: q.read(["name"]))
                self.denied(lambda q=question: q.web_read({"name": {}}))
                self.denied(lambda a=answer, u=user: a.with_user(u).read(["text"]))
                self.denied(lambda q=question: q.write({"name": "x"}))
                self.denied(lambda q=question: q.unlink())
                self.denied(lambda q=question: q.answer("x"))
                self.denied(lambda q=question: q.action_withdraw())
                self.denied(lambda q=question: q.action_reopen())
                self.denied(lambda a=answer, u=user: a.with_user(u).unlink())
                if user != self.am_bo:
                    # Nobody outside Fuel CRM has anything to do with the models.
                    self.denied(lambda q=questions: q.search([]))
                    self.denied(lambda q=questions: q.name_search("Secret"))
                    self.denied(lambda q=questions: q.similar_questions("Secret"))
                    self.denied(lambda a=answers: a.search_count([]))
                    continue
                own = [("project_id", "=", self.project.id)]
                self.assertFalse(questions.search(own))
                self.assertFalse(questions.search([("content", "ilike", "secret")]))
                self.assertFalse(questions.search([("answer_ids.text", "ilike", "do")]))
                self.assertFalse(questions.name_search("Secret"))
                self.assertFalse(questions.formatted_read_group(own, ["state"], []))
                self.assertEqual(questions.search_count(own), 0)
                self.assertFalse(questions.similar_questions("Secret bunker trader?"))
                self.assertFalse(answers.search([]))
                self.assertFalse(answers.name_search("Twelve"))

    def test_asking_and_answering_need_taking_part(self):
        for user in (self.am_bo, self.supervisor, self.plain):
            with self.assertRaises(AccessError):
                self.ask(user, responsible_id=self.leader.id)
            with self.assertRaises(AccessError):
                self.answer(self.question, user)
        self.assertEqual(self.question.with_user(self.supervisor).name[:6], "Secret")

    def test_a_refusal_names_nothing_that_is_hidden(self):
        """Nobody learns the name of a project or a person by naming its number."""
        hidden = self.env["res.partner"].create(
            {
                "name": "Hidden Harbour",
                "company_id": self.env["res.company"].create({"name": "Other"}).id,
            }
        )
        for user in (self.am_bo, self.plain):
            with self.assertRaises(AccessError) as refused:
                self.ask(user, responsible_id=user.id)
            self.assertNotIn(self.project.name, str(refused.exception))
        with self.assertRaises(AccessError) as refused:
            self.question.with_user(self.leader).message_post(
                body="Look", partner_ids=hidden.ids
            )
        self.assertNotIn(hidden.name, str(refused.exception))

    def test_by_no_message_file_or_activity(self):
        activity = self.activities(self.ask())
        for user in self.outsiders:
            with self.subTest(user=user.name):
                self.denied(lambda u=user: self.message.with_user(u).read(["body"]))
                self.denied(lambda u=user: self.file.with_user(u).read(["raw"]))
                self.denied(lambda u=user: activity.with_user(u).read(["summary"]))
                env = self.env(user=user)
                for model, domain in (
                    ("mail.message", [("model", "=", "fuel.project.question")]),
                    ("ir.attachment", [("res_model", "=", "fuel.project.question")]),
                    ("mail.activity", [("res_model", "=", "fuel.project.question")]),
                ):
                    try:
                        found = env[model].search(domain)
                    except AccessError:
                        continue
                    self.assertFalse(found, f"{model} of {user.name}")

    def test_nobody_outside_follows(self):
        partners = (self.am_bo | self.portal | self.plain).partner_id
        self.question.message_subscribe(partners.ids)
        self.question.with_user(self.leader).message_subscribe(partners.ids)
        self.assertFalse(partners & self.question.message_partner_ids)
        self.question.message_subscribe(self.am_cai.partner_id.ids)
        self.assertIn(self.am_cai.partner_id, self.question.message_partner_ids)
        self.question.with_user(self.am_bo).message_subscribe(self.am_bo.partner_id.ids)
        self.assertNotIn(self.am_bo.partner_id, self.question.message_partner_ids)

    def test_nobody_outside_is_mentioned(self):
        with self.assertRaisesRegex(UserError, "may not read"):
            self.question.message_post(
                body="Look", partner_ids=self.am_bo.partner_id.ids
            )
        self.question.message_post(body="Look", partner_ids=self.leader.partner_id.ids)
        self.assertFalse(self.notified(self.am_bo, self.question))

    def test_who_left_follows_no_more(self):
        self.question.message_subscribe(self.am_cai.partner_id.ids)
        self.project.with_user(self.leader).fuel_participant_ids -= self.am_cai
        self.assertNotIn(self.am_cai.partner_id, self.question.message_partner_ids)
        # Having asked or answered gives nothing afterwards.
        self.assertFalse(self.given.with_user(self.am_cai).has_access("read"))
        asked = self.ask()
        asked.responsible_id = self.leader
        self.project.with_user(self.leader).fuel_participant_ids -= self.am_anna
        self.denied(lambda: asked.read(["name"]))
        self.denied(lambda: asked.action_withdraw())

    def test_a_project_for_everybody_is_a_store_of_knowledge(self):
        self.project.privacy_visibility = "employees"
        question = self.question.with_user(self.am_bo)
        self.assertEqual(question.name, "Secret discount?")
        self.denied(lambda: question.answer("x"))
        self.denied(lambda: question.write({"name": "x"}))
        self.denied(lambda: question.action_withdraw())
        self.denied(lambda: self.ask(self.am_bo))
        self.denied(lambda: question.with_user(self.plain).read(["name"]))
        partners = (self.portal | self.am_bo).partner_id
        self.question.message_subscribe(partners.ids)
        followers = self.question.message_partner_ids
        self.assertEqual(followers & partners, self.am_bo.partner_id)

    def test_a_participant_changes_no_other_ones_question_or_answer(self):
        question = self.question.with_user(self.am_cai)
        self.assertTrue(question.name)
        self.denied(lambda: question.write({"name": "x"}))
        given = self.given.with_user(self.am_anna)
        self.denied(lambda: given.write({"text": "x"}))
        self.denied(lambda: given.unlink())
        self.question.with_user(self.leader).priority = "2"
        self.question.with_user(self.supervisor).priority = "1"

    def test_companies_are_kept_apart(self):
        self.supervisor.write({"company_ids": [(4, self.other_company.id)]})
        there = self.question.with_user(self.supervisor).with_context(
            allowed_company_ids=self.other_company.ids
        )
        self.denied(lambda: there.read(["name"]))
        self.assertFalse(there.search([("id", "=", self.question.id)]))
        self.assertFalse(self.given.with_env(there.env).has_access("read"))

    def test_files_are_the_records(self):
        own = (
            self.env["ir.attachment"]
            .with_user(self.am_anna)
            .create({"name": "mine.txt", "raw": b"mine"})
        )
        question = self.ask(attachment_ids=[(6, 0, own.ids)])
        self.assertEqual((own.res_model, own.res_id), (question._name, question.id))
        self.assertEqual(own.with_user(self.am_cai).raw, b"mine")
        theirs = (
            self.env["ir.attachment"]
            .with_user(self.am_cai)
            .create({"name": "theirs.txt", "raw": b"theirs"})
        )
        with self.assertRaises(AccessError):
            self.ask(attachment_ids=[(6, 0, theirs.ids)])
        # One may read it, but it is another record's.
        with self.assertRaisesRegex(AccessError, "who uploaded it"):
            question.answer("x", [self.file.id])
        answer = self.given.browse(
            question.with_user(self.am_cai).answer("See file", theirs.ids)
        )
        self.assertEqual(answer.attachment_ids, theirs)
        self.assertEqual(theirs.with_user(self.am_anna).raw, b"theirs")
        self.denied(lambda: theirs.with_user(self.am_bo).read(["raw"]))
