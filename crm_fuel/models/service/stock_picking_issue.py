from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.bunker import NOTE_FROM_GT

ISSUERS = "stock.group_stock_user,crm_fuel.group_fuel_supervisor"
CORRECTORS = "crm_fuel.group_fuel_supervisor"


class StockPicking(models.Model):
    """Issuing a bunker delivery note, and correcting one that has been issued."""

    _inherit = "stock.picking"

    fuel_bdn_missing = fields.Text(
        string="Missing to issue the note",
        compute="_compute_fuel_bdn_missing",
        compute_sudo=True,
        groups="base.group_user",
        help="What MARPOL Annex VI, appendix V asks for and the note does not say yet.",
    )
    fuel_bdn_warning = fields.Text(
        string="Look at",
        compute="_compute_fuel_bdn_warning",
        compute_sudo=True,
        groups="base.group_user",
    )
    fuel_bdn_may_issue = fields.Boolean(compute="_compute_fuel_bdn_may_issue")

    # === COMPUTE METHODS === #

    @api.depends(
        "state",
        "fuel_bdn_state",
        "fuel_vessel_id",
        "fuel_port_id",
        "fuel_bdn_commenced_at",
        "fuel_bdn_representative",
        "fuel_move_ids.fuel_density",
        "fuel_move_ids.fuel_sulphur",
        "fuel_move_ids.fuel_flashpoint",
        "fuel_move_ids.fuel_flashpoint_above_70",
        "fuel_move_ids.fuel_sulphur_limit",
        "fuel_move_ids.fuel_sulphur_limit_value",
    )
    def _compute_fuel_bdn_missing(self):
        for picking in self:
            due = (
                picking.fuel_is_fuel
                and picking.state == "done"
                and picking.fuel_bdn_state == "draft"
            )
            lines = picking._fuel_bdn_problems() if due else []
            picking.fuel_bdn_missing = "\n".join(lines) or False

    @api.depends(
        "date_done",
        "fuel_bdn_commenced_at",
        "fuel_bdn_seals",
        "fuel_vessel_id",
        "fuel_move_ids.fuel_warning",
    )
    def _compute_fuel_bdn_warning(self):
        for picking in self:
            lines = picking._fuel_bdn_warnings() if picking.fuel_is_fuel else []
            picking.fuel_bdn_warning = "\n".join(lines) or False

    @api.depends_context("uid")
    def _compute_fuel_bdn_may_issue(self):
        self.fuel_bdn_may_issue = self.env.user.has_groups(ISSUERS)

    # === ACTIONS === #

    def action_fuel_issue_bdn(self):
        """Issue the bunker delivery notes of these deliveries.

        Each must say what MARPOL Annex VI, appendix V asks for. A note without a number
        gets the next one. From then on, what it says stays.

        :raises AccessError: for who may not issue
        :raises UserError: with all that is missing, field by field; nothing is issued
        """
        self._fuel_bdn_check_issuer()
        self.check_access("write")
        self._lock()
        self._fuel_bdn_refuse_unready()
        for picking in self:
            before = picking.fuel_bdn_facts
            # sudo: protected fields, written here and nowhere else.
            self_sudo = picking.sudo()
            if not self_sudo.fuel_bdn_number:
                self_sudo.fuel_bdn_number = self_sudo._fuel_next_bdn_number()
            self_sudo.write(
                {
                    "fuel_bdn_state": "issued",
                    "fuel_bdn_issued_at": fields.Datetime.now(),
                    "fuel_bdn_issued_by": self.env.uid,
                    "fuel_bdn_revision": self_sudo.fuel_bdn_revision + 1,
                }
            )
            facts = self_sudo._fuel_live_facts()
            self_sudo.fuel_bdn_facts = facts
            picking._fuel_bdn_log_change(before, facts)
        self._fuel_after_bdn()
        return True

    def action_fuel_ask_correct_bdn(self):
        """Ask why an issued note is to be corrected.

        :return: window action of the dialogue
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the bunker delivery note"),
            "res_model": "fuel.bdn.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def fuel_correct_bdn(self, reason):
        """Open an issued note again, so that it can be corrected and issued anew.

        It keeps its number and its signed copies; what changes is listed in the
        delivery's log when it is issued again, as the next revision.

        :param str reason: why; goes into the log
        :raises AccessError: for who is no supervisor
        :raises UserError: without a reason, or where the note is not issued
        """
        if not self.env.su and not self.env.user.has_groups(CORRECTORS):
            raise AccessError(
                self.env._(
                    "An issued bunker delivery note is corrected by supervisors of Fuel "
                    "CRM. Ask one of them."
                )
            )
        self.check_access("write")
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(
                self.env._("Reason: say why the issued note has to be corrected.")
            )
        self._lock()
        for picking in self:
            if picking.fuel_bdn_state != "issued":
                raise UserError(
                    self.env._(
                        "%(delivery)s: its note is not issued; change it directly.",
                        delivery=picking.name,
                    )
                )
            picking.sudo().fuel_bdn_state = "draft"  # sudo: a protected field
            picking.message_post(
                body=self.env._(
                    "Bunker delivery note %(number)s is being corrected: %(reason)s",
                    number=picking.fuel_bdn_number,
                    reason=reason[:1000],
                )
            )
        return True

    # === WHAT IS MISSING === #

    @api.model
    def _fuel_bdn_check_issuer(self):
        """Refuse whoever may neither write what a note says nor issue it.

        :raises AccessError: saying who may
        """
        if not self.env.su and not self.env.user.has_groups(ISSUERS):
            raise AccessError(
                self.env._(
                    "Bunker delivery notes are written and issued by the people of the "
                    "warehouse and by supervisors of Fuel CRM. You may print them and "
                    "attach signed copies."
                )
            )

    def _fuel_bdn_refuse_unready(self):
        """Refuse to issue what is no delivery of fuel, not done, issued or incomplete.

        :raises UserError: with one line for each thing that is missing
        """
        problems = []
        for picking in self.sudo():  # sudo: vessels, for people of the warehouse
            if not picking.fuel_is_fuel:
                lines = [self.env._("no fuel goes out with it: there is no note.")]
            elif picking.state != "done":
                lines = [self.env._("not delivered yet: validate the delivery first.")]
            elif picking.fuel_bdn_state == "issued":
                lines = [
                    self.env._(
                        "issued already, as %(number)s by %(user)s.",
                        number=picking.fuel_bdn_number,
                        user=picking.fuel_bdn_issued_by.name or "-",
                    )
                ]
            else:
                lines = picking._fuel_bdn_problems()
            problems += [f"{picking.name}: {line}" for line in lines]
        if problems:
            title = self.env._("A bunker delivery note cannot be issued:")
            raise UserError("\n".join([title, *problems]))

    def _fuel_bdn_problems(self):
        """Return what appendix V asks for and the note does not say, a line each."""
        self.ensure_one()
        lines = []
        vessel = self.fuel_vessel_id
        if not vessel:
            lines.append(self.env._("Vessel: say which ship took the fuel."))
        elif not vessel.imo_number and not self._fuel_needs_no_imo():
            lines.append(
                self.env._(
                    "IMO number: %(vessel)s has none. Enter it on the vessel; for a "
                    "craft that has none, its MMSI, or its gross tonnage if below 400.",
                    vessel=vessel.name,
                )
            )
        if not self.fuel_port_id:
            lines.append(self.env._("Delivery port: say where it was delivered."))
        if not self.fuel_bdn_commenced_at:
            lines.append(
                self.env._("Delivery commenced: give the date and time it began.")
            )
        lines += self._fuel_bdn_supplier_problems()
        if not (self.fuel_bdn_representative or "").strip():
            lines.append(
                self.env._("Supplier's representative: say who signs the declaration.")
            )
        moves = self.fuel_move_ids.filtered(lambda it: it.quantity > 0)
        if not moves:
            lines.append(self.env._("Quantity: nothing was delivered."))
        for move in moves:
            product = move.product_id.display_name
            lines += [f"{product} – {line}" for line in move._fuel_bdn_problems()]
        return lines

    def _fuel_needs_no_imo(self):
        """Tell whether the craft is known by something else than an IMO number.

        Inland and small craft have none; regulation 18 asks ships of 400 GT for a note.
        """
        self.ensure_one()
        vessel = self.fuel_vessel_id
        return bool(vessel.mmsi) or 0 < vessel.gross_tonnage < NOTE_FROM_GT

    def _fuel_bdn_supplier_problems(self):
        supplier = self.company_id.partner_id
        lines = []
        if not (supplier.street and supplier.city):
            lines.append(
                self.env._(
                    "Supplier's address: %(company)s needs a street and a city.",
                    company=self.company_id.name,
                )
            )
        if not supplier.phone:
            lines.append(
                self.env._(
                    "Supplier's telephone: %(company)s has none.",
                    company=self.company_id.name,
                )
            )
        return lines

    def _fuel_bdn_warnings(self):
        """Return what does not keep a note from being issued, and may be wrong."""
        self.ensure_one()
        lines = [move.fuel_warning for move in self.fuel_move_ids if move.fuel_warning]
        began, done = self.fuel_bdn_commenced_at, self.date_done
        if began and done and began > done:
            lines.append(
                self.env._(
                    "Delivery commenced: after the ERP counted the delivery as done."
                )
            )
        nominated = self.sale_id.fuel_vessel_id
        if nominated and self.fuel_vessel_id and nominated != self.fuel_vessel_id:
            lines.append(
                self.env._(
                    "Vessel: the order was for %(vessel)s.",
                    vessel=nominated.display_name,
                )
            )
        vessel = self.fuel_vessel_id
        if vessel and not vessel.imo_number and self._fuel_needs_no_imo():
            lines.append(
                self.env._(
                    "IMO number: %(vessel)s has none. A ship under MARPOL needs one.",
                    vessel=vessel.name,
                )
            )
        if not (self.fuel_bdn_seals or "").strip():
            lines.append(
                self.env._(
                    "Sample seals: none noted. Samples are sealed and kept for at least "
                    "twelve months."
                )
            )
        return lines

    # === HOOKS === #

    def _fuel_after_bdn(self):
        """Hook: what else follows from a note that is issued or signed."""
