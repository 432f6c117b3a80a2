import itertools
import math

from odoo.fields import Command

from ..tools.geo import EARTH_RADIUS_M
from .common import FuelCommon

# 09:30 on a Monday in Shanghai.
NOW = "2026-03-02 01:30:00"
# An office in Dinghai, Zhoushan.
OFFICE = (30.0125, 122.1068)
_numbers = itertools.count(1)


class CheckCommon(FuelCommon):
    """A customer at ``OFFICE`` whom ``am_anna`` visits, and short ways to check in.

    ``customer`` has its coordinates; the company's on-site radius is 500 m.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.fuel_on_site_radius = 500
        cls.company.fuel_position_months = 12
        cls.topic = cls.env.ref("crm_fuel.fuel_visit_topic_demand_research")
        cls.on_site = cls.env.ref("crm_fuel.fuel_visit_channel_on_site")
        cls.telephone = cls.env.ref("crm_fuel.fuel_visit_channel_telephone")
        cls.result = cls.env.ref("crm_fuel.fuel_visit_result_follow_up")
        cls.customer = cls.make_customer(
            "Dinghai Shipping",
            partner_latitude=OFFICE[0],
            partner_longitude=OFFICE[1],
        )

    # ------------------------------------------------------------
    # Short ways
    # ------------------------------------------------------------

    @classmethod
    def make_visit(cls, user=None, **vals):
        """Create a planned visit of Anna's, as herself."""
        user = user or cls.am_anna
        return (
            cls.env["fuel.visit"]
            .with_user(user)
            .create(
                {
                    "customer_id": cls.customer.id,
                    "topic_id": cls.topic.id,
                    "channel_id": cls.on_site.id,
                    "planned_start": NOW,
                    **vals,
                }
            )
        )

    @staticmethod
    def key():
        """Return a key that no other test uses."""
        return f"test-key-{next(_numbers):012d}"

    @staticmethod
    def fix(north=0.0, accuracy=10.0, at=OFFICE):
        """Return the position of somebody so many metres north of a place."""
        return {
            "latitude": at[0] + math.degrees(north / EARTH_RADIUS_M),
            "longitude": at[1],
            "accuracy": accuracy,
        }

    @classmethod
    def check_in(cls, visit, **named):
        return visit.action_check_in(cls.key(), **{**cls.fix(), **named})

    @classmethod
    def check_out(cls, visit, **named):
        values = {"result_id": cls.result.id, **(named.pop("values", None) or {})}
        return visit.action_check_out(
            cls.key(), **{**cls.fix(), "values": values, **named}
        )

    @classmethod
    def positions(cls, visit):
        """Return the positions of a visit as the superuser sees them."""
        return cls.env["fuel.visit.position"].search([("visit_id", "=", visit.id)])

    @classmethod
    def add_contact(cls, name="Captain Wu", **vals):
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": cls.customer.id, **vals}
        )

    @classmethod
    def make_other_account_manager(cls):
        return cls.env["res.users"].create(
            {
                "name": "Other",
                "login": f"other_{next(_numbers)}",
                "group_ids": [Command.link(cls.env.ref("crm_fuel.group_fuel_user").id)],
            }
        )
