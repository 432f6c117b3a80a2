from odoo import models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """Who ticks off the to-do of an announcement acknowledges it."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        receipts = self._fuel_receipts()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        receipts._acknowledge()
        return result

    def _fuel_receipts(self):
        """Return the receipts that these to-dos are about.

        :raises UserError: where a reader other than the user has to acknowledge
        """
        model = "fuel.announcement.receipt"
        # sudo: to see whose it is, whoever ticks it off.
        receipts = (
            self.env[model]
            .sudo()
            .browse(
                self.filtered(lambda it: it.res_model == model and it.active).mapped(
                    "res_id"
                )
            )
            .exists()
        )
        for receipt in receipts:
            if receipt.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(reader)s acknowledges it, and nobody else.",
                        reader=receipt.user_id.name,
                    )
                )
        return receipts
