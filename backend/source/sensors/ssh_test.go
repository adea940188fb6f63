package sensors_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"pulse/backend/source/sensors"
)

// client is a stand-in for ssh that does what the script says.
func client(t *testing.T, script string) sensors.SSH {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	path := filepath.Join(t.TempDir(), "ssh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return sensors.SSH{Program: path}
}

func TestRead_RunsSensorsAsRootWithoutAskingAnybody(t *testing.T) {
	got, err := client(t, `echo "$@"`).Read(t.Context(), "10.0.0.1")
	const want = "-T -o BatchMode=yes -o ConnectTimeout=4 root@10.0.0.1 sensors -j\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestRead_TellsTheReasonInOneLine(t *testing.T) {
	_, err := client(t, `echo "Warning: something" >&2; echo "root@10.0.0.1: Permission denied (publickey)." >&2; exit 255`).Read(t.Context(), "10.0.0.1")
	const want = "read sensors of 10.0.0.1: root@10.0.0.1: Permission denied (publickey)."
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRead_RefusesWhatIsNoHost(t *testing.T) {
	for _, host := range []string{"", "-oProxyCommand=evil", "a b", "a;b", "a\nb", strings.Repeat("a", 300)} {
		if got, err := client(t, "echo called").Read(t.Context(), host); err == nil {
			t.Errorf("%q was asked and answered %q", host, got)
		}
	}
}

func TestRead_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begun := time.Now()
	_, err := client(t, "exec sleep 60").Read(ctx, "10.0.0.1")
	if err == nil || !strings.Contains(err.Error(), "no answer in time") || time.Since(begun) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(begun), err)
	}
}

func TestRead_SaysWhenThereIsNoClient(t *testing.T) {
	_, err := sensors.SSH{Program: "no-such-ssh-client"}.Read(t.Context(), "10.0.0.1")
	if err == nil || !strings.Contains(err.Error(), "no ssh client") {
		t.Errorf("got %v", err)
	}
}

func TestRead_KeepsNoMoreThanItCanUse(t *testing.T) {
	got, err := client(t, "yes 0123456789 | head -c 3000000").Read(t.Context(), "10.0.0.1")
	if err != nil || len(got) != 1<<20 {
		t.Errorf("%d bytes, %v; want 1 MiB", len(got), err)
	}
}
