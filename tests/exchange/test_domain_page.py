"""docs/domain/exchange.md says what the tables say."""

from gongjian.exchange.terms import PARAMETERS
from tools.states import DOMAIN, MARKED, redrawn

PAGE = DOMAIN / "exchange.md"


def test_the_diagrams_are_those_of_the_tables() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(MARKED.findall(text)) == 2
    assert text == redrawn(text, "exchange"), "run: python -m tools.states"


def test_every_parameter_of_the_exchange_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [each.key for each in PARAMETERS if f"`{each.key}`" not in text]
    assert not missing
