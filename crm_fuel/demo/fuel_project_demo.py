"""Turns the plan of key-account projects into records."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.mail import plaintext2html

from . import project_plan
from .fuel_lead_demo import QUIET


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_projects(self):
        """Make the demonstration company's key-account projects, once."""
        projects = self.env["project.project"].with_context(active_test=False)
        if projects.search_count([("fuel_is_key_account", "=", True)], limit=1):
            return
        self._read_in_inbox()
        self._make_projects()

    def _make_projects(self):
        """:return: the projects, in the order of the plan"""
        made = self.env["project.project"]
        for planned in project_plan.PROJECTS:
            project = made.with_context(**QUIET).create(self._prepare_project(planned))
            self._link_project(project)
            for question in planned.questions:
                self._make_question(project, question)
            for update in planned.updates:
                self._make_update(project, *update)
            made += project
        self.env.flush_all()
        return made

    def _user(self, login):
        return self._ref(f"user_demo_{login}")

    def _prepare_project(self, planned):
        today = fields.Date.context_today(self)
        return {
            "name": planned.name,
            "fuel_is_key_account": True,
            "fuel_customer_id": self._ref(f"customer_{planned.customer}").id,
            "company_id": self.env.company.id,
            "privacy_visibility": "followers",
            "user_id": self._user(planned.lead).id,
            "fuel_participant_ids": [
                Command.set([self._user(login).id for login in planned.participants])
            ],
            "stage_id": self._ref(planned.stage).id,
            "fuel_goal_mt": planned.goal,
            "fuel_demand_mt": planned.demand,
            "fuel_visit_budget": planned.visits,
            "date_start": today - timedelta(days=planned.started),
            "date": today + timedelta(days=365 - planned.started),
            "allow_milestones": True,
            "milestone_ids": [
                Command.create(
                    {
                        "name": name,
                        "deadline": today + timedelta(days=days),
                        "is_reached": reached,
                    }
                )
                for name, days, reached in planned.milestones
            ],
        }

    def _link_project(self, project):
        """What was done with the customer since the project began is the project's."""
        since = ("create_date", ">=", project.date_start)
        customer = project.fuel_customer_id
        for model, domain in (
            (
                "fuel.visit",
                [
                    ("customer_id", "=", customer.id),
                    ("planned_start", ">=", project.date_start),
                ],
            ),
            ("crm.lead", [("partner_id", "=", customer.id), since]),
            (
                "sale.order",
                [
                    ("partner_id", "child_of", customer.ids),
                    ("date_order", ">=", project.date_start),
                ],
            ),
        ):
            self.env[model].with_context(active_test=False, **QUIET).search(
                domain
            ).fuel_project_id = project

    def _make_question(self, project, planned):
        now = fields.Datetime.now()
        asked = now - timedelta(days=planned.asked)
        values = {
            "name": planned.name,
            "text": planned.text,
            "project_id": project.id,
            "priority": planned.priority,
            "responsible_id": self._user(planned.responsible).id,
            "assignee_ids": [
                Command.link(self._user(login).id) for login in planned.assignees
            ],
        }
        if planned.due is not None:
            values["date_deadline"] = now.date() + timedelta(days=planned.due)
        question = (
            self.env["fuel.project.question"]
            .with_user(self._user(planned.asker))
            .with_context(**QUIET)
            .create(values)
        )
        self._backdate(question, asked)
        for answer in planned.answers:
            self._make_answer(question, answer, asked)
        if planned.withdrawn:
            question.action_withdraw()
        if planned.reopened:
            question.action_reopen()
        # sudo: when it happened is protected from everybody.
        if planned.answers:
            question.sudo().answered_at = asked + timedelta(
                hours=planned.answers[0].hours
            )
        if planned.solved_hours:
            question.sudo().solved_at = asked + timedelta(hours=planned.solved_hours)
        return question

    def _make_answer(self, question, planned, asked):
        answers = self.env["fuel.project.question.answer"].with_user(question.env.user)
        mine = question.with_user(self._user(planned.author))
        answer = answers.browse(mine.answer(planned.text))
        self._backdate(answer, asked + timedelta(hours=planned.hours))
        if planned.is_solution:
            answer.action_mark_solution()

    def _make_update(self, project, days, status, title, remark):
        updates = self.env["project.update"].with_user(project.user_id)
        updates = updates.with_context(**QUIET, default_project_id=project.id)
        names = ["project_id", "description", "progress", "date", "user_id"]
        values = updates.default_get(names)
        values |= {
            "name": title,
            "status": status,
            "date": fields.Date.context_today(self) - timedelta(days=days),
            # The remark first, then the figures as the form proposes them.
            "description": plaintext2html(remark) + (values.get("description") or ""),
        }
        return updates.create(values)
