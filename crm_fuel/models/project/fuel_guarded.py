from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class FuelGuarded(models.AbstractModel):
    """Records with fields that only the addon's own methods write, one after the other.

    A model names them in ``_fuel_protected``; its methods write them as superuser, which
    no call from outside is. One with ``state`` says in ``_fuel_transitions`` where a
    record may go from each state; ``_move_to`` alone reads that.
    """

    _name = "fuel.guarded"
    _description = "Fields that only the server's methods write"

    _fuel_protected = frozenset()
    _fuel_transitions = {}

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

    def _move_to(self, state, **values):
        """Bring records into a state, where the table of transitions allows it.

        Who may do that is the caller's to check.

        :param str state: the state to reach
        :param values: other values to write along, protected ones included
        :raises UserError: where one cannot go there from where it is
        """
        # sudo: the guard of protected fields lets nobody else through.
        records = self.sudo()
        records._lock()
        for record in records:
            if state not in self._fuel_transitions[record.state]:
                raise UserError(record._why_not(state))
        records.write({**values, "state": state})

    def _why_not(self, state):
        """Return why a record cannot go into a state from where it is."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(what)s is %(from)s and cannot become %(to)s.",
            what=self.display_name,
            **{"from": labels[self.state], "to": labels[state]},
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
