from ast import literal_eval

from odoo.tests import TransactionCase
from odoo.tools import file_open
from odoo.tools.convert import convert_file

from ..demo import order_plan

# A small company: enough orders that each kind occurs, in seconds.
SHARE = 0.08
ORDERS_FILE = "demo/sale_order_demo.xml"
VISITS_FILE = "demo/fuel_visit_demo.xml"


class DemoCommon(TransactionCase):
    """The demo files on any database, with or without their data in it already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("crm_fuel/__manifest__.py") as manifest:
            files = literal_eval(manifest.read())["demo"]
        # Orders, and whatever comes after them, are made from all the rest.
        first_made = files.index(ORDERS_FILE)
        assert VISITS_FILE in files[first_made:]
        for path in files[:first_made]:
            convert_file(cls.env, "crm_fuel", path, {}, mode="init", noupdate=True)
        cls.demo = cls.env["fuel.demo"]
        cls.customers = cls.env["res.partner"].union(
            *(cls.demo._ref(f"customer_{key}") for key in order_plan.PROFILES)
        )
        cls.plan = cls.demo._plan(SHARE)
        cls.demo._write_rates(cls.plan)
        cls.demo._write_people(cls.plan)
        cls.orders = cls.demo._make_orders(cls.plan)
        cls.env.flush_all()
