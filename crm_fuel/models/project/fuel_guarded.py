from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class FuelGuarded(models.AbstractModel):
    """Records with fields that only the addon's own methods write, one after the other.

    A model names them in ``_fuel_protected``; its methods write them as superuser, which
    no call from outside is.
    """

    _name = "fuel.guarded"
    _description = "Fields that only the server's methods write"

    _fuel_protected = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        # A default in the context would be written like any other value.
        self._refuse_forged(
            name.removeprefix("default_")
            for name in self.env.context
            if name.startswith("default_")
        )
        for vals in vals_list:
            self._refuse_forged(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_forged(vals)
        return super().write(vals)

    @api.model
    def _refuse_forged(self, names):
        """Refuse field names among which a protected one is.

        :raises AccessError: naming the fields
        """
        forged = sorted(self._fuel_protected.intersection(names))
        if forged and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s: written by the server's own methods, by nobody else.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in forged
                    ),
                )
            )

    def _lock(self, share=False):
        """Wait for the rows, and hold them until the transaction ends.

        Odoo's own lock gives up where another transaction holds the row; here the second
        of two requests has to wait and then see what the first has done. Where the row
        has changed meanwhile, PostgreSQL says so and Odoo repeats the whole request.

        :param bool share: the rows must stay as they are, and are not going to be changed
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id %s",
                SQL.identifier(self._table),
                tuple(self.ids),
                SQL("FOR SHARE") if share else SQL("FOR NO KEY UPDATE"),
            ),
            log_exceptions=False,  # to have to repeat is no error
        )
        self.invalidate_recordset(list(self._fuel_protected))
