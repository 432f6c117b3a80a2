from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .fuel_complaint import LONGEST_TEXT

STATES = [
    ("new", "New"),
    ("answered", "Answered"),
    ("closed", "Closed"),
]
# From each state, where a suggestion may go.
TRANSITIONS = {
    "new": {"answered", "closed"},
    "answered": {"new", "closed"},
    "closed": {"new"},
}
SOURCES = [("form", "Entered by hand"), ("portal", "Customer portal")]
LONGEST_TITLE = 100


class FuelSuggestion(models.Model):
    """What a customer would like to have otherwise: no claim, and no clock.

    It is answered by a message; whatever the customer writes after that wants another
    answer.
    """

    _name = "fuel.suggestion"
    _description = "Suggestion"
    _inherit = ["fuel.guarded", "fuel.portal.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["number", "name", "customer_id"]
    _mail_post_access = "read"
    _check_company_auto = True
    _fuel_protected = frozenset(
        {"number", "state", "name", "manager_id", "team_id", "answered_at"}
    )

    # === FIELDS === #

    number = fields.Char(copy=False, readonly=True, index="trigram")
    name = fields.Char(
        string="Beginning",
        compute="_compute_name",
        store=True,
        precompute=True,
        help="The first words, for lists.",
    )
    text = fields.Text(
        string="Suggestion", required=True, help="In the customer's own words."
    )
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
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="Always the company, whichever contact writes.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', customer_id)]",
        help="The person who wrote and is answered.",
    )
    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Who answers: the customer's account manager, unless another one is chosen.",
    )
    manager_id = fields.Many2one(
        related="customer_id.user_id",
        string="Account manager",
        store=True,
        index="btree_not_null",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The owner's team.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    answered_at = fields.Datetime(
        string="Last answer", readonly=True, copy=False, help="Of ours."
    )

    # === CONSTRAINTS AND INDEXES === #

    _number_unique = models.UniqueIndex("(number) WHERE number IS NOT NULL")
    _text_length = models.Constraint(
        f"CHECK (length(text) <= {LONGEST_TEXT})",
        "A suggestion has at most 20,000 characters.",
    )

    # === COMPUTE METHODS === #

    @api.depends("text")
    def _compute_name(self):
        for suggestion in self:
            first = next(iter((suggestion.text or "").strip().splitlines()), "")
            suggestion.name = first[:LONGEST_TITLE] or False

    @api.depends("number", "name")
    def _compute_display_name(self):
        for suggestion in self:
            parts = (suggestion.number, suggestion.name)
            suggestion.display_name = " · ".join(filter(None, parts))

    @api.depends("customer_id")
    def _compute_user_id(self):
        for suggestion in self:
            if suggestion.user_id or not suggestion.customer_id:
                continue
            # sudo: whose customer it is.
            manager = suggestion.customer_id.sudo().user_id
            if manager and not manager.share:
                suggestion.user_id = manager
            elif self.env.user._is_internal() and not self.env.user._is_superuser():
                suggestion.user_id = self.env.user

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for suggestion in self:
            # sudo: the owner's team, and nothing else of theirs.
            team = suggestion.user_id.sudo().sale_team_id
            fits = not team.company_id or team.company_id == suggestion.company_id
            suggestion.team_id = team if fits else False

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("text")
    def _check_text(self):
        for suggestion in self:
            if not suggestion.text.strip():
                raise ValidationError(
                    self.env._("Suggestion: say what the customer would like.")
                )

    @api.constrains("customer_id", "contact_id")
    def _check_contact(self):
        for suggestion in self:
            contact = suggestion.contact_id.sudo()
            if contact and contact.commercial_partner_id != suggestion.customer_id:
                raise ValidationError(
                    self.env._(
                        "Contact: %(contact)s does not belong to %(customer)s. Choose "
                        "one of its contacts.",
                        contact=contact.name,
                        customer=suggestion.customer_id.sudo().name,
                    )
                )

    @api.constrains("user_id", "company_id")
    def _check_owner(self):
        for suggestion in self.sudo():
            owner = suggestion.user_id
            if owner and (
                owner.share or suggestion.company_id not in owner.company_ids
            ):
                raise ValidationError(
                    self.env._(
                        "Owner: %(owner)s does not work in %(company)s.",
                        owner=owner.name,
                        company=suggestion.company_id.name,
                    )
                )

    @api.onchange("customer_id")
    def _onchange_customer_id(self):
        customer = self.customer_id.commercial_partner_id
        if customer and customer != self.customer_id:
            self.contact_id = self.customer_id
            self.customer_id = customer
        if self.contact_id.commercial_partner_id != customer:
            self.contact_id = False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # What a grouped list sends along without harm.
        context = {
            name: value
            for name, value in self.env.context.items()
            if name not in ("default_manager_id", "default_team_id")
        }
        model = self.with_env(self.env(context=context))
        suggestions = super(FuelSuggestion, model).create(
            [self._prepare(vals) for vals in vals_list]
        )
        suggestions = suggestions.with_env(self.env)
        for suggestion in suggestions.sudo():  # sudo: a protected field
            suggestion.number = (
                self.env["ir.sequence"].sudo().next_by_code("fuel.suggestion")
            )
        suggestions._ask_owner()
        return suggestions

    def write(self, vals):
        owners = {suggestion: suggestion.user_id for suggestion in self}
        result = super().write(self._prepare(vals, new=False))
        changed = self.filtered(lambda it: it.user_id != owners[it])
        changed._owner_activities().unlink()
        changed.filtered(lambda it: it.state == "new")._ask_owner()
        return result

    @api.model
    def _prepare(self, vals, new=True):
        """Return ``vals`` as they are stored: the customer is always a company."""
        vals = dict(vals)
        source = vals.get("source") or self.env.context.get("default_source")
        if source and source != "form" and not self.env.su:
            raise UserError(
                self.env._(
                    "Source: %(given)s is not for calls from outside; leave it out.",
                    given=source,
                )
            )
        partner = self.env["res.partner"].browse(vals.get("customer_id") or [])
        customer = partner.commercial_partner_id
        if customer and customer != partner:
            vals["customer_id"] = customer.id
            vals.setdefault("contact_id", partner.id)
        return vals

    # === WHO ANSWERS === #

    def _ask_owner(self):
        """Give the owner a to-do, or supervisors where nobody owns it."""
        # sudo: an activity of another's.
        for suggestion in self.sudo():
            for user in suggestion._portal_answerers():
                suggestion.with_context(lang=user.lang).activity_schedule(
                    "crm_fuel.mail_activity_type_suggestion",
                    summary=suggestion.with_context(lang=user.lang).env._(
                        "Answer the suggestion"
                    ),
                    user_id=user.id,
                )

    def _owner_activities(self):
        kind = self.env.ref("crm_fuel.mail_activity_type_suggestion", False)
        # sudo: activities of others.
        return self.sudo().activity_ids.filtered(lambda it: it.activity_type_id == kind)

    def _portal_answerers(self):
        # Who hears of complaints without an owner hears of these.
        complaint = self.env["fuel.complaint"].new({"company_id": self.company_id.id})
        return self.user_id or complaint._escalation_users()

    # === STATES === #

    def _move_to(self, state):
        """Bring suggestions into a state, where the table of transitions allows it.

        :raises AccessError: for who may not change the suggestion
        :raises UserError: where it cannot go there
        """
        self.check_access("write")
        self._lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for suggestion in self:
            if state not in TRANSITIONS[suggestion.state]:
                raise UserError(
                    self.env._(
                        "%(suggestion)s is %(from)s and cannot become %(to)s.",
                        suggestion=suggestion.display_name,
                        **{"from": labels[suggestion.state], "to": labels[state]},
                    )
                )
        # sudo: the guard of protected fields lets nobody else through.
        self.sudo().write({"state": state})
        if state == "new":
            self._ask_owner()
        else:
            self._owner_activities().action_done()

    def action_close(self):
        """Close suggestions: there is nothing more to say.

        :raises UserError: where one is closed already
        """
        self._move_to("closed")
        return True

    def action_reopen(self):
        """Take answered or closed suggestions up again.

        :raises UserError: where one is new
        """
        self._move_to("new")
        return True

    # === MESSAGES === #

    def _portal_path(self):
        self.ensure_one()
        return f"/my/fuel/suggestions/{self._portal_ref()}"

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["contact_id", "customer_id"]

    def _message_post_after_hook(self, message, msg_values):
        self._recognise_answer(message)
        return super()._message_post_after_hook(message, msg_values)

    def _recognise_answer(self, message):
        """A message of ours that the customer gets is the answer."""
        self.ensure_one()
        if not self._reaches_customer(message):
            return
        # sudo: who may read a suggestion may answer it.
        self.sudo().answered_at = fields.Datetime.now()
        if self.state == "new":
            self.sudo()._move_to("answered")

    def _after_customer_message(self, message):
        result = super()._after_customer_message(message)
        if self.state != "new":
            self._move_to("new")
        return result
