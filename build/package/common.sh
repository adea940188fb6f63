# shellcheck shell=sh disable=SC2034
# Names and helpers of the scripts in this folder, which read it with ".". They
# are called by make, which sets VERSION and the flags of Go.

cd "$(dirname "$0")/../.." || exit 1
: "${VERSION:?call this through make}"

# version_of turns what git describes into a version that packages can have:
# v1.2.0 is 1.2.0, three commits later it is 1.2.0+3.gabc, without a tag 0.0.0-dev.gabc.
version_of() {
	case $1 in
	v[0-9]*.*.* | [0-9]*.*.*) echo "${1#v}" | sed 's/-\([0-9]*\)-g/+\1.g/; s/-dirty$/+dirty/; s/\(+.*\)+/\1./' ;;
	*) echo "0.0.0-dev.g$1" | sed 's/-dirty$/.dirty/' ;;
	esac
}

version=$(version_of "$VERSION")
tag=v$version
number=$(echo "$version" | sed 's/[-+].*//').0 # Windows knows four numbers and nothing else
host=$(go env GOHOSTARCH)
stage=build/stage
dist=build/dist
desktop_tags=desktop,production,webkit2_41
link="-s -w -X main.version=$version"

# The time in every package is that of the commit, so that the same source makes
# the same packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
umask 022

say() { echo "package: $*"; }

# fresh makes an empty folder.
fresh() {
	rm -rf "$1"
	mkdir -p "$1"
}

# same_time gives everything below a folder the time of the commit.
same_time() { find "$1" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +; }

# tarball packs the folder $2 of $1 as the archive $3.
tarball() {
	tar --create --directory "$1" --sort name --format gnu --mtime "@$SOURCE_DATE_EPOCH" \
		--owner 0 --group 0 --numeric-owner "$2" | gzip --no-name >"$3"
	say "$3"
}

# signed runs the command in the variable named $1, if it is set, with a file as
# its last argument. The command replaces the file by one with a signature in it.
signed() {
	command=$(printenv "$1" || true)
	[ -n "$command" ] || return 0
	say "signing $2"
	sh -c "$command \"\$1\"" sign "$2"
}
