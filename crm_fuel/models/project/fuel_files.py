from odoo import api, models


class FuelFiles(models.AbstractModel):
    """Records with files, which were uploaded before the record was saved.

    From then on they are the record's own: who may read it may read them, and nobody
    else.
    """

    _name = "fuel.files"
    _description = "Record with files"

    # Fields that name files.
    _fuel_file_fields = frozenset({"attachment_ids"})

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._claim_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._fuel_file_fields & vals.keys():
            self._claim_files()
        return result

    def _claim_files(self):
        for record in self:
            record.attachment_ids._fuel_claim(record)
