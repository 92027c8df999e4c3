# Two commands from a fresh clone, with nothing but Python 3.11 and make:
#   make demo    the main job on the shipped example
#   make test    linters, types, the whole test suite with coverage

PYTHON ?= $(shell for p in python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done)
BIN := .venv/bin

# Real measured files, where they lie beside the project.
ifndef SUPRA2D_DATA
ifneq ($(wildcard ../shared/data),)
export SUPRA2D_DATA := $(abspath ../shared/data)
endif
endif

# Tests run in two processes: one thread each.
export OMP_NUM_THREADS ?= 1

COVERED := core numerics io measure models fit study pairing
COVERAGE := $(COVERED:%=--cov=supra2d.%)

.PHONY: demo studies test lint docs bench calibrate advice dft screening clean
.DEFAULT_GOAL := demo

demo: .venv/installed
	$(BIN)/supra2d report examples/demo -o demo-report --force
	@echo "The report is in $(CURDIR)/demo-report/report.html"

# Papers rebuilt: raw files from printed numbers, reports, and what comes back.
studies: .venv/installed
	for script in $(filter-out examples/studies/_%,$(wildcard examples/studies/*.py)); do \
		echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

# The first pytest run measures the numba kernels as plain Python (without the laws that sum over
# a Fermi surface, which take hours that way); the second one decides on coverage, which would slow
# the long ones of the third: studies, reports of the demo, counts of intervals and verdicts.
SLOW_PLAIN := disordered or bilayer or rashba or multipocket or nodal or pauli_first_order or \
	type2 or fflo
LONG := tests/studies $(addprefix tests/study/,test_coverage.py test_demo.py test_verdicts.py)
test: lint
	rm -f .coverage .coverage.*
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -n 2 $(COVERAGE) --cov-report= \
		tests/numerics tests/models/test_every_law.py tests/models/test_criticalfield.py \
		-k "not ($(SLOW_PLAIN))"
	$(BIN)/python -m pytest -n 2 $(COVERAGE) --cov-append --cov-report=term:skip-covered \
		--cov-fail-under=90 $(LONG:%=--ignore=%)
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup $(LONG)

lint: .venv/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: .venv/installed-docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "The pages are in $(CURDIR)/docs/_build/html/index.html"

# Long runs: how often intervals and verdicts hold the truth.
CALIBRATION := $(addprefix benchmarks/,interval_coverage.py calibration.py hall_coverage.py \
	creep_coverage.py critical_current_coverage.py bkt_coverage.py gate_coverage.py \
	inplane_coverage.py vortex_coverage.py diffraction_coverage.py \
	tunnelling_coverage.py)

# A shipped Hamiltonian once more from nothing; needs the Debian packages named in docs/bands.rst.
COMPOUND ?= NbSe2
dft: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dft]'
	$(BIN)/python examples/dft/build_hamiltonians.py "$(COMPOUND)"

# The table of doublets at Gamma once more from nothing; needs the same packages.
screening: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dft]'
	$(BIN)/python examples/dft/screening.py

bench: .venv/installed-test
	for script in $(filter-out $(CALIBRATION) benchmarks/advice.py,$(wildcard benchmarks/[!_]*.py)); do \
		echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

calibrate: .venv/installed-test
	for script in $(CALIBRATION); do \
		echo "== $$script"; $(BIN)/python "$$script" || exit 1; done
	$(BIN)/python benchmarks/compare_time.py nested

# Long as well: 200 undecided films, three advised points against three at equal spacing.
advice: .venv/installed-test
	$(BIN)/python benchmarks/advice.py

clean:
	rm -rf .venv demo-report study-reports dft-work docs/_build docs/gallery docs/laws .coverage .coverage.* \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer found; install one and run make again"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/installed-test: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ .venv/installed

.venv/installed-docs: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	@touch $@ .venv/installed
