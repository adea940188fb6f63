package backend_test

import (
	"encoding/json"
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
	down    mood = "down" // nobody listens
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
// what it took, and after how many kills.
type moody struct {
	t        *testing.T
	address  string
	arriving chan struct{} // a request is there; capacity 1
	answered chan struct{} // a request was answered; capacity 1

	mu     sync.Mutex
	mood   mood
	server *http.Server // nil while it is down
	epoch  int          // kills so far
	taken  []notice
}

type notice struct {
	received
	epoch int
}

func newMoody(t *testing.T) *moody {
	t.Helper()
	m := &moody{t: t, address: "127.0.0.1:0", arriving: make(chan struct{}, 1), answered: make(chan struct{}, 1)}
	m.feel(up)
	t.Cleanup(func() { m.feel(down) })
	return m
}

func (m *moody) url() string { return "http://" + m.address + "/hook" }

// feel changes the mood. Whoever is down gives up its port and comes back to it.
func (m *moody) feel(next mood) {
	m.t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = next
	if next == down && m.server != nil {
		_ = m.server.Close()
		m.server = nil
	}
	if next == down || m.server != nil {
		return
	}
	listener, err := net.Listen("tcp", m.address)
	if err != nil {
		m.t.Fatal(err)
	}
	m.address = listener.Addr().String()
	m.server = &http.Server{Handler: http.HandlerFunc(m.take)}
	go func(s *http.Server) { _ = s.Serve(listener) }(m.server) // ends when it feels down
}

func (m *moody) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed while it spoke
	}
	n := notice{received: received{Key: r.Header.Get("Idempotency-Key")}}
	if err := json.Unmarshal(body, &n.received); err != nil {
		m.t.Errorf("webhook body %q: %v", body, err)
	}
	flag(m.arriving)
	defer flag(m.answered)
	m.mu.Lock()
	mood := m.mood
	if n.epoch = m.epoch; mood != failing {
		m.taken = append(m.taken, n)
	}
	m.mu.Unlock()
	switch mood {
	case failing:
		w.WriteHeader(http.StatusInternalServerError)
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

// killed notes that the sender was killed.
func (m *moody) killed() {
	m.mu.Lock()
	defer m.mu.Unlock()
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
	seen, ids, repetitions := map[string]bool{}, map[string]string{}, map[int]int{}
	for _, n := range m.taken {
		if seen[n.Key] {
			repetitions[n.epoch]++
		}
		seen[n.Key] = true
		for _, key := range n.keys() {
			if known := ids[key]; known != "" && known != n.Key {
				t.Errorf("%s was told under two ids", key)
			}
			ids[key] = n.Key
		}
	}
	repeated := 0
	for epoch, times := range repetitions {
		repeated += times
		if times > 1 {
			t.Errorf("kill %d caused %d repetitions", epoch, times)
		}
	}
	t.Logf("%d kills, %d alerts, %d notices, %d repeated", kills, alerts, len(seen), repeated)
	if alerts < kills/8 {
		t.Errorf("only %d alerts were raised: the test proves little", alerts)
	}
}
