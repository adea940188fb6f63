package proxmox

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
)

func TestCertificate_IsToldBeforeItIsBelieved(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	found, err := Certificate(t.Context(), server.URL, "Product", source.Env{})
	if want := httpclient.Fingerprint(server.Certificate()); err != nil || found.Fingerprint != want || found.Trusted {
		t.Errorf("found %+v, %v; want the untrusted %s", found, err, want)
	}
	server.Close()
	if _, err := Certificate(t.Context(), server.URL, "Product", source.Env{}); source.Failure(err).Kind != infra.FailUnreachable {
		t.Errorf("nobody there: %v, want that it is unreachable", err)
	}
}

func TestCertificate_ThereIsNoneWithoutTLS(t *testing.T) {
	if found, err := Certificate(t.Context(), "http://127.0.0.1:1", "Product", source.Env{}); err != nil || found.Fingerprint != "" {
		t.Errorf("found %+v, %v; want nothing", found, err)
	}
}
