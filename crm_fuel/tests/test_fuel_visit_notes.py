from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_check import NOW, CheckCommon


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestNotes(CheckCommon):
    def test_written_down(self):
        visit = self.make_visit()
        contact = self.add_contact()
        key = self.key()
        values = {
            "result_id": self.result.id,
            "summary": "First",
            "next_step": "Call",
            "next_step_date": "2026-03-05",
            "contact_ids": contact.ids,
        }
        answer = visit.save_notes(values, key)
        self.assertEqual(
            answer, {"visit_id": visit.id, "state": "planned", "repeated": False}
        )
        self.assertRecordValues(
            visit, [{**values, "next_step_date": visit.next_step_date}]
        )
        self.assertEqual(str(visit.next_step_date), "2026-03-05")
        visit.save_notes(dict.fromkeys(values, False), self.key())
        self.assertFalse(visit.result_id or visit.summary or visit.next_step)
        self.assertFalse(visit.next_step_date or visit.contact_ids)

    def test_the_same_key_does_not_undo_later_notes(self):
        visit = self.make_visit()
        key = self.key()
        visit.save_notes({"summary": "First"}, key)
        visit.save_notes({"summary": "Second"}, self.key())
        self.assertTrue(visit.save_notes({"summary": "First"}, key)["repeated"])
        self.assertEqual(visit.summary, "Second")

    def test_keys_are_not_kept_for_ever(self):
        visit = self.make_visit()
        for number in range(30):
            visit.save_notes({"summary": str(number)}, self.key())
        self.assertEqual(len(visit.note_keys.split()), 20)

    def test_bad_values(self):
        visit = self.make_visit()
        theirs = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": self.other_company.id}
        )
        for values, message in (
            ({"state": "done"}, "nothing but result_id, summary"),
            ({"verdict": "on_site"}, "nothing but"),
            ([], "nothing but"),
            (None, "nothing but"),
            ({"result_id": 2**31 - 1}, "Result: there is no"),
            ({"result_id": "1"}, "Result: there is no '1'"),
            ({"summary": 5}, "Summary: not a text"),
            ({"summary": "x" * 20_001}, "Summary: at most 20000 characters"),
            ({"summary": "a\x00"}, "Summary: not a text"),
            ({"next_step": "x" * 501}, "Next step: at most 500"),
            ({"next_step_date": "5 March"}, "'5 March' is not a date"),
            ({"next_step_date": "2026-03-05 10:00:00"}, "is not a date"),
            ({"next_step_date": 20260305}, "is not a date"),
            ({"contact_ids": 7}, "Contacts met: a list of ids"),
            ({"contact_ids": [[6, 0, [7]]]}, "Contacts met: there is no"),
            ({"contact_ids": theirs.ids}, "Contacts met: there is no .* not see"),
        ):
            with (
                self.subTest(values=str(values)[:60]),
                self.assertRaisesRegex(UserError, message),
            ):
                visit.save_notes(values, self.key())
        with self.assertRaisesRegex(UserError, "Key: 16 to 64"):
            visit.save_notes({}, "1")
        visit.cancel("Typhoon")
        with self.assertRaisesRegex(UserError, "is cancelled: Typhoon"):
            visit.save_notes({"summary": "Late"}, self.key())

    def test_bad_values_of_a_check_out_change_nothing(self):
        visit = self.make_visit()
        self.check_in(visit)
        with self.assertRaisesRegex(UserError, "nothing but"):
            self.check_out(visit, values={"is_forced": True})
        with self.assertRaisesRegex(UserError, "is not a date"):
            self.check_out(visit, values={"next_step_date": "soon"})
        self.assertEqual(visit.state, "in_progress")

    def test_who_may(self):
        visit = self.make_visit(companion_ids=self.am_bo.ids)
        visit.with_user(self.leader).save_notes({"summary": "Leader"}, self.key())
        self.assertEqual(visit.summary, "Leader")
        for user in (self.am_bo, self.plain, self.portal):
            with self.assertRaises(AccessError):
                visit.with_user(user).save_notes({"summary": "No"}, self.key())


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestTodayVisits(CheckCommon):
    def today(self):
        return self.env["fuel.visit"].with_user(self.am_anna).today_visits()

    def ids(self):
        return [visit["id"] for visit in self.today()["visits"]]

    def test_which_visits(self):
        self.company.fuel_tz = "Asia/Shanghai"
        times = {
            "first thing": "2026-03-01 16:00:00",
            "last thing": "2026-03-02 15:59:00",
            "tomorrow": "2026-03-02 16:00:00",
            "overdue": "2026-02-16 02:00:00",
            "long overdue": "2026-02-15 02:00:00",
        }
        made = {
            name: self.make_visit(planned_start=start) for name, start in times.items()
        }
        self.make_visit(self.am_bo)
        cancelled = self.make_visit()
        cancelled.cancel("Fog")
        begun = self.make_visit(planned_start="2025-01-01 02:00:00")
        self.check_in(begun, made_at="2026-02-28 01:00:00")
        self.assertEqual(
            self.ids(),
            [
                begun.id,
                made["overdue"].id,
                made["first thing"].id,
                made["last thing"].id,
            ],
        )
        self.check_out(begun)
        self.assertNotIn(begun.id, self.ids())

    def test_what_a_phone_needs(self):
        contact = self.add_contact()
        vessel = self.make_vessel("Hai Feng")
        visit = self.make_visit(vessel_id=vessel.id, planned_duration=1.5)
        self.add_contact("Depot", type="delivery")
        answer = self.today()
        self.assertEqual(answer["user_id"], self.am_anna.id)
        self.assertFalse(answer["notice_seen"])
        (found,) = answer["visits"]
        self.assertEqual(
            found,
            {
                "id": visit.id,
                "customer": "Dinghai Shipping",
                "customer_id": self.customer.id,
                "topic": "Demand research",
                "channel": "On site",
                "is_remote": False,
                "state": "planned",
                "planned_start": NOW,
                "planned_end": "2026-03-02 03:00:00",
                "actual_start": False,
                "port": False,
                "vessel": "Hai Feng",
                "verdict": False,
                "latitude": self.customer.partner_latitude,
                "longitude": self.customer.partner_longitude,
                "radius": 500,
                "contacts": [{"id": contact.id, "name": "Captain Wu"}],
                "contact_ids": [],
                "result_id": False,
                "summary": "",
                "next_step": "",
                "next_step_date": False,
            },
        )
        self.assertIn(
            {"id": self.result.id, "name": "Follow-up needed", "tone": "neutral"},
            answer["results"],
        )
        self.assertIn(
            {"id": self.topic.id, "name": "Demand research"}, answer["topics"]
        )
        self.assertIn(
            {"id": self.telephone.id, "name": "Telephone", "is_remote": True},
            answer["channels"],
        )

    def test_without_a_place(self):
        self.make_visit(customer_id=self.make_customer("Nowhere").id)
        (found,) = self.today()["visits"]
        self.assertIs(found["latitude"], False)
        self.assertIs(found["radius"], False)

    def test_queries_do_not_depend_on_rows(self):
        def count(number):
            for index in range(number):
                customer = self.make_customer(f"C{index}", partner_latitude=30 + index)
                self.env["res.partner"].create(
                    {"name": "Man", "parent_id": customer.id}
                )
                self.make_visit(
                    customer_id=customer.id,
                    port_id=self.make_port(f"ZZ{number}{index:02d}").id,
                    vessel_id=self.make_vessel(f"V{index}").id,
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.today()
            return self.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(9))

    def test_the_notice(self):
        users = self.env["res.users"].with_user(self.am_anna)
        self.assertTrue(users.action_accept_position_notice())
        seen_at = self.am_anna.fuel_position_notice_at
        self.assertEqual(str(seen_at), NOW)
        self.assertTrue(self.today()["notice_seen"])
        with freeze_time("2026-04-02 01:30:00"):
            users.action_accept_position_notice()
        self.assertEqual(self.am_anna.fuel_position_notice_at, seen_at)
        self.assertFalse(self.am_bo.fuel_position_notice_at)
        # Users read of themselves when it was.
        own = self.am_anna.with_user(self.am_anna).read(["fuel_position_notice_at"])
        self.assertEqual(own[0]["fuel_position_notice_at"], seen_at)
        for user in (self.plain, self.portal):
            with self.assertRaises(AccessError):
                users.with_user(user).action_accept_position_notice()
