from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import plaintext2html

from .fuel_project_question import PENDING, UNFINISHED


class FuelProjectQuestion(models.Model):
    """Whom a question makes to act or to know, and whom it must not reach."""

    _inherit = "fuel.project.question"

    # === HOOKS === #

    def _after_create(self):
        result = super()._after_create()
        for question in self:
            question._message_subscribe(question.asker_id.partner_id.ids)
        self._ask_assignees()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        for question, users in before.items():
            if question.state not in UNFINISHED:
                continue
            question._drop_activities(users - question.assignee_ids)
            if question.state in PENDING:
                question._ask_assignees(question.assignee_ids - users)
        if "date_deadline" in vals:
            self._move_activities()
        return result

    # === ACTIVITIES === #

    def _ask_assignees(self, users=None):
        """Give each assignee a to-do, which notifies them; the asker needs none.

        :param users: some of the assignees; all where left out
        """
        for question in self:
            people = question.assignee_ids if users is None else users
            # sudo: languages and web clients of colleagues, who may be of a company that
            # the one acting does not see; neither is shown to them.
            people = people.sudo()
            (people - self.env.user)._fuel_send_live(
                question, question.name, "question"
            )
            for user in people:
                question.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=question.with_context(lang=user.lang).env._(
                        "Answer: %(question)s", question=question.name
                    ),
                    user_id=user.id,
                    date_deadline=question.date_deadline
                    or fields.Date.context_today(question),
                )

    def _assigned_activities(self, users=None):
        activities = self.activity_ids.filtered(
            lambda it: (
                it.activity_type_id
                == self.env.ref("mail.mail_activity_data_todo", False)
            )
        )
        if users is not None:
            activities = activities.filtered(lambda it: it.user_id in users)
        return activities

    def _end_activities(self, users=None):
        """Those who answered, or everybody once it is over, have nothing left to do."""
        self._assigned_activities(users).action_done()

    def _drop_activities(self, users=None):
        """Those who are asked no more."""
        self._assigned_activities(users).unlink()

    def _move_activities(self):
        for question in self.filtered("date_deadline"):
            question._assigned_activities().date_deadline = question.date_deadline

    # === NOTIFICATIONS === #

    def _notify_users(self, users, subject, text):
        """Notify users of this question.

        :param subject: function that returns it, given the question in the language of
            those who read it
        """
        # sudo: partners and languages of colleagues, who may be of a company that the one
        # acting does not see; neither is shown to them.
        users.sudo()._fuel_notify(
            self,
            lambda question: {
                "subject": subject(question),
                "body": plaintext2html(text),
                "model_description": question.env._("Project question"),
            },
        )

    def _tell_solved(self, answer):
        """Notify who proposed the solution and who asked, the one acting left out."""
        users = (answer.author_id | self.asker_id) - self.env.user
        if users:
            self._notify_users(
                users,
                lambda it: it.env._("Solved: %(question)s", question=it.name),
                answer.text,
            )

    # === WHOM IT MUST NOT REACH === #

    def _readers(self):
        """Return the partners of the users who may read this question."""
        self.ensure_one()
        project = self.project_id
        domain = Domain("share", "=", False) & Domain("active", "=", True)
        if project._fuel_is_private():
            supervisors = self.env.ref("crm_fuel.group_fuel_supervisor")
            domain &= Domain("id", "in", project._fuel_members().ids) | Domain(
                "all_group_ids", "in", supervisors.ids
            )
        # sudo: whoever the rules let read may follow, also a colleague of a company that
        # the one acting does not see; compared with, never shown.
        return self.env["res.users"].sudo().search(domain).partner_id

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Who may not read a question does not follow it either."""
        for question in self:
            readers = set(question._readers().ids)
            allowed = [pid for pid in partner_ids or [] if pid in readers]
            if allowed:
                super(FuelProjectQuestion, question)._message_subscribe(
                    allowed, subtype_ids, customer_ids=customer_ids
                )
        return True

    def message_post(self, *, partner_ids=None, **kwargs):
        # A mention would carry the text to somebody who may not read it.
        if partner_ids:
            for question in self:
                outside = set(partner_ids) - set(question._readers().ids)
                if outside:
                    people = self.env["res.partner"].browse(outside)
                    # The message names them: not to those who may not read them.
                    people.check_access("read")
                    raise UserError(
                        self.env._(
                            "%(people)s may not read %(question)s: add them to the "
                            "participants of its project first.",
                            people=", ".join(people.mapped("name")),
                            question=question.name,
                        )
                    )
        return super().message_post(partner_ids=partner_ids, **kwargs)

    # === OVERDUE === #

    @api.model
    def _cron_remind_overdue(self):
        """Tell project leads, once a day at most, which questions nobody has answered.

        One notification a project. Each project is one transaction with the date that
        keeps it from being told again: killed in the middle or run twice, nobody is
        told twice, and nobody is left out.
        """
        todo = self._overdue_projects()
        for index, project in enumerate(todo, start=1):
            project._fuel_remind_overdue()
            self.env["ir.cron"]._commit_progress(1, remaining=len(todo) - index)

    @api.model
    def _overdue_projects(self):
        """Return the projects with overdue questions whose lead was not told today."""
        # The latest "today" on earth; each project looks at its own company's clock.
        latest = fields.Date.today() + timedelta(days=1)
        groups = self._read_group(
            [
                ("state", "in", PENDING),
                ("date_deadline", "<", latest),
                ("project_id.user_id", "!=", False),
            ],
            ["project_id"],
        )
        return [project for (project,) in groups]
