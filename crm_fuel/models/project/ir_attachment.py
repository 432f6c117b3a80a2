from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _fuel_claim(self, record):
        """Make files that were uploaded before a record was saved that record's own.

        A file without a record is readable by who uploaded it alone. Only the caller's
        own are taken.

        :raises AccessError: for a file of another record or another user
        """
        # sudo: to see whose they are, and to let participants who answer do it.
        own = self.sudo().filtered(
            lambda it: not it.res_id and it.create_uid == self.env.user
        )
        others = self.sudo() - own
        if any((it.res_model, it.res_id) != (record._name, record.id) for it in others):
            raise AccessError(
                self.env._("A file can be attached only by who uploaded it.")
            )
        own.write({"res_model": record._name, "res_id": record.id})
