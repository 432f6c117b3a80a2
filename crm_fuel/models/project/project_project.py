from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

from .fuel_project_question import PENDING, UNFINISHED

PRIVATE = ("followers", "invited_users")


class ProjectProject(models.Model):
    """Projects that develop a key account.

    A flag tells them from the ERP's other projects, which are left as they are.
    """

    _inherit = "project.project"

    # === FIELDS === #

    fuel_is_key_account = fields.Boolean(
        string="Key-account project",
        index="btree_not_null",
        help="Develops a key account: has a goal, participants and questions.",
    )
    # Not the native `partner_id`: the addon that bills projects empties it on every
    # project that is not billed, and a portal project invites it to follow.
    fuel_customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Key account",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('is_company', '=', True)]",
        help="The company that the project develops: its volumes are the progress.",
    )
    fuel_goal_mt = fields.Float(
        string="Goal (MT a year)",
        digits=(16, 3),
        tracking=True,
        help="Metric tonnes a year that the customer shall buy of us.",
    )
    fuel_demand_mt = fields.Float(
        string="Demand (MT a year)",
        digits=(16, 3),
        help="Metric tonnes a year that the customer needs in all, as far as known.",
    )
    fuel_goal_share = fields.Float(
        string="Share aimed at (%)",
        compute="_compute_fuel_goal_share",
        digits=(16, 1),
        help="The goal as a part of the customer's whole demand.",
    )
    fuel_participant_ids = fields.Many2many(
        comodel_name="res.users",
        relation="fuel_project_participant_rel",
        column1="project_id",
        column2="user_id",
        string="Participants",
        copy=False,
        help="Users of Fuel CRM who work on the project beside its lead: they see it, "
        "ask and answer.",
    )
    fuel_visit_budget = fields.Integer(
        string="Visit budget", help="How many visits are allowed for."
    )
    fuel_question_ids = fields.One2many(
        comodel_name="fuel.project.question",
        inverse_name="project_id",
        string="Questions",
    )
    fuel_is_member = fields.Boolean(
        string="I take part", compute="_compute_fuel_is_member", compute_sudo=True
    )
    # Stages of key accounts and of other projects do not mix.
    stage_id = fields.Many2one(group_expand="_fuel_group_stages")

    # === CONSTRAINTS AND INDEXES === #

    _fuel_goal_positive = models.Constraint(
        "CHECK (fuel_goal_mt >= 0 AND fuel_demand_mt >= 0)",
        "A goal and a demand in tonnes cannot be negative.",
    )
    _fuel_visit_budget_positive = models.Constraint(
        "CHECK (fuel_visit_budget >= 0)", "A budget of visits cannot be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("fuel_goal_mt", "fuel_demand_mt")
    def _compute_fuel_goal_share(self):
        for project in self:
            demand = project.fuel_demand_mt
            project.fuel_goal_share = (
                100 * project.fuel_goal_mt / demand if demand else 0.0
            )

    @api.depends("user_id", "fuel_participant_ids")
    @api.depends_context("uid")
    def _compute_fuel_is_member(self):
        for project in self:
            project.fuel_is_member = self.env.user in project._fuel_members()

    @api.model
    def _fuel_group_stages(self, stages, domain):
        """Show every stage of the kind of projects that is looked at."""
        key = bool(self.env.context.get("default_fuel_is_key_account"))
        return stages | stages.search([("fuel_is_key_account", "=", key)])

    # === CONSTRAINS === #

    @api.constrains("fuel_goal_mt", "fuel_demand_mt")
    def _check_fuel_goal(self):
        for project in self:
            if project.fuel_demand_mt and project.fuel_goal_mt > project.fuel_demand_mt:
                raise ValidationError(
                    self.env._(
                        "%(project)s: the goal is more than the customer needs in all. "
                        "Correct one of them, or leave the demand empty.",
                        project=project.name,
                    )
                )

    @api.constrains("fuel_is_key_account", "fuel_customer_id")
    def _check_fuel_customer(self):
        for project in self:
            if project.fuel_is_key_account and not project.fuel_customer_id:
                raise ValidationError(
                    self.env._(
                        "%(project)s: say which customer the project develops.",
                        project=project.name,
                    )
                )
            # sudo: a question one may not read binds the project as well.
            if not project.fuel_is_key_account and project.sudo().fuel_question_ids:
                raise ValidationError(
                    self.env._(
                        "%(project)s has questions and stays a key-account project.",
                        project=project.name,
                    )
                )

    @api.constrains("fuel_is_key_account", "stage_id")
    def _check_fuel_stage(self):
        # sudo: stages are for users of projects' stages alone; compared, not shown.
        for project in self.sudo():
            stage = project.stage_id
            if project.fuel_is_key_account and stage and not stage.fuel_is_key_account:
                raise ValidationError(
                    self.env._(
                        "%(project)s: %(stage)s is no stage of key-account projects.",
                        project=project.name,
                        stage=stage.name,
                    )
                )

    @api.constrains("fuel_participant_ids")
    def _check_fuel_participants(self):
        group = self.env.ref("crm_fuel.group_fuel_user")
        for project in self:
            # sudo: accounts that are closed, and groups, are hidden from most.
            outside = (
                project.sudo()
                .with_context(active_test=False)
                .fuel_participant_ids.filtered(
                    lambda user: not user.active or group not in user.all_group_ids
                )
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "%(people)s cannot take part in %(project)s: they are no users "
                        "of Fuel CRM.",
                        people=", ".join(outside.mapped("name")),
                        project=project.name,
                    )
                )

    @api.constrains("fuel_participant_ids", "user_id")
    def _check_fuel_assignees_stay(self):
        # sudo: whose question it is must not slip through where the caller cannot see it.
        questions = self.env["fuel.project.question"].sudo()
        for question in questions.search(
            [("project_id", "in", self.ids), ("state", "in", UNFINISHED)]
        ):
            gone = question.assignee_ids - question.project_id._fuel_members()
            if gone:
                raise ValidationError(
                    self.env._(
                        "%(people)s cannot leave %(project)s: %(question)s is assigned "
                        "to them. Assign it to somebody else first.",
                        people=", ".join(gone.mapped("name")),
                        project=question.project_id.name,
                        question=question.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        """Return native defaults; a key-account project begins otherwise."""
        result = super().default_get(fields)
        if self.env.context.get("default_fuel_is_key_account"):
            defaults = self._fuel_defaults()
            result.update((name, defaults[name]) for name in defaults if name in fields)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        key = self.env.context.get("default_fuel_is_key_account")
        projects = super().create(
            [
                self._prepare_fuel_project(vals)
                if vals.get("fuel_is_key_account", key)
                else vals
                for vals in vals_list
            ]
        )
        projects._fuel_follow({})
        return projects

    def write(self, vals):
        before = (
            {project: project._fuel_members() for project in self}
            if {"user_id", "fuel_participant_ids"} & vals.keys()
            else None
        )
        turned = self.browse()
        vals = self._prepare_fuel_customer(vals)
        if vals.get("fuel_is_key_account"):
            turned = self.filtered(lambda it: not it.fuel_is_key_account)
            if "stage_id" not in vals and turned:
                vals = {**vals, "stage_id": self._fuel_first_stage().id}
        result = super().write(vals)
        if before is not None or turned:
            self._fuel_follow(before or {})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_questions(self):
        # sudo: a question one may not read is not to be lost either.
        questions = self.sudo().fuel_question_ids
        unfinished = questions.filtered(lambda it: it.state in UNFINISHED)
        if unfinished:
            raise UserError(
                self.env._(
                    "%(project)s has %(count)s open questions. Solve or withdraw them "
                    "and archive the project: its answers stay searchable.",
                    project=unfinished[0].project_id.name,
                    count=len(unfinished),
                )
            )
        if questions:
            raise UserError(
                self.env._(
                    "%(project)s has questions that were answered: archive the project, "
                    "so that they stay searchable.",
                    project=questions[0].project_id.name,
                )
            )

    @api.model
    def _fuel_first_stage(self):
        return self.env["project.project.stage"].search(
            [("fuel_is_key_account", "=", True)], limit=1
        )

    @api.model
    def _fuel_defaults(self):
        """A key-account project is private and at its beginning."""
        defaults = {
            "company_id": self.env.company.id,
            "privacy_visibility": "followers",
            "stage_id": self._fuel_first_stage().id,
            "allow_milestones": True,
        }
        return {
            name: self.env.context.get(f"default_{name}", value)
            for name, value in defaults.items()
        }

    @api.model
    def _prepare_fuel_project(self, vals):
        return {**self._fuel_defaults(), **self._prepare_fuel_customer(vals)}

    @api.model
    def _prepare_fuel_customer(self, vals):
        """Take the company for one of its contacts: volumes are the company's."""
        if vals.get("fuel_customer_id"):
            partner = self.env["res.partner"].browse(vals["fuel_customer_id"])
            vals = {**vals, "fuel_customer_id": partner.commercial_partner_id.id}
        return vals

    # === MEMBERS === #

    def _fuel_members(self):
        """Return the lead and the participants."""
        # sudo: an account manager may read users, a rule of another addon may not.
        return self.sudo().user_id | self.sudo().fuel_participant_ids

    def _fuel_is_private(self):
        return self.privacy_visibility in PRIVATE

    def _fuel_follow(self, before):
        """Members follow a key-account project; those who leave no longer do.

        Odoo shows a private project to its followers.
        """
        # sudo: followers of questions that the caller may no longer read.
        questions = self.env["fuel.project.question"].sudo()
        for project in self.filtered("fuel_is_key_account"):
            members = project._fuel_members()
            gone = before.get(project, members.browse()) - members
            # sudo: who may change the participants may not always change followers.
            project = project.sudo()
            project.message_subscribe(members.partner_id.ids)
            if gone:
                project.message_unsubscribe(gone.partner_id.ids)
                if project._fuel_is_private():
                    questions.search(
                        [("project_id", "=", project.id)]
                    ).message_unsubscribe(gone.partner_id.ids)

    def _fuel_check_linkable(self):
        """Refuse a link to a project one may not read, or that is an ordinary one."""
        self.check_access("read")
        for project in self:
            if not project.fuel_is_key_account:
                raise ValidationError(
                    self.env._(
                        "%(project)s is no key-account project.", project=project.name
                    )
                )

    # === OVERDUE QUESTIONS === #

    def _fuel_remind_overdue(self):
        """Notify the lead of this project's overdue questions, once a day, in the lead's
        language."""
        self.ensure_one()
        self = self.with_context(lang=self.user_id.lang or self.env.lang)
        questions = self.env["fuel.project.question"]
        today = (self.company_id or self.user_id.company_id)._fuel_today()
        due = questions.search(
            [
                ("project_id", "=", self.id),
                ("state", "in", PENDING),
                ("date_deadline", "<", today),
                "|",
                ("overdue_notified_on", "=", False),
                ("overdue_notified_on", "<", today),
            ]
        )
        # A run beside this one holds what it is about to tell.
        due = due.try_lock_for_update()
        if not due:
            return
        lines = [
            self.env._(
                "%(question)s: due %(date)s, %(responsible)s",
                question=question.name,
                date=fields.Date.to_string(question.date_deadline),
                responsible=question.responsible_id.name,
            )
            for question in due
        ]
        self.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.env._(
                "Overdue questions: %(count)s in %(project)s",
                count=len(due),
                project=self.name,
            ),
            body=plaintext2html("\n".join(lines)),
        )
        # In SQL: a reminder is no change of the question that its history should show.
        due.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE fuel_project_question SET overdue_notified_on = %s"
                " WHERE id IN %s RETURNING id",
                today,
                tuple(due.ids),
            )
        )
        due.invalidate_recordset(["overdue_notified_on"])
