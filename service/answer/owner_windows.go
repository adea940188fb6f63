package answer

import "os"

// owner is nobody in particular: who may read a file follows from its folder.
type owner struct{}

// private has nothing to find out: temporary folders are below the account's own.
func private(*os.Root) (owner, error) { return owner{}, nil }

func (owner) give(*os.File) error { return nil }
