import pytest
from typer.testing import CliRunner

from supra2d.cli._main import app
from supra2d.core import SupraError

runner = CliRunner()


def convert(*arguments):
    answer = runner.invoke(app, ["convert", *arguments])
    if answer.exception:
        raise answer.exception
    return answer.output


def test_one_name():
    given = ("38 meV", "--from", "KLB_3hbar_over_2tau")
    assert convert(*given, "--to", "gamma_so") == "16.8889 meV\n"
    assert convert(*given, "--to", "half_splitting", "--tc", "3") == "3.98262 meV\n"
    assert convert("0.15 eV", "--from", "splitting", "--to", "half_splitting") == "75 meV\n"
    assert convert("2", "--from", "lambda_so", "--to", "gamma_so", "--tc", "5") == "2.70722 meV\n"


def test_whole_dictionary():
    lines = convert("4.1 meV", "--tc", "3").splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["half_splitting", "splitting", "gamma_so"]
    assert "39.8613 meV" in lines[3]
    assert "near Tc" in lines[-1]
    assert "--tc" in convert("4.1 meV").splitlines()[-1]
    assert "No splitting" in convert("0.1 meV", "--from", "gamma_so", "--tc", "5")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("38 meV", "--from", "beta"), "unknown spin-orbit energy"),
        (("38 meV", "--to", "beta_so"), "unknown spin-orbit energy"),
        (("38", "--from", "gamma_so"), "cannot read '38'"),
        (("38 K", "--from", "gamma_so"), "meV"),
        (("4 meV", "--to", "gamma_so"), "give --tc in K"),
        (("1 meV", "--from", "gamma_so", "--to", "splitting", "--tc", "5"), "larger value"),
        (("two", "--from", "lambda_so", "--tc", "5"), "plain number"),
        (("0 meV",), "positive"),
    ],
)
def test_bad_input_is_one_sentence(arguments, message):
    with pytest.raises(SupraError, match=message):
        convert(*arguments)
