"""Complaints on the customer's own pages: list them, follow them, reply."""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from ..models.service.fuel_complaint import CLOSED, OPEN
from .portal import PAGE_SIZE, customer_route
from .portal_satisfaction import FuelPortalSatisfaction

LIST = "/my/fuel/complaints"
NEW = f"{LIST}/new"
LONGEST_SEARCH = 100
# Once a settlement is offered it is the customer's to read; before that it is a draft.
OFFERED = ("proposed", "settled")


class FuelPortalComplaint(FuelPortalSatisfaction):
    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_complaint_count" in counters:
            # sudo: within the fence of the domain.
            values["fuel_complaint_count"] = (
                request.env["fuel.complaint"]
                .sudo()
                .search_count(self._complaint_domain())
            )
        return values

    def _complaint_domain(self):
        return self._fuel_portal_domain("customer_id")

    def _complaint_state(self, complaint):
        """Return a state in the customer's words, and the colour of its badge."""
        env = request.env
        if complaint.waiting_since and complaint.state not in ("proposed", *CLOSED):
            return env._("Waiting for you"), "warning"
        return {
            "new": lambda: (env._("Received"), "info"),
            "investigating": lambda: (env._("Being examined"), "info"),
            "proposed": lambda: (
                (env._("Settlement proposed: your answer, please"), "warning")
                if not complaint.proposal_answer
                else (env._("Settlement proposed: you have answered"), "info")
            ),
            "settled": lambda: (env._("Settled with you"), "success"),
            "rejected": lambda: (env._("Not accepted"), "secondary"),
            "reopened": lambda: (env._("Taken up again"), "info"),
        }[complaint.state]()

    def _complaint_row(self, complaint):
        state, colour = self._complaint_state(complaint)
        return {
            "number": complaint.number or "",
            "name": complaint.name,
            "url": f"{LIST}/{self._fuel_ref(complaint)}",
            "state": state,
            "colour": colour,
            "type": complaint.type_id.name,
            "vessel": complaint.vessel_id.name or "",
            "date": self._fuel_date(complaint.received_at),
        }

    def _complaint_values(self, complaint):
        """Return what a customer may know: nothing of findings, cause, cost, helpers."""
        row = self._complaint_row(complaint)
        offered = complaint.state in OFFERED
        currency = complaint.currency_id
        return {
            **row,
            "is_closed": complaint.state in CLOSED,
            "is_proposed": complaint.state == "proposed",
            # What an e-mail says is the first message of the conversation already.
            "description": complaint.source not in ("portal", "email")
            and complaint.description,
            "contact": complaint.contact_id.name or "",
            "order": complaint.order_id.name or "",
            "delivery": complaint.picking_id.name or "",
            "port": self._fuel_port_name(complaint.port_id),
            "claimed_mt": complaint.claimed_mt
            and self._fuel_number(complaint.claimed_mt),
            "claimed_amount": complaint.claimed_amount
            and currency.format(complaint.claimed_amount),
            "received": self._fuel_datetime(complaint.received_at),
            "first_reply": self._fuel_datetime(complaint.first_reply_at),
            "proposed": offered and self._fuel_datetime(complaint.proposed_at),
            "closed": self._fuel_datetime(complaint.closed_at),
            "proposal": offered and complaint.proposal,
            "settlement_mt": offered
            and complaint.settlement_mt
            and self._fuel_number(complaint.settlement_mt),
            "settlement_amount": offered
            and complaint.settlement_amount
            and currency.format(complaint.settlement_amount),
            "credit_note": complaint.credit_note_id.state == "posted"
            and complaint.credit_note_id.name,
            "reject_reason": complaint.state == "rejected" and complaint.reject_reason,
            "answer": complaint.proposal_answer,
            "answered": self._fuel_datetime(complaint.proposal_answered_at),
            "may_answer": complaint.state == "proposed"
            and not complaint.proposal_answer,
            **self._satisfaction_values(complaint),
            "owner": complaint.user_id and self._fuel_answerer(complaint.user_id),
        }

    # ------------------------------------------------------------
    # List
    # ------------------------------------------------------------

    @customer_route([LIST, f"{LIST}/page/<int:page>"])
    def fuel_complaints(self, page=1, show="open", search="", **_kwargs):
        """List the customer's complaints, open or closed ones, searched or all."""
        self._fuel_require_customer()
        env = request.env
        shown = {
            "open": (env._("Open"), Domain("state", "in", OPEN)),
            "closed": (env._("Closed"), Domain("state", "in", CLOSED)),
            "all": (env._("All"), Domain.TRUE),
        }
        show = show if show in shown else "open"
        search = search.replace("\x00", "").strip()[:LONGEST_SEARCH]
        domain = self._complaint_domain() & shown[show][1]
        if search:
            domain &= Domain.OR(
                Domain(field, "ilike", search)
                for field in (
                    "number",
                    "name",
                    "vessel_id.name",
                    "order_id.name",
                    "picking_id.name",
                )
            )
        # sudo: within the fence of the domain.
        complaints = env["fuel.complaint"].sudo()
        pager = self._fuel_pager(
            LIST, complaints.search_count(domain), page, show=show, search=search
        )
        found = complaints.search(
            domain,
            order="received_at desc, id desc",
            limit=PAGE_SIZE,
            offset=pager["offset"],
        )
        return self._fuel_page(
            "crm_fuel.portal_fuel_complaints",
            {
                "rows": [self._complaint_row(complaint) for complaint in found],
                "pager": pager,
                "show": show,
                "shows": [(key, label) for key, (label, _domain) in shown.items()],
                "search": search,
                "new_url": NEW,
                "list_url": LIST,
            },
            crumbs=[(env._("Complaints"), None)],
        )

    # ------------------------------------------------------------
    # Follow
    # ------------------------------------------------------------

    def _complaint(self, ref):
        return self._fuel_record("fuel.complaint", ref, self._complaint_domain())

    def _complaint_page(self, ref, complaint, sent="", status=200, **values):
        env = request.env
        url = f"{LIST}/{ref}"
        return self._fuel_page(
            "crm_fuel.portal_fuel_complaint",
            {
                **self._fuel_form(),
                "complaint": self._complaint_values(complaint),
                "messages": self._fuel_talk(complaint, url),
                "scores": list(self._satisfaction_labels().items()),
                "sent": sent,
                "url": url,
                "errors": {},
                "text": "",
                **values,
            },
            crumbs=[(env._("Complaints"), LIST), (complaint.number, None)],
            status=status,
        )

    @customer_route(f"{LIST}/<string:ref>")
    def fuel_complaint(self, ref, sent="", **_kwargs):
        """Show a complaint as its customer sees it."""
        return self._complaint_page(ref, self._complaint(ref), sent=sent)

    @customer_route(f"{LIST}/<string:ref>/file/<string:file_ref>")
    def fuel_complaint_file(self, ref, file_ref, **_kwargs):
        """Give a file of the conversation."""
        return self._fuel_talk_file(self._complaint(ref), file_ref)

    @customer_route(f"{LIST}/<string:ref>/reply", methods=["POST"])
    def fuel_complaint_reply(self, ref, **post):
        """Write to whoever sees to the complaint, closed ones included."""
        complaint = self._complaint(ref)
        errors = self._fuel_reply(complaint, post)
        return self._complaint_done(ref, complaint, "reply", errors, post)

    @customer_route(f"{LIST}/<string:ref>/answer", methods=["POST"])
    def fuel_complaint_answer(self, ref, **post):
        """Agree with the proposed settlement, or do not."""
        complaint = self._complaint(ref)
        partner = self._fuel_partner()
        errors = []
        try:
            text = complaint._portal_text(
                post.get("text"), request.env._("Remark"), required=False
            )
            answer = post.get("answer") or ""
            key = self._fuel_form_key(post, answer, text)
            if not complaint._portal_sent(partner, key):
                complaint._answer_proposal(partner, answer, text, key)
        except UserError as error:
            errors = [str(error)]
        return self._complaint_done(ref, complaint, "answer", errors, post)

    @customer_route(f"{LIST}/<string:ref>/satisfaction", methods=["POST"])
    def fuel_complaint_satisfaction(self, ref, **post):
        """Say how content they are with how it ended, once."""
        complaint = self._complaint(ref)
        errors = self._tell_satisfaction(complaint, post)
        return self._complaint_done(ref, complaint, "satisfaction", errors, post)

    def _complaint_done(self, ref, complaint, what, errors, post):
        if not errors:
            return request.redirect(f"{LIST}/{ref}?sent={what}", code=303)
        return self._complaint_page(
            ref,
            complaint,
            errors={what: " ".join(errors)},
            text=post.get("text") or "",
            status=422,
        )
