"""What a mail server's refusal means: to be tried again, or in vain."""

import re

# Nothing that a later attempt could change.
IN_VAIN = {
    "mail_bl",
    "mail_dup",
    "mail_email_invalid",
    "mail_email_missing",
    "mail_from_invalid",
    "mail_from_missing",
    "mail_optout",
    "mail_spam",
}
# As Python writes the answers of a server: (550, b'No such user').
REPLY = re.compile(r"\(([2-5]\d\d), b?['\"]")
FIRST_MINUTES = 5
MOST_MINUTES = 240


def is_temporary(failure_type, reason):
    """Tell whether sending may succeed later.

    A server that cannot be reached, hangs up or refuses our login says nothing about the
    recipient; nor does an answer 4xx. Only 5xx to the letter itself is final.

    :param failure_type: what Odoo calls the failure; nothing where it did not even get
        a connection
    :param str reason: the text of the failure
    """
    if failure_type in IN_VAIN:
        return False
    if not failure_type or failure_type == "mail_smtp":
        return True
    return not any(code.startswith("5") for code in REPLY.findall(reason or ""))


def minutes_until_retry(tries):
    """Return how long to wait after so many failures: longer each time, up to 4 hours."""
    return min(FIRST_MINUTES * 2 ** min(max(tries, 0), 10), MOST_MINUTES)
