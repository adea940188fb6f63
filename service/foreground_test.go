package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"pulse/backend"
)

// environment gives the server a data folder and a free port of its own.
func environment(t *testing.T) (dataDir, port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dataDir, port = t.TempDir(), strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	t.Setenv("PULSE_DATA_DIR", dataDir)
	t.Setenv("DISCOVERY_ENABLED", "false")
	t.Setenv("FRONTEND_PORT", port)
	t.Setenv("BACKEND_HOST", "127.0.0.1")
	t.Setenv("LOG_LEVEL", "error")
	return dataDir, port
}

// foreground runs the server until the returned function ends it, which yields
// the exit code. It returns once the server says where it is.
func foreground(t *testing.T) (end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	exit := make(chan int, 1)
	go func() {
		exit <- execute(ctx, []string{}, writer, &stderr)
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %s", stderr.String())
	}
	if !strings.HasPrefix(line, "Pulse is at http://127.0.0.1:") {
		t.Errorf("first line = %q, want the address", line)
	}
	go io.Copy(io.Discard, reader) //nolint:errcheck // until the writer is closed
	return func() int {
		cancel()
		return <-exit
	}
}

func TestForeground_EndsCleanlyAndStartsAgainOnTheSameData(t *testing.T) {
	dataDir, _ := environment(t)
	for range 2 {
		end := foreground(t)
		if _, err := backend.ReadHost(dataDir); err != nil {
			t.Errorf("nobody can find the running server: %v", err)
		}
		if code := end(); code != 0 {
			t.Errorf("exit code = %d, want 0", code)
		}
		if _, err := backend.ReadHost(dataDir); err == nil {
			t.Error("run.json is still there after the end")
		}
	}
}

func TestForeground_SecondServerOnTheSameDataRefusesInOneLine(t *testing.T) {
	dataDir, _ := environment(t)
	end := foreground(t)
	defer end()
	code, _, stderr := run(t)
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, dataDir) {
		t.Errorf("code = %d, stderr = %q, want 1 and one line that names %s", code, stderr, dataDir)
	}
}

func TestForeground_PortInUseRefusesInOneLine(t *testing.T) {
	_, port := environment(t)
	used, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	code, _, stderr := run(t)
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, port) {
		t.Errorf("code = %d, stderr = %q, want 1 and one line that names port %s", code, stderr, port)
	}
}
