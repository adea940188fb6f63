package proxmox

import (
	"fmt"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/source"
)

// Account is who asks a server: by a token in every call, or by a ticket that
// a password buys. A token wins over a password.
type Account struct {
	Product                       string // "Proxmox VE"
	User, Password, Token, Secret string
}

// AccountOf returns the account of a target.
func AccountOf(t source.Target, product string) Account {
	return Account{Product: product, User: t.User, Password: t.Password, Token: t.TokenName, Secret: t.TokenValue}
}

// UsesToken tells how the account proves itself.
func (a Account) UsesToken() bool { return a.Token != "" && a.Secret != "" }

// Who names the account in messages.
func (a Account) Who() string {
	if a.UsesToken() {
		return "the token " + a.Token
	}
	return a.User
}

// Refusal says that the server does not accept the account.
func (a Account) Refusal() string {
	if a.UsesToken() {
		return fmt.Sprintf("%s refuses the token %s (401). Was it deleted, or has it expired?", a.Product, a.Token)
	}
	return fmt.Sprintf("%s refuses user name or password of %s (401)", a.Product, a.User)
}

// Secrets are what must not be told to anybody.
func (a Account) Secrets() []string { return []string{a.Secret, a.Password} }

// Mask takes secrets out of what a server said.
func Mask(words string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "…")
		}
	}
	return words
}

// Credentials checks that there is something to log in with; a *fault.Error
// says what is missing.
func Credentials(t source.Target) error {
	if (t.TokenName != "" && t.TokenValue != "") || (t.User != "" && t.Password != "") {
		return nil
	}
	return fault.New(fault.Invalid, "Authentication credentials required: a user with password, or a token ID with its secret")
}

// Normalize fills scheme, port and realm of what a person entered. A
// *fault.Error says what is wrong with it.
func Normalize(t source.Target, defaultPort, defaultRealm string) (source.Target, error) {
	host, err := Address(t.Host, defaultPort)
	if err != nil {
		return t, err
	}
	t.Host = host
	t.User, t.TokenName = strings.TrimSpace(t.User), strings.TrimSpace(t.TokenName)
	if t.User != "" && !strings.Contains(t.User, "@") {
		t.User += "@" + defaultRealm
	}
	return t, nil
}

// NormalizeToken writes a token as user@realm!name, the user of which may
// stand in a field of its own. A *fault.Error says what is wrong with it.
func NormalizeToken(t source.Target) (source.Target, error) {
	switch user, name, full := strings.Cut(t.TokenName, "!"); {
	case t.TokenName == "":
	case full && (name == "" || !strings.Contains(user, "@")):
		return t, fault.New(fault.Invalid, "The token ID must have the form user@realm!name").In("tokenName")
	case !full && t.User == "":
		return t, fault.New(fault.Invalid, "The token ID must have the form user@realm!name, or the user must be given as well").In("tokenName")
	case !full:
		t.TokenName, t.User = t.User+"!"+t.TokenName, ""
	}
	return t, nil
}

// Trust decides which certificates a server may show: the pinned one, else
// those that the machine trusts, else any.
func Trust(t source.Target) httpclient.Trust {
	if t.Fingerprint != "" {
		return httpclient.Pinned(t.Fingerprint)
	}
	return httpclient.Trust{Any: !t.VerifyTLS}
}

// Fields describe the inputs of a server that knows tokens: who is user and
// token in words, and the port that is assumed.
func Fields(host, user, token string) []source.Field {
	return []source.Field{
		{Name: "host", Title: "Address", Help: host, Required: true},
		{Name: "user", Title: "User", Help: user},
		{Name: "password", Title: "Password", Secret: true},
		{Name: "tokenName", Title: "Token ID", Help: token},
		{Name: "tokenValue", Title: "Token secret", Secret: true},
		{Name: "fingerprint", Title: "Certificate fingerprint", Help: "SHA-256. Only a server with this certificate is believed."},
		{Name: "verifySSL", Title: "Verify the certificate", Help: "With the certificate authorities of this machine."},
	}
}
