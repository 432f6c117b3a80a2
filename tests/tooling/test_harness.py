"""The harness of the other tests, and of the benchmarks."""

import pytest

from bench.harness import Bench, Case, table
from harness.docs import code_blocks, run_blocks

DOCUMENT = """\
# A document

```python
URL = "http://localhost:8069"
total = 1 + 1
```

```sh
rm -rf nothing
```

```python
total += 1
```
"""


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "document.md"
    path.write_text(DOCUMENT)
    return path


def test_blocks_of_a_document(document):
    assert [(block.line, block.language) for block in code_blocks(document)] == [
        (4, "python"),
        (13, "python"),
    ]


def test_blocks_run_in_one_namespace(document):
    names = run_blocks(document, replace={"http://localhost:8069": "http://h:1"})
    assert names["total"] == 3
    assert names["URL"] == "http://h:1"


def test_a_replacement_has_to_occur(document):
    with pytest.raises(AssertionError, match="does not occur"):
        run_blocks(document, replace={"http://elsewhere": "x"})


def test_a_traceback_shows_the_line_of_the_document(document):
    document.write_text(DOCUMENT.replace("total += 1", "total += nothing"))
    with pytest.raises(NameError) as caught:
        run_blocks(document)
    assert caught.traceback[-1].lineno == 12  # counted from 0


PRINTS = """\
```python
print("a vessel with id", 3 * 4)
print({"name": "OCEAN", "id": 12})
```

```text
a vessel with id ...
{'name': 'OCEAN',
 'id': ...}
```
"""


def test_what_a_block_prints_is_compared(document):
    document.write_text(PRINTS)
    run_blocks(document)
    document.write_text(PRINTS.replace("'OCEAN'", "'RIVER'"))
    with pytest.raises(AssertionError, match=r"document.md:7 shows"):
        run_blocks(document)


def test_a_print_without_its_block(document):
    document.write_text(PRINTS + "\n```text\nmore\n```\n")
    with pytest.raises(AssertionError, match="follows no Python example"):
        run_blocks(document)


def test_a_document_without_examples(tmp_path):
    path = tmp_path / "empty.md"
    path.write_text("nothing")
    with pytest.raises(AssertionError, match="no Python example"):
        run_blocks(path)


def test_bounds_of_a_benchmark():
    faster = Case("a", 0.1, "native", 2.0, at_least=20)
    assert (faster.ratio, faster.bound, faster.holds) == (20, ">= 20", True)
    assert not Case("b", 0.11, "native", 2.0, at_least=20).holds
    cost = Case("c", 1.2, "native", 1.0, at_most=1.15)
    assert (cost.ratio, cost.bound, cost.holds) == (1.2, "<= 1.15", False)
    assert set(cost.row()) == {
        "case",
        "ours_s",
        "reference",
        "reference_s",
        "ratio",
        "bound",
        "holds",
    }


def test_a_case_has_one_bound():
    with pytest.raises(ValueError, match="one of them"):
        Case("a", 1, "b", 1)
    with pytest.raises(ValueError, match="one of them"):
        Case("a", 1, "b", 1, at_least=1, at_most=1)


def test_compare_alternates_and_keeps_medians():
    order = []
    case = Bench("x").compare(
        "a",
        ours=lambda: order.append("o"),
        reference=lambda: order.append("r"),
        name="native",
        at_most=1000,
        runs=3,
        warm_up=1,
    )
    assert "".join(order) == "roorroor"
    assert case.holds
    assert "holds" in table([case])
