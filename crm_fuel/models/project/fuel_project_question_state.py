from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .fuel_project_question import PENDING

# From each state, where a question may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "open": {"answered", "withdrawn"},
    "answered": {"solved", "withdrawn"},
    "solved": {"reopened"},
    "reopened": {"answered", "solved", "withdrawn"},
    "withdrawn": {"reopened"},
}


class FuelProjectQuestion(models.Model):
    """How a question goes from open to solved."""

    _inherit = "fuel.project.question"
    _fuel_transitions = TRANSITIONS

    # === STATES === #

    def _check_decider(self):
        """Let through who asked and who leads the project.

        :raises AccessError: for everybody else
        """
        self.check_access("read")
        for question in self:
            if not question.can_decide:
                # sudo: the names of who decides, for the message.
                raise AccessError(
                    self.env._(
                        "Who asked %(question)s or leads its project decides that: "
                        "%(asker)s, %(lead)s.",
                        question=question.name,
                        asker=question.sudo().asker_id.name,
                        lead=question.sudo().project_id.user_id.name or "-",
                    )
                )

    # === ACTIONS === #

    def answer(self, text, attachment_ids=None):
        """Answer a question, as any participant of its project may.

        :param str text: the answer, 1 to 20,000 characters
        :param list attachment_ids: ids of files the caller has uploaded
        :return: id of the new ``fuel.project.question.answer``
        :rtype: int
        :raises UserError: where the question is withdrawn or the text is empty
        :raises AccessError: for those who take no part in the project
        """
        self.ensure_one()
        return (
            self.env["fuel.project.question.answer"]
            .create(
                {
                    "question_id": self.id,
                    "text": text,
                    "attachment_ids": [(6, 0, list(attachment_ids or []))],
                }
            )
            .id
        )

    def _receive_answer(self):
        """What a first answer changes; called before answers are stored.

        :raises UserError: where a question is withdrawn
        """
        # Answers beside each other need no more than that the state stays; who changes
        # it takes the row alone. The state is read again once the row is held.
        # sudo: who answers may not write the question; the move is guarded by the table.
        for question in self.sudo():
            pending = question.state in PENDING
            question._lock(share=not pending)
            if question.state == "withdrawn":
                raise UserError(
                    self.env._(
                        "%(question)s was withdrawn: ask for it to be reopened before "
                        "you answer.",
                        question=question.name,
                    )
                )
            if question.state in PENDING:
                question._move_to(
                    "answered",
                    answered_at=question.answered_at or fields.Datetime.now(),
                )

    def action_withdraw(self):
        """Withdraw questions that need no answer any more.

        :raises UserError: where a question is solved, or withdrawn already
        :raises AccessError: for others than who asked and who leads the project
        """
        self._check_decider()
        self._move_to("withdrawn")
        self._drop_activities()
        return True

    def action_reopen(self):
        """Ask again: the mark of the solution goes, the answers stay.

        :raises UserError: where a question is neither solved nor withdrawn
        :raises AccessError: for others than who asked and who leads the project
        """
        self._check_decider()
        self._move_to("reopened", solved_at=False, solved_by_id=False)
        # sudo: protected; access is checked above.
        self.sudo().answer_ids.filtered("is_solution").is_solution = False
        self._ask_assignees()
        return True

    def _solve(self, answer):
        """Mark one of the answers as the solution.

        :raises UserError: where another one was marked meanwhile
        :raises AccessError: for others than who asked and who leads the project
        """
        self.ensure_one()
        self._check_decider()
        # sudo: flushes protected fields; who decides is checked above.
        self.sudo()._lock()
        if self.solution_id == answer:
            return
        if self.solution_id:
            # sudo: below, the author's name for the message.
            raise UserError(
                self.env._(
                    "%(question)s has a solution already, proposed by %(author)s: "
                    "reopen it to choose another one.",
                    question=self.name,
                    author=self.solution_id.sudo().author_id.name,
                )
            )
        self._move_to(
            "solved", solved_at=fields.Datetime.now(), solved_by_id=self.env.uid
        )
        # sudo: protected; who decides is checked above.
        answer.sudo().is_solution = True
        self._end_activities()
        self._tell_solved(answer)
