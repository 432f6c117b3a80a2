from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...tools.commands import link_also

# From each state, where a visit may go. Read by `_move_to` and nowhere else.
TRANSITIONS = {
    "planned": {"in_progress", "done", "cancelled"},
    "in_progress": {"done", "cancelled"},
    "done": set(),
    "cancelled": {"planned"},
}
# A visit may be recorded after the fact, but nobody was ever "in progress" without
# having checked in.
FIRST_STATES = {"planned", "done", "cancelled"}
# What only the server's own methods write, whoever calls.
PROTECTED = {
    "state",
    "is_checked_in",
    "verdict",
    "verdict_reason",
    "distance",
    "check_out_verdict",
    "position_ids",
    "note_keys",
    "is_forced",
    "force_reason",
    "reviewed_by_id",
    "reviewed_at",
}
# Stored so that they can be grouped by, and still only ever computed.
COMPUTED = {"date", "actual_duration"}
# What planning ahead writes: it tells which visits it made.
PLANNED = {"repeat_id", "repeat_date"}
# What a check-in has proved something about stays as it was then.
PROVED = {
    "customer_id",
    "port_id",
    "user_id",
    "company_id",
    "channel_id",
    "actual_start",
    "actual_end",
}


class FuelVisit(models.Model):
    """How a visit comes, changes and goes, and what nobody writes from outside."""

    _inherit = "fuel.visit"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_forged_defaults()
        for vals in vals_list:
            self._refuse_forged(vals, allowed={"state"})
        # One query for the customers of all.
        self.env["res.partner"].browse(
            {vals["customer_id"] for vals in vals_list if vals.get("customer_id")}
        ).mapped("commercial_partner_id")
        visits = super(FuelVisit, self._without_computed_defaults()).create(
            [self._prepare_visit_vals(vals) for vals in vals_list]
        )
        visits._after_create()
        return visits

    def write(self, vals):
        self._refuse_forged(vals)
        self._refuse_unproving(vals)
        vals = self._prepare_visit_vals(vals, new=False)
        before = self._before_write(vals)
        result = super().write(vals)
        if "user_id" in vals:
            # Rules are checked before a change: nobody gives their visit to somebody
            # whose visits they may not plan.
            self.check_access("write")
        self._after_write(vals, before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_happened(self):
        if self.env.user.has_group("crm_fuel.group_fuel_manager"):
            return
        happened = self.filtered(lambda visit: visit.state in ("in_progress", "done"))
        if happened:
            raise UserError(
                self.env._(
                    "%(visit)s took place and stays. Only a manager deletes it.",
                    visit=happened[0].display_name,
                )
            )

    @api.model
    def _prepare_visit_vals(self, vals, new=True):
        """Return ``vals`` as they are stored.

        A contact given as the customer becomes one of the contacts met, and their
        company the customer.
        """
        vals = dict(vals)
        if vals.get("customer_id"):
            partner = self.env["res.partner"].browse(vals["customer_id"])
            customer = partner.commercial_partner_id
            if customer and customer != partner:
                vals["customer_id"] = customer.id
                vals["contact_ids"] = link_also(vals.get("contact_ids"), partner.id)
        if new:
            self._prepare_first_state(vals)
        return vals

    @api.model
    def _prepare_first_state(self, vals):
        """Complete the values of a visit that is recorded after the fact."""
        state = vals.get("state") or self.env.context.get("default_state") or "planned"
        if state not in FIRST_STATES:
            raise UserError(
                self.env._("A visit begins with a check-in, not by being created.")
            )
        if state == "done":
            start = vals.get("actual_start") or vals.get("planned_start")
            vals.setdefault("is_planned", False)
            vals.setdefault("actual_start", start or fields.Datetime.now())
            if not vals.get("verdict"):
                vals["verdict"] = "unverified"
                vals["verdict_reason"] = self._unchecked_reason(vals.get("channel_id"))

    @api.model
    def _unchecked_reason(self, channel_id):
        channel = self.env["fuel.visit.channel"].browse(channel_id or [])
        return "remote" if channel.is_remote else "not_checked_in"

    # === GUARDS === #

    @api.model
    def _refuse_forged(self, vals, allowed=()):
        """Refuse what only this addon's own methods may write.

        They write as superuser, which no call from outside is.
        """
        forged = sorted(((PROTECTED | COMPUTED | PLANNED) & set(vals)) - set(allowed))
        if forged and not self.env.su:
            raise AccessError(
                self.env._(
                    "Check-in, check-out and review write these fields, nobody else: "
                    "%(fields)s.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in forged
                    ),
                )
            )

    @api.model
    def _refuse_forged_defaults(self):
        """A default in the context would be written like any other value."""
        self._refuse_forged(
            {
                name.removeprefix("default_"): value
                for name, value in self.env.context.items()
                if name.startswith("default_")
            },
            allowed={"state", *COMPUTED},
        )

    @api.model
    def _without_computed_defaults(self):
        """Leave out of the context what would be stored in the place of a computation.

        A list that is grouped by date sends one along without meaning any harm.
        """
        unwanted = {f"default_{name}" for name in COMPUTED}
        if unwanted.isdisjoint(self.env.context):
            return self
        context = {
            name: value
            for name, value in self.env.context.items()
            if name not in unwanted
        }
        return self.with_env(self.env(context=context))

    def _refuse_unproving(self, vals):
        """Refuse to change what a check-in was about."""
        changed = sorted(PROVED & set(vals))
        if not changed or self.env.su:
            return
        for visit in self.filtered("is_checked_in"):
            for name in changed:
                field = self._fields[name]
                given = field.convert_to_cache(vals[name], visit)
                if given != field.convert_to_cache(visit[name], visit):
                    raise UserError(
                        self.env._(
                            "%(field)s of %(visit)s cannot be changed: the check-in "
                            "was made with it.",
                            field=field._description_string(self.env),
                            visit=visit.display_name,
                        )
                    )

    # === STATES === #

    def _move_to(self, state, **values):
        """Bring visits into a state, where the table of transitions allows it.

        The rows are locked first, so that of two requests at once the second sees what
        the first has done.

        :param str state: the state to reach
        :param values: other values to write along, protected ones included
        :raises UserError: where a visit cannot go there from where it is
        """
        self.check_access("write")
        self._lock_rows()
        for visit in self:
            if state not in TRANSITIONS[visit.state]:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(visit)s is %(from)s and cannot become %(to)s.",
                        visit=visit.display_name,
                        **{"from": labels[visit.state], "to": labels[state]},
                    )
                )
        # sudo: the guard in write() lets nobody else through; access is checked above.
        self.sudo().write({**values, "state": state})

    def _lock_rows(self):
        """Lock the visits until the end of the transaction, and wait for it.

        Odoo's own lock gives up at once. Two requests about one visit are a matter of
        milliseconds: the second waits, and where the first has changed the visit it
        begins anew and sees that.
        """
        if self:
            query = SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
            # That somebody else was first is no error, and not to be logged as one.
            self.env.cr.execute(query, log_exceptions=False)

    def action_finish(self):
        """End planned visits to which nobody checked in: by telephone, or noted later.

        :raises UserError: without a result, or where the visit is not planned
        """
        for visit in self:
            if visit.is_checked_in:
                raise UserError(
                    self.env._("%(visit)s: check out.", visit=visit.display_name)
                )
            start = visit.actual_start or min(
                visit.planned_start, fields.Datetime.now()
            )
            visit._move_to(
                "done",
                actual_start=start,
                actual_end=visit.actual_end
                or start + timedelta(hours=visit.planned_duration),
                verdict="unverified",
                verdict_reason=self._unchecked_reason(visit.channel_id.id),
            )
        return True

    def cancel(self, reason):
        """Cancel visits that are planned or in progress.

        :param str reason: why, for those who read it later
        :raises UserError: without a reason, or where a visit is done
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the visit is cancelled."))
        self._move_to("cancelled", cancel_reason=reason)
        return True

    def action_reopen(self):
        """Plan cancelled visits again.

        :raises UserError: where somebody had checked in already
        """
        started = self.filtered("is_checked_in")
        if started:
            raise UserError(
                self.env._(
                    "%(visit)s was begun before it was cancelled: plan a new one.",
                    visit=started[0].display_name,
                )
            )
        self._move_to("planned", cancel_reason=False)
        return True

    # === ACTIONS === #

    def action_ask_cancel(self):
        """Open the dialogue that asks why visits are cancelled."""
        return self._ask_reason("cancel", self.env._("Cancel the visit"))

    def _ask_reason(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "fuel.visit.reason",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_visit_ids": [Command.set(self.ids)],
                "default_purpose": purpose,
            },
        }
