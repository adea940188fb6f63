package live

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	queueLimit   = 1024             // messages that may wait for a slow client
	writeLimit   = 10 * time.Second // for one message
	inboundLimit = 64 << 10         // bytes of a message from a client
)

// client is one connected screen. Its queue is filled by the hub and emptied
// by its writer.
type client struct {
	conn    *websocket.Conn
	queue   chan *websocket.PreparedMessage
	room    *room    // nil in the published feed
	desktop notifier // guarded by the hub's mutex

	once sync.Once
	gone chan struct{} // closed when the client is to be dropped
}

func (c *client) drop() { c.once.Do(func() { close(c.gone) }) }

// send queues a message for each client; one that cannot keep up is dropped
// and catches up by a new connection.
func send(clients map[*client]struct{}, m *websocket.PreparedMessage) {
	for c := range clients {
		c.send(m)
	}
}

func (c *client) send(m *websocket.PreparedMessage) {
	select {
	case c.queue <- m:
	default:
		c.drop()
	}
}

// ServeHTTP upgrades a request that is already authenticated and serves it
// until either side ends it.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.allowed(r) {
		http.Error(w, "Forbidden", http.StatusForbidden)
		return
	}
	room := h.roomFor(r)
	up := websocket.Upgrader{
		CheckOrigin:       func(*http.Request) bool { return true }, // checked above
		EnableCompression: room != nil,                              // the published feed has none
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			http.Error(w, http.StatusText(status), status)
		},
	}
	if room != nil {
		up.Subprotocols = []string{room.protocol}
	}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := &client{conn: conn, queue: make(chan *websocket.PreparedMessage, queueLimit), room: room, gone: make(chan struct{})}
	if !h.join(c) {
		_ = conn.Close()
		return
	}
	var writer sync.WaitGroup
	writer.Go(func() { h.write(c, r) })
	h.read(r.Context(), c)
	h.leave(c)
	writer.Wait()
	h.clients.Done()
}

func wants(r *http.Request, protocol string) bool {
	for _, p := range websocket.Subprotocols(r) {
		if p == protocol {
			return true
		}
	}
	return false
}

// join greets a client and lets it take part. Both happen under the lock, so
// that no broadcast can slip in before the greeting.
func (h *Hub) join(c *client) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.clients.Add(1)
	if c.room != nil {
		c.send(c.room.full(h.view))
		c.room.clients[c] = struct{}{}
		return true
	}
	c.send(prepare(event{Type: "welcome", Data: map[string]string{"message": "This is Pulse."}}))
	c.send(h.state("initialState"))
	h.full[c] = struct{}{}
	return true
}

func (h *Hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.room != nil {
		delete(c.room.clients, c)
	}
	delete(h.full, c)
	c.drop()
	if c.desktop.name != "" {
		h.wakeNotifiers() // another one of the same desktop shows what this one did not
	}
}

// write empties the queue and pings, as long as the client may stay. It alone
// writes to the connection.
func (h *Hub) write(c *client, r *http.Request) {
	defer c.conn.Close() // ends read, too
	ping := time.NewTicker(h.opt.Ping)
	defer ping.Stop()
	for {
		select {
		case <-c.gone:
			c.flush()
			_ = c.conn.WriteControl(websocket.CloseMessage, nil, time.Now().Add(time.Second))
			return
		case m := <-c.queue:
			_ = c.conn.SetWriteDeadline(time.Now().Add(writeLimit))
			if c.conn.WritePreparedMessage(m) != nil {
				return
			}
		case <-ping.C:
			if h.opt.Still != nil && !h.opt.Still(r) {
				c.dismiss()
				return
			}
			if c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeLimit)) != nil {
				return
			}
		}
	}
}

// dismiss tells a client that what let it in has ended.
func (c *client) dismiss() {
	word := websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "sign in again")
	_ = c.conn.WriteControl(websocket.CloseMessage, word, time.Now().Add(time.Second))
}

// flush sends what waits when the connection ends in order: the last word may
// be that the program ends. It gives up soon.
func (c *client) flush() {
	_ = c.conn.SetWriteDeadline(time.Now().Add(time.Second))
	for {
		select {
		case m := <-c.queue:
			if c.conn.WritePreparedMessage(m) != nil {
				return
			}
		default:
			return
		}
	}
}

// read answers what a client says until the connection ends.
func (h *Hub) read(ctx context.Context, c *client) {
	c.conn.SetReadLimit(inboundLimit)
	alive := func(string) error { return c.conn.SetReadDeadline(time.Now().Add(h.opt.Silence)) }
	c.conn.SetPongHandler(alive)
	_ = alive("")
	for {
		b, err := c.receive()
		if err != nil {
			return
		}
		var m word
		if json.Unmarshal(b, &m) == nil {
			h.answer(ctx, c, m)
		}
	}
}

// receive reads one message. What grows over the limit when it is unpacked ends
// the connection, as what is sent longer does.
func (c *client) receive() ([]byte, error) {
	_, message, err := c.conn.NextReader()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(message, inboundLimit+1))
	if len(b) > inboundLimit {
		return nil, websocket.ErrReadLimit
	}
	return b, err
}

// word is a message from a client.
type word struct {
	Type string // in the published feed
	T    string // in the others
	Name string // of a desktop
	Rank int    // of a program of that desktop
	Seq  int64  // of a notice
}

func (h *Hub) answer(ctx context.Context, c *client, m word) {
	if c.room != nil && h.hear(ctx, c, m) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch word := m.Type + m.T; {
	case word == "ping" && c.room != nil:
		c.send(prepare(frame{T: "pong", At: time.Now().UnixMilli()}))
	case word == "ping":
		c.send(prepare(event{Type: "pong", Data: map[string]int64{"timestamp": time.Now().Unix()}}))
	case word == "resync" && c.room != nil:
		c.send(c.room.full(h.view))
	case word == "requestData" && c.room == nil:
		c.send(h.state("rawData"))
	}
}
