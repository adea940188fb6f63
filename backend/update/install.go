package update

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Kind is how this program was installed.
type Kind string

// The kinds.
const (
	Docker  Kind = "docker"
	Deb     Kind = "deb"
	RPM     Kind = "rpm"
	AUR     Kind = "aur"
	Desktop Kind = "desktop"
	Archive Kind = "archive" // a folder into which an archive was unpacked
)

// Installation is where and how this program stands on its machine.
type Installation struct {
	Docker     bool
	Desktop    bool   // the program has a window
	Service    bool   // a service manager started it
	Deployment string // the published word: docker, systemd or manual
	Program    string // its own file
	owner      func() Kind
}

// Detect completes an installation: who owns the program's file is asked the
// first time that it matters, as package managers take their time.
func Detect(i Installation) *Installation {
	i.owner = sync.OnceValue(func() Kind { return ownerOf(i.Program) })
	return &i
}

// Kind is how the program was installed.
func (i *Installation) Kind() Kind {
	switch {
	case i.Docker:
		return Docker
	case i.owner() != "":
		return i.owner()
	case i.Desktop:
		return Desktop
	}
	return Archive
}

// Word is the published word for the kind.
func (i *Installation) Word() string {
	if i.Kind() == AUR {
		return string(AUR)
	}
	return i.Deployment
}

// Obstacle says why the program cannot replace itself here; empty when it can.
func (i *Installation) Obstacle() string {
	switch i.Kind() {
	case Docker:
		return "Pulse runs in a container: its image is what has to be replaced"
	case Deb, RPM, AUR:
		return "Pulse was installed by the package manager, which has to update it"
	case Desktop:
		return "Pulse runs as a desktop program: install the new version over it"
	case Archive:
	}
	if !i.Service {
		return "Pulse was started by hand: only a service is watched while it updates itself"
	}
	dir := filepath.Dir(i.Program)
	f, err := os.CreateTemp(dir, ".pulse-probe-*")
	if err != nil {
		return "Pulse may not write to " + dir + ", where its program is"
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return ""
}

// ownerOf asks the package managers of the system about a file.
func ownerOf(program string) Kind {
	if runtime.GOOS != "linux" || !strings.HasPrefix(program, "/usr/") || strings.HasPrefix(program, "/usr/local/") {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, ask := range []struct {
		kind    Kind
		command []string
	}{
		{Deb, []string{"dpkg-query", "--search", program}},
		{RPM, []string{"rpm", "--query", "--file", program}},
		{AUR, []string{"pacman", "--query", "--owns", program}},
	} {
		if exec.CommandContext(ctx, ask.command[0], ask.command[1:]...).Run() == nil {
			return ask.kind
		}
	}
	return ""
}

// Command is what a person types to bring a release onto this machine; empty
// where the feed has nothing for it.
func (i *Installation) Command(r Release) string {
	switch i.Kind() {
	case Docker:
		return "docker compose pull && docker compose up -d"
	case Deb:
		if a, ok := r.ending(".deb"); ok {
			return fetchCommand(a) + " && sudo apt install " + quote("./"+a.Name)
		}
		return "sudo apt update && sudo apt install --only-upgrade pulse"
	case RPM:
		if a, ok := r.ending(".rpm"); ok {
			return fetchCommand(a) + " && sudo dnf install " + quote("./"+a.Name)
		}
		return "sudo dnf upgrade pulse"
	case AUR:
		return "yay -S pulse"
	case Desktop, Archive:
	}
	a, ok := r.archive()
	if !ok {
		return ""
	}
	return i.unpackCommand(a)
}

// files are those of a release that may come onto this machine.
func (i *Installation) files(r Release) (found []Asset) {
	if a, ok := r.archive(); ok {
		found = append(found, a)
	}
	if suffix, packaged := map[Kind]string{Deb: ".deb", RPM: ".rpm"}[i.Kind()]; packaged {
		if a, ok := r.ending(suffix); ok {
			found = append(found, a)
		}
	}
	return found
}

// unpackCommand fetches an archive, checks its sum and unpacks it over the program.
func (i *Installation) unpackCommand(a Asset) string {
	dir := filepath.Dir(i.Program)
	if runtime.GOOS == "windows" {
		return `curl.exe -fLO "` + a.URL + `" && pulse-server stop && tar -xf ` + a.Name + ` -C "` + dir + `" && pulse-server start`
	}
	command := fetchCommand(a) + " && sudo tar -xzf " + a.Name + " -C " + quote(dir)
	if i.Service {
		command += " && sudo " + quote(i.Program) + " restart"
	}
	return command
}

// ending finds the package of a release for this machine by the end of its name.
func (r Release) ending(suffix string) (Asset, bool) {
	names := map[string][]string{"amd64": {"amd64", "x86_64"}, "arm64": {"arm64", "aarch64"}, "arm": {"armhf", "armv7"}}
	for _, a := range r.Assets {
		for _, arch := range names[runtime.GOARCH] {
			if strings.HasSuffix(a.Name, suffix) && strings.Contains(a.Name, arch) {
				return a, true
			}
		}
	}
	return Asset{}, false
}

// fetchCommand downloads a file and checks its sum.
func fetchCommand(a Asset) string {
	sum := "sha256sum"
	if runtime.GOOS == "darwin" {
		sum = "shasum -a 256"
	}
	return "curl -fL -o " + a.Name + " " + quote(a.URL) + " && echo " + quote(a.SHA256+"  "+a.Name) + " | " + sum + " -c"
}

// quote makes a text one word for a shell.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
