package notify

// ServiceTemplate tells a person how to set up a webhook for a service, and
// what it sends. It is an entry of the published catalogue.
type ServiceTemplate struct {
	Service         string            `json:"service"`
	Name            string            `json:"name"`
	URLPattern      string            `json:"urlPattern"`
	Method          string            `json:"method"`
	Headers         map[string]string `json:"headers"`
	PayloadTemplate string            `json:"payloadTemplate"`
	Instructions    string            `json:"instructions"`
}
