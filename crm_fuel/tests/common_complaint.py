from contextlib import contextmanager

from odoo.fields import Command

from .common_volume import FuelVolumeCommon

# A Monday, nine o'clock in Shanghai; the schedule works from 8 to 12 and 13 to 17.
MONDAY = "2026-03-02 01:00:00"


class ComplaintCommon(FuelVolumeCommon):
    """A customer of Anna's who was delivered 500 t, and short ways to complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.am_anna
        cls.buyer.email = "li@yongxing.example"
        cls.company.fuel_tz = "Asia/Shanghai"
        cls.company.resource_calendar_id = cls.make_calendar()
        cls.complaints = cls.env["fuel.complaint"]
        cls.type_quantity = cls.env.ref("crm_fuel.fuel_complaint_type_quantity")
        cls.type_quality = cls.env.ref("crm_fuel.fuel_complaint_type_quality")
        cls.type_service = cls.env.ref("crm_fuel.fuel_complaint_type_service")
        cls.cause = cls.env.ref("crm_fuel.fuel_complaint_cause_measurement")

    @classmethod
    def make_calendar(cls):
        return cls.env["resource.calendar"].create(
            {
                "name": "Forty hours in Shanghai",
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {begin}",
                                "dayofweek": str(day),
                                "hour_from": begin,
                                "hour_to": begin + 4,
                                "day_period": "morning" if begin < 12 else "afternoon",
                            }
                        )
                        for day in range(5)
                        for begin in (8, 13)
                    ),
                ],
            }
        )

    @classmethod
    def delivered(cls, tonnes=500, **values):
        """An order of Anna's, delivered in full."""
        order = cls._order((cls.fuel, tonnes, cls.ton), **values)
        cls._deliver(order)
        cls.env.flush_all()
        return order

    @classmethod
    def complain(cls, user=None, **values):
        """Raise a complaint as Anna, unless another one is given."""
        return (
            cls.env["fuel.complaint"]
            .with_user(user or cls.am_anna)
            .create(
                {
                    "name": "Short delivery",
                    "customer_id": cls.customer.id,
                    "type_id": cls.type_service.id,
                    **values,
                }
            )
        )

    @classmethod
    def proposed(cls, **values):
        complaint = cls.complain(**values)
        complaint.action_investigate()
        complaint.proposal = "A credit note for two tonnes."
        complaint.action_propose()
        return complaint

    @classmethod
    def settled(cls, **values):
        complaint = cls.proposed(**values)
        complaint.write(
            {"cause_id": cls.cause.id, "corrective_action": "Calibrate the meter."}
        )
        complaint.action_settle()
        return complaint

    @contextmanager
    def refused(self, exception, message):
        """Expect a refusal, and take back what was done until then."""
        with self.assertRaisesRegex(exception, message), self.cr.savepoint():
            yield
