from odoo import api, fields, models
from odoo.exceptions import UserError

from .fuel_work_period import LONGEST_REASON, PROTECTED

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("returned", "Returned"),
]
# From each state, where a plan may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "draft": {"submitted"},
    "submitted": {"draft", "approved", "returned"},
    "approved": {"draft"},
    "returned": {"submitted"},
}
# While the person whose plan it is still writes it.
WRITABLE = ("draft", "returned")


class FuelWorkPlan(models.Model):
    """What a person means to do in a week or month, and what became of it.

    How lines come into it is in ``fuel_work_plan_take.py``, how visits come of them in
    ``fuel_work_plan_visit.py``.
    """

    _name = "fuel.work.plan"
    _description = "Work plan"
    _inherit = ["fuel.work.period"]

    _fuel_transitions = TRANSITIONS
    _fuel_protected = PROTECTED | {"return_reason"}

    # === FIELDS === #

    state = fields.Selection(
        selection=STATES,
        required=True,
        default="draft",
        index=True,
        copy=False,
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many(
        comodel_name="fuel.work.plan.line",
        inverse_name="plan_id",
        string="Lines",
    )
    note = fields.Text(string="Goals", help="What the period is to bring about.")
    return_reason = fields.Text(string="Why returned", copy=False, readonly=True)
    line_count = fields.Integer(string="Planned", compute="_compute_progress")
    done_count = fields.Integer(string="Done", compute="_compute_progress")
    progress = fields.Float(
        string="Done (%)",
        digits=(5, 0),
        compute="_compute_progress",
        help="Of the lines, how many are done: visits that took place, tasks handed in, "
        "calls and other lines that their person ticked.",
    )
    # === CONSTRAINTS AND INDEXES === #

    _one_a_period = models.UniqueIndex(
        "(user_id, company_id, period, date_from)",
        "There is a plan of this person for this period already: open that one instead.",
    )
    _note_length = models.Constraint(
        "CHECK (length(note) <= 20000)", "Goals have at most 20,000 characters."
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.done")
    def _compute_progress(self):
        counts = {}
        for plan, done, count in self.env["fuel.work.plan.line"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id", "done"], ["__count"]
        ):
            counts[plan.id, done] = count
        for plan in self:
            done = counts.get((plan._origin.id, True), 0)
            total = done + counts.get((plan._origin.id, False), 0)
            plan.done_count = done
            plan.line_count = total
            plan.progress = 100 * done / total if total else 0.0

    # === CONSTRAINS === #

    @api.constrains("period", "date_from")
    def _check_lines_within(self):
        self.line_ids._check_day()

    # === CRUD METHODS === #

    def write(self, vals):
        if {"period", "date_from", "line_ids", "note"} & vals.keys():
            self._refuse_handed_in()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_in(self):
        if not self.env.user.has_group("crm_fuel.group_fuel_manager"):
            self._refuse_handed_in()

    def copy_data(self, default=None):
        """Refuse: there is one plan a period; a new one takes the last one's lines."""
        raise UserError(
            self.env._(
                "There is one plan for a period: make a new one, and copy the last plan's "
                "lines into it."
            )
        )

    def _refuse_handed_in(self):
        """Refuse to change what was submitted or approved.

        :raises UserError: naming the plan and what to do
        """
        if self.env.su:
            return
        # Held, so that nobody approves what changes at the same moment.
        self._lock(share=True)
        for plan in self:
            if plan.state not in WRITABLE:
                raise UserError(
                    self.env._(
                        "%(plan)s is handed in: take it back before you change it. "
                        "Lines of an approved plan are only ticked.",
                        plan=plan.display_name,
                    )
                )

    # === STATES === #

    def action_submit(self):
        """Hand in one's own plans.

        :raises UserError: for a plan without lines, another's, or one handed in already
        """
        self._refuse_others()
        for plan in self:
            if not plan.line_ids:
                raise UserError(
                    self.env._(
                        "%(plan)s has no lines yet: write down what you plan to do.",
                        plan=plan.display_name,
                    )
                )
        self._move_to("submitted", submitted_at=fields.Datetime.now())
        return True

    def action_take_back(self):
        """Take back one's own plans that nobody has reviewed yet, to change them.

        :raises UserError: for another's plan, or one that is not just submitted
        """
        self._refuse_others()
        approved = self.filtered(lambda it: it.state == "approved")
        if approved:
            raise UserError(
                self.env._(
                    "%(plan)s is approved: ask whoever approved it to open it again.",
                    plan=approved[0].display_name,
                )
            )
        self._move_to("draft", submitted_at=False)
        return True

    def action_approve(self):
        """Approve submitted plans of others.

        :raises UserError: where a plan is not the caller's to review or not submitted,
            for instance because somebody else was first
        """
        self._refuse_reviewing()
        self._move_to("approved", return_reason=False, **self._reviewed())
        self._tell_person(self.env._("The plan is approved."))
        return True

    def return_plan(self, reason):
        """Return submitted plans of others with a reason.

        :param str reason: what is to be changed, 1 to 2,000 characters
        :raises UserError: without a reason; else as ``action_approve``
        """
        reason = self._read_reason(reason)
        self._refuse_reviewing()
        self._move_to("returned", return_reason=reason, **self._reviewed())
        self._tell_person(self.env._("The plan is returned: %(reason)s", reason=reason))
        return True

    def action_reopen(self):
        """Open approved plans of others again, so that their person can change them.

        :raises UserError: where a plan is not the caller's to review or not approved
        """
        self._refuse_reviewing()
        for plan in self:
            if plan.state != "approved":
                raise UserError(
                    self.env._("%(plan)s is not approved.", plan=plan.display_name)
                )
        self._move_to("draft", reviewed_by_id=False, reviewed_at=False)
        self._tell_person(self.env._("The plan is open again: change it, submit it."))
        return True

    @api.model
    def _read_reason(self, reason):
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say what is to be changed."))
        if len(reason) > LONGEST_REASON:
            raise UserError(self.env._("A reason has at most 2,000 characters."))
        return reason

    def action_ask_return(self):
        """Open the dialogue that asks why plans are returned.

        :return: window action on ``fuel.work.review``
        """
        return self._ask_reviewer("return", self.env._("Return the plan"), "plan_ids")

    # === STATUS === #

    @api.model
    def _fuel_team_status(self):
        """Tell what of others' plans waits, of all that the caller may read.

        :return: ``submitted``: plans to review; ``missing``: ids of users whose plan is
            missing
        :rtype: dict
        """
        return {
            "submitted": self.search_count(
                [("state", "=", "submitted"), ("user_id", "!=", self.env.uid)]
            ),
            "missing": self.env["fuel.work.missing"]._missing_users("plan"),
        }
