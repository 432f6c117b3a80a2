from odoo.tests import HttpCase, new_test_user, tagged

PASSWORD = "quay side 29"


@tagged("-at_install", "post_install")
class TestSessionInfoOfVisits(HttpCase):
    """What the web client is told of visits, along with the page."""

    def session_info(self, groups):
        login = f"session_{groups.split('.')[-1]}"
        user = new_test_user(self.env, login=login, password=PASSWORD, groups=groups)
        self.authenticate(login, PASSWORD)
        answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(answer["uid"], user.id)
        return answer, user

    def test_account_managers_are_told(self):
        self.env.company.write(
            {
                "fuel_position_months": 7,
                "fuel_on_site_radius": 350,
                "fuel_navigation_app": "amap",
            }
        )
        answer, user = self.session_info("crm_fuel.group_fuel_user")
        self.assertEqual(
            answer["fuel_visits"],
            {
                "notice_seen": False,
                "position_months": 7,
                "on_site_radius": 350,
                "navigation_app": "amap",
            },
        )
        user.with_user(user).action_accept_position_notice()
        answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertTrue(answer["fuel_visits"]["notice_seen"])

    def test_others_are_not(self):
        answer, _user = self.session_info("base.group_user")
        self.assertNotIn("fuel_visits", answer)
