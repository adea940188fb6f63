#!/bin/sh
# Runs what is too slow for every change: the tests several times over, to find
# those that do not always pass, two thousand killed processes, a million steps
# of the alert engine beside its model, all packages twice, and every fuzz test.
#   long.sh <time for each fuzz test>
set -eu
cd "$(dirname "$0")/../.."

PULSE_KILLS=2000 go test -run '^TestKill_' -timeout 2h ./backend
PULSE_STEPS=1000000 go test -run '^TestEngine_AgreesWithTheModel$' -timeout 1h ./backend/alert/reference
# Tests in made-up time that are shorter, or skipped, without PULSE_LONG.
PULSE_LONG=true go test -count 1 -timeout 1h -run '^(TestFaults|TestLoad|TestEndurance)' ./backend
go test -race -count 5 -timeout 3h ./backend/... ./service/...
# The page at other times of the day, and in zones where days are cut elsewhere.
for zone in Etc/GMT+6 Etc/GMT+12 Etc/GMT-6 Asia/Kolkata Europe/Berlin Australia/Lord_Howe Pacific/Kiritimati; do
	TZ=$zone npm --prefix frontend run --silent test
done

sh build/package/again.sh
go list ./backend/... ./service/... | while read -r package; do
	go test -list '^Fuzz' "$package" | grep '^Fuzz' | while read -r fuzz; do
		echo "fuzz $package $fuzz for $1"
		go test -run '^$' -fuzz "^$fuzz\$" -fuzztime "$1" "$package"
	done
done
