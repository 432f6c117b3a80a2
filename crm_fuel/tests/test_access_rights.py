from odoo.tests import tagged

from .common import FuelCommon

# Who may read (r), write (w), create (c) and delete (d) records of each model of the
# addon. The model without a line fails, so a new one is a decision and no accident.
# Rules narrow this down to records: see the tests of each model.
NOBODY = ""
MATRIX = {
    #                       portal  plain  user    supervisor  manager
    "fuel.announcement": (NOBODY, NOBODY, "r", "rwcd", "rwcd"),
    "fuel.announcement.correct": (NOBODY, NOBODY, NOBODY, "rwcd", "rwcd"),
    # Nobody writes receipts and versions: publishing, reading and correcting do.
    "fuel.announcement.receipt": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.announcement.version": (NOBODY, NOBODY, NOBODY, "r", "r"),
    "fuel.bdn.correct": (NOBODY, NOBODY, NOBODY, "rwcd", "rwcd"),
    "fuel.complaint": (NOBODY, NOBODY, "rwc", "rwc", "rwcd"),
    "fuel.complaint.analysis": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.complaint.cause": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.complaint.evidence": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.complaint.evidence.type": (NOBODY, "r", "r", "r", "rwcd"),
    # Nobody writes here: what stops and starts the clocks does.
    "fuel.complaint.pause": (NOBODY, NOBODY, "r", "r", "r"),
    # Belong to whoever opened the dialogue.
    "fuel.complaint.satisfaction": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.complaint.type": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.complaint.wait": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.grade": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.lead.line": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    # Nobody writes here: the methods of sharing do.
    "fuel.lead.share": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.port": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.port.alias": (NOBODY, "r", "r", "r", "rwcd"),
    # Links are made and revoked by methods.
    "fuel.portal.token": (NOBODY, NOBODY, NOBODY, "r", "r"),
    "fuel.project.question": (NOBODY, NOBODY, "rwc", "rwc", "rwcd"),
    "fuel.project.question.answer": (NOBODY, NOBODY, "rwc", "rwc", "rwcd"),
    "fuel.satisfaction": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.suggestion": (NOBODY, NOBODY, "rwc", "rwc", "rwcd"),
    "fuel.survey.dimension": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.survey.send": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.survey.send.line": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.task": (NOBODY, NOBODY, "r", "rwcd", "rwcd"),
    # Issuing makes assignments, nobody else; their people write notes and files.
    "fuel.task.assignment": (NOBODY, NOBODY, "rw", "rw", "rw"),
    "fuel.task.assignment.customer": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.task.change": (NOBODY, NOBODY, NOBODY, "rwcd", "rwcd"),
    "fuel.vessel": (NOBODY, NOBODY, "rwc", "rwcd", "rwcd"),
    "fuel.vessel.merge": (NOBODY, NOBODY, NOBODY, "rwcd", "rwcd"),
    "fuel.vessel.name": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.vessel.party": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.vessel.type": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.visit": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.visit.channel": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.visit.due": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.visit.need": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.visit.plan": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.visit.plan.line": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    # Nobody writes positions, whoever it is: check-in and check-out do.
    "fuel.visit.position": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.visit.reason": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.visit.reassign": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.visit.repeat": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.visit.result": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.visit.topic": (NOBODY, "r", "r", "r", "rwcd"),
    "fuel.volume": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.work.missing": (NOBODY, NOBODY, "r", "r", "r"),
    "fuel.work.plan": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.work.plan.line": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    # Nobody writes here: reminding does.
    "fuel.work.reminder": (NOBODY, NOBODY, NOBODY, "r", "r"),
    "fuel.work.review": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
    "fuel.work.summary": (NOBODY, NOBODY, "rwcd", "rwcd", "rwcd"),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("-at_install", "post_install")
class TestAccessRights(FuelCommon):
    def users(self):
        return (self.portal, self.plain, self.am_anna, self.supervisor, self.manager)

    def models_of_the_addon(self):
        return {
            name
            for name, model in self.env.registry.items()
            if name.startswith("fuel.") and not model._abstract
        }

    def test_every_model_has_a_line(self):
        self.assertEqual(self.models_of_the_addon(), set(MATRIX))

    def test_the_matrix(self):
        for model_name, line in MATRIX.items():
            for user, allowed in zip(self.users(), line, strict=True):
                model = self.env[model_name].with_user(user)
                found = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if model.has_access(operation)
                )
                with self.subTest(model=model_name, user=user.name):
                    self.assertEqual(found, allowed)

    def test_groups_build_on_each_other(self):
        for user, groups in (
            (
                self.am_anna,
                ["sales_team.group_sale_salesman", "project.group_project_user"],
            ),
            (
                self.supervisor,
                [
                    "crm_fuel.group_fuel_user",
                    "sales_team.group_sale_salesman_all_leads",
                ],
            ),
            (
                self.manager,
                ["crm_fuel.group_fuel_supervisor", "sales_team.group_sale_manager"],
            ),
        ):
            for group in groups:
                self.assertTrue(user.has_group(group), f"{user.name}: {group}")
        self.assertFalse(self.am_anna.has_group("crm_fuel.group_fuel_supervisor"))
        self.assertFalse(self.supervisor.has_group("crm_fuel.group_fuel_manager"))
