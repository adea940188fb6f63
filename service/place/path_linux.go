package place

// Path is where the service of this computer is written.
func Path() string { return "/etc/pulse/service.json" }

// DataDir is where the service of this computer keeps its data.
func DataDir() string { return "/var/lib/pulse" }
