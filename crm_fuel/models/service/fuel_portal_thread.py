import re

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, hmac
from odoo.tools.mail import plaintext2html

from ...tools.text import holds_unstorable

LONGEST_TEXT = 20_000
# What a form brings along, made by the server when it shows the form.
KEY = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
# As in controllers/portal.py.
SIGNATURE_LENGTH = 24
# Whoever writes to a customer by letter template does not write to the page.
SPOKEN = ("comment", "email")


class FuelPortalThread(models.AbstractModel):
    """Records that customers write to from their own pages.

    Customers have no right to the records themselves. The controllers find what is
    theirs, and call these methods as superuser.
    """

    _name = "fuel.portal.thread"
    _description = "What customers write to from their pages"
    _inherit = ["mail.thread"]

    # === HOOKS === #

    def _portal_path(self):
        """Hook: return the address of the record's page, without the host."""
        raise NotImplementedError

    def _portal_ref(self):
        """Return how the customer's pages call the record; see their controller."""
        self.ensure_one()
        # sudo: the database's secret.
        record = self.sudo()
        message = (record._name, record.id, record.customer_id.id)
        signature = hmac(record.env, "crm_fuel.portal", message)[:SIGNATURE_LENGTH]
        return f"{record.id:x}-{signature}"

    def _portal_answerers(self):
        """Hook: return the users who are told when the customer writes."""
        return self.user_id

    def _after_customer_message(self, message):
        """Hook: what else follows from a message of the customer's."""

    # === SENT ONCE === #

    @api.model
    def _portal_message_key(self, partner, key):
        """Return the Message-Id that a form sent by a contact stands for.

        The contact is part of it: nobody meets a key of somebody else's.

        :raises UserError: where the key is none that our forms make
        """
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise UserError(
                self.env._("This form is out of date. Load the page and send it again.")
            )
        return f"<fuel-portal-{partner.id}-{key}@{self._name}>"

    @api.model
    def _portal_sent(self, partner, key):
        """Return the record that a form was sent to already, empty where it was not.

        One request at a time per form goes on from here. Who comes second begins anew:
        its transaction may have begun before the first one's ended, and does not see
        what that wrote.
        """
        message_key = self._portal_message_key(partner, key)
        self.env["mail.message"].flush_model(["message_id"])
        query = SQL(
            "SELECT res_id FROM mail_message WHERE message_id = %s AND model = %s",
            message_key,
            self._name,
        )
        ((is_free,),) = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('fuel.portal'), hashtext(%s))",
                message_key,
            )
        )
        if not is_free:
            raise ConcurrencyError("the same form is being received already")
        seen = self.env.execute_query(query)
        if not seen:
            with self.env.registry.cursor() as cr:
                cr.execute(query)
                if cr.fetchall():
                    raise ConcurrencyError("the same form has just been received")
        return self.browse(row[0] for row in seen)

    # === IN === #

    @api.model
    def _portal_text(self, text, label, required=True):
        """Return what a customer wrote, or refuse it.

        :raises UserError: naming the field
        """
        text = (text or "").replace("\r\n", "\n").strip()
        if required and not text:
            raise UserError(self.env._("%(field)s: write something.", field=label))
        if len(text) > LONGEST_TEXT:
            raise UserError(
                self.env._(
                    "%(field)s: %(length)s characters are too many; at most %(most)s. "
                    "Attach a long text as a file.",
                    field=label,
                    length=f"{len(text):,}",
                    most=f"{LONGEST_TEXT:,}",
                )
            )
        if holds_unstorable(text):
            raise UserError(
                self.env._(
                    "%(field)s: it holds a character that cannot be stored. Type it "
                    "again instead of pasting it.",
                    field=label,
                )
            )
        return text

    def _portal_say(self, partner, text, files, key):
        """Post what a contact wrote on a page, once.

        :param partner: the contact
        :param str text: plain text
        :param files: list of (name, content) that are made sure of already
        :param str key: of the form, see :meth:`_portal_sent`
        :return: the message
        """
        self.ensure_one()
        # The contact gets what we answer; colleagues who follow get it as always.
        self._message_subscribe_customer(partner)
        return self.message_post(
            body=plaintext2html(text) if text else "",
            author_id=partner.id,
            email_from=partner.email_formatted or False,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._portal_answerers().partner_id.ids,
            attachments=files,
            message_id=self._portal_message_key(partner, key),
            email_add_signature=False,
        )

    def _message_subscribe_customer(self, partner):
        comment = self.env.ref("mail.mt_comment")
        self.message_subscribe(partner_ids=partner.ids, subtype_ids=comment.ids)

    def _is_of_customer(self, message):
        """Tell whether a message is one of the customer's, for us to read."""
        # sudo: who wrote, and for whom, decides; whoever looks.
        author = message.author_id.sudo()
        return (
            bool(author)
            and message.message_type in SPOKEN
            and bool(message.subtype_id)
            and not message.subtype_id.internal
            and not any(not user.share for user in author.user_ids)
            and author.commercial_partner_id == self.sudo().customer_id
        )

    def _reaches_customer(self, message):
        """Tell whether a message is one of ours that the customer gets."""
        # sudo: who wrote, and who is reached, decides; whoever looks.
        author = message.author_id.sudo()
        ours = any(not user.share for user in author.user_ids)
        if message.message_type not in SPOKEN or not ours:
            return False
        if not message.subtype_id or message.subtype_id.internal:
            return False
        customer = self.sudo().customer_id
        reached = message.partner_ids | self.sudo().message_partner_ids
        return bool(customer) and customer in reached.commercial_partner_id

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self._is_of_customer(message):
            # sudo: whoever lets the message in, a mail server or a page.
            self.sudo()._after_customer_message(message)
        return result

    # === OUT === #

    def _portal_message_domain(self):
        """Return what of the chatter customers see: no notes, no changes of fields."""
        return (
            Domain("model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("message_type", "in", SPOKEN)
            & Domain("subtype_id.internal", "=", False)
            & Domain("subtype_id", "!=", False)
            & Domain("is_internal", "=", False)
        )

    def _portal_messages(self):
        """Return the conversation as customers see it, the oldest message first."""
        # sudo: customers have no access to the record; the domain leaves out the rest.
        return (
            self.env["mail.message"]
            .sudo()
            .search(self._portal_message_domain(), order="date, id")
        )

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Letters to contacts who can log in have a button that opens their page."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if not self:
            return groups
        self.ensure_one()
        # sudo: who of the recipients is the customer's, whoever writes.
        customer = self.sudo().customer_id
        theirs = self.env["res.partner"].sudo()
        return [
            [
                "fuel_portal",
                lambda pdata: (
                    pdata["type"] == "portal"
                    and theirs.browse(pdata["id"]).commercial_partner_id == customer
                ),
                {
                    "active": True,
                    "has_button_access": True,
                    "button_access": {"url": self.get_base_url() + self._portal_path()},
                },
            ],
            *groups,
        ]
