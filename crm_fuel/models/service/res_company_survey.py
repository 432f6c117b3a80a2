from odoo import api, fields, models
from odoo.fields import Domain

from .survey_survey import SATISFACTION


class ResCompany(models.Model):
    """When customers are asked how satisfied they are."""

    _inherit = "res.company"

    # === FIELDS === #

    fuel_survey_automatic = fields.Boolean(
        string="Ask after deliveries",
        help="The contact of an order is asked once all of it has been delivered.",
    )
    fuel_survey_since = fields.Datetime(
        string="Deliveries asked about since", readonly=True
    )
    fuel_survey_id = fields.Many2one(
        comodel_name="survey.survey",
        string="Questionnaire",
        ondelete="set null",
        domain=[("survey_type", "=", SATISFACTION)],
        help="What is asked after a delivery. Empty: the one that comes with the addon.",
    )
    fuel_survey_hours = fields.Integer(
        string="Hours after the last delivery", default=24
    )
    fuel_survey_days = fields.Integer(
        string="Days between two surveys",
        default=30,
        help="A contact is asked at most once in so many days, by hand or automatically. "
        "0: as often as somebody asks.",
    )
    fuel_survey_deadline_days = fields.Integer(
        string="Days to answer",
        default=14,
        help="How long the link in an invitation works.",
    )
    fuel_survey_reminder_days = fields.Integer(
        string="Days until the reminder",
        default=0,
        help="Who has not answered is reminded once after so many days. 0: nobody is.",
    )

    # === CONSTRAINTS === #

    _fuel_survey_hours_range = models.Constraint(
        "CHECK (fuel_survey_hours BETWEEN 0 AND 720)",
        "Customers are asked 0 to 720 hours after a delivery.",
    )
    _fuel_survey_days_range = models.Constraint(
        "CHECK (fuel_survey_days BETWEEN 0 AND 3650)",
        "There are 0 to 3650 days between two surveys.",
    )
    _fuel_survey_deadline_days_range = models.Constraint(
        "CHECK (fuel_survey_deadline_days BETWEEN 1 AND 365)",
        "A survey's link works for 1 to 365 days.",
    )
    _fuel_survey_reminder_days_range = models.Constraint(
        "CHECK (fuel_survey_reminder_days BETWEEN 0 AND 365)",
        "The reminder comes 0 to 365 days after the invitation.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._fuel_survey_from_now()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "fuel_survey_automatic" in vals:
            self._fuel_survey_from_now()
        return result

    def _fuel_survey_from_now(self):
        """Nobody is asked about deliveries from before it was switched on."""
        for company in self:
            if not company.fuel_survey_automatic:
                if company.fuel_survey_since:
                    company.fuel_survey_since = False
            elif not company.fuel_survey_since:
                company.fuel_survey_since = fields.Datetime.now()

    # === BUSINESS METHODS === #

    def _fuel_delivery_survey(self):
        """Return the questionnaire about deliveries; none where it is archived."""
        self.ensure_one()
        survey = self.fuel_survey_id or self.env.ref(
            "crm_fuel.fuel_survey_delivery", raise_if_not_found=False
        )
        surveys = self.env["survey.survey"]
        return (survey or surveys).filtered_domain(
            Domain("active", "=", True) & Domain("survey_type", "=", SATISFACTION)
        )

    def _fuel_survey_sender(self):
        """Return the address that invitations come from; nothing where there is none."""
        self.ensure_one()
        # Read from the contact: the company's own field may be cached from before.
        return (
            self.partner_id.email_formatted
            or self.email_formatted
            or self.with_company(self).env["ir.mail_server"]._get_default_from_address()
            or False
        )
