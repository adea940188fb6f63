package handover

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"pulse/backend/store"
)

// Remains is what the folder of the service shows of a move.
type Remains int

// What there may be.
const (
	Nothing   Remains = iota // it never took part in a move, or a move from it was undone
	Completed                // its data came from another folder
	Abandoned                // a copy of data that is still in the other folder
	Staying                  // its data was being moved away, but is still here
	Departed                 // its data is in the other folder
)

// Look tells what there is of a move in the folder of the service. It fails
// with fault.Taken while one is under way.
func Look(dir string) (Remains, error) {
	r, err := readRecord(dir)
	if err != nil || r.ID == "" {
		return Nothing, err
	}
	final, err := r.final()
	switch {
	case err != nil:
		return Nothing, err
	case r.State == arrived, r.State == arriving && final:
		return Completed, nil
	case r.State == arriving:
		return Abandoned, r.alone(dir)
	case r.State == leaving && !final:
		return Staying, nil
	}
	return Departed, nil
}

// alone fails while another process is moving the data.
func (r record) alone(dir string) error {
	l := flock.New(filepath.Join(dir, trialFile), flock.SetFlag(os.O_RDWR))
	free, err := l.TryLock()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	_ = l.Close()
	if err == nil && !free {
		err = (&Trial{dir: r.Other}).refuse()
	}
	return err
}

// Recover completes or undoes what Look found. Only an administrator can: it
// needs both ends. Unless the move was Completed no backend may run on the folder.
func Recover(dir string) error {
	found, err := Look(dir)
	if err != nil || found == Nothing {
		return err
	}
	r, err := readRecord(dir)
	if err != nil {
		return err
	}
	switch found {
	case Completed:
		return r.retireOther()
	case Abandoned:
		return r.discard(dir)
	case Staying:
		return errors.Join(r.discardOther(), removeRecord(dir))
	default:
		return r.depart(dir)
	}
}

// retireOther sets the old folder aside where that was not done yet.
func (r record) retireOther() error {
	other, err := readRecord(r.Other)
	if err != nil || other.ID != r.ID || other.State != leaving && other.State != moved {
		return err
	}
	lock, err := store.Lock(r.Other)
	if err != nil {
		return err
	}
	other.State = moved
	err = errors.Join(other.write(r.Other), lock.Release())
	if err == nil {
		_, err = setAside(r.Other)
	}
	return err
}

// discard removes a copy that did not become the data. It is kept where there
// is no other.
func (r record) discard(dir string) error {
	if err := HasData(r.Other); err != nil {
		return err
	}
	lock, err := store.Lock(dir)
	if err != nil {
		return err
	}
	return (&Move{Plan: Plan{To: dir}, created: r.Created, ours: true, to: lock}).Undo()
}

// discardOther does that at the other end.
func (r record) discardOther() error {
	other, err := readRecord(r.Other)
	if err != nil || other.ID != r.ID || other.State != arriving {
		return err
	}
	return other.discard(r.Other)
}

// depart completes a move away from the folder.
func (r record) depart(dir string) error {
	other, err := readRecord(r.Other)
	if err == nil && other.ID == r.ID && other.State == arriving {
		err = other.arrive(r.Other)
	}
	if err != nil {
		return err
	}
	r.State = moved
	if err := r.write(dir); err != nil {
		return err
	}
	_, err = setAside(dir)
	return err
}
