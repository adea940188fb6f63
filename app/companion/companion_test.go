package companion_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/app/companion"
)

// A copy of this test program is the tray: it notes what it is told.
const notesEnv = "PULSE_TEST_TRAY_NOTES"

func TestMain(m *testing.M) {
	if notes := os.Getenv(notesEnv); notes != "" {
		os.Exit(tray(notes))
	}
	os.Exit(m.Run())
}

// tray plays the tray; told the address "crash" it ends on its own, and told
// "lost" it says the first time that it has no icon.
func tray(notes string) int {
	before, _ := os.ReadFile(notes) // there are none at first
	file, err := os.OpenFile(notes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 3
	}
	hellos := make(chan companion.Hello)
	end := make(chan companion.End, 1)
	go func() { end <- companion.Listen(bufio.NewReader(os.Stdin), hellos) }()
	for h := range hellos {
		fmt.Fprintln(file, "told", h.URL, h.Token)
		if h.URL == "crash" {
			fmt.Fprintln(os.Stderr, "a warning\nthere is no display")
			return 1
		}
		if h.URL == "lost" && len(before) == 0 {
			fmt.Fprintln(os.Stderr, "(tray:7): GLib-GIO-CRITICAL **: g_dbus_proxy_new: assertion 'G_IS_DBUS_CONNECTION (connection)' failed")
		}
	}
	fmt.Fprintln(file, "crashed", <-end)
	return 0
}

// host runs a host and returns how to tell its tray something, how to end the
// host, and the tray's notes.
func host(t *testing.T) (tell func(url string), end func(), notes func() string) {
	t.Helper()
	return hostLogging(t, slog.New(slog.DiscardHandler))
}

func hostLogging(t *testing.T, log *slog.Logger) (tell func(url string), end func(), notes func() string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "notes")
	t.Setenv(notesEnv, file)
	ctx, cancel := context.WithCancel(t.Context())
	hellos, done := make(chan companion.Hello), make(chan struct{})
	h := companion.Tray{Program: os.Args[0], Log: log}
	go func() { defer close(done); h.Run(ctx, hellos) }()
	end = func() { cancel(); <-done }
	t.Cleanup(end)
	return func(url string) { hellos <- companion.Hello{URL: url, Token: "t"} }, end, func() string {
		content, _ := os.ReadFile(file)
		return strings.ReplaceAll(strings.TrimSpace(string(content)), "\n", "; ")
	}
}

// until waits for the notes to be as wanted.
func until(t *testing.T, notes func() string, want string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); notes() != want; {
		if time.Now().After(deadline) {
			t.Fatalf("notes: %s\nwant:  %s", notes(), want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestTray_IsToldEveryHelloAndGoodbye(t *testing.T) {
	tell, end, notes := host(t)
	tell("http://a")
	tell("http://b")
	until(t, notes, "told http://a t; told http://b t")
	end()
	until(t, notes, "told http://a t; told http://b t; crashed false")
}

func TestTray_ThatCrashesIsStartedAgainThreeTimes(t *testing.T) {
	tell, _, notes := host(t)
	tell("crash")
	until(t, notes, "told crash t; told crash t; told crash t; told crash t")
	tell("http://b") // the host goes on without a tray
}

func TestTray_ThatHasNoIconIsStartedAgain(t *testing.T) {
	tell, end, notes := host(t)
	tell("lost")
	until(t, notes, "told lost t; crashed false; told lost t")
	end()
	until(t, notes, "told lost t; crashed false; told lost t; crashed false")
}

func TestTray_ThatCrashesLeavesItsLastWordsInTheLog(t *testing.T) {
	var log bytes.Buffer // read when the host has ended
	tell, end, notes := hostLogging(t, slog.New(slog.NewTextHandler(&log, nil)))
	tell("crash")
	until(t, notes, "told crash t; told crash t")
	end()
	if !strings.Contains(log.String(), `err="exit status 1: there is no display"`) {
		t.Errorf("log: %s", log.String())
	}
}

func TestListen_TellsACrashFromAGoodbye(t *testing.T) {
	for input, want := range map[string]companion.End{
		`{"url":"http://a"}` + "\n":             companion.Crashed,
		`{"url":"http://a"}` + "\n" + "bye\n":   companion.Clean,
		"":                                      companion.Crashed,
		"noise\n{}\n" + `{"url":"x"}` + "\nbye": companion.Clean,
	} {
		hellos := make(chan companion.Hello, 9)
		if got := companion.Listen(strings.NewReader(input), hellos); got != want {
			t.Errorf("%q: got %v, want %v", input, got, want)
		}
		if _, open := <-hellos; input == "" && open {
			t.Error("told something by nobody")
		}
	}
}

func TestRevive_ThreeTimesInTenMinutes(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var crashes []int64
	var got []bool
	for i := range 5 {
		next, ok := companion.Revive(crashes, now.Add(time.Duration(i)*time.Minute))
		crashes, got = next, append(got, ok)
	}
	_, later := companion.Revive(crashes, now.Add(14*time.Minute))
	if diff := cmp.Diff([]bool{true, true, true, false, false, true}, append(got, later)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
