package api

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/wire"
)

func TestChanges_AreListedNewestFirstAndByResource(t *testing.T) {
	f := newFixture(t, withAccount(t))
	begin := noon.Add(-time.Hour)
	err := f.store.Commit(t.Context(), alert.Batch{Next: alert.Active{}, Events: []infra.Event{
		{At: begin, Resource: "guest:pve-0/101", PublicID: "lab-pve1-101", Kind: infra.EventStopped, Text: "web stopped"},
		{At: noon, Resource: "node:pve-0/pve1", PublicID: "lab-pve1", Kind: infra.EventVersion, Text: "pve1: Proxmox VE 9.0 → 9.1"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	url := fmt.Sprintf("/api/changes?from=%d&to=%d", begin.UnixMilli(), noon.UnixMilli())
	stopped := wire.Change{At: begin.UnixMilli(), ResourceID: "lab-pve1-101", Kind: "stopped", Text: "web stopped", Data: map[string]any{}}
	version := wire.Change{At: noon.UnixMilli(), ResourceID: "lab-pve1", Kind: "version", Text: "pve1: Proxmox VE 9.0 → 9.1", Data: map[string]any{}}
	for _, c := range []struct {
		name, query string
		want        []wire.Change
	}{
		{"all", "", []wire.Change{version, stopped}},
		{"of a guest", "&resource=lab-pve1-101", []wire.Change{stopped}},
		{"of nobody", "&resource=nobody", []wire.Change{}},
		{"the newest", "&limit=1", []wire.Change{version}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decoded[[]wire.Change](t, f.admin(http.StatusOK, "GET", url+c.query, ""))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestChanges_RefusesWhatMakesNoSense(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, query := range []string{"", "?from=0", "?to=1", "?from=2&to=1", "?from=x&to=1", "?from=0&to=1&limit=0", "?from=0&to=1&limit=many"} {
		t.Run(query, func(t *testing.T) { f.admin(http.StatusBadRequest, "GET", "/api/changes"+query, "") })
	}
}
