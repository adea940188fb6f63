package main

import "pulse/backend"

// become ends with an error: Windows starts the service again, which is the new
// program by then.
func become(string, []string) error { return backend.ErrRestart }
