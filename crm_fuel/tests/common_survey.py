from .common_complaint import ComplaintCommon

# Afternoon in Shanghai, the day after in no zone.
MOMENT = "2026-03-02 06:00:00"


class SurveyCommon(ComplaintCommon):
    """Questionnaires and short ways to answer them, as the page does it.

    The customer is Anna's; whoever answers has no rights at all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delivery = cls.env.ref("crm_fuel.fuel_survey_delivery")
        cls.yearly = cls.env.ref("crm_fuel.fuel_survey_yearly")
        cls.quality = cls.env.ref("crm_fuel.fuel_survey_dimension_quality")
        cls.inputs = cls.env["survey.user_input"]
        cls.public = cls.env.ref("base.public_user")

    @classmethod
    def question(cls, name, survey=None):
        """Return a question of a questionnaire by what it is called in our data."""
        occasion = (survey or cls.delivery).fuel_occasion
        return cls.env.ref(f"crm_fuel.fuel_survey_{occasion}_{name}")

    @classmethod
    def invite(cls, survey=None, partner=None, **facts):
        """Ask a contact, as those who send do it: as superuser."""
        return (survey or cls.delivery)._create_answer(
            partner=partner or cls.buyer, check_attempts=False, **facts
        )

    @classmethod
    def answer(cls, user_input=None, finish=True, **given):
        """Answer questions by name, and finish.

        :param given: ratings or words by the name of the question
        """
        user_input = user_input or cls.invite()
        # As the page: a public user, past the record rules by the token.
        page = user_input.with_user(cls.public).sudo()
        page._mark_in_progress()
        for name, value in given.items():
            question = cls.question(name, user_input.survey_id).sudo()
            page._save_lines(question.with_env(page.env), str(value))
        if finish:
            page._mark_done()
        user_input.invalidate_recordset()
        return user_input

    def figures_of(self, partner, user=None):
        partner = partner.with_user(user or self.am_anna)
        partner.invalidate_recordset()
        return (
            partner.fuel_survey_answer_count,
            round(partner.fuel_csat, 1),
            round(partner.fuel_nps, 1),
        )
