package app

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"pulse/backend/fault"
)

// get asks the page handler for path while failure stands in the way.
func get(path string, failure error, port int) (status int, body string) {
	files := fstest.MapFS{"index.html": {Data: []byte("<html><head></head><body>dashboard</body></html>")}}
	stands := func(ctx context.Context) *problem {
		if failure == nil {
			return nil
		}
		return failed(ctx, failure, port)
	}
	handler := firstPage(files, stands)(http.FileServerFS(files))
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	return answer.Code, answer.Body.String()
}

func TestPages_AddressOfTheRouterGetsTheDashboardWithItsRuntime(t *testing.T) {
	status, body := get("/guests/pve1-100", nil, 7655)
	if status != http.StatusOK || !strings.Contains(body, "dashboard") || !strings.Contains(body, "/wails/runtime.js") {
		t.Errorf("status = %d, body = %q", status, body)
	}
}

func TestPages_RootLeavesTheRuntimeToWails(t *testing.T) {
	if status, body := get("/", nil, 7655); status != http.StatusOK || strings.Contains(body, "/wails/") {
		t.Errorf("status = %d, body = %q", status, body)
	}
}

func TestPages_MissingFileIsNotFound(t *testing.T) {
	if status, _ := get("/assets/gone.js", nil, 7655); status != http.StatusNotFound {
		t.Errorf("status = %d, want 404", status)
	}
}

func TestPages_ProblemIsToldInWordsAndEscaped(t *testing.T) {
	status, body := get("/", fault.New(fault.Damaged, "pulse.db <is> damaged"), 7655)
	if status != http.StatusOK || !strings.Contains(body, "Pulse.db &lt;is&gt; damaged.") {
		t.Errorf("status = %d, body = %q", status, body)
	}
	if strings.Contains(body, "this time") {
		t.Error("another port is offered although the port is not the problem")
	}
}

func TestPages_PortInUseOffersOneThatIsFree(t *testing.T) {
	used, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	port := used.Addr().(*net.TCPAddr).Port
	_, body := get("/", fault.New(fault.Taken, "port is in use").In("FRONTEND_PORT"), port-1)
	if !strings.Contains(body, "this time") {
		t.Errorf("no other port is offered: %q", body)
	}
	if strings.Contains(body, "Use port "+strings.TrimPrefix(used.Addr().String(), "127.0.0.1:")+" ") {
		t.Error("a port is offered that is in use")
	}
}
