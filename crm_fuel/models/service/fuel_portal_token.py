import hashlib
import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# 32 random bytes, as they stand in a URL.
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
LONGEST_DAYS = 400
# Links that do not work any more are kept so long, for whoever asks what became of one.
KEPT_DAYS = 90


class FuelPortalToken(models.Model):
    """A link in an e-mail that opens one record for one contact, without a password.

    Only a hash of the token is stored: who reads this table cannot open anything, and a
    token is looked up by its hash, so that no comparison tells how near a guess was.
    """

    _name = "fuel.portal.token"
    _description = "Link for a customer"
    _order = "id desc"
    _rec_name = "record_name"

    # === FIELDS === #

    token_hash = fields.Char(
        required=True, readonly=True, copy=False, groups="base.group_system"
    )
    res_model = fields.Char(string="Record type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record number", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(string="Opens", required=True, readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The company of the contact when the link was made: whoever leaves it "
        "cannot use the link any more.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    expires_at = fields.Datetime(string="Works until", required=True, readonly=True)
    revoked_at = fields.Datetime(string="Revoked on", readonly=True)
    revoked_by_id = fields.Many2one(
        comodel_name="res.users", string="Revoked by", readonly=True
    )
    is_live = fields.Boolean(
        string="Works", compute="_compute_is_live", search="_search_is_live"
    )

    # === CONSTRAINTS AND INDEXES === #

    _token_hash_unique = models.UniqueIndex("(token_hash)")
    _record_idx = models.Index("(res_model, res_id)")
    _expires_idx = models.Index("(expires_at)")

    # === COMPUTE METHODS === #

    @api.depends("expires_at", "revoked_at")
    def _compute_is_live(self):
        now = fields.Datetime.now()
        for token in self:
            token.is_live = not token.revoked_at and token.expires_at > now

    def _search_is_live(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._live_domain() if True in value else ~self._live_domain()

    @api.model
    def _live_domain(self):
        return Domain("revoked_at", "=", False) & Domain(
            "expires_at", ">", fields.Datetime.now()
        )

    # === ACTIONS === #

    def action_revoke(self):
        """Make links stop working, now and for good. Those that do not work stay as
        they are.

        :raises AccessError: for others than supervisors
        """
        self.check_access("read")
        live = self.filtered("is_live")
        # sudo: nobody writes links but their own methods.
        live.sudo().write(
            {"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid}
        )
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, record, partner, days):
        """Make a link to a record for a contact.

        The caller has made sure that the record is one the contact may see.

        :param record: what it opens
        :param partner: ``res.partner``, the contact it is sent to
        :param int days: how long it works, 1 to 400
        :return: the token, which is told here and never again
        :raises ValidationError: where the number of days is none of these
        """
        record.ensure_one()
        partner.ensure_one()
        if not 1 <= days <= LONGEST_DAYS:
            raise ValidationError(
                self.env._(
                    "A link works for 1 to %(most)s days, not for %(days)s.",
                    most=LONGEST_DAYS,
                    days=days,
                )
            )
        raw = secrets.token_urlsafe(32)
        # sudo: nobody writes links but their own methods.
        record, partner = record.sudo(), partner.sudo()
        company = "company_id" in record and record["company_id"]
        self.sudo().create(
            {
                "token_hash": self._hash(raw),
                "res_model": record._name,
                "res_id": record.id,
                "record_name": record.display_name,
                "partner_id": partner.id,
                "customer_id": partner.commercial_partner_id.id,
                "company_id": (company or self.env.company).id,
                "expires_at": fields.Datetime.add(fields.Datetime.now(), days=days),
            }
        )
        return raw

    @api.model
    def _hash(self, raw):
        return hashlib.sha256(raw.encode()).hexdigest()

    @api.model
    def _find(self, raw):
        """Return the link of a token, as superuser.

        :param str raw: whatever stood in the URL
        :return: nothing where there is no such link, it has expired or was revoked, its
            contact has left the customer or is archived, or its record is gone
        """
        # sudo: whoever has the token is who it was given to.
        tokens = self.sudo()
        if not isinstance(raw, str) or not TOKEN.fullmatch(raw):
            return tokens.browse()
        token = tokens.search(
            Domain("token_hash", "=", self._hash(raw)) & self._live_domain(), limit=1
        )
        partner = token.partner_id
        works = (
            partner.active
            and partner.commercial_partner_id == token.customer_id
            and token._record()
        )
        return token if works else tokens.browse()

    def _record(self):
        """Return the record that the link opens; nothing where it is gone."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()

    @api.autovacuum
    def _gc_dead(self, limit=1000):
        """Forget links that have not worked for long.

        :return: how many, and whether there are more, as Odoo's vacuum wants to know
        """
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        # sudo: nobody deletes links but the vacuum.
        dead = self.sudo().search(
            ["|", ("expires_at", "<", before), ("revoked_at", "<", before)],
            limit=limit,
        )
        dead.unlink()
        return len(dead), len(dead) == limit
