from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class FuelCustomerCase(models.AbstractModel):
    """What a customer brings up and one of ours sees to: complaints, suggestions."""

    _name = "fuel.customer.case"
    _description = "What a customer brings up"
    _inherit = ["fuel.portal.thread"]
    _rec_names_search = ["number", "name", "customer_id"]
    _mail_post_access = "read"
    _check_company_auto = True

    # === FIELDS === #

    number = fields.Char(copy=False, readonly=True, index="trigram")
    name = fields.Char()
    customer_id = fields.Many2one(
        comodel_name="res.partner",
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

    # === COMPUTE METHODS === #

    @api.depends("number", "name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " · ".join(filter(None, (case.number, case.name)))

    @api.depends("customer_id")
    def _compute_user_id(self):
        for case in self:
            if case.user_id or not case.customer_id:
                continue
            # sudo: whose customer it is.
            manager = case.customer_id.sudo().user_id
            if manager and not manager.share:
                case.user_id = manager
            elif self.env.user._is_internal() and not self.env.user._is_superuser():
                case.user_id = self.env.user

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for case in self:
            # sudo: the owner's team, and nothing else of theirs.
            team = case.user_id.sudo().sale_team_id
            fits = not team.company_id or team.company_id == case.company_id
            case.team_id = team if fits else False

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("customer_id", "contact_id")
    def _check_contact(self):
        # sudo: whose contact it is, whoever may read contacts.
        for case in self.sudo():
            contact = case.contact_id
            if contact and contact.commercial_partner_id != case.customer_id:
                raise ValidationError(
                    self.env._(
                        "Contact: %(contact)s does not belong to %(customer)s. Choose "
                        "one of its contacts.",
                        contact=contact.name,
                        customer=case.customer_id.name or "-",
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

    # === WHAT IS GIVEN, AND WHAT IS STORED === #

    @api.model
    def _with_company_as_customer(self, vals):
        """Return ``vals`` with a contact given as the customer made the contact."""
        partner = self.env["res.partner"].browse(vals.get("customer_id") or [])
        customer = partner.commercial_partner_id
        if not customer or customer == partner:
            return vals
        return {"contact_id": partner.id, **vals, "customer_id": customer.id}

    @api.model
    def _check_source(self, vals, by_hand):
        """Refuse sources that only the server gives.

        :param by_hand: those that anybody may give
        """
        source = vals.get("source") or self.env.context.get("default_source")
        if source and source not in by_hand and not self.env.su:
            raise UserError(
                self.env._(
                    "Source: %(given)s is not for calls from outside; leave it out.",
                    given=source,
                )
            )

    @api.model
    def _without_computed_defaults(self, names):
        """Leave out of the context what a grouped list sends along without harm.

        :param names: fields that are only ever computed
        """
        unwanted = {f"default_{name}" for name in names}
        context = {
            name: value
            for name, value in self.env.context.items()
            if name not in unwanted
        }
        return self.with_env(self.env(context=context))

    def _number_from(self, code):
        """Give each its number, of a sequence."""
        # sudo: a protected field, and the sequence.
        for case in self.sudo():
            case.number = case.env["ir.sequence"].next_by_code(code)
