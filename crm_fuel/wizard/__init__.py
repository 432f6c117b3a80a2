from . import (
    base_partner_merge,
    fuel_announcement_correct,
    fuel_bdn_correct,
    fuel_complaint_satisfaction,
    fuel_complaint_wait,
    fuel_task_change,
    fuel_vessel_merge,
    fuel_visit_plan,
    fuel_visit_reason,
    fuel_visit_reassign,
    fuel_work_review,
)
