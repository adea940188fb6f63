package gate

import (
	"sync"

	"github.com/gorilla/websocket"
)

// sockets are the open feeds of the programs of this computer.
type sockets struct {
	mu     sync.Mutex
	open   map[*line]bool
	ending bool
	served sync.WaitGroup
}

func newSockets() *sockets { return &sockets{open: map[*line]bool{}} }

// add notes a socket; it reports whether more are served.
func (s *sockets) add(w *line) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return false
	}
	s.open[w] = true
	s.served.Add(1)
	return true
}

func (s *sockets) remove(w *line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, w)
	s.served.Done()
}

// tell says something to all.
func (s *sockets) tell(words string) {
	for _, w := range s.all() {
		_ = w.write(websocket.TextMessage, []byte(words)) // it is about to be closed in any case
	}
}

// closeAll ends all; they may be opened again.
func (s *sockets) closeAll() {
	for _, w := range s.all() {
		_ = w.conn.Close() // its pump ends
	}
}

// wait ends all for good and waits until they are.
func (s *sockets) wait() {
	s.mu.Lock()
	s.ending = true
	s.mu.Unlock()
	s.closeAll()
	s.served.Wait()
}

func (s *sockets) all() []*line {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*line
	for w := range s.open {
		all = append(all, w)
	}
	return all
}
