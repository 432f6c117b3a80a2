from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import datum
from .common import FuelCommon

MAPS = {
    "res.partner": "crm_fuel.res_partner_view_fuel_map",
    "fuel.port": "crm_fuel.fuel_port_view_fuel_map",
    "fuel.visit": "crm_fuel.fuel_visit_view_fuel_map",
    "fuel.visit.position": "crm_fuel.fuel_visit_position_view_fuel_map",
}
ACTIONS = (
    "crm_fuel.fuel_customer_action",
    "crm_fuel.fuel_port_action",
    "crm_fuel.fuel_visit_action",
    "crm_fuel.fuel_visit_position_action",
)
GOOD = {"latitude": "partner_latitude", "longitude": "partner_longitude"}


@tagged("-at_install", "post_install")
class TestFuelMap(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["fuel.visit.topic"].search([], limit=1)
        cls.known = cls.make_customer(
            "Known", partner_latitude=30.0, partner_longitude=122.1
        )
        cls.on_the_equator = cls.make_customer("Equator", partner_longitude=104.0)
        cls.unknown = cls.make_customer("Unknown")
        cls.port = cls.make_port("ZZMAP", latitude=29.9, longitude=121.8)

    @classmethod
    def make_visits(cls, customers, **vals):
        return cls.env["fuel.visit"].create(
            [
                {
                    "customer_id": customer.id,
                    "topic_id": cls.topic.id,
                    "user_id": cls.am_anna.id,
                    **vals,
                }
                for customer in customers
            ]
        )

    def arch_of(self, model_name, user=None):
        model = self.env[model_name].with_user(user or self.am_anna)
        return etree.fromstring(model.get_view(None, "fuel_map")["arch"])

    def located(self, model_name):
        """Return the domain of what the map of a model shows."""
        arch = self.arch_of(model_name)
        default = [
            "|",
            (arch.get("latitude"), "!=", 0),
            (arch.get("longitude"), "!=", 0),
        ]
        return Domain(literal_eval(arch.get("located", "None")) or default)

    # ------------------------------------------------------------
    # Views and actions
    # ------------------------------------------------------------

    def test_models_have_the_map_of_the_addon(self):
        for model_name, xml_id in MAPS.items():
            with self.subTest(model=model_name):
                view_id, _type = self.env[model_name]._get_view(None, "fuel_map")
                self.assertEqual(view_id.tag, "fuel_map")
                self.assertEqual(self.env.ref(xml_id).type, "fuel_map")

    def test_actions_offer_the_map(self):
        for xml_id in ACTIONS:
            with self.subTest(action=xml_id):
                modes = self.env.ref(xml_id).view_mode.split(",")
                self.assertIn("fuel_map", modes)
                self.assertIn("form", modes)

    def test_the_client_learns_fields_that_attributes_name(self):
        """``get_views`` gives the fields of what the arch names, children or not."""
        model = self.env["fuel.visit"].with_user(self.am_anna)
        views = model.get_views([(False, "fuel_map"), (False, "search")])
        fields = views["models"]["fuel.visit"]["fields"]
        self.assertLessEqual(
            {"map_latitude", "map_longitude", "customer_id", "state"}, set(fields)
        )
        info = self.env["ir.ui.view"].get_view_info()["fuel_map"]
        self.assertEqual(info["multi_record"], True)

    def test_an_action_can_hold_a_map_of_its_own(self):
        line = self.env["ir.actions.act_window.view"].create(
            {
                "act_window_id": self.env.ref("crm_fuel.fuel_port_action").id,
                "view_mode": "fuel_map",
                "view_id": self.env.ref(MAPS["fuel.port"]).id,
            }
        )
        self.assertEqual(line.view_mode, "fuel_map")

    def make_view(self, children="", **attributes):
        node = etree.Element("fuel_map", attributes)
        arch = etree.tostring(node, encoding="unicode")
        arch = f"{arch.removesuffix('/>')}>{children}</fuel_map>"
        return self.env["ir.ui.view"].create(
            {"name": "Map", "model": "res.partner", "type": "fuel_map", "arch": arch}
        )

    def test_a_map_with_everything_is_taken(self):
        view = self.make_view(
            children='<field name="city"/><!-- why -->',
            **GOOD,
            caption="name",
            color="type",
            tones="{'contact': 'success'}",
            weight="fuel_volume_12m_mt",
            located="[('partner_latitude', '>', 10)]",
            limit="500",
            help="What to do",
        )
        self.assertEqual(view.type, "fuel_map")

    def test_a_wrong_map_is_refused_with_the_reason(self):
        wrong = (
            ({"latitude": "partner_latitude"}, "", "says in longitude"),
            ({**GOOD, "latitude": "nowhere"}, "", "nowhere is not a field"),
            ({**GOOD, "latitude": "name"}, "", "name is not a field of type float"),
            ({**GOOD, "color": "city"}, "", "of type selection, boolean"),
            ({**GOOD, "weight": "city"}, "", "weight of a map: city"),
            ({**GOOD, "caption": "child_ids"}, "", "caption of a map"),
            ({**GOOD, "limit": "many"}, "", "many is not a number from 1 to"),
            ({**GOOD, "limit": "0"}, "", "0 is not a number"),
            ({**GOOD, "limit": "1000000"}, "", "1000000 is not a number"),
            ({**GOOD, "tones": "{'a': 'pink'}"}, "", "pink"),
            ({**GOOD, "tones": "['a']"}, "", "dictionary"),
            ({**GOOD, "tones": "danger("}, "", "dictionary"),
            ({**GOOD, "located": "[('nowhere', '=', 1)]"}, "", "nowhere"),
            ({**GOOD, "located": "[(("}, "", "is not a domain"),
            ({**GOOD, "zoom": "3"}, "", "no attribute zoom"),
            (GOOD, '<button name="x"/>', "not <button>"),
            (GOOD, '<field name="nowhere"/>', "nowhere"),
        )
        for attributes, children, reason in wrong:
            with (
                self.subTest(attributes=attributes, children=children),
                mute_logger("odoo.addons.base.models.ir_ui_view"),
                self.assertRaisesRegex(ValidationError, reason),
            ):
                self.make_view(children=children, **attributes)

    # ------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------

    def test_only_customers_with_a_position_are_fetched(self):
        three = self.known + self.on_the_equator + self.unknown
        found = (
            self.env["res.partner"]
            .with_user(self.am_anna)
            .search(Domain("id", "in", three.ids) & self.located("res.partner"))
        )
        self.assertEqual(found, (self.known + self.on_the_equator).sorted())

    def test_visits_are_where_the_customer_is_else_at_the_port(self):
        customers = self.known + self.on_the_equator + self.unknown
        visits = self.make_visits(customers)
        at_port = self.make_visits(self.known + self.unknown, port_id=self.port.id)
        everything = (visits + at_port).with_user(self.am_anna)
        self.assertEqual(
            [(visit.map_latitude, visit.map_longitude) for visit in everything],
            [(30.0, 122.1), (0, 104.0), (0, 0), (30.0, 122.1), (29.9, 121.8)],
        )
        found = everything.search(
            Domain("id", "in", everything.ids) & self.located("fuel.visit")
        )
        self.assertEqual(
            found,
            everything.filtered(lambda it: it.map_latitude or it.map_longitude).sorted(
                lambda it: (it.planned_start, it.id), reverse=True
            ),
        )

    def test_the_map_follows_a_customer_who_moves(self):
        [visit] = self.make_visits(self.known)
        self.known.write({"partner_latitude": 31.2, "partner_longitude": 121.5})
        self.assertEqual((visit.map_latitude, visit.map_longitude), (31.2, 121.5))

    def test_queries_do_not_grow_with_rows(self):
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"Place {n}",
                    "partner_latitude": 20 + n,
                    "fuel_customer": True,
                }
                for n in range(20)
            ]
        )
        visits = self.make_visits(customers, port_id=self.port.id)
        specification = {
            "map_latitude": {},
            "map_longitude": {},
            "state": {},
            "customer_id": {"fields": {"display_name": {}}},
            "topic_id": {"fields": {"display_name": {}}},
        }
        counts = []
        for few in (visits[:2], visits):
            domain = Domain("id", "in", few.ids) & self.located("fuel.visit")
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.env["fuel.visit"].with_user(self.am_anna)
            model.web_search_read(domain, specification, limit=2000)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = model.web_search_read(domain, specification, limit=2000)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(answer["records"]), len(few))
        self.assertEqual(*counts)

    # ------------------------------------------------------------
    # Who may see what
    # ------------------------------------------------------------

    def test_the_map_of_check_ins_obeys_their_rules(self):
        [visit] = self.make_visits(self.known)
        position = self.env["fuel.visit.position"].create(
            [
                {
                    "visit_id": visit.id,
                    "kind": kind,
                    "key": f"map-{kind}-000000000000",
                    "verdict": "on_site",
                    "latitude": 30.0,
                    "longitude": 122.1,
                    "has_fix": kind == "in",
                    "made_at": "2026-01-05 01:00:00",
                    "received_at": "2026-01-05 01:00:00",
                }
                for kind in ("in", "out")
            ]
        )
        domain = Domain("id", "in", position.ids) & self.located("fuel.visit.position")
        for user, number in (
            (self.am_anna, 1),
            (self.supervisor, 1),
            (self.am_bo, 0),
        ):
            with self.subTest(user=user.name):
                model = self.env["fuel.visit.position"].with_user(user)
                self.assertEqual(len(model.search(domain)), number)
        for user in (self.plain, self.portal):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["fuel.visit.position"].with_user(user).search(domain)

    def test_the_map_of_visits_holds_no_position_of_a_person(self):
        arch = self.arch_of("fuel.visit")
        names = set(arch.attrib.values()) | {
            node.get("name") for node in arch.iter("field")
        }
        self.assertFalse({name for name in names if "position" in name})
        self.assertEqual(arch.get("latitude"), "map_latitude")

    def test_only_supervisors_find_the_menu_of_check_ins(self):
        menu = self.env.ref("crm_fuel.fuel_visit_position_menu")
        for user, is_there in ((self.am_anna, False), (self.supervisor, True)):
            with self.subTest(user=user.name):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, is_there)

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    def test_settings_are_those_of_the_company(self):
        self.company.write(
            {
                "fuel_tile_url": "https://tiles.example.com/{z}/{x}/{y}.png",
                "fuel_tile_datum": "gcj02",
                "fuel_tile_attribution": "© Somebody",
                "fuel_navigation_app": "amap",
            }
        )
        settings = self.env["res.company"].with_user(self.am_anna).fuel_map_settings()
        self.assertEqual(
            settings,
            {
                "tile_url": "https://tiles.example.com/{z}/{x}/{y}.png",
                "tile_datum": "gcj02",
                "tile_attribution": "© Somebody",
                "navigation_app": "amap",
            },
        )
        other = self.env["res.company"].with_company(self.other_company)
        self.assertFalse(other.fuel_map_settings()["tile_url"])

    def test_no_tiles_is_the_default(self):
        company = self.env["res.company"].create({"name": "Fresh Fuel Co"})
        self.assertFalse(company.fuel_tile_url)
        self.assertEqual(company.fuel_tile_datum, "wgs84")

    def test_addresses_of_tiles_that_work(self):
        for url in (
            "https://tiles.example.com/{z}/{x}/{y}.png",
            "http://10.0.0.7:8080/tiles/{z}/{x}/{-y}{r}.png?key=abc",
            "https://t.example.com/tile?x={x}&y={y}&z={z}",
            "/tiles/{z}/{x}/{y}.png",
            False,
        ):
            with self.subTest(url=url):
                self.company.fuel_tile_url = url
                self.assertEqual(self.company.fuel_tile_url, url)

    def test_addresses_of_tiles_that_cannot_work_are_refused(self):
        for url in (
            "https://tiles.example.com/",
            "https://tiles.example.com/{z}/{x}.png",
            "https://tiles.example.com/{z}/{x}/{y}/{key}.png",
            "https://tiles.example.com/{z}/{x}/{y} .png",
            "tiles.example.com/{z}/{x}/{y}.png",
            "//tiles.example.com/{z}/{x}/{y}.png",
            "javascript:alert(1)//{z}/{x}/{y}",
            "ftp://tiles.example.com/{z}/{x}/{y}.png",
        ):
            with (
                self.subTest(url=url),
                self.assertRaisesRegex(ValidationError, "Map tiles: .*cannot be used"),
            ):
                self.company.fuel_tile_url = url

    def test_shipped_ports_are_on_the_right_side_of_the_outline(self):
        """China's ports are shifted on Chinese tiles; Singapore and Busan are not."""
        ports = self.env["fuel.port"].search(
            [("latitude", "!=", 0), ("unlocode", "not like", "ZZ")]
        )
        self.assertGreater(len(ports), 100)
        for port in ports:
            in_china = port.country_id.code in ("CN", "HK", "MO")
            with self.subTest(port=port.display_name):
                self.assertEqual(
                    datum.is_shifted(port.latitude, port.longitude), in_china
                )
