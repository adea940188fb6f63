package api

import (
	"fmt"
	"io"
	"net/http"
	"net/url"

	"pulse/backend/enroll"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

func (s *server) setupScriptURL(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.SetupScriptInput](r)
	if err != nil {
		return err
	}
	answer, _, err := s.newSetup(r, in)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, answer)
}

// newSetup issues a code and says how to use it.
func (s *server) newSetup(r *http.Request, in wire.SetupScriptInput) (wire.SetupScript, enroll.Script, error) {
	none := wire.SetupScript{}
	switch {
	case in.Type == "":
		return none, enroll.Script{}, fault.New(fault.Invalid, "Type is required").In("type")
	case in.Host == "":
		return none, enroll.Script{}, fault.New(fault.Invalid, "Host is required").In("host")
	}
	host, err := s.enroll.Address(in.Type, in.Host)
	if err != nil {
		return none, enroll.Script{}, err
	}
	if host, err = enroll.Plain(host, "host"); err != nil {
		return none, enroll.Script{}, err
	}
	pulse, err := s.reachable(r, host)
	if err != nil {
		return none, enroll.Script{}, err
	}
	claim := enroll.Claim{Kind: in.Type, Host: host, Fingerprint: in.Fingerprint, VerifyTLS: in.VerifySSL}
	if in.AnyHost {
		claim.Host = ""
	}
	code, expires := s.enroll.Codes.Issue(claim)
	script := enroll.Script{Kind: in.Type, Pulse: pulse, Host: host, Backups: in.BackupPerms && in.Type == "pve", SSHKey: s.Enrolment.SSHKey, At: s.Now(), Code: code}
	address := scriptURL(script)
	return wire.SetupScript{
		URL: address, SetupCode: code, Expires: expires.Unix(),
		Command: fmt.Sprintf("curl -fsSL %q | PULSE_SETUP_CODE=%s bash", address, code),
	}, script, nil
}

func scriptURL(s enroll.Script) string {
	query := url.Values{"type": {s.Kind}, "host": {s.Host}, "pulse_url": {s.Pulse}}
	if s.Backups {
		query.Set("backup_perms", "true")
	}
	return s.Pulse + "/api/setup-script?" + query.Encode()
}

// reachable is the address at which a server reaches us: what is configured,
// else as the caller called us, else what this machine is called in its network.
func (s *server) reachable(r *http.Request, host string) (string, error) {
	if s.Enrolment.PublicURL != "" {
		return enroll.Plain(s.Enrolment.PublicURL, "PULSE_PUBLIC_URL")
	}
	if s.Enrolment.OnlyHere != nil && s.Enrolment.OnlyHere() {
		return "", &failure{
			status: http.StatusConflict, code: "public_url_required", shape: structured,
			text: "Pulse only listens on this computer, so no server can reach it. Let it listen in the network under Settings, or make a token on the server by hand",
		}
	}
	called := s.Auth.Origin(r)
	if hostIsLoopback(called) && !hostIsLoopback(host) && s.PublicURL != nil {
		if found := s.PublicURL(); found != "" {
			called = found
		}
	}
	return enroll.Plain(called, "Host")
}

func hostIsLoopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && isLoopback(u.Hostname())
}

func (s *server) setupScript(w http.ResponseWriter, r *http.Request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fault.New(fault.Invalid, "Invalid parameters: write %%XX for special characters")
	}
	script := enroll.Script{Kind: query.Get("type"), Backups: query.Get("backup_perms") == "true", SSHKey: s.Enrolment.SSHKey, At: s.Now()}
	if script.Kind == "" {
		return fault.New(fault.Invalid, "Missing required parameter: type (pve, pbs or pmg)").In("type")
	}
	pulse := query.Get("pulse_url")
	if pulse == "" {
		pulse = s.Auth.Origin(r)
	}
	if script.Pulse, err = enroll.Plain(pulse, "pulse_url"); err != nil {
		return err
	}
	if host := query.Get("host"); host != "" {
		if script.Host, err = enroll.Plain(host, "host"); err != nil {
			return err
		}
	}
	if code := query.Get("auth_token"); code != "" {
		if script.Code, err = enroll.PlainCode(code); err != nil {
			return err
		}
	}
	return writeScript(w, script)
}

func (s *server) setupScriptWithCode(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.SetupScriptInput](r)
	if err != nil {
		return err
	}
	answer, script, err := s.newSetup(r, in)
	if err != nil {
		return err
	}
	if wantsJSON(r) {
		return reply(w, http.StatusOK, answer)
	}
	return writeScript(w, script)
}

func writeScript(w http.ResponseWriter, script enroll.Script) error {
	text, err := script.Text()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", "inline; filename="+enroll.FileName(script.Kind))
	h.Set("Cache-Control", "no-store")
	_, err = io.WriteString(w, text)
	return err
}
