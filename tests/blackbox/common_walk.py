"""What the walk over the customer's pages needs: each route's kind, two customers."""

PASSWORD = "Rather-long-2026"
# In a text of each of the other party's records.
MARK = "Zq7Mark"
# A page that is there for each customer's contact, with their own records.
LIST = "list"
# A page or file of one record, below a reference that its customer alone has.
RECORD = "record"
# A page that a token opens.
LINK = "link"
# What a form is sent to.
FORM, RECORD_FORM, LINK_FORM = "form", "record form", "link form"
# Odoo's own, or what follows its rules; see their own tests.
NATIVE = "native"
ROWS = {
    "/web/binary/upload_attachment": NATIVE,
    # Whoever holds an invitation's token speaks for its contact: see
    # test_survey_answers.py, which tries these as everybody else.
    "/survey/start/<string:survey_token>": NATIVE,
    "/survey/<string:survey_token>/<string:answer_token>": NATIVE,
    "/survey/begin/<string:survey_token>/<string:answer_token>": NATIVE,
    "/survey/submit/<string:survey_token>/<string:answer_token>": NATIVE,
    "/fuel/survey/opt-out/<string:token>": NATIVE,
    "/fuel/survey/opt-out/one-click/<string:token>": NATIVE,
    "/my/fuel/vessels": LIST,
    "/my/fuel/vessels/page/<int:page>": LIST,
    "/my/fuel/vessels/<string:ref>": RECORD,
    "/my/fuel/orders": LIST,
    "/my/fuel/orders/page/<int:page>": LIST,
    "/my/fuel/orders/<string:ref>": RECORD,
    "/my/fuel/deliveries": LIST,
    "/my/fuel/deliveries/page/<int:page>": LIST,
    "/my/fuel/deliveries/<string:ref>": RECORD,
    "/my/fuel/deliveries/<string:ref>/bdn": RECORD,
    "/my/fuel/deliveries/<string:ref>/signed/<int:number>": RECORD,
    "/my/fuel/volumes": LIST,
    "/my/fuel/announcements": LIST,
    "/my/fuel/announcements/page/<int:page>": LIST,
    "/my/fuel/announcements/<string:ref>": RECORD,
    "/my/fuel/announcements/<string:ref>/files/<int:number>": RECORD,
    "/my/fuel/announcements/<string:ref>/pictures/<int:number>": RECORD,
    "/my/fuel/complaints": LIST,
    "/my/fuel/complaints/page/<int:page>": LIST,
    "/my/fuel/complaints/new": LIST,
    "POST /my/fuel/complaints/new": FORM,
    "/my/fuel/complaints/<string:ref>": RECORD,
    "/my/fuel/complaints/<string:ref>/file/<string:file_ref>": RECORD,
    "POST /my/fuel/complaints/<string:ref>/reply": RECORD_FORM,
    "POST /my/fuel/complaints/<string:ref>/answer": RECORD_FORM,
    "POST /my/fuel/complaints/<string:ref>/satisfaction": RECORD_FORM,
    "/my/fuel/suggestions": LIST,
    "/my/fuel/suggestions/page/<int:page>": LIST,
    "/my/fuel/suggestions/new": LIST,
    "POST /my/fuel/suggestions/new": FORM,
    "/my/fuel/suggestions/<string:ref>": RECORD,
    "/my/fuel/suggestions/<string:ref>/file/<string:file_ref>": RECORD,
    "POST /my/fuel/suggestions/<string:ref>/reply": RECORD_FORM,
    "/my/fuel/surveys": LIST,
    "/fuel/delivery/<string:token>": LINK,
    "/fuel/delivery/<string:token>/bdn": LINK,
    "/fuel/satisfaction/<string:token>": LINK,
    "POST /fuel/satisfaction/<string:token>": LINK_FORM,
}
START = [
    "/my",
    *(rule for rule, kind in ROWS.items() if kind == LIST and "<" not in rule),
]
WORLD = """
import base64, json
from odoo.fields import Command
MARK = {mark!r}
env.company.write({{"street": "18 Wharf Road", "city": "Zhoushan", "phone": "+86 580 1"}})
supplier = env["res.users"].with_context(no_reset_password=True).create({{
    "name": "Walk Supervisor", "login": "walk_supervisor", "password": {password!r},
    "email": "walk_supervisor@fuel.example",
    "group_ids": [Command.set([env.ref("crm_fuel.group_fuel_supervisor").id])],
}})
env["res.users"].with_context(no_reset_password=True).create({{
    "name": "Walk Employee", "login": "walk_employee", "password": {password!r},
    "email": "walk_employee@fuel.example",
    "group_ids": [Command.set([env.ref("base.group_user").id])],
}})
product = env["product.product"].create({{
    "name": "Walk VLSFO", "type": "consu", "is_storable": True,
    "fuel_grade_id": env.ref("crm_fuel.grade_vlsfo_rmg380").id,
    "uom_id": env.ref("uom.product_uom_ton").id, "list_price": 600,
}})
PDF = b"%PDF-1.7 " + MARK.encode()
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)

def party(login, mark):
    customer = env["res.partner"].create({{
        "name": f"Walk {{login}} {{mark}}", "is_company": True, "fuel_customer": True,
        "user_id": supplier.id,
    }})
    user = env["res.users"].with_context(no_reset_password=True).create({{
        "name": f"Walk {{login}}", "login": login, "password": {password!r},
        "email": f"{{login}}@customer.example",
        "group_ids": [Command.set([env.ref("base.group_portal").id])],
    }})
    user.partner_id.parent_id = customer
    vessel = env["fuel.vessel"].create({{
        "name": f"Ship {{login}} {{mark}}", "gross_tonnage": 300,
    }})
    port = env["fuel.port"].create({{
        "name": f"Port {{mark}}", "unlocode": "ZZ" + mark[:3].upper(),
    }})
    order = env["sale.order"].create({{
        "partner_id": user.partner_id.id, "fuel_vessel_id": vessel.id,
        "fuel_port_id": port.id, "client_order_ref": f"PO {{mark}}",
        "order_line": [Command.create(
            {{"product_id": product.id, "product_uom_qty": 12.5}}
        )],
    }})
    order.action_confirm()
    picking = order.picking_ids
    for move in picking.move_ids:
        move.quantity, move.picked = move.product_uom_qty, True
    picking._action_done()
    picking.fuel_move_ids.write({{
        "fuel_density": 950, "fuel_sulphur": 0.47, "fuel_flashpoint_above_70": True,
    }})
    picking.write({{
        "fuel_bdn_number": f"BDN-{{login}}-{{mark}}",
        "fuel_bdn_commenced_at": "2026-03-02 02:00:00",
        "fuel_bdn_representative": "Zhou Ming", "fuel_bdn_seals": f"Seal {{mark}}",
    }})
    picking.action_fuel_issue_bdn()
    signed = env["ir.attachment"].create({{
        "name": f"signed {{mark}}.pdf", "raw": PDF, "mimetype": "application/pdf",
        "res_model": "stock.picking", "res_id": picking.id,
    }})
    picking.fuel_bdn_signed_ids = [Command.link(signed.id)]
    picture, file = env["ir.attachment"].create([
        {{"name": f"picture {{mark}}.png", "raw": PNG, "mimetype": "image/png"}},
        {{"name": f"file {{mark}}.pdf", "raw": PDF, "mimetype": "application/pdf"}},
    ])
    announcement = env["fuel.announcement"].create({{
        "name": f"News {{mark}}", "for_customers": True,
        "body": f'<p>Text {{mark}} <img src="/web/image/{{picture.id}}"/></p>',
        "attachment_ids": [Command.set(file.ids)],
        "customer_ids": [Command.set(customer.ids)],
    }})
    announcement.action_publish()
    complaint = env["fuel.complaint"].create({{
        "name": f"Complaint {{mark}}", "customer_id": customer.id,
        "contact_id": user.partner_id.id, "order_id": order.id,
        "type_id": env.ref("crm_fuel.fuel_complaint_type_service").id,
        "description": f"Description {{mark}}", "user_id": supplier.id,
    }})
    suggestion = env["fuel.suggestion"].create({{
        "name": f"Suggestion {{mark}}", "customer_id": customer.id,
        "contact_id": user.partner_id.id, "text": f"Text {{mark}}",
        "user_id": supplier.id,
    }})
    for record in (complaint, suggestion):
        record.sudo()._portal_say(
            user.partner_id, f"Said {{mark}}", [(f"said {{mark}}.pdf", PDF)],
            f"walk-form-key-{{record.id:08d}}",
        )
    tokens = {{
        name: {{
            record._name: env["fuel.portal.token"]._make(record, user.partner_id, 30)
            for record in (picking, complaint)
        }}
        for name in ("live", "revoked")
    }}
    for raw in tokens["revoked"].values():
        env["fuel.portal.token"]._find(raw).action_revoke()
    return {{
        "tokens": tokens,
        "files": (signed + picture + file).ids,
        "records": {{
            record._name: record.id
            for record in (
                customer, vessel, port, order, order.order_line, picking,
                picking.move_ids, announcement, complaint, suggestion,
            )
        }},
    }}

result = {{
    "routes": rows,
    "theirs": party("walk_them", MARK),
    "mine": party("walk_me", "Mine"),
}}
env.cr.commit()
open({file!r}, "w").write(json.dumps(result))
"""
