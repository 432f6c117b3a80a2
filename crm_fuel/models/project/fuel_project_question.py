from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...tools.commands import link_also

STATES = [
    ("open", "Unanswered"),
    ("answered", "Answered"),
    ("solved", "Solved"),
    ("reopened", "Reopened"),
    ("withdrawn", "Withdrawn"),
]
# What waits for an answer, and what is not finished.
PENDING = ("open", "reopened")
UNFINISHED = ("open", "answered", "reopened")
LONGEST_TEXT = 20_000


class FuelProjectQuestion(models.Model):
    """A question that comes up in a key-account project, and what became of it."""

    _name = "fuel.project.question"
    _description = "Project question"
    _inherit = ["fuel.guarded", "fuel.files", "mail.thread", "mail.activity.mixin"]
    _order = "priority desc, date_deadline, id desc"
    _mail_post_access = "read"
    _fuel_protected = frozenset(
        {
            "state",
            "asker_id",
            "company_id",
            "answered_at",
            "hours_to_answer",
            "solved_at",
            "solved_by_id",
            "hours_to_solve",
            "question_text",
            "overdue_notified_on",
        }
    )

    # === FIELDS === #

    name = fields.Char(string="Title", required=True, tracking=True, index="trigram")
    text = fields.Text(
        string="Question", help="What you want to know, and what you know already."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_project_question_attachment_rel",
        string="Files",
        copy=False,
    )
    project_id = fields.Many2one(
        comodel_name="project.project",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('fuel_is_key_account', '=', True)]",
    )
    customer_id = fields.Many2one(
        related="project_id.fuel_customer_id", string="Customer"
    )
    lead_id = fields.Many2one(related="project_id.user_id", string="Project lead")
    company_id = fields.Many2one(
        related="project_id.company_id", store=True, index="btree_not_null"
    )
    asker_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        copy=False,
        readonly=True,
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('id', 'in', member_ids)]",
        tracking=True,
        help="Whose task it is to see to an answer: the project's lead, where nobody "
        "is chosen.",
    )
    assignee_ids = fields.Many2many(
        comodel_name="res.users",
        relation="fuel_project_question_assignee_rel",
        string="Assigned to",
        domain="[('id', 'in', member_ids)]",
        help="Participants of the project who are asked, the responsible one among them.",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        string="Project members",
        compute="_compute_member_ids",
        compute_sudo=True,
    )
    date_deadline = fields.Date(string="Due date", tracking=True)
    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0"
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="open",
        index=True,
        copy=False,
        readonly=True,
        tracking=True,
        group_expand="_expand_states",
    )
    answer_ids = fields.One2many(
        comodel_name="fuel.project.question.answer",
        inverse_name="question_id",
        string="Answers",
        copy=False,
    )
    answer_count = fields.Integer(
        string="Number of answers", compute="_compute_answer_count"
    )
    solution_id = fields.Many2one(
        comodel_name="fuel.project.question.answer",
        compute="_compute_solution_id",
    )
    solution_author_id = fields.Many2one(
        comodel_name="res.users",
        string="Solution proposed by",
        compute="_compute_solution_id",
    )
    answered_at = fields.Datetime(
        string="First answered", copy=False, readonly=True, help="Of the first answer."
    )
    hours_to_answer = fields.Float(
        string="Time to answer (h)",
        compute="_compute_hours",
        store=True,
        aggregator="avg",
        help="Hours from the question to its first answer.",
    )
    solved_at = fields.Datetime(string="Solved on", copy=False, readonly=True)
    solved_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Marked as solved by",
        copy=False,
        readonly=True,
    )
    hours_to_solve = fields.Float(
        string="Time to solve (h)",
        compute="_compute_hours",
        store=True,
        aggregator="avg",
        help="Hours from the question to its solution.",
    )
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue")
    is_member = fields.Boolean(
        string="I take part", compute="_compute_rights", compute_sudo=True
    )
    can_decide = fields.Boolean(
        string="I decide",
        compute="_compute_rights",
        compute_sudo=True,
        help="Who asked and who leads the project mark the solution, reopen and "
        "withdraw.",
    )
    overdue_notified_on = fields.Date(
        string="Lead reminded on", copy=False, readonly=True
    )

    # === CONSTRAINTS AND INDEXES === #

    _project_state_idx = models.Index("(project_id, state)")
    _overdue_idx = models.Index(
        "(date_deadline) WHERE state IN ('open', 'reopened')"
        " AND date_deadline IS NOT NULL"
    )
    _name_length = models.Constraint(
        "CHECK (length(name) <= 200)", "A title has at most 200 characters."
    )
    _text_length = models.Constraint(
        f"CHECK (length(text) <= {LONGEST_TEXT})",
        "A question has at most 20,000 characters.",
    )

    # === COMPUTE METHODS === #

    @api.depends("project_id.user_id", "project_id.fuel_participant_ids")
    def _compute_member_ids(self):
        for question in self:
            question.member_ids = question.project_id._fuel_members()

    @api.depends("project_id.user_id", "project_id.fuel_participant_ids", "asker_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        for question in self:
            members = question.project_id._fuel_members()
            question.is_member = self.env.user in members
            question.can_decide = question.is_member and self.env.user in (
                question.asker_id | question.project_id.user_id
            )

    @api.depends("answer_ids")
    def _compute_answer_count(self):
        counts = dict(
            self.env["fuel.project.question.answer"]._read_group(
                [("question_id", "in", self.ids)], ["question_id"], ["__count"]
            )
        )
        for question in self:
            question.answer_count = counts.get(question._origin, 0)

    @api.depends("answer_ids.is_solution", "answer_ids.author_id")
    def _compute_solution_id(self):
        solutions = {
            answer.question_id: answer
            for answer in self.env["fuel.project.question.answer"].search(
                [("question_id", "in", self.ids), ("is_solution", "=", True)]
            )
        }
        for question in self:
            solution = solutions.get(question._origin)
            question.solution_id = solution
            question.solution_author_id = solution and solution.author_id

    @api.depends("answered_at", "solved_at")
    def _compute_hours(self):
        for question in self:
            question.hours_to_answer = question._hours_until(question.answered_at)
            question.hours_to_solve = question._hours_until(question.solved_at)

    def _hours_until(self, moment):
        """Return hours since the question was asked; 0 where ``moment`` is not yet.

        At least 0.01, because 0 means "not yet" in averages.
        """
        if not moment or not self.create_date:
            return 0.0
        return max(0.01, (moment - self.create_date).total_seconds() / 3600)

    @api.depends("date_deadline", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for question in self:
            question.is_overdue = (
                question.state in PENDING
                and bool(question.date_deadline)
                and question.date_deadline < today
            )

    @api.model
    def _expand_states(self, _states, _domain):
        """Show every state in its order, of pending questions those that can occur."""
        if self.env.context.get("fuel_pending_questions"):
            return list(PENDING)
        return [state for state, _label in STATES]

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("responsible_id", "assignee_ids", "project_id")
    def _check_assignees_take_part(self):
        for question in self:
            members = question.project_id._fuel_members()
            outside = (question.responsible_id | question.assignee_ids) - members
            if outside:
                # The message names them: not to those who may not read them.
                outside.check_access("read")
                raise ValidationError(
                    self.env._(
                        "%(people)s cannot be assigned: they do not take part in "
                        "%(project)s. Add them to its participants first.",
                        people=", ".join(outside.mapped("name")),
                        project=question.project_id.name,
                    )
                )

    @api.constrains("project_id")
    def _check_project(self):
        for question in self:
            if not question.project_id.fuel_is_key_account:
                raise ValidationError(
                    self.env._(
                        "Questions belong to key-account projects, and %(project)s is "
                        "none.",
                        project=question.project_id.name,
                    )
                )

    @api.constrains("name")
    def _check_name(self):
        for question in self:
            if not question.name.strip():
                raise ValidationError(self.env._("Give the question a title."))

    @api.onchange("project_id")
    def _onchange_project_id(self):
        members = self.project_id._fuel_members()
        self.assignee_ids &= members
        if self.responsible_id not in members:
            self.responsible_id = self.project_id.user_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create([self._prepare_question(vals) for vals in vals_list])
        questions._after_create()
        return questions

    def write(self, vals):
        self._refuse_late_change(vals)
        before = {question: question.assignee_ids for question in self}
        result = super().write(vals)
        if {"responsible_id", "assignee_ids"} & vals.keys():
            # The responsible one is always among the assignees. Not by our own write():
            # whom that asks is asked below.
            for question in self:
                super(FuelProjectQuestion, question).write(
                    {"assignee_ids": [Command.link(question.responsible_id.id)]}
                )
        self._after_write(vals, before)
        return result

    def _after_create(self):
        """Hook: what else a new question brings about."""

    def _after_write(self, vals, before):
        """Hook: what else follows from a change.

        :param dict before: assignees by question, as they were
        """

    @api.model
    def _prepare_question(self, vals):
        """Return ``vals`` with the project's lead as responsible, where none is given.

        The responsible one is always among the assignees.
        """
        vals = {**self._default_people(vals), **vals}
        project = self.env["project.project"].browse(vals.get("project_id") or [])
        # Before any message names it.
        project.check_access("read")
        if project and not vals.get("responsible_id"):
            vals["responsible_id"] = project.user_id.id
            if not project.user_id:
                raise UserError(
                    self.env._(
                        "%(project)s has no lead: say who is responsible for the "
                        "question.",
                        project=project.name,
                    )
                )
        if vals.get("responsible_id"):
            vals["assignee_ids"] = link_also(
                vals.get("assignee_ids"), vals["responsible_id"]
            )
        return vals

    @api.model
    def _default_people(self, vals):
        missing = [
            name for name in ("project_id", "responsible_id") if name not in vals
        ]
        return self.default_get(missing) if missing else {}

    def _refuse_late_change(self, vals):
        """Refuse to move a question elsewhere, or to reword a finished one."""
        if self.env.su:
            return
        if "project_id" in vals:
            for question in self:
                if question.project_id.id != vals["project_id"]:
                    raise UserError(
                        self.env._(
                            "A question stays in its project: withdraw it and ask in "
                            "the other one."
                        )
                    )
        if {"name", "text", "attachment_ids"} & vals.keys():
            finished = self.filtered(lambda it: it.state not in UNFINISHED)
            if finished:
                raise UserError(
                    self.env._(
                        "%(question)s is finished: reopen it before you change it.",
                        question=finished[0].name,
                    )
                )
