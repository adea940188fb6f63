package wire

import "time"

// LoginInput is what a person signs in with.
type LoginInput struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// LoginRefused is the answer to a sign-in that failed (shape D).
type LoginRefused struct {
	Error            string `json:"error" doc:"invalid_credentials, account_locked or rate_limit"`
	Message          string `json:"message"`
	Attempts         int    `json:"attempts,omitempty"`
	Remaining        *int   `json:"remaining,omitempty"`
	MaxAttempts      int    `json:"maxAttempts,omitempty"`
	Locked           bool   `json:"locked,omitempty"`
	LockoutDuration  string `json:"lockoutDuration,omitempty"`
	LockedUntil      string `json:"lockedUntil,omitempty"`
	RemainingMinutes int    `json:"remainingMinutes,omitempty"`
}

// SetupInput creates the first account, or replaces it.
type SetupInput struct {
	Username         string `json:"username"`
	Password         string `json:"password" doc:"at least 8 characters"`
	APIToken         string `json:"apiToken,omitempty"`
	GenerateAPIToken bool   `json:"generateApiToken,omitempty"`
	Force            bool   `json:"force,omitempty" doc:"replace what is configured; needs a signed-in caller"`
	BootstrapCode    string `json:"bootstrapCode,omitempty" doc:"printed at the server's start; or header X-Bootstrap-Code"`
}

// SetupDone is the answer to SetupInput.
type SetupDone struct {
	Success               bool   `json:"success"`
	Skipped               bool   `json:"skipped,omitempty"`
	Method                string `json:"method,omitempty"`
	DeploymentType        string `json:"deploymentType,omitempty"`
	RequiresManualRestart bool   `json:"requiresManualRestart"`
	Message               string `json:"message"`
	Note                  string `json:"note,omitempty" doc:"what is left to do"`
	APIToken              string `json:"apiToken,omitempty" doc:"shown this once"`
}

// PasswordInput changes the password of the account.
type PasswordInput struct {
	CurrentPassword string `json:"currentPassword"`
	NewPassword     string `json:"newPassword" doc:"at least 8 characters"`
}

// PasswordChanged is the answer to PasswordInput.
type PasswordChanged struct {
	Success         bool   `json:"success"`
	Message         string `json:"message"`
	RequiresRestart bool   `json:"requiresRestart"`
}

// TokenInput asks for an API token.
type TokenInput struct {
	Name      string     `json:"name,omitempty"`
	Scopes    []string   `json:"scopes,omitempty" doc:"read, agent, admin; none means admin"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
}

// Token is an API token without the secret.
type Token struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Prefix     string     `json:"prefix"`
	Suffix     string     `json:"suffix"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
	Scopes     []string   `json:"scopes,omitempty"`
	ExpiresAt  *time.Time `json:"expiresAt,omitempty"`
	Fixed      bool       `json:"fixed,omitempty" doc:"given by the environment; cannot be deleted here"`
}

// Moment is a pointer to a time, nil for one that is not set.
func Moment(t time.Time) *time.Time { return moment(t) }

// Tokens lists API tokens.
type Tokens struct {
	Tokens []Token `json:"tokens"`
}

// TokenAdded is a new API token; Token is shown this once.
type TokenAdded struct {
	Token  string `json:"token"`
	Record Token  `json:"record"`
}

// SecurityStatus is how this server is protected.
type SecurityStatus struct {
	APITokenConfigured          bool   `json:"apiTokenConfigured"`
	APITokenHint                string `json:"apiTokenHint"`
	RequiresAuth                bool   `json:"requiresAuth"`
	HasAuthentication           bool   `json:"hasAuthentication"`
	ExportProtected             bool   `json:"exportProtected"`
	UnprotectedExportAllowed    bool   `json:"unprotectedExportAllowed"`
	ConfiguredButPendingRestart bool   `json:"configuredButPendingRestart"`
	HasAuditLogging             bool   `json:"hasAuditLogging"`
	CredentialsEncrypted        bool   `json:"credentialsEncrypted"`
	HasHTTPS                    bool   `json:"hasHTTPS"`
	ClientIP                    string `json:"clientIP"`
	IsPrivateNetwork            bool   `json:"isPrivateNetwork"`
	PublicAccess                bool   `json:"publicAccess"`
	IsTrustedNetwork            bool   `json:"isTrustedNetwork"`
	HasProxyAuth                bool   `json:"hasProxyAuth"`
	ProxyAuthUsername           string `json:"proxyAuthUsername"`
	ProxyAuthIsAdmin            bool   `json:"proxyAuthIsAdmin"`
	ProxyAuthLogoutURL          string `json:"proxyAuthLogoutURL"`
	AuthUsername                string `json:"authUsername"`
	AuthLastModified            string `json:"authLastModified"`
	OIDCEnabled                 bool   `json:"oidcEnabled"`
	OIDCIssuer                  string `json:"oidcIssuer"`
	OIDCClientID                string `json:"oidcClientId"`
	OIDCLogoutURL               string `json:"oidcLogoutURL"`
	OIDCUsername                string `json:"oidcUsername"`
	BootstrapRequired           bool   `json:"bootstrapRequired" doc:"the first set-up needs the printed code from this caller"`
	HasPassword                 bool   `json:"hasPassword" doc:"there is an account to sign in with"`
	AccountFixed                bool   `json:"accountFixed" doc:"the environment gives the account; it cannot be changed here"`
	SignedInBy                  string `json:"signedInBy" doc:"how this caller proved who they are; empty without proof"`
	MayChange                   bool   `json:"mayChange" doc:"this caller may change things"`

	TrustedProxies []string `json:"trustedProxies,omitempty" doc:"whose forwarding headers are believed; for signed-in callers"`

	OIDCEnvOverrides map[string]bool `json:"oidcEnvOverrides,omitempty" doc:"members of that sign-in that the environment fixes"`
}

// SecurityOff is the status while authentication is switched off.
type SecurityOff struct {
	Configured         bool   `json:"configured"`
	Disabled           bool   `json:"disabled"`
	Message            string `json:"message"`
	APITokenConfigured bool   `json:"apiTokenConfigured"`
	APITokenHint       string `json:"apiTokenHint"`
	HasAuthentication  bool   `json:"hasAuthentication"`
	OIDCEnabled        bool   `json:"oidcEnabled"`
	OIDCIssuer         string `json:"oidcIssuer"`
	OIDCClientID       string `json:"oidcClientId"`
	OIDCLogoutURL      string `json:"oidcLogoutURL"`
	SignedInBy         string `json:"signedInBy"`
	MayChange          bool   `json:"mayChange"`

	OIDCEnvOverrides map[string]bool `json:"oidcEnvOverrides,omitempty"`
}

// LocalSession is a token for a window of this machine.
type LocalSession struct {
	Token string `json:"token"`
}
