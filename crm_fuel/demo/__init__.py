from . import fuel_demo, fuel_lead_demo, fuel_project_demo, fuel_visit_demo
