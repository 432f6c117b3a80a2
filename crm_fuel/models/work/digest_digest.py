from odoo import api, fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_fuel_visits = fields.Boolean(string="Visits done")
    kpi_fuel_visits_value = fields.Integer(compute="_compute_kpi_fuel_visits_value")
    kpi_fuel_mt = fields.Boolean(string="MT delivered")
    kpi_fuel_mt_value = fields.Float(compute="_compute_kpi_fuel_mt_value")
    kpi_fuel_tasks = fields.Boolean(string="Overdue tasks")
    kpi_fuel_tasks_value = fields.Integer(compute="_compute_kpi_fuel_tasks_value")

    # What a recipient may not read is not in their e-mail: that is what the digest makes
    # of an AccessError. What they may read of it, record rules say.

    def _fuel_refuse_outsiders(self):
        if not self.env.user.has_group("crm_fuel.group_fuel_user"):
            raise AccessError(
                self.env._("Only users of Fuel CRM read its figures in the digest.")
            )

    def _compute_kpi_fuel_visits_value(self):
        self._fuel_refuse_outsiders()
        self._calculate_company_based_kpi(
            "fuel.visit",
            "kpi_fuel_visits_value",
            date_field="actual_start",
            additional_domain=[("state", "=", "done")],
        )

    def _compute_kpi_fuel_mt_value(self):
        self._fuel_refuse_outsiders()
        self._calculate_company_based_kpi(
            "fuel.volume",
            "kpi_fuel_mt_value",
            date_field="date",
            sum_field="delivered_mt",
        )

    def _compute_kpi_fuel_tasks_value(self):
        self._fuel_refuse_outsiders()
        _start, end, companies = self._get_kpi_compute_parameters()
        counts = self._fuel_overdue_tasks(companies, fields.Datetime.to_datetime(end))
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_fuel_tasks_value = counts.get(company.id, 0)

    @api.model
    def _fuel_overdue_tasks(self, companies, moment):
        """Hook: assignments that the user may read and that were overdue at a moment.

        :return: numbers by company id
        :rtype: dict
        """
        return {}

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm_fuel.menu_fuel_root").id
        actions |= {
            "kpi_fuel_visits": f"crm_fuel.fuel_visit_action?menu_id={menu}",
            "kpi_fuel_mt": f"crm_fuel.fuel_volume_action?menu_id={menu}",
        }
        return actions
