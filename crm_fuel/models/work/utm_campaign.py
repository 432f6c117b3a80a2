from odoo import api, fields, models


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    fuel_task_count = fields.Integer(
        string="Number of tasks", compute="_compute_fuel_task_count"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_task_count(self):
        """Tasks issued; each user counts what they may see."""
        tasks = self.env["fuel.task"]
        counts = {}
        if tasks.has_access("read"):
            counts = dict(
                tasks._read_group(
                    [("campaign_id", "in", self.ids), ("state", "!=", "draft")],
                    ["campaign_id"],
                    ["__count"],
                )
            )
        for campaign in self:
            campaign.fuel_task_count = counts.get(campaign._origin, 0)

    def action_open_fuel_tasks(self):
        """Open the tasks of the campaign.

        :return: window action on ``fuel.task``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_task_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {
            "default_campaign_id": self.id,
            "default_kind": "marketing",
            "default_customer_source": "campaign",
        }
        return action
