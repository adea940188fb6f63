package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/system"
)

// foreign are recorded answers that are not decoded, and why.
var foreign = map[string]string{
	"containers_json--dpy.json":            "times written as words (\"2 days ago\") instead of seconds; no engine sends that",
	"containers_json--pyp.json":            "time and sizes as strings, from a description and not from an engine",
	"containers_{id}_changes--dpy.json":    "not called",
	"containers_{id}_json--pyp.json":       "an address that is the word \"string\", from a description and not from an engine",
	"distribution_{name}_json--pyp.json":   "not called",
	"distribution_{name}_json--pyp-2.json": "not called",
	"events--dpy.json":                     "not called",
	"events--pyp.json":                     "not called",
	"images_json--dpy.json":                "not called",
	"images_{name}_json--dpy.json":         "not called",
	"images_{name}_json--pyp.json":         "not called",
	"system_df--pyp.json":                  "not called",
	"volumes--dpy.json":                    "not called",
	"volumes--pyp.json":                    "not called",
	"volumes_{name}--pyp.json":             "not called",
}

// decoders turn a recorded answer into the value that is asserted.
var decoders = map[string]func([]byte) (any, error){
	"info": func(b []byte) (any, error) {
		var v system.Info
		err := json.Unmarshal(b, &v)
		return []any{v.ServerVersion, v.NCPU, v.MemTotal}, err
	},
	"version": func(b []byte) (any, error) {
		var v struct{ Version, APIVersion string }
		err := json.Unmarshal(b, &v)
		return []any{v.Version, v.APIVersion}, err
	},
	"containers_{id}_json": func(b []byte) (any, error) {
		var v container.InspectResponse
		err := json.Unmarshal(b, &v)
		c := describe(&container.Summary{}, &v, noon)
		return []any{c.Name, c.State, c.Health}, err
	},
	"containers_{id}_stats": func(b []byte) (any, error) {
		s, err := parseStats(b)
		return []any{int64(s.CPU.Usage.Total), s.used(), s.limit(0)}, err
	},
}

var recorded = map[string]any{
	"info--bsz.json":                    []any{"27.0.1", 4, int64(2095882240)},
	"info--dpy.json":                    []any{"", 0, int64(0)},
	"info--pyp.json":                    []any{"24.0.2", 4, int64(2095882240)},
	"version--dpy.json":                 []any{"18.01.0-ce", "1.35"},
	"version--pyp.json":                 []any{"19.03.12", "1.40"},
	"containers_{id}_json--dpy.json":    []any{"foobar", "running", ""},
	"containers_{id}_stats--bsz.json":   []any{int64(312055276000), int64(342269952), int64(0)},
	"containers_{id}_stats--bsz-2.json": []any{int64(314891801000), int64(342269952), int64(0)},
	"containers_{id}_stats--dpy.json":   []any{int64(157260874053), int64(176218112), int64(8039038976)},
	"containers_{id}_stats--pyp.json":   []any{int64(100215355), int64(6537216), int64(67108864)},
	"containers_{id}_stats--pyp-2.json": []any{int64(500431710), int64(6537216), int64(67108864)},
}

func TestRecordedAnswersAreUnderstood(t *testing.T) {
	folder := os.Getenv("PULSE_RECORDED")
	if folder == "" {
		t.Skip("PULSE_RECORDED does not name a folder of recorded answers")
	}
	files, err := filepath.Glob(filepath.Join(folder, "Docker", "engine", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded answers of Docker in %s: %v", folder, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if foreign[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			endpoint, _, _ := strings.Cut(name, "--")
			decode := decoders[endpoint]
			if decode == nil {
				t.Fatal("neither decoded nor listed with a reason")
			}
			got, err := decode(body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(recorded[name], got); diff != "" {
				t.Errorf("want - got +\n%s", diff)
			}
		})
	}
}
