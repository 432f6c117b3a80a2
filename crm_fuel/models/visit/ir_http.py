from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client of somebody who makes visits what it needs for them.

        With the page and not asked for later: a phone opens it without a network too.
        """
        info = super().session_info()
        user = self.env.user
        if user.has_group("crm_fuel.group_fuel_user"):
            company = self.env.company
            info["fuel_visits"] = {
                "notice_seen": bool(user.fuel_position_notice_at),
                "position_months": company.fuel_position_months,
                "on_site_radius": company.fuel_on_site_radius,
                "navigation_app": company.fuel_navigation_app,
            }
        return info
