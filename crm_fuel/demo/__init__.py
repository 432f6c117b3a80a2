# What the others extend.
from . import fuel_demo  # isort: skip
from . import (
    fuel_bdn_demo,
    fuel_complaint_demo,
    fuel_demo_announcement,
    fuel_lead_demo,
    fuel_project_demo,
    fuel_task_demo,
    fuel_visit_demo,
    fuel_work_demo,
)
