from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.work_period import following

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("reviewed", "Reviewed"),
]
# From each state, where a summary may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "draft": {"submitted"},
    "submitted": {"reviewed"},
    "reviewed": set(),
}
MARKS = [
    ("1", "Insufficient"),
    ("2", "Below expectations"),
    ("3", "As expected"),
    ("4", "Good"),
    ("5", "Excellent"),
]
# What is kept of the figures in columns of their own, to analyse; those on satisfaction
# are the service area's.
COLUMNS = (
    "visits_done",
    "visits_planned",
    "coverage",
    "mt",
    "mt_before",
    "target_mt",
    "leads_opened",
    "leads_won",
    "questions_answered",
    "tasks_done",
    "tasks_on_time",
    "complaints",
    "csat",
    "survey_answers",
)
TEXTS = ("text", "problems", "help_wanted", "next_plan")
# Nothing of these changes any more once a summary is submitted: see `init`.
FROZEN = (*COLUMNS, *TEXTS, "snapshot", "user_id", "company_id", "period", "date_from")
LONGEST_TEXT = 20_000


class FuelWorkSummary(models.Model):
    """What a person's week or month came to, in figures and in words."""

    _name = "fuel.work.summary"
    _description = "Work summary"
    _inherit = ["fuel.work.period"]

    _fuel_transitions = TRANSITIONS
    _fuel_protected = frozenset(
        {
            "state",
            "date_to",
            "team_id",
            "snapshot",
            "figures",
            *COLUMNS,
            "submitted_at",
            "comment",
            "mark",
            "reviewed_by_id",
            "reviewed_at",
        }
    )

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
    text = fields.Text(string="What was achieved")
    problems = fields.Text()
    help_wanted = fields.Text(string="Help wanted")
    next_plan = fields.Text(string="What comes next")
    next_plan_id = fields.Many2one(
        comodel_name="fuel.work.plan",
        string="Next plan",
        compute="_compute_plans",
        help="The same person's plan for the period after this one.",
    )
    plan_id = fields.Many2one(
        comodel_name="fuel.work.plan",
        compute="_compute_plans",
        help="The same person's plan for this period.",
    )
    submitted_at = fields.Datetime(string="Submitted on", copy=False, readonly=True)
    comment = fields.Text(string="Supervisor's comment", copy=False, readonly=True)
    mark = fields.Selection(
        selection=MARKS, copy=False, readonly=True, help="The supervisor's."
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed by", copy=False, readonly=True
    )
    reviewed_at = fields.Datetime(string="Reviewed on", copy=False, readonly=True)

    # Figures: of a draft those of now, of a submitted summary those it was submitted
    # with. The columns are empty until then.
    figures = fields.Json(string="Figures as data", compute="_compute_figures")
    figures_html = fields.Html(
        string="Figures", compute="_compute_figures", sanitize=False
    )
    snapshot = fields.Json(copy=False, readonly=True)
    visits_done = fields.Integer(copy=False, readonly=True)
    visits_planned = fields.Integer(copy=False, readonly=True)
    coverage = fields.Float(
        string="Coverage (%)",
        digits=(5, 1),
        copy=False,
        readonly=True,
        aggregator="avg",
        help="Of the customers due in the period, how many were visited.",
    )
    mt = fields.Float(
        string="Delivered (MT)",
        digits=(16, 3),
        copy=False,
        readonly=True,
        help="Tonnes delivered on the person's orders of the period.",
    )
    mt_before = fields.Float(
        string="Period before (MT)", digits=(16, 3), copy=False, readonly=True
    )
    target_mt = fields.Float(
        string="Target (MT)", digits=(16, 3), copy=False, readonly=True
    )
    leads_opened = fields.Integer(
        string="Opportunities opened", copy=False, readonly=True
    )
    leads_won = fields.Integer(string="Opportunities won", copy=False, readonly=True)
    questions_answered = fields.Integer(copy=False, readonly=True)
    tasks_done = fields.Integer(string="Tasks handed in", copy=False, readonly=True)
    tasks_on_time = fields.Integer(
        string="Tasks handed in on time", copy=False, readonly=True
    )
    complaints = fields.Integer(copy=False, readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_a_period = models.UniqueIndex(
        "(user_id, company_id, period, date_from)",
        "There is a summary of this person for this period already: open that one "
        "instead.",
    )
    _first_day = models.Constraint(
        "CHECK (EXTRACT(ISODOW FROM date_from) = 1 AND period = 'week'"
        " OR EXTRACT(DAY FROM date_from) = 1 AND period = 'month')",
        "A week begins on Monday, a month on the first.",
    )
    _text_length = models.Constraint(
        "CHECK (GREATEST(length(text), length(problems), length(help_wanted),"
        f" length(next_plan), length(comment)) <= {LONGEST_TEXT})",
        "A text has at most 20,000 characters.",
    )
    _submitted_has_figures = models.Constraint(
        "CHECK (state = 'draft' OR snapshot IS NOT NULL)",
        "A summary is submitted with its figures.",
    )

    def init(self):
        """Let the database itself refuse to change what was submitted."""
        columns = SQL(", ").join(map(SQL.identifier, FROZEN))
        old = SQL(", ").join(SQL.identifier("old", name) for name in FROZEN)
        new = SQL(", ").join(SQL.identifier("new", name) for name in FROZEN)
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION fuel_work_summary_refuse() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'A submitted work summary stays as it is.'
                    USING ERRCODE = 'check_violation';
            END $$
            """
        )
        self.env.cr.execute(
            SQL(
                """
                DROP TRIGGER IF EXISTS fuel_work_summary_frozen ON fuel_work_summary;
                CREATE TRIGGER fuel_work_summary_frozen
                BEFORE UPDATE OF state, %(columns)s ON fuel_work_summary
                FOR EACH ROW
                WHEN (
                    old.state <> 'draft'
                    AND (new.state = 'draft' OR (%(old)s) IS DISTINCT FROM (%(new)s))
                )
                EXECUTE FUNCTION fuel_work_summary_refuse()
                """,
                columns=columns,
                old=old,
                new=new,
            )
        )

    # === COMPUTE METHODS === #

    @api.depends("user_id", "company_id", "period", "date_from", "state", "snapshot")
    def _compute_figures(self):
        drafts = self.filtered(lambda it: it.state == "draft" and it.date_to)
        for key, summaries in drafts.grouped(
            lambda it: (it.company_id, it.date_from, it.date_to)
        ).items():
            company, first, last = key
            live = self.with_company(company)._fuel_figures(
                summaries.user_id, first, last
            )
            for summary in summaries:
                summary.figures = live.get(summary.user_id._origin.id)
        for summary in self - drafts:
            summary.figures = summary.snapshot
        for summary in self:
            summary.figures_html = summary.figures and self.env["ir.qweb"]._render(
                "crm_fuel.fuel_work_figures",
                {"figures": summary.figures, "frozen": summary.state != "draft"},
            )

    @api.depends("user_id", "company_id", "period", "date_from")
    def _compute_plans(self):
        plans = self.env["fuel.work.plan"].search(
            [
                ("user_id", "in", self.user_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("period", "in", list(set(self.mapped("period")))),
            ]
        )
        by_key = {
            (plan.user_id.id, plan.company_id.id, plan.period, plan.date_from): plan
            for plan in plans
        }
        for summary in self:
            key = (summary.user_id.id, summary.company_id.id, summary.period)
            day = summary.date_from
            next_day = day and following(summary.period, day)[0]
            summary.plan_id = by_key.get((*key, day))
            summary.next_plan_id = by_key.get((*key, next_day))

    # === CRUD METHODS === #

    def write(self, vals):
        if {"period", "date_from", *TEXTS} & vals.keys():
            self._refuse_submitted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if not self.env.user.has_group("crm_fuel.group_fuel_manager"):
            self._refuse_submitted()

    def copy_data(self, default=None):
        """Refuse: there is one summary a period."""
        raise UserError(
            self.env._("There is one summary for a period: make a new one.")
        )

    def _refuse_submitted(self):
        if self.env.su:
            return
        self._lock(share=True)
        for summary in self:
            if summary.state != "draft":
                raise UserError(
                    self.env._(
                        "%(summary)s is submitted and stays as it is. Write a message "
                        "below to add something.",
                        summary=summary.display_name,
                    )
                )

    # === ACTIONS === #

    def action_submit(self):
        """Hand in one's own summaries; their figures are kept as they are now.

        :raises UserError: before the last day of the period, without a word on what was
            achieved, or where it is another's or handed in already
        """
        self._refuse_others()
        for summary in self:
            today = self._today_in(summary.company_id)
            if today < summary.date_to:
                raise UserError(
                    self.env._(
                        "%(summary)s is not over: it can be submitted from %(date)s on.",
                        summary=summary.display_name,
                        date=fields.Date.to_string(summary.date_to),
                    )
                )
            if not (summary.text or "").strip():
                raise UserError(self.env._("Write down what was achieved."))
        # Held before the figures are read: what follows cannot be done twice.
        self._lock()
        self.invalidate_recordset(["figures"])
        frozen = {summary: summary.figures for summary in self}
        for summary, figures in frozen.items():
            summary._move_to(
                "submitted",
                submitted_at=fields.Datetime.now(),
                snapshot=figures,
                **{name: figures[name] for name in COLUMNS},
            )
        return True

    def review(self, mark=False, comment=""):
        """Comment on submitted summaries of others, and mark them.

        :param str mark: ``"1"`` (insufficient) to ``"5"`` (excellent), or False
        :param str comment: at most 20,000 characters
        :raises UserError: where a summary is not the caller's to review or not
            submitted, for instance because somebody else was first
        :raises ValidationError: where mark or comment cannot be used
        """
        if mark and mark not in dict(MARKS):
            raise ValidationError(
                self.env._(
                    "%(mark)s is no mark: give one from 1 to 5, or none.", mark=mark
                )
            )
        if comment and not isinstance(comment, str):
            raise ValidationError(self.env._("A comment is a text."))
        comment = (comment or "").strip()
        if len(comment) > LONGEST_TEXT:
            raise ValidationError(self.env._("A text has at most 20,000 characters."))
        self._refuse_reviewing()
        self._move_to(
            "reviewed",
            mark=mark or False,
            comment=comment or False,
            reviewed_by_id=self.env.uid,
            reviewed_at=fields.Datetime.now(),
        )
        self._tell_person(comment or self.env._("The summary is reviewed."))
        return True

    def action_ask_review(self):
        """Open the dialogue that asks for mark and comment.

        :return: window action on ``fuel.work.review``
        """
        self._refuse_reviewing()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review the summary"),
            "res_model": "fuel.work.review",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_summary_ids": [(6, 0, self.ids)],
                "default_purpose": "review",
            },
        }

    def action_open_next_plan(self):
        """Open the plan of the period that follows; one's own is made where there is none.

        :return: window action on ``fuel.work.plan``
        :raises UserError: where there is none, and it is another's to make
        """
        self.ensure_one()
        plan = self.next_plan_id
        if not plan:
            self._refuse_others()
            plan = plan.create(
                {
                    "user_id": self.user_id.id,
                    "company_id": self.company_id.id,
                    "period": self.period,
                    "date_from": following(self.period, self.date_from)[0],
                }
            )
        return plan.get_formview_action()

    # === STATUS === #

    @api.model
    def _fuel_team_status(self):
        """Tell what of others' summaries waits, of all that the caller may read.

        :return: ``submitted``: summaries to review; ``missing``: ids of users whose
            summary is missing
        :rtype: dict
        """
        return {
            "submitted": self.search_count(
                [("state", "=", "submitted"), ("user_id", "!=", self.env.uid)]
            ),
            "missing": self.env["fuel.work.missing"]._missing_users("summary"),
        }
