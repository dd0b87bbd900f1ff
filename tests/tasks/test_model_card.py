"""Model cards of Matbench Discovery: what is read, what is refused, and both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.card_command import from_toml, to_toml
from tasks.cli import main
from tasks.model_card import KAPPA, LARGEST, RMSD, CardError, read, write

FILE = Path(__file__).parent / "cards" / "chgnet.yml"
TEXT = FILE.read_text(encoding="utf-8")
BASELINES = Path(__file__).parents[2] / "baselines"


def test_a_card_says_what_a_potential_is() -> None:
    card = read(TEXT)
    assert card.name == "CHGNet"
    assert card.authors == "Bowen Deng, Peichen Zhong"
    assert card.link == "https://arxiv.org/abs/2302.14231"
    assert card.parameters == 412_525
    assert (card.training_data, card.training_level) == ("MPtrj", "PBE, PBE+U")
    assert (card.forces, card.licence) == ("gradient", "Modified BSD")
    assert card.description == "A universal potential."
    assert card.source == "https://matbench-discovery.materialsproject.org/models/chgnet-0.3.0"


def test_the_numbers_are_those_of_the_unique_prototypes() -> None:
    assert read(TEXT).numbers == {
        "F1": 0.613, "DAF": 3.361, "Precision": 0.514, "Recall": 0.758, "MAE": 0.063, "R2": 0.689,
        KAPPA: 1.717, RMSD: 0.0218,
    }  # fmt: skip


def test_what_is_not_available_is_left_out() -> None:
    card = read(TEXT.replace("κ_SRME: 1.717", "κ_SRME: not available").replace("0.689", ".nan"))
    assert KAPPA not in card.numbers
    assert "R2" not in card.numbers


def test_what_is_written_is_read_again() -> None:
    card = read(TEXT)
    assert read(write(card)) == card
    assert from_toml(to_toml(card)) == card


@pytest.mark.parametrize("name", ["chgnet-0.3.0", "sevennet-0", "emt", "gfn2-xtb"])
def test_each_baseline_has_a_card(name: str) -> None:
    card = from_toml((BASELINES / name / "card.toml").read_text(encoding="utf-8"))
    again = read(write(card))
    assert (again.name, again.authors, again.forces) == (card.name, card.authors, card.forces)
    assert (again.parameters, again.licence) == (card.parameters, card.licence)
    assert again.training_data == card.training_data


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("model_name: CHGNet", "model_name: [1]"), "model_name"),
        (("targets: EFS_GM", "targets: E"), "no forces"),
        (("targets: EFS_GM", ""), "targets"),
        (("authors:", "authors: nobody\nothers:"), "no list of names"),
        (("https://", "javascript:"), "no paper and no repository"),
        (("model_key", "a: &x [1]\nb: *x\nmodel_key"), "alias"),
        (("model_name: CHGNet", "model_name: !!python/object/apply:os.getcwd []"), "no YAML"),
        (("notes:", "notes: {"), "no YAML"),
        (("notes:", "x" * LARGEST + "\nnotes:"), "longer than"),
    ],
)
def test_what_mallory_writes_is_refused(change: tuple[str, str], reason: str) -> None:
    with pytest.raises(CardError, match=reason):
        read(TEXT.replace(*change))


def test_a_deep_card_is_refused() -> None:
    with pytest.raises(CardError, match="no YAML"):
        read("[" * 50_000)


def test_cards_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "import", str(FILE)]) == 0
    made = tmp_path / "card.toml"
    made.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["card", "export", str(made)]) == 0
    assert read(capsys.readouterr().out) == read(TEXT)
    assert main(["card", "import", str(tmp_path / "none.yml")]) == 2
    made.write_text("name = 3", encoding="utf-8")
    assert main(["card", "export", str(made)]) == 2
    assert "lacks a key" in capsys.readouterr().err
