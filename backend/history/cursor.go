package history

import "pulse/backend/history/block"

// cursor stands in one slab.
type cursor struct {
	slab   *slab
	reader block.Reader
}

// cursors walk through several slabs side by side.
type cursors []cursor

func openCursors(slabs []*slab) (cursors, error) {
	all := make(cursors, 0, len(slabs))
	for _, s := range slabs {
		reader, err := block.NewReader(s.plain)
		if err != nil {
			return nil, err
		}
		all = append(all, cursor{s, reader})
	}
	return all, nil
}

// parts appends what the slabs of a target hold of one of its resources.
// Resources must be asked for in ascending order.
func (c cursors) parts(dst []block.Part, target, resource uint32) ([]block.Part, error) {
	for i := range c {
		if c[i].slab.target != target {
			continue
		}
		part, found, err := c[i].reader.Seek(resource)
		if err != nil {
			return dst, err
		}
		if found {
			dst = append(dst, part)
		}
	}
	return dst, nil
}
