from odoo.http import request

from odoo.addons.web.controllers.webmanifest import WebManifest

APP = "crm_fuel"
ICON = "/crm_fuel/static/description/icon.png"


class FuelWebManifest(WebManifest):
    """The installed app: opens on the Workbench, offers what is done most often."""

    def _get_shortcuts(self):
        return [*self._fuel_shortcuts("/odoo/workbench"), *super()._get_shortcuts()]

    def _get_scoped_app_shortcuts(self, app_id):
        shortcuts = super()._get_scoped_app_shortcuts(app_id)
        if app_id == APP:
            # Within the scope of the app, or the browser leaves them out.
            shortcuts = [*self._fuel_shortcuts("/scoped_app/workbench"), *shortcuts]
        return shortcuts

    def _fuel_shortcuts(self, workbench):
        """Return the shortcuts of users of Fuel CRM; nothing for anybody else.

        :param str workbench: URL of the Workbench, which their way back leads to
        """
        env = request.env
        if not env.user.has_group("crm_fuel.group_fuel_user"):
            return []
        # The manifest is a page without a language of its own.
        env = env(context={**env.context, "lang": env.user.lang})
        return [
            {
                "name": env._("New visit"),
                "url": f"{workbench}/fuel-visits/new",
                "description": env._("Record or plan a visit to a customer"),
                "icons": self._fuel_icons(),
            },
            {
                "name": env._("Pending questions"),
                "url": f"{workbench}/fuel-pending-questions",
                "description": env._("Questions that wait for your answer"),
                "icons": self._fuel_icons(),
            },
        ]

    def _fuel_icons(self):
        return [{"sizes": "100x100", "src": ICON, "type": "image/png"}]
