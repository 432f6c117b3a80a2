# isort: off
# First what the others inherit.
from . import fuel_work_period
from . import fuel_work_plan, fuel_work_summary, fuel_work_missing

# isort: on
from . import (
    digest_digest,
    fuel_work_figures,
    fuel_work_plan_line,
    fuel_work_reminder,
    res_company_plan,
    res_config_settings_plan,
)
