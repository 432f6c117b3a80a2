"""Running the examples of a document as they are written."""

import contextlib
import dataclasses
import doctest
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)(?P<rest>.*)$")


@dataclasses.dataclass(frozen=True)
class Block:
    """A fenced block of a Markdown file. `line` is the number of its first line."""

    path: Path
    language: str
    line: int
    text: str

    @property
    def title(self) -> str:
        return f"{self.path.name}:{self.line}"


def code_blocks(path: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a document in these languages (Python), in order."""
    blocks: list[Block] = []
    inside: tuple[str, int] | None = None
    lines: list[str] = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        fence = FENCE.match(line)
        if inside is None and fence:
            inside, lines = (fence["language"], number + 1), []
        elif inside is not None and fence and not fence["language"]:
            blocks.append(Block(path, inside[0], inside[1], "\n".join(lines) + "\n"))
            inside = None
        elif inside is not None:
            lines.append(line)
    if inside is not None:
        raise AssertionError(f"{path}: the block at line {inside[1]} is never closed")
    return [block for block in blocks if block.language in (languages or ("python",))]


def run_blocks(
    path: Path,
    *,
    replace: Mapping[str, str] | None = None,
    names: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Run a document's Python blocks, one after the other, in one namespace.

    A `text` block that follows a Python block is what the latter prints: it is compared,
    with `...` for what differs from run to run. `replace` puts the test's address,
    database and key in the place of the document's (each has to occur, or the document
    has changed without its test), `names` are there from the start. A traceback shows
    the document's own line numbers. Returns the namespace, for the test to look at what
    the examples made.
    """
    blocks = code_blocks(path, "python", "text")
    examples = [block for block in blocks if block.language == "python"]
    assert examples, f"{path} has no Python example"
    whole = "".join(block.text for block in examples)
    for old in replace or {}:
        assert old in whole, f"{old!r} does not occur in the examples of {path}"
    namespace: dict[str, Any] = {"__name__": "__main__", **(names or {})}
    printed: str | None = None
    for block in blocks:
        if block.language == "python":
            printed = _run_block(block, replace or {}, namespace)
        else:
            assert printed is not None, f"{block.title} follows no Python example"
            _compare(block, printed)
            printed = None
    return namespace


def _run_block(
    block: Block, replace: Mapping[str, str], namespace: dict[str, Any]
) -> str:
    text = block.text
    for old, new in replace.items():
        text = text.replace(old, new)
    code = compile("\n" * (block.line - 1) + text, str(block.path), "exec")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, namespace)
    return output.getvalue()


def _compare(block: Block, printed: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    same = doctest.OutputChecker().check_output(block.text, printed, flags)
    assert same, f"{block.title} shows\n{block.text}\nbut printed is\n{printed}"
