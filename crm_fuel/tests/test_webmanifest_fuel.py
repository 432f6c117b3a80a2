from odoo.tests import HttpCase, new_test_user, tagged

MANIFEST = "/web/manifest.webmanifest"
SCOPED = "/web/manifest.scoped_app_manifest?app_id={app}&path=%2Fscoped_app%2Fworkbench"


@tagged("-at_install", "post_install")
class TestWebManifestFuel(HttpCase):
    """The installed app opens on the Workbench and offers shortcuts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        for login, group in (
            ("fuel_phone", "crm_fuel.group_fuel_user"),
            ("no_fuel", "base.group_user"),
        ):
            new_test_user(cls.env, login=login, groups=group, lang="en_US")

    def _shortcuts(self, url, login):
        self.authenticate(login, login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        return {row["name"]: row for row in answer.json()["shortcuts"]}

    def test_account_managers_get_shortcuts(self):
        shortcuts = self._shortcuts(MANIFEST, "fuel_phone")
        self.assertEqual(
            {
                name: row["url"]
                for name, row in shortcuts.items()
                if "workbench" in row["url"]
            },
            {
                "New visit": "/odoo/workbench/fuel-visits/new",
                "Pending questions": "/odoo/workbench/fuel-pending-questions",
            },
        )
        icon = self.url_open(shortcuts["New visit"]["icons"][0]["src"])
        self.assertEqual(icon.headers["Content-Type"], "image/png")

    def test_nobody_else_does(self):
        for login in ("no_fuel", None):
            names = self._shortcuts(MANIFEST, login)
            self.assertFalse({"New visit", "Pending questions"} & set(names))

    def test_the_scoped_app_opens_on_the_workbench(self):
        self.authenticate("fuel_phone", "fuel_phone")
        manifest = self.url_open(SCOPED.format(app="crm_fuel")).json()
        self.assertEqual(manifest["start_url"], "/scoped_app/workbench")
        self.assertEqual(manifest["name"], "Fuel CRM")
        for row in manifest["shortcuts"]:
            self.assertTrue(row["url"].startswith(manifest["scope"]), row["url"])
        self.assertEqual(len(manifest["shortcuts"]), 2)
        page = self.url_open("/scoped_app?app_id=crm_fuel&path=scoped_app/workbench")
        self.assertEqual(page.status_code, 200)

    def test_other_scoped_apps_keep_theirs(self):
        self.authenticate("fuel_phone", "fuel_phone")
        manifest = self.url_open(SCOPED.format(app="crm")).json()
        self.assertEqual(manifest["shortcuts"], [])

    def test_opening_the_app_lands_on_the_workbench(self):
        """The first menu of the app that has an action is what opens with it."""
        user = self.env["res.users"].search([("login", "=", "fuel_phone")])
        menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
        root = menus[self.env.ref("crm_fuel.menu_fuel_root").id]
        action = self.env.ref("crm_fuel.fuel_workbench_action")
        self.assertEqual(root["actionID"], action.id)
        self.assertEqual(root["actionPath"], "workbench")
