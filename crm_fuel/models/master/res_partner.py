from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

CONTACT_ROLES = [
    ("decision_maker", "Decision maker"),
    ("purchaser", "Purchaser"),
    ("technical", "Technical"),
    ("finance", "Finance"),
    ("on_board", "Crew on board"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    fuel_customer = fields.Boolean(
        string="Fuel customer",
        help="Buys fuel, or may; shown among the customers of Fuel CRM.",
    )
    fuel_customer_since = fields.Date(
        string="Customer since", groups="crm_fuel.group_fuel_user"
    )
    fuel_annual_demand_mt = fields.Float(
        string="Annual demand (MT)",
        digits=(12, 3),
        groups="crm_fuel.group_fuel_user",
        help="Estimate of the tonnes a year the customer needs, from all suppliers.",
    )
    fuel_vessel_party_ids = fields.One2many(
        comodel_name="fuel.vessel.party",
        inverse_name="partner_id",
        string="Roles on vessels",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_vessel_ids = fields.Many2many(
        comodel_name="fuel.vessel",
        compute="_compute_fuel_vessels",
        search="_search_fuel_vessel_ids",
        string="Vessels",
        # Archived ones are left out already; asking again costs a query a partner.
        context={"active_test": False},
        groups="crm_fuel.group_fuel_user",
        help="Vessels on which the company or one of its contacts has a role today.",
    )
    fuel_vessel_count = fields.Integer(
        string="Number of vessels",
        compute="_compute_fuel_vessels",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_contact_role = fields.Selection(
        selection=CONTACT_ROLES,
        string="Role in fuel purchases",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_birthday = fields.Date(string="Birthday", groups="crm_fuel.group_fuel_user")

    _fuel_annual_demand_mt_positive = models.Constraint(
        "CHECK (fuel_annual_demand_mt >= 0)", "An annual demand cannot be negative."
    )

    # ------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------

    @api.depends("commercial_partner_id", "fuel_vessel_party_ids.is_current")
    def _compute_fuel_vessels(self):
        vessels = self._fuel_vessels_by_company()
        for partner in self:
            partner.fuel_vessel_ids = vessels.get(partner.commercial_partner_id)
            partner.fuel_vessel_count = len(partner.fuel_vessel_ids)

    def _fuel_vessels_by_company(self):
        """Return the vessels of the commercial entities, in one query for all.

        :return: dict of partner to vessels
        """
        groups = self.env["fuel.vessel.party"]._read_group(
            self._fuel_present_party_domain()
            & Domain(
                "partner_id.commercial_partner_id", "in", self.commercial_partner_id.ids
            ),
            groupby=["partner_id"],
            aggregates=["vessel_id:recordset"],
        )
        vessels = defaultdict(self.env["fuel.vessel"].browse)
        for partner, partner_vessels in groups:
            vessels[partner.commercial_partner_id] |= partner_vessels
        # Assigning them checks the rule on their company, partner by partner: read the
        # companies of all of them first.
        self.env["fuel.vessel"].union(*vessels.values()).fetch(["company_id"])
        return vessels

    @api.model
    def _fuel_present_party_domain(self):
        """Return which parties make a vessel one of a customer's vessels."""
        return Domain("is_current", "in", [True]) & Domain(
            "vessel_id.active", "=", True
        )

    def _search_fuel_vessel_ids(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        present = self._fuel_present_party_domain()

        def companies_with(domain):
            parties = self.env["fuel.vessel.party"].search(present & domain)
            partners = parties.partner_id.commercial_partner_id
            return Domain("commercial_partner_id", "in", partners.ids)

        if operator != "in":
            return companies_with(Domain("vessel_id", operator, value))
        found = companies_with(Domain("vessel_id", "in", [id_ for id_ in value if id_]))
        if False in value:
            found |= ~companies_with(Domain.TRUE)
        return found

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_fuel_open_vessels(self):
        """Open the vessels on which the company has a role today."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_vessel_action"
        )
        action["domain"] = [("id", "in", self.fuel_vessel_ids.ids)]
        action["context"] = {}
        return action
