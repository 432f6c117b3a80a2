import uuid
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common_volume import FuelVolumeCommon

MONDAY = datetime(2026, 3, 2)
SHANGHAI = timedelta(hours=8)
PEOPLE, CUSTOMERS = 10, 12
# The place of every customer, and of those who stand there.
QUAY = (29.9445, 122.0985)


@tagged("-at_install", "post_install")
class TestWeekScenario(FuelVolumeCommon):
    """A week of a team of ten, from the task that is issued to the summaries.

    What each did is counted here beside, with pencil and paper so to speak, and compared
    with what the summaries say.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"fuel_tz": "Asia/Shanghai", "fuel_visit_interval": 30})
        cls.people = [
            new_test_user(
                cls.env,
                login=f"week_{number}",
                name=f"Manager {number}",
                email=f"week_{number}@fuel.example",
                groups="crm_fuel.group_fuel_user",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
                tz="Asia/Shanghai",
                lang="en_US",
            )
            for number in range(PEOPLE)
        ]
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Ten",
                "user_id": cls.leader.id,
                "company_id": cls.company.id,
                "member_ids": [Command.set([user.id for user in cls.people])],
            }
        )
        cls.customers = {
            user: cls.env["res.partner"].create(
                [
                    {
                        "name": f"Week Shipping {user.id}-{number}",
                        "is_company": True,
                        "fuel_customer": True,
                        "user_id": user.id,
                        "partner_latitude": QUAY[0],
                        "partner_longitude": QUAY[1],
                    }
                    for number in range(CUSTOMERS)
                ]
            )
            for user in cls.people
        }
        # Customers since long: whose turn it is, is counted from then on.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-01' WHERE name LIKE %s",
            ["Week Shipping%"],
        )
        cls.env.invalidate_all()
        cls.topics = [
            cls.env.ref(f"crm_fuel.fuel_visit_topic_{name}")
            for name in ("demand_research", "technical_exchange", "contract")
        ]
        cls.results = [
            cls.env.ref(f"crm_fuel.fuel_visit_result_{name}")
            for name in ("order_intended", "follow_up", "information", "rejected")
        ]
        cls.on_site = cls.env.ref("crm_fuel.fuel_visit_channel_on_site")

    def setUp(self):
        super().setUp()
        self.counted = defaultdict(Counter)
        self.addCleanup(lambda: self.clock.stop())
        self.at(0, 9)

    def at(self, day, hour, minute=0):
        """Set the clock to a day of the week (0: Monday), by the hour in Shanghai."""
        moment = MONDAY + timedelta(days=day, hours=hour, minutes=minute) - SHANGHAI
        if hasattr(self, "clock"):
            self.clock.stop()
        self.clock = freeze_time(moment)
        self.clock.start()
        patcher = patch.object(self.env.cr, "now", lambda: moment)
        patcher.start()
        self.addCleanup(patcher.stop)

    # ------------------------------------------------------------
    # The week
    # ------------------------------------------------------------

    def test_a_week(self):
        task = self.issue()
        for number, user in enumerate(self.people):
            self.plan(user, number)
        self.review_plans()
        for day in (1, 2, 3, 4):
            for user in self.people:
                self.visit_those_of(day, user)
        self.sell()
        self.submit(task)
        self.review(task)
        announcement = self.announce()
        self.write_summaries(announcement)

    def issue(self):
        """The management post issues a marketing activity to the team."""
        task = (
            self.env["fuel.task"]
            .with_user(self.supervisor)
            .create(
                {
                    "name": "Present the new fuel",
                    "kind": "marketing",
                    "deadline": MONDAY + timedelta(days=4, hours=18) - SHANGHAI,
                    "audience_team_ids": [Command.set(self.team.ids)],
                    "customer_source": "domain",
                    "customer_domain": "[('name', 'like', 'Week Shipping')]",
                    "need_visit": True,
                    "need_note": True,
                }
            )
        )
        task.action_issue()
        # The leader looks after no customer of their own, and has nothing to do.
        self.assertEqual(
            sorted(task.assignment_ids.user_id.ids), sorted(it.id for it in self.people)
        )
        for assignment in task.assignment_ids:
            self.assertEqual(
                assignment.line_ids.customer_id, self.customers[assignment.user_id]
            )
        return task

    def plan(self, user, number):
        """A person plans three visits a day, from Tuesday on."""
        plans = self.env["fuel.work.plan"].with_user(user)
        with Form(plans) as form:
            form.period = "week"
            form.date_from = MONDAY.date()
        plan = form.record
        plan.action_take_tasks()
        self.assertEqual(plan.line_ids.mapped("kind"), ["task"])
        plan.line_ids = [
            Command.create(
                {
                    "kind": "visit",
                    "customer_id": customer.id,
                    "date": MONDAY.date() + timedelta(days=1 + index // 3),
                    "hour": 9 + 2 * (index % 3),
                    "topic_id": self.topics[(index + number) % len(self.topics)].id,
                }
            )
            for index, customer in enumerate(self.customers[user])
        ]
        plan.action_enter_visits()
        plan.action_enter_visits()
        visits = plan.line_ids.visit_id
        self.assertEqual(len(visits), CUSTOMERS, "Entered once, however often")
        self.counted[user]["visits_planned"] = CUSTOMERS
        plan.action_submit()

    def review_plans(self):
        """All are approved but one, which is returned and comes back."""
        self.at(0, 16)
        plans = self.env["fuel.work.plan"].with_user(self.leader)
        plans = plans.search([("user_id", "in", [it.id for it in self.people])])
        self.assertEqual(len(plans), PEOPLE)
        first = plans.filtered(lambda it: it.user_id == self.people[0])
        first.return_plan("Call the port agent first")
        (plans - first).action_approve()
        own = first.with_user(self.people[0])
        own.line_ids = [
            Command.create(
                {
                    "kind": "other",
                    "name": "Port agent",
                    "date": MONDAY.date() + timedelta(days=1),
                }
            )
        ]
        own.action_submit()
        first.action_approve()
        self.assertEqual(set(plans.mapped("state")), {"approved"})

    def visit_those_of(self, day, user):
        """The visits of a day, on site; who is last leaves one for the weekend."""
        visits = self.env["fuel.visit"].with_user(user)
        visits = visits.search(
            [
                ("user_id", "=", user.id),
                ("date", "=", MONDAY.date() + timedelta(days=day)),
                ("state", "=", "planned"),
            ],
            order="planned_start",
        )
        self.assertEqual(len(visits), 3)
        for index, visit in enumerate(visits):
            if user == self.people[-1] and day == 4 and index == 2:
                continue
            self.at(day, 9 + 2 * index)
            self.make_visit(visit, self.results[(index + day + user.id) % 4])

    def make_visit(self, visit, result):
        user = visit.env.user
        fix = {"latitude": QUAY[0], "longitude": QUAY[1], "accuracy": 10}
        answer = visit.action_check_in(str(uuid.uuid4()), **fix)
        self.assertEqual(answer["verdict"], "on_site")
        visit.action_check_out(
            str(uuid.uuid4()),
            **fix,
            values={"result_id": result.id, "summary": "Presented"},
        )
        self.counted[user]["visits_done"] += 1
        self.counted[user]["topic", visit.topic_id.id] += 1
        self.counted[user]["result", result.id] += 1
        if result == self.results[0]:
            self.open_lead(visit)

    def open_lead(self, visit):
        user = visit.env.user
        action = visit.action_new_lead()
        leads = self.env["crm.lead"].with_user(user).with_context(**action["context"])
        with Form(leads) as form:
            pass
        self.counted[user]["leads_opened"] += 1
        if self.counted[user]["leads_opened"] == 1:
            leads.browse(form.record.id).action_set_won()
            self.counted[user]["leads_won"] += 1

    def sell(self):
        """Three of them sell, in full or in part delivered; one sold last week, too."""
        self.at(4, 12)
        for user, tonnes, delivered in zip(
            self.people, (500, 320.5, 80), (500, 320.5, 30), strict=False
        ):
            order = self._order(
                (self.fuel, tonnes, self.ton),
                user=user,
                partner_id=self.customers[user][0].id,
            )
            self._deliver(order, delivered)
            self.counted[user]["mt"] += delivered
        before = self._order(
            (self.fuel, 75, self.ton),
            user=self.people[0],
            partner_id=self.customers[self.people[0]][0].id,
            date=datetime(2026, 2, 25, 4),
        )
        self._deliver(before)
        self.counted[self.people[0]]["mt_before"] += 75

    def submit(self, task):
        """Who is ready submits in time; the last one cannot, and does on Saturday."""
        self.at(4, 17)
        last = self.people[-1]
        for assignment in task.assignment_ids:
            own = assignment.with_user(assignment.user_id)
            own.note = "Shown to the technical managers"
            if assignment.user_id == last:
                with self.assertRaisesRegex(UserError, "Still missing"):
                    own.action_submit()
                continue
            own.action_submit()
            self.assertEqual(own.progress, 100)
            self.counted[own.user_id].update(tasks_done=1, tasks_on_time=1)
        self.at(5, 10)
        visits = self.env["fuel.visit"].with_user(last)
        left = visits.search([("user_id", "=", last.id), ("state", "=", "planned")])
        self.assertEqual(len(left), 1)
        self.make_visit(left, self.results[1])
        own = task.assignment_ids.filtered(lambda it: it.user_id == last)
        own.with_user(last).action_submit()
        self.counted[last]["tasks_done"] += 1

    def review(self, task):
        """One is returned, and comes back on Sunday: not in time any more."""
        mine = task.with_user(self.supervisor).assignment_ids
        returned = mine.filtered(lambda it: it.user_id == self.people[1])
        returned.send_back("Name whom you spoke to")
        (mine - returned).action_accept()
        self.at(6, 10)
        own = returned.with_user(self.people[1])
        own.note = "Shown to Chief Engineer Wang"
        own.action_submit()
        self.counted[self.people[1]]["tasks_on_time"] -= 1
        returned.action_accept()
        self.assertEqual(set(mine.mapped("state")), {"accepted"})

    def announce(self):
        """An announcement is to be acknowledged; one person has not done so yet."""
        announcement = (
            self.env["fuel.announcement"]
            .with_user(self.supervisor)
            .create(
                {
                    "name": "Prices from Monday on",
                    "body": "<p>See the list.</p>",
                    "audience_team_ids": [Command.set(self.team.ids)],
                    "must_acknowledge": True,
                }
            )
        )
        announcement.action_publish()
        for user in [*self.people[1:], self.leader]:
            own = announcement.with_user(user)
            own.action_read()
            own.action_acknowledge()
        self.assertEqual(announcement.reader_count, PEOPLE + 1)
        self.assertEqual(announcement.unacknowledged_count, 1)
        return announcement

    def write_summaries(self, announcement):
        self.at(6, 18)
        for user in self.people:
            summaries = self.env["fuel.work.summary"].with_user(user)
            with Form(summaries) as form:
                form.period = "week"
                form.date_from = MONDAY.date()
                form.text = "Everybody has seen the new fuel"
            form.record.action_submit()
            self.assertEqualCounted(form.record, user)
        announcement.with_user(self.people[0]).action_acknowledge()
        self.assertEqual(announcement.unacknowledged_count, 0)
        mine = self.env["fuel.work.summary"].with_user(self.supervisor)
        mine = mine.search([("user_id", "in", [it.id for it in self.people])])
        self.assertEqual(mine.mapped("state"), ["submitted"] * PEOPLE)
        for summary in mine:
            summary.review("4", "Well done")
        self.assertEqual(
            sum(mine.mapped("visits_done")), PEOPLE * CUSTOMERS, "Of the whole team"
        )
        # What happens later changes no summary that was submitted.
        self.at(7, 9)
        before = mine[0].figures
        self.env["crm.lead"].with_user(mine[0].user_id).create({"name": "Late"})
        mine[0].invalidate_recordset()
        self.assertEqual(mine[0].figures, before)

    def assertEqualCounted(self, summary, user):
        counted = self.counted[user]
        figures = summary.figures
        for name in (
            "visits_planned",
            "visits_done",
            "leads_opened",
            "leads_won",
            "mt",
            "mt_before",
            "tasks_done",
            "tasks_on_time",
        ):
            with self.subTest(user=user.login, figure=name):
                self.assertEqual(figures[name], counted[name])
        for kind in ("topic", "result"):
            with self.subTest(user=user.login, figure=kind):
                self.assertEqual(
                    {number: count for number, _name, count in figures[f"by_{kind}"]},
                    {key[1]: n for key, n in counted.items() if key[0] == kind},
                )
        # Nobody was visited before: all were due, and all were visited.
        self.assertEqual(figures["coverage"], 100)
