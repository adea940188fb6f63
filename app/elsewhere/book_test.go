package elsewhere

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"pulse/app/prefs"
	"pulse/backend/httpclient"
	"pulse/service/place"
)

// withService is a book of an account on a computer with a service.
func withService(t *testing.T, url string) *Book {
	t.Helper()
	b := Open(prefs.File(filepath.Join(t.TempDir(), "desktop.json")), t.TempDir())
	b.service = func() (prefs.Pulse, bool) { return ServiceAt(place.Service{URL: url}), true }
	return b
}

func TestChosen_IsTheServiceWhereNobodyChoseAndThereIsNoOwnData(t *testing.T) {
	b := withService(t, "http://127.0.0.1:7655")
	if p, ok := b.Chosen(); !ok || p.ID != ServiceID || p.URL != "http://127.0.0.1:7655" {
		t.Errorf("chosen = %+v, %v", p, ok)
	}
	if err := os.WriteFile(filepath.Join(b.dataDir, "pulse.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if p, ok := b.Chosen(); ok {
		t.Errorf("chosen = %+v although there is own data", p)
	}
	if err := b.Use(ServiceID); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.Chosen(); !ok {
		t.Error("the choice of a person does not count")
	}
	if err := b.Use(prefs.ThisComputer); err != nil {
		t.Fatal(err)
	}
	if p, ok := b.Chosen(); ok {
		t.Errorf("chosen = %+v after this computer was", p)
	}
}

func TestChosen_IsThisComputerWhenTheServiceIsGone(t *testing.T) {
	b := withService(t, "http://127.0.0.1:7655")
	if err := b.Use(ServiceID); err != nil {
		t.Fatal(err)
	}
	b.service = func() (prefs.Pulse, bool) { return prefs.Pulse{}, false }
	if p, ok := b.Chosen(); ok || len(b.All()) != 0 {
		t.Errorf("chosen = %+v, known %v", p, b.All())
	}
}

func TestChosen_FollowsTheAddressOfTheService(t *testing.T) {
	b := withService(t, "http://127.0.0.1:7655")
	if err := b.change(func(e *prefs.Elsewhere) { e.Put(prefs.Pulse{ID: ServiceID, URL: "http://127.0.0.1:1", TokenID: "t1"}) }); err != nil {
		t.Fatal(err)
	}
	if p, _ := b.Chosen(); p.URL != "http://127.0.0.1:7655" || p.TokenID != "t1" {
		t.Errorf("chosen = %+v", p)
	}
}

func TestChosen_StaysWhileTheFileCannotBeRead(t *testing.T) {
	b := withService(t, "http://127.0.0.1:7655")
	if err := b.keep(prefs.Pulse{ID: "n1", Name: "nas.lan"}, true); err != nil {
		t.Fatal(err)
	}
	if p, ok := b.Chosen(); !ok || p.ID != "n1" {
		t.Fatalf("chosen = %+v, %v", p, ok)
	}
	if err := os.WriteFile(string(b.prefs), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, ok := b.Chosen(); !ok || p.ID != "n1" {
		t.Errorf("chosen = %+v, %v after the file was damaged", p, ok)
	}
}

func TestServiceOf_PinsTheCertificateThatWasWrittenDown(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	cert := server.Certificate()
	p := ServiceAt(place.Service{URL: server.URL, Certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))})
	if p.Fingerprint != httpclient.Fingerprint(cert) {
		t.Errorf("fingerprint %q", p.Fingerprint)
	}
}
