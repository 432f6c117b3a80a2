import os.path

from odoo import api, models
from odoo.exceptions import UserError

LARGEST_MB = 20
PARAMETER = "crm_fuel.visit_file_megabytes"
MIMETYPES = {
    "application/msword",
    "application/pdf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "text/csv",
    "text/plain",
}
MIMETYPE_FAMILIES = (
    "application/vnd.oasis.opendocument.",
    "application/vnd.openxmlformats-officedocument.",
    "image/",
)
# Odoo does not know what these are, and calls them binary.
BINARY_EXTENSIONS = {".heic", ".heif"}
# Text to Odoo, and a program to a browser.
ACTIVE_EXTENSIONS = {
    ".bat",
    ".cmd",
    ".htm",
    ".html",
    ".js",
    ".mjs",
    ".ps1",
    ".sh",
    ".svg",
    ".vbs",
    ".xhtml",
    ".xml",
}


class IrAttachment(models.Model):
    """Files of visits: as large as a phone's photo may be, and no larger."""

    _inherit = "ir.attachment"

    @api.constrains("res_model", "file_size")
    def _check_fuel_visit_size(self):
        self.filtered(
            lambda attachment: attachment.res_model == "fuel.visit"
        )._fuel_refuse_large()

    def _fuel_refuse_large(self):
        """Refuse files that are larger than those of a visit may be."""
        limit = self._fuel_visit_megabytes()
        for attachment in self:
            if attachment.file_size > limit * 1024**2:
                raise UserError(
                    self._fuel_too_large(attachment.name, attachment.file_size)
                )

    @api.model
    def _fuel_visit_megabytes(self):
        # sudo: a setting that holds for everybody.
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        try:
            return max(1, int(value or LARGEST_MB))
        except ValueError:
            return LARGEST_MB

    @api.model
    def _fuel_too_large(self, name, size):
        """Return the sentence for a file that is too large."""
        return self.env._(
            "%(name)s has %(size)s MB: files of a visit have at most %(limit)s MB. Send "
            "a smaller picture.",
            name=name,
            size=f"{size / 1024**2:.1f}",
            limit=self._fuel_visit_megabytes(),
        )

    def _fuel_refuse_as_photo(self):
        """Refuse files that may not be among the photos and files of a visit.

        :raises AccessError: where the user may not read one
        :raises UserError: where one is too large or of a kind that is not taken
        """
        self.check_access("read")
        self._fuel_refuse_large()
        for attachment in self:
            if not attachment._fuel_is_photo():
                raise UserError(
                    self.env._(
                        "%(name)s: visits take pictures, PDF, office documents and "
                        "plain text.",
                        name=attachment.name,
                    )
                )

    def _fuel_is_photo(self):
        extension = os.path.splitext(self.name or "")[1].lower()
        mimetype = self.mimetype or ""
        if extension in ACTIVE_EXTENSIONS or mimetype.startswith("image/svg"):
            return False
        return (
            self.type == "binary"
            and (mimetype in MIMETYPES or mimetype.startswith(MIMETYPE_FAMILIES))
        ) or extension in BINARY_EXTENSIONS
