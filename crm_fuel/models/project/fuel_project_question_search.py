from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.similar import CJK, coverage, pieces
from ...tools.text import holds_unstorable

# How much of what is typed has to be in a question, and how much text is looked at.
# Chinese has no spaces, so pg_trgm finds less in common.
LEAST_SIMILAR = 0.4
LEAST_SIMILAR_CJK = 0.25
# What a title has to have in common to be compared at all, and how many titles are: the
# index finds those, so that their number does not grow with the store of knowledge.
LEAST_TITLE = 0.25
LEAST_TITLE_CJK = 0.15
CANDIDATES = 50
LEAST_COVERED = 0.34
TYPED_LENGTH = 300
COMPARED_LENGTH = 1000
FALLBACK_CANDIDATES = 200
MOST_SIMILAR = 20
NEGATIVE_OPERATORS = {"not ilike", "!=", "not in", "not like", "not =ilike"}
AVERAGED = {"hours_to_answer:avg", "hours_to_solve:avg"}


class FuelProjectQuestion(models.Model):
    """Questions and answers as a store of knowledge."""

    _inherit = "fuel.project.question"

    # === FIELDS === #

    question_text = fields.Text(
        string="Title and question",
        compute="_compute_question_text",
        store=True,
        index="trigram",
        help="What searching looks at.",
    )
    content = fields.Char(
        string="Question or answer",
        compute="_compute_content",
        search="_search_content",
        help="Search: every word must be in the title, the question or an answer.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "text")
    def _compute_question_text(self):
        for question in self:
            question.question_text = "\n".join(
                filter(None, (question.name, question.text))
            )

    @api.depends("question_text")
    def _compute_content(self):
        for question in self:
            question.content = question.question_text

    @api.model
    def _search_content(self, operator, value):
        """Find questions with all the words of ``value``, in whatever order."""
        if operator in NEGATIVE_OPERATORS:
            return NotImplemented  # Odoo asks for the opposite, and takes the rest.
        if operator != "ilike" or not isinstance(value, str):
            raise UserError(
                self.env._(
                    "%(field)s is searched by words: use the operator `ilike`.",
                    field=self._fields["content"]._description_string(self.env),
                )
            )
        return Domain.AND(
            Domain("question_text", "ilike", word)
            | Domain("answer_ids.text", "ilike", word)
            for word in value.split()[:20]
        )

    # === SIMILAR QUESTIONS === #

    @api.model
    @api.readonly
    def similar_questions(self, text, limit=5, exclude_id=None):
        """Find solved questions that resemble what somebody is about to ask.

        Only those that the caller may read. PostgreSQL's trigrams find titles and
        compare titles and texts; where the extension ``pg_trgm`` is missing, or knows nothing of the
        script, words and pairs of characters are compared instead.

        :param str text: what is typed so far; the first 300 characters count
        :param int limit: how many at most, 1 to 20
        :param int exclude_id: a question to leave out: the one being written
        :return: dicts with ``id``, ``name``, ``project``, ``score`` (0 to 1) and
            ``solution`` (the first line of it), best first
        :rtype: list
        :raises UserError: where ``text`` is no text or ``limit`` out of range
        """
        self.check_access("read")
        if not isinstance(text, str) or holds_unstorable(text):
            raise UserError(self.env._("The text to compare with is no text."))
        if isinstance(limit, bool) or not isinstance(limit, int):
            raise UserError(self.env._("The limit is a number from 1 to 20."))
        if not 1 <= limit <= MOST_SIMILAR:
            raise UserError(self.env._("The limit is a number from 1 to 20."))
        text = " ".join(text.split())[:TYPED_LENGTH]
        if len(text) < 2:
            return []
        domain = Domain("state", "=", "solved") & Domain(
            "company_id", "in", [*self.env.companies.ids, False]
        )
        if exclude_id:
            domain &= Domain("id", "!=", exclude_id)
        if self._compares_by_trigrams(text):
            scores = self._similar_by_trigrams(text, domain, limit)
        else:
            scores = self._similar_by_pieces(text, domain, limit)
        questions = self.browse(scores)
        return [
            {
                "id": question.id,
                "name": question.name,
                "project": question.project_id.display_name,
                "score": round(scores[question.id], 3),
                "solution": question.solution_id.display_name or "",
            }
            for question in questions
        ]

    @api.model
    def _compares_by_trigrams(self, text):
        """Tell whether pg_trgm is there and sees anything in this text.

        A database of the "C" locale sees no letters beyond ASCII.
        """
        if not self.env.registry.has_trigram:
            return False
        letters = "".join(pieces(text))
        [(seen,)] = self.env.execute_query(SQL("SELECT show_trgm(%s) != '{}'", letters))
        return seen

    @api.model
    def _similar_by_trigrams(self, text, domain, limit):
        """Return scores by id: the part of the typed trigrams that a question has."""
        cjk = CJK.search(text)
        # Until the transaction ends; nothing else in Odoo compares by this operator.
        self.env.execute_query(
            SQL(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)",
                str(LEAST_TITLE_CJK if cjk else LEAST_TITLE),
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH typed AS MATERIALIZED (
                    SELECT show_trgm(%(text)s) AS trigrams
                ),
                question AS MATERIALIZED (
                    SELECT id, show_trgm(left(question_text, %(length)s)) AS trigrams
                      FROM fuel_project_question
                     WHERE id IN (%(candidates)s)
                )
                SELECT id, score
                  FROM (SELECT question.id,
                               (SELECT count(*)
                                  FROM (SELECT unnest(typed.trigrams)
                                        INTERSECT
                                        SELECT unnest(question.trigrams)) AS common
                               )::float / cardinality(typed.trigrams) AS score
                          FROM question, typed) AS compared
                 WHERE score >= %(least)s
                 ORDER BY score DESC, id DESC
                 LIMIT %(limit)s
                """,
                text=text,
                length=COMPARED_LENGTH,
                candidates=self._similar_titles(text, domain),
                least=LEAST_SIMILAR_CJK if cjk else LEAST_SIMILAR,
                limit=limit,
            )
        )
        return dict(rows)

    @api.model
    def _similar_titles(self, text, domain):
        """Return the query for readable questions whose titles resemble ``text``.

        Titles, because comparing whole texts takes a tenth of a millisecond each, with
        an index as without: most long texts have most trigrams somewhere.
        """
        # The index is on this very expression.
        unaccent = self.env.registry.unaccent
        title, typed = unaccent(SQL.identifier("name")), unaccent(SQL("%s", text))
        return SQL(
            """
            WITH alike AS MATERIALIZED (
                SELECT id, word_similarity(%(typed)s, %(title)s) AS likeness
                  FROM fuel_project_question
                 WHERE %(title)s %%> %(typed)s
            )
            SELECT id
              FROM alike
             WHERE id IN %(readable)s
             ORDER BY likeness DESC, id DESC
             LIMIT %(candidates)s
            """,
            title=title,
            typed=typed,
            readable=self._search(domain).subselect(),
            candidates=CANDIDATES,
        )

    @api.model
    def _similar_by_pieces(self, text, domain, limit):
        longest = sorted(pieces(text), key=len, reverse=True)[:10]
        if not longest:
            return {}
        candidates = self.search_fetch(
            domain & Domain.OR(Domain("question_text", "ilike", it) for it in longest),
            ["question_text"],
            limit=FALLBACK_CANDIDATES,
            order="id desc",
        )
        scores = {
            question.id: coverage(text, question.question_text[:COMPARED_LENGTH])
            for question in candidates
        }
        best = sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:limit]
        return {key: score for key, score in best if score >= LEAST_COVERED}

    # === GROUPING === #

    def _read_group_select(self, aggregate_spec, query):
        # 0 hours mean "not yet" and are no part of an average.
        if aggregate_spec in AVERAGED:
            name = aggregate_spec.partition(":")[0]
            return SQL(
                "AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, name, query)
            )
        return super()._read_group_select(aggregate_spec, query)
