from datetime import date, datetime, time, timedelta

from .common import FuelCommon

TODAY = date(2026, 3, 15)
NOON = "2026-03-15 04:00:00"  # in Shanghai


class VisitDueCommon(FuelCommon):
    """Customers of Anna's and Bo's, and a short way to visits of the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Other customers of the database would be due as well.
        cls.env["res.partner"].search([("fuel_customer", "=", True)]).write(
            {"fuel_customer": False}
        )
        cls.company.write({"fuel_tz": "Asia/Shanghai", "fuel_visit_interval": 30})
        cls.topic = cls.env.ref("crm_fuel.fuel_visit_topic_demand_research")
        cls.met = cls.env.ref("crm_fuel.fuel_visit_result_follow_up")
        cls.nobody = cls.env.ref("crm_fuel.fuel_visit_result_no_one")
        cls.phone = cls.env.ref("crm_fuel.fuel_visit_channel_telephone")
        cls.due = cls.env["fuel.visit.due"]
        cls.visits = cls.env["fuel.visit"]

    @classmethod
    def make_due_customer(cls, name, entered=400, user=None, **vals):
        """Create a customer who was entered so many days ago."""
        customer = cls.make_customer(name, user_id=(user or cls.am_anna).id, **vals)
        cls.enter(customer, TODAY - timedelta(days=entered))
        return customer

    @classmethod
    def enter(cls, customers, day):
        """Let customers have been entered at noon in Shanghai on a day."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id IN %s",
            (datetime.combine(day, time(4)), tuple(customers.ids)),
        )
        customers.invalidate_recordset(["create_date"])

    @classmethod
    def visit_vals(cls, customer, day, state="done", **vals):
        """Return the values of a visit at noon in Shanghai, days from today or a date."""
        if not isinstance(day, date):
            day = TODAY + timedelta(days=day)
        vals = {
            "customer_id": customer.id,
            "topic_id": cls.topic.id,
            "user_id": cls.am_anna.id,
            "company_id": cls.company.id,
            "planned_start": datetime.combine(day, time(4)),
            "state": state,
            **vals,
        }
        if state == "done":
            vals.setdefault("result_id", cls.met.id)
        if state == "cancelled":
            vals.setdefault("cancel_reason", "Fog")
        return vals

    @classmethod
    def visit(cls, customer, day, state="done", **vals):
        visits = cls.visits.with_context(tracking_disable=True)
        return visits.create(cls.visit_vals(customer, day, state, **vals))

    def row(self, customer, user=None):
        """Read the row of a customer as it is now."""
        rows = self.due.with_user(user or self.supervisor)
        rows.invalidate_model()
        return rows.search([("customer_id", "in", customer.ids)])
