from datetime import datetime

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .fuel_task_issue import QUIET

TODO = "crm_fuel.mail_activity_type_task"
REASSIGN = "mail.mail_activity_data_todo"
LARGEST_ID = 2**31 - 1


class FuelTaskAssignment(models.Model):
    """What the issuer does about assignments that run: remind, extend, reassign."""

    _inherit = "fuel.task.assignment"

    # === TO-DOS === #

    def _deadline_day(self):
        return self.company_id._fuel_day(self.deadline)

    def _ask(self):
        """Give each assignee a to-do in Odoo's own list, all at once."""
        activity_type = self.env.ref(TODO)
        model = self.env["ir.model"]._get_id(self._name)
        # sudo: to-dos of others.
        self.env["mail.activity"].sudo().with_context(**QUIET).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": model,
                    "res_id": assignment.id,
                    "user_id": assignment.user_id.id,
                    "summary": assignment.task_id.name,
                    "date_deadline": assignment._deadline_day(),
                }
                for assignment in self
                if assignment.user_id.active
            ]
        )

    def _todos(self, xml_id=TODO):
        # sudo: to-dos of others.
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self.env.ref(xml_id).id),
                ]
            )
        )

    def _end_todos(self):
        """Done: it stays in the history."""
        self._todos().action_done()

    def _drop_todos(self):
        """Nobody is asked any more."""
        (self._todos() | self._todos(REASSIGN)).unlink()

    # === WHO CANNOT GO ON === #

    def _ask_to_reassign(self):
        """Give the issuer a to-do where an assignee cannot go on; once for each."""
        known = set(self._todos(REASSIGN).mapped("res_id"))
        # sudo: a to-do of the issuer's, whoever archives the assignee.
        for assignment in self.sudo():
            if assignment.id in known:
                continue
            issuer = assignment.issuer_id
            assignment.activity_schedule(
                REASSIGN,
                summary=self.env._(
                    "Reassign: %(user)s cannot go on", user=assignment.user_id.name
                ),
                user_id=issuer.id if issuer.active else self.env.uid,
                date_deadline=fields.Date.context_today(self),
            )

    # === EXTEND === #

    def extend(self, deadline):
        """Give assignments that are open more time.

        :param str deadline: a moment in UTC, ``YYYY-MM-DD HH:MM:SS``, in the future and
            later than what it was
        :return: number of assignments that were extended
        :rtype: int
        :raises UserError: where the moment cannot be used or none of them is open
        :raises AccessError: for others than supervisors
        """
        self.task_id._check_supervisor()
        self._check_running()
        deadline = self._check_new_deadline(deadline)
        # sudo: protected; who may do it is checked above.
        assignments = self.sudo()
        assignments._lock()
        todo = assignments.filtered(lambda it: it.is_open)
        if not todo:
            raise UserError(
                self.env._("There is nothing to extend: all of it is submitted.")
            )
        for assignment in todo:
            if assignment.deadline >= deadline:
                raise UserError(
                    self.env._(
                        "%(assignment)s has time until then already: choose a later "
                        "moment.",
                        assignment=assignment.display_name,
                    )
                )
        todo.write({"deadline": deadline, "reminded_on": False, "chased_on": False})
        todo._todos().with_context(**QUIET).write(
            {"date_deadline": todo[0]._deadline_day()}
        )
        for task, of_task in todo.grouped("task_id").items():
            day = fields.Date.to_string(of_task[0]._deadline_day())
            task.with_env(self.env)._tell(
                of_task.user_id.sudo(False).with_env(self.env),
                lambda it, day=day: (
                    it.env._("More time: %(task)s", task=it.name),
                    it.env._("%(task)s is due on %(day)s now.", task=it.name, day=day),
                ),
            )
        return len(todo)

    def _check_new_deadline(self, deadline):
        try:
            moment = fields.Datetime.to_datetime(deadline)
        except (TypeError, ValueError):
            moment = None
        if not isinstance(moment, datetime):
            raise UserError(
                self.env._(
                    "%(deadline)s is no moment: give one as YYYY-MM-DD HH:MM:SS.",
                    deadline=str(deadline)[:50],
                )
            )
        if moment <= fields.Datetime.now():
            raise UserError(
                self.env._("A new deadline has to lie ahead: choose a later moment.")
            )
        return moment

    # === REASSIGN === #

    def reassign(self, user_id):
        """Hand assignments to somebody else. What was done stays and counts.

        :param int user_id: id of a user of Fuel CRM in the task's company
        :raises UserError: where that user cannot have them, or one is submitted already
        :raises AccessError: for others than supervisors
        """
        self.task_id._check_supervisor()
        self._check_running()
        # sudo: protected; who may do it is checked above.
        assignments = self.sudo()
        assignments._lock()
        user = assignments._check_new_user(user_id)
        for assignment in assignments:
            former = assignment.user_id
            assignment._drop_todos()
            assignment.message_unsubscribe(former.partner_id.ids)
            assignment.write(
                {
                    "user_id": user.id,
                    "team_id": user.sale_team_id.id
                    if user.sale_team_id.company_id.id
                    in (False, assignment.company_id.id)
                    else False,
                    "former_user_ids": [
                        Command.link(former.id),
                        Command.unlink(user.id),
                    ],
                    "reminded_on": False,
                    "chased_on": False,
                }
            )
            assignment._follow_again(user)
            assignment._ask()
            # sudo: visits of theirs from before count.
            assignment.line_ids._sync_visits(assignment.line_ids.customer_id)
        for task in assignments.task_id:
            task.with_env(self.env)._tell(
                user.with_env(self.env),
                lambda it: (
                    it.env._("New: %(task)s", task=it.name),
                    it.env._(
                        "%(task)s was handed to you. You find it among your tasks.",
                        task=it.name,
                    ),
                ),
            )
        return True

    def _follow_again(self, user):
        self.message_subscribe(partner_ids=user.partner_id.ids)

    def _check_new_user(self, user_id):
        usable = (
            isinstance(user_id, int)
            and not isinstance(user_id, bool)
            and 0 < user_id <= LARGEST_ID
        )
        user = self.env["res.users"].browse(user_id if usable else []).exists()
        able = self.task_id._audience_able(user.ids) if user else {}
        for assignment in self:
            if user.id not in able.get(assignment.company_id.id, ()):
                raise UserError(
                    self.env._(
                        "%(assignment)s can be handed to users of Fuel CRM in "
                        "%(company)s alone.",
                        assignment=assignment.display_name,
                        company=assignment.company_id.name,
                    )
                )
            if not assignment.is_open:
                raise UserError(
                    self.env._(
                        "%(assignment)s is submitted already and stays where it is.",
                        assignment=assignment.display_name,
                    )
                )
        double = self.search(
            [("task_id", "in", self.task_id.ids), ("user_id", "=", user.id)], limit=1
        )
        if double or len(self) > len(self.task_id):
            raise UserError(
                self.env._(
                    "%(user)s cannot have two assignments of one task: choose somebody "
                    "else.",
                    user=user.name,
                )
            )
        return user

    # === ACTIONS === #

    def action_remind(self):
        """Remind the assignees now; who was reminded today is left in peace.

        :return: a message that says how many were
        :rtype: dict
        :raises UserError: where a task is closed
        :raises AccessError: for others than supervisors
        """
        self.task_id._check_supervisor()
        self._check_running()
        # sudo: protected; who may do it is checked above.
        told = self.sudo()._remind(by_hand=True)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if told else "warning",
                "message": self.env._(
                    "%(count)s of %(all)s were reminded. Who was reminded today, or has "
                    "submitted, is left in peace.",
                    count=len(told),
                    all=len(self),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_ask_change(self):
        """Open the dialogue that returns, extends or reassigns.

        :return: window action on ``fuel.task.change``; its purpose comes from the
            context (``fuel_purpose``)
        :rtype: dict
        """
        purpose = self.env.context.get("fuel_purpose")
        titles = {
            "return": self.env._("Return to the assignee"),
            "extend": self.env._("Extend the deadline"),
            "reassign": self.env._("Hand to somebody else"),
        }
        if purpose not in titles:
            raise UserError(self.env._("Say what is to be done."))
        return {
            "type": "ir.actions.act_window",
            "name": titles[purpose],
            "res_model": "fuel.task.change",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_assignment_ids": [Command.set(self.ids)],
                "default_purpose": purpose,
            },
        }

    def action_plan_visits(self):
        """Open the dialogue that plans visits, with the customers not visited yet.

        :return: window action on ``fuel.visit.plan``
        :rtype: dict
        :raises UserError: where all of them are visited
        """
        self.ensure_one()
        left = self.line_ids.filtered(lambda it: not it.visit_id).customer_id
        if not left:
            raise UserError(self.env._("All customers of it are visited."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_plan_action"
        )
        action["context"] = {
            "default_customer_ids": [Command.set(left.ids)],
            "default_user_id": self.user_id.id,
            "default_company_id": self.company_id.id,
        }
        return action
