from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class FuelVisitReassign(models.TransientModel):
    """Hands a person's planned visits of some days over: leave, illness.

    For supervisors, and for leaders within their team: nobody else may plan for the one
    who takes over, and account managers least of all for each other.
    """

    _name = "fuel.visit.reassign"
    _description = "Hand visits over"

    # === FIELDS === #

    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        required=True,
        domain="[('share', '=', False)]",
        context={"active_test": False},
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users", string="To", domain="[('share', '=', False)]"
    )
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_to = fields.Date(
        string="Last day",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=6),
    )
    reason = fields.Char(help="For the visits' history, e.g. the leave.")
    visit_ids = fields.Many2many(
        comodel_name="fuel.visit",
        string="Visits",
        compute="_compute_visit_ids",
        # Else Odoo would list what the user may not see.
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Take off the list what should stay.",
    )

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day cannot be before the first."
    )

    # === COMPUTE METHODS === #

    @api.depends("from_user_id", "date_from", "date_to")
    def _compute_visit_ids(self):
        for wizard in self:
            wizard.visit_ids = wizard._find_visits()

    def _find_visits(self):
        if not (self.from_user_id and self.date_from and self.date_to):
            return self.env["fuel.visit"]
        return self.env["fuel.visit"].search(
            [
                ("user_id", "=", self.from_user_id._origin.id),
                ("state", "=", "planned"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            order="planned_start",
        )

    # === ACTIONS === #

    def action_reassign(self):
        """Hand the visits of the list over, with their events and to-dos.

        Whoever takes over is told once. What is not planned any more, or not the
        person's, stays where it is.

        :return: the action to open the visits
        :raises UserError: where there is nothing to hand over
        :raises AccessError: for who may not plan for the one who takes over
        """
        self.ensure_one()
        taker = self.to_user_id
        if not taker:
            raise UserError(self.env._("Choose who takes the visits over."))
        if taker == self.from_user_id:
            raise UserError(self.env._("Choose somebody else to take the visits over."))
        self._check_may_plan_for(taker)
        self.visit_ids._lock_rows()
        visits = self.visit_ids.filtered(
            lambda it: it.state == "planned" and it.user_id == self.from_user_id
        )
        if not visits:
            raise UserError(self.env._("There are no planned visits to hand over."))
        # A visit that the taker was to join is theirs now.
        visits.filtered(lambda it: taker in it.companion_ids).companion_ids -= taker
        quiet = visits.with_context(mail_auto_subscribe_no_notify=True)
        quiet.write({"user_id": taker.id})
        visits._message_log_batch({visit.id: self._log_text() for visit in visits})
        if taker != self.env.user:
            visits._tell_visitors(visits)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_action"
        )
        action["domain"] = [("id", "in", visits.ids)]
        action["context"] = {}
        return action

    def _check_may_plan_for(self, taker):
        """Refuse before anything is done what the rules would refuse half-way."""
        user = self.env.user
        if user.has_group("crm_fuel.group_fuel_supervisor"):
            return
        led = self.env["crm.team"].sudo().search([("user_id", "=", user.id)])
        # sudo: which team a colleague is in
        if not led:
            raise UserError(
                self.env._("Only team leaders and supervisors hand visits over.")
            )
        if taker != user and taker.sudo().sale_team_id not in led:
            raise UserError(
                self.env._(
                    "%(person)s is in none of your teams: ask a supervisor.",
                    person=taker.name,
                )
            )

    def _log_text(self):
        names = {"before": self.from_user_id.name, "after": self.to_user_id.name}
        if self.reason:
            return self.env._(
                "Handed over from %(before)s to %(after)s: %(reason)s",
                reason=self.reason,
                **names,
            )
        return self.env._("Handed over from %(before)s to %(after)s.", **names)
