package sensors_test

import (
	"bufio"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pulse/backend/source/sensors"
)

// helper is a stand-in for the sensor proxy: it notes the question and answers
// with a line, or not at all when that is empty.
func helper(t *testing.T, answer string) (sensors.Proxy, <-chan string) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", socket)
	if err != nil {
		t.Skipf("this machine has no unix sockets: %v", err)
	}
	asked, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		reader := bufio.NewReader(conn)
		line, _ := reader.ReadString('\n')
		asked <- line
		if answer != "" {
			_, _ = conn.Write([]byte(answer + "\n"))
		}
		_, _ = reader.ReadString('\n') // until the other side leaves
	}()
	t.Cleanup(func() {
		listener.Close()
		<-ended
	})
	return sensors.Proxy{Socket: socket}, asked
}

func TestProxy_AsksForOneNodeAndPassesOnWhatItPrints(t *testing.T) {
	proxy, asked := helper(t, `{"success":true,"data":{"node":"10.0.0.1","temperature":"{\"coretemp-isa-0000\":{}}"}}`)
	got, err := proxy.Read(t.Context(), "10.0.0.1")
	if err != nil || string(got) != `{"coretemp-isa-0000":{}}` {
		t.Errorf("got %q, %v", got, err)
	}
	if want := `{"method":"get_temperature","params":{"node":"10.0.0.1"}}` + "\n"; <-asked != want {
		t.Errorf("asked something else than %s", want)
	}
}

func TestProxy_TellsWhyThereIsNothing(t *testing.T) {
	for answer, want := range map[string]string{
		`{"success":false,"error":"rate limit exceeded"}`: "the sensor proxy says: rate limit exceeded",
		`no JSON`: "cannot be understood",
	} {
		proxy, _ := helper(t, answer)
		if _, err := proxy.Read(t.Context(), "10.0.0.1"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want that it tells %q", answer, err, want)
		}
	}
	if _, err := (sensors.Proxy{Socket: filepath.Join(t.TempDir(), "none")}).Read(t.Context(), "10.0.0.1"); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("without a socket: %v", err)
	}
	if _, err := (sensors.Proxy{}).Read(t.Context(), "a b"); err == nil || !strings.Contains(err.Error(), "no host name") {
		t.Errorf("what is no host: %v", err)
	}
}

func TestProxy_ASilentOneEndsWithTheContext(t *testing.T) {
	proxy, asked := helper(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	begun := time.Now()
	if _, err := proxy.Read(ctx, "10.0.0.1"); err == nil || !strings.Contains(err.Error(), "no answer in time") || time.Since(begun) > 5*time.Second {
		t.Errorf("ended with %v after %v", err, time.Since(begun))
	}
}

func TestFirst_PrefersTheHelperWhileItIsThere(t *testing.T) {
	other := func(context.Context, string) ([]byte, error) { return []byte("by ssh"), nil }
	proxy, _ := helper(t, `{"success":true,"data":{"temperature":"by proxy"}}`)
	none := sensors.Proxy{Socket: filepath.Join(t.TempDir(), "none")}
	for want, read := range map[string]func(context.Context, string) ([]byte, error){
		"by proxy": sensors.First(proxy, other), "by ssh": sensors.First(none, other),
	} {
		if got, err := read(t.Context(), "10.0.0.1"); err != nil || string(got) != want {
			t.Errorf("got %q, %v; want %s", got, err, want)
		}
	}
	if sensors.First(none, nil) != nil {
		t.Error("there is a way to read sensors without any")
	}
}
