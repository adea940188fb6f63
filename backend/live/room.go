package live

import (
	"net/http"

	"github.com/gorilla/websocket"

	"pulse/backend/wire"
)

// The WebSocket sub-protocols of the feeds that tell changes only.
const (
	Protocol = "pulse.delta.v1" // the compact feed
	Brief    = "pulse.brief.v1" // the same with nothing but alerts and connections
)

// room is the clients of one feed that tells changes only. It is guarded by the
// hub's mutex.
type room struct {
	protocol string
	state    func(v wire.View, before *wire.Compact) *wire.Compact

	clients map[*client]struct{}
	known   *wire.Compact // what the clients know; nil while there are none
	rev     uint64        // of known
}

func newRooms() []*room {
	return []*room{newRoom(Brief, wire.BriefOf), newRoom(Protocol, wire.CompactOf)}
}

func newRoom(protocol string, state func(wire.View, *wire.Compact) *wire.Compact) *room {
	return &room{
		protocol: protocol, state: state, clients: map[*client]struct{}{},
		rev: 1, // 0 would be absent in the first frame
	}
}

// roomFor is the room that a request asks for; nil for the published feed.
func (h *Hub) roomFor(r *http.Request) *room {
	for _, room := range h.rooms {
		if wants(r, room.protocol) {
			return room
		}
	}
	return nil
}

// full is everything that a client needs to begin.
func (r *room) full(v wire.View) *websocket.PreparedMessage {
	if r.known == nil {
		r.known = r.state(v, nil)
	}
	return prepare(frame{T: "full", Rev: r.rev, At: v.At.UnixMilli(), State: r.known.State()})
}

// tell tells the clients what changed since the last time. While there are
// none, nothing is computed.
func (r *room) tell(v wire.View) {
	if len(r.clients) == 0 {
		r.known = nil
		return
	}
	next := r.state(v, r.known)
	delta := wire.DeltaOf(r.known, next)
	r.known = next
	if delta.Empty() {
		return
	}
	r.rev++
	send(r.clients, prepare(frame{T: "delta", Rev: r.rev, At: v.At.UnixMilli(), Delta: &delta}))
}
