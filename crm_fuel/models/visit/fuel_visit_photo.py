from odoo import api, models


class FuelVisit(models.Model):
    """The photos and files of a visit: whose they are and what they may be."""

    _inherit = "fuel.visit"

    def _after_create(self):
        result = super()._after_create()
        self._adopt_photos()
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if "photo_ids" in vals:
            # sudo: what hangs there already is not read, only told from what is new.
            before["photos"] = {visit.id: visit.sudo().photo_ids.ids for visit in self}
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "photo_ids" in vals:
            self._adopt_photos(before["photos"])
        return result

    @api.model
    def _unattached(self, attachment):
        """Tell whether a file was uploaded for a visit that was not saved yet."""
        return not attachment.res_id and attachment.res_model in (False, self._name)

    def _adopt_photos(self, before=None):
        """Check the files that were added, and make them files of the visit.

        Only then do others who see the visit see them: a file that hangs at nothing is
        its author's.
        """
        for visit in self:
            # sudo: the id of a file that the user may not read has to be seen, so that
            # it can be refused; with the user's eyes it is not in the list.
            photos = visit.sudo().photo_ids
            if before:
                photos -= photos.browse(before[visit.id])
            if not photos:
                continue
            photos.sudo(self.env.su)._fuel_refuse_as_photo()
            # sudo: readable, and hanging at nothing: the author's own, checked above.
            photos.filtered(self._unattached).write(
                {"res_model": self._name, "res_id": visit.id}
            )
