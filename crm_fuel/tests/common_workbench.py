from freezegun import freeze_time

from odoo.fields import Command

from .common_visit_due import VisitDueCommon


class WorkbenchCommon(VisitDueCommon):
    """The Workbench of one person or another, and short ways to what is on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_due_customer("Yongxing Shipping", entered=400)
        cls.channel = cls.env.ref("crm_fuel.fuel_visit_channel_on_site")
        cls.project = cls.env["project.project"].create(
            {
                "name": "Win Yongxing",
                "fuel_is_key_account": True,
                "fuel_customer_id": cls.customer.id,
                "user_id": cls.leader.id,
                "fuel_participant_ids": [Command.set(cls.am_anna.ids)],
                "fuel_goal_mt": 1000,
            }
        )

    def load(self, user, tab="mine"):
        """Read the Workbench as the web client of a person does."""
        self.env.invalidate_all()
        bench = self.env["fuel.workbench"].with_user(user).with_company(self.company)
        return bench.load_tab(tab)

    def card(self, user, name, tab="mine"):
        return self.load(user, tab)["cards"][name]

    @classmethod
    def ask_anna(cls, name="Sulphur limit?", **vals):
        return cls.env["fuel.project.question"].create(
            {
                "name": name,
                "project_id": cls.project.id,
                "asker_id": cls.leader.id,
                "responsible_id": cls.am_anna.id,
                **vals,
            }
        )

    @classmethod
    def share_with(cls, user, name="Bunkers for the season", **vals):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.leader.id,
                "fuel_shared_user_ids": [Command.link(user.id)],
                **vals,
            }
        )

    @classmethod
    def plan_visit(cls, user=None, **vals):
        return cls.env["fuel.visit"].create(
            {
                "customer_id": cls.customer.id,
                "topic_id": cls.topic.id,
                "channel_id": cls.channel.id,
                "user_id": (user or cls.am_anna).id,
                **vals,
            }
        )

    @classmethod
    def begin_visit(cls, moment, user=None):
        """Let somebody check in, their position denied."""
        user = user or cls.am_anna
        with freeze_time(moment):
            visit = cls.plan_visit(user, planned_start=moment).with_user(user)
            visit.action_check_in(f"workbench-{visit.id:012d}", failure="denied")
        return visit.with_user(cls.env.user)
