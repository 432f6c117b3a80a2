from odoo.fields import Command

from .common import FuelCommon


class FuelVisitCommon(FuelCommon):
    """A customer of account manager Anna's, and short ways to visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Yongxing Shipping", user_id=cls.am_anna.id)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Purchaser Li", "parent_id": cls.customer.id}
        )
        cls.topic = cls.env.ref("crm_fuel.fuel_visit_topic_demand_research")
        cls.on_site = cls.env.ref("crm_fuel.fuel_visit_channel_on_site")
        cls.telephone = cls.env.ref("crm_fuel.fuel_visit_channel_telephone")
        cls.follow_up = cls.env.ref("crm_fuel.fuel_visit_result_follow_up")
        cls.visits = cls.env["fuel.visit"]

    @classmethod
    def make_visit(cls, user=None, **values):
        """Plan a visit as a person of theirs, Anna by default."""
        user = user or cls.am_anna
        return (
            cls.env["fuel.visit"]
            .with_user(user)
            .create(
                {
                    "customer_id": cls.customer.id,
                    "topic_id": cls.topic.id,
                    "channel_id": cls.on_site.id,
                    **values,
                }
            )
        )

    @classmethod
    def share_visit(cls, visit, *users):
        visit.shared_user_ids = [Command.link(user.id) for user in users]
        return visit
