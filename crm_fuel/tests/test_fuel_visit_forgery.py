from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_check import NOW, CheckCommon

# A value for each field that nobody writes from outside.
FORGED = {
    "state": "done",
    "is_checked_in": True,
    "verdict": "on_site",
    "verdict_reason": "denied",
    "distance": 1.0,
    "check_out_verdict": "on_site",
    "note_keys": "x",
    "is_forced": True,
    "force_reason": "x",
    "reviewed_by_id": 2,
    "reviewed_at": NOW,
    "date": "2020-01-01",
    "actual_duration": 9.0,
    "position_ids": [Command.clear()],
}
POSITION = {
    "kind": "in",
    "key": "forged-forged-forged",
    "latitude": 30.0,
    "longitude": 122.0,
    "has_fix": True,
    "verdict": "on_site",
    "made_at": NOW,
    "received_at": NOW,
}


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestForgery(CheckCommon):
    """What a check-in shows is written by check-ins, whoever else tries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # May do everything, but is not the superuser.
        cls.administrator = cls.env.ref("base.user_admin")
        groups = (
            "crm_fuel.group_fuel_manager",
            "base.group_system",
            "base.group_erp_manager",
        )
        for group in groups:
            cls.administrator.group_ids |= cls.env.ref(group)
        cls.visit = cls.make_visit()
        cls.check_in(cls.visit)
        cls.position = cls.positions(cls.visit)
        cls.before = cls.everything()

    @classmethod
    def everything(cls):
        cls.env.flush_all()
        cls.env.invalidate_all()
        return cls.visit.sudo().read(list(FORGED)), cls.position.read()

    def people(self):
        for user in (
            self.am_anna,
            self.am_bo,
            self.leader,
            self.supervisor,
            self.manager,
            self.administrator,
            self.plain,
            self.portal,
        ):
            yield user
            self.assertEqual(self.everything(), self.before, user.name)

    def test_write(self):
        for user in self.people():
            for name, value in FORGED.items():
                with self.assertRaises(AccessError, msg=name):
                    self.visit.with_user(user).write({name: value})
                with self.assertRaises(AccessError, msg=name):
                    self.visit.with_user(user).web_save({name: value}, {})

    def test_create(self):
        vals = {
            "customer_id": self.customer.id,
            "topic_id": self.topic.id,
            "channel_id": self.on_site.id,
        }
        for user in self.people():
            visits = self.env["fuel.visit"].with_user(user)
            for name, value in FORGED.items():
                if name == "state":
                    continue
                with self.assertRaises(AccessError, msg=name):
                    visits.create({**vals, name: value})
                if name not in ("date", "actual_duration"):
                    with self.assertRaises(AccessError, msg=name):
                        visits.with_context(**{f"default_{name}": value}).create(vals)
            with self.assertRaises(AccessError):
                visits.create({**vals, "position_ids": [Command.create(POSITION)]})
            with self.assertRaises(UserError):
                visits.create({**vals, "state": "in_progress"})

    def test_a_visit_noted_afterwards_is_unverified(self):
        vals = {
            "customer_id": self.customer.id,
            "topic_id": self.topic.id,
            "channel_id": self.on_site.id,
            "state": "done",
            "result_id": self.result.id,
        }
        visit = self.env["fuel.visit"].with_user(self.am_anna).create(vals)
        self.assertRecordValues(
            visit,
            [
                {
                    "verdict": "unverified",
                    "verdict_reason": "not_checked_in",
                    "is_checked_in": False,
                }
            ],
        )

    def test_computed_defaults_come_to_nothing(self):
        visit = self.make_visit()
        forged = (
            self.env["fuel.visit"]
            .with_user(self.am_anna)
            .with_context(default_date="2020-01-01", default_actual_duration=5)
            .create({"customer_id": self.customer.id, "topic_id": self.topic.id})
        )
        self.assertEqual(forged.date, visit.date)
        self.assertEqual(forged.actual_duration, 0)

    def test_copy(self):
        for user in self.people():
            with self.assertRaises(AccessError):
                self.visit.with_user(user).copy({"verdict": "on_site"})
        copy = self.visit.with_user(self.am_anna).copy()
        self.assertFalse(copy.verdict or copy.is_checked_in or copy.position_ids)
        self.assertEqual(copy.state, "planned")

    def test_load(self):
        for user in self.people():
            visits = self.env["fuel.visit"].with_user(user)
            for name, value in (
                ("verdict", "Verified on site"),
                ("is_checked_in", "True"),
                ("distance", "1"),
                ("position_ids/latitude", "30"),
                ("position_ids/.id", str(self.position.id)),
            ):
                if user in (self.plain, self.portal):
                    continue
                answer = visits.load([".id", name], [[str(self.visit.id), value]])
                self.assertFalse(answer["ids"], (name, answer))

    def test_commands_on_positions(self):
        other = self.make_visit()
        self.before = self.everything()
        for user in self.people():
            for command in (
                Command.create(POSITION),
                Command.update(self.position.id, {"latitude": 1}),
                Command.delete(self.position.id),
                Command.unlink(self.position.id),
                Command.link(self.position.id),
                Command.set(self.position.ids),
                Command.clear(),
            ):
                for visit in (self.visit, other):
                    with self.assertRaises(AccessError, msg=str(command)):
                        visit.with_user(user).write({"position_ids": [command]})

    def test_positions_themselves(self):
        for user in self.people():
            position = self.position.with_user(user)
            for name, value in POSITION.items():
                with self.assertRaises(AccessError, msg=name):
                    position.write({name: value})
            with self.assertRaises(AccessError):
                position.create({**POSITION, "visit_id": self.visit.id})
            with self.assertRaises(AccessError):
                position.copy()
            with self.assertRaises(AccessError):
                position.unlink()
            with self.assertRaises(AccessError):
                position.web_save({"latitude": 1}, {})

    def test_through_the_customer_and_what_came_of_the_visit(self):
        lead = self.env["crm.lead"].create(
            {"name": "Lead", "fuel_visit_id": self.visit.id}
        )
        need = self.env["fuel.visit.need"].create(
            {
                "visit_id": self.visit.id,
                "grade_id": self.env["fuel.grade"].search([], limit=1).id,
            }
        )
        command = [Command.update(self.visit.id, {"verdict": "off_site"})]
        lead.with_user(self.supervisor).write({"fuel_visit_id": command})
        need.with_user(self.supervisor).write({"grade_id": need.grade_id.id})
        self.assertEqual(self.everything(), self.before)

    def test_what_was_proved_stays(self):
        other = self.make_customer("Elsewhere")
        port = self.make_port("ZZELS")
        for user in (self.am_anna, self.leader, self.supervisor, self.administrator):
            for vals in (
                {"customer_id": other.id},
                {"port_id": port.id},
                {"user_id": self.am_bo.id},
                {"channel_id": self.telephone.id},
                {"actual_start": "2026-03-01 01:00:00"},
                {"actual_end": "2026-03-02 09:00:00"},
            ):
                with self.assertRaisesRegex(UserError, "check-in was made with it"):
                    self.visit.with_user(user).write(vals)
        self.assertEqual(self.everything(), self.before)
