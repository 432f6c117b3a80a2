"""The customer's own pages: what all of them share.

No portal user may read any record of Fuel CRM. These pages read as superuser, within one
domain: the records of the visitor's commercial entity, in the companies the visitor may
see. Templates get plain values, never records.
"""

from datetime import datetime

import pytz
from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import content_disposition, request, route
from odoo.tools import consteq, format_date, format_datetime, formatLang, hmac

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..tools.upload import LARGEST_BYTES, MOST_FILES, check_uploads

PAGE_SIZE = 20
# A reference says which record, and that it was given to this customer.
SIGNATURE_LENGTH = 24
LARGEST_ID = 2**31 - 1
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class NotTheirs(NotFound):
    """What is not there, or not theirs: the answer is made already.

    Without a code, Odoo takes the answer as it is.
    """

    code = None


def customer_route(paths, methods=("GET",), **options):
    """Declare a page for customers' contacts who are logged in.

    :param paths: one path or a list, as ``odoo.http.route`` takes them
    :param methods: what it answers to; whatever is not GET wants a CSRF token
    """
    return route(
        paths,
        type="http",
        auth="user",
        methods=list(methods),
        website=True,
        sitemap=False,
        **options,
    )


class FuelPortal(CustomerPortal):
    """Base of the controllers of the customer's pages."""

    # ------------------------------------------------------------
    # Who asks, and for what
    # ------------------------------------------------------------

    def _fuel_customer(self):
        """Return the commercial entity whose records the visitor sees.

        :return: ``res.partner``, as superuser; nothing for the company's own people,
            who have the ERP, and for visitors who have not logged in
        """
        user = request.env.user
        if not user._is_portal():
            return request.env["res.partner"]
        # sudo: contacts may not read the company they belong to.
        return user.sudo().partner_id.commercial_partner_id

    def _fuel_require_customer(self):
        """Return the visitor's commercial entity; for anybody else there is no page.

        :raises NotTheirs: for others than customers' contacts
        """
        customer = self._fuel_customer()
        if not customer:
            raise self._fuel_not_found()
        return customer

    def _fuel_portal_domain(self, field, company_field="company_id"):
        """Return the domain of the visitor's records: the one fence of all pages.

        Contacts of one commercial entity see each other's; a subsidiary that is a
        commercial entity of its own is another customer. Archived contacts count.

        :param str field: path to the partner the record belongs to
        :param str company_field: path to the company, or nothing where there is none;
            records without company are everybody's
        """
        customer = self._fuel_customer()
        if not customer:
            return Domain.FALSE
        domain = Domain(f"{field}.commercial_partner_id", "=", customer.id)
        if company_field:
            companies = [False, *request.env.companies.ids]
            domain &= Domain(company_field, "in", companies)
        return domain

    def _fuel_not_found(self):
        """Return the one answer for what is not there and for what is not theirs.

        A page of its own: Odoo's would look for the path among its attachments first.

        :return: exception to be raised
        """
        page = self._fuel_page("crm_fuel.portal_fuel_not_found", {}, status=404)
        # Odoo renders what a route returns, and not what comes with an exception.
        page.flatten()
        return NotTheirs(response=page)

    # ------------------------------------------------------------
    # References instead of ids
    # ------------------------------------------------------------

    def _fuel_ref(self, record):
        """Return the reference of a record for the visitor's URLs.

        It cannot be guessed, counted on, or used by another customer.
        """
        return f"{record.id:x}-{self._fuel_signature(record._name, record.id)}"

    def _fuel_signature(self, model, record_id):
        customer = self._fuel_customer()
        # sudo: the database's secret.
        env = request.env(su=True)
        message = (model, record_id, customer.id)
        return hmac(env, "crm_fuel.portal", message)[:SIGNATURE_LENGTH]

    def _fuel_record(self, model, ref, domain):
        """Return the record behind a reference, as superuser.

        :param str ref: from the URL
        :param domain: what the visitor may see, made with ``_fuel_portal_domain``
        :raises NotTheirs: where it is not there, or not theirs: the
            same answer
        """
        self._fuel_require_customer()
        number, _dash, signature = str(ref).partition("-")
        try:
            record_id = int(number, 16)
        except ValueError:
            raise self._fuel_not_found() from None
        expected = self._fuel_signature(model, record_id)
        if not consteq(signature.encode(), expected.encode()):
            raise self._fuel_not_found()
        if not 0 < record_id <= LARGEST_ID:
            raise self._fuel_not_found()
        # sudo: within the fence of the domain.
        records = request.env[model].sudo()
        record = records.search(Domain("id", "=", record_id) & domain, limit=1)
        if not record:
            raise self._fuel_not_found()
        return record

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    def _fuel_page(self, template, values, crumbs=(), status=200):
        """Render a page that no cache keeps, no search engine lists and no referrer tells.

        :param str template: xml id
        :param dict values: plain values
        :param crumbs: pairs (label, URL or nothing) after Home
        """
        response = request.render(
            template,
            {
                **self._prepare_portal_layout_values(),
                "page_name": "fuel",
                "fuel_crumbs": [{"label": it[0], "url": it[1]} for it in crumbs],
                **values,
            },
            status=status,
        )
        response.headers.update(PRIVATE_HEADERS)
        return response

    def _fuel_pager(self, url, total, page, **url_args):
        """Return native pager values for pages of ``PAGE_SIZE``: a page after the last
        one is the last one.
        """
        values = pager(url, total, page=page, step=PAGE_SIZE, url_args=url_args)
        values["offset"] = max(0, values["offset"])
        return values

    def _fuel_file(self, attachment, as_attachment=True):
        """Return a file to be saved; never one that is a page of this site.

        :param attachment: ``ir.attachment`` that the caller has found to be theirs
        :param bool as_attachment: whether it is saved; else it is a picture of a page
        """
        stream = request.env["ir.binary"]._get_stream_from(attachment, "raw")
        response = stream.get_response(
            as_attachment=as_attachment,
            content_security_policy="default-src 'none'; sandbox",
        )
        response.headers.update(PRIVATE_HEADERS)
        return response

    def _fuel_nth_file(self, attachments, number):
        """Return one of the files of a record that is theirs.

        :param int number: the first one has number 1
        :raises NotTheirs: where there is no such file
        """
        if not 0 < number <= len(attachments):
            raise self._fuel_not_found()
        attachment = attachments[number - 1]
        if attachment.type != "binary":
            raise self._fuel_not_found()
        return self._fuel_file(attachment)

    def _fuel_content(self, content, mimetype, name=None):
        """Return made content: as a file to be saved where it has a name."""
        headers = {
            **PRIVATE_HEADERS,
            "Content-Type": mimetype,
            "Content-Length": str(len(content)),
        }
        if name:
            headers["Content-Disposition"] = content_disposition(name)
        return request.make_response(content, headers=list(headers.items()))

    # ------------------------------------------------------------
    # Values as the visitor reads them
    # ------------------------------------------------------------

    def _fuel_tz(self):
        user = request.env.user
        # sudo: the company's setting, for visitors without a time zone of their own.
        return user.tz or user.sudo().company_id.fuel_tz or "UTC"

    def _fuel_date(self, value):
        """Return a day, or the day of a moment where the visitor is."""
        if isinstance(value, datetime):
            zone = pytz.timezone(self._fuel_tz())
            value = pytz.utc.localize(value).astimezone(zone).date()
        return format_date(request.env, value) if value else ""

    def _fuel_date_as(self, value, pattern):
        return format_date(request.env, value, date_format=pattern)

    def _fuel_datetime(self, value):
        if not value:
            return ""
        return format_datetime(
            request.env, value, tz=self._fuel_tz(), dt_format="short"
        )

    def _fuel_port_name(self, port):
        chinese = (request.env.lang or "").startswith("zh")
        return (chinese and port.name_zh) or port.name or ""

    def _fuel_number(self, value, digits=3):
        return formatLang(request.env, value or 0.0, digits=digits)

    # ------------------------------------------------------------
    # Files from customers
    # ------------------------------------------------------------

    def _fuel_uploads(self, field="files"):
        """Return what the visitor sends along: files taken, sentences on the others.

        :param str field: name of the form's input
        :return: list of ``Upload``, list of texts
        """
        # An input without a file sends an empty one without a name.
        sent = [
            file for file in request.httprequest.files.getlist(field) if file.filename
        ]
        files = []
        for file in sent[: MOST_FILES + 1]:
            # A request that begins anew: Odoo rewinds the first file of a field alone.
            file.stream.seek(0)
            files.append((file.filename, file.stream.read(LARGEST_BYTES + 1)))
        taken, refused = check_uploads(files)
        return taken, [self._fuel_upload_text(error) for error in refused]

    def _fuel_upload_text(self, error):
        """Return the sentence for an ``UploadError``: which file, why, what to do."""
        env = request.env
        values = {
            "name": error.name or env._("A file without a name"),
            "number": MOST_FILES,
            "size": LARGEST_BYTES // 1024**2,
        }
        return {
            "empty": lambda: env._("%(name)s is empty: choose it again.", **values),
            "large": lambda: env._(
                "%(name)s has more than %(size)s MB: send a smaller picture or document.",
                **values,
            ),
            "many": lambda: env._(
                "At most %(number)s files can be sent at a time.", **values
            ),
            "type": lambda: env._(
                "%(name)s is neither a picture (JPEG, PNG, WEBP, HEIC) nor a PDF: send "
                "one of these.",
                **values,
            ),
            "mismatch": lambda: env._(
                "%(name)s is not what its name says: give it the right extension, or "
                "save it anew.",
                **values,
            ),
            "markup": lambda: env._(
                "%(name)s holds a web page or a program, and is not taken: take a "
                "picture of what it shows.",
                **values,
            ),
        }[error.reason]()

    # ------------------------------------------------------------
    # Links in e-mails
    # ------------------------------------------------------------

    def _fuel_token(self, raw, model):
        """Return the token of a link and the record it opens, as superuser.

        :param str raw: from the URL
        :param str model: what the page is about
        :return: ``fuel.portal.token``, record; both empty where the link does not work,
            whatever the reason
        """
        # sudo: whoever has the token is who it was given to.
        token = request.env["fuel.portal.token"].sudo()._find(raw)
        if not token or token.res_model != model or not self._fuel_may_be(token):
            return token.browse(), request.env[model].browse()
        return token, token._record()

    def _fuel_may_be(self, token):
        """Tell whether the visitor may be who a link was sent to.

        Whoever has not logged in may. Of those who have: the customer's contacts, and
        users of Fuel CRM, who look at what they have sent.
        """
        user = request.env.user
        if user._is_public():
            return True
        if user._is_portal():
            return self._fuel_customer() == token.customer_id
        return user.has_group("crm_fuel.group_fuel_user")

    def _fuel_dead_link(self):
        """Return the page for any link that does not work: it says nothing of why."""
        return self._fuel_page(
            "crm_fuel.portal_fuel_dead_link", {"no_breadcrumbs": True}, status=404
        )
