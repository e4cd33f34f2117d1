from pathlib import Path

import pytest

from app.pipeline.reading.languages.english import in_english
from app.pipeline.reading.languages.loading import LanguagesError, load, shipped
from app.pipeline.reading.reading import read

DUTCH = """
marks: de het
english: in of
phrases:
  'hoe ?veel': how many
  'in de laatste (\\d+) (\\w+)': 'in the last \\1 \\2'
words:
  "on": op
  "no": geen
  memory: geheugen
  minutes: minuten
  per: per
  node: knooppunt
  requests: verzoeken
endings:
  usage: gebruik
joints: s
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "dutch.yaml").write_text(text, "utf-8")
    return tmp_path


def test_a_file_is_all_that_a_language_takes(tmp_path: Path) -> None:
    languages = load(folder(tmp_path, DUTCH))
    asked = "hoeveel verzoeken in de laatste 5 minuten per knooppunt"
    assert read(in_english(asked, languages)) == read(
        "how many requests in the last 5 minutes per node"
    )


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("geheugengebruik", "memory usage"),
        ("geheugensgebruik op web-1", "memory usage on web-1"),
        ("het geheugen op de verzoeken", "het memory on de requests"),
        ("geen verzoeken", "no requests"),
        ("geheugen of the node", "geheugen of the node"),
        ("requests in hetzner", "requests in hetzner"),
    ],
)
def test_words_are_taken_from_the_file(tmp_path: Path, asked: str, english: str) -> None:
    assert in_english(asked, load(folder(tmp_path, DUTCH))) == english


def test_letters_are_spelled_out_and_left_out_as_the_file_says(tmp_path: Path) -> None:
    text = "spellings: {ø: oe}\nphrases: {'hvor størst': largest}\nwords: {size: størrelse, of: på}"
    languages = load(folder(tmp_path, text))
    asked = ("hvor størst størrelse på", "hvor stoerst stoerrelse på", "hvor størst størrelse pa")
    assert {in_english(said, languages) for said in asked} == {"largest size of"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("words: [", "dutch.yaml cannot be read: while parsing"),
        ("words: {a: een}\nwords: {b: twee}", "cannot be read: 'words' stands there twice"),
        ("- words", "dutch.yaml, Input should be"),
        ("marks: de", "dutch.yaml, `words`: Field required"),
        ("words: {a: een}\nphrase: {a: b}", "dutch.yaml, `phrase`: Extra inputs"),
        ("words: {a: hoe-veel}", "dutch.yaml, `words.a`: Value error, 'hoe-veel' is no word"),
        ("words: {a: een, the: een}", "`words`: Value error, 'een' stands for more than one"),
        ("words: {a: een}\nphrases: {'(hoe': how}", "`phrases`: Value error, '(hoe' to 'how': "),
        ("words: {a: een}\nphrases: {hoe: '\\1'}", "`phrases`: Value error, 'hoe' to '\\\\1': "),
        ("words: {a: in}\nenglish: in", "all its words are English too: give it `marks`"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_entry(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(LanguagesError) as raised:
        load(folder(tmp_path, text))
    assert told in str(raised.value)


def test_a_folder_without_languages_leaves_english(tmp_path: Path) -> None:
    assert in_english("wie viele pods", load(tmp_path)) == "wie viele pods"


def test_the_languages_of_the_project_are_read_once() -> None:
    assert shipped() is shipped()
    assert len(shipped()) == 3
