package discovery_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pulse/backend/discovery"
	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/pve/pvetest"
)

const (
	noTicket   = `{"data":null,"message":"No ticket"}`
	noLogin    = "authentication failed - no authentication credentials provided."
	hypervisor = `<html><title>pve1 - Proxmox Virtual Environment</title><script src="/pve2/js/pvemanagerlib.js?ver=8.2.4"></script>`
	gateway    = `<html><title>mail - Proxmox Mail Gateway</title><script src="/pmgmanagerlib.js?ver=8.1.2"></script>`
	backup     = `<html><title>vault - Proxmox Backup Server</title><script src="/js/proxmox-backup-gui.js"></script>`
)

func TestScan_TellsTheProductByItsAnswers(t *testing.T) {
	const here, there = "10.1.2.3:8006", "10.1.2.3:8007"
	tests := map[string]struct {
		address      string
		organization string
		serve        http.HandlerFunc
		want         discovery.Product
		version      string
	}{
		"a hypervisor": {here, "Proxmox Virtual Environment", says(401, noTicket, map[string]string{"/": hypervisor}), discovery.PVE, "8.2.4"},
		"a hypervisor with a certificate of the company": {here, "Example Ltd", says(401, noTicket, map[string]string{"/": hypervisor}), discovery.PVE, "8.2.4"},
		"a hypervisor whose page is off":                 {here, "Proxmox Virtual Environment", says(401, noTicket, nil), discovery.PVE, ""},
		"a hypervisor by its realms": {here, "Example Ltd", says(401, noTicket, map[string]string{
			"/api2/json/access/domains": `{"data":[{"realm":"pam","type":"pam"},{"realm":"pve","type":"pve"}]}`,
		}), discovery.PVE, ""},
		"a hypervisor that tells its version": {here, "Example Ltd", says(404, "no such file", map[string]string{
			"/api2/json/version": `{"data":{"version":"9.1.1","release":"9.1","repoid":"0"}}`,
		}), discovery.PVE, "9.1.1"},
		"a mail gateway": {here, "Proxmox Mail Gateway", says(401, noTicket, map[string]string{"/": gateway}), discovery.PMG, "8.1.2"},
		"a mail gateway with a certificate of a hypervisor": {here, "Proxmox Virtual Environment", says(401, noTicket, map[string]string{"/": gateway}), discovery.PMG, "8.1.2"},
		"a mail gateway by its certificate":                 {here, "Proxmox Mail Gateway", says(401, noTicket, nil), discovery.PMG, ""},
		"a mail gateway by what it has": {here, "Example Ltd", says(404, "no such file", map[string]string{
			"/api2/json/version": `{"data":{"version":"8.1"}}`, "/api2/json/statistics/mail": `{"data":{}}`,
		}), discovery.PMG, "8.1"},
		"a backup server":                {there, "Proxmox Backup Server", says(401, noLogin, map[string]string{"/": backup}), discovery.PBS, ""},
		"a backup server by its ping":    {there, "Example Ltd", says(401, noLogin, map[string]string{"/api2/json/ping": `{"data":{"pong":true}}`}), discovery.PBS, ""},
		"a backup server by its port":    {there, "Example Ltd", says(401, noLogin, nil), discovery.PBS, ""},
		"a backup server at port 8006":   {here, "Proxmox Backup Server", says(401, noLogin, map[string]string{"/": backup}), discovery.PBS, ""},
		"one that refuses everything":    {here, "Example Ltd", says(401, noTicket, nil), discovery.Unknown, ""},
		"one that contradicts itself":    {here, "Example Ltd", says(401, noTicket, map[string]string{"/": hypervisor + gateway}), discovery.Unknown, "8.1.2"},
		"one with a version of nonsense": {here, "Proxmox Virtual Environment", says(401, noTicket, map[string]string{"/api2/json/version": `{"data":{"version":"<b>8</b>"}}`}), discovery.PVE, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			lan := newLAN(t)
			lan.secure(test.address, test.organization, "host.example", test.serve)
			found := lan.scan("10.1.2.3/32")
			if len(found) != 1 || found[0].Product != test.want || found[0].Version != test.version {
				t.Fatalf("got %+v, want one %s of version %q", found, test.want, test.version)
			}
			if found[0].Address != netip.MustParseAddrPort(test.address) || found[0].Hostname != "host.example" || len(found[0].Fingerprint) != 95 {
				t.Errorf("got %+v, want the address, the name and the fingerprint of its certificate", found[0])
			}
		})
	}
}

func TestScan_TellsItsEvidence(t *testing.T) {
	lan := newLAN(t)
	lan.secure("10.1.2.3:8006", "Proxmox Virtual Environment", "pve1.example", says(401, noTicket, map[string]string{"/": hypervisor}))
	want := []string{
		"its certificate names Proxmox Virtual Environment", "the title of its page is Proxmox Virtual Environment",
		"its page loads the program of Proxmox Virtual Environment",
	}
	if found := lan.scan("10.1.2.3/32"); !slices.Equal(found[0].Evidence, want) {
		t.Errorf("evidence %q, want %q", found[0].Evidence, want)
	}
}

func TestScan_ReadsTheRealmOfARefusal(t *testing.T) {
	for realm, want := range map[string]discovery.Product{
		"Proxmox Virtual Environment": discovery.PVE, "Proxmox Mail Gateway": discovery.PMG, "Proxmox Backup Server": discovery.PBS,
	} {
		lan := newLAN(t)
		lan.secure("10.1.2.3:8006", "Example Ltd", "host", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Basic realm="`+realm+`"`)
			http.Error(w, "authentication required", http.StatusUnauthorized)
		})
		if found := lan.scan("10.1.2.3/32"); len(found) != 1 || found[0].Product != want {
			t.Errorf("realm %q: got %+v, want %s", realm, found, want)
		}
	}
}

func TestScan_TakesTheNameFromThePageWhereTheCertificateHasNone(t *testing.T) {
	lan := newLAN(t)
	lan.secure("10.1.2.3:8006", "Example Ltd", "*.example", says(401, noTicket, map[string]string{"/": hypervisor}))
	if found := lan.scan("10.1.2.3/32"); found[0].Hostname != "pve1" {
		t.Errorf("name %q, want that of the node on the page", found[0].Hostname)
	}
}

func TestScan_PassesOverOtherServers(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"one that has nothing":                 says(404, "not found", nil),
		"one that shows a page for everything": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<title>Router</title>")) },
		"one that sends everybody elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://10.1.2.9:8006/", http.StatusFound)
		},
		"one that asks for a login":            says(401, "login please", nil),
		"one that speaks of us in other words": says(200, `{"data":{"release":"8"}}`, nil),
	}
	for name, serve := range tests {
		t.Run(name, func(t *testing.T) {
			lan := newLAN(t)
			lan.secure("10.1.2.3:8006", "Example Ltd", "other", serve)
			if found := lan.scan("10.1.2.3/32"); len(found) != 0 {
				t.Errorf("found %+v, want nothing", found)
			}
			if slices.Contains(lan.dialed, "10.1.2.9:8006") {
				t.Error("it followed a redirect")
			}
		})
	}
}

func TestScan_KnowsTheSimulators(t *testing.T) {
	cluster := pvetest.New(pvetest.Small())
	members, err := cluster.Listen("127.0.0.1", 0)
	if err != nil {
		t.Skip("the loopback addresses of a cluster are not available: ", err)
	}
	defer members.Close()
	mail := pmgtest.New(pmgtest.Options{})
	post, err := mail.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer post.Close()
	vault := httptest.NewTLSServer(pbstest.New(pbstest.Small()).Handler())
	defer vault.Close()

	lan := newLAN(t)
	lan.doors["10.1.2.1:8006"] = strings.TrimPrefix(members.URL(cluster.Nodes()[0]), "https://")
	lan.doors["10.1.2.2:8006"] = strings.TrimPrefix(post.URL, "https://")
	lan.doors["10.1.2.3:8007"] = strings.TrimPrefix(vault.URL, "https://")
	var got []discovery.Product
	for _, s := range lan.scan("10.1.2.0/29") {
		got = append(got, s.Product)
	}
	slices.Sort(got)
	if want := []discovery.Product{discovery.PBS, discovery.PMG, discovery.PVE}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}
