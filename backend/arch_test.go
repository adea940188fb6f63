package backend_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors says what each package may import of ours. A new package must be
// entered here, which is the moment to ask on which floor it stands. A name
// that ends in /* stands for every folder below it.
var floors = map[string]string{
	// 0 words
	"fault":    "",
	"infra":    "",
	"settings": "fault",
	// 1 tools
	"durable":    "",
	"logtest":    "",
	"pause":      "",
	"config":     "settings fault",
	"secret":     "durable fault",
	"httpclient": "fault",
	// 2 contracts
	"source":          "infra fault",
	"alert":           "infra settings fault",
	"change":          "infra",
	"notify":          "alert infra settings fault pause",
	"alert/reference": "", // tests alone
	// 3 adapters
	"source/pve":                 "source source/proxmox infra httpclient",
	"source/pve/pvetest":         "source/proxmox/proxmoxtest",
	"source/pbs":                 "source source/proxmox infra httpclient",
	"source/pbs/pbstest":         "source/proxmox/proxmoxtest",
	"source/pmg":                 "source source/proxmox infra httpclient fault",
	"source/pmg/pmgtest":         "source/proxmox/proxmoxtest",
	"source/proxmox":             "source infra httpclient fault",
	"source/proxmox/proxmoxtest": "pause",
	"source/sourcetest":          "source/proxmox/proxmoxtest source infra fault pause",
	"source/sensors":             "",
	"source/docker":              "wire infra",
	"source/docker/agenttest":    "",
	"notify/webhook":             "notify notify/render alert infra httpclient fault",
	"notify/render":              "notify alert",
	"notify/email":               "notify notify/render alert fault",
	"notify/alertmanager":        "notify notify/render notify/webhook alert",
	"notify/ntfy":                "notify notify/render notify/webhook alert",
	"notify/discord":             "notify notify/render notify/webhook",
	"notify/gotify":              "notify notify/render notify/webhook",
	"notify/matrix":              "notify notify/render notify/webhook",
	"notify/mattermost":          "notify notify/render notify/webhook",
	"notify/pagerduty":           "notify notify/render notify/webhook",
	"notify/pushover":            "notify notify/render notify/webhook",
	"notify/rocketchat":          "notify notify/render notify/webhook",
	"notify/slack":               "notify notify/render notify/webhook",
	"notify/teams":               "notify notify/render notify/webhook",
	"notify/telegram":            "notify notify/render notify/webhook",
	"notify/notifytest":          "notify alert infra fault",
	"wire":                       "infra alert source notify settings fault",
	"store":                      "infra alert source notify settings secret durable fault",
	"store/storetest":            "store secret",
	"history/block":              "infra",
	// 4 engines
	"monitor":  "source infra alert change settings fault pause",
	"history":  "history/block store infra settings",
	"backfill": "history source infra pause",
	"forecast": "history infra",
	"backtest": "history alert infra settings",
	"fleet":    "source/docker wire store infra fault",
	"mock":     "source/pve/pvetest source/pbs/pbstest source/pmg/pmgtest source/docker/agenttest source settings fault",
	"auth":     "auth/oidc store settings secret httpclient fault pause",
	// what auth alone uses
	"auth/oidc":     "httpclient fault",
	"auth/authtest": "",

	"discovery": "wire httpclient fault",
	"search":    "alert infra fault",
	"enroll":    "wire source infra httpclient fault",
	"metrics":   "alert infra",
	"transfer":  "auth wire store source notify infra settings secret fault",
	"update":    "wire store settings httpclient fault pause",
	"handover":  "store durable fault",
	// 5 doors
	"live": "wire infra alert notify",
	"api": "wire auth fleet history monitor mock store source notify alert infra settings secret config httpclient fault " +
		"enroll discovery transfer update search backtest",
	// faces
	"simulator":        "source/proxmox/proxmoxtest source/pve/pvetest source/pbs/pbstest source/pmg/pmgtest source/docker/agenttest",
	"agent":            "wire httpclient fault",
	"agent/dockertest": "",
	"bench":            "pause",
}

// generators are programs that write files of the package above them.
var generators = []string{"config/gen", "api/gen"}

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestImportsPointDown(t *testing.T) {
	const prefix = "pulse/backend/"
	for _, pkg := range packages(t) {
		name, ours := strings.CutPrefix(pkg.ImportPath, prefix)
		if !ours || slices.Contains(generators, name) {
			continue
		}
		allowed, known := floors[name]
		if !known {
			t.Errorf("package %s stands on no floor: enter it in arch_test.go", name)
			continue
		}
		for _, imported := range pkg.Imports {
			below, ours := strings.CutPrefix(imported, prefix)
			if !ours && strings.HasPrefix(imported, "pulse/") {
				t.Errorf("%s imports %s, which is a face", name, imported)
			}
			if ours && !slices.Contains(strings.Fields(allowed), below) {
				t.Errorf("%s imports %s; it may import: %s", name, below, allowed)
			}
		}
	}
}

func TestFloorsHaveNoDeadNames(t *testing.T) {
	exists := map[string]bool{}
	for _, pkg := range packages(t) {
		exists[strings.TrimPrefix(pkg.ImportPath, "pulse/backend/")] = true
	}
	for name := range floors {
		if !exists[name] {
			t.Errorf("floors names %s, which does not exist", name)
		}
	}
}

func packages(t *testing.T) []listed {
	t.Helper()
	return goList[listed](t, "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
}

// goList runs `go list` where C can be used, as the programs of this system are
// built.
func goList[T any](t *testing.T, args ...string) []T {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []T
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var one T
		if err := dec.Decode(&one); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, one)
	}
}
