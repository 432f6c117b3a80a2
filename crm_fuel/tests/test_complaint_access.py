from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_complaint import ComplaintCommon


@tagged("-at_install", "post_install")
class TestComplaintAccess(ComplaintCommon):
    """Bo's customer complains; Anna helps nobody unless she is asked to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bo_customer = cls.make_customer("Far Shipping", user_id=cls.am_bo.id)
        cls.complaint = cls.complain(
            user=cls.am_bo,
            customer_id=cls.bo_customer.id,
            type_id=cls.type_quantity.id,
        )

    def sees(self, user, record=None):
        record = record or self.complaint
        found = record.with_user(user).search([("id", "in", record.ids)])
        self.assertEqual(bool(found), record.with_user(user).has_access("read"))
        return bool(found)

    def test_who_sees_it(self):
        for user, expected in (
            (self.am_bo, True),
            (self.am_anna, False),
            (self.leader, False),
            (self.supervisor, True),
            (self.manager, True),
        ):
            for record in (self.complaint, self.complaint.evidence_ids):
                with self.subTest(user=user.name, model=record._name):
                    self.assertEqual(self.sees(user, record), expected)

    def test_outsiders_have_no_access_at_all(self):
        for user in (self.plain, self.portal):
            for record in (self.complaint, self.complaint.evidence_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_helpers_work_on_it(self):
        self.complaint.helper_ids = [Command.link(self.am_anna.id)]
        complaint = self.complaint.with_user(self.am_anna)
        complaint.findings = "The meter was calibrated in May."
        complaint.action_investigate()
        complaint.evidence_ids[0].is_received = True
        self.assertTrue(self.sees(self.am_anna, complaint.evidence_ids))

    def test_account_manager_of_the_customer(self):
        self.complaint.sudo().user_id = self.supervisor
        self.assertTrue(self.sees(self.am_bo))
        self.bo_customer.user_id = self.am_anna
        self.env.flush_all()
        self.assertTrue(self.sees(self.am_anna))
        self.assertFalse(
            self.complaint.helper_ids, "the superuser's write makes nobody a helper"
        )
        self.assertFalse(self.sees(self.am_bo))

    def test_leaders_see_their_team(self):
        complaint = self.complain()
        self.assertEqual(complaint.team_id, self.team_north)
        self.assertTrue(self.sees(self.leader, complaint))

    def test_others_change_nothing(self):
        complaint = self.complaint.with_user(self.am_anna)
        for call in (
            lambda: complaint.write({"name": "Mine"}),
            lambda: complaint.action_investigate(),
            lambda: complaint.action_mark_replied(),
            lambda: complaint.action_wait(),
            lambda: complaint.record_satisfaction(5),
            lambda: complaint.evidence_ids.write({"is_received": True}),
        ):
            with self.refused(AccessError, ""):
                call()

    def test_nobody_but_managers_deletes(self):
        for user in (self.am_bo, self.supervisor):
            with self.refused(AccessError, ""):
                self.complaint.with_user(user).unlink()
        self.complaint.with_user(self.manager).unlink()
        self.assertFalse(self.complaint.exists())

    def test_companies(self):
        elsewhere = new_test_user(
            self.env,
            login="elsewhere",
            groups="crm_fuel.group_fuel_supervisor",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        for record in (self.complaint, self.complaint.evidence_ids):
            self.assertFalse(self.sees(elsewhere, record))
        self.complaint.action_wait()
        self.assertFalse(self.sees(elsewhere, self.complaint.pause_ids))
        analysis = self.env["fuel.complaint.analysis"].with_user(elsewhere)
        self.assertFalse(analysis.search([("id", "in", self.complaint.ids)]))

    def test_pauses_are_written_by_methods_alone(self):
        self.complaint.action_wait()
        pause = self.complaint.pause_ids
        for user in (self.am_bo, self.supervisor, self.manager):
            with self.refused(AccessError, ""):
                pause.with_user(user).date_to = False

    def test_files_of_evidence(self):
        evidence = self.complaint.evidence_ids[0].with_user(self.am_bo)
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.am_bo)
            .create({"name": "bdn.pdf", "raw": b"%PDF-1.4"})
        )
        evidence.attachment_ids = attachment
        self.assertEqual(attachment.res_model, "fuel.complaint.evidence")
        self.assertEqual(attachment.res_id, evidence.id)
        self.assertEqual(attachment.with_user(self.supervisor).raw, b"%PDF-1.4")
        for user in (self.am_anna, self.plain, self.portal):
            attachment.invalidate_recordset()
            with self.subTest(user=user.name), self.refused(AccessError, ""):
                attachment.with_user(user).read(["raw"])
        other = self.complain().evidence_ids or self.env[
            "fuel.complaint.evidence"
        ].with_user(self.am_anna)
        with self.refused(AccessError, ""):
            other.create(
                {
                    "complaint_id": self.complain().id,
                    "type_id": self.type_quality.evidence_type_ids[0].id,
                    "attachment_ids": [Command.set(attachment.ids)],
                }
            )

    def test_evidence_stays_with_its_complaint(self):
        mine = self.complain(type_id=self.type_quantity.id)
        with self.refused(AccessError, ""):
            self.env["fuel.complaint.evidence"].with_user(self.am_anna).create(
                {
                    "complaint_id": self.complaint.id,
                    "type_id": self.env.ref(
                        "crm_fuel.fuel_complaint_evidence_type_invoice"
                    ).id,
                }
            )
        with self.refused(UserError, "stays with its complaint"):
            mine.evidence_ids[0].complaint_id = self.complain()
