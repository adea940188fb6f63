package discovery_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/discovery"
)

func TestScan_IsNotHeldUpByHostileAnswers(t *testing.T) {
	lan := newLAN(t)
	lan.secure("10.1.2.1:8006", "Proxmox Virtual Environment", "endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(strings.Repeat("x", 32<<10))); err != nil {
				return
			}
		}
	})
	lan.secure("10.1.2.2:8006", "Proxmox Virtual Environment", "boastful", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 128<<10))
	})
	lan.secure("10.1.2.3:8006", "Proxmox Virtual Environment", "dropping", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	lan.raw("10.1.2.4:8006", func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.2\r\n") })
	lan.raw("10.1.2.5:8006", func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\nplain") })
	lan.raw("10.1.2.6:8006", func(net.Conn) {})
	lan.secure("10.1.2.7:8006", "Proxmox Virtual Environment", "pve1", says(401, noTicket, map[string]string{"/": hypervisor}))
	var names []string
	for _, s := range lan.scan("10.1.2.0/24") {
		names = append(names, s.Hostname)
	}
	slices.Sort(names)
	if want := []string{"endless", "pve1"}; !slices.Equal(names, want) {
		t.Errorf("found %v, want %v: the one with an endless body by its certificate", names, want)
	}
}

// silent never says a word, over a connection that only the caller ends.
func silent(_ context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		_, _ = io.Copy(io.Discard, theirs)
	}()
	return ours, nil
}

func TestScan_GivesUpOnServersThatNeverSpeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := discovery.Scanner{Dial: silent}
		began := time.Now()
		_, err := s.Scan(t.Context(), prefixes(t, "10.1.2.3/32"), func(s discovery.Server) { t.Errorf("found %+v", s) })
		if took := time.Since(began); err != nil || took > 12*time.Second {
			t.Errorf("took %s with %v, want at most 12 s", took, err)
		}
	})
}

func TestScan_GivesUpOnConnectionsThatNeverOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := discovery.Scanner{Parallel: 64, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		began := time.Now()
		progress, err := s.Scan(t.Context(), prefixes(t, "10.1.2.0/24"), func(discovery.Server) {})
		if took := time.Since(began); err != nil || progress.Asked != 508 || took > 8*time.Second {
			t.Errorf("%+v in %s with %v, want 508 doors within 8 s", progress, took, err)
		}
	})
}

func TestScan_EndsWhenItIsCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		s := discovery.Scanner{Dial: silent}
		began := time.Now()
		progress, err := s.Scan(ctx, prefixes(t, "10.1.0.0/20"), func(discovery.Server) {})
		if !errors.Is(err, context.Canceled) || time.Since(began) != time.Second || progress.Asked >= progress.Total {
			t.Errorf("%+v, %v after %s, want an end at once after 1 s", progress, err, time.Since(began))
		}
	})
}

func TestScan_IsGentle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lan := newLAN(t)
		slow := func(ctx context.Context, network, address string) (net.Conn, error) {
			lan.mu.Lock()
			lan.open++
			lan.busiest = max(lan.busiest, lan.open)
			lan.mu.Unlock()
			time.Sleep(100 * time.Millisecond) // the bubble's clock
			lan.mu.Lock()
			lan.open--
			lan.dialed = append(lan.dialed, address)
			lan.mu.Unlock()
			return nil, errors.New("nobody there")
		}
		s := discovery.Scanner{Dial: slow, Parallel: 10}
		if _, err := s.Scan(t.Context(), prefixes(t, "10.1.2.0/24", "10.1.2.128/25"), func(discovery.Server) {}); err != nil {
			t.Fatal(err)
		}
		if lan.busiest != 10 {
			t.Errorf("%d connections at once, want 10", lan.busiest)
		}
		var want []string
		for i := 1; i < 255; i++ {
			want = append(want, fmt.Sprintf("10.1.2.%d:8006", i), fmt.Sprintf("10.1.2.%d:8007", i))
		}
		slices.Sort(want)
		slices.Sort(lan.dialed)
		if !slices.Equal(lan.dialed, want) {
			t.Errorf("%d doors were tried, want each of %d once, without the network and its broadcast", len(lan.dialed), len(want))
		}
	})
}

func TestScan_AsksEachServerFewQuestions(t *testing.T) {
	lan := newLAN(t)
	var asked []string
	lan.secure("10.1.2.3:8006", "Proxmox Virtual Environment", "pve1", func(w http.ResponseWriter, r *http.Request) {
		lan.mu.Lock()
		asked = append(asked, r.Method+" "+r.URL.Path)
		lan.mu.Unlock()
		if len(r.Cookies()) > 0 || r.Header.Get("Authorization") != "" {
			t.Error("a credential was sent")
		}
		says(401, noTicket, map[string]string{"/": hypervisor})(w, r)
	})
	lan.scan("10.1.2.3/32")
	lan.mu.Lock()
	defer lan.mu.Unlock()
	if want := []string{"GET /api2/json/version", "GET /"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}
