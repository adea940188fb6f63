package email_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/textproto"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"pulse/backend/notify"
)

const (
	user     = "pulse@example.com"
	password = "password-marker-4711"
)

// server is a mail server that does what a test wants. Its fields are set
// before it is started.
type server struct {
	mechanisms []string         // ways to sign in; nil = none
	tls        *tls.Config      // STARTTLS, or TLS from the start
	implicit   bool             // TLS from the start
	rcpt       map[string]error // answers to recipients
	greet      error            // answer to the sender
	data       error            // answer to the mail
	hang       chan struct{}    // closed at the end; a mail waits for it

	port int

	mu     sync.Mutex
	mails  []received
	logins []string
}

// received is a mail that arrived.
type received struct {
	from string
	to   []string
	text string
}

func (s *server) start(t *testing.T) *server {
	t.Helper()
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	srv.Domain, srv.AllowInsecureAuth, srv.TLSConfig = "mail.test", true, s.tls
	srv.ErrorLog = quiet{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if s.implicit {
		listener = tls.NewListener(listener, s.tls)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(listener)
	}()
	t.Cleanup(func() {
		if s.hang != nil {
			close(s.hang)
		}
		_ = srv.Close()
		listener.Close() // which a server that is only starting does not know yet
		<-served
	})
	return s
}

// quiet keeps the failures that tests provoke out of their output.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// mail are settings that lead to the server.
func (s *server) mail() notify.Mail {
	return notify.Mail{Server: "127.0.0.1", Port: s.port, From: "Pulse <pulse@example.com>", To: []string{"ops@example.com"}}
}

func (s *server) received() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.mails...)
}

func (s *server) signedIn() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.logins...)
}

type session struct {
	server *server
	mail   received
}

func (s *session) Reset()        { s.mail = received{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.from = from
	return s.server.greet
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.server.rcpt[to]; err != nil {
		return err
	}
	s.mail.to = append(s.mail.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.server.hang != nil {
		<-s.server.hang
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.mail.text = string(text)
	s.server.mails = append(s.server.mails, s.mail)
	return s.server.data
}

func (s *session) AuthMechanisms() []string { return s.server.mechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(u, p string) error {
		if u != user || p != password {
			return smtp.ErrAuthFailed
		}
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.logins = append(s.server.logins, mechanism)
		return nil
	}
	if mechanism == "PLAIN" {
		return sasl.NewPlainServer(func(_, u, p string) error { return check(u, p) }), nil
	}
	return &login{check: check}, nil
}

// login is the server's side of AUTH LOGIN.
type login struct {
	check func(user, password string) error
	said  []string
}

func (l *login) Next(response []byte) ([]byte, bool, error) {
	if response != nil {
		l.said = append(l.said, string(response))
	}
	switch len(l.said) {
	case 0:
		return []byte("Username:"), false, nil
	case 1:
		return []byte("Password:"), false, nil
	case 2:
		return nil, true, l.check(l.said[0], l.said[1])
	}
	return nil, false, errors.New("too much")
}

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  string
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA of a test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{cert: cert, key: key, pem: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}
}

// issue signs a certificate for a name that is valid until a time.
func (a authority) issue(t *testing.T, until time.Time, names []string, addresses ...net.IP) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "mail"}, DNSNames: names, IPAddresses: addresses,
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// transcript takes one conversation, agrees to everything and returns what was
// said to it.
func transcript(t *testing.T) (port int, lines func() []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		text := textproto.NewConn(conn)
		reply := "220 mail.test"
		for text.PrintfLine("%s", reply) == nil {
			line, err := text.ReadLine()
			if err != nil {
				return
			}
			said = append(said, line)
			reply = "250 ok"
			if line == "DATA" {
				if text.PrintfLine("354 go on") != nil {
					return
				}
				if _, err := text.ReadDotBytes(); err != nil {
					return
				}
			}
		}
	}()
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().(*net.TCPAddr).Port, func() []string {
		<-ended
		return said
	}
}
