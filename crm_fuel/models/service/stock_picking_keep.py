from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...tools.bunker import SIGNED_MEGABYTES, clean_number, signed_copy_type

# What only the methods of this model write.
WRITTEN = frozenset(
    {
        "fuel_is_fuel",
        "fuel_customer_id",
        "fuel_bdn_state",
        "fuel_bdn_issued_at",
        "fuel_bdn_issued_by",
        "fuel_bdn_revision",
        "fuel_bdn_facts",
    }
)
# What a note says, and stays once it is issued.
FACTS = frozenset(
    {
        "fuel_bdn_number",
        "fuel_bdn_commenced_at",
        "fuel_vessel_id",
        "fuel_port_id",
        "fuel_barge_id",
        "fuel_bdn_seals",
        "fuel_bdn_representative",
    }
)
# A device's clock may be a little ahead.
CLOCK_MINUTES = 5
# The first bytes tell what a file is.
HEAD = 16


class StockPicking(models.Model):
    """What of a bunker delivery note stays, and that it is kept for three years."""

    _inherit = "stock.picking"
    _fuel_protected = WRITTEN

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_bdn(vals) for vals in vals_list]
        pickings = super().create(vals_list)
        signed = pickings.filtered("fuel_bdn_signed_ids")
        signed._fuel_take_signed()
        return pickings

    def write(self, vals):
        vals = self._prepare_bdn(vals)
        self._fuel_refuse_fact_change(vals)
        signed = self._fuel_signed_before(vals)
        result = super().write(vals)
        self._fuel_after_signed(signed)
        return result

    def unlink(self):
        # The ERP refuses to delete what is done, without a word on how long it is kept.
        self._fuel_refuse_delete()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._fuel_refuse_delete()

    # === STEPS === #

    @api.model
    def _prepare_bdn(self, vals):
        """Return ``vals`` with the number as it is stored."""
        if "fuel_bdn_number" in vals:
            vals = {**vals, "fuel_bdn_number": clean_number(vals["fuel_bdn_number"])}
        return vals

    def _fuel_refuse_fact_change(self, vals):
        """Refuse to change what a note says, to who may not or once it is issued.

        :raises AccessError: for who may not write notes
        :raises UserError: naming the field
        """
        named = sorted(FACTS & vals.keys())
        if self.env.su or not named:
            return
        for name in named:
            field = self._fields[name]
            for picking in self:
                given = field.convert_to_cache(vals[name], picking)
                if given == field.convert_to_cache(picking[name], picking):
                    continue
                self._fuel_bdn_check_issuer()
                if picking.fuel_bdn_state == "issued":
                    raise UserError(
                        self.env._(
                            "%(field)s of %(delivery)s: bunker delivery note %(number)s "
                            "is issued. A supervisor can correct it, with a reason.",
                            field=field._description_string(self.env),
                            delivery=picking.name,
                            number=picking.fuel_bdn_number,
                        )
                    )
                if name == "fuel_bdn_number" and picking.fuel_bdn_revision:
                    raise UserError(
                        self.env._(
                            "BDN number: %(number)s has been issued and stays, whatever "
                            "else is corrected.",
                            number=picking.fuel_bdn_number,
                        )
                    )

    @api.constrains("fuel_bdn_commenced_at")
    def _check_fuel_bdn_commenced_at(self):
        latest = fields.Datetime.add(fields.Datetime.now(), minutes=CLOCK_MINUTES)
        for picking in self:
            if picking.fuel_bdn_commenced_at and picking.fuel_bdn_commenced_at > latest:
                raise ValidationError(
                    self.env._(
                        "Delivery commenced: that is in the future. Give the time at "
                        "which it began."
                    )
                )

    # === SIGNED COPIES === #

    def _fuel_signed_before(self, vals):
        """Remember the signed copies, if they are about to change."""
        if "fuel_bdn_signed_ids" not in vals:
            return None
        return {picking: picking.fuel_bdn_signed_ids for picking in self}

    def _fuel_after_signed(self, before):
        """Take new signed copies in; refuse that kept ones are left out."""
        for picking, copies in (before or {}).items():
            lost = copies - picking.fuel_bdn_signed_ids
            if lost and picking.fuel_bdn_revision:
                lost._fuel_refuse_copy_change(picking)
            if picking.fuel_bdn_signed_ids - copies:
                picking._fuel_take_signed()
                picking._fuel_after_bdn()

    def _fuel_take_signed(self):
        """Check new signed copies and make them the delivery's own.

        :raises UserError: for what is no PDF, JPEG or PNG, or too large
        """
        for picking in self:
            for copy in picking.fuel_bdn_signed_ids:
                picking._fuel_check_copy(copy)
            picking.fuel_bdn_signed_ids._fuel_claim(picking)

    def _fuel_check_copy(self, copy):
        """Refuse a file that is no scan, whatever it is called."""
        self.ensure_one()
        # sudo: to look into a file before it is anybody's.
        copy = copy.sudo()
        size = copy.file_size or 0
        if size > SIGNED_MEGABYTES * 1024**2:
            raise UserError(
                self.env._(
                    "Signed copy %(name)s has %(size)s MB: at most %(most)s MB are taken. "
                    "Scan it in grey.",
                    name=copy.name,
                    size=f"{size / 1024**2:.1f}",
                    most=SIGNED_MEGABYTES,
                )
            )
        mimetype = copy.type == "binary" and signed_copy_type((copy.raw or b"")[:HEAD])
        if not mimetype:
            raise UserError(
                self.env._(
                    "Signed copy %(name)s: its content is neither PDF, JPEG nor PNG. "
                    "Scan or photograph the signed note.",
                    name=copy.name,
                )
            )
        if copy.mimetype != mimetype:
            copy.mimetype = mimetype

    # === KEEPING === #

    def _fuel_is_kept(self):
        """Tell whether the delivery, and its note, may not be deleted yet."""
        self.ensure_one()
        return bool(
            self.fuel_is_fuel
            and (self.state == "done" or self.fuel_bdn_revision)
            and self.fuel_bdn_keep_until
            and self.fuel_bdn_keep_until >= fields.Date.context_today(self)
        )

    def _fuel_refuse_delete(self):
        """Refuse to delete deliveries of fuel of the last three years.

        :raises UserError: naming the delivery and the day until which it is kept
        """
        for picking in self.sudo():  # sudo: whoever deletes is told why not
            if picking._fuel_is_kept():
                raise UserError(
                    self.env._(
                        "%(delivery)s: a delivery of fuel and its bunker delivery note "
                        "are kept until %(day)s, three years from delivery.",
                        delivery=picking.name,
                        day=format_date(self.env, picking.fuel_bdn_keep_until),
                    )
                )
