from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.progress import percentage

STATES = [
    ("todo", "To do"),
    ("in_progress", "In progress"),
    ("submitted", "Submitted"),
    ("accepted", "Accepted"),
    ("returned", "Returned"),
]
# What the assignee still has to do something about.
OPEN = ("todo", "in_progress", "returned")
# What the assignee has handed in.
DONE = ("submitted", "accepted")
LONGEST_NOTE = 20_000
# What the assignee writes.
WORK = {"note", "attachment_ids"}


class FuelTaskAssignment(models.Model):
    """One person's part of a task: what they have done, and what was made of it."""

    _name = "fuel.task.assignment"
    _description = "Task assignment"
    _inherit = ["fuel.guarded", "mail.thread", "mail.activity.mixin"]
    # Late ones first: they are open, and their deadline lies furthest back.
    _order = "is_open desc, deadline, id"
    _rec_names_search = ["task_id", "user_id"]
    _mail_post_access = "read"
    _fuel_protected = frozenset(
        {
            "task_id",
            "user_id",
            "former_user_ids",
            "company_id",
            "team_id",
            "deadline",
            "state",
            "is_open",
            "line_ids",
            "customer_count",
            "visited_count",
            "progress",
            "started_at",
            "submitted_at",
            "submitted_on",
            "on_time",
            "reviewed_by_id",
            "reviewed_at",
            "return_reason",
            "is_told",
            "reminded_on",
            "chased_on",
        }
    )

    # === FIELDS === #

    task_id = fields.Many2one(
        comodel_name="fuel.task",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned to",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    former_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="fuel_task_assignment_former_rel",
        column1="assignment_id",
        column2="user_id",
        string="Assigned before to",
        readonly=True,
        help="What they have done counts.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Its leader sees the assignment.",
    )
    deadline = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="todo",
        readonly=True,
        group_expand=True,
        tracking=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, precompute=True)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )

    # Of the task
    name = fields.Char(related="task_id.name")
    kind = fields.Selection(related="task_id.kind", store=True, precompute=True)
    priority = fields.Selection(related="task_id.priority")
    instructions = fields.Html(related="task_id.instructions")
    task_attachment_ids = fields.Many2many(
        related="task_id.attachment_ids", string="Files of the task"
    )
    issuer_id = fields.Many2one(related="task_id.issuer_id")
    task_state = fields.Selection(related="task_id.state", string="State of the task")
    campaign_id = fields.Many2one(related="task_id.campaign_id")
    need_visit = fields.Boolean(related="task_id.need_visit")
    need_note = fields.Boolean(related="task_id.need_note")
    need_file = fields.Boolean(related="task_id.need_file")

    # Customers, and how far it has come
    line_ids = fields.One2many(
        comodel_name="fuel.task.assignment.customer",
        inverse_name="assignment_id",
        string="Customers",
        readonly=True,
    )
    # Precomputed: a new one has no customers yet, see `_insert_customers`.
    customer_count = fields.Integer(
        string="Number of customers",
        compute="_compute_progress",
        store=True,
        precompute=True,
    )
    visited_count = fields.Integer(
        string="Customers visited",
        compute="_compute_progress",
        store=True,
        precompute=True,
    )
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        precompute=True,
        digits=(5, 1),
        aggregator="avg",
        help="Customers visited, in percent. Where no customers are concerned: 100 as "
        "soon as the assignment is submitted.",
    )

    # What was done
    note = fields.Text(string="My note", help="What you did and what came of it.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_task_assignment_attachment_rel",
        string="My files",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    missing = fields.Char(
        string="Still missing",
        compute="_compute_missing",
        help="What has to be there before the assignment can be submitted.",
    )
    started_at = fields.Datetime(string="Begun on", readonly=True)
    submitted_at = fields.Datetime(string="Submitted on", readonly=True)
    submitted_on = fields.Date(
        string="Day of submission",
        readonly=True,
        help="In the company's time zone.",
    )
    on_time = fields.Boolean(
        string="Submitted in time",
        compute="_compute_on_time",
        store=True,
        precompute=True,
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed by", readonly=True
    )
    reviewed_at = fields.Datetime(string="Reviewed on", readonly=True)
    return_reason = fields.Text(string="Why it was returned", readonly=True)
    is_told = fields.Boolean(
        string="Notified", readonly=True, help="By inbox or e-mail, when it was issued."
    )
    reminded_on = fields.Date(string="Reminded on", readonly=True)
    chased_on = fields.Date(string="Chased on", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(task_id, user_id)", "Nobody has two assignments of one task."
    )
    _todo_idx = models.Index("(user_id, deadline) WHERE is_open")
    _late_idx = models.Index("(deadline) WHERE is_open")
    _untold_idx = models.Index("(id) WHERE is_told IS NOT TRUE")
    _state_idx = models.Index("(task_id, state)")
    _done_idx = models.Index(
        "(user_id, submitted_on) WHERE state IN ('submitted', 'accepted')"
    )
    _note_length = models.Constraint(
        f"CHECK (length(note) <= {LONGEST_NOTE})",
        "A note has at most 20,000 characters.",
    )
    _returned_has_reason = models.Constraint(
        "CHECK (state != 'returned' OR return_reason IS NOT NULL)",
        "Say why the assignment is returned.",
    )

    # === COMPUTE METHODS === #

    @api.depends("task_id", "user_id")
    def _compute_display_name(self):
        for assignment in self:
            names = (assignment.task_id.name, assignment.user_id.name)
            assignment.display_name = " · ".join(filter(None, names))

    @api.depends("state")
    def _compute_is_open(self):
        for assignment in self:
            assignment.is_open = assignment.state in OPEN

    @api.depends("is_open", "deadline", "task_id.state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for assignment in self:
            assignment.is_late = (
                assignment.is_open
                and assignment.task_state == "issued"
                and assignment.deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = (
            Domain("is_open", "=", True)
            & Domain("deadline", "<", fields.Datetime.now())
            & Domain("task_id.state", "=", "issued")
        )
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends("line_ids.visit_id", "state")
    def _compute_progress(self):
        """Two queries, for any number of assignments."""
        rows = self.env["fuel.task.assignment.customer"]
        counts = {
            assignment.id: values
            for assignment, *values in rows._read_group(
                [("assignment_id", "in", self.ids)],
                ["assignment_id"],
                ["__count", "visit_id:count"],
            )
        }
        for assignment in self:
            total, visited = counts.get(assignment._origin.id, (0, 0))
            assignment.customer_count = total
            assignment.visited_count = visited
            assignment.progress = (
                percentage(visited, total)
                if total
                else 100.0 * (assignment.state in DONE)
            )

    @api.depends("submitted_at", "deadline")
    def _compute_on_time(self):
        for assignment in self:
            assignment.on_time = bool(
                assignment.submitted_at
                and assignment.submitted_at <= assignment.deadline
            )

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for assignment in self:
            assignment.is_mine = assignment.user_id == self.env.user

    @api.depends(
        "line_ids.visit_id",
        "note",
        "attachment_ids",
        "need_visit",
        "need_note",
        "need_file",
    )
    def _compute_missing(self):
        for assignment in self:
            assignment.missing = "; ".join(assignment._missing_evidence()) or False

    # === EVIDENCE === #

    def _missing_evidence(self):
        """Return what has to be there before this can be submitted: list of texts."""
        self.ensure_one()
        missing = []
        if self.need_visit:
            # sudo: names of customers, of one's own assignment.
            left = self.sudo().line_ids.filtered(lambda it: not it.visit_id)
            if left:
                names = ", ".join(left[:10].customer_id.mapped("display_name"))
                missing.append(
                    self.env._(
                        "a visit to %(customers)s",
                        customers=names + (" …" if len(left) > 10 else ""),
                    )
                )
        if self.need_note and not (self.note or "").strip():
            missing.append(self.env._("a note"))
        if self.need_file and not self.attachment_ids:
            missing.append(self.env._("a file"))
        return missing

    def _is_untouched(self):
        """Nothing of it was begun."""
        self.ensure_one()
        return (
            self.state == "todo"
            and not self.visited_count
            and not (self.note or "").strip()
            and not self.attachment_ids
        )

    # === CRUD METHODS === #

    def write(self, vals):
        if WORK & set(vals):
            self._refuse_others_work()
        result = super().write(vals)
        if "attachment_ids" in vals:
            for assignment in self:
                assignment.attachment_ids._fuel_claim(assignment)
        return result

    def _refuse_others_work(self):
        """Notes and files are the assignee's, until they are submitted."""
        if self.env.su:
            return
        for assignment in self:
            if assignment.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "The note and files of %(assignment)s are written by "
                        "%(user)s alone.",
                        assignment=assignment.display_name,
                        # sudo: the name of a colleague, for the message.
                        user=assignment.sudo().user_id.name,
                    )
                )
            if not assignment.is_open or assignment.task_state != "issued":
                raise UserError(
                    self.env._(
                        "%(assignment)s is finished: its note and files stay as they "
                        "are.",
                        assignment=assignment.display_name,
                    )
                )
