package app

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"pulse/app/host"
	"pulse/app/prefs"
	"pulse/backend"
	"pulse/backend/fault"
)

func TestFailed_OffersWhatHelps(t *testing.T) {
	port := failed(t.Context(), fault.New(fault.Forbidden, "port 80 needs more rights").In("FRONTEND_PORT"), 80)
	if port.Port <= usualPort || port.Folder || port.Message != "Port 80 needs more rights." {
		t.Errorf("a port that needs rights: %+v", port)
	}
	data := failed(t.Context(), fault.New(fault.Damaged, "the database /x/pulse.db is damaged").In("/x/pulse.db"), 0)
	if data.Port != 0 || !data.Folder || data.Message != "The database /x/pulse.db is damaged." {
		t.Errorf("a damaged database: %+v", data)
	}
	if other := failed(t.Context(), errors.New("x"), 0); other.Message != "x" || !other.Folder {
		t.Errorf("anything else: %+v", other)
	}
}

// versioned is a window of version 2 as a client of a Pulse of version 1.
func versioned(t *testing.T) *program {
	t.Helper()
	file := placeFile(t)
	return &program{options: Options{Backend: backend.Options{Version: "2"}}, log: slog.New(slog.DiscardHandler), prefs: file}
}

func TestDiffers_UntilAPersonHasSeenThatVersion(t *testing.T) {
	p := versioned(t)
	if p.differs(host.Connection{Version: "2"}) || p.differs(host.Connection{Own: true}) || p.differs(host.Connection{}) {
		t.Error("the same version differs")
	}
	if !p.differs(host.Connection{Version: "1"}) {
		t.Error("another version does not differ")
	}
	if err := p.prefs.Update(func(c *prefs.Prefs) { c.Window.SeenVersion = "1" }); err != nil {
		t.Fatal(err)
	}
	if p.differs(host.Connection{Version: "1"}) {
		t.Error("asks again although it was answered")
	}
	if !p.differs(host.Connection{Version: "3"}) {
		t.Error("does not ask about yet another version")
	}
}

func TestOtherVersion_IsReplacedOnlyWhereNobodyRunsItAsAServer(t *testing.T) {
	for mode, restart := range map[string]bool{"desktop": true, "window": true, "foreground": false, "service": false} {
		got := otherVersion(host.Connection{Mode: mode, Version: "1", URL: "http://127.0.0.1:7655"}, "2")
		if got.Restart != restart || !got.Anyway || !strings.Contains(got.Message, "version 1") || !strings.Contains(got.Message, "version 2") {
			t.Errorf("%s: %+v", mode, got)
		}
	}
}
