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
# What Odoo writes of a server that did not take a letter. Anything else may have gone
# wrong after the server took it, and it would be sent twice.
REFUSED = re.compile(
    r"^(SMTP\w+|SSL\w*Error|\w*[Tt]imeout(Error)?|Connection\w*Error|BrokenPipeError"
    r"|OSError|gaierror): ",
    re.MULTILINE,
)
REPLY = re.compile(r"\(([2-5]\d\d), b?['\"]")
FIRST_MINUTES = 5
MOST_MINUTES = 240


def is_temporary(failure_type, reason, hung_up=()):
    """Tell whether sending may succeed later.

    A server that cannot be reached, hangs up or refuses our login says nothing about the
    recipient; nor does an answer 4xx. Only 5xx to the letter itself is final.

    :param failure_type: what Odoo calls the failure; nothing where it did not even get
        a connection
    :param str reason: the text of the failure
    :param hung_up: the texts that Odoo leaves where the server hung up
    """
    if failure_type in IN_VAIN:
        return False
    if not failure_type or failure_type == "mail_smtp":
        return True
    reason = reason or ""
    if reason in hung_up:
        return True
    final = any(code.startswith("5") for code in REPLY.findall(reason))
    return bool(REFUSED.search(reason)) and not final


def minutes_until_retry(tries):
    """Return how long to wait after so many failures: longer each time, up to 4 hours."""
    return min(FIRST_MINUTES * 2 ** min(max(tries, 0), 10), MOST_MINUTES)
