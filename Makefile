# Two commands are enough: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
RASA := bot/nlu/.venv/bin/python -W ignore

.DEFAULT_GOAL := help
.PHONY: help setup train run test check format texts pictures bench clean

help: ## say what can be done
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="	" read -r name what; do \
	  printf '  make %-8s %s\n' "$$name" "$$what"; done

setup: ## install what is needed, from the lock files
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=/path/to/it")'
	@$(PYTHON) -m bot.bootstrap

train: setup ## train what the assistant understands, if data or configuration changed
	@$(RASA) -m bot.nlu train

run: train ## set up, train and start the assistant, with a demonstration portfolio
	@$(BIN)/repay serve --demonstration

test: train ## run every test
	@$(BIN)/pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder

check: setup ## format, lint, types, import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file bot/nlu/mypy.ini
	@$(BIN)/lint-imports

format: setup ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

texts: setup ## bring the catalogues up to date with domain.yml and the pages
	@$(BIN)/python -m bot.replies.texts

pictures: train ## draw the pictures of the README and of the trainers' guide anew
	@PYTHONPATH=tests/support $(BIN)/python -W ignore -m tests.readme_pictures
	@PYTHONPATH=tests/support $(BIN)/python -m tests.guide_pictures

bench: train ## measure, next to the budgets; ONLY=engine for one part
	@$(BIN)/python -m tests.bench $(ONLY)

clean: ## remove everything that setting up and running made, except the ledger
	rm -rf .venv bot/nlu/.venv models/* var/tools var/setup.stamp
