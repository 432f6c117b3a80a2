from . import fuel_demo, fuel_visit_demo, fuel_work_demo
