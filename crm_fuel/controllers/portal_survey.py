"""The questionnaires that wait for a contact, and those they have answered."""

from odoo import fields
from odoo.fields import Domain
from odoo.http import request

from .portal import FuelPortal, customer_route

LIST = "/my/fuel/surveys"
MOST_ANSWERED = 50


class FuelPortalSurvey(FuelPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_survey_count" in counters:
            # sudo: within the fence of the domain.
            values["fuel_survey_count"] = (
                request.env["survey.user_input"]
                .sudo()
                .search_count(self._survey_open_domain())
            )
        return values

    def _survey_domain(self):
        """Return the visitor's own invitations: an invitation is personal."""
        if not self._fuel_customer():
            return Domain.FALSE
        # sudo: the visitor's own contact.
        partner = request.env.user.sudo().partner_id
        return Domain("partner_id", "=", partner.id) & Domain("test_entry", "=", False)

    def _survey_open_domain(self):
        now = fields.Datetime.now()
        return (
            self._survey_domain()
            & Domain("state", "!=", "done")
            & Domain("survey_id.active", "=", True)
            & (Domain("deadline", "=", False) | Domain("deadline", ">", now))
        )

    @customer_route(LIST)
    def fuel_surveys(self, **_kwargs):
        """List the contact's own invitations: to answer, and answered."""
        self._fuel_require_customer()
        # sudo: within the fence of the domains.
        answers = request.env["survey.user_input"].sudo()
        waiting = answers.search(
            self._survey_open_domain(), order="deadline, id desc", limit=MOST_ANSWERED
        )
        answered = answers.search(
            self._survey_domain() & Domain("state", "=", "done"),
            order="end_datetime desc, id desc",
            limit=MOST_ANSWERED,
        )
        return self._fuel_page(
            "crm_fuel.portal_fuel_surveys",
            {
                "waiting": [
                    {
                        "title": answer.survey_id.title,
                        "deadline": self._fuel_datetime(answer.deadline),
                        "is_begun": answer.state == "in_progress",
                        # The contact's own link, as their invitation has it.
                        "url": answer.get_start_url(),
                    }
                    for answer in waiting
                ],
                "answered": [
                    {
                        "title": answer.survey_id.title,
                        "date": self._fuel_date(
                            answer.end_datetime or answer.write_date
                        ),
                    }
                    for answer in answered
                ],
            },
            crumbs=[(request.env._("Surveys"), None)],
        )
