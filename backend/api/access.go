package api

import (
	"cmp"
	"net/http"
	"time"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

func accessRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/security/regenerate-token", Access: auth.Admins, Bucket: auth.SignIn, Out: wire.TokenRegenerated{}, Summary: "Make an API token in place of all stored ones; shown this once", handle: (*server).regenerateToken},
		{Method: "POST", Path: "/api/security/validate-token", Access: auth.Admins, Bucket: auth.SignIn, Errors: validWord, In: wire.TokenToCheck{}, Out: wire.TokenChecked{}, Summary: "Whether an API token is good", handle: (*server).validateToken},
		{Method: "POST", Path: "/api/security/reset-lockout", Access: auth.Admins, Bucket: auth.General, Errors: structured, In: wire.LockoutInput{}, Out: wire.Success{}, Summary: "Let a user or an address try again at once", handle: (*server).resetLockout},
		{Method: "POST", Path: "/api/security/apply-restart", Access: auth.Admins, Bucket: auth.General, Out: wire.Success{}, Summary: "Start the program again, where a service manager does that", handle: (*server).applyRestart},
		{Method: "GET", Path: "/api/security/recovery", Access: auth.Public, Bucket: auth.Recovering, Out: wire.RecoveryState{}, Summary: "Whether recovery lasts; from this machine, or with X-Recovery-Token", handle: (*server).recoveryState},
		{Method: "POST", Path: "/api/security/recovery", Access: auth.Public, Bucket: auth.Recovering, In: wire.RecoveryInput{}, Out: wire.RecoveryDone{}, Summary: "Begin or end recovery, or make a token for it; from this machine, or with X-Recovery-Token", handle: (*server).recover},
		{Method: "GET", Path: "/api/system/api-token", Access: auth.Reader, Bucket: auth.General, Out: wire.APIToken{}, Query: []string{"reveal"}, Summary: "Whether there is an API token", handle: (*server).apiToken},
		{Method: "POST", Path: "/api/system/api-token/generate", Access: auth.Admins, Bucket: auth.General, Out: wire.APIToken{}, Summary: "Make the API token of that name anew; shown this once", handle: (*server).generateAPIToken},
		{Method: "DELETE", Path: "/api/system/api-token/delete", Access: auth.Admins, Bucket: auth.General, Out: wire.APIToken{}, Summary: "Delete the API token of that name, or the only one", handle: (*server).deleteAPIToken},
	}
}

func (s *server) regenerateToken(w http.ResponseWriter, r *http.Request) error {
	raw, err := s.Auth.RegenerateToken(r.Context())
	s.Auth.Audit(r, "token_create", err == nil, "in place of all")
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.TokenRegenerated{
		Success: true, Token: raw, DeploymentType: s.Deployment, Message: "The token is new and good at once; tokens from before are not",
	})
}

func (s *server) validateToken(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.TokenToCheck](r)
	if err != nil {
		return err
	}
	if in.Token == "" {
		return fault.New(fault.Invalid, "Token is required")
	}
	good, err := s.Auth.ValidToken(r, in.Token)
	if err != nil {
		return err
	}
	text := map[bool]string{true: "Token is valid", false: "Token is invalid"}[good]
	return reply(w, http.StatusOK, wire.TokenChecked{Valid: good, Message: text})
}

func (s *server) resetLockout(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.LockoutInput](r)
	if err != nil {
		return err
	}
	if err := s.Auth.ResetLockout(r, in.Identifier); err != nil {
		return &failure{status: http.StatusBadRequest, code: "missing_identifier", text: err.Error(), shape: structured}
	}
	return reply(w, http.StatusOK, wire.Success{Success: true, Message: in.Identifier + " may try again"})
}

func (s *server) applyRestart(w http.ResponseWriter, r *http.Request) error {
	if s.Restart == nil {
		return reply(w, http.StatusOK, wire.Success{Message: "Pulse does not run as a service that can restart itself. Changes are in force already; restart it by hand if you need to"})
	}
	s.Auth.Audit(r, "restart", true, "")
	if err := reply(w, http.StatusOK, wire.Success{Success: true, Message: "Pulse starts again"}); err != nil {
		return err
	}
	s.Restart()
	return nil
}

func (s *server) recoveryState(w http.ResponseWriter, r *http.Request) error {
	on, err := s.Auth.Recovering(r)
	if err != nil {
		return err
	}
	text := "A credential is needed as usual"
	if on {
		text = "Callers of the computer that Pulse runs on need no password now"
	}
	return reply(w, http.StatusOK, wire.RecoveryState{RecoveryMode: on, Message: text})
}

func (s *server) recover(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.RecoveryInput](r)
	if err != nil {
		return err
	}
	switch in.Action {
	case "disable_auth":
		err = s.Auth.Recover(r, true)
	case "enable_auth":
		err = s.Auth.Recover(r, false)
	case "generate_token":
		return s.recoveryToken(w, r, in.Duration)
	default:
		if _, err = s.Auth.Recovering(r); err == nil { // only who may recover learns what there is
			return reply(w, http.StatusOK, wire.RecoveryDone{Message: "Unknown action: give disable_auth, enable_auth or generate_token"})
		}
	}
	if err != nil {
		return err
	}
	text := map[string]string{
		"disable_auth": "For 15 minutes, callers of the computer that Pulse runs on need no password",
		"enable_auth":  "A credential is needed again",
	}[in.Action]
	return reply(w, http.StatusOK, wire.RecoveryDone{Success: true, Message: text})
}

func (s *server) recoveryToken(w http.ResponseWriter, r *http.Request, minutes int) error {
	minutes = min(max(cmp.Or(minutes, 15), 1), 60)
	token, err := s.Auth.RecoveryToken(r, time.Duration(minutes)*time.Minute)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.RecoveryDone{
		Success: true, Token: token, ExpiresInMinutes: minutes, Message: "Send this token once, in the header X-Recovery-Token",
	})
}

// apiTokenName is the name of the one token that the older routes know.
const apiTokenName = "API token"

func (s *server) apiToken(w http.ResponseWriter, r *http.Request) error {
	st := s.Auth.Status(r)
	out := wire.APIToken{HasToken: st.Tokens}
	if r.URL.Query().Get("reveal") == "true" && auth.From(r.Context()).May(auth.Admin) {
		out.Hint = st.TokenHint
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) generateAPIToken(w http.ResponseWriter, r *http.Request) error {
	raw, err := s.Auth.ReplaceToken(r.Context(), apiTokenName)
	s.Auth.Audit(r, "token_create", err == nil, apiTokenName)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.APIToken{HasToken: true, Token: raw})
}

func (s *server) deleteAPIToken(w http.ResponseWriter, r *http.Request) error {
	dropped, err := s.Auth.DropToken(r.Context(), apiTokenName)
	s.Auth.Audit(r, "token_delete", err == nil && dropped, apiTokenName)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.APIToken{HasToken: !dropped && s.Auth.Status(r).Tokens})
}
