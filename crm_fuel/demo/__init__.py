from . import fuel_demo, fuel_task_demo, fuel_visit_demo
