"""`pincite chat`: lines in, answers with their citations out, each understood with what went before."""

import io
import json

import pytest
from doors_fakes import FakeLibrary, fake_ask, fake_rooms

from service.doors import cli, commands


@pytest.fixture
def talk(tmp_path, capsys, monkeypatch):
    """Says the lines; returns (exit code, stdout, stderr, the questions as they were asked)."""
    (tmp_path / "catalog").write_text("")
    asked = []

    def ask(snapshot, question):
        asked.append(question)
        return fake_ask(snapshot, question)

    def talk(*lines, flags=()):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        rooms = fake_rooms(ask, lambda folder, encoder, progress: FakeLibrary())
        code = commands.run(cli.parser().parse_args(["chat", "--data", str(tmp_path), *flags]), rooms)
        printed = capsys.readouterr()
        return code, printed.out, printed.err, asked

    return talk


def turns(question):
    return [(turn.role, turn.content) for turn in question.history]


def test_answers_come_with_their_citations(talk):
    code, out, err, _ = talk("When does the new pier open?")
    assert code == 0 and err == ""
    assert "March 2025 at the earliest [1]" in out and "The Harbour Plan" in out and "harbour-2024/3@en" in out


def test_each_question_brings_the_talk_before_it(talk):
    first, second = "When does the new pier open?", "And the old pier?"
    asked = talk(first, second)[3]
    assert turns(asked[0]) == []
    said = "March 2025 at the earliest [1], the Harbour Office says."
    assert turns(asked[1]) == [("user", first), ("assistant", said)]


def test_new_forgets_and_quit_ends(talk):
    asked = talk("pier one", "/new", "pier two", "", "  ", "/quit", "pier three")[3]
    assert [question.question for question in asked] == ["pier one", "pier two"]
    assert turns(asked[1]) == []


def test_help_is_no_question(talk):
    _, out, err, asked = talk("/help")
    assert out == "" and "/new" in err and asked == []


def test_a_refused_question_does_not_end_the_talk(talk):
    code, out, err, asked = talk("pier \x07", "x" * 5000, "When does the new pier open?")
    assert code == 0 and "control character" in err and "4000" in err and "March 2025" in out
    assert len(asked) == 1 and turns(asked[0]) == []


def test_as_json_every_answer_is_a_line(talk):
    _, out, err, _ = talk("When does the new pier open?", "Who sings?", flags=["--json", "--language", "en"])
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["answered"] for answer in answers] == [True, False] and err == ""


def test_flags_hold_for_every_question(talk):
    asked = talk("pier", "pier again", flags=["--document", "notes", "--top-k", "2", "--as-of", "2024-06-01"])[3]
    assert [(q.documents, q.top_k, q.as_of) for q in asked] == [(("notes",), 2, "2024-06-01")] * 2


def test_a_document_that_is_not_there_is_said(talk):
    code, out, err, _ = talk("pier", flags=["--document", "none"])
    assert code == 0 and out == "" and "'none'" in err
