from odoo import api, fields, models
from odoo.exceptions import UserError


class FuelAnnouncementCorrect(models.TransientModel):
    """Corrects a published announcement, on purpose: its readers are asked again."""

    _name = "fuel.announcement.correct"
    _description = "Correction of an announcement"

    announcement_id = fields.Many2one(
        comodel_name="fuel.announcement", required=True, ondelete="cascade"
    )
    version = fields.Integer(required=True)
    name = fields.Char(string="Title", required=True)
    body = fields.Html(string="Text")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_announcement_correct_attachment_rel",
        string="Files",
    )

    @api.model
    def _begin(self, announcement):
        return self.create(
            {
                "announcement_id": announcement.id,
                "version": announcement.version,
                "name": announcement.name,
                "body": announcement.body,
                "attachment_ids": [(6, 0, announcement.attachment_ids.ids)],
            }
        )

    def action_apply(self):
        """Replace the announcement's content: its readers are asked again.

        :raises UserError: where somebody else has corrected it meanwhile
        :raises AccessError: for others than supervisors
        """
        self.ensure_one()
        announcement = self.announcement_id
        announcement.check_access("write")
        announcement._lock()
        if announcement.version != self.version:
            raise UserError(
                self.env._(
                    "%(user)s has corrected it meanwhile: look at the new text before "
                    "you change it.",
                    user=announcement.corrected_by_id.name,
                )
            )
        # sudo: what was uploaded into this dialogue, which nobody but the user sees.
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).write({"res_model": announcement._name, "res_id": announcement.id})
        announcement.write(
            {
                "name": self.name,
                "body": self.body,
                "attachment_ids": [(6, 0, self.attachment_ids.ids)],
            }
        )
        return {"type": "ir.actions.act_window_close"}
