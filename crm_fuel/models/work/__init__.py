# isort: off
# First what the others inherit.
from . import fuel_work_period
from . import fuel_work_plan, fuel_work_plan_line, fuel_work_summary, fuel_work_missing
from . import fuel_announcement, fuel_announcement_state, fuel_announcement_customer
from . import fuel_work_plan_take, fuel_work_plan_visit

# isort: on
from . import (
    digest_digest,
    fuel_announcement_notice,
    fuel_announcement_receipt,
    fuel_announcement_receipt_delivery,
    fuel_announcement_version,
    fuel_task,
    fuel_task_assignment,
    fuel_task_assignment_customer,
    fuel_task_assignment_follow,
    fuel_task_assignment_manage,
    fuel_task_assignment_state,
    fuel_task_customers,
    fuel_task_issue,
    fuel_task_reminder,
    fuel_task_todo,
    fuel_visit,
    fuel_work_figures,
    fuel_work_reminder,
    fuel_work_task,
    mail_activity,
    res_company,
    res_company_plan,
    res_config_settings,
    res_config_settings_plan,
    res_users,
    utm_campaign,
)
