package enroll

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve"
	"pulse/backend/source/pve/pvetest"
)

// shelf keeps targets in memory, with names that are unique.
type shelf struct {
	mu      sync.Mutex
	targets []source.Target
}

func (s *shelf) Targets(context.Context) ([]source.Target, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.targets), nil
}

func (s *shelf) AddTarget(_ context.Context, t source.Target) (source.Target, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.targets {
		if other.Name == t.Name {
			return t, fault.New(fault.Conflict, "taken")
		}
	}
	t.ID = infra.TargetID(fmt.Sprintf("pve-%d", len(s.targets)))
	s.targets = append(s.targets, t)
	return t, nil
}

func (s *shelf) UpdateTarget(_ context.Context, t source.Target) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.targets, func(other source.Target) bool { return other.ID == t.ID })
	s.targets[at] = t
	return nil
}

// server is a simulated Proxmox VE server on the network.
type server struct {
	*httptest.Server
	cluster *pvetest.Cluster
}

func newServer(t *testing.T) *server {
	t.Helper()
	c := pvetest.New(pvetest.Small())
	s := &server{cluster: c}
	s.Server = httptest.NewTLSServer(c.Handler(c.Nodes()[0]))
	t.Cleanup(s.Close)
	return s
}

func newService(targets *shelf) *Service {
	return New(Options{Store: targets, Kinds: []source.Kind{pve.Kind(), {Name: "pmg"}}, Now: func() time.Time { return *noon() }})
}

func (s *server) registration(id, secret string) Registration {
	return Registration{Kind: "pve", Host: s.URL, Name: "pve1", TokenID: id, TokenValue: secret}
}

func TestRegister_PinsTheCertificateThatTheServerShows(t *testing.T) {
	s, kept := newServer(t), new(shelf)
	service := newService(kept)
	added, err := service.Register(t.Context(), s.registration(pvetest.Token, pvetest.Secret))
	if err != nil {
		t.Fatal(err)
	}
	if want := httpclient.Fingerprint(s.Certificate()); added.Fingerprint != want || added.VerifyTLS || added.Name != "pve1" || added.Cluster.Name == "" {
		t.Errorf("target %+v, want fingerprint %s", added, want)
	}
	if !service.JustRegistered(added.ID) || service.JustRegistered("pve-9") {
		t.Error("it is not known as just registered")
	}
}

func TestRegister_StoresNothingThatDoesNotWork(t *testing.T) {
	s, kept := newServer(t), new(shelf)
	service := newService(kept)
	gone := newServer(t)
	gone.Close()
	for name, in := range map[string]Registration{
		"wrong secret":  s.registration(pvetest.Token, "wrong"),
		"unknown token": s.registration("nobody@pam!x", "x"),
		"silent server": gone.registration(pvetest.Token, pvetest.Secret),
		"plain HTTP":    {Kind: "pve", Host: strings.Replace(s.URL, "https", "http", 1), TokenID: pvetest.Token, TokenValue: pvetest.Secret},
	} {
		if _, err := service.Register(t.Context(), in); !isUnreachable(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, in := range map[string]Registration{
		"unknown kind": {Kind: "x", Host: s.URL}, "bad host": {Kind: "pve", Host: "a b"}, "bad token": s.registration("no-user", "x"),
	} {
		if _, err := service.Register(t.Context(), in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(kept.targets) != 0 {
		t.Errorf("%d targets are stored", len(kept.targets))
	}
}

func isUnreachable(err error) bool {
	_, ok := errors.AsType[*Unreachable](err)
	return ok
}

func TestRegister_NeverSendsATokenToAnotherCertificateThanThePinnedOne(t *testing.T) {
	s := newServer(t)
	kept := &shelf{targets: []source.Target{{ID: "pve-0", Kind: "pve", Name: "lab", Host: s.URL, TokenName: "old@pam!t", TokenValue: "old", Fingerprint: "AA:BB"}}}
	in := s.registration(pvetest.Token, pvetest.Secret)
	in.MayReplace = true
	if _, err := newService(kept).Register(t.Context(), in); !isUnreachable(err) {
		t.Errorf("got %v", err)
	}
	if kept.targets[0].TokenValue != "old" {
		t.Error("the credential was replaced")
	}
	if n := s.cluster.RequestTotal(); n != 0 {
		t.Errorf("%d requests reached the server", n)
	}
}

func TestRegister_ReplacesAKnownCredentialOnlyWhenItMay(t *testing.T) {
	s := newServer(t)
	before := source.Target{ID: "pve-0", Kind: "pve", Name: "mine", Host: s.URL, User: "root@pam", Password: "p", Monitor: map[string]bool{"backups": false}}
	kept := &shelf{targets: []source.Target{before}}
	service, in := newService(kept), s.registration(pvetest.Token, pvetest.Secret)
	if _, err := service.Register(t.Context(), in); !fault.Is(err, fault.Unauthorized) || kept.targets[0].Password != "p" {
		t.Errorf("without the right: %v", err)
	}
	in.MayReplace = true
	if _, err := service.Register(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	after := kept.targets[0]
	if after.Name != "mine" || after.Password != "" || after.TokenName != pvetest.Token || after.TokenValue != pvetest.Secret || after.Monitor["backups"] || after.Fingerprint == "" {
		t.Errorf("target %+v", after)
	}
}

func TestRegister_GivesANameThatIsFree(t *testing.T) {
	s := newServer(t)
	kept := &shelf{targets: []source.Target{{ID: "pve-9", Kind: "pve", Name: "pve1", Host: "https://other:8006"}}}
	if added, err := newService(kept).Register(t.Context(), s.registration(pvetest.Token, pvetest.Secret)); err != nil || added.Name != "pve1-2" {
		t.Errorf("name %q, %v", added.Name, err)
	}
}
