from . import (
    crm_lead,
    crm_lead_duplicates,
    crm_lead_quotation,
    crm_lead_share,
    crm_stage,
    fuel_lead_line,
    fuel_lead_share,
    fuel_visit,
    sale_order,
    utm_campaign,
)
