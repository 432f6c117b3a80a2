from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

# Why somebody is not asked. "busy" passes: who is asked again is asked then.
LEFT_OUT = [
    ("no_contact", "No contact"),
    ("archived", "Archived"),
    ("no_address", "No e-mail address"),
    ("opted_out", "Wants no surveys"),
    ("recent", "Asked recently"),
    ("busy", "In use by somebody else: try again"),
]


class ResPartner(models.Model):
    """Whom of a customer's people to ask, and who does not want to be."""

    _inherit = "res.partner"

    # === FIELDS === #

    fuel_survey_opt_out = fields.Boolean(
        string="Wants no surveys",
        tracking=True,
        index="btree_not_null",
        groups="base.group_user",
        help="Set by the contact with the link in each invitation, or here. No survey "
        "goes to this contact, nor to another one with the same address.",
    )
    fuel_survey_asked_at = fields.Datetime(
        string="Last asked for an opinion",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the last satisfaction survey was made out to this contact.",
    )

    # === ACTIONS === #

    def action_fuel_send_survey(self):
        """Open the dialogue that sends a survey to these contacts.

        :return: window action on ``fuel.survey.send``
        :rtype: dict
        """
        return self.env["fuel.survey.send"]._open(contact_ids=self.ids)

    # === BUSINESS METHODS === #

    def _fuel_survey_contacts(self):
        """Return the person to ask for each of these partners.

        A person is asked. For a company it is the first of its contacts who has an
        address, else the company itself.

        :return: contact by partner
        :rtype: dict
        """
        companies = self.filtered(lambda it: not it.parent_id and it.is_company)
        # sudo: which contact it is, is not shown to anybody here.
        people = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("parent_id", "in", companies.ids),
                    ("is_company", "=", False),
                    ("type", "=", "contact"),
                    ("email_normalized", "!=", False),
                ],
                order="parent_id, id",
            )
        )
        first = {}
        for person in people:
            first.setdefault(person.parent_id.id, person.with_env(self.env))
        return {partner: first.get(partner.id, partner) for partner in self}

    def _fuel_survey_left_out(self, company):
        """Return why some of these contacts are not asked by a company now.

        :return: a key of ``LEFT_OUT`` by contact; who is not in it is asked
        :rtype: dict
        """
        # sudo: who opted out with the same address may be another customer's contact.
        contacts = self.sudo()
        addresses = [it for it in contacts.mapped("email_normalized") if it]
        # sudo: whoever refused with this address counts, readable or not.
        refusing = {
            address
            for (address,) in self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                Domain("fuel_survey_opt_out", "=", True)
                & Domain("email_normalized", "in", addresses),
                ["email_normalized"],
            )
        }
        # sudo: Odoo's own list of who wants no letters.
        refusing.update(
            self.env["mail.blacklist"]
            .sudo()
            .search([("email", "in", addresses)])
            .mapped("email")
        )
        since = fields.Datetime.now() - timedelta(days=company.fuel_survey_days)
        reasons = {}
        for contact, contact_sudo in zip(self, contacts, strict=True):
            reason = None
            if not contact_sudo.active:
                reason = "archived"
            elif contact_sudo.fuel_survey_opt_out:
                reason = "opted_out"
            elif not contact_sudo.email_normalized:
                reason = "no_address"
            elif contact_sudo.email_normalized in refusing:
                reason = "opted_out"
            elif (
                company.fuel_survey_days
                and contact_sudo.fuel_survey_asked_at
                and contact_sudo.fuel_survey_asked_at > since
            ):
                reason = "recent"
            if reason:
                reasons[contact] = reason
        return reasons

    def _fuel_survey_stop(self):
        """Ask these contacts never again, nor anybody with the same address."""
        addresses = [it for it in self.mapped("email_normalized") if it]
        same = (
            self.with_context(active_test=False).search(
                [("email_normalized", "in", addresses)]
            )
            | self
        )
        same.filtered(lambda it: not it.fuel_survey_opt_out).write(
            {"fuel_survey_opt_out": True}
        )
        self.env["survey.user_input"].search(
            [
                ("partner_id", "in", same.ids),
                ("fuel_mail_state", "in", ("waiting", "queued")),
            ]
        )._fuel_give_up(self.env._("The contact wants no surveys."))
