package enroll

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-resty/resty/v2"

	"pulse/backend/httpclient"
	"pulse/backend/source"
)

// agentRole is the role that guest agents need beside PVEAuditor.
const agentRole = "PulseMonitor"

// maker makes an account that may only read, with a token, over a server's own
// API. Proxmox VE and Proxmox Backup Server differ in names only.
type maker struct {
	http *resty.Client
	user string // the account to make
	name string // of the token
}

// makeToken signs in with the name and the password of a target and puts a new
// token in their place. The password is forgotten.
func (s *Service) makeToken(ctx context.Context, t source.Target, env source.Env) (source.Target, error) {
	client := httpclient.New(httpclient.Options{Base: t.Host + "/api2/json", Trust: trustIn(t), Timeout: probeLimit, Transport: env.Transport})
	defer httpclient.Close(client)
	m := maker{http: client, user: "pulse-monitor@pam", name: fmt.Sprintf("pulse-%d", s.now().Unix())}
	mint, cookie := m.forPVE, "PVEAuthCookie"
	if t.Kind == "pbs" {
		m.user = "pulse-monitor@pbs"
		mint, cookie = m.forPBS, "PBSAuthCookie"
	}
	if err := m.signIn(ctx, cookie, t.User, t.Password); err != nil {
		return t, err
	}
	value, err := mint(ctx)
	if err != nil {
		return t, err
	}
	t.User, t.Password, t.TokenName, t.TokenValue = "", "", value.id, value.secret
	return t, nil
}

// trustIn is how the certificate of a target is believed.
func trustIn(t source.Target) httpclient.Trust {
	if t.Fingerprint != "" {
		return httpclient.Pinned(t.Fingerprint)
	}
	return httpclient.Trust{Any: !t.VerifyTLS}
}

func (m maker) signIn(ctx context.Context, cookie, user, password string) error {
	var ticket struct {
		Ticket  string `json:"ticket"`
		CSRF    string `json:"CSRFPreventionToken"`
		NeedTFA any    `json:"NeedTFA"`
	}
	err := m.call(ctx, http.MethodPost, "/access/ticket", map[string]string{"username": user, "password": password}, &ticket)
	switch {
	case err != nil:
		return err
	case ticket.NeedTFA != nil && ticket.NeedTFA != float64(0), ticket.Ticket == "":
		return &Unreachable{Reason: "The account needs a second factor: use the set-up script, or paste a token"}
	}
	m.http.SetCookie(&http.Cookie{Name: cookie, Value: ticket.Ticket}) //nolint:gosec // sent by us, not set in a browser
	m.http.SetHeader("CSRFPreventionToken", ticket.CSRF)
	return nil
}

type made struct{ id, secret string }

func (m maker) forPVE(ctx context.Context) (made, error) {
	if err := m.putUser(ctx); err != nil {
		return made{}, err
	}
	if err := m.putRole(ctx); err != nil {
		return made{}, err
	}
	token, err := m.putToken(ctx, map[string]string{"privsep": "1"})
	if err != nil {
		return made{}, err
	}
	for _, holder := range []map[string]string{{"users": m.user}, {"tokens": token.id}} {
		holder["path"], holder["roles"] = "/", "PVEAuditor,"+agentRole
		if err := m.call(ctx, http.MethodPut, "/access/acl", holder, nil); err != nil {
			return made{}, err
		}
	}
	return token, nil
}

// putRole makes the role that guest agents need beside PVEAuditor. Its
// privilege was renamed in 9; the administrator's role has the one that exists.
func (m maker) putRole(ctx context.Context) error {
	var roles []struct {
		ID    string `json:"roleid"`
		Privs string `json:"privs"`
	}
	if err := m.call(ctx, http.MethodGet, "/access/roles", nil, &roles); err != nil {
		return err
	}
	agent, exists := "VM.Monitor", false
	for _, r := range roles {
		exists = exists || r.ID == agentRole
		if strings.Contains(r.Privs, "VM.GuestAgent.Audit") {
			agent = "VM.GuestAgent.Audit"
		}
	}
	form := map[string]string{"privs": "Sys.Audit," + agent}
	if exists {
		return m.call(ctx, http.MethodPut, "/access/roles/"+agentRole, form, nil)
	}
	form["roleid"] = agentRole
	return m.call(ctx, http.MethodPost, "/access/roles", form, nil)
}

func (m maker) forPBS(ctx context.Context) (made, error) {
	if err := m.putUser(ctx); err != nil {
		return made{}, err
	}
	token, err := m.putToken(ctx, nil)
	if err != nil {
		return made{}, err
	}
	for _, holder := range []string{m.user, token.id} {
		if err := m.call(ctx, http.MethodPut, "/access/acl", map[string]string{"path": "/", "role": "Audit", "auth-id": holder}, nil); err != nil {
			return made{}, err
		}
	}
	return token, nil
}

// putUser makes the account unless it is there.
func (m maker) putUser(ctx context.Context) error {
	var users []struct {
		ID string `json:"userid"`
	}
	if err := m.call(ctx, http.MethodGet, "/access/users", nil, &users); err != nil {
		return err
	}
	for _, u := range users {
		if u.ID == m.user {
			return nil
		}
	}
	return m.call(ctx, http.MethodPost, "/access/users", map[string]string{"userid": m.user, "comment": "Pulse monitoring, reads only"}, nil)
}

func (m maker) putToken(ctx context.Context, form map[string]string) (made, error) {
	var token struct {
		PVE   string `json:"full-tokenid"`
		PBS   string `json:"tokenid"`
		Value string `json:"value"`
	}
	err := m.call(ctx, http.MethodPost, "/access/users/"+m.user+"/token/"+m.name, form, &token)
	if err == nil && token.Value == "" {
		err = &Unreachable{Reason: "The server did not tell the token that it made"}
	}
	return made{m.user + "!" + m.name, token.Value}, err
}

// call sends a form and reads what stands in data. What a server answers is not
// passed on.
func (m maker) call(ctx context.Context, method, path string, form map[string]string, into any) error {
	var body struct{ Data any }
	body.Data = into
	request := m.http.R().SetContext(ctx).SetResult(&body).ForceContentType("application/json")
	if form != nil {
		request.SetFormData(form)
	}
	answer, err := request.Execute(method, path)
	switch {
	case err != nil:
		return &Unreachable{Reason: "Pulse could not make a token: the server did not answer as expected", Err: err}
	case answer.StatusCode() == http.StatusUnauthorized:
		return &Unreachable{Reason: "The server refused the name or the password"}
	case answer.StatusCode() == http.StatusForbidden:
		return &Unreachable{Reason: "This account may not make users and tokens: use one like root@pam"}
	case answer.IsError():
		return &Unreachable{Reason: fmt.Sprintf("Pulse could not make a token: the server answered %d at %s", answer.StatusCode(), path)}
	}
	return nil
}
