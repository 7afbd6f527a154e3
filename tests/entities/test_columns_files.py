"""Copies on disk: a new process maps them, keeps what it mapped, and follows what others write."""

from __future__ import annotations

import pytest

from factories.org import TODAY, make_unit, office
from factories.registry import cover, make_entity, make_trade, write
from gongjian.entities.queries import columns
from gongjian.entities.queries.columns import files, store
from gongjian.entities.queries.columns.copies import NOTHING
from gongjian.kernel.figures import Asked

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = "330106001"
ASKED = Asked("territorial", TODAY)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(store, "WRITE_AFTER", 0)
    start_process()


def start_process() -> None:
    """Forget what this process holds, as one that has just started."""
    store._copies[:] = [NOTHING]


def kinds():
    return columns.count(ASKED, office(), ["kind", "coverage"])


def test_new_process_maps_the_files_and_keeps_them():
    make_entity(PLACE)
    make_entity(PLACE, trade=make_trade())
    assert kinds() == {("sole_trader", "nothing"): 2}
    assert len(files.names()) == 1
    start_process()
    mapped = store.current()
    assert (mapped.loose, mapped.token) == (0, files.names()[0][1])
    assert store.current() is mapped, "what was worked out for a day would be lost with it"
    assert kinds() == {("sole_trader", "nothing"): 2}


def test_process_with_an_older_copy_follows_what_another_one_wrote(monkeypatch):
    entity = make_entity(PLACE)
    assert kinds() == {("sole_trader", "nothing"): 1}
    older = store.current()
    # The other process writes, counts, and leaves newer files; this one still has its older copy.
    make_entity(PLACE)
    cover(make_unit("支部", "branch"), entity)
    assert kinds() == {("sole_trader", "own"): 1, ("sole_trader", "nothing"): 1}
    store._copies[:] = [older]
    monkeypatch.setattr(files, "read", lambda *_: None)
    assert kinds() == {("sole_trader", "own"): 1, ("sole_trader", "nothing"): 1}


def test_column_in_which_nothing_changed_stays_mapped():
    entity = make_entity(PLACE)
    kinds()
    start_process()
    mapped = store.current()
    entity.name = "另一个名字"
    store.WRITE_AFTER = 100
    write(entity)
    assert store.current() is not mapped
    assert store.current().facts["spot"] is mapped.facts["spot"]


def test_only_the_last_copies_stay_on_disk():
    for _ in range(4):
        make_entity(PLACE)
        kinds()
    assert len(files.names()) == files.KEPT
