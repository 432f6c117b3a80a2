from odoo import api, fields, models
from odoo.fields import Command


class CrmLead(models.Model):
    """The fuel of an opportunity: grades, tonnes, where, for which vessels."""

    _inherit = "crm.lead"

    # === FIELDS === #

    fuel_line_ids = fields.One2many(
        comodel_name="fuel.lead.line",
        inverse_name="lead_id",
        string="Grades",
        copy=False,  # see copy_data
        groups="crm_fuel.group_fuel_user",
    )
    fuel_grade_ids = fields.Many2many(
        comodel_name="fuel.grade",
        string="Fuel grades",
        compute="_compute_fuel_grade_ids",
        search="_search_fuel_grade_ids",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_expected_mt = fields.Float(
        string="Expected (MT)",
        compute="_compute_fuel_expected_mt",
        store=True,
        digits=(16, 3),
        help="Metric tonnes of all grades, all months together.",
    )
    fuel_weighted_mt = fields.Float(
        string="Weighted (MT)",
        compute="_compute_fuel_weighted_mt",
        store=True,
        digits=(16, 3),
        help="Expected tonnes by the probability of winning.",
    )
    fuel_contact_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="crm_lead_fuel_contact_rel",
        string="Contacts",
        help="Who else at the customer has a say.",
    )
    fuel_port_ids = fields.Many2many(
        comodel_name="fuel.port",
        relation="crm_lead_fuel_port_rel",
        string="Delivery ports",
    )
    fuel_vessel_ids = fields.Many2many(
        comodel_name="fuel.vessel",
        relation="crm_lead_fuel_vessel_rel",
        string="Vessels",
        check_company=True,
        copy=False,  # see copy_data
        groups="crm_fuel.group_fuel_user",
    )
    fuel_window_start = fields.Date(string="Delivery from")
    fuel_window_end = fields.Date(string="Delivery to")
    fuel_competitor_id = fields.Many2one(
        comodel_name="res.partner",
        string="Competitor",
        index="btree_not_null",
        ondelete="set null",
    )

    # === CONSTRAINTS === #

    _fuel_window_order = models.Constraint(
        "CHECK (fuel_window_end >= fuel_window_start)",
        "The delivery window cannot end before it begins.",
    )

    # === COMPUTE METHODS === #

    @api.depends("fuel_line_ids.grade_id")
    def _compute_fuel_grade_ids(self):
        for lead in self:
            lead.fuel_grade_ids = lead.fuel_line_ids.grade_id

    def _search_fuel_grade_ids(self, operator, value):
        return [("fuel_line_ids.grade_id", operator, value)]

    @api.depends("fuel_line_ids.expected_mt")
    def _compute_fuel_expected_mt(self):
        for lead in self:
            lead.fuel_expected_mt = sum(lead.fuel_line_ids.mapped("expected_mt"))

    @api.depends("fuel_expected_mt", "probability")
    def _compute_fuel_weighted_mt(self):
        for lead in self:
            lead.fuel_weighted_mt = lead.fuel_expected_mt * lead.probability / 100

    # === COPY AND MERGE === #

    def copy_data(self, default=None):
        """Copy grades and vessels along, for users who may read them: others copy an
        opportunity as natively."""
        default = default or {}
        vals_list = super().copy_data(default=default)
        if not self.env["fuel.lead.line"].has_access("read"):
            return vals_list
        for lead, vals in zip(self, vals_list, strict=True):
            if "fuel_line_ids" not in default:
                vals["fuel_line_ids"] = [
                    Command.create(line) for line in lead.fuel_line_ids.copy_data()
                ]
            if "fuel_vessel_ids" not in default:
                vals["fuel_vessel_ids"] = [Command.set(lead.fuel_vessel_ids.ids)]
        return vals_list

    def _merge_get_fields_specific(self):
        """What several merged opportunities knew, the one that stays knows."""
        specific = super()._merge_get_fields_specific()

        def together(name, leads):
            # sudo: whoever merges need not be of Fuel CRM; nothing of it may be lost.
            return [Command.link(record.id) for record in leads.sudo()[name]]

        for name in (
            "fuel_contact_ids",
            "fuel_port_ids",
            "fuel_shared_user_ids",
            "fuel_shared_team_ids",
        ):
            specific[name] = together
        return specific

    def _merge_dependences(self, opportunities):
        """Move grades and vessels along, natively told apart from what is written.

        Who merges as the native CRM lets them need not be of Fuel CRM, and may not write
        these fields.
        """
        result = super()._merge_dependences(opportunities)
        # sudo: nothing is shown, and the right to merge is checked already.
        head, tail = self.sudo(), opportunities.sudo()
        tail.fuel_line_ids.lead_id = head
        vessels = tail.fuel_vessel_ids - head.fuel_vessel_ids
        if vessels:
            head.fuel_vessel_ids = [Command.link(vessel.id) for vessel in vessels]
        return result
