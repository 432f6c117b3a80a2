from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.visit.fuel_visit import STATES
from ..models.visit.fuel_visit_state import PROTECTED, TRANSITIONS
from .common_visit import FuelVisitCommon

FORGED = {
    "force_reason": "Forged",
    "note_keys": "forged",
    "position_ids": [Command.clear()],
    "state": "in_progress",
    "is_checked_in": True,
    "verdict": "on_site",
    "verdict_reason": "denied",
    "distance": 1.0,
    "check_out_verdict": "on_site",
    "is_forced": True,
    "reviewed_by_id": 1,
    "reviewed_at": "2026-03-02 08:00:00",
}


@tagged("-at_install", "post_install")
class TestFuelVisit(FuelVisitCommon):
    # ------------------------------------------------------------
    # What a visit is
    # ------------------------------------------------------------

    def test_a_new_visit_has_sensible_values(self):
        with freeze_time("2026-03-02 03:00:00"):
            form = Form(self.visits.with_user(self.am_anna))
            form.customer_id = self.customer
            form.topic_id = self.topic
            visit = form.save()
        self.assertRecordValues(
            visit,
            [
                {
                    "user_id": self.am_anna.id,
                    "team_id": self.team_north.id,
                    "company_id": self.company.id,
                    "channel_id": self.on_site.id,
                    "planned_start": datetime(2026, 3, 2, 3),
                    "planned_duration": 1.0,
                    "state": "planned",
                    "is_planned": True,
                    "verdict": False,
                }
            ],
        )
        self.assertEqual(visit.display_name, "Yongxing Shipping · Demand research")

    def test_a_contact_stands_for_their_company(self):
        visit = self.make_visit(customer_id=self.contact.id)
        self.assertEqual(visit.customer_id, self.customer)
        self.assertEqual(visit.contact_ids, self.contact)
        colleague = self.contact.copy()
        visit = self.make_visit(customer_id=self.contact.id, contact_ids=colleague.ids)
        self.assertEqual(visit.contact_ids, self.contact | colleague)
        with Form(self.visits.with_user(self.am_anna)) as form:
            form.customer_id = self.contact
            form.topic_id = self.topic
            self.assertEqual(form.customer_id, self.customer)
            self.assertEqual(form.contact_ids[:], self.contact)

    def test_the_day_is_told_in_the_company_s_time_zone(self):
        self.company.fuel_tz = "Asia/Shanghai"
        visit = self.make_visit(planned_start="2026-02-28 16:30:00")
        self.assertEqual(visit.date, date(2026, 3, 1))
        visit.actual_start = datetime(2026, 3, 2, 15, 59)
        self.assertEqual(visit.date, date(2026, 3, 2))
        visit.actual_end = datetime(2026, 3, 2, 17, 29)
        self.assertEqual(visit.actual_duration, 1.5)

    def test_visits_are_found_by_customer_and_topic(self):
        visit = self.make_visit()
        names = self.visits.with_user(self.am_anna).name_search("Yongxing")
        self.assertIn(visit.id, [id_ for id_, _name in names])

    def test_a_copy_is_a_new_plan(self):
        visit = self.make_visit(result_id=self.follow_up.id, summary="Talked")
        visit.action_finish()
        copy = visit.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "planned",
                    "verdict": False,
                    "result_id": False,
                    "summary": False,
                    "actual_start": False,
                }
            ],
        )

    @mute_logger("odoo.sql_db")
    def test_rubbish_is_refused_with_a_reason(self):
        for values, reason in (
            ({"planned_duration": -1}, "between 0 and 240"),
            ({"planned_duration": 1000}, "between 0 and 240"),
            ({"competitor_price": -5}, "cannot be negative"),
            ({"summary": "x" * 20_001}, "at most 20,000"),
            (
                {
                    "actual_start": "2026-03-02 09:00:00",
                    "actual_end": "2026-03-02 08:00:00",
                },
                "cannot end before it begins",
            ),
            (
                {"need_ids": [Command.create({"grade_id": 1, "quantity_mt": -3})]},
                "cannot be negative",
            ),
        ):
            if "need_ids" in values:
                grade = self.env["fuel.grade"].search([], limit=1)
                values["need_ids"][0][2]["grade_id"] = grade.id
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError) as caught,
                self.cr.savepoint(),
            ):
                self.make_visit(**values).flush_recordset()
            constraint = caught.exception.diag.constraint_name
            model = "fuel.visit.need" if "need_ids" in values else "fuel.visit"
            table_object = self.env[model]._table_objects[constraint]
            self.assertIn(reason, table_object.get_error_message(self.env[model], None))

    def test_only_colleagues_take_part(self):
        for name in ("companion_ids", "shared_user_ids"):
            with self.subTest(field=name), self.assertRaises(ValidationError) as caught:
                self.make_visit(**{name: [Command.link(self.portal.id)]})
            self.assertIn("Portal", str(caught.exception))

    # ------------------------------------------------------------
    # States
    # ------------------------------------------------------------

    def _bring_to(self, state):
        visit = self.make_visit(result_id=self.follow_up.id)
        if state == "cancelled":
            visit.cancel("No time")
        elif state != "planned":
            visit._move_to("in_progress")
            if state == "done":
                visit._move_to("done")
        self.assertEqual(visit.state, state)
        return visit

    def test_the_table_of_transitions_is_all_there_is(self):
        names = [name for name, _label in STATES]
        self.assertEqual(set(TRANSITIONS), set(names))
        for start in names:
            for end in names:
                visit = self._bring_to(start)
                values = {"cancel_reason": "No time"} if end == "cancelled" else {}
                with self.subTest(start=start, end=end):
                    if end in TRANSITIONS[start]:
                        visit._move_to(end, **values)
                        self.assertEqual(visit.state, end)
                    else:
                        with self.assertRaises(UserError) as caught:
                            visit._move_to(end, **values)
                        self.assertIn(visit.display_name, str(caught.exception))
                        self.assertEqual(visit.state, start)
                # One in progress a person: out of the next one's way.
                if visit.state == "in_progress":
                    visit._move_to("done")
                    visit.flush_recordset()

    def test_a_call_is_recorded_as_done(self):
        visit = self.make_visit(
            channel_id=self.telephone.id,
            planned_start="2026-03-02 02:00:00",
            planned_duration=0.5,
            result_id=self.follow_up.id,
        )
        with freeze_time("2026-03-02 08:00:00"):
            visit.action_finish()
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "verdict": "unverified",
                    "verdict_reason": "remote",
                    "actual_start": datetime(2026, 3, 2, 2),
                    "actual_end": datetime(2026, 3, 2, 2, 30),
                    "actual_duration": 0.5,
                }
            ],
        )

    def test_a_visit_noted_later_is_unverified(self):
        visit = self.make_visit(result_id=self.follow_up.id)
        visit.action_finish()
        self.assertEqual(visit.verdict_reason, "not_checked_in")

    def test_a_visit_planned_for_later_did_not_begin_then(self):
        visit = self.make_visit(
            planned_start="2026-03-09 02:00:00", result_id=self.follow_up.id
        )
        with freeze_time("2026-03-02 08:00:00"):
            visit.action_finish()
        self.assertEqual(visit.actual_start, datetime(2026, 3, 2, 8))

    @mute_logger("odoo.sql_db")
    def test_a_visit_ends_with_a_result(self):
        visit = self.make_visit()
        with self.assertRaises(IntegrityError) as caught, self.cr.savepoint():
            visit.action_finish()
            visit.flush_recordset()
        self.assertIn("done_has_result", str(caught.exception))

    def test_history_is_loaded_as_done(self):
        visit = self.make_visit(
            state="done",
            result_id=self.follow_up.id,
            planned_start="2025-03-02 02:00:00",
        )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "is_planned": False,
                    "actual_start": datetime(2025, 3, 2, 2),
                    "verdict": "unverified",
                    "verdict_reason": "not_checked_in",
                }
            ],
        )

    def test_nobody_is_created_in_progress(self):
        for context in ({}, {"default_state": "in_progress"}):
            values = {} if context else {"state": "in_progress"}
            with self.subTest(context=context), self.assertRaises(UserError) as caught:
                self.visits.with_user(self.am_anna).with_context(**context).create(
                    {
                        "customer_id": self.customer.id,
                        "topic_id": self.topic.id,
                        **values,
                    }
                )
            self.assertIn("check-in", str(caught.exception))

    def test_cancelling_asks_why(self):
        visit = self.make_visit()
        for nothing in (None, "", "   "):
            with self.assertRaises(UserError):
                visit.cancel(nothing)
        action = visit.action_ask_cancel()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.am_anna)
            .with_context(**action["context"])
        )
        form = Form(wizard)
        form.reason = "The ship sailed earlier"
        form.save().action_apply()
        self.assertEqual(visit.state, "cancelled")
        self.assertEqual(visit.cancel_reason, "The ship sailed earlier")
        visit.action_reopen()
        self.assertEqual((visit.state, visit.cancel_reason), ("planned", False))

    def test_one_visit_in_progress_a_person(self):
        first, second = self.make_visit(), self.make_visit()
        first._move_to("in_progress")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            second._move_to("in_progress")
            second.flush_recordset()
        theirs = self.make_visit(user=self.am_bo)
        theirs._move_to("in_progress")
        theirs.flush_recordset()
        self.assertEqual(theirs.state, "in_progress")

    def test_what_happened_is_not_deleted(self):
        self.make_visit().unlink()
        for state in ("in_progress", "done"):
            visit = self._bring_to(state)
            with self.subTest(state=state), self.assertRaises(UserError):
                visit.unlink()
            visit.with_user(self.manager).unlink()
            self.assertFalse(visit.exists())

    # ------------------------------------------------------------
    # What nobody writes from outside
    # ------------------------------------------------------------

    def test_every_protected_field_is_tried_below(self):
        self.assertEqual(set(FORGED), PROTECTED)

    def test_protected_fields_cannot_be_forged(self):
        administrator = self.env.ref("base.user_admin")
        visit = self.make_visit()
        for user in (self.am_anna, self.supervisor, self.manager, administrator):
            theirs = visit.with_user(user)
            values = {
                "customer_id": self.customer.id,
                "topic_id": self.topic.id,
                "result_id": self.follow_up.id,
            }
            for name, value in FORGED.items():
                with self.subTest(user=user.name, field=name):
                    with self.assertRaises(AccessError):
                        theirs.write({name: value})
                    with self.assertRaises(AccessError):
                        theirs.web_save({name: value}, {})
                    if name != "state":
                        with self.assertRaises(AccessError):
                            theirs.create({**values, name: value})
                        with self.assertRaises(AccessError):
                            theirs.with_context(**{f"default_{name}": value}).create(
                                values
                            )
        self.assertRecordValues(visit, [{"state": "planned", "verdict": False}])

    def test_what_was_proved_stays(self):
        visit = self._bring_to("in_progress")
        visit.sudo().is_checked_in = True
        other = self.make_customer("Another")
        for values in (
            {"customer_id": other.id},
            {"user_id": self.am_bo.id},
            {"actual_start": "2026-01-01 00:00:00"},
            {"port_id": self.env["fuel.port"].search([], limit=1).id},
            {"channel_id": self.telephone.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError) as caught:
                visit.write(values)
            self.assertIn("the check-in was made with it", str(caught.exception))
        # A form that sends back what it has read changes nothing, and may.
        visit.write({"customer_id": self.customer.id, "summary": "Fine"})
        self.assertEqual(visit.summary, "Fine")

    # ------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------

    def test_an_opportunity_knows_its_visit(self):
        visit = self.make_visit(contact_ids=[Command.link(self.contact.id)])
        action = visit.action_new_lead()
        form = Form(
            self.env["crm.lead"]
            .with_user(self.am_anna)
            .with_context(**action["context"])
        )
        lead = form.save()
        self.assertRecordValues(
            lead,
            [
                {
                    "fuel_visit_id": visit.id,
                    "partner_id": self.contact.id,
                    "type": "opportunity",
                    "user_id": self.am_anna.id,
                }
            ],
        )
        self.assertEqual(visit.lead_count, 1)
        self.assertEqual(
            self.env["crm.lead"].search(visit.action_open_leads()["domain"]), lead
        )

    def test_counts_cost_the_same_for_many(self):
        few = self.make_visit()
        many = self.visits.browse(self.make_visit().id for _number in range(40))
        self.env.flush_all()
        counts = []
        for visits in (few, few, many):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            visits.with_user(self.supervisor).mapped("lead_count")
            counts.append(self.cr.sql_log_count - before)
        # The first time also reads access rights.
        self.assertEqual(counts[1], counts[2])
