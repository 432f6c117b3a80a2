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
    fuel_complaint_record,
    fuel_complaint_state,
    fuel_complaint_term,
    fuel_survey_dimension,
    fuel_visit,
    fuel_visit_due,
    fuel_visit_survey,
    fuel_work_summary,
    mail_mail,
    mail_thread,
    res_company_survey,
    res_config_settings,
    res_config_settings_survey,
    res_partner,
    res_partner_survey,
    sale_order_survey,
    stock_picking_survey,
    survey_question,
    survey_question_check,
    survey_survey,
    survey_survey_response,
    survey_user_input,
    survey_user_input_invite,
    survey_user_input_job,
)
