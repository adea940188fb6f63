package gate

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	frameLimit = 64 << 20
	writeLimit = 10 * time.Second
	// longestEvent is how long a message may be that is looked at for the end of
	// the other Pulse.
	longestEvent = 512
)

// quitEvent tells windows that a person ended the program.
const quitEvent = `{"t":"event","event":{"type":"quit"}}`

// socket passes the live feed on, message by message, because the end of a Pulse
// elsewhere is not the end of the programs here, and the other way round.
func (g *Gate) socket(w http.ResponseWriter, r *http.Request) {
	l := g.way(w, r)
	if l == nil {
		return
	}
	far, err := l.dial(r)
	if err != nil {
		l.refuseSocket(w, r, err)
		return
	}
	defer far.Close()
	answer := http.Header{}
	if chosen := far.Subprotocol(); chosen != "" {
		answer.Set("Sec-WebSocket-Protocol", chosen)
	}
	up := websocket.Upgrader{CheckOrigin: g.fromWindow, HandshakeTimeout: writeLimit}
	near, err := up.Upgrade(w, r, answer)
	if err != nil {
		return // it has answered
	}
	defer near.Close()
	s := &line{conn: near}
	if !g.sockets.add(s) {
		return
	}
	defer g.sockets.remove(s)
	pump(s, &line{conn: far})
}

// fromWindow lets pages in that are the window's, and programs, which have no origin.
func (g *Gate) fromWindow(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || slices.Contains(g.opt.Origins, origin)
}

// refusedSocket is a handshake that was answered with a status.
type refusedSocket struct{ status int }

func (e refusedSocket) Error() string { return http.StatusText(e.status) }

// dial opens the feed of the other Pulse.
func (l *link) dial(r *http.Request) (*websocket.Conn, error) {
	dialer := websocket.Dialer{
		Proxy: l.transport.Proxy, NetDialContext: l.transport.DialContext, TLSClientConfig: l.transport.TLSClientConfig,
		HandshakeTimeout: writeLimit, EnableCompression: true,
		Subprotocols: slices.DeleteFunc(websocket.Subprotocols(r), func(name string) bool { return strings.HasPrefix(name, tokenProtocol) }),
	}
	header := http.Header{}
	l.show(header)
	address := l.base.JoinPath(r.URL.Path)
	address.Scheme = "ws" + strings.TrimPrefix(l.base.Scheme, "http")
	conn, answer, err := dialer.DialContext(r.Context(), address.String(), header)
	if err != nil && answer != nil {
		answer.Body.Close()
		return nil, refusedSocket{answer.StatusCode}
	}
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(frameLimit)
	return conn, nil
}

func (l *link) refuseSocket(w http.ResponseWriter, r *http.Request, err error) {
	if refused, ok := errors.AsType[refusedSocket](err); ok && refused.status >= http.StatusBadRequest {
		if refused.status == http.StatusUnauthorized {
			l.refused.Store(true)
		}
		refuse(w, refused.status, codeSignedOut, l.access.Pulse.Name+" refused the live feed: "+refused.Error())
		return
	}
	l.failed(w, r, err)
}

// line is a socket that several may write to.
type line struct {
	mu   sync.Mutex
	conn *websocket.Conn
}

func (s *line) write(kind int, message []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return err
	}
	return s.conn.WriteMessage(kind, message)
}

// pump passes messages in both directions until one side is gone.
func pump(near, far *line) {
	gone := func() { near.conn.Close(); far.conn.Close() }
	var both sync.WaitGroup
	both.Go(func() { defer gone(); carry(near, far, func([]byte) bool { return true }) })
	both.Go(func() { defer gone(); carry(far, near, concernsUs) })
	both.Wait()
}

// carry passes messages on in one direction until that fails.
func carry(from, to *line, wanted func([]byte) bool) {
	for {
		kind, message, err := from.conn.ReadMessage()
		if err != nil {
			return
		}
		if !wanted(message) {
			continue
		}
		if to.write(kind, message) != nil {
			return
		}
	}
}

// concernsUs leaves out that somebody ended the other Pulse: it is looked for
// until it comes back.
func concernsUs(message []byte) bool {
	if len(message) > longestEvent || !bytes.Contains(message, []byte(`"quit"`)) {
		return true
	}
	var m struct {
		Type  string
		Event struct{ Type string }
	}
	return json.Unmarshal(message, &m) != nil || m.Event.Type != "quit" && m.Type != "quit"
}
