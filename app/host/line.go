package host

import (
	"context"
	"sync"
)

// Connection is what is needed to reach the backend.
type Connection struct {
	URL   string `json:"url"`
	Token string `json:"token"`
	// Elsewhere is the name of the Pulse elsewhere to which it leads; empty for
	// that of this computer.
	Elsewhere string `json:"elsewhere,omitempty"`
	// Mode is how the process that holds the data folder was started.
	Mode string `json:"-"`
	Own  bool   `json:"-"` // it is this process
	// Version is that of the process; empty where it is this one.
	Version string `json:"-"`
}

// line is the state of the way to the backend: being made, there, or failed. It
// may be used concurrently.
type line struct {
	mu      sync.Mutex
	settled chan struct{} // closed while the line is there or failed
	conn    Connection
	err     error
}

func newLine() *line {
	return &line{settled: make(chan struct{})}
}

// connect says that the backend is reached by c.
func (l *line) connect(c Connection) { l.settle(c, nil) }

// fail says that there is no way to the backend until somebody acts.
func (l *line) fail(err error) { l.settle(Connection{}, err) }

func (l *line) settle(c Connection, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn, l.err = c, err
	select {
	case <-l.settled:
	default:
		close(l.settled)
	}
}

// reset says that the way is being made again.
func (l *line) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.settled:
		l.settled = make(chan struct{})
		l.conn, l.err = Connection{}, nil
	default:
	}
}

// wait blocks until the way is there or failed, or ctx ends.
func (l *line) wait(ctx context.Context) (Connection, error) {
	for {
		l.mu.Lock()
		settled, conn, err := l.settled, l.conn, l.err
		l.mu.Unlock()
		if conn != (Connection{}) || err != nil {
			return conn, err
		}
		select {
		case <-settled:
		case <-ctx.Done():
			return Connection{}, ctx.Err()
		}
	}
}

// failure is why there is no way to the backend; nil while it is made or there.
func (l *line) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// now is the way as it is at this moment.
func (l *line) now() Connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn
}
