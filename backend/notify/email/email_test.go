package email_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/notify/email"
	"pulse/backend/notify/notifytest"
)

// channel is a channel that sends mail.
func channel(m notify.Mail) notify.Channel {
	return notify.Channel{ID: "email", Kind: notify.KindEmail, Name: "E-mail", Enabled: true, Mail: &m}
}

func send(t *testing.T, m notify.Mail, n notify.Notice) (notify.Result, error) {
	t.Helper()
	notifier, err := email.Kind().Open(channel(m), notifytest.Env())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return notifier.Send(t.Context(), n)
}

func TestEmail_PassesTheExaminationOfChannels(t *testing.T) {
	notifytest.Run(t, email.Kind(), func(t *testing.T) notifytest.Receiver {
		return receiver{(&server{mechanisms: []string{"PLAIN"}}).start(t)}
	})
}

func TestSend_Encrypts(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	good, old := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	here := net.IPv4(127, 0, 0, 1)
	for _, c := range []struct {
		name     string
		server   *server
		tls      bool
		startTLS bool
		ca       string
		problem  string // empty = the mail arrives
	}{
		{"TLS from the start", &server{tls: ca.issue(t, good, nil, here), implicit: true}, true, false, ca.pem, ""},
		{"STARTTLS", &server{tls: ca.issue(t, good, nil, here)}, false, true, ca.pem, ""},
		{"STARTTLS wins over TLS on a port that is not 465", &server{tls: ca.issue(t, good, nil, here)}, true, true, ca.pem, ""},
		{"TLS of an unknown authority", &server{tls: ca.issue(t, good, nil, here), implicit: true}, true, false, "", "paste its CA certificate"},
		{"TLS of another authority", &server{tls: ca.issue(t, good, nil, here), implicit: true}, true, false, other.pem, "not trusted"},
		{"STARTTLS of an unknown authority", &server{tls: ca.issue(t, good, nil, here)}, false, true, "", "not trusted"},
		{"expired", &server{tls: ca.issue(t, old, nil, here), implicit: true}, true, false, ca.pem, "expired"},
		{"for another name", &server{tls: ca.issue(t, good, []string{"mail.example.com"}), implicit: true}, true, false, ca.pem, "another name"},
		{"STARTTLS for another name", &server{tls: ca.issue(t, good, []string{"mail.example.com"})}, false, true, ca.pem, "another name"},
		{"no STARTTLS", &server{}, false, true, ca.pem, "offers no STARTTLS"},
		{"TLS to a server in clear", &server{}, true, false, ca.pem, "does not speak TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.server
			s.mechanisms = []string{"PLAIN"}
			s.start(t)
			m := s.mail()
			m.TLS, m.StartTLS, m.CACertificate, m.Username, m.Password = c.tls, c.startTLS, c.ca, user, password
			_, err := send(t, m, notifytest.Notice("n-1"))
			if c.problem == "" {
				if err != nil || len(s.received()) != 1 || len(s.signedIn()) != 1 {
					t.Errorf("got %v, %d mails and %d sign-ins; want one of each", err, len(s.received()), len(s.signedIn()))
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v, want a failure about %q", err, c.problem)
			}
			if len(s.received())+len(s.signedIn()) != 0 {
				t.Error("something was sent over a connection that is not safe")
			}
		})
	}
}

func TestSend_SignsIn(t *testing.T) {
	for _, c := range []struct {
		name       string
		mechanisms []string
		user, pass string
		problem    string
		used       string
	}{
		{"plain", []string{"LOGIN", "PLAIN"}, user, password, "", "PLAIN"},
		{"login", []string{"LOGIN"}, user, password, "", "LOGIN"},
		{"wrong password", []string{"PLAIN"}, user, "wrong-marker", "app password", ""},
		{"wrong password with LOGIN", []string{"LOGIN"}, user, "wrong-marker", "refuses the user name or the password", ""},
		{"nothing offered", nil, user, password, "offers no sign-in", ""},
		{"nothing that is known", []string{"GSSAPI"}, user, password, "GSSAPI", ""},
		{"without password", []string{"PLAIN"}, user, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := (&server{mechanisms: c.mechanisms}).start(t)
			m := s.mail()
			m.Username, m.Password = c.user, c.pass
			_, err := send(t, m, notifytest.Notice("n-1"))
			if (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Fatalf("got %v, want a problem about %q", err, c.problem)
			}
			if failure, ok := errors.AsType[*notify.Error](err); ok && failure.Retry {
				t.Error("it is tried again, which may lock the account")
			}
			if got := strings.Join(s.signedIn(), " "); got != c.used {
				t.Errorf("signed in with %q, want %q", got, c.used)
			}
		})
	}
}

// outside is an address of this machine that is not loopback, as servers in the
// network have.
func outside(t *testing.T) net.IP {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			return n.IP
		}
	}
	t.Skip("this machine has no address beside loopback")
	return nil
}

func TestSend_NeverSendsThePasswordInClearOverANetwork(t *testing.T) {
	listener, err := net.Listen("tcp", net.JoinHostPort(outside(t).String(), "0"))
	if err != nil {
		t.Skipf("cannot listen beside loopback: %v", err)
	}
	s := &server{mechanisms: []string{"PLAIN", "LOGIN"}}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	srv.AllowInsecureAuth, srv.ErrorLog = true, quiet{}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = srv.Close()
		listener.Close()
		<-served
	})
	m := s.mail()
	m.Server, m.Port = outside(t).String(), listener.Addr().(*net.TCPAddr).Port
	m.Username, m.Password = user, password
	if _, err := send(t, m, notifytest.Notice("n-1")); err == nil || !strings.Contains(err.Error(), "not encrypted") {
		t.Errorf("got %v, want a refusal", err)
	}
	if len(s.signedIn())+len(s.received()) != 0 {
		t.Error("the password or a mail was sent")
	}
}

func TestSend_UsesTheUserNameOfTheProvider(t *testing.T) {
	s := (&server{mechanisms: []string{"PLAIN"}}).start(t)
	for provider, problem := range map[string]string{"SendGrid": "refuses the user name", "": ""} {
		m := s.mail()
		m.Provider, m.Password = provider, password
		_, err := send(t, m, notifytest.Notice("n-1"))
		if (err == nil) != (problem == "") || err != nil && !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: got %v, want a problem about %q", provider, err, problem)
		}
	}
}

func TestSend_ARefusedRecipientDoesNotKeepTheOthersFromTheMail(t *testing.T) {
	s := (&server{rcpt: map[string]error{
		"gone@example.com": &smtp.SMTPError{Code: 550, Message: "no such user"},
	}}).start(t)
	m := s.mail()
	m.To = []string{"ops@example.com", "gone@example.com", "Second <two@example.com>"}
	_, err := send(t, m, notifytest.Notice("n-1"))
	failure, ok := errors.AsType[*notify.Error](err)
	if !ok || failure.Retry || !strings.Contains(failure.Reason, "1 of 3 recipients") || !strings.Contains(failure.Reason, "gone@example.com: 550 5.0.0 no such user") {
		t.Errorf("got %v, want it told who was refused", err)
	}
	got := s.received()
	if len(got) != 1 || !slices.Equal(got[0].to, []string{"ops@example.com", "two@example.com"}) {
		t.Errorf("mails: %+v", got)
	}
}

func TestSend_TriesOnlyThoseAgainWhoHaveNotGotIt(t *testing.T) {
	s := (&server{rcpt: map[string]error{"later@example.com": &smtp.SMTPError{Code: 450, Message: "greylisted"}}}).start(t)
	m := s.mail()
	m.To = []string{"ops@example.com", "later@example.com"}
	kind := email.Kind()
	for range 2 { // as the dispatcher does: opened anew for every attempt
		notifier, err := kind.Open(channel(m), notifytest.Env())
		if err != nil {
			t.Fatal(err)
		}
		_, err = notifier.Send(t.Context(), notifytest.Notice("n-1"))
		if failure, ok := errors.AsType[*notify.Error](err); len(s.received()) == 1 && (!ok || !failure.Retry) {
			t.Errorf("got %v, want another attempt", err)
		}
		s.mu.Lock()
		s.rcpt = nil
		s.mu.Unlock()
	}
	got := s.received()
	if len(got) != 2 || !slices.Equal(got[0].to, []string{"ops@example.com"}) || !slices.Equal(got[1].to, []string{"later@example.com"}) {
		t.Errorf("mails: %+v", got)
	}
}

func TestSend_SpeaksAsStrictServersWant(t *testing.T) {
	port, lines := transcript(t)
	m := (&server{port: port}).mail()
	m.To = []string{"Ops <ops@example.com>", "two@example.com"}
	if _, err := send(t, m, notifytest.Notice("n-1")); err != nil {
		t.Fatal(err)
	}
	got := lines()
	want := []string{"MAIL FROM:<pulse@example.com>", "RCPT TO:<ops@example.com>", "RCPT TO:<two@example.com>", "DATA", "QUIT"}
	if len(got) == 0 || !strings.HasPrefix(got[0], "EHLO ") || !slices.Equal(got[1:], want) {
		t.Errorf("got  %q\nwant EHLO and %q", got, want)
	}
}

func TestSend_EndsWithItsContext(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	for _, encrypted := range []bool{false, true} {
		m := (&server{port: silent.Addr().(*net.TCPAddr).Port}).mail()
		m.TLS = encrypted
		notifier, err := email.Kind().Open(channel(m), notifytest.Env())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err = notifier.Send(ctx, notifytest.Notice("n-1"))
		failure, ok := errors.AsType[*notify.Error](err)
		if !ok || !failure.Retry || !strings.Contains(failure.Reason, "in time") {
			t.Errorf("encrypted %t: got %v, want that it did not answer in time", encrypted, err)
		}
	}
}

func TestOpen_RefusesSettingsThatCannotWork(t *testing.T) {
	good := (&server{port: 587}).mail()
	for _, c := range []struct {
		name, field string
		change      func(*notify.Mail)
	}{
		{"no server", "server", func(m *notify.Mail) { m.Server = "" }},
		{"scheme", "server", func(m *notify.Mail) { m.Server = "smtp://mail.example.com" }},
		{"port in the server", "server", func(m *notify.Mail) { m.Server = "mail.example.com:25" }},
		{"line end in the server", "server", func(m *notify.Mail) { m.Server = "mail.example.com\r\nX" }},
		{"port", "port", func(m *notify.Mail) { m.Port = 70000 }},
		{"no sender", "from", func(m *notify.Mail) { m.From = "" }},
		{"sender", "from", func(m *notify.Mail) { m.From = "pulse" }},
		{"header in the sender", "from", func(m *notify.Mail) { m.From = "pulse@example.com\r\nBcc: all@example.com" }},
		{"recipient", "to", func(m *notify.Mail) { m.To = []string{"ops@example.com", "ops at example.com"} }},
		{"empty recipient", "to", func(m *notify.Mail) { m.To = []string{""} }},
		{"command in a recipient", "to", func(m *notify.Mail) { m.To = []string{"<ops@example.com>\r\nDATA"} }},
		{"reply to", "replyTo", func(m *notify.Mail) { m.ReplyTo = "nobody" }},
		{"password", "password", func(m *notify.Mail) { m.Password = "a\r\nb" }},
		{"certificate", "caCertificate", func(m *notify.Mail) { m.CACertificate = "not PEM" }},
		{"rate", "rateLimit", func(m *notify.Mail) { m.PerMinute = -1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := good
			c.change(&m)
			_, err := email.Kind().Open(channel(m), notifytest.Env())
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Field != c.field {
				t.Errorf("got %v, want a refusal of %s", err, c.field)
			}
		})
	}
}

func TestKind_ListsTheProviders(t *testing.T) {
	for _, p := range email.Kind().Providers {
		if p.Port != 587 || !p.StartTLS || p.TLS || !p.Auth || p.Instructions == "" || p.Server == "" && p.Name != "Custom SMTP Server" {
			t.Errorf("provider: %+v", p)
		}
	}
	if n := len(email.Kind().Providers); n != 11 {
		t.Errorf("%d providers, want 11", n)
	}
}
