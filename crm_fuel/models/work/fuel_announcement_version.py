from odoo import fields, models


class FuelAnnouncementVersion(models.Model):
    """What an announcement said before it was corrected."""

    _name = "fuel.announcement.version"
    _description = "Earlier version of an announcement"
    _order = "announcement_id, number desc"

    announcement_id = fields.Many2one(
        comodel_name="fuel.announcement",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="announcement_id.company_id", store=True, index=True
    )
    number = fields.Integer(string="Version", required=True)
    name = fields.Char(string="Title", required=True)
    body = fields.Html(string="Text", sanitize=False)  # it was, when it was written
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_announcement_version_attachment_rel",
        string="Files",
    )
    valid_from = fields.Datetime(help="When readers were told of this version.")
    valid_to = fields.Datetime(help="When it was corrected.")
    corrected_by_id = fields.Many2one(comodel_name="res.users", string="Corrected by")

    _number_unique = models.UniqueIndex(
        "(announcement_id, number)", "An announcement has one text of each version."
    )
