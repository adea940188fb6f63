package place

// Path is where the service of this computer is written.
func Path() string { return "/Library/Preferences/pulse-service.json" }

// DataDir is where the service of this computer keeps its data.
func DataDir() string { return "/Library/Application Support/pulse" }
