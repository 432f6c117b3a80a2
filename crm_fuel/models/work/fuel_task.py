from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [("task", "Work task"), ("marketing", "Marketing activity")]
STATES = [("draft", "Draft"), ("issued", "Issued"), ("closed", "Closed")]
# Where the customers of a task come from.
SOURCES = [
    ("none", "No customers"),
    ("picked", "Picked one by one"),
    ("filter", "A saved filter"),
    ("domain", "Conditions"),
    ("campaign", "The campaign's customers"),
]
# What those who have a task work by: it stays as it was issued.
FIXED = {
    "kind",
    "company_id",
    "audience_user_ids",
    "audience_team_ids",
    "audience_group_ids",
    "audience_everyone",
    "customer_source",
    "customer_ids",
    "customer_filter_id",
    "customer_domain",
    "customer_share",
    "need_visit",
    "need_note",
    "need_file",
}
# What may be put right while people work on it: they are told.
TOLD = {"name", "instructions", "attachment_ids"}


class FuelTask(models.Model):
    """What the management post asks of many people at once.

    Each of them has a ``fuel.task.assignment`` of their own as soon as it is issued.
    """

    _name = "fuel.task"
    _description = "Work task or marketing activity"
    _inherit = [
        "fuel.guarded",
        "fuel.files",
        "fuel.audience.fields",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"
    _check_company_auto = True
    _fuel_protected = frozenset(
        {"state", "issuer_id", "issued_at", "closed_at", "assignment_ids"}
    )

    # === FIELDS === #

    name = fields.Char(string="Title", required=True, tracking=True, index="trigram")
    kind = fields.Selection(
        selection=KINDS, required=True, default="task", tracking=True
    )
    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "Urgent")], default="0"
    )
    instructions = fields.Html(help="What is to be done, and how.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_task_attachment_rel",
        string="Files",
        copy=False,
    )
    issuer_id = fields.Many2one(
        comodel_name="res.users",
        string="Issued by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        copy=False,
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    deadline = fields.Datetime(required=True, tracking=True, copy=False)
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
    issued_at = fields.Datetime(string="Issued on", copy=False, readonly=True)
    closed_at = fields.Datetime(string="Closed on", copy=False, readonly=True)
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", index="btree_not_null", ondelete="restrict"
    )

    # Which customers: see fuel_task_customers.py
    customer_source = fields.Selection(
        selection=SOURCES,
        string="Customers concerned",
        required=True,
        default="none",
        help="Filters and conditions are looked up once, when the task is issued.",
    )
    customer_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="fuel_task_customer_rel",
        column1="task_id",
        column2="customer_id",
        string="Customers",
        domain="[('fuel_customer', '=', True)]",
        check_company=True,
    )
    customer_filter_id = fields.Many2one(
        comodel_name="ir.filters",
        string="Saved filter",
        domain="[('model_id', '=', 'res.partner')]",
        ondelete="set null",
        help="One of the filters that are saved in the list of customers.",
    )
    customer_domain = fields.Char(
        string="Conditions", default="[('fuel_customer', '=', True)]"
    )
    customer_share = fields.Selection(
        selection=[
            ("own", "Their own customers"),
            ("all", "All of the customers"),
        ],
        string="Each person gets",
        required=True,
        default="own",
        help="Their own: those of the customers concerned that they are the account "
        "manager of. Who has none of them gets no assignment.",
    )
    customer_count = fields.Integer(
        string="Number of customers", compute="_compute_customer_count"
    )

    # What has to be there before an assignment is submitted
    need_visit = fields.Boolean(
        string="A visit to each customer",
        help="A visit that is done, by the person themselves, after the task was issued.",
    )
    need_note = fields.Boolean(string="A note")
    need_file = fields.Boolean(string="A file")

    # How far it has come
    assignment_ids = fields.One2many(
        comodel_name="fuel.task.assignment",
        inverse_name="task_id",
        string="Assignments",
        readonly=True,
        copy=False,
    )
    assignment_count = fields.Integer(
        string="Number of people", compute="_compute_assignment_figures"
    )
    submitted_count = fields.Integer(
        string="To review", compute="_compute_assignment_figures"
    )
    accepted_count = fields.Integer(
        string="Accepted", compute="_compute_assignment_figures"
    )
    late_count = fields.Integer(string="Late", compute="_compute_assignment_figures")
    progress = fields.Float(
        compute="_compute_assignment_figures",
        digits=(5, 1),
        help="Average over the assignments, in percent.",
    )
    my_assignment_id = fields.Many2one(
        comodel_name="fuel.task.assignment",
        string="My assignment",
        compute="_compute_my_assignment_id",
    )

    # === CONSTRAINTS AND INDEXES === #

    _name_length = models.Constraint(
        "CHECK (length(name) BETWEEN 1 AND 200)", "A title has 1 to 200 characters."
    )
    _issued_has_date = models.Constraint(
        "CHECK (state = 'draft' OR issued_at IS NOT NULL)",
        "A task that is issued says since when.",
    )

    # === COMPUTE METHODS === #

    @api.depends("customer_ids")
    def _compute_customer_count(self):
        for task in self:
            task.customer_count = len(task.customer_ids)

    @api.depends_context("uid")
    @api.depends(
        "assignment_ids.state", "assignment_ids.deadline", "assignment_ids.progress"
    )
    def _compute_assignment_figures(self):
        """Everybody counts what they may see: account managers themselves."""
        assignments = self.env["fuel.task.assignment"]
        mine = [("task_id", "in", self.ids)]
        figures = {
            (task.id, state): (count, progress)
            for task, state, count, progress in assignments._read_group(
                mine, ["task_id", "state"], ["__count", "progress:sum"]
            )
        }
        late = dict(
            assignments._read_group(
                [*mine, ("is_late", "=", True)], ["task_id"], ["__count"]
            )
        )
        for task in self:
            of_task = {
                state: values
                for (task_id, state), values in figures.items()
                if task_id == task._origin.id
            }
            count = sum(number for number, _progress in of_task.values())
            task.assignment_count = count
            task.submitted_count = of_task.get("submitted", (0,))[0]
            task.accepted_count = of_task.get("accepted", (0,))[0]
            task.late_count = late.get(task._origin, 0)
            total = sum(progress for _number, progress in of_task.values())
            task.progress = total / count if count else 0.0

    @api.depends_context("uid")
    @api.depends("assignment_ids.user_id")
    def _compute_my_assignment_id(self):
        mine = {
            assignment.task_id: assignment
            for assignment in self.env["fuel.task.assignment"].search(
                [("task_id", "in", self.ids), ("user_id", "=", self.env.uid)]
            )
        }
        for task in self:
            task.my_assignment_id = mine.get(task._origin)

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("name")
    def _check_name(self):
        for task in self:
            if not task.name.strip():
                raise ValidationError(self.env._("Give the task a title."))

    @api.constrains("need_visit", "customer_source")
    def _check_visits_have_customers(self):
        for task in self:
            if task.need_visit and task.customer_source == "none":
                raise ValidationError(
                    self.env._(
                        "%(task)s asks for a visit to each customer: say which "
                        "customers it concerns.",
                        task=task.name,
                    )
                )

    @api.onchange("kind", "campaign_id")
    def _onchange_campaign_id(self):
        if self.campaign_id and self.customer_source == "none":
            self.customer_source = "campaign"

    # === CRUD METHODS === #

    def write(self, vals):
        self._refuse_late_change(vals)
        told = (
            self.filtered(lambda it: it.state == "issued") if TOLD & set(vals) else None
        )
        result = super().write(vals)
        if told:
            told._tell_corrected()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if self.env.user.has_group("crm_fuel.group_fuel_manager"):
            return
        issued = self.filtered(lambda task: task.state != "draft")
        if issued:
            raise UserError(
                self.env._(
                    "%(task)s was issued and stays: close it. Only a manager deletes it.",
                    task=issued[0].name,
                )
            )

    def _refuse_late_change(self, vals):
        """Refuse to change what people work by, once a task is issued."""
        if self.env.su:
            return
        for task in self.filtered(lambda it: it.state != "draft"):
            if "deadline" in vals:
                raise UserError(
                    self.env._(
                        "%(task)s is issued: extend its deadline, for everybody or for "
                        "some, by the button for that.",
                        task=task.name,
                    )
                )
            changed = sorted(FIXED & set(vals)) if task.state == "issued" else []
            if task.state == "closed":
                changed = sorted((FIXED | TOLD) & set(vals))
            if changed:
                raise UserError(
                    self.env._(
                        "%(task)s is issued already and %(fields)s cannot change any "
                        "more. Close it and issue another one.",
                        task=task.name,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in changed
                        ),
                    )
                )

    # === ACTIONS === #

    def action_open_assignments(self):
        """Open who has done what, late ones first.

        :return: window action on ``fuel.task.assignment``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_task_assignment_action"
        )
        action["domain"] = [("task_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_open_mine(self):
        """Open the caller's own assignment of this task.

        :return: window action on ``fuel.task.assignment``
        :rtype: dict
        :raises UserError: where the caller has none
        """
        self.ensure_one()
        if not self.my_assignment_id:
            raise UserError(
                self.env._("You have no assignment of %(task)s.", task=self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "fuel.task.assignment",
            "res_id": self.my_assignment_id.id,
            "views": [(False, "form")],
        }
