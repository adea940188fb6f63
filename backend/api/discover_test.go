package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pulse/backend/auth"
	"pulse/backend/discovery"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// newSearch finds nobody, until a test gives it a network.
func newSearch(db *store.Store) *discovery.Service {
	return discovery.NewService(discovery.Options{
		Scanner:    &discovery.Scanner{Dial: toLoopback},
		Interfaces: func() ([]discovery.Interface, error) { return nil, nil },
		Configured: func(ctx context.Context) ([]discovery.Endpoint, error) {
			targets, err := db.Targets(ctx)
			var list []discovery.Endpoint
			for _, t := range targets {
				host, port, _ := net.SplitHostPort(strings.TrimPrefix(t.Host, "https://"))
				number, _ := strconv.Atoi(port)
				list = append(list, discovery.Endpoint{Host: host, Port: number})
			}
			return list, err
		},
		Tell: func(string, any) {}, Log: slog.New(slog.DiscardHandler),
	})
}

// toLoopback dials loopback addresses only.
func toLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	if !strings.HasPrefix(address, "127.") {
		return nil, errors.New("nobody there")
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// hypervisor serves the login page of one at a loopback address and port 8006.
func hypervisor(t *testing.T, address string) {
	t.Helper()
	listener, err := net.Listen("tcp", address+":8006")
	if err != nil {
		t.Skip("the address is not available: ", err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.Error(w, "No ticket", http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, "<title>pve1 - Proxmox Virtual Environment</title>")
	}))
	_ = server.Listener.Close()
	server.Listener = listener
	server.StartTLS()
	t.Cleanup(server.Close)
}

func TestDiscover_OffIsEmptyAndSearchesWhenAsked(t *testing.T) {
	f := newFixture(t, withAccount(t))
	want := `{"servers":[],"errors":[],"cached":false,"scanning":false}` + "\n"
	if w := f.admin(http.StatusOK, "GET", "/api/discover", ""); w.Body.String() != want {
		t.Errorf("got %s, want %s", w.Body, want)
	}
	hypervisor(t, "127.83.4.1")
	w := f.admin(http.StatusOK, "POST", "/api/discover", `{"subnet":"127.83.4.0/29","use_cache":false}`)
	got := decoded[wire.Discovery](t, w)
	if len(got.Servers) != 1 || got.Servers[0].IP != "127.83.4.1" || got.Servers[0].Port != 8006 || got.Servers[0].Type != "pve" || got.Scanning {
		t.Errorf("got %+v, want the hypervisor", got)
	}
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"one","host":"127.83.4.1","tokenName":"a@pve!b","tokenValue":"c"}`)
	got = decoded[wire.Discovery](t, f.admin(http.StatusOK, "POST", "/api/discover", `{"subnet":"127.83.4.0/29"}`))
	if len(got.Servers) != 0 {
		t.Errorf("offers what is configured: %+v", got.Servers)
	}
}

func TestDiscover_OnAnswersAtOnceAndTellsTheAge(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.search.Apply(true, "127.83.5.0/29")
	first := f.object(f.admin(http.StatusOK, "GET", "/api/discover", ""))
	if first["cached"] != false || first["updated"] != 0.0 || first["age"] != 0.0 || first["servers"] == nil || first["errors"] == nil {
		t.Errorf("before the first search: %v", first)
	}
	asked := f.object(f.admin(http.StatusOK, "POST", "/api/discover", `{"subnet":"auto"}`))
	if _, aged := asked["age"]; aged || asked["scanning"] != true {
		t.Errorf("a search was asked for: %v, want scanning and no age", asked)
	}
	cached := f.object(f.admin(http.StatusOK, "POST", "/api/discover", `{"use_cache":true}`))
	if _, aged := cached["age"]; !aged {
		t.Errorf("use_cache: %v, want the answer of GET", cached)
	}
}

func TestDiscover_RefusesWhatMustNotBeSearched(t *testing.T) {
	for _, on := range []bool{true, false} {
		f := newFixture(t, withAccount(t))
		f.search.Apply(on, "auto")
		for _, body := range []string{`{"subnet":"8.8.8.0/24"}`, `{"subnet":"10.0.0.0/8"}`, `{"subnet":"somewhere"}`, `{"subnet":`, `{"subnet":5}`} {
			f.admin(http.StatusBadRequest, "POST", "/api/discover", body)
		}
		f.admin(http.StatusMethodNotAllowed, "PUT", "/api/discover", "{}")
	}
}

func TestDiscover_IsForAdministrators(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if w := f.call("POST", "/api/discover", "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("nobody may search: got %d", w.Code)
	}
	open := newFixture(t, auth.Environment{Tokens: []string{admin}})
	if w := open.call("GET", "/api/discover", ""); w.Code != http.StatusOK {
		t.Errorf("without an account everybody may look: got %d", w.Code)
	}
	if w := open.call("POST", "/api/discover", "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("without an account nobody may search: got %d", w.Code)
	}
}

func TestDiscover_SearchesNoRealNetworkInMockMode(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.estate.mode.Enabled = true
	hypervisor(t, "127.83.6.1")
	got := decoded[wire.Discovery](t, f.admin(http.StatusOK, "POST", "/api/discover", `{"subnet":"127.83.6.0/29"}`))
	if len(got.Servers) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}

func TestNodes_TellScreensWhatIsOfferedAfterAChange(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"one","host":"10.0.0.9","tokenName":"a@pve!b","tokenValue":"c"}`)
	f.admin(http.StatusOK, "PUT", "/api/config/nodes/pve-0", `{"name":"two"}`)
	f.admin(http.StatusOK, "DELETE", "/api/config/nodes/pve-0", "")
	want := []string{"discovery_update", "discovery_update", "node_deleted", "discovery_update"}
	if !slices.Equal(f.estate.events, want) {
		t.Errorf("told %v, want %v", f.estate.events, want)
	}
}
