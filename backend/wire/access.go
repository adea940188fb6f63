package wire

// APIToken is the answer of the older token routes.
type APIToken struct {
	HasToken bool   `json:"hasToken"`
	Token    string `json:"token,omitempty" doc:"a new token; shown this once"`
	Hint     string `json:"hint,omitempty" doc:"ends of the newest token; tokens themselves are not kept"`
}

// TokenRegenerated is a new token in place of all stored ones.
type TokenRegenerated struct {
	Success         bool   `json:"success"`
	Token           string `json:"token" doc:"shown this once"`
	DeploymentType  string `json:"deploymentType"`
	RequiresRestart bool   `json:"requiresRestart"`
	Message         string `json:"message"`
}

// TokenToCheck is a token whose validity is asked for.
type TokenToCheck struct {
	Token string `json:"token"`
}

// TokenChecked tells whether a token is good.
type TokenChecked struct {
	Valid   bool   `json:"valid"`
	Message string `json:"message"`
}

// LockoutInput names who may try again.
type LockoutInput struct {
	Identifier string `json:"identifier" doc:"a user name or an address"`
}

// RecoveryInput begins or ends recovery, or asks for a token that does.
type RecoveryInput struct {
	Action   string `json:"action" doc:"disable_auth, enable_auth or generate_token"`
	Duration int    `json:"duration,omitempty" doc:"minutes that a token lasts, 1 to 60; 15 when absent"`
}

// RecoveryState tells whether callers of this machine need a credential.
type RecoveryState struct {
	RecoveryMode bool   `json:"recovery_mode"`
	Message      string `json:"message"`
}

// RecoveryDone is the answer to RecoveryInput.
type RecoveryDone struct {
	Success          bool   `json:"success"`
	Message          string `json:"message"`
	Token            string `json:"token,omitempty" doc:"good once, in the header X-Recovery-Token"`
	ExpiresInMinutes int    `json:"expires_in_minutes,omitempty"`
}

// SignOn is the sign-in at an OpenID Connect provider.
type SignOn struct {
	Enabled         bool            `json:"enabled"`
	IssuerURL       string          `json:"issuerUrl"`
	ClientID        string          `json:"clientId"`
	RedirectURL     string          `json:"redirectUrl"`
	LogoutURL       string          `json:"logoutUrl"`
	Scopes          []string        `json:"scopes"`
	UsernameClaim   string          `json:"usernameClaim"`
	EmailClaim      string          `json:"emailClaim"`
	GroupsClaim     string          `json:"groupsClaim"`
	AllowedGroups   []string        `json:"allowedGroups"`
	AllowedDomains  []string        `json:"allowedDomains"`
	AllowedEmails   []string        `json:"allowedEmails"`
	ClientSecretSet bool            `json:"clientSecretSet"`
	DefaultRedirect string          `json:"defaultRedirect"`
	EnvOverrides    map[string]bool `json:"envOverrides,omitempty" doc:"members that the environment fixes"`
}

// SignOnInput replaces the sign-in at a provider.
type SignOnInput struct {
	Enabled           bool     `json:"enabled"`
	IssuerURL         string   `json:"issuerUrl"`
	ClientID          string   `json:"clientId"`
	ClientSecret      *string  `json:"clientSecret,omitempty" doc:"absent keeps the one that is stored"`
	ClearClientSecret bool     `json:"clearClientSecret,omitempty"`
	RedirectURL       string   `json:"redirectUrl"`
	LogoutURL         string   `json:"logoutUrl"`
	Scopes            []string `json:"scopes"`
	UsernameClaim     string   `json:"usernameClaim"`
	EmailClaim        string   `json:"emailClaim"`
	GroupsClaim       string   `json:"groupsClaim"`
	AllowedGroups     []string `json:"allowedGroups"`
	AllowedDomains    []string `json:"allowedDomains"`
	AllowedEmails     []string `json:"allowedEmails"`
}

// SignOnStart says where to return to after a sign-in at the provider.
type SignOnStart struct {
	ReturnTo string `json:"returnTo,omitempty" doc:"a path of the page"`
}

// SignOnBegun says where to send the browser.
type SignOnBegun struct {
	AuthorizationURL string `json:"authorizationUrl"`
}
