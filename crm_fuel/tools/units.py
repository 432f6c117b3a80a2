"""Tonnes from the units fuel is ordered in: pure arithmetic, no database.

Fuel is priced and reported in metric tonnes (MT). A quantity in a mass unit becomes
tonnes by the unit's factor alone; a quantity in a volume unit needs the density at
15 °C of that delivery (ISO 8217 states densities at that temperature).

The operands are multiplied and divided in one fixed order. The SQL of
``fuel.volume`` uses the same order, so that both give the same double to the last
bit and a verification needs no tolerance.
"""

KG_PER_TONNE = 1000.0

# Plausible density at 15 °C of a marine fuel, kg/m³. ISO 8217 fuels lie between
# about 820 and 1010; the range leaves room for LNG-free blends, methanol (790) and
# measuring conventions, and catches values typed in kg/l (0.991) or °API.
DENSITY_MIN = 600.0
DENSITY_MAX = 1200.0


def is_plausible_density(density):
    """Tell whether a density can be that of a marine fuel.

    :param float density: kg/m³ at 15 °C
    :rtype: bool
    """
    return DENSITY_MIN <= density <= DENSITY_MAX


def mass_to_tonnes(quantity, factor, tonne_factor):
    """Convert a quantity in a mass unit into tonnes.

    :param float quantity: quantity in the unit
    :param float factor: size of one unit, in the reference unit of mass
    :param float tonne_factor: size of one tonne, in the same reference unit
    :return: metric tonnes
    :rtype: float
    """
    return quantity * factor / tonne_factor


def volume_to_tonnes(quantity, factor, cubic_metre_factor, density):
    """Convert a quantity in a volume unit into tonnes.

    1,000 l at 991 kg/m³ are 0.991 MT.

    :param float quantity: quantity in the unit, at 15 °C
    :param float factor: size of one unit, in the reference unit of volume
    :param float cubic_metre_factor: size of one m³, in the same reference unit
    :param float density: kg/m³ at 15 °C, greater than zero
    :return: metric tonnes
    :rtype: float
    :raises ValueError: without a density; a volume is never taken for a mass
    """
    if not density or density <= 0:
        raise ValueError("a volume becomes a mass only with a density above zero")
    return quantity * factor / cubic_metre_factor * density / KG_PER_TONNE


def tonnes_to_volume(tonnes, factor, cubic_metre_factor, density):
    """Convert tonnes into a quantity in a volume unit; inverse of the above.

    :param float tonnes: metric tonnes
    :param float factor: size of one unit, in the reference unit of volume
    :param float cubic_metre_factor: size of one m³, in the same reference unit
    :param float density: kg/m³ at 15 °C, greater than zero
    :return: quantity in the unit, at 15 °C
    :rtype: float
    :raises ValueError: without a density
    """
    if not density or density <= 0:
        raise ValueError("a mass becomes a volume only with a density above zero")
    return tonnes * KG_PER_TONNE / density * cubic_metre_factor / factor
