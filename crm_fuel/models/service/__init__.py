# isort: off
# First what the others extend.
from . import fuel_complaint

# isort: on
from . import (
    fuel_complaint_analysis,
    fuel_complaint_check,
    fuel_complaint_clock,
    fuel_complaint_delivery,
    fuel_complaint_escalation,
    fuel_complaint_evidence,
    fuel_complaint_mail,
    fuel_complaint_project,
    fuel_complaint_record,
    fuel_complaint_state,
    fuel_complaint_term,
    fuel_visit,
    fuel_visit_due,
    fuel_work_summary,
    project_project,
    res_config_settings,
    res_partner,
    res_partner_complaint_tab,
)
