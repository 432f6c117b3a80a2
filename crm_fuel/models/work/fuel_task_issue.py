from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.mail import plaintext2html

# From each state, where a task may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "draft": {"issued"},
    "issued": {"closed"},
    "closed": set(),
}
# People whom issuing notifies itself; more are left to the job.
MOST_TOLD = 50
# Nothing of thousands of records that nobody would read.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_quick_update": True,
    "fuel_followers_known": True,
}


class FuelTask(models.Model):
    """How a task goes out to people, and ends."""

    _inherit = "fuel.task"
    _fuel_transitions = TRANSITIONS

    # === STATES === #

    def _move_to(self, state, **values):
        self._check_supervisor()
        return super()._move_to(state, **values)

    def _check_supervisor(self):
        """Let through who issues and reviews tasks: supervisors, in their companies.

        :raises AccessError: for everybody else
        """
        self.check_access("write")
        if not (
            self.env.su or self.env.user.has_group("crm_fuel.group_fuel_supervisor")
        ):
            raise AccessError(
                self.env._("Supervisors issue, extend, review and close tasks.")
            )

    # === ISSUE === #

    def action_issue(self):
        """Give everybody of the audience an assignment, and tell them.

        :raises UserError: where the deadline is over, nobody is in the audience, no
            customer is found, or the task is issued already
        :raises AccessError: for others than supervisors
        """
        for task in self:
            task._move_to("issued", issued_at=fields.Datetime.now())
            task._check_deadline()
            users = task._audience_people()[task]
            if not users:
                raise UserError(
                    self.env._(
                        "%(task)s would reach nobody: choose people, teams or groups "
                        "who use Fuel CRM in %(company)s.",
                        task=task.name,
                        company=task.company_id.name,
                    )
                )
            customers = task._find_customers()
            people = task._people_with_customers(users, customers)
            if not people:
                raise UserError(
                    self.env._(
                        "%(task)s would reach nobody: none of its %(people)s people is "
                        "the account manager of any of its %(customers)s customers.",
                        task=task.name,
                        people=len(users),
                        customers=len(customers),
                    )
                )
            task._check_size(people, customers)
            task._keep_customers(customers)
            task._assign(people)
            task._note_issue(users, people, customers)
        return True

    def _check_deadline(self):
        if self.deadline <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The deadline of %(task)s is over: set one that lies ahead.",
                    task=self.name,
                )
            )

    def _assign(self, users):
        """Make assignments of these users, and tell them: set by set, not one by one."""
        self.ensure_one()
        # sudo: nobody makes assignments but issuing.
        task = self.sudo().with_context(**QUIET)
        teams = {user.id: user.sale_team_id for user in users.sudo()}
        company = self.company_id
        assignments = task.env["fuel.task.assignment"].create(
            [
                {
                    "task_id": self.id,
                    "user_id": user.id,
                    "company_id": company.id,
                    "team_id": teams[user.id].id
                    if teams[user.id].company_id in (company, company.browse())
                    else False,
                    "deadline": self.deadline,
                }
                for user in users
            ]
        )
        task._insert_customers(assignments)
        assignments._follow()
        # Odoo names each to-do by its own record: one query for all names, not one each.
        assignments.user_id.partner_id.fetch(["name"])
        assignments._ask()
        # sudo: the web clients of colleagues.
        users.sudo()._fuel_send_live(self, self.name, "task")
        if len(users) <= MOST_TOLD:
            assignments._tell_new()
        else:
            # Odoo takes its time over each inbox: the job goes on from here.
            # sudo: the job is the administrator's.
            self.env.ref("crm_fuel.fuel_task_cron_remind").sudo()._trigger()
        return assignments

    def _tell(self, users, notice, live=True):
        """Notify users, by inbox or e-mail as they have chosen, and live.

        :param notice: function that returns subject and text, given the task in the
            language of those who read them
        """
        self.ensure_one()
        users -= self.env.user
        if not users or self.env.context.get("fuel_no_notify"):
            return
        # sudo: addresses, languages and web clients of colleagues.
        users = users.sudo()

        def letter(task):
            subject, text = notice(task)
            return {
                "subject": subject,
                "body": plaintext2html(text),
                "model_description": task.env._("Work task"),
            }

        # sudo: the task, which those who hand in may read and not write.
        users._fuel_notify(self.sudo(), letter)
        if live:
            users._fuel_send_live(self, self.name, "task")

    def _tell_corrected(self):
        """Those who still work on a task learn that it was put right."""
        for task in self:
            # sudo: assignments of all, whoever corrects.
            users = task.sudo().assignment_ids.filtered("is_open").user_id
            task._tell(
                users.sudo(False),
                lambda it: (
                    it.env._("Corrected: %(task)s", task=it.name),
                    it.env._(
                        "%(task)s was changed: please read it again.", task=it.name
                    ),
                ),
            )

    def _note_issue(self, users, people, customers):
        """Say in the task's own history what came of it, gaps included."""
        lines = [self.env._("Issued to %(count)s people.", count=len(people))]
        if len(users) > len(people):
            # sudo: names, of people and customers that the issuer has chosen.
            left_out = (users - people).sudo()
            names = ", ".join(left_out[:10].mapped("name"))
            lines.append(
                self.env._(
                    "%(count)s have none of the customers and got no assignment: "
                    "%(names)s",
                    count=len(left_out),
                    names=names + (" …" if len(left_out) > 10 else ""),
                )
            )
        if customers and self.customer_share == "own":
            reached = set(people.ids)
            # sudo: their account managers, and names as above.
            nobody = customers.sudo().filtered(lambda it: it.user_id.id not in reached)
            if nobody:
                names = ", ".join(nobody[:10].mapped("display_name"))
                lines.append(
                    self.env._(
                        "%(count)s customers went to nobody, as their account manager "
                        "is not among the people: %(names)s",
                        count=len(nobody),
                        names=names + (" …" if len(nobody) > 10 else ""),
                    )
                )
        self._message_log(body=plaintext2html("\n".join(lines)))

    # === EXTEND === #

    def extend(self, deadline):
        """Give everybody who has not submitted more time; who joins later, too.

        :param str deadline: a moment in UTC, ``YYYY-MM-DD HH:MM:SS``, in the future and
            later than what it was
        :return: number of assignments that were extended
        :rtype: int
        :raises UserError: where the moment cannot be used or the task is not issued
        :raises AccessError: for others than supervisors
        """
        self.ensure_one()
        self._check_supervisor()
        moment = self.env["fuel.task.assignment"]._check_new_deadline(deadline)
        if self.state != "issued":
            raise UserError(
                self.env._(
                    "%(task)s is not issued: change its deadline.", task=self.name
                )
                if self.state == "draft"
                else self.env._(
                    "%(task)s is closed: nothing more is to be done.", task=self.name
                )
            )
        if moment <= self.deadline:
            raise UserError(
                self.env._(
                    "%(task)s has time until then already: choose a later moment.",
                    task=self.name,
                )
            )
        # sudo: the guard of what is issued; who may do it is checked above.
        self.sudo().deadline = moment
        # Who got even more time for themselves keeps it.
        later = self.assignment_ids.filtered(
            lambda it: it.is_open and it.deadline < moment
        )
        return later.extend(moment) if later else 0

    def action_ask_extend(self):
        """Open the dialogue that extends the whole task.

        :return: window action on ``fuel.task.change``
        :rtype: dict
        """
        self.ensure_one()
        action = self.assignment_ids.with_context(
            fuel_purpose="extend"
        ).action_ask_change()
        action["context"]["default_task_id"] = self.id
        return action

    def action_remind(self):
        """Remind all of the task who have not submitted.

        :return: a message that says how many were
        :rtype: dict
        :raises AccessError: for others than supervisors
        """
        self.ensure_one()
        return self.assignment_ids.filtered("is_open").action_remind()

    # === CLOSE === #

    def action_close(self):
        """End tasks: nobody has to do anything more; what was submitted can be accepted.

        :raises UserError: where a task is not issued
        :raises AccessError: for others than supervisors
        """
        self._move_to("closed", closed_at=fields.Datetime.now())
        # sudo: to-dos of others.
        self.sudo().assignment_ids._drop_todos()
        self.env["fuel.task.assignment"].invalidate_model(["is_late"])
        return True

    # === AUDIENCE === #

    def _audience_live_domain(self):
        return (
            super()._audience_live_domain()
            & Domain("state", "=", "issued")
            & Domain("deadline", ">", fields.Datetime.now())
        )

    def _audience_sync(self):
        """Who joins gets an assignment. Who leaves loses one they have not begun; what
        is begun stays, and the issuer decides."""
        people = self._audience_people()
        for task in self:
            now = people[task]
            assignments = task.assignment_ids
            # Who handed theirs to somebody else is not asked again.
            known = assignments.user_id | assignments.former_user_ids
            task._take_back(known - now)
            joined = task._people_with_customers(now - known, task.customer_ids)
            if joined:
                task._assign(joined.with_env(self.env))

    def _take_back(self, users):
        gone = self.assignment_ids.filtered(
            lambda it: (
                it.user_id in users
                and it.user_id.active
                and it.is_open
                # Handed over by a supervisor, whatever the audience is.
                and not it.former_user_ids
            )
        )
        untouched = gone.filtered(lambda it: it._is_untouched())
        (gone - untouched)._ask_to_reassign()
        untouched._drop_todos()
        untouched.unlink()
