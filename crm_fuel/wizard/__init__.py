from . import fuel_vessel_merge
from . import base_partner_merge
