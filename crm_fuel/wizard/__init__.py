from . import base_partner_merge, fuel_vessel_merge
