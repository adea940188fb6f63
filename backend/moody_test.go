package backend_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// mood is how a receiver treats notices.
type mood string

const (
	up      mood = "up"
	down    mood = "down" // hangs up on everybody
	slow    mood = "slow"
	failing mood = "failing" // answers 500
)

var moods = []mood{up, up, down, slow, failing}

// stage is the part of the way of a notice during which a process is killed.
type stage string

const (
	polling    stage = "poll"
	committing stage = "commit"
	sending    stage = "send"
	confirming stage = "confirm"
)

var stages = []stage{polling, committing, sending, confirming}

// moody is the other side of a webhook, at its best or worst. It remembers
// what it took, and after how many kills. It keeps its port while it is down:
// another program that gets it meanwhile would refuse notices for good.
type moody struct {
	net.Listener
	t        *testing.T
	arriving chan struct{} // a request is there; capacity 1
	answered chan struct{} // a request was answered; capacity 1

	mu     sync.Mutex
	closed *sync.Cond // a connection was closed
	open   int        // connections
	mood   mood
	epoch  int // kills so far
	taken  []notice
}

type notice struct {
	received
	epoch int
}

func newMoody(t *testing.T) *moody {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &moody{Listener: listener, t: t, arriving: make(chan struct{}, 1), answered: make(chan struct{}, 1), mood: up}
	m.closed = sync.NewCond(&m.mu)
	server := &http.Server{Handler: http.HandlerFunc(m.take), ConnState: m.count}
	ended := make(chan error)
	go func() { ended <- server.Serve(m) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Shutdown(context.Background()), <-ended); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return m
}

func (m *moody) url() string { return "http://" + m.Addr().String() + "/hook" }

func (m *moody) feel(next mood) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = next
}

func (m *moody) feels() mood {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mood
}

// Accept returns the next connection, but not while it is down.
func (m *moody) Accept() (net.Conn, error) {
	for {
		c, err := m.Listener.Accept()
		if err != nil || m.feels() != down {
			return c, err
		}
		_ = c.(*net.TCPConn).SetLinger(0) // as nobody answers
		_ = c.Close()
	}
}

func (m *moody) count(_ net.Conn, s http.ConnState) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch s {
	case http.StateNew:
		m.open++
	case http.StateClosed, http.StateHijacked:
		m.open--
		m.closed.Broadcast()
	}
}

func (m *moody) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost {
		return // killed while it spoke, or a probe
	}
	n := notice{received: received{Key: r.Header.Get("Idempotency-Key")}}
	if err := json.Unmarshal(body, &n.received); err != nil {
		m.t.Errorf("webhook body %q: %v", body, err)
	}
	flag(m.arriving)
	defer flag(m.answered)
	m.mu.Lock()
	mood := m.mood
	if n.epoch = m.epoch; mood != failing && mood != down {
		m.taken = append(m.taken, n)
	}
	m.mu.Unlock()
	switch mood {
	case failing:
		w.WriteHeader(http.StatusInternalServerError)
	case down: // the connection was there before
		panic(http.ErrAbortHandler)
	case slow:
		<-time.After(rand.N(200 * time.Millisecond))
	}
}

func flag(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// moment returns at a random moment of a stage, or when it does not come.
func (m *moody) moment(s stage) {
	const atMost = 700 * time.Millisecond
	switch s {
	case polling:
		<-time.After(rand.N(150 * time.Millisecond))
	case committing:
		<-time.After(100*time.Millisecond + rand.N(300*time.Millisecond))
	case sending:
		soon(m.arriving, atMost)
	case confirming:
		soon(m.answered, atMost)
		<-time.After(rand.N(5 * time.Millisecond))
	}
}

func soon(c <-chan struct{}, atMost time.Duration) {
	select { // an old flag does not count
	case <-c:
	default:
	}
	select {
	case <-c:
	case <-time.After(atMost):
	}
}

// killed notes that the sender was killed, once everything that it had sent
// was read. Connections are accepted in order: when a new one is, all are.
func (m *moody) killed() {
	if probe, err := net.Dial("tcp", m.Addr().String()); err == nil {
		_, _ = io.WriteString(probe, "GET / HTTP/1.0\r\n\r\n")
		_, _ = io.Copy(io.Discard, probe)
		_ = probe.Close()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.open > 0 {
		m.closed.Wait()
	}
	m.epoch++
}

// ids are those under which something was told.
func (m *moody) ids(key string) map[string]bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	ids := map[string]bool{}
	for _, n := range m.taken {
		for _, told := range n.keys() {
			if told == key {
				ids[n.Key] = true
			}
		}
	}
	return ids
}

func (n *notice) keys() (keys []string) {
	for _, a := range n.Alerts {
		keys = append(keys, fmt.Sprint(n.Event, " ", a.ID, " ", a.StartTime.UnixMilli()))
	}
	return keys
}

// examine checks what was taken: a repetition has the id of the first time,
// and each kill caused one at most.
func (m *moody) examine(t *testing.T, kills, alerts int) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	seen, ids, repetitions := map[string]int{}, map[string]string{}, map[int]int{}
	for _, n := range m.taken {
		if before, again := seen[n.Key]; again {
			repetitions[before]++ // the kill that ended that process is the reason
			if before == n.epoch {
				t.Errorf("%s was told twice without a kill", n.Key)
			}
		}
		seen[n.Key] = n.epoch
		for _, key := range n.keys() {
			if known := ids[key]; known != "" && known != n.Key {
				t.Errorf("%s was told under two ids", key)
			}
			ids[key] = n.Key
		}
	}
	repeated := 0
	for kill, times := range repetitions {
		repeated += times
		if times > 1 {
			t.Errorf("kill %d caused %d repetitions", kill+1, times)
		}
	}
	t.Logf("%d kills, %d alerts, %d notices, %d repeated", kills, alerts, len(seen), repeated)
	if alerts < kills/8 {
		t.Errorf("only %d alerts were raised: the test proves little", alerts)
	}
}
