from . import (
    fuel_grade,
    fuel_port,
    fuel_vessel,
    fuel_vessel_duplicates,
    fuel_vessel_merge,
    fuel_vessel_party,
    fuel_vessel_type,
    fuel_vessel_upsert,
    fuel_vessel_upsert_values,
    product_template,
    res_partner,
)
