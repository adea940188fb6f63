package place

// Path is where the service of this computer is written.
func Path() string { return "/Library/Preferences/pulse-service.json" }
