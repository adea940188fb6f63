# `make help` lists what there is to do. Everything that is built, downloaded or
# kept stays in folders that git ignores, apart from Go's own caches.

# The same flags for every call of Go: with others SQLite would be compiled again.
# -buildvcs=false: git refuses to answer in a checkout that another account owns.
TAGS        := sqlite_omit_load_extension
WINDOW_TAGS := desktop,production,webkit2_41,$(TAGS)
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LINK        := -ldflags "-s -w -X main.version=$(VERSION)"
PACKAGES    := . ./app/... ./backend/... ./frontend ./service/... # not those that node_modules brings
FUZZTIME    ?= 5m

export GOFLAGS := $(GOFLAGS) -trimpath -buildvcs=false -tags=$(TAGS)
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export npm_config_cache    := $(CURDIR)/.tools/npm-cache
export npm_config_update_notifier := false
export GOLANGCI_LINT_CACHE := $(CURDIR)/.tools/golangci-cache

PAGE    := frontend/dist/index.html
MODULES := frontend/node_modules/.package-lock.json
SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)

.PHONY: help run demo dev test test-long lint generate bench build tray server simulator agent agents page package app release

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: server ## build and run the server; its data is in .data
	PULSE_DATA_DIR="$(CURDIR)/.data" build/bin/pulse-server

demo: server ## the same with a made-up estate and no sign-in, for this computer only; its data is in .data/demo
	PULSE_DATA_DIR="$(CURDIR)/.data/demo" PULSE_MOCK_MODE=true DISABLE_AUTH=true BACKEND_HOST=127.0.0.1 build/bin/pulse-server

dev: set-up-run $(MODULES) ## server and page, both rebuilt when a file changes
	node build/ci/dev.mjs

test: set-up-commands ## everything that must hold before a change is accepted
	@node build/ci/stages.mjs

test-long: export VERSION := $(VERSION)
test-long: set-up-package ## what takes long: 2,000 kills, a million steps of the alert engine, a simulated week, the tests five times, all packages twice, fuzzing (FUZZTIME=5m each)
	sh build/ci/long.sh "$(FUZZTIME)"

# Where paths are cut off, what the build cache holds of C names the files of
# whichever checkout was built first: golangci-lint would look for them there.
lint: set-up-test ## form, types, contrast, generated files, known vulnerabilities
	GOFLAGS="$(filter-out -trimpath,$(GOFLAGS))" golangci-lint run $(PACKAGES)
	cd frontend && npm run --silent lint && npm run --silent typecheck && npm run --silent contrast
	sh build/ci/generated.sh
	sh build/ci/vulnerabilities.sh $(WINDOW_TAGS) $(PACKAGES)
	shellcheck -x .ci/run build/ci/*.sh build/package/*.sh build/linux/*.sh backend/api/*.sh
	node --test build/ci/count.test.mjs build/package/components.test.mjs

generate: $(MODULES) ## rewrite the files that are made from others
	go generate ./backend/...
	cd frontend && npm run --silent generate

bench: server simulator ## measure cost and speed (about 25 minutes); docs/benchmarks.md explains
	go test -run '^$$' -bench . -benchmem ./backend/...
	go build $(LINK) -o build/bin/bench ./backend/bench
	build/bin/bench

build: set-up-window server tray ## the window (build/bin/pulse), the tray and the server
	go build -tags=$(WINDOW_TAGS) $(LINK) -o build/bin/pulse .

tray: ## the icon in the panel: build/bin/pulse-tray; the other two start it
	go build $(LINK) -o build/bin/pulse-tray ./app/tray

server: set-up-run $(PAGE) ## the server without a window: build/bin/pulse-server
	go build $(LINK) -o build/bin/pulse-server ./service

simulator: ## made-up servers on loopback ports, to try things with: build/bin/simulator; docs/simulator.md
	go build $(LINK) -o build/bin/simulator ./backend/simulator

agent: ## the agent for Docker hosts: build/bin/pulse-docker-agent
	CGO_ENABLED=0 go build $(LINK) -o build/bin/pulse-docker-agent ./backend/agent

agents: ## the agents that the server hands out, for every architecture: build/bin/agents
	CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build $(LINK) -o build/bin/agents/pulse-docker-agent-linux-amd64 ./backend/agent
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build $(LINK) -o build/bin/agents/pulse-docker-agent-linux-arm64 ./backend/agent
	CGO_ENABLED=0 GOOS=linux GOARCH=arm GOARM=7 go build $(LINK) -o build/bin/agents/pulse-docker-agent-linux-armv7 ./backend/agent
	echo "$(VERSION)" > build/bin/agents/version

package: export VERSION := $(VERSION)
package: set-up-package $(PAGE) ## everything that is handed out, for all systems: build/dist; docs/release.md explains
	@sh build/package/all.sh

app: export VERSION := $(VERSION)
app: $(PAGE) ## on a Mac: Pulse.app in a disk image; needs librsvg, libicns and icoutils
	@sh build/package/icons.sh
	@sh build/package/programs.sh agents
	@mkdir -p build/dist
	@sh build/package/macos.sh

release: export VERSION := $(VERSION)
release: set-up-package ## the same from a clean checkout of a tag, with its tests, sums and signatures
	@sh build/package/release.sh "$(VERSION)"

set-up-%:
	@sh build/ci/setup.sh $*

page: $(PAGE)

$(PAGE): $(MODULES) $(SOURCES)
	cd frontend && npm run --silent build -- --logLevel warn

$(MODULES): frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel error
	@touch $@
