from collections import defaultdict

from odoo import api, fields, models

COORDINATES = ("partner_latitude", "partner_longitude")


class ResPartner(models.Model):
    """Where a customer is, for as long as somebody stands by it.

    Odoo forgets the coordinates of a partner when the address is edited, as they are
    derived from it. A place that was confirmed on the spot is better than that: it
    stays until the user releases it.
    """

    _inherit = "res.partner"

    fuel_place_fixed = fields.Boolean(
        string="Place fixed",
        copy=False,
        groups="crm_fuel.group_fuel_user",
        help="The coordinates were confirmed on the spot and stay when the address is "
        "edited or looked up. Switch off to let go of them.",
    )
    fuel_on_site_radius = fields.Integer(
        string="On-site radius (m)",
        groups="crm_fuel.group_fuel_user",
        help="Within this many metres a check-in is at the customer. 0: the company's "
        "radius.",
    )

    _fuel_on_site_radius_range = models.Constraint(
        "CHECK (fuel_on_site_radius BETWEEN 0 AND 50000)",
        "An on-site radius lies between 0 and 50 km.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        kept = self._fuel_places_to_keep(vals)
        # A copy: Odoo adds what it forgets to the values of its caller.
        result = super().write(dict(vals))
        for place, partner_ids in kept.items():
            super(ResPartner, self.browse(partner_ids)).write(dict(place))
        return result

    @api.model
    def _fuel_address_fields(self):
        """Return the fields of an address after which Odoo forgets coordinates."""
        return {"street", "zip", "city", "state_id", "country_id"}

    def _fuel_places_to_keep(self, vals):
        """Return the fixed places that this write would forget: dict of place to ids.

        Coordinates that are written along count: whoever gives them means them.
        """
        names = [name for name in COORDINATES if name not in vals]
        if not names or self._fuel_address_fields().isdisjoint(vals):
            return {}
        # sudo: who edits an address need not be a user of Fuel CRM.
        partners = self.sudo()
        if "fuel_place_fixed" in vals:
            fixed = partners if vals["fuel_place_fixed"] else partners.browse()
        else:
            fixed = partners.filtered("fuel_place_fixed")
        places = defaultdict(list)
        for partner in fixed:
            places[tuple((name, partner[name]) for name in names)].append(partner.id)
        return places

    # === ACTIONS === #

    def geo_localize(self):
        """Look up coordinates by the address, except for places that are fixed.

        :return: True, or False where nothing was to be looked up
        """
        # sudo: as in _fuel_places_to_keep
        fixed = self.filtered(lambda partner: partner.sudo().fuel_place_fixed)
        others = self - fixed
        if fixed:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "message": self.env._(
                        "The place of %(partners)s is fixed: release it first.",
                        partners=", ".join(fixed.mapped("display_name")),
                    ),
                },
            )
        return super(ResPartner, others).geo_localize() if others else False

    def action_fuel_release_place(self):
        """Let go of the fixed places: the next edit of the address forgets them."""
        self.write({"fuel_place_fixed": False})
        return True
