from . import (
    fuel_demo,
    fuel_demo_announcement,
    fuel_lead_demo,
    fuel_project_demo,
    fuel_task_demo,
    fuel_visit_demo,
)
