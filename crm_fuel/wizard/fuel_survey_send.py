from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.service.res_partner_survey import LEFT_OUT
from ..models.service.survey_survey import SATISFACTION

# Letters for as many are made at once; the job makes the others'.
AT_ONCE = 50
MOST = 10_000


class FuelSurveySend(models.TransientModel):
    """Sends a satisfaction survey, with what the sender knows about it.

    Odoo's own dialogue knows neither customer nor order, writes to everybody in one
    language, and says nothing of whom it leaves out.
    """

    _name = "fuel.survey.send"
    _description = "Send satisfaction survey"

    # === FIELDS === #

    survey_id = fields.Many2one(
        comodel_name="survey.survey",
        string="Questionnaire",
        required=True,
        default=lambda self: self._default_survey_id(),
        domain=[("survey_type", "=", SATISFACTION), ("active", "=", True)],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    by = fields.Selection(
        selection=[
            ("contacts", "Chosen contacts"),
            ("filter", "All that match a filter"),
        ],
        string="Send to",
        required=True,
        default="contacts",
    )
    contact_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Contacts",
        help="For a company, its first contact with an e-mail address is asked.",
    )
    filter_domain = fields.Char(
        string="Filter", default="[('fuel_customer', '=', True)]"
    )
    order_id = fields.Many2one(comodel_name="sale.order")
    visit_id = fields.Many2one(comodel_name="fuel.visit")
    state = fields.Selection(
        selection=[("draft", "To send"), ("done", "Sent")], default="draft"
    )
    line_ids = fields.One2many(
        comodel_name="fuel.survey.send.line",
        inverse_name="send_id",
        string="Result by contact",
        readonly=True,
    )
    asked_count = fields.Integer(string="Asked", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left out", compute="_compute_counts")
    sender_missing = fields.Boolean(compute="_compute_sender_missing")

    # === DEFAULTS === #

    @api.model
    def _default_survey_id(self):
        return self.env["survey.survey"].search(
            [("survey_type", "=", SATISFACTION)], order="fuel_occasion, id", limit=1
        )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        for wizard in self:
            asked = wizard.line_ids.filtered(lambda it: it.outcome == "asked")
            wizard.asked_count = len(asked)
            wizard.left_out_count = len(wizard.line_ids) - len(asked)

    @api.depends("company_id")
    def _compute_sender_missing(self):
        for wizard in self:
            # sudo: whether there is an address, not which.
            company = wizard.company_id.sudo()
            wizard.sender_missing = company and not company._fuel_survey_sender()

    # === ACTIONS === #

    @api.model
    def _open(self, contact_ids=(), order_id=False, visit_id=False, survey_id=False):
        context = {
            "default_contact_ids": [Command.set(contact_ids)],
            "default_order_id": order_id,
            "default_visit_id": visit_id,
        }
        if order_id:
            company = self.env["sale.order"].browse(order_id).company_id
            context["default_company_id"] = company.id
            # sudo: which questionnaire it is, is no secret.
            survey_id = survey_id or company.sudo()._fuel_delivery_survey().id
        if visit_id:
            visit = self.env["fuel.visit"].browse(visit_id)
            context["default_company_id"] = visit.company_id.id
        if survey_id:
            context["default_survey_id"] = survey_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send satisfaction survey"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def action_send(self):
        """Send the survey, and tell for each contact whether it was asked.

        Whoever cannot be asked is left out with the reason; all others are. Letters of
        many follow within minutes.

        :return: the action that shows the outcome
        :raises UserError: where there is nobody to send it to, or the questionnaire
            does not suit
        :raises AccessError: for who may not see a contact, the order or the visit
        """
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("This survey has been sent."))
        partners = self._find_partners()
        self._check_sendable(partners)
        requests = self._prepare_requests(partners)
        inputs = self.env["survey.user_input"]
        outcomes, invitations = inputs._fuel_invite(
            self.survey_id, self.company_id, requests
        )
        invitations[:AT_ONCE]._fuel_queue_mails()
        if len(invitations) > AT_ONCE:
            # sudo: only to have the job begin sooner.
            self.env.ref("crm_fuel.fuel_survey_cron").sudo()._trigger()
        self.write(
            {
                "state": "done",
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": partner.id,
                            "contact_id": request["contact"].id,
                            "outcome": outcome,
                        }
                    )
                    for partner, request, outcome in zip(
                        partners, requests, outcomes, strict=True
                    )
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send satisfaction survey"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _find_partners(self):
        if self.by == "contacts":
            # Archived ones are told of, not forgotten.
            partners = self.with_context(active_test=False).contact_ids
            return partners.with_env(self.env)
        try:
            domain = Domain(literal_eval(self.filter_domain or "[]"))
            # The user's own rights decide whom it finds.
            partners = self.env["res.partner"].search(domain, limit=MOST + 1)
        except (ValueError, SyntaxError, TypeError, KeyError) as problem:
            raise UserError(
                self.env._(
                    "Filter: %(problem)s. Choose the conditions again.",
                    problem=str(problem)[:200],
                )
            ) from problem
        if len(partners) > MOST:
            raise UserError(
                self.env._(
                    "Filter: it matches more than %(most)s. Narrow it down.",
                    most=f"{MOST:,}",
                )
            )
        return partners

    def _check_sendable(self, partners):
        partners.check_access("read")
        self.order_id.check_access("read")
        self.visit_id.check_access("read")
        self.survey_id.check_access("read")
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._("Company: you do not work in it now. Switch to it first.")
            )
        if not partners:
            raise UserError(self.env._("Contacts: choose whom to ask."))
        if self.survey_id.survey_type != SATISFACTION or not self.survey_id.active:
            raise UserError(
                self.env._(
                    "Questionnaire: %(survey)s is archived, or not about satisfaction.",
                    survey=self.survey_id.display_name,
                )
            )
        if not self.survey_id.sudo().question_ids:  # sudo: whether there are any
            raise UserError(
                self.env._(
                    "Questionnaire: %(survey)s has no questions.",
                    survey=self.survey_id.display_name,
                )
            )
        # sudo: whose order or visit it is was seen by who named it.
        customers = (
            self.order_id.sudo().partner_id.commercial_partner_id
            | self.visit_id.sudo().customer_id.commercial_partner_id
        )
        strangers = partners.filtered(
            lambda it: customers and it.commercial_partner_id not in customers
        )
        if strangers or len(customers) > 1:
            raise UserError(
                self.env._(
                    "Contacts: %(contact)s does not belong to %(customer)s. Choose its "
                    "own contacts.",
                    contact=(strangers or partners)[0].display_name,
                    customer=customers[0].name,
                )
            )
        if self.company_id not in (
            # sudo: whose order or visit it is.
            (self.order_id.sudo().company_id | self.visit_id.sudo().company_id)
            or self.company_id
        ):
            raise UserError(
                self.env._("Company: it is not the one of the order or visit.")
            )

    def _prepare_requests(self, partners):
        people = partners._fuel_survey_contacts()
        facts = self._prepare_facts()
        return [
            {
                "contact": people[partner],
                **self._manager_facts(partner.commercial_partner_id),
                **facts,
            }
            for partner in partners
        ]

    def _prepare_facts(self):
        """Return what the order or visit says about all of them."""
        if self.order_id:
            [request] = self.order_id._fuel_survey_requests(contacts={})
            facts = {k: v for k, v in request.items() if k != "contact"}
            return {**facts, "fuel_visit_id": self.visit_id.id}
        if self.visit_id:
            return self.visit_id._fuel_survey_facts()
        return {}

    def _manager_facts(self, customer):
        # sudo: who looks after a customer, and in which team.
        manager = customer.sudo().user_id or self.env.user.sudo()
        return {
            "fuel_manager_id": manager.id,
            "fuel_team_id": manager.sale_team_id.id,
        }


class FuelSurveySendLine(models.TransientModel):
    _name = "fuel.survey.send.line"
    _description = "Outcome of sending a survey"
    _order = "outcome desc, id"

    send_id = fields.Many2one(
        comodel_name="fuel.survey.send", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Chosen")
    contact_id = fields.Many2one(comodel_name="res.partner")
    outcome = fields.Selection(
        selection=[("asked", "Asked"), *LEFT_OUT],
        string="Was asked",
        required=True,
        readonly=True,
    )
