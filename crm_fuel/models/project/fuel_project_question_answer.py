from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .fuel_project_question import LONGEST_TEXT


class FuelProjectQuestionAnswer(models.Model):
    """One answer; one of a question's answers may be its solution."""

    _name = "fuel.project.question.answer"
    _description = "Answer to a project question"
    _inherit = ["fuel.guarded", "fuel.files"]
    _order = "is_solution desc, id"
    _rec_name = "text"
    _fuel_protected = frozenset({"author_id", "is_solution"})

    # === FIELDS === #

    question_id = fields.Many2one(
        comodel_name="fuel.project.question",
        required=True,
        index=True,
        ondelete="cascade",
    )
    project_id = fields.Many2one(related="question_id.project_id")
    state = fields.Selection(
        related="question_id.state", string="State of the question"
    )
    can_decide = fields.Boolean(string="I decide", compute="_compute_can_decide")
    text = fields.Text(string="Answer", required=True, index="trigram")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_project_answer_attachment_rel",
        string="Files",
        copy=False,
    )
    author_id = fields.Many2one(
        comodel_name="res.users",
        string="Answered by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        copy=False,
        readonly=True,
    )
    is_solution = fields.Boolean(string="Solution", copy=False, readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_solution = models.UniqueIndex(
        "(question_id) WHERE is_solution",
        "A question has one solution: reopen it to choose another one.",
    )
    _text_length = models.Constraint(
        f"CHECK (length(text) <= {LONGEST_TEXT})",
        "An answer has at most 20,000 characters.",
    )

    # === COMPUTE METHODS === #

    @api.depends("question_id.can_decide")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for answer in self:
            answer.can_decide = answer.question_id.can_decide

    @api.depends("text")
    def _compute_display_name(self):
        for answer in self:
            first = (answer.text or "").strip().partition("\n")[0]
            answer.display_name = f"{first[:77]}…" if len(first) > 78 else first

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("text")
    def _check_text(self):
        for answer in self:
            if not answer.text.strip():
                raise ValidationError(self.env._("Write an answer."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers.question_id._receive_answer()
        answers.question_id._end_activities(self.env.user)
        answers._tell_asker()
        return answers

    def write(self, vals):
        self._refuse_late_change(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_solution(self):
        if any(self.mapped("is_solution")):
            raise UserError(
                self.env._(
                    "The solution of a question stays: reopen the question first."
                )
            )

    def _refuse_late_change(self, vals):
        """Refuse to move an answer, or to reword one that others rely upon."""
        if self.env.su:
            return
        for answer in self:
            if vals.get("question_id", answer.question_id.id) != answer.question_id.id:
                raise UserError(self.env._("An answer stays with its question."))
            if answer.question_id.state in ("solved", "withdrawn"):
                raise UserError(
                    self.env._(
                        "%(question)s is finished: reopen it before you change an "
                        "answer.",
                        question=answer.question_id.name,
                    )
                )

    # === ACTIONS === #

    def action_mark_solution(self):
        """Mark this answer as the solution; again does nothing.

        :raises UserError: where the question is withdrawn, or another answer is its
            solution already
        :raises AccessError: for others than who asked and who leads the project
        """
        for answer in self:
            answer.check_access("read")
            answer.question_id._solve(answer)
        return True

    def _tell_asker(self):
        """Notify who asked, unless they answer themselves."""
        for answer in self:
            question = answer.question_id
            if question.asker_id != self.env.user:
                question._notify_users(
                    question.asker_id,
                    lambda it: it.env._("Answered: %(question)s", question=it.name),
                    answer.text,
                )
