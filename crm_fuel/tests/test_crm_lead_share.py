from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common_lead import FuelLeadCommon


@tagged("-at_install", "post_install")
class TestCrmLeadShare(FuelLeadCommon):
    """Who an opportunity is shared with gets through to it, and to nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead((cls.vlsfo, 500, cls.ton), team_id=cls.team_north.id)
        cls.other = cls.make_lead((cls.vlsfo, 900, cls.ton), name="Not shared")
        cls.order = cls._order((cls.fuel, 10, cls.ton))
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "offer.txt",
                "raw": b"600 USD",
                "res_model": "crm.lead",
                "res_id": cls.lead.id,
            }
        )
        cls.lead.message_post(body="Their price is 600", subtype_xmlid="mail.mt_note")
        cls.team_south = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id}
        )

    def share(self, *users):
        self.lead.fuel_shared_user_ids = [Command.link(user.id) for user in users]

    def assertSees(self, user):
        lead = self.lead.with_user(user)
        self.assertIn(lead, lead.search([]))
        self.assertEqual(lead.fuel_line_ids.mapped("quantity"), [500])
        messages = self.env["mail.message"].with_user(user)
        self.assertTrue(messages.browse(self.lead.message_ids.ids).read(["body"]))
        self.assertEqual(self.attachment.with_user(user).raw, b"600 USD")

    def assertSeesNothing(self, user):
        self.env.invalidate_all()
        lead = self.lead.with_user(user)
        self.assertNotIn(lead, lead.search([]))
        for record, name in (
            (lead, "name"),
            (lead.browse(self.other.id), "name"),
            (self.lead.fuel_line_ids.with_user(user), "quantity"),
            (self.attachment.with_user(user), "raw"),
            (self.order.with_user(user), "name"),
        ):
            with self.assertRaises(AccessError):
                record.read([name])
        notes = self.lead.message_ids.filtered(lambda it: "600" in (it.body or ""))
        self.assertTrue(notes)
        with self.assertRaises(AccessError):
            notes.with_user(user).read(["body"])
        self.assertFalse(
            self.env["fuel.lead.line"]
            .with_user(user)
            .search([("lead_id", "=", self.lead.id)])
        )

    # ------------------------------------------------------------
    # Reading and commenting
    # ------------------------------------------------------------

    def test_nobody_sees_it_before(self):
        self.assertSeesNothing(self.am_bo)
        self.assertFalse(self.lead.with_user(self.am_bo)._fuel_shared_with_me())

    def test_shared_users_read_and_comment(self):
        self.share(self.am_bo)
        self.assertSees(self.am_bo)
        lead = self.lead.with_user(self.am_bo)
        self.assertTrue(lead.fuel_is_shared_with_me)
        self.assertFalse(lead.fuel_may_write)
        message = lead.message_post(body="I know their buyer")
        self.assertEqual(message.author_id, self.am_bo.partner_id)

    def test_shared_or_not_is_everything(self):
        self.share(self.supervisor)
        leads = self.env["crm.lead"].with_user(self.supervisor)
        either = leads.search([("fuel_is_shared_with_me", "in", [True, False])])
        self.assertEqual(either, leads.search([]))
        self.assertIn(self.other, either)

    def test_sharing_opens_nothing_else(self):
        self.share(self.am_bo)
        other = self.other.with_user(self.am_bo)
        self.assertNotIn(other, other.search([]))
        for action in (
            lambda: other.read(["name"]),
            lambda: other.message_post(body="Me too"),
            lambda: self.order.with_user(self.am_bo).read(["name"]),
            lambda: self.other.fuel_line_ids.with_user(self.am_bo).read(["quantity"]),
        ):
            with self.assertRaises(AccessError):
                action()
        volumes = self.env["fuel.volume"].with_user(self.am_bo)
        self.assertFalse(volumes.search([("order_id", "=", self.order.id)]))

    def test_shared_users_do_not_write(self):
        self.share(self.am_bo)
        lead = self.lead.with_user(self.am_bo)
        line = lead.fuel_line_ids
        for action in (
            lambda: lead.write({"name": "Mine"}),
            lambda: lead.write({"fuel_shared_user_ids": [Command.clear()]}),
            lambda: lead.unlink(),
            lambda: line.write({"quantity": 1}),
            lambda: line.unlink(),
            lambda: line.create({"lead_id": lead.id, "grade_id": self.mgo.id}),
            lambda: lead.action_set_won(),
            lambda: lead.action_set_lost(),
            lambda: lead.write({"stage_id": self.lead.stage_id.id}),
            lambda: (
                self.env["crm.lead.lost"]
                .with_user(self.am_bo)
                .create({"lead_ids": [Command.link(lead.id)]})
                .action_lost_reason_apply()
            ),
            lambda: (
                self.env["sale.order"]
                .with_user(self.am_bo)
                .create({"partner_id": self.buyer.id, "opportunity_id": lead.id})
            ),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                action()
        self.assertEqual(self.lead.won_status, "pending")
        self.assertFalse(self.lead.order_ids)

    def test_readers_are_offered_no_button_that_changes_it(self):
        self.share(self.am_bo)
        buttons = (
            "action_sale_quotations_new",
            "action_set_won_rainbowman",
            str(self.env.ref("crm.crm_lead_lost_action").id),
        )
        for user, offered in ((self.am_anna, True), (self.am_bo, False)):
            form = Form(self.lead.with_user(user), "crm.crm_lead_view_form")
            for name in buttons:
                node = form._view["tree"].find(f".//header/button[@name='{name}']")
                hidden = safe_eval(
                    node.get("invisible"), {**form._values, "id": self.lead.id}
                )
                self.assertEqual(bool(hidden), not offered, (user.name, name))
        share = self.lead.fuel_share_ids
        share.with_user(self.am_anna).action_grant_write()
        order = self.env["sale.order"].with_user(self.am_bo)
        self.assertTrue(
            order.create({"partner_id": self.buyer.id, "opportunity_id": self.lead.id})
        )

    def test_who_does_not_see_it_cannot_comment(self):
        with self.assertRaises(AccessError):
            self.lead.with_user(self.am_bo).message_post(body="Hello")
        # And who only reads for another reason needs write access, as natively.
        operations = self.lead.with_user(
            self.am_bo
        )._mail_get_operation_for_mail_message_operation("create")
        self.assertEqual(operations[self.lead.with_user(self.am_bo)], "write")

    def test_team_leaders_see_their_team(self):
        lead = self.lead.with_user(self.leader)
        self.assertIn(lead, lead.search([]))
        lead.fuel_shared_user_ids = [Command.link(self.am_bo.id)]
        self.assertSees(self.am_bo)

    # ------------------------------------------------------------
    # Telling, dismissing
    # ------------------------------------------------------------

    def test_each_is_told_once(self):
        self.am_bo.notification_type = "inbox"
        told = [
            ("model", "=", "crm.lead"),
            ("res_id", "=", self.lead.id),
            ("partner_ids", "in", self.am_bo.partner_id.ids),
        ]
        messages = self.env["mail.message"]
        self.share(self.am_bo)
        message = messages.search(told)
        self.assertEqual(len(message), 1)
        self.assertEqual(message.notification_ids.notification_type, "inbox")
        self.assertIn("Am Anna", message.body)
        self.share(self.am_bo, self.leader)
        self.assertEqual(messages.search(told), message)

    def test_home_page_until_dismissed(self):
        self.share(self.am_bo)
        lead = self.lead.with_user(self.am_bo)
        self.assertEqual(lead._fuel_shared_with_me(), lead)
        lead.action_dismiss_share()
        self.assertFalse(lead._fuel_shared_with_me())
        self.assertSees(self.am_bo)
        with self.assertRaisesRegex(UserError, "not shared with you"):
            self.lead.with_user(self.leader).action_dismiss_share()

    # ------------------------------------------------------------
    # Teams
    # ------------------------------------------------------------

    def test_teams_and_later_joiners(self):
        self.lead.fuel_shared_team_ids = self.team_south
        self.assertSeesNothing(self.am_bo)
        self.team_south.member_ids = [Command.link(self.am_bo.id)]
        self.env.invalidate_all()
        self.assertSees(self.am_bo)
        lead = self.lead.with_user(self.am_bo)
        self.assertEqual(lead._fuel_shared_with_me(), lead)
        lead.message_post(body="From the south")
        self.lead.message_subscribe(self.am_bo.partner_id.ids)
        self.assertIn(self.am_bo.partner_id, self.lead.message_partner_ids)
        self.team_south.member_ids = [Command.unlink(self.am_bo.id)]
        self.assertSeesNothing(self.am_bo)
        # Nor does a follower's mail reach them any more.
        self.assertNotIn(self.am_bo.partner_id, self.lead.message_partner_ids)

    # ------------------------------------------------------------
    # Write access
    # ------------------------------------------------------------

    def test_ask_grant_and_revoke(self):
        self.share(self.am_bo)
        lead = self.lead.with_user(self.am_bo)
        lead.action_ask_write()
        lead.action_ask_write()
        activity = self.lead.activity_ids
        self.assertEqual(activity.mapped("user_id"), self.am_anna)
        self.assertEqual(len(activity), 1)
        share = self.lead.fuel_share_ids
        with self.assertRaises(AccessError):
            share.with_user(self.am_bo).action_grant_write()
        with self.assertRaises(AccessError):
            share.with_user(self.am_bo).write({"can_write": True})
        share.with_user(self.am_anna).action_grant_write()
        self.assertTrue(lead.fuel_may_write)
        lead.name = "Better known"
        lead.fuel_line_ids.quantity = 600
        self.assertEqual(self.lead.fuel_expected_mt, 600)
        for vals in (
            {"user_id": self.am_bo.id},
            {"fuel_shared_user_ids": [Command.link(self.leader.id)]},
        ):
            # Rolls back, as a refused request does.
            with self.assertRaises(AccessError):
                lead.write(vals)
            self.assertEqual(self.lead.user_id, self.am_anna)
        share.with_user(self.am_anna).action_revoke_write()
        with self.assertRaises(AccessError):
            lead.name = "Again"

    def test_removed_at_once(self):
        self.share(self.am_bo)
        lead = self.lead.with_user(self.am_bo)
        lead.message_post(body="Here I am")
        self.lead.message_subscribe(self.am_bo.partner_id.ids)
        lead.action_ask_write()
        self.lead.fuel_share_ids.with_user(self.am_anna).action_grant_write()
        self.lead.fuel_share_ids.with_user(self.am_anna).action_remove()
        self.assertSeesNothing(self.am_bo)
        self.assertFalse(self.lead.fuel_share_ids)
        self.assertNotIn(self.am_bo.partner_id, self.lead.message_partner_ids)
        # Shared again, nothing of the old rights is left.
        self.share(self.am_bo)
        with self.assertRaises(AccessError):
            lead.name = "Again"

    def test_stop_sharing_is_the_owners(self):
        self.share(self.am_bo)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.am_bo).action_stop_share()
        self.lead.action_stop_share()
        self.assertSeesNothing(self.am_bo)

    # ------------------------------------------------------------
    # With whom it cannot be shared
    # ------------------------------------------------------------

    def test_sharing_is_refused(self):
        gone = new_test_user(
            self.env,
            login="fuel_gone",
            groups="crm_fuel.group_fuel_user",
            company_ids=[Command.set(self.company.ids)],
        )
        gone.active = False
        for user, why in (
            (gone, "archived"),
            (self.portal, "does not use Fuel CRM"),
            (self.plain, "does not use Fuel CRM"),
        ):
            with self.assertRaises(ValidationError) as refused:
                self.share(user)
            self.assertIn(why, str(refused.exception))
        self.assertFalse(self.lead.fuel_share_ids)
