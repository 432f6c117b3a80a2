from . import (
    crm_lead,
    fuel_project_question,
    fuel_visit_due,
    fuel_workbench,
    fuel_workbench_cards,
    fuel_workbench_team,
)
