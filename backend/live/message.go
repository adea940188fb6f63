package live

import (
	"encoding/json"
	"fmt"
	"hash/maphash"

	"github.com/gorilla/websocket"

	"pulse/backend/wire"
)

// event is a message of the published feed.
type event struct {
	Type      string `json:"type"`
	Data      any    `json:"data"`
	Timestamp string `json:"timestamp,omitempty"`
}

// frame is a message of the compact and the brief feed.
type frame struct {
	T     string `json:"t"`
	Rev   uint64 `json:"rev,omitempty"`
	At    int64  `json:"at,omitempty"`
	State any    `json:"state,omitempty"`
	*wire.Delta
	Event   *event   `json:"event,omitempty"`
	Notices []notice `json:"notices,omitempty"`
}

// prepare encodes a message once for all its receivers.
func prepare(message any) *websocket.PreparedMessage {
	b, err := json.Marshal(message)
	if err != nil {
		panic(fmt.Sprintf("encode message: %v", err)) // the structs hold nothing that cannot be encoded
	}
	prepared, err := websocket.NewPreparedMessage(websocket.TextMessage, b)
	if err != nil {
		panic(fmt.Sprintf("prepare message: %v", err)) // fails for unknown message types only
	}
	return prepared
}

// statusSeed is fixed for the life of the process: fingerprints are compared
// with each other only.
var statusSeed = maphash.MakeSeed()

// statusOf is a fingerprint of the names and states of everything.
func statusOf(v wire.View) uint64 {
	var h maphash.Hash
	h.SetSeed(statusSeed)
	add := func(words ...string) {
		for _, w := range words {
			_, _ = h.WriteString(w)
			_ = h.WriteByte(0)
		}
	}
	for i := range v.Snapshot.Nodes {
		n := &v.Snapshot.Nodes[i]
		add(n.PublicID, string(n.Status), string(n.Health), n.DisplayName)
	}
	for i := range v.Snapshot.Guests {
		g := &v.Snapshot.Guests[i]
		add(g.PublicID, string(g.Status), g.Name, g.Lock)
	}
	for i := range v.Snapshot.Storages {
		s := &v.Snapshot.Storages[i]
		add(s.PublicID, string(s.Status))
	}
	return h.Sum64()
}
