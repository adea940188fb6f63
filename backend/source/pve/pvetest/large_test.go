package pvetest_test

import (
	"net/http"
	"testing"

	"pulse/backend/source/pve/pvetest"
)

func TestLargeEstate_IsServedWhole(t *testing.T) {
	c := pvetest.New(pvetest.Estate(160, 5000, 1))
	pve := ask(t, c, "pve1")
	if got := len(pve.get("/cluster/resources?type=vm").rows(t)); got != 5000 {
		t.Errorf("%d guests, want 5000", got)
	}
	names := map[any]bool{}
	for _, row := range pve.get("/cluster/resources?type=vm").rows(t) {
		names[row["name"]] = true
	}
	if len(names) != 5000 {
		t.Errorf("%d different names, want 5000", len(names))
	}
	for _, node := range pve.get("/nodes").rows(t) {
		if cpu := node["cpu"].(float64); cpu <= 0 || cpu >= 0.95 {
			t.Errorf("%v has a load of %v", node["node"], cpu)
		}
	}
}

func BenchmarkResources5000(b *testing.B) {
	network := pvetest.NewNetwork(pvetest.New(pvetest.Estate(160, 5000, 1)))
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "https://pve1:8006/api2/json/cluster/resources?type=vm", nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header = token(pvetest.Token, pvetest.Secret)
	for b.Loop() {
		if _, err := network.RoundTrip(req); err != nil {
			b.Fatal(err)
		}
	}
}
