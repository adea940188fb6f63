#!/bin/sh
# Fails when a generated file is older than what it is made from.
set -eu
cd "$(dirname "$0")/../.."

generated='docs/configuration.md frontend/openapi.json frontend/src/domain/types.gen.ts'

# shellcheck disable=SC2086 # a list of names
sums() { sha256sum $generated 2>&1 || true; }

before=$(sums)
make --silent generate
if [ "$before" != "$(sums)" ]; then
	echo "generated files were out of date: commit what \"make generate\" has changed in: $generated" >&2
	exit 1
fi
