package store

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

func TestDockerHosts_AreKeptAsTheyWere(t *testing.T) {
	s := open(t, t.TempDir())
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	host := DockerHost{
		Key: "key", Report: json.RawMessage(`{"host":{}}`), ReceivedAt: at, Silent: true,
		Token:     infra.AgentToken{ID: "t", Name: "agents", Hint: "a…b", UsedAt: at},
		Enrolment: infra.Enrolment{Hidden: true, Command: &infra.AgentCommand{ID: "c", Type: "stop", Status: infra.CommandQueued, ExpiresAt: at}},
	}
	for range 2 { // again in place of itself
		if err := s.SaveDockerHost(t.Context(), host); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.DockerHosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]DockerHost{host}, got); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
}

func TestRemoveDockerHost_BlocksItUntilTheBlockIsLifted(t *testing.T) {
	s := open(t, t.TempDir())
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := s.SaveDockerHost(t.Context(), DockerHost{Key: "key", Report: json.RawMessage(`{}`), ReceivedAt: at}); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveDockerHost(t.Context(), DockerBlock{"key", "docker1", at}); err != nil {
		t.Fatal(err)
	}
	hosts, err := s.DockerHosts(t.Context())
	if err != nil || len(hosts) != 0 {
		t.Errorf("hosts %v, %v", hosts, err)
	}
	blocks, err := s.DockerBlocks(t.Context())
	if err != nil || !cmp.Equal(blocks, []DockerBlock{{"key", "docker1", at}}) {
		t.Errorf("blocks %v, %v", blocks, err)
	}
	if err := s.LiftDockerBlock(t.Context(), "key"); err != nil {
		t.Fatal(err)
	}
	if blocks, err := s.DockerBlocks(t.Context()); err != nil || len(blocks) != 0 {
		t.Errorf("blocks %v, %v", blocks, err)
	}
}
