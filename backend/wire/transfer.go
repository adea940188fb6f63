package wire

// ExportInput asks for the configuration, sealed with a passphrase.
type ExportInput struct {
	Passphrase string `json:"passphrase" doc:"at least 12 characters"`
	Format     string `json:"format,omitempty" doc:"published (what other programs for this API open, the default) or strong"`
}

// Export is a sealed configuration.
type Export struct {
	Status string `json:"status" doc:"always success"`
	Data   string `json:"data" doc:"base64"`
}

// ImportInput brings a sealed configuration.
type ImportInput struct {
	Data       string `json:"data" doc:"the member data of an export's answer"`
	Passphrase string `json:"passphrase"`
}
