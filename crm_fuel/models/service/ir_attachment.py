from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

# What makes a file another file.
CONTENT = frozenset(
    {
        "datas",
        "db_datas",
        "mimetype",
        "name",
        "raw",
        "res_field",
        "res_id",
        "res_model",
        "store_fname",
        "type",
        "url",
    }
)


class IrAttachment(models.Model):
    """Signed copies of bunker delivery notes stay as they were signed."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not self.env.su and not CONTENT.isdisjoint(vals):
            for copy, picking in self._fuel_signed_copies():
                copy._fuel_refuse_copy_change(picking)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_bdn(self):
        for copy, picking in self._fuel_signed_copies():
            if picking.fuel_bdn_revision and picking._fuel_is_kept():
                copy._fuel_refuse_copy_change(picking)

    def _fuel_signed_copies(self):
        """Return which of these are signed copies, with their deliveries."""
        if not self.ids:
            return []
        self.env["stock.picking"].flush_model(["fuel_bdn_signed_ids"])
        rows = self.env.execute_query(
            SQL(
                "SELECT attachment_id, picking_id FROM fuel_bdn_signed_rel"
                " WHERE attachment_id IN %s ORDER BY attachment_id",
                tuple(self.ids),
            )
        )
        # sudo: whoever changes a file is told of the note it belongs to.
        pickings = self.env["stock.picking"].sudo()
        return [(self.browse(copy), pickings.browse(picking)) for copy, picking in rows]

    def _fuel_refuse_copy_change(self, picking):
        """Refuse to change, move or delete signed copies.

        :raises UserError: naming the note and the day until which it is kept
        """
        raise UserError(
            self.env._(
                "%(name)s is a signed copy of bunker delivery note %(number)s, which is "
                "kept until %(day)s. Add another copy if this one is not good enough.",
                # sudo: the name of a file that is being deleted, for the message.
                name=self[:1].sudo().name,
                number=picking.fuel_bdn_number or picking.name,
                day=format_date(self.env, picking.fuel_bdn_keep_until),
            )
        )
