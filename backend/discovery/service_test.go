package discovery_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/discovery"
	"pulse/backend/wire"
)

// bubble is a network without sockets, for tests with a clock of their own: one
// hypervisor at 10.1.2.3, nobody elsewhere. Each door takes a moment.
type bubble struct {
	conns chan net.Conn
	once  sync.Once

	mu         sync.Mutex
	present    bool
	configured []discovery.Endpoint
	told       []string
	data       map[string]any // the newest event of each name
}

func (b *bubble) dial(ctx context.Context, _, address string) (net.Conn, error) {
	select {
	case <-time.After(100 * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if address != "10.1.2.3:8006" || !b.present {
		return nil, errors.New("nobody there")
	}
	ours, theirs := net.Pipe()
	b.conns <- theirs
	return ours, nil
}

func (b *bubble) Accept() (net.Conn, error) {
	c, open := <-b.conns
	if !open {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (b *bubble) Close() error {
	b.once.Do(func() { close(b.conns) })
	return nil
}

func (b *bubble) Addr() net.Addr { return &net.TCPAddr{} }

func (b *bubble) tell(event string, data any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, event)
	b.data[event] = data
}

func (b *bubble) newest(event string) any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data[event]
}

func (b *bubble) events() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := strings.Join(b.told, " ")
	b.told = nil
	return strings.ReplaceAll(all, "discovery_", "")
}

// inBubble runs a test with a service that searches 10.1.2.0/29.
func inBubble(t *testing.T, test func(*testing.T, *bubble, *discovery.Service)) {
	t.Helper()
	cert := certificate(t, "Proxmox Virtual Environment", "pve1.example")
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{conns: make(chan net.Conn, 16), present: true, data: map[string]any{}}
		server := &http.Server{
			Handler: says(401, noTicket, map[string]string{"/": hypervisor}), ErrorLog: log.New(io.Discard, "", 0),
			TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12},
		}
		s := discovery.NewService(discovery.Options{
			Scanner: &discovery.Scanner{Dial: b.dial},
			Interfaces: func() ([]discovery.Interface, error) {
				return []discovery.Interface{{Name: "eth0", Addresses: []netip.Prefix{netip.MustParsePrefix("10.1.2.6/29")}}}, nil
			},
			Configured: func(context.Context) ([]discovery.Endpoint, error) {
				b.mu.Lock()
				defer b.mu.Unlock()
				return slices.Clone(b.configured), nil
			},
			LookupHost: func(_ context.Context, host string) ([]string, error) {
				if host == "alias.example" {
					return []string{"10.1.2.3"}, nil
				}
				return nil, errors.New("no such host")
			},
			Tell: b.tell, Log: slog.New(slog.DiscardHandler),
		})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = server.ServeTLS(b, "", "") })
		running.Go(func() { _ = s.Run(ctx) })
		test(t, b, s)
		cancel()
		_ = server.Close()
		running.Wait()
	})
}

func view(t *testing.T, s *discovery.Service) discovery.View {
	t.Helper()
	v, err := s.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func names(v discovery.View) string {
	var all []string
	for _, s := range v.Servers {
		all = append(all, fmt.Sprintf("%s %s", s.Product, s.Hostname))
	}
	return strings.Join(all, ", ")
}

func TestService_SearchesAtOnceAndEveryFiveMinutes(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
		if v := view(t, s); v.Enabled || v.Scanning {
			t.Errorf("before the settings say so: %+v", v)
		}
		s.Apply(true, "auto")
		time.Sleep(50 * time.Millisecond)
		if v := view(t, s); !v.Enabled || !v.Scanning || !v.At.IsZero() {
			t.Errorf("while it searches: %+v", v)
		}
		time.Sleep(time.Minute)
		if v := view(t, s); v.Scanning || names(v) != "pve pve1.example" || v.At.IsZero() {
			t.Errorf("afterwards: %+v", v)
		}
		if got, want := b.events(), "started server_found update complete"; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
		time.Sleep(5 * time.Minute)
		if got, want := b.events(), "started server_found update complete"; got != want {
			t.Errorf("five minutes later: told %q, want %q", got, want)
		}
	})
}

func TestService_TellsWhatTheContractSays(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
		s.Apply(true, "10.1.2.0/29")
		time.Sleep(time.Minute)
		started := b.newest("discovery_started").(wire.DiscoveryStarted)
		update := b.newest("discovery_update").(wire.DiscoveryUpdate)
		if !started.Scanning || started.Subnet != "10.1.2.0/29" || started.Timestamp == 0 {
			t.Errorf("started: %+v", started)
		}
		if update.Scanning || len(update.Servers) != 1 || update.Errors == nil {
			t.Fatalf("update: %+v", update)
		}
		server := update.Servers[0]
		if server.IP != "10.1.2.3" || server.Host != server.IP || server.Port != 8006 || server.Type != "pve" || server.Version != "8.2.4" ||
			server.Hostname != "pve1.example" || server.Name != server.Hostname {
			t.Errorf("server: %+v", server)
		}
	})
}

func TestService_TellsThatAServerIsGone(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
		s.Apply(true, "auto")
		time.Sleep(time.Minute)
		b.mu.Lock()
		b.present, b.told = false, nil
		b.mu.Unlock()
		time.Sleep(5 * time.Minute)
		if got, want := b.events(), "started update complete"; got != want || names(view(t, s)) != "" {
			t.Errorf("told %q, want %q and no server", got, want)
		}
		time.Sleep(5 * time.Minute)
		if got, want := b.events(), "started complete"; got != want {
			t.Errorf("told %q, want %q: nothing changed", got, want)
		}
	})
}

func TestService_LeavesOutWhatIsConfigured(t *testing.T) {
	for _, host := range []string{"10.1.2.3", "pve1.example", "PVE1.example", "alias.example"} {
		inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
			b.configured = []discovery.Endpoint{{Host: host, Port: 8006}}
			s.Apply(true, "auto")
			time.Sleep(time.Minute)
			if v := view(t, s); len(v.Servers) > 0 {
				t.Errorf("configured as %s: offers %s", host, names(v))
			}
			b.mu.Lock()
			b.configured = []discovery.Endpoint{{Host: host, Port: 8007}}
			b.mu.Unlock()
			if v := view(t, s); len(v.Servers) != 1 {
				t.Errorf("another port of %s is configured: offers %q", host, names(v))
			}
		})
	}
}

func TestService_TakesSettingsOverWhileItSearches(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
		s.Apply(true, "10.9.0.0/20")
		time.Sleep(3 * time.Second)
		s.Apply(true, "10.1.2.0/29")
		time.Sleep(2 * time.Second)
		if v := view(t, s); v.Scanning || names(v) != "pve pve1.example" {
			t.Errorf("after the new network: %+v", v)
		}
		s.Apply(false, "10.1.2.0/29")
		if v := view(t, s); v.Enabled || len(v.Servers) > 0 {
			t.Errorf("switched off: %+v", v)
		}
		b.events()
		time.Sleep(time.Hour)
		if got := b.events(); got != "" {
			t.Errorf("switched off, it told %q", got)
		}
	})
}

func TestService_SearchesWhatAPersonAsksFor(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
		s.Apply(true, "10.9.0.0/29")
		time.Sleep(time.Minute)
		if err := s.Start("10.1.2.0/29"); err != nil {
			t.Fatal(err)
		}
		if v := view(t, s); !v.Scanning {
			t.Errorf("asked to search: %+v", v)
		}
		if err := s.Start("10.1.2.0/29"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		if v := view(t, s); names(v) != "pve pve1.example" || v.Scanning {
			t.Errorf("got %+v", v)
		}
		for _, wrong := range []string{"8.8.8.0/24", "10.0.0.0/8", "everywhere"} {
			if err := s.Start(wrong); err == nil {
				t.Errorf("%s is searched", wrong)
			}
		}
	})
}

func TestService_TellsWhichNetworksItDoesNotSearch(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *bubble, s *discovery.Service) {
		s.Apply(true, "10.0.0.0/8, 10.1.2.0/29")
		time.Sleep(time.Minute)
		v := view(t, s)
		if names(v) != "pve pve1.example" || len(v.Problems) != 1 || !strings.Contains(v.Problems[0], "10.0.0.0/8 is not searched") {
			t.Errorf("got %+v, want the network that can be searched, and words about the other", v)
		}
	})
}

func TestSearch_WorksWhileTheServiceIsOff(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble, s *discovery.Service) {
		v, err := s.Search(t.Context(), "")
		if err != nil || names(v) != "pve pve1.example" || v.Enabled {
			t.Errorf("got %+v, %v", v, err)
		}
		if got := b.events(); got != "" {
			t.Errorf("told %q", got)
		}
		if _, err := s.Search(t.Context(), "1.0.0.0/8"); err == nil {
			t.Error("a public network was searched")
		}
	})
}

func TestSearch_EndsAfterThirtySecondsWithWhatItFound(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *bubble, s *discovery.Service) {
		began := time.Now()
		v, err := s.Search(t.Context(), "10.1.2.0/29,10.2.0.0/20,10.3.0.0/20,10.4.0.0/20,10.5.0.0/20")
		if took := time.Since(began); err != nil || took > 31*time.Second || names(v) != "pve pve1.example" || len(v.Problems) != 1 {
			t.Errorf("after %s: %+v, %v", took, v, err)
		}
	})
}

func TestView_HasThePublishedForm(t *testing.T) {
	at := time.Unix(1760219854, 0)
	off := discovery.View{}.Aged(at)
	if off.Servers == nil || off.Errors == nil || off.Cached || off.Updated != nil || off.Age != nil {
		t.Errorf("off: %+v, want empty lists and nothing of a search", off)
	}
	before := discovery.View{Enabled: true, Scanning: true}.Aged(at)
	if before.Cached || *before.Updated != 0 || *before.Age != 0 || !before.Scanning {
		t.Errorf("before the first: %+v", before)
	}
	after := discovery.View{Enabled: true, At: at}.Aged(at.Add(90 * time.Second))
	if !after.Cached || *after.Updated != at.Unix() || *after.Age != 90 {
		t.Errorf("after a search: %+v", after)
	}
}

func TestService_EndsInTheMiddleOfASearch(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *bubble, s *discovery.Service) {
		s.Apply(true, "10.1.2.0/29")
		time.Sleep(50 * time.Millisecond)
		if v := view(t, s); !v.Scanning {
			t.Errorf("it does not search: %+v", v)
		}
	}) // which ends the service and waits for it
}
