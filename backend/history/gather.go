package history

import (
	"pulse/backend/history/block"
	"pulse/backend/store"
)

// gathering collects, out of many stored slabs, the bodies of some resources.
type gathering struct {
	codec   *block.Compressor
	wanted  []uint32 // ascending
	parts   map[uint32][]block.Part
	newest  int64 // id of the newest slab seen
	damaged int
	buffer  []byte
}

func newGathering(codec *block.Compressor, wanted []uint32) *gathering {
	return &gathering{codec: codec, wanted: wanted, parts: make(map[uint32][]block.Part, len(wanted))}
}

// take is called with each slab.
func (g *gathering) take(s store.Slab) error {
	g.newest = max(g.newest, s.ID)
	if err := g.read(s.Data); err != nil {
		g.damaged++ // what it held before the damage is good
	}
	return nil
}

func (g *gathering) read(stored []byte) error {
	plain, err := g.codec.Unpack(g.buffer, stored)
	if err != nil {
		return err
	}
	g.buffer = plain
	r, err := block.NewReader(plain)
	if err != nil {
		return err
	}
	for _, resource := range g.wanted {
		part, found, err := r.Seek(resource)
		if err != nil {
			return err
		}
		if found {
			g.parts[resource] = append(g.parts[resource], part.Clone())
		}
	}
	return nil
}
