//go:build !windows

package main

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"pulse/backend"
	"pulse/backend/update"
)

// The variables by which a test tells a process of the drill what it is.
const (
	drillVersion = "PULSE_DRILL_VERSION" // which version it says that it is
	drillConduct = "PULSE_DRILL_CONDUCT" // how it behaves; empty = well
	drillKill    = "PULSE_DRILL_KILL"    // the step of an update at which it is killed
)

func TestMain(m *testing.M) {
	if os.Getenv(drillVersion) != "" {
		os.Exit(drill())
	}
	os.Exit(m.Run())
}

// drill is pulse-server with a version of the test's choice, shorter times and
// the faults that the test asks for.
func drill() int {
	version = os.Getenv(drillVersion)
	conduct := os.Getenv(drillConduct)
	if conduct == "another version" {
		version = "v9.9.9"
	}
	if strange := conducts()[conduct]; strange != nil {
		return strange()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return executeWith(ctx, serving{
		args: os.Args[1:], stdout: os.Stdout, stderr: os.Stderr,
		pace: update.Pace{Ask: 30 * time.Millisecond, Steady: 300 * time.Millisecond, Limit: 6 * time.Second, Grace: time.Second},
		step: func(name string) {
			if name == os.Getenv(drillKill) {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		},
		adjust: func(o *backend.Options) {
			o.Log = slog.New(mortal{o.Log.Handler(), os.Getenv(drillKill)})
			if conduct == "crash when it answers" {
				time.AfterFunc(100*time.Millisecond, func() { os.Exit(3) })
			}
		},
	})
}

// conducts are the ways in which a new version can be bad from its start on.
func conducts() map[string]func() int {
	return map[string]func() int{
		"crash": func() int { return 3 },
		"silence": func() int {
			signal.Ignore(syscall.SIGTERM, syscall.SIGINT)
			select {}
		},
		"migration and silence": func() int {
			migrate()
			select {}
		},
		"migration and the end of its supervisor": func() int {
			migrate()
			_ = syscall.Kill(os.Getppid(), syscall.SIGKILL)
			select {}
		},
	}
}

// migrate brings both databases to a schema that the old version refuses.
func migrate() {
	for _, name := range []string{"pulse.db", "history.db"} {
		db, err := sql.Open("sqlite3", filepath.Join(os.Getenv("PULSE_DATA_DIR"), name))
		if err == nil {
			_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
		}
		if err == nil && name == "pulse.db" {
			_, err = db.Exec(`DROP TABLE guest_metadata`)
		}
		if err != nil {
			panic(err)
		}
		_ = db.Close()
	}
}

// mortal is a log whose process is killed at a step of an update.
type mortal struct {
	slog.Handler
	step string
}

func (m mortal) Handle(ctx context.Context, r slog.Record) error {
	err := m.Handler.Handle(ctx, r)
	r.Attrs(func(a slog.Attr) bool {
		if m.step != "" && a.Key == "step" && a.Value.String() == m.step {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return true
	})
	return err
}
