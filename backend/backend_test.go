package backend_test

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pulse/backend"
	"pulse/backend/fault"
)

func TestPulse_FromAnEmptyFolderToANoticeAndBack(t *testing.T) {
	dir := t.TempDir()
	lab, connection := cluster(t, small(4))
	hook := receive(t)

	p := launch(t, dir, nil)
	p.tellHere(hook)
	added := p.call("POST", "/api/config/nodes", connection, http.StatusCreated).(map[string]any)
	if added["id"] != "pve-0" {
		t.Errorf("id of the new connection = %v, want pve-0", added["id"])
	}
	eventually(t, "guests are in the state", func() bool { return len(p.rows("vms")) == 4 })
	eventually(t, "both nodes are healthy", func() bool {
		nodes := p.rows("nodes")
		return len(nodes) == 2 && nodes["lab-pve1"]["connectionHealth"] == "healthy" && nodes["lab-pve1"]["clusterName"] == "lab"
	})
	eventually(t, "the detail has come", func() bool { return p.rows("vms")["lab-pve1-100"]["diskStatusReason"] == nil })

	if err := lab.Stop(100); err != nil {
		t.Fatal(err)
	}
	const alertID = "guest-powered-off-lab-pve1-100"
	eventually(t, "the alert is active", func() bool { return p.rows("activeAlerts")[alertID] != nil })
	eventually(t, "the notice has come", func() bool { return hook.told("firing", alertID) == 1 })
	p.call("POST", "/api/alerts/"+alertID+"/acknowledge", nil, 200)

	p.stop()
	p = launch(t, dir, nil)
	if got := p.rows("activeAlerts")[alertID]; got == nil || got["acknowledged"] != true {
		t.Errorf("after the restart the alert is %v, want it acknowledged", got)
	}
	if got := p.call("GET", "/api/config/nodes", nil, 200).([]any); len(got) != 1 {
		t.Errorf("after the restart there are %d connections", len(got))
	}
	eventually(t, "guests are back", func() bool { return len(p.rows("vms")) == 4 })
	charts := p.call("GET", "/api/charts?range=1h", nil, 200).(map[string]any)
	if series := charts["data"].(map[string]any)["lab-pve2-101"]; series == nil {
		t.Error("no chart of a guest after the restart")
	}

	if err := lab.Start(100); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the alert has ended", func() bool { return p.rows("activeAlerts")[alertID] == nil })
	eventually(t, "the recovery has been told", func() bool { return hook.told("resolved", alertID) == 1 })
	if got := hook.told("firing", alertID); got != 1 {
		t.Errorf("the alert was told %d times, want once", got)
	}
}

func TestPulse_AMigratedGuestKeepsItsAlertUnderItsNewID(t *testing.T) {
	lab, connection := cluster(t, small(2))
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	p.call("PUT", "/api/alerts/config", map[string]any{"overrides": map[string]any{"lab-pve1-100": map[string]any{"poweredOffSeverity": "critical"}}}, 200)
	eventually(t, "guests are in the state", func() bool { return len(p.rows("vms")) == 2 })
	if err := lab.Stop(100); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the alert is active", func() bool { return p.rows("activeAlerts")["guest-powered-off-lab-pve1-100"] != nil })
	if err := lab.Migrate(100, "pve2"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the alert has moved along", func() bool {
		alerts := p.rows("activeAlerts")
		moved := alerts["guest-powered-off-lab-pve2-100"]
		return moved != nil && moved["level"] == "critical" && alerts["guest-powered-off-lab-pve1-100"] == nil
	})
	overrides := p.call("GET", "/api/alerts/config", nil, 200).(map[string]any)["overrides"].(map[string]any)
	if overrides["lab-pve2-100"] == nil {
		t.Errorf("overrides = %v, want the one of the guest under its new id", overrides)
	}
}

func TestPulse_ADeadClusterDelaysNobodyAndSaysWhy(t *testing.T) {
	_, good := cluster(t, small(2))
	p := launch(t, t.TempDir(), nil)
	dead := map[string]any{"type": "pve", "name": "dead", "host": "https://127.0.0.1:1", "tokenName": "a@pve!b", "tokenValue": "c"}
	p.call("POST", "/api/config/nodes", dead, http.StatusCreated)
	p.call("POST", "/api/config/nodes", good, http.StatusCreated)
	eventually(t, "the good one is watched", func() bool { return len(p.rows("vms")) == 2 })
	eventually(t, "the dead one has a placeholder with the reason", func() bool {
		failed := p.rows("nodes")["dead-failed"]
		return failed != nil && strings.Contains(failed["staleReason"].(string), "127.0.0.1:1")
	})
}

func TestPulse_ClientsOfBothFeedsSeeAChangeAtOnce(t *testing.T) {
	lab, connection := cluster(t, small(1))
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	eventually(t, "the guest is there", func() bool { return len(p.rows("vms")) == 1 })
	socket := "ws" + strings.TrimPrefix(p.url, "http") + "/ws"
	header := http.Header{"Authorization": {"Bearer " + p.token}}
	for name, protocols := range map[string][]string{"published": nil, "compact": {"pulse.delta.v1"}} {
		t.Run(name, func(t *testing.T) {
			dialer := websocket.Dialer{Subprotocols: protocols}
			conn, _, err := dialer.Dial(socket, header)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := lab.Stop(100); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = lab.Start(100) }()
			_ = conn.SetReadDeadline(time.Now().Add(patience))
			for {
				_, message, err := conn.ReadMessage()
				if err != nil {
					t.Fatalf("the change never came: %v", err)
				}
				if strings.Contains(string(message), `"status":"stopped"`) {
					return
				}
			}
		})
	}
}

func TestPulse_ListensElsewhereAtOnceWhenTold(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, dir, func(o *backend.Options) { o.Host = "" })
	other := launch(t, t.TempDir(), nil)
	portOf := func(url string) int {
		port, err := strconv.Atoi(url[strings.LastIndex(url, ":")+1:])
		if err != nil {
			t.Fatal(err)
		}
		return port
	}
	taken := p.call("POST", "/api/system/settings/update", map[string]any{"listenHost": "127.0.0.1", "listenPort": portOf(other.url)}, http.StatusConflict)
	if taken == nil {
		t.Error("no reason is given for a port in use")
	}
	p.call("GET", "/api/health", nil, 200) // still here
	other.stop()
	p.call("POST", "/api/system/settings/update", map[string]any{"listenHost": "127.0.0.1", "listenPort": portOf(other.url)}, 200)
	old := p.url
	p.url = other.url
	eventually(t, "the new port answers", func() bool { code, _, err := p.try("GET", "/api/health", nil); return err == nil && code == 200 })
	if conn, err := net.Dial("tcp", strings.TrimPrefix(old, "http://")); err == nil {
		_ = conn.Close()
		t.Error("the old port is still open")
	}
	if host, err := backend.ReadHost(dir); err != nil || host.URL != p.url {
		t.Errorf("run.json says %q (%v), want %s", host.URL, err, p.url)
	}
}

func TestNew_RefusesADataFolderInUse(t *testing.T) {
	dir := t.TempDir()
	launch(t, dir, nil)
	_, err := backend.New(options(t, dir))
	if !errors.Is(err, backend.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
	if !strings.Contains(err.Error(), dir) {
		t.Errorf("the message does not name the folder: %v", err)
	}
}

func TestNew_RefusesAPortInUseAndNamesIt(t *testing.T) {
	first := launch(t, t.TempDir(), nil)
	port := first.url[strings.LastIndex(first.url, ":")+1:]
	o := options(t, t.TempDir())
	for _, digit := range port {
		o.Port = max(o.Port, 0)*10 + int(digit-'0')
	}
	_, err := backend.New(o)
	if !fault.Is(err, fault.Taken) || !strings.Contains(err.Error(), port) {
		t.Errorf("got %v, want that port %s is in use", err, port)
	}
}

func TestNew_RefusesToStartWithoutTheKeyOfSealedData(t *testing.T) {
	dir := t.TempDir()
	_, connection := cluster(t, small(1))
	p := launch(t, dir, nil)
	p.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	p.stop()
	remove(t, dir+"/.encryption.key")
	_, err := backend.New(options(t, dir))
	if !fault.Is(err, fault.Damaged) || !strings.Contains(err.Error(), ".encryption.key") {
		t.Errorf("got %v, want that the key is missing", err)
	}
}

func TestPulse_MockModeShowsAnEstateAndGivesTheRealOneBack(t *testing.T) {
	_, connection := cluster(t, small(1))
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	eventually(t, "the real guest is there", func() bool { return p.rows("vms")["lab-pve1-100"] != nil })
	p.call("POST", "/api/system/mock-mode", map[string]any{"enabled": true}, 200)
	eventually(t, "only the made-up estate is shown", func() bool {
		vms := p.rows("vms")
		return len(vms) > 20 && !hasPrefix(vms, "lab-")
	})
	p.call("POST", "/api/system/mock-mode", map[string]any{"enabled": false}, 200)
	eventually(t, "the real guest is back", func() bool {
		vms := p.rows("vms")
		return len(vms) == 1 && vms["lab-pve1-100"] != nil
	})
}
