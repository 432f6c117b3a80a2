"""What the pages share on which customers write: forms sent once, text, files, talk."""

import os
import uuid
from hashlib import sha256

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from ..models.service.fuel_portal_thread import KEY
from .portal import FuelPortal

# What a browser draws by itself; the rest is offered to be saved.
DRAWN = ("image/jpeg", "image/png", "image/webp")
# What a phone offers first is its camera, then its files.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,application/pdf"


class FuelPortalForm(FuelPortal):
    # ------------------------------------------------------------
    # Forms
    # ------------------------------------------------------------

    def _fuel_form(self):
        """Return what every form needs: its key, made anew each time it is shown."""
        return {"form_key": str(uuid.uuid4()), "form_accept": ACCEPT}

    def _fuel_form_key(self, post, *parts):
        """Return the key of what was sent: the form's, and what was written in it.

        The same form sent twice is one and the same thing; gone back to, changed and
        sent again, it is another.
        """
        files = [
            (file.filename, file.stream.seek(0, os.SEEK_END))
            for file in request.httprequest.files.getlist("files")
        ]
        form_key = post.get("form_key") or ""
        if not KEY.fullmatch(form_key):
            # For the model to refuse.
            return ""
        said = sha256(repr((parts, files)).encode(errors="replace")).hexdigest()
        return f"{form_key}-{said[:16]}"

    def _fuel_partner(self):
        """Return the contact who is logged in, as superuser."""
        # sudo: one's own contact, with what its company says.
        return request.env.user.sudo().partner_id

    def _fuel_reply(self, record, post):
        """Post what a contact writes to a record; return what is wrong with it.

        :return: list of sentences, empty where it was posted
        """
        env = request.env
        partner = self._fuel_partner()
        files, errors = self._fuel_uploads()
        text = post.get("text") or ""
        try:
            text = record._portal_text(text, env._("Message"), required=not files)
            key = self._fuel_form_key(post, text)
            if not errors and not record._portal_sent(partner, key):
                record._portal_say(partner, text, self._fuel_named(files), key)
        except UserError as error:
            errors.append(str(error))
        return errors

    def _fuel_named(self, uploads):
        return [(upload.name, upload.content) for upload in uploads]

    # ------------------------------------------------------------
    # Talk
    # ------------------------------------------------------------

    def _fuel_talk(self, record, url):
        """Return the conversation as plain values, the oldest message first.

        :param record: as superuser, found within the fence
        :param str url: of its page
        """
        customer = record.customer_id
        return [
            {
                "author": message.author_id.name or message.email_from or "",
                "is_ours": message.author_id.commercial_partner_id != customer,
                "date": self._fuel_datetime(message.date),
                # Sanitised when it was stored.
                "body": message.body,
                "files": [
                    {
                        "name": file.name,
                        "url": f"{url}/file/{self._fuel_ref(file)}",
                        "is_picture": file.mimetype in DRAWN,
                    }
                    for file in message.attachment_ids
                ],
            }
            for message in record._portal_messages()
        ]

    def _fuel_talk_file(self, record, file_ref):
        """Return a file of the conversation, and of nothing else about the record."""
        files = record._portal_messages().attachment_ids
        attachment = self._fuel_record(
            "ir.attachment", file_ref, Domain("id", "in", files.ids)
        )
        return self._fuel_file(attachment)

    def _fuel_answerer(self, user):
        """Return who answers, as the customer may reach them."""
        # sudo: employees are not the customers' to read; these values are.
        partner = user.sudo().partner_id
        return {
            "name": partner.name or "",
            "email": partner.email or "",
            "phone": partner.phone or "",
        }
