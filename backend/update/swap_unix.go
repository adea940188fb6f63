//go:build !windows

package update

func replaceProgram(fresh, program string) error { return replaceByLink(fresh, program) }
