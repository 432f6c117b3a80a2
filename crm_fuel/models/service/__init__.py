# isort: off
# First what the others extend.
from . import fuel_portal_thread, fuel_complaint, stock_picking

# isort: on
from . import (
    fuel_complaint_analysis,
    fuel_complaint_check,
    fuel_complaint_clock,
    fuel_complaint_delivery,
    fuel_complaint_escalation,
    fuel_complaint_evidence,
    fuel_complaint_mail,
    fuel_complaint_portal,
    fuel_complaint_record,
    fuel_complaint_state,
    fuel_complaint_term,
    fuel_portal_token,
    fuel_suggestion,
    fuel_vessel,
    fuel_visit,
    fuel_visit_due,
    fuel_work_summary,
    ir_attachment,
    product_template,
    res_config_settings,
    res_partner,
    sale_order,
    sale_order_line,
    stock_move,
    stock_move_keep,
    stock_picking_customer_link,
    stock_picking_facts,
    stock_picking_issue,
    stock_picking_keep,
    stock_picking_links,
    stock_picking_record,
)
