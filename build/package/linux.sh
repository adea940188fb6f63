#!/bin/sh
# Packs the programs for Linux: deb, rpm and an archive with the window, static
# archives of the server, archives of the agent for Docker hosts.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

programs=$stage/programs

# tree lays the files out as they will lie in the system. The programs share a
# folder, because the window starts the other two, and the server looks for the
# agents beside itself.
tree() {
	root=$stage/root
	fresh "$root"
	install -d "$root/usr/bin" "$root/usr/lib/pulse/agents"
	install -m 755 "$programs"/desktop/* "$root/usr/lib/pulse"
	for program in pulse pulse-server; do
		ln -s "../lib/pulse/$program" "$root/usr/bin/$program"
	done
	agents_into "$root/usr/lib/pulse/agents"
	install -D -m 644 build/linux/pulse.service "$root/usr/lib/systemd/system/pulse.service"
	install -D -m 644 build/linux/pulse.desktop "$root/usr/share/applications/pulse.desktop"
	pictures "$root/usr/share/icons/hicolor"
	install -D -m 644 "$stage/bom/pulse.cdx.json" "$root/usr/share/doc/pulse/bom.cdx.json"
	install -m 644 "$stage/bom/notices.txt" "$root/usr/share/doc/pulse/copyright"
	manual "$root/usr/share/man/man1" pulse pulse-server
	same_time "$root"
}

agents_into() {
	install -m 755 "$programs"/agents/pulse-docker-agent-linux-* "$1"
	install -m 644 "$programs/agents/version" "$1"
}

# pictures puts the icons where desktops look for them.
pictures() {
	for size in 16 24 32 48 64 128 256 512; do
		install -D -m 644 "$stage/icons/$size.png" "$1/${size}x$size/apps/pulse.png"
	done
	install -D -m 644 build/appicon.svg "$1/scalable/apps/pulse.svg"
}

# manual compresses pages of the manual into a folder.
manual() {
	pages=$1
	shift
	mkdir -p "$pages"
	for page; do
		gzip --best --no-name <"build/man/$page.1" >"$pages/$page.1.gz"
	done
}

# packages makes deb and rpm from the tree.
packages() {
	for packager in deb rpm; do
		ARCH=$host VERSION=$version TREE=$stage/root \
			nfpm package --config build/linux/nfpm.yaml --packager $packager --target $dist >/dev/null
	done
	for package in "$dist"/*.deb "$dist"/*.rpm; do
		signed SIGN_PACKAGE "$package"
		say "$package"
	done
}

# archive begins the folder of an archive: $1 its name, $2 the text that explains it.
archive() {
	folder=$stage/archives/$1
	fresh "$folder"
	install -m 644 "build/linux/$2" "$folder/README.txt"
	install -m 644 "$stage/bom/notices.txt" "$folder/NOTICES.txt"
}

desktop_archive() {
	name=pulse-desktop-$tag-linux-$host
	archive "$name" desktop.txt
	install -m 755 "$programs"/desktop/* "$folder"
	mkdir "$folder/agents"
	agents_into "$folder/agents"
	install -D -m 644 build/linux/pulse.desktop "$folder/share/applications/pulse.desktop"
	pictures "$folder/share/icons/hicolor"
	manual "$folder/share/man/man1" pulse pulse-server
	tarball $stage/archives "$name" "$dist/$name.tar.gz"
}

server_archive() {
	name=pulse-$tag-linux-$1
	archive "$name" server.txt
	install -m 755 "$programs/$1/pulse-server" "$folder"
	mkdir "$folder/agents"
	agents_into "$folder/agents"
	manual "$folder/share/man/man1" pulse-server
	tarball "$folder" . "$dist/$name.tar.gz" # without a folder: a server that updates itself unpacks it, too
}

agent_archive() {
	name=pulse-docker-agent-$tag-linux-$1
	archive "$name" agent.txt
	install -m 755 "$programs/agents/pulse-docker-agent-linux-$1" "$folder/pulse-docker-agent"
	install -m 644 build/linux/pulse-docker-agent.service "$folder"
	install -m 600 build/linux/pulse-docker-agent.env "$folder"
	manual "$folder/share/man/man1" pulse-docker-agent
	tarball $stage/archives "$name" "$dist/$name.tar.gz"
}

tree
packages
desktop_archive
for architecture in amd64 arm64; do
	server_archive $architecture
done
for architecture in amd64 arm64 armv7; do
	agent_archive $architecture
done
