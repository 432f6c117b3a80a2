import json
import os

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.binary import Binary


class FuelBinary(Binary):
    @http.route()
    def upload_attachment(self, model, id, ufile, callback=None):  # noqa: A002
        """Refuse files that are too large for a visit with a sentence.

        Odoo's own answer to any refusal is that something horrible happened.
        """
        if model == "fuel.visit":
            attachments = request.env["ir.attachment"]
            limit = attachments._fuel_visit_megabytes() * 1024**2
            for file in request.httprequest.files.getlist("ufile"):
                size = file.stream.seek(0, os.SEEK_END)
                file.stream.seek(0)
                if size > limit:
                    reason = attachments._fuel_too_large(file.filename, size)
                    return json.dumps([{"error": reason}])
        return super().upload_attachment(model, id, ufile, callback=callback)
