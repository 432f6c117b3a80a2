from odoo import api, fields, models
from odoo.exceptions import ValidationError

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
    _inherit = ["fuel.guarded", "fuel.customer.case", "mail.activity.mixin"]
    _order = "id desc"
    _fuel_transitions = TRANSITIONS
    _fuel_protected = frozenset(
        {"number", "state", "name", "manager_id", "team_id", "answered_at"}
    )

    # === FIELDS === #

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
    customer_id = fields.Many2one(required=True, index=True)
    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
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

    # === CONSTRAINTS === #

    @api.constrains("text")
    def _check_text(self):
        for suggestion in self:
            if not suggestion.text.strip():
                raise ValidationError(
                    self.env._("Suggestion: say what the customer would like.")
                )

    @api.constrains("user_id", "company_id")
    def _check_owner(self):
        # sudo: where the owner works, whoever may read users.
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

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        model = self._without_computed_defaults(("manager_id", "team_id"))
        vals_list = [self._prepare(vals) for vals in vals_list]
        suggestions = super(FuelSuggestion, model).create(vals_list)
        suggestions = suggestions.with_env(self.env)
        suggestions._number_from("fuel.suggestion")
        suggestions._ask_owner()
        return suggestions

    def write(self, vals):
        owners = {suggestion: suggestion.user_id for suggestion in self}
        result = super().write(self._prepare(vals))
        changed = self.filtered(lambda it: it.user_id != owners[it])
        changed._owner_activities().unlink()
        changed.filtered(lambda it: it.state == "new")._ask_owner()
        return result

    @api.model
    def _prepare(self, vals):
        """Return ``vals`` as they are stored: the customer is always a company."""
        self._check_source(vals, ("form",))
        return self._with_company_as_customer(vals)

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

    def _move_to(self, state, **values):
        """As everywhere; the owner's to-do goes along.

        :raises AccessError: for who may not change the suggestion
        """
        self.check_access("write")
        result = super()._move_to(state, **values)
        if state == "new":
            self._ask_owner()
        else:
            self._owner_activities().action_done()
        return result

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
