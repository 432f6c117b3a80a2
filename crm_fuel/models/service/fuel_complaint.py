from odoo import api, fields, models

from .fuel_portal_thread import LONGEST_TEXT

STATES = [
    ("new", "New"),
    ("investigating", "Investigating"),
    ("proposed", "Settlement proposed"),
    ("settled", "Settled"),
    ("rejected", "Claim rejected"),
    ("reopened", "Reopened"),
]
CLOSED = ("settled", "rejected")
OPEN = tuple(state for state, _label in STATES if state not in CLOSED)
SEVERITIES = [
    ("0", "Low"),
    ("1", "Normal"),
    ("2", "High"),
    ("3", "Critical"),
]
SOURCES = [
    ("form", "Entered by hand"),
    ("visit", "Visit"),
    ("survey", "Survey"),
    ("email", "E-mail"),
    ("portal", "Customer portal"),
    ("api", "Interface"),
]


class FuelComplaint(models.Model):
    """A claim of a customer: what they say, what we find, what it is settled for."""

    _name = "fuel.complaint"
    _description = "Complaint"
    _inherit = ["fuel.guarded", "fuel.customer.case", "mail.activity.mixin"]
    # Late ones first; what waits for nobody of ours last.
    _order = "next_deadline, severity desc, id desc"

    # === FIELDS === #

    name = fields.Char(string="Subject", required=True, tracking=True, index="trigram")
    description = fields.Text(help="What the customer says has happened.")
    source = fields.Selection(
        selection=SOURCES, required=True, default="form", copy=False, readonly=True
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="new",
        copy=False,
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    severity = fields.Selection(
        selection=SEVERITIES, required=True, default="1", tracking=True
    )
    type_id = fields.Many2one(
        comodel_name="fuel.complaint.type",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )

    # Who complains, about what
    customer_id = fields.Many2one(
        index="btree_not_null",
        help="Always the company, whichever contact complains. Empty only where an "
        "e-mail came from somebody unknown.",
    )
    contact_id = fields.Many2one(help="The person who complains and is answered.")
    email_from = fields.Char(
        string="Sender", readonly=True, copy=False, help="Who wrote the e-mail."
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id.commercial_partner_id', '=', customer_id)]",
        tracking=True,
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
    )
    picking_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Delivery",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('sale_id', '=', order_id), ('state', '=', 'done')]",
    )
    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        compute="_compute_of_order",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    port_id = fields.Many2one(
        comodel_name="fuel.port",
        compute="_compute_of_order",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    barge_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Supplier barge",
        compute="_compute_barge_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The barge that delivered.",
    )
    visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        check_company=True,
        help="The visit at which it was raised.",
    )
    claimed_mt = fields.Float(string="Claimed (MT)", digits=(12, 3), tracking=True)
    claimed_amount = fields.Monetary(string="Claimed amount", tracking=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    # Who sees to it
    user_id = fields.Many2one(
        help="Whose task it is: the customer's account manager, unless another one is "
        "chosen."
    )
    helper_ids = fields.Many2many(
        comodel_name="res.users",
        relation="fuel_complaint_helper_rel",
        string="Helpers",
        domain="[('share', '=', False)]",
        help="Colleagues who see the complaint and work on it.",
        copy=False,
    )

    # What we find and offer
    cause_id = fields.Many2one(
        comodel_name="fuel.complaint.cause",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    findings = fields.Text(copy=False, help="What the investigation has shown.")
    corrective_action = fields.Text(
        copy=False, help="What is done so that it does not happen again."
    )
    proposal = fields.Text(
        string="Proposed settlement",
        copy=False,
        help="What the customer is offered, in words.",
    )
    reject_reason = fields.Text(
        string="Reason of rejection", copy=False, help="What the customer is told."
    )
    settlement_amount = fields.Monetary(
        string="Settlement amount", copy=False, tracking=True
    )
    settlement_mt = fields.Float(
        string="Settlement (MT)", digits=(12, 3), copy=False, tracking=True
    )
    credit_note_id = fields.Many2one(
        comodel_name="account.move",
        string="Credit note",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
        domain="[('move_type', '=', 'out_refund'),"
        " ('commercial_partner_id', '=', customer_id)]",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    cost = fields.Monetary(
        currency_field="company_currency_id",
        compute="_compute_cost",
        store=True,
        help="The settlement in the company's currency, at the rate of the day on "
        "which the complaint was closed.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _number_unique = models.UniqueIndex("(number) WHERE number IS NOT NULL")
    _order_idx = models.Index("(next_deadline, severity DESC, id DESC)")
    _open_customer_idx = models.Index(
        "(customer_id, company_id) WHERE state NOT IN ('settled', 'rejected')"
    )
    _repeat_idx = models.Index("(company_id, customer_id, type_id, received_at)")
    _name_length = models.Constraint(
        "CHECK (length(name) <= 200)", "A subject has at most 200 characters."
    )
    _text_length = models.Constraint(
        " AND ".join(
            f"length({name}) <= {LONGEST_TEXT}"
            for name in (
                "description",
                "findings",
                "corrective_action",
                "proposal",
                "reject_reason",
            )
        ).join(("CHECK (", ")")),
        "A text has at most 20,000 characters.",
    )
    _customer_known = models.Constraint(
        "CHECK (customer_id IS NOT NULL OR source = 'email')",
        "Customer: say who complains.",
    )
    _claim_positive = models.Constraint(
        "CHECK (claimed_mt >= 0 AND claimed_amount >= 0)",
        "What is claimed cannot be negative.",
    )
    _settlement_positive = models.Constraint(
        "CHECK (settlement_mt >= 0 AND settlement_amount >= 0)",
        "A settlement cannot be negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id", "picking_id.fuel_vessel_id", "picking_id.fuel_port_id")
    def _compute_of_order(self):
        for complaint in self:
            # sudo: vessel and port are no secret to who may name order or delivery.
            order, delivery = complaint.order_id.sudo(), complaint.picking_id.sudo()
            complaint.vessel_id = (
                delivery.fuel_vessel_id or order.fuel_vessel_id or complaint.vessel_id
            )
            complaint.port_id = (
                delivery.fuel_port_id or order.fuel_port_id or complaint.port_id
            )

    @api.depends("picking_id.fuel_barge_id")
    def _compute_barge_id(self):
        for complaint in self:
            # sudo: the barge is no secret to who may name the delivery.
            barge = complaint.picking_id.sudo().fuel_barge_id
            complaint.barge_id = barge or complaint.barge_id

    @api.depends("order_id", "company_id")
    def _compute_currency_id(self):
        for complaint in self:
            complaint.currency_id = (
                complaint.order_id.sudo().currency_id
                or complaint.company_id.currency_id
                or self.env.company.currency_id
            )

    @api.depends("settlement_amount", "currency_id", "closed_at", "company_id")
    def _compute_cost(self):
        for complaint in self:
            day = complaint.closed_at or fields.Datetime.now()
            complaint.cost = complaint.currency_id._convert(
                complaint.settlement_amount,
                complaint.company_id.currency_id,
                complaint.company_id,
                day.date(),
            )

    # === ONCHANGE === #

    @api.onchange("customer_id")
    def _onchange_customer_id(self):
        result = super()._onchange_customer_id()
        if self.order_id.partner_id.commercial_partner_id != self.customer_id:
            self.order_id = False
        return result

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_line_id.order_id != self.order_id:
            self.order_line_id = False
        if self.picking_id.sale_id != self.order_id:
            self.picking_id = False
        if self.order_id and not self.customer_id:
            self.customer_id = self.order_id.partner_id.commercial_partner_id

    # === HOOKS === #

    def _after_create(self):
        """Hook: what else a new complaint brings about."""

    def _before_write(self, vals):
        """Hook: what to remember of complaints until they are written: a dict."""
        return {}

    def _after_write(self, vals, before):
        """Hook: what else follows from a change."""

    def _after_move(self, state):
        """Hook: what else follows from having reached a state."""
