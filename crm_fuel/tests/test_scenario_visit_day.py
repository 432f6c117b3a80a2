from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_visit import FuelVisitCommon

# Two quays of Zhoushan some 15 km apart.
DINGHAI = (30.0056, 122.1103)
SHENJIAMEN = (29.9462, 122.2956)


@tagged("-at_install", "post_install")
class TestVisitDay(FuelVisitCommon):
    """A day of account manager Anna's, from the first look at her phone to the review.

    One test, in the order of the day; each step through what she uses herself.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.fuel_tz = "Asia/Shanghai"
        cls.company.fuel_on_site_radius = 500
        cls.customer.write(
            {"partner_latitude": DINGHAI[0], "partner_longitude": DINGHAI[1]}
        )
        cls.co_operative = cls.make_customer(
            "Shenjiamen Fishing Co-operative",
            user_id=cls.am_anna.id,
            partner_latitude=SHENJIAMEN[0],
            partner_longitude=SHENJIAMEN[1],
        )
        cls.newcomer = cls.make_customer("New Lines", user_id=cls.am_anna.id)
        cls.order_intended = cls.env.ref("crm_fuel.fuel_visit_result_order_intended")
        cls.no_one = cls.env.ref("crm_fuel.fuel_visit_result_no_one")

    def at(self, moment):
        """Freeze the clock at a time of the day, in Shanghai."""
        hour, minute = map(int, moment.split(":"))
        return freeze_time(datetime(2026, 3, 10, hour - 8, minute))

    def test_the_day(self):
        anna = self.visits.with_user(self.am_anna)

        # The day before, she planned two visits and a call.
        with freeze_time("2026-03-09 08:00:00"):
            morning = self.make_visit(planned_start="2026-03-10 01:30:00")
            midday = self.make_visit(
                customer_id=self.co_operative.id, planned_start="2026-03-10 04:00:00"
            )
            call = self.make_visit(
                channel_id=self.telephone.id,
                planned_start="2026-03-10 07:00:00",
                planned_duration=0.5,
            )

        # 09:00. Her phone shows the day.
        with self.at("09:00"):
            today = anna.today_visits()
        self.assertEqual(
            [row["id"] for row in today["visits"]], [morning.id, midday.id, call.id]
        )

        # 09:25. On the customer's quay, 60 m from the office: on site.
        with self.at("09:25"):
            found = morning.preview_position(30.0060, 122.1107, 15.0)
            self.assertEqual(found["verdict"], "on_site")
            self.assertLess(found["distance"], 100)
            self.assertEqual(morning.state, "planned", "looking changes nothing")
            answer = morning.action_check_in(
                "day-morning-check-in-1", 30.0060, 122.1107, 15.0
            )
            self.assertEqual(answer["verdict"], "on_site")
            # The answer was lost on the way; the phone sends it again.
            again = morning.action_check_in(
                "day-morning-check-in-1", 30.0060, 122.1107, 15.0
            )
            self.assertTrue(again["repeated"])
        self.assertEqual(len(morning.position_ids), 1)

        # Meanwhile she cannot be anywhere else.
        with self.at("09:40"), self.assertRaises(UserError) as caught:
            midday.action_check_in("day-elsewhere-check-in", *SHENJIAMEN, 10.0)
        self.assertIn("Yongxing Shipping", str(caught.exception))

        # 10:10. They want 800 t; she notes it and leaves.
        grade = self.env.ref("crm_fuel.grade_vlsfo_rmg380")
        with self.at("10:10"):
            with Form(morning) as form, form.need_ids.new() as need:
                need.grade_id = grade
                need.quantity_mt = 800
            with self.assertRaises(UserError):
                morning.action_check_out("day-morning-check-out", *DINGHAI, 20.0)
            answer = morning.action_check_out(
                "day-morning-check-out",
                *DINGHAI,
                20.0,
                values={
                    "result_id": self.order_intended.id,
                    "summary": "800 t at the end of the month",
                    "next_step": "Send the quotation",
                    "next_step_date": "2026-03-12",
                },
            )
        self.assertEqual(answer["state"], "done")
        self.assertRecordValues(
            morning,
            [
                {
                    "actual_start": datetime(2026, 3, 10, 1, 25),
                    "actual_end": datetime(2026, 3, 10, 2, 10),
                    "actual_duration": 0.75,
                    "verdict": "on_site",
                    "check_out_verdict": "on_site",
                }
            ],
        )

        # It becomes an opportunity in one click.
        form = Form(
            self.env["crm.lead"]
            .with_user(self.am_anna)
            .with_context(**morning.action_new_lead()["context"])
        )
        lead = form.save()
        self.assertEqual(lead.fuel_visit_id, morning)
        self.assertEqual(lead.partner_id, self.customer)

        # 12:05. The co-operative meets her on the barge, 8 km away: she has to say so.
        with self.at("12:05"):
            with self.assertRaises(UserError):
                midday.action_check_in("day-midday-check-in-1", 29.99, 122.22, 20.0)
            answer = midday.action_check_in(
                "day-midday-check-in-1", 29.99, 122.22, 20.0, note="Met on the barge"
            )
            self.assertEqual(answer["verdict"], "off_site")
        with self.at("12:50"):
            midday.action_check_out(
                "day-midday-check-out",
                failure="denied",
                values={"result_id": self.follow_up.id},
            )
        self.assertEqual(midday.check_out_verdict, "unverified")

        # 14:00. Passing by, she drops in on somebody whose place nobody knows.
        with self.at("14:00"):
            answer = anna.check_in_new(
                {"customer_id": self.newcomer.id, "topic_id": self.topic.id},
                "day-dropped-in-check-in",
                29.9601,
                122.2001,
                8.0,
            )
            dropped_in = anna.browse(answer["visit_id"])
            self.assertEqual(answer["reason"], "no_target")
            self.assertTrue(answer["proposal"])
            dropped_in.action_confirm_place()
        self.assertAlmostEqual(self.newcomer.partner_latitude, 29.9601, 4)
        self.assertFalse(dropped_in.is_planned)
        with self.at("14:10"):
            dropped_in.action_check_out(
                "day-dropped-in-check-out",
                29.9601,
                122.2001,
                8.0,
                values={"result_id": self.no_one.id},
            )

        # 15:30. The call.
        with self.at("15:30"):
            call.result_id = self.follow_up
            call.action_finish()
        self.assertEqual(call.verdict_reason, "remote")

        # The next morning the management post looks at the day.
        with freeze_time("2026-03-11 01:00:00"):
            day = self.visits.with_user(self.supervisor).search(
                [("user_id", "=", self.am_anna.id), ("date", "=", "2026-03-10")]
            )
            self.assertEqual(len(day), 4)
            self.assertEqual(set(day.mapped("state")), {"done"})
            day.action_review()
        self.assertEqual(day.reviewed_by_id, self.supervisor)
        self.assertEqual(
            {visit.verdict for visit in day}, {"on_site", "off_site", "unverified"}
        )
