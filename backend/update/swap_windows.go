package update

func replaceProgram(fresh, program string) error { return replaceByRename(fresh, program) }
