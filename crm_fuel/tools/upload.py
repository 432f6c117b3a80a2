"""Files that customers send: what they are, whatever they are called.

Pure functions: no database, no user, no language. A file that is refused carries a reason
that the caller turns into a sentence.
"""

import re
import unicodedata
from dataclasses import dataclass

LARGEST_BYTES = 10 * 1024**2
MOST_FILES = 10
LONGEST_NAME = 100
# Type by content, and the extensions that a file of that type may have.
EXTENSIONS = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif", "hif"),
    "application/pdf": ("pdf",),
}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# What begins like a picture and goes on like a page. Programs that guess look at the
# beginning of a file.
MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|form|meta"
    rb"|\?php|%)",
    re.IGNORECASE,
)
GUESSED_BYTES = 2048
# Characters that no name of a file has: those that steer a terminal, turn the direction of
# writing round ("gpj.exe" reads "exe.jpg"), or mean a folder.
UNNAMEABLE = re.compile(
    r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u200b-\u200f\u2028-\u202e'
    r"\u2060-\u206f\ufeff\ud800-\udfff]"
)


class UploadError(ValueError):
    """A file that is not taken.

    :ivar name: the file's name, fit to be shown
    :ivar reason: ``empty``, ``large`` (more than ``LARGEST_BYTES``), ``many`` (more than
        ``MOST_FILES``), ``type`` (not one of ``EXTENSIONS``), ``mismatch`` (its name says
        another type) or ``markup`` (it holds a page or a program)
    """

    def __init__(self, name, reason):
        super().__init__(f"{name!r} is not taken: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True)
class Upload:
    """A file that is taken: ``name`` and ``mimetype`` say what ``content`` is."""

    name: str
    mimetype: str
    content: bytes


def type_by_content(content):
    """Return the type of a file by its first bytes, or nothing where it is another.

    >>> type_by_content(b"%PDF-1.7 and so on")
    'application/pdf'
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "image/heic"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def clean_name(name):
    """Return the name of a file without folders and without what misleads.

    >>> clean_name("C:\\\\ship\\\\hull.jpg")
    'hull.jpg'
    """
    name = unicodedata.normalize("NFC", str(name or ""))
    name = re.split(r"[\\/]", name)[-1]
    name = " ".join(UNNAMEABLE.sub(" ", name).split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 10:
        room = LONGEST_NAME - len(extension) - 1
        return f"{stem[:room].rstrip()}.{extension}"
    return name[:LONGEST_NAME].rstrip()


def check_upload(name, content):
    """Return a file as :class:`Upload`, or say why it is not taken.

    :param str name: as the browser sent it
    :param bytes content: at most one byte more than ``LARGEST_BYTES`` is needed
    :raises UploadError: where it is empty, too large, of another type, or pretends
    """
    name = clean_name(name)
    if not content:
        raise UploadError(name, "empty")
    if len(content) > LARGEST_BYTES:
        raise UploadError(name, "large")
    mimetype = type_by_content(content)
    if not mimetype:
        raise UploadError(name, "type")
    if MARKUP.search(content, 0, GUESSED_BYTES):
        raise UploadError(name, "markup")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        # Some phones send a picture without one.
        return Upload(f"{name or 'file'}.{EXTENSIONS[mimetype][0]}", mimetype, content)
    if not stem or extension.lower() not in EXTENSIONS[mimetype]:
        raise UploadError(name, "mismatch")
    return Upload(name, mimetype, content)


def check_uploads(files):
    """Sort files into those that are taken and those that are not.

    :param files: iterable of (name, content)
    :return: list of :class:`Upload`, list of :class:`UploadError`; of more than
        ``MOST_FILES`` files none is taken
    """
    files = list(files)
    if len(files) > MOST_FILES:
        return [], [UploadError("", "many")]
    taken, refused = [], []
    for name, content in files:
        try:
            taken.append(check_upload(name, content))
        except UploadError as error:
            refused.append(error)
    return taken, refused
