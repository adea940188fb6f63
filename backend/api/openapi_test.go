package api

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestDocument_DescribesEveryRoute(t *testing.T) {
	var document struct {
		OpenAPI    string
		Paths      map[string]map[string]map[string]any
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(Document(), &document); err != nil {
		t.Fatal(err)
	}
	operations := 0
	for _, path := range document.Paths {
		operations += len(path)
	}
	described, ids := 0, map[string]bool{}
	for _, route := range Routes() {
		if route.Summary == "" {
			if route.In != nil || route.Out != nil {
				t.Errorf("%s %s is not described", route.Method, route.Path)
			}
			continue
		}
		described++
		operation := document.Paths[plainPath(route.Path)][strings.ToLower(route.Method)]
		id, _ := operation["operationId"].(string)
		if id == "" || ids[id] {
			t.Errorf("%s %s: %v", route.Method, route.Path, operation)
		}
		ids[id] = true
	}
	if operations != described || document.OpenAPI != "3.1.0" {
		t.Errorf("%d operations for %d routes", operations, described)
	}
	text := string(Document())
	for _, piece := range strings.Split(text, "#/components/schemas/")[1:] {
		name, _, _ := strings.Cut(piece, `"`)
		if document.Components.Schemas[name] == nil {
			t.Errorf("schema %s is referred to, but not there", name)
		}
	}
	node, err := json.Marshal(document.Components.Schemas["ConfigNode"])
	if err != nil || strings.Contains(string(node), "tokenValue") || strings.Contains(string(node), `"password"`) {
		t.Errorf("an answer has credentials: %s, %v", node, err)
	}
}

func TestDocument_SaysWhatMayBeNull(t *testing.T) {
	var document struct {
		Components struct {
			Schemas map[string]struct{ Properties map[string]struct{ Type any } }
		}
	}
	if err := json.Unmarshal(Document(), &document); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ schema, member, kind string }{
		{"GuestMetadata", "tags", "array"},
		{"Webhook", "headers", "object"},
		{"MockConfig", "highLoadNodes", "array"},
		{"Alerts", "metricTimeThresholds", "object"},
		{"Node", "loadAverage", "array"},
	}
	for _, c := range cases {
		got := document.Components.Schemas[c.schema].Properties[c.member].Type
		if want := []any{c.kind, "null"}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s.%s: type %v, want %v", c.schema, c.member, got, want)
		}
	}
}

func TestDocument_IsTheOneThatTheDashboardWasBuiltFrom(t *testing.T) {
	kept, err := os.ReadFile("../../frontend/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != string(Document()) {
		t.Error("frontend/openapi.json is stale: run go generate ./backend/api")
	}
}
