# Two commands are enough: `make run` to use it, `make test` before a commit.
.PHONY: run test env dev bench lock clean

run: env ## the service; with the sample centre where nothing is set up yet
	@[ -e .env ] || .venv/bin/dingban init --sample
	@exec .venv/bin/dingban serve

test: dev ## the whole gate
	@.venv/bin/python tools/gate.py

env: ## .venv with what the program needs
	@sh tools/env.sh

dev: ## .venv with the test tools as well
	@sh tools/env.sh --dev

bench: dev ## measured figures, as a table and as JSON lines
	@.venv/bin/python -m tests.bench

lock: ## write the hashed locks anew (make lock UPGRADE=1: newest versions)
	@sh tools/env.sh --lock $(if $(UPGRADE),--upgrade)

clean: ## remove what can be made again; never .env, data or centre
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
