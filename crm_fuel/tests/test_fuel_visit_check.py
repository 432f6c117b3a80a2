from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_check import NOW, OFFICE, CheckCommon


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestCheckIn(CheckCommon):
    def test_on_site(self):
        visit = self.make_visit()
        key = self.key()
        answer = visit.action_check_in(key, **self.fix(north=120, accuracy=8))
        self.assertEqual(
            answer,
            {
                "visit_id": visit.id,
                "state": "in_progress",
                "verdict": "on_site",
                "reason": False,
                "reason_text": False,
                "distance": 120.0,
                "accuracy": 8.0,
                "radius": 500,
                "target": "Dinghai Shipping",
                "needs_note": False,
                "proposal": False,
                "time": NOW,
                "repeated": False,
            },
        )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "in_progress",
                    "is_checked_in": True,
                    "verdict": "on_site",
                    "verdict_reason": False,
                    "distance": 120.0,
                }
            ],
        )
        self.assertEqual(str(visit.actual_start), NOW)
        self.assertRecordValues(
            self.positions(visit),
            [
                {
                    "kind": "in",
                    "key": key,
                    "user_id": self.am_anna.id,
                    "has_fix": True,
                    "accuracy": 8.0,
                    "verdict": "on_site",
                    "target": "Dinghai Shipping",
                    "radius": 500,
                    "clock_skew": 0,
                }
            ],
        )

    def test_check_out(self):
        visit = self.make_visit()
        contact = self.add_contact()
        self.check_in(visit)
        with freeze_time("2026-03-02 02:45:00"):
            answer = self.check_out(
                visit,
                **self.fix(north=90_000),
                values={
                    "summary": " Wants 300 t of VLSFO. ",
                    "next_step": "Quote",
                    "next_step_date": "2026-03-09",
                    "contact_ids": [contact.id],
                },
            )
        self.assertEqual(answer["state"], "done")
        # A note is asked for at the check-in only.
        self.assertEqual(answer["verdict"], "off_site")
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "verdict": "on_site",
                    "check_out_verdict": "off_site",
                    "distance": 0.0,
                    "actual_duration": 1.25,
                    "result_id": self.result.id,
                    "summary": "Wants 300 t of VLSFO.",
                    "next_step": "Quote",
                    "contact_ids": contact.ids,
                }
            ],
        )
        self.assertEqual(self.positions(visit).mapped("kind"), ["in", "out"])

    def test_off_site_asks_for_a_note(self):
        visit = self.make_visit()
        key = self.key()
        for note in (None, "", "   ", False):
            with self.assertRaisesRegex(UserError, "2,000 m from Dinghai.*note why"):
                visit.action_check_in(key, **self.fix(north=2_000), note=note)
        self.assertEqual(visit.state, "planned")
        answer = visit.action_check_in(key, **self.fix(north=2_000), note="Their yard")
        self.assertEqual(answer["verdict"], "off_site")
        self.assertFalse(answer["needs_note"])
        self.assertEqual(self.positions(visit).note, "Their yard")
        self.assertEqual(visit.verdict, "off_site")

    def test_without_a_position(self):
        for failure in ("denied", "unavailable", "timeout"):
            visit = self.make_visit()
            answer = visit.action_check_in(self.key(), failure=failure)
            self.assertEqual(answer["verdict"], "unverified")
            self.assertEqual(answer["reason"], failure)
            self.assertTrue(answer["reason_text"])
            self.assertIs(answer["distance"], False)
            self.assertIs(answer["accuracy"], False)
            self.assertEqual(visit.verdict_reason, failure)
            self.assertFalse(self.positions(visit).has_fix)
            self.check_out(visit)

    def test_zero_zero_is_what_a_broken_device_says(self):
        visit = self.make_visit()
        answer = visit.action_check_in(
            self.key(), latitude=0, longitude=0.0000001, accuracy=5
        )
        self.assertEqual(answer["reason"], "unavailable")
        self.assertFalse(self.positions(visit).has_fix)

    def test_too_vague(self):
        visit = self.make_visit()
        answer = visit.action_check_in(self.key(), **self.fix(accuracy=2_500))
        self.assertEqual(answer["verdict"], "unverified")
        self.assertEqual(answer["reason"], "inaccurate")
        self.assertEqual(answer["accuracy"], 2_500)

    def test_bad_input(self):
        visit = self.make_visit()
        good = {"key": self.key(), **self.fix()}
        for change, message in (
            ({"latitude": 91}, "Latitude: 91.0 does not lie between -90 and 90"),
            ({"longitude": -180.1}, "Longitude: -180.1 does not lie between -180"),
            ({"accuracy": -1}, "Accuracy: -1.0 is not from 0 to less than 10,000"),
            ({"accuracy": 10_000}, "Accuracy: 10000.0 is not from 0"),
            ({"accuracy": None}, "Accuracy is missing"),
            ({"latitude": None}, "Latitude is missing"),
            ({"latitude": float("nan")}, "Latitude: nan is not a number"),
            ({"longitude": float("inf")}, "Longitude: inf is not a number"),
            ({"latitude": "30.01"}, "Latitude: '30.01' is not a number"),
            ({"latitude": True}, "Latitude: True is not a number"),
            ({"latitude": [30]}, r"Latitude: \[30\] is not a number"),
            ({"failure": "denied"}, "not both"),
            ({"failure": "lazy"}, "denied, unavailable, timeout, not 'lazy'"),
            (
                {"latitude": None, "longitude": None, "accuracy": None},
                "give latitude, longitude and accuracy, or as failure",
            ),
            ({"key": "short"}, "Key: 16 to 64"),
            ({"key": "x" * 65}, "Key: 16 to 64"),
            ({"key": "key with blanks in it"}, "Key: 16 to 64"),
            ({"key": None}, "Key: 16 to 64"),
            ({"key": ["a" * 20]}, "Key: 16 to 64"),
            ({"key": "ключ-ключ-ключ-ключ"}, "Key: 16 to 64"),
            ({"key": "a" * 20 + "\n"}, "Key: 16 to 64"),
            ({"note": 5}, "Explanation: not a text"),
            ({"note": "a\x00b"}, "Explanation: not a text"),
            ({"note": "x" * 2_001}, "Explanation: at most 2000"),
            ({"made_at": "yesterday"}, "made_at: 'yesterday' is not a time in UTC"),
            ({"made_at": "2026-03-02T01:00:00Z"}, "is not a time in UTC"),
            ({"made_at": "2026-02-30 01:00:00"}, "is not a time in UTC"),
            ({"made_at": 1772415000}, "is not a time in UTC"),
            ({"sent_at": "2026-03-02"}, "sent_at: '2026-03-02' is not a time"),
        ):
            with (
                self.subTest(change=change),
                self.assertRaisesRegex(UserError, message),
            ):
                visit.action_check_in(**{**good, **change})
        self.assertEqual(visit.state, "planned")
        self.assertFalse(self.positions(visit))

    def test_the_visit_must_be_planned(self):
        visit = self.make_visit()
        self.check_in(visit)
        with self.assertRaisesRegex(UserError, "checked in to .* already"):
            self.check_in(visit)
        self.check_out(visit)
        with self.assertRaisesRegex(UserError, "is done: plan a new visit"):
            self.check_in(visit)
        cancelled = self.make_visit()
        cancelled.cancel("Fog")
        with self.assertRaisesRegex(UserError, "is cancelled: plan it again"):
            self.check_in(cancelled)

    def test_nobody_checks_in_to_a_call(self):
        visit = self.make_visit(channel_id=self.telephone.id)
        with self.assertRaisesRegex(UserError, "is by Telephone: nobody checks in"):
            self.check_in(visit)

    def test_one_visit_at_a_time(self):
        first, second = self.make_visit(), self.make_visit()
        self.check_in(first)
        with self.assertRaisesRegex(UserError, "Dinghai Shipping.*check out of it"):
            self.check_in(second)
        # Somebody else's does not matter.
        self.check_in(self.make_visit(self.am_bo))
        self.check_out(first)
        self.assertEqual(self.check_in(second)["state"], "in_progress")

    def test_only_the_visitor(self):
        visit = self.make_visit(companion_ids=self.am_bo.ids)
        for user in (self.am_bo, self.leader, self.supervisor, self.manager):
            for method in ("action_check_in", "action_check_out"):
                with self.assertRaisesRegex(UserError, "is the visit of Am Anna"):
                    getattr(visit.with_user(user), method)(self.key(), **self.fix())
        stranger = self.make_other_account_manager()
        for user in (stranger, self.plain, self.portal):
            with self.assertRaises(AccessError):
                self.check_in(visit.with_user(user))
        self.assertEqual(visit.state, "planned")

    def test_one_existing_visit(self):
        gone = self.make_visit()
        gone.unlink()
        with self.assertRaisesRegex(UserError, "no such visit"):
            self.check_in(gone)
        with self.assertRaisesRegex(UserError, "one visit at a time"):
            self.check_in(self.make_visit() | self.make_visit())
        with self.assertRaisesRegex(UserError, "one visit at a time"):
            self.check_in(gone.browse())

    def test_check_out_needs_a_visit_in_progress(self):
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "Check in to .* first"):
            self.check_out(visit)
        self.check_in(visit)
        self.check_out(visit)
        with self.assertRaisesRegex(UserError, "has ended already, at 2026-03-02"):
            self.check_out(visit)
        cancelled = self.make_visit()
        self.check_in(cancelled)
        cancelled.cancel("They had to leave")
        with self.assertRaisesRegex(UserError, "cancelled: They had to leave"):
            self.check_out(cancelled)

    def test_check_out_needs_a_result(self):
        visit = self.make_visit()
        self.check_in(visit)
        for values in (None, {}, {"summary": "Nice"}, {"result_id": False}):
            with self.assertRaisesRegex(UserError, "choose its result"):
                visit.action_check_out(self.key(), **self.fix(), values=values)
        visit.result_id = self.result
        with self.assertRaisesRegex(UserError, "choose its result"):
            visit.action_check_out(
                self.key(), **self.fix(), values={"result_id": False}
            )
        visit.action_check_out(self.key(), **self.fix())
        self.assertEqual(visit.state, "done")

    def test_defaults_in_the_context_come_to_nothing(self):
        visit = self.make_visit().with_context(
            default_latitude=1, default_note="x", default_is_blanked=True
        )
        visit.action_check_in(self.key(), failure="denied")
        position = self.positions(visit)
        self.assertEqual(position.latitude, 0)
        self.assertFalse(position.note)
        self.assertFalse(position.is_blanked)

    def test_queries(self):
        # The first ones fill the caches of a new process.
        warm = self.make_visit()
        self.check_in(warm)
        self.check_out(warm)
        visit = self.make_visit()
        for act in (self.check_in, self.check_out):
            self.env.flush_all()
            self.env.invalidate_all()
            # 17 of our own and room for what hangs on a change of the state.
            with self.assertQueryCount(25):
                act(visit)

    def test_queries_do_not_depend_on_rows(self):
        def count():
            visit = self.make_visit()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.check_in(visit)
            self.check_out(visit)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for index in range(20):
            self.add_contact(f"Depot {index}", type="delivery", partner_latitude=index)
            self.make_visit()
        self.assertEqual(count(), few)

    def test_the_position_of_the_office(self):
        self.assertEqual(self.fix()["latitude"], OFFICE[0])


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestSameKey(CheckCommon):
    def test_the_same_answer(self):
        visit = self.make_visit()
        key = self.key()
        first = visit.action_check_in(key, **self.fix(north=300))
        with freeze_time("2026-03-02 01:40:00"):
            again = visit.action_check_in(key, **self.fix(north=300))
        self.assertEqual(again, {**first, "repeated": True})
        self.assertEqual(len(self.positions(visit)), 1)
        out_key = self.key()
        values = {"result_id": self.result.id}
        ended = visit.action_check_out(out_key, **self.fix(), values=values)
        repeated = visit.action_check_out(out_key, **self.fix(), values=values)
        self.assertEqual(repeated, {**ended, "repeated": True})
        # Even once the visit has gone on.
        late = visit.action_check_in(key, **self.fix(north=300))
        self.assertEqual(late, {**first, "state": "done", "repeated": True})

    def test_what_comes_along_does_not_matter(self):
        visit = self.make_visit()
        key = self.key()
        first = visit.action_check_in(key, **self.fix())
        again = visit.action_check_in(key, latitude=91, accuracy=-5)
        self.assertEqual(again, {**first, "repeated": True})

    def test_a_key_is_for_one_thing(self):
        visit = self.make_visit()
        key = self.key()
        visit.action_check_in(key, **self.fix())
        with self.assertRaisesRegex(UserError, "key was used for another"):
            visit.action_check_out(key, **self.fix())
        self.check_out(visit)
        with self.assertRaisesRegex(UserError, "key was used for another"):
            self.make_visit().action_check_in(key, **self.fix())
        theirs = self.make_visit(self.am_bo)
        with self.assertRaisesRegex(UserError, "key was used for another"):
            theirs.action_check_in(key, **self.fix())
        with self.assertRaisesRegex(UserError, "key was used for another"):
            self.env["fuel.visit"].with_user(self.am_bo).check_in_new(
                {"customer_id": self.customer.id}, key, **self.fix()
            )

    def test_another_key_is_another_check_out(self):
        visit = self.make_visit()
        self.check_in(visit)
        self.check_out(visit)
        with self.assertRaisesRegex(UserError, "has ended already"):
            self.check_out(visit)
