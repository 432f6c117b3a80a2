from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_complaint import MONDAY, ComplaintCommon


def at(text):
    return fields.Datetime.to_datetime(text)


@tagged("-at_install", "post_install")
class TestComplaintClock(ComplaintCommon):
    """Shanghai is eight hours ahead: the working day is 00:00 to 09:00 UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Eight working hours to reply, forty to solve.
        cls.type_service.write({"reply_hours": 8, "solution_hours": 40})

    def test_working_hours(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
        # One hour of Monday is over.
        self.assertEqual(complaint.reply_deadline, at("2026-03-03 01:00:00"))
        self.assertEqual(complaint.solution_deadline, at("2026-03-09 01:00:00"))
        self.assertFalse(complaint.time_bar_deadline)
        self.assertEqual(complaint.next_deadline, complaint.reply_deadline)
        self.assertEqual(complaint.next_clock, "reply")

    def test_nobody_works_at_the_weekend_or_on_holidays(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-08 16:00:00",
                "date_to": "2026-03-09 16:00:00",
            }
        )
        with freeze_time("2026-03-06 10:00:00"):  # Friday evening
            complaint = self.complain()
        self.assertEqual(complaint.reply_deadline, at("2026-03-10 09:00:00"))

    def test_company_without_schedule_counts_all_hours(self):
        self.company.resource_calendar_id = False
        with freeze_time(MONDAY):
            complaint = self.complain()
        self.assertEqual(complaint.reply_deadline, at("2026-03-02 09:00:00"))

    def test_schedule_without_hours_has_no_deadline(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.assertFalse(self.complain().reply_deadline)

    def test_clocks_stand_while_waiting(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
        with freeze_time("2026-03-02 03:00:00"):
            complaint.action_wait()
            with self.refused(UserError, "waits for the customer already"):
                complaint.action_wait()
        self.assertRecordValues(
            complaint,
            [
                {
                    "reply_deadline": False,
                    "solution_deadline": False,
                    "next_deadline": False,
                    "reply_hours_left": 6,
                    "solution_hours_left": 38,
                }
            ],
        )
        with freeze_time("2026-03-04 01:00:00"):
            complaint.action_resume()
            with self.refused(UserError, "does not wait"):
                complaint.action_resume()
        # Six of the eight hours were left: 01 to 04 and 05 to 08.
        self.assertEqual(complaint.reply_deadline, at("2026-03-04 08:00:00"))
        self.assertEqual(len(complaint.pause_ids), 1)

    def test_waiting_does_not_mend_what_is_late(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
        with freeze_time("2026-03-05 01:00:00"):
            complaint.action_wait()
        with freeze_time("2026-03-06 01:00:00"):
            complaint.action_resume()
            self.assertEqual(complaint.reply_deadline, at("2026-03-03 01:00:00"))
            self.assertTrue(complaint.is_late)

    def test_waiting_needs_a_reason(self):
        complaint = self.complain()
        for reason in ("", "  ", False, None, 7):
            with self.refused(UserError, "Reason: "):
                complaint.wait_for_customer(reason)
        complaint.wait_for_customer("The sample's analysis")
        self.assertEqual(complaint.pause_ids.reason, "The sample's analysis")

    def test_time_bar_counts_days_of_delivery(self):
        """Delivered in the night of 3 March in Shanghai, though 2 March in UTC."""
        complaint = self.complain(
            type_id=self.type_quality.id,
            received_at="2026-03-10 00:00:00",
            delivered_at="2026-03-02 17:00:00",
        )
        self.assertEqual(complaint.time_bar_deadline, at("2026-03-18 15:59:59"))
        self.assertFalse(complaint.is_time_barred)
        late = self.complain(
            type_id=self.type_quality.id,
            received_at="2026-03-18 16:00:00",
            delivered_at="2026-03-02 17:00:00",
        )
        self.assertTrue(late.is_time_barred)
        # Quantity: on the day of delivery, while the hoses are connected.
        quantity = self.complain(
            type_id=self.type_quantity.id,
            received_at="2026-03-03 00:00:00",
            delivered_at="2026-03-02 17:00:00",
        )
        self.assertEqual(quantity.time_bar_deadline, at("2026-03-03 15:59:59"))

    def test_time_bar_stands_too(self):
        with freeze_time(MONDAY):
            complaint = self.complain(
                type_id=self.type_quality.id, delivered_at="2026-03-01 01:00:00"
            )
            before = complaint.time_bar_deadline
            complaint.action_wait()
        self.assertFalse(complaint.time_bar_deadline)
        with freeze_time("2026-03-04 02:30:00"):
            complaint.action_resume()
        self.assertEqual(
            complaint.time_bar_deadline - before, timedelta(days=2, hours=1.5)
        )

    def test_changed_contract_is_not_retroactive(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
            before = complaint.solution_deadline
            self.type_service.solution_hours = 4
            complaint.action_wait()
            complaint.action_resume()
        self.assertEqual(complaint.solution_deadline, before)

    def test_reply_ends_its_clock(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
            complaint.action_mark_replied()
            first = complaint.first_reply_at
        with freeze_time("2026-03-03 01:00:00"):
            complaint.action_mark_replied()
        self.assertEqual(complaint.first_reply_at, first)
        self.assertEqual(complaint.next_clock, "solution")

    def test_late_ones_first(self):
        with freeze_time(MONDAY):
            replied = self.complain(name="Replied")
            replied.action_mark_replied()
            waits = self.complain(name="Waits")
            waits.action_wait()
            late = self.complain(name="Late")
            closed = self.settled(name="Settled")
        found = self.complaints.with_user(self.am_anna).search(
            [("id", "in", (replied | waits | late | closed).ids)]
        )
        self.assertEqual(found[:2].mapped("name"), ["Late", "Replied"])
        with freeze_time("2026-03-04 01:00:00"):
            self.assertEqual(found.filtered("is_late"), late)
            self.assertEqual(
                self.complaints.search(
                    [("is_late", "=", True), ("id", "in", found.ids)]
                ),
                late,
            )
            self.assertNotIn(late, self.complaints.search([("is_late", "=", False)]))

    # ------------------------------------------------------------
    # Escalation
    # ------------------------------------------------------------

    def escalate(self):
        """Run the job; return who was notified of what, as (login, subject)."""
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        progress = self.env["ir.cron"]
        with patch.object(type(progress), "_commit_progress") as committed:
            self.env["fuel.complaint"]._cron_escalate()
        self.committed = committed.call_count
        messages = self.env["mail.message"].search(
            [
                ("id", ">", before),
                ("model", "in", ("fuel.complaint", False)),
                ("message_type", "=", "user_notification"),
            ]
        )
        people = messages.notified_partner_ids.user_ids
        return sorted(people.mapped("login")), messages

    def test_each_deadline_is_reported_once(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
            self.assertEqual(self.escalate()[0], [])
        with freeze_time("2026-03-03 02:00:00"):
            people, messages = self.escalate()
            self.assertIn("fuel_supervisor", people)
            self.assertIn("fuel_leader", people, "who leads Anna's team")
            self.assertNotIn("fuel_am_bo", people)
            self.assertIn("First reply", messages[:1].body)
            self.assertEqual(self.committed, 1)
            self.assertEqual(self.escalate()[0], [], "once")
            self.assertEqual(complaint.escalated_at, at("2026-03-03 02:00:00"))
            complaint.action_mark_replied()
        with freeze_time("2026-03-09 02:00:00"):
            people, messages = self.escalate()
            self.assertIn("fuel_supervisor", people)
            self.assertIn("Solution", messages[:1].body)
            self.assertNotIn("First reply", messages[:1].body)
            self.assertEqual(self.escalate()[0], [])

    def test_who_waits_or_is_closed_is_not_reported(self):
        with freeze_time(MONDAY):
            self.complain().action_wait()
            self.settled()
        with freeze_time("2026-04-01 02:00:00"):
            self.assertEqual(self.escalate()[0], [])

    def test_reopened_is_reported_again(self):
        with freeze_time(MONDAY):
            complaint = self.complain()
        with freeze_time("2026-03-10 02:00:00"):
            self.assertTrue(self.escalate()[0])
            complaint.reject_reason = "Unfounded"
            complaint.action_reject()
            complaint.action_reopen()
            self.assertTrue(self.escalate()[0])

    def test_killed_in_the_middle(self):
        with freeze_time(MONDAY):
            complaints = self.complain(name="First") | self.complain(name="Second")
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leader.lang = "zh_CN"  # a message of their own
        with freeze_time("2026-03-03 02:00:00"):
            notify = type(complaints)._notify_users
            told = []

            def dies(records, users, *arguments):
                if told:
                    raise RuntimeError("killed")
                told.append(users)
                return notify(records, users, *arguments)

            with (
                patch.object(type(complaints), "_notify_users", dies),
                self.refused(RuntimeError, "killed"),
            ):
                self.escalate()
            self.assertTrue(told)
            complaints.invalidate_recordset()
            people, messages = self.escalate()
            self.assertIn("fuel_supervisor", people)
            self.assertIn("fuel_leader", people)
            for message in messages:
                self.assertIn("First", message.body)
                self.assertIn("Second", message.body)
            self.assertEqual(self.escalate()[0], [], "once")

    def test_several_are_one_message_to_each(self):
        other = self.make_customer("Far Shipping", user_id=self.am_bo.id)
        with freeze_time(MONDAY):
            ours = self.complain(name="Anna's") | self.complain(name="Anna's second")
            bos = self.complain(self.am_bo, name="Bo's", customer_id=other.id)
        self.supervisor.notification_type = "inbox"
        with freeze_time("2026-03-03 02:00:00"):
            messages = self.escalate()[1]

        def read_by(user):
            mine = messages.filtered(
                lambda it: user.partner_id in it.notified_partner_ids
            )
            self.assertEqual(len(mine), 1)
            return mine

        all_three = read_by(self.supervisor)
        self.assertEqual(all_three.subject, "Late: 3 complaints")
        for complaint in ours | bos:
            self.assertIn(complaint.number, all_three.body)
            self.assertIn(f'data-oe-id="{complaint.id}"', all_three.body)
        self.assertIn("First reply", all_three.body)
        # Who leads Anna's team is not told of Bo's customers.
        self.assertNotIn(bos.number, read_by(self.leader).body)
        self.assertEqual(read_by(self.leader).subject, "Late: 2 complaints")

    def test_escalation_takes_as_many_queries_for_many(self):
        def queries(count):
            with freeze_time(MONDAY):
                self.complain()
                for number in range(count - 1):
                    self.complain(type_id=self.type_quality.id, name=f"No. {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2026-03-05 02:00:00"):
                before = self.cr.sql_log_count
                with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
                    self.complaints._cron_escalate()
                self.env.flush_all()
                return self.cr.sql_log_count - before

        queries(2)  # fills the caches
        few = queries(2)
        self.assertEqual(queries(20), few)

    def test_lists_ask_a_constant_number_of_queries(self):
        names = [
            "number",
            "name",
            "customer_id",
            "type_id",
            "user_id",
            "next_clock",
            "next_deadline",
            "is_late",
            "state",
            "evidence_missing",
        ]
        specification = {name: {} for name in names}
        with freeze_time(MONDAY):
            for index in range(12):
                self.complain(name=f"Number {index}")
        complaints = self.complaints.with_user(self.am_anna)
        complaints.web_search_read([], specification, limit=1)

        def queries(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = complaints.web_search_read([], specification, limit=limit)
            self.assertEqual(len(found["records"]), limit)
            return self.cr.sql_log_count - before

        self.assertEqual(queries(12), queries(3))

    def test_history_can_be_loaded(self):
        complaint = self.complain(received_at="2025-01-06 01:00:00", source="api")
        self.assertEqual(complaint.received_at, datetime(2025, 1, 6, 1))
        self.assertEqual(complaint.reply_deadline, datetime(2025, 1, 7, 1))
