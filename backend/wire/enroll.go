package wire

import (
	"cmp"
	"strings"
)

// SetupScriptInput asks for the command that sets up a server.
type SetupScriptInput struct {
	Type        string `json:"type" doc:"pve, pbs or pmg"`
	Host        string `json:"host" doc:"address of the server, as for a connection"`
	BackupPerms bool   `json:"backupPerms,omitempty" doc:"may see the backups of storages; Proxmox VE only"`
	Fingerprint string `json:"fingerprint,omitempty" doc:"SHA-256 of the certificate that a person has compared"`
	VerifySSL   bool   `json:"verifySSL,omitempty" doc:"believe the certificate by its authority"`
	AnyHost     bool   `json:"anyHost,omitempty" doc:"the code is good for a server at any address"`
}

// SetupScript is the command that sets up a server, with its one-time code.
type SetupScript struct {
	URL       string `json:"url" doc:"the script, without the code"`
	Command   string `json:"command" doc:"to paste on the server"`
	SetupCode string `json:"setupCode"`
	Expires   int64  `json:"expires" doc:"seconds since 1970"`
}

// RegistrationInput is what a server tells of itself, in all published spellings.
type RegistrationInput struct {
	Type         string `json:"type"`
	Host         string `json:"host"`
	ServerName   string `json:"serverName,omitempty"`
	Name         string `json:"name,omitempty" doc:"older name of serverName"`
	TokenID      string `json:"tokenId,omitempty" doc:"user@realm!name"`
	TokenValue   string `json:"tokenValue,omitempty"`
	Username     string `json:"username,omitempty"`
	Password     string `json:"password,omitempty"`
	RequestToken bool   `json:"requestToken,omitempty" doc:"make a token with username and password, which are then forgotten"`
	AuthToken    string `json:"authToken,omitempty" doc:"setup code or API token"`
	SetupCode    string `json:"setupCode,omitempty"`
}

// Credential is the setup code or API token that the input carries.
func (in RegistrationInput) Credential() string { return cmp.Or(in.AuthToken, in.SetupCode) }

// Node is the name that the server gives itself.
func (in RegistrationInput) Node() string {
	return strings.TrimSpace(cmp.Or(in.ServerName, in.Name))
}

// FullTokenID is the token with its user, which older scripts send apart.
func (in RegistrationInput) FullTokenID() string {
	if in.TokenID == "" || strings.Contains(in.TokenID, "!") || in.Username == "" {
		return in.TokenID
	}
	return in.Username + "!" + in.TokenID
}

// ByPassword reports whether the input brings a password in place of a token.
func (in RegistrationInput) ByPassword() bool {
	return in.TokenValue == "" && in.Username != "" && in.Password != ""
}

// Complete reports whether nothing is missing that is always needed.
func (in RegistrationInput) Complete() bool {
	return in.Type != "" && in.Host != "" && (in.ByPassword() || in.TokenID != "" && in.TokenValue != "")
}

// Registered is the answer to a registration.
type Registered struct {
	Status  string `json:"status"`
	Message string `json:"message"`
	NodeID  string `json:"nodeId" doc:"the host as it was sent, or the name"`
	TokenID string `json:"tokenId,omitempty" doc:"of the token that was made"`
	Action  string `json:"action,omitempty" doc:"none: there is nothing left to do"`
}

// AutoRegistered is the event that a server has registered itself.
type AutoRegistered struct {
	Type      string `json:"type"`
	Host      string `json:"host"`
	Name      string `json:"name"`
	TokenID   string `json:"tokenId"`
	HasToken  bool   `json:"hasToken"`
	VerifySSL bool   `json:"verifySSL"`
	Status    string `json:"status"`
	NodeID    string `json:"nodeId,omitempty" doc:"of the connection"`
}

// RegistrationTried is that event where nobody registered and somebody tries
// whether it arrives. Its name leads nowhere.
func RegistrationTried() map[string]any {
	return map[string]any{
		"type": "pve", "host": "test-node.example.com", "name": "Test Node", "tokenId": "test-token", "hasToken": true, "test": true,
	}
}

// TemperatureNodes names the nodes whose temperatures are tried.
type TemperatureNodes struct {
	Nodes string `json:"nodes" doc:"names of nodes, separated by spaces"`
}
