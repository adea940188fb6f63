package api

import (
	"net/http"
	"time"

	"pulse/backend/auth"
	"pulse/backend/enroll"
	"pulse/backend/wire"
)

// Enrolment is what the program decides about servers that register themselves.
type Enrolment struct {
	// PublicURL is where servers reach us, as the environment says; may be empty.
	PublicURL string
	// OnlyHere reports whether other machines can not reach us; nil = they can.
	OnlyHere func() bool
	// Unprotected lets servers of private networks register without a code.
	Unprotected bool
	// SSHKey is the public key by which temperatures are read; empty where they
	// are not.
	SSHKey string
}

func enrolRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/setup-script-url", Access: auth.Admins, Bucket: auth.General, SameOrigin: true, In: wire.SetupScriptInput{}, Out: wire.SetupScript{}, Summary: "The command that sets up a server, with a one-time code", handle: (*server).setupScriptURL},
		{Method: "GET", Path: "/api/setup-script", Access: auth.Public, Bucket: auth.General, Media: "text/plain", Query: []string{"type", "host", "pulse_url", "backup_perms", "auth_token"}, Status: http.StatusOK, Summary: "The script that sets up a server; it holds no secret", handle: (*server).setupScript},
		{Method: "POST", Path: "/api/setup-script", Access: auth.Admins, Bucket: auth.General, In: wire.SetupScriptInput{}, Media: "text/plain", Status: http.StatusOK, Summary: "The script with a one-time code in it; with Accept: application/json its address and command", handle: (*server).setupScriptWithCode},
		{Method: "POST", Path: "/api/auto-register", Access: auth.Anyone, Bucket: auth.General, In: wire.RegistrationInput{}, Out: wire.Registered{}, Summary: "Register a server, with a setup code or as an administrator", handle: (*server).autoRegister},
		{Method: "POST", Path: "/api/system/verify-temperature-ssh", Access: auth.Anyone, Bucket: auth.General, In: wire.TemperatureNodes{}, Media: "text/plain", Status: http.StatusOK, Summary: "Whether temperatures can be read; for the set-up script, with its code in X-Setup-Token", handle: (*server).verifyTemperatures},
	}
}

// newEnrolment is the part that takes registrations.
func newEnrolment(d Deps, now func() time.Time) *enroll.Service {
	return enroll.New(enroll.Options{Store: d.Store, Kinds: d.Sources, Env: d.SourceEnv, Now: now})
}
