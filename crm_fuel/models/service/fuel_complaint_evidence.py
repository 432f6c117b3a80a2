from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class FuelComplaint(models.Model):
    """What proves a claim: a checklist that the type brings."""

    _inherit = "fuel.complaint"

    evidence_ids = fields.One2many(
        comodel_name="fuel.complaint.evidence",
        inverse_name="complaint_id",
        copy=False,
    )
    evidence_count = fields.Integer(
        string="Evidence asked for", compute="_compute_evidence"
    )
    evidence_missing = fields.Integer(
        string="Evidence missing", compute="_compute_evidence"
    )

    @api.depends("evidence_ids.is_received")
    def _compute_evidence(self):
        counts = {
            (complaint.id, received): count
            for complaint, received, count in self.env[
                "fuel.complaint.evidence"
            ]._read_group(
                [("complaint_id", "in", self.ids)],
                ["complaint_id", "is_received"],
                ["__count"],
            )
        }
        for complaint in self:
            missing = counts.get((complaint._origin.id, False), 0)
            complaint.evidence_missing = missing
            complaint.evidence_count = missing + counts.get(
                (complaint._origin.id, True), 0
            )

    def _after_create(self):
        result = super()._after_create()
        self._fill_evidence()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "type_id" in vals:
            self._fill_evidence()
        elif "picking_id" in vals:
            self._take_note_as_evidence()
        return result

    def _take_note_as_evidence(self):
        """Tick off the bunker delivery note where the delivery has a signed one.

        The copy stays where it is, with the delivery: the checklist names it.
        """
        kind = self.env.ref("crm_fuel.fuel_complaint_evidence_type_bdn", False)
        # sudo: who may name the delivery may know of its note.
        for complaint in self.sudo():
            note = complaint.picking_id
            if note.fuel_bdn_state != "issued" or not note.fuel_bdn_signed_ids:
                continue
            complaint.evidence_ids.filtered(
                lambda it: it.type_id == kind and it._is_untouched()
            ).write(
                {
                    "is_received": True,
                    "note": self.env._(
                        "%(number)s, signed; see the delivery",
                        number=note.fuel_bdn_number,
                    ),
                }
            )

    def _fill_evidence(self):
        """Ask for what the type asks for; what has come in already stays."""
        # sudo: who may create a complaint may have its checklist made.
        for complaint in self.sudo():
            wanted = complaint.type_id.evidence_type_ids
            present = complaint.evidence_ids
            needless = present.filtered(
                lambda it, wanted=wanted: (
                    it.type_id not in wanted and it._is_untouched()
                )
            )
            missing = wanted - present.type_id
            if needless or missing:
                complaint.evidence_ids = [
                    *(Command.delete(evidence.id) for evidence in needless),
                    *(Command.create({"type_id": kind.id}) for kind in missing),
                ]
        self._take_note_as_evidence()


class FuelComplaintEvidence(models.Model):
    """One piece of evidence of a complaint: asked for, and perhaps received."""

    _name = "fuel.complaint.evidence"
    _description = "Complaint evidence"
    _inherit = ["fuel.files"]
    _order = "complaint_id, sequence, id"
    _rec_name = "type_id"

    complaint_id = fields.Many2one(
        comodel_name="fuel.complaint", required=True, index=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        comodel_name="fuel.complaint.evidence.type",
        string="Evidence",
        required=True,
        index=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="type_id.sequence", store=True)
    is_received = fields.Boolean(string="Received")
    received_on = fields.Date(
        compute="_compute_received_on", store=True, readonly=False
    )
    note = fields.Char(help="Its number, who issued it, what it shows.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_complaint_evidence_attachment_rel",
        string="Files",
    )

    _once = models.UniqueIndex(
        "(complaint_id, type_id)", "This evidence is on the checklist already."
    )

    @api.depends("is_received")
    def _compute_received_on(self):
        for evidence in self:
            if not evidence.is_received:
                evidence.received_on = False
            elif not evidence.received_on:
                evidence.received_on = fields.Date.context_today(evidence)

    def write(self, vals):
        if "complaint_id" in vals and any(
            it.complaint_id.id != vals["complaint_id"] for it in self
        ):
            raise UserError(self.env._("Evidence stays with its complaint."))
        return super().write(vals)

    def _is_untouched(self):
        self.ensure_one()
        return not (self.is_received or self.note or self.attachment_ids)
