from odoo import http
from odoo.http import request
from odoo.tools import SQL, format_datetime

from odoo.addons.survey.controllers.main import Survey

SATISFACTION = "fuel_satisfaction"
INPUTS = "survey.user_input"
# What the HTTP status says beside the words.
STATUS = {
    "answer_deadline": 410,
    "fuel_withdrawn": 410,
    "survey_closed": 410,
    "survey_void": 410,
    "answer_wrong_user": 403,
    "fuel_test": 403,
    "fuel_answered": 200,
}


class FuelSurvey(Survey):
    """What happens on the links of satisfaction surveys.

    Odoo's own surveys stay as they are: everything here asks for the type first.
    """

    # === WHO MAY ANSWER === #

    def _fetch_from_access_token(self, survey_token, answer_token):
        # PostgreSQL would stumble over it: such a token is nobody's.
        if "\0" in f"{survey_token}{answer_token}":
            surveys, answers = request.env["survey.survey"], request.env[INPUTS]
            return surveys.sudo(), answers.sudo()  # sudo: as Odoo's own, and empty
        return super()._fetch_from_access_token(survey_token, answer_token)

    def _check_validity(self, survey_sudo, answer_sudo, *args, **kwargs):
        code = super()._check_validity(survey_sudo, answer_sudo, *args, **kwargs)
        if survey_sudo.survey_type != SATISFACTION or not answer_sudo:
            return code
        user = request.env.user
        own = answer_sudo.partner_id == user.partner_id
        if answer_sudo.fuel_revoked_at:
            return "fuel_withdrawn"
        if answer_sudo.test_entry and not own:
            return "fuel_test"
        # Whom a letter was passed on to may answer it; not another customer's contact
        # that we know, not even by looking at the printed answer.
        if user._is_portal() and not own:
            return "answer_wrong_user"
        return code

    def _fuel_state(self, survey_token, answer_token):
        """Return the survey, the answer, and why it cannot be answered (or nothing).

        :return: (survey, answer, code); empty survey for those that are not ours
        """
        access = self._get_access_data(survey_token, answer_token, ensure_token=True)
        survey, answer = access["survey_sudo"], access["answer_sudo"]
        code = access["validity_code"]
        if survey and survey.survey_type != SATISFACTION:
            return survey.browse(), answer.browse(), None
        if answer.state == "done" and code in (True, "answer_deadline"):
            code = "fuel_answered"
        return survey, answer, None if code is True else code

    # === PAGES === #

    @http.route()
    def survey_start(self, survey_token, answer_token=None, email=False, **post):
        """Say so where a survey has been answered, instead of opening it again."""
        if answer_token:
            survey, answer, code = self._fuel_state(survey_token, answer_token)
            if survey and code == "fuel_answered":
                return self._fuel_page(code, survey, answer)
        return super().survey_start(
            survey_token, answer_token=answer_token, email=email, **post
        )

    @http.route()
    def survey_display_page(self, survey_token, answer_token, **post):
        """Say so where a survey has been answered, instead of thanking once more."""
        survey, answer, code = self._fuel_state(survey_token, answer_token)
        if survey and code == "fuel_answered":
            return self._fuel_page(code, survey, answer)
        return super().survey_display_page(survey_token, answer_token, **post)

    def _redirect_with_error(self, access_data, error_key):
        survey, answer = access_data["survey_sudo"], access_data["answer_sudo"]
        if not survey or (
            survey.survey_type == SATISFACTION and error_key != "survey_auth"
        ):
            return self._fuel_page(error_key, survey, answer)
        return super()._redirect_with_error(access_data, error_key)

    def _fuel_page(self, code, survey, answer):
        self._fuel_speak_as(answer)
        values = self._fuel_message(code, survey, answer)
        response = request.render("crm_fuel.fuel_survey_page", values)
        response.status_code = STATUS.get(code, 404)
        return response

    def _fuel_speak_as(self, answer):
        """Speak the language of the contact, whoever's browser it is."""
        lang = answer.lang_id.code or answer.partner_id.lang
        if lang:
            request.update_context(lang=lang)

    def _fuel_message(self, code, survey, answer):
        """Return title and text of what is to be said."""
        env = request.env
        title, text = {
            "fuel_answered": (
                env._("You have already answered. Thank you!"),
                env._("Your answer has arrived; there is nothing left to do."),
            ),
            "answer_deadline": (
                env._("This survey has ended"),
                env._("The time to answer it has passed."),
            ),
            "survey_closed": (
                env._("This survey has ended"),
                env._("We do not ask this any more. Thank you for your interest!"),
            ),
            "survey_void": (
                env._("This survey is not ready"),
                env._("It has no questions yet. Please try again later."),
            ),
            "fuel_withdrawn": (
                env._("This invitation was withdrawn"),
                env._("There is nothing you need to do."),
            ),
            "answer_wrong_user": (
                env._("This link is for somebody else"),
                env._(
                    "It was sent to another person than the one who is logged in here. "
                    "To answer for them, log out and open the link again."
                ),
            ),
            "fuel_test": (
                env._("This link is only a test"),
                env._("Answers to it are not counted. Please ask us for a link."),
            ),
        }.get(code) or (
            env._("This link does not work"),
            env._(
                "A part of it may be missing, or it is an old one. Open the link in our "
                "latest letter, or copy all of it."
            ),
        )
        if code == "answer_deadline" and answer.deadline:
            company = answer.fuel_company_id
            text = env._(
                "It could be answered until %(date)s. If there is something to tell us, "
                "reply to our letter.",
                date=format_datetime(
                    env, answer.deadline, tz=company.fuel_tz or "UTC", dt_format="long"
                ),
            )
        return {
            "survey": survey,
            "title": title,
            "text": text,
            "spoken": self._fuel_spoken(),
            "opt_out": False,
        }

    def _fuel_spoken(self):
        """Return the language of the message, for browsers that read it out."""
        return (request.env.lang or "en_US").replace("_", "-")

    # === WHAT THE PAGE SENDS === #

    @http.route()
    def survey_begin(self, survey_token, answer_token, **post):
        """Open the form; in a second window as well."""
        refused = self._fuel_refuse(survey_token, answer_token)
        if refused:
            return refused
        survey, answer, _code = self._fuel_state(survey_token, answer_token)
        if survey and answer.state == "in_progress":
            return self.survey_next_question(survey_token, answer_token, **post)
        return super().survey_begin(survey_token, answer_token, **post)

    @http.route()
    def survey_submit(self, survey_token, answer_token, **post):
        """Take one answer, however often it is sent."""
        refused = self._fuel_refuse(survey_token, answer_token)
        if refused:
            return refused
        return super().survey_submit(survey_token, answer_token, **post)

    def _fuel_refuse(self, survey_token, answer_token):
        """Return what the page shows where it is too late; nothing where it is not.

        The second of two requests waits for the first, and then sees what it did.
        """
        survey, answer, _code = self._fuel_state(survey_token, answer_token)
        if not survey:
            return None
        if answer:
            request.env.cr.execute(
                SQL(
                    "SELECT id FROM survey_user_input WHERE id = %s FOR NO KEY UPDATE",
                    answer.id,
                ),
                log_exceptions=False,  # to have to repeat is no error
            )
            answer.invalidate_recordset()
        survey, answer, code = self._fuel_state(survey_token, answer_token)
        if not code:
            return None
        self._fuel_speak_as(answer)
        html = request.env["ir.qweb"]._render(
            "crm_fuel.fuel_survey_message", self._fuel_message(code, survey, answer)
        )
        return {}, {
            "fuel_outcome": code,
            "has_skipped_questions": False,
            "survey_content": html,
            "survey_progress": False,
            "survey_navigation": "",
            "background_image_url": survey.background_image_url,
        }

    # === NO MORE SURVEYS === #

    @http.route(
        "/fuel/survey/opt-out/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET", "POST"],
    )
    def fuel_opt_out(self, token, **post):
        """Ask whether they want no more surveys, and stop them when they say so.

        Opening the link changes nothing: mail scanners open all of them.
        """
        answer = self._fuel_invitation(token)
        if not answer:
            return self._fuel_page("token_wrong", answer.survey_id, answer)
        contact = answer.partner_id
        if request.httprequest.method == "POST":
            contact._fuel_survey_stop()
        self._fuel_speak_as(answer)
        env = request.env
        company = answer.fuel_company_id.name
        if contact.fuel_survey_opt_out:
            title = env._("You will get no more surveys from us")
            text = env._(
                "We have noted it. If you change your mind, tell your account manager at "
                "%(company)s.",
                company=company,
            )
        else:
            title = env._("No more surveys?")
            text = env._(
                "%(company)s will not ask you how satisfied you are any more. Letters "
                "about your orders are not affected.",
                company=company,
            )
        return request.render(
            "crm_fuel.fuel_survey_page",
            {
                "survey": answer.survey_id.browse(),
                "title": title,
                "text": text,
                "spoken": self._fuel_spoken(),
                "opt_out": not contact.fuel_survey_opt_out,
            },
        )

    @http.route(
        "/fuel/survey/opt-out/one-click/<string:token>",
        type="http",
        auth="public",
        csrf=False,  # the mail program of the contact calls it: RFC 8058
        sitemap=False,
        methods=["GET", "POST"],
    )
    def fuel_opt_out_one_click(self, token, **post):
        """Stop surveys for who presses "Unsubscribe" in the mail program."""
        answer = self._fuel_invitation(token)
        one_click = post.get("List-Unsubscribe") == "One-Click"
        if request.httprequest.method == "GET" or not answer or not one_click:
            return request.redirect(f"/fuel/survey/opt-out/{token}")
        answer.partner_id._fuel_survey_stop()
        return request.make_response("", [("Content-Type", "text/plain")])

    def _fuel_invitation(self, token):
        # sudo: who holds the token of an invitation speaks for its contact. It works
        # after the deadline and when withdrawn, for one may always refuse.
        answers = request.env[INPUTS].sudo()
        if "\0" in token:
            return answers
        return answers.search(
            [
                ("access_token", "=", token),
                ("fuel_mail_state", "!=", False),
                ("partner_id", "!=", False),
            ],
            limit=1,
        )
