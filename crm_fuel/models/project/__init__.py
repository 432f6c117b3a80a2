# isort: off
# First what the others inherit.
from . import fuel_files, fuel_guarded, fuel_project_link
from . import fuel_project_question

# isort: on
from . import (
    crm_lead,
    fuel_project_question_answer,
    fuel_project_question_notice,
    fuel_project_question_search,
    fuel_project_question_state,
    fuel_visit,
    ir_attachment,
    project_project,
    project_project_figures,
    project_project_stage,
    project_update,
    sale_order,
)
