from odoo import api, models, tools

from ...tools import units


class UomUom(models.Model):
    _inherit = "uom.uom"

    @api.model
    @tools.ormcache(cache="stable")
    def _fuel_reference_units(self):
        """Return what tonnes are told from.

        :return: ids of the root units of mass and of volume, and the sizes of one
            tonne and one cubic metre in them
        :rtype: tuple(int, int, float, float)
        """
        # sudo: the sizes of units are no secret, and one answer is kept for everybody.
        tonne = self.env.ref("uom.product_uom_ton").sudo()
        cubic_metre = self.env.ref("uom.product_uom_cubic_meter").sudo()
        return (
            tonne._fuel_root_id(),
            cubic_metre._fuel_root_id(),
            tonne.factor,
            cubic_metre.factor,
        )

    def write(self, vals):
        result = super().write(vals)
        if not {"relative_factor", "relative_uom_id"}.isdisjoint(vals):
            self.env.registry.clear_cache("stable")
        return result

    def _fuel_root_id(self):
        """Return the id of the unit all units of this kind refer to."""
        self.ensure_one()
        return int(self.parent_path.split("/", 1)[0])

    def _fuel_kind(self):
        """Return ``"mass"``, ``"volume"``, or False for a unit that is neither."""
        if not self.parent_path:
            return False
        mass_root, volume_root, _tonne, _cubic_metre = self._fuel_reference_units()
        return {mass_root: "mass", volume_root: "volume"}.get(
            self._fuel_root_id(), False
        )

    def _fuel_to_tonnes(self, quantity, density):
        """Convert a quantity in this unit into tonnes.

        :param float quantity: quantity in this unit
        :param float density: kg/m³ at 15 °C, used for volume units only
        :return: metric tonnes, or None where that cannot be told
        """
        self.ensure_one()
        kind = self._fuel_kind()
        _mass, _volume, tonne, cubic_metre = self._fuel_reference_units()
        if kind == "mass":
            return units.mass_to_tonnes(quantity, self.factor, tonne)
        if kind == "volume" and density > 0:
            return units.volume_to_tonnes(quantity, self.factor, cubic_metre, density)
        return None

    def _compute_quantity(
        self,
        qty,
        to_unit,
        round=True,
        rounding_method="UP",
        raise_if_failure=True,
    ):
        """Take the density into account where the caller gives one.

        Odoo 19 turns 1,000 l into 1 t. With ``fuel_density_15`` (kg/m³) in the
        context, which the order lines of fuel products set around their own
        conversions, a volume becomes the mass it has.
        """
        density = self.env.context.get("fuel_density_15")
        kinds = (self._fuel_kind(), to_unit._fuel_kind()) if density and to_unit else ()
        if kinds not in (("volume", "mass"), ("mass", "volume")):
            return super()._compute_quantity(
                qty,
                to_unit,
                round=round,
                rounding_method=rounding_method,
                raise_if_failure=raise_if_failure,
            )
        _mass, _volume, tonne, cubic_metre = self._fuel_reference_units()
        if kinds[0] == "volume":
            tonnes = units.volume_to_tonnes(qty, self.factor, cubic_metre, density)
            amount = tonnes * tonne / to_unit.factor
        else:
            tonnes = units.mass_to_tonnes(qty, self.factor, tonne)
            amount = units.tonnes_to_volume(
                tonnes, to_unit.factor, cubic_metre, density
            )
        if round:
            amount = tools.float_round(
                amount,
                precision_rounding=to_unit.rounding,
                rounding_method=rounding_method,
            )
        return amount
